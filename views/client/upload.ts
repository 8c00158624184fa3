/** One file on its way to the server, piece by piece. A connection that breaks is waited for; what arrived stays there. */

export interface UploadTarget {
  /** Where uploads are begun. */
  readonly address: string
  readonly isPublic: boolean
  readonly voidApproval: boolean
}

export type UploadStand =
  | { readonly kind: 'sending'; readonly sent: number }
  /** Trying again by itself. */
  | { readonly kind: 'waiting'; readonly sent: number; readonly why: string }

export type UploadEnd =
  | { readonly ok: true; readonly attachment: string }
  | { readonly ok: false; readonly message: string }

interface State {
  readonly id: string
  readonly offset: number
  readonly isDone: boolean
  /** What became of it. */
  readonly attachment: string | null
}

const smallestPiece = 256 * 1024
const largestPiece = 4 * smallestPiece
const slowMs = 2_000
const patienceMs = 60_000
const longestPauseMs = 15_000

export async function uploadFile(
  file: File,
  target: UploadTarget,
  { onStand, signal }: { readonly onStand: (stand: UploadStand) => void; readonly signal: AbortSignal },
): Promise<UploadEnd> {
  const sha256 = await hashOf(file)
  let state: State | null = null
  let piece = smallestPiece
  let failures = 0
  while (!signal.aborted) {
    const began = Date.now()
    const answer: Answer = state
      ? await ask(pieceOf(file, state, piece), target, signal)
      : await ask(beginning(file, sha256, target), target, signal)
    if (answer.kind === 'state') {
      state = answer.state
      failures = 0
      piece = Date.now() - began < slowMs ? Math.min(piece * 2, largestPiece) : smallestPiece
      onStand({ kind: 'sending', sent: state.offset })
      if (state.isDone) return { ok: true, attachment: state.attachment ?? '' }
      continue
    }
    if (answer.kind === 'refused') return { ok: false, message: answer.message }
    failures += 1
    onStand({ kind: 'waiting', sent: state?.offset ?? 0, why: answer.why })
    await pause(Math.min(1000 * 2 ** (failures - 1), longestPauseMs), signal)
    if (state) state = await whereItIs(state, target, signal)
  }
  if (state) await discard(state, target)
  return { ok: false, message: 'Abgebrochen.' }
}

/** Null where the browser cannot: without https, for one. */
async function hashOf(file: File): Promise<string> {
  if (!globalThis.crypto?.subtle) return ''
  const hash = await crypto.subtle.digest('SHA-256', await file.arrayBuffer())
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

type Answer =
  | { readonly kind: 'state'; readonly state: State }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'broken'; readonly why: string }

type Question = { readonly path: string } & RequestInit

const beginning = (file: File, sha256: string, { isPublic }: UploadTarget): Question => ({
  path: '',
  method: 'POST',
  body: new URLSearchParams({
    name: file.name,
    size: String(file.size),
    sha256,
    public: isPublic ? 'yes' : 'no',
  }),
})

const pieceOf = (file: File, { id, offset }: State, length: number): Question => ({
  path: `/${id}`,
  method: 'PATCH',
  headers: { 'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': String(offset) },
  body: file.slice(offset, offset + length),
})

async function ask({ path, ...init }: Question, target: UploadTarget, signal: AbortSignal): Promise<Answer> {
  try {
    const response = await fetch(addressOf(path, target), {
      ...init,
      // Whoever is signed out is led to a page, which is no answer.
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
    })
    if (response.type === 'opaqueredirect' || response.status === 401) return { kind: 'broken', why: signedOut }
    if (response.ok) return { kind: 'state', state: await response.json() }
    if (response.status >= 500 || response.status === 429) return { kind: 'broken', why: disturbed }
    // Another window sends the same file, or an answer got lost: how far it is, the server says.
    if (response.status === 409 && response.headers.has('Upload-Offset')) return { kind: 'broken', why: elsewhere }
    return { kind: 'refused', message: await messageOf(response) }
  } catch {
    return { kind: 'broken', why: offline }
  }
}

const offline = 'Verbindung unterbrochen. Es geht von selbst weiter, sobald sie wieder da ist.'
const disturbed = 'Der Server antwortet gerade nicht richtig. Es wird noch einmal versucht.'
const elsewhere = 'Diese Datei wird auch in einem anderen Fenster hochgeladen.'
const signedOut =
  'Ihre Sitzung ist beendet. Melden Sie sich in einem anderen Fenster wieder an; dann geht es hier weiter.'

const addressOf = (path: string, { address, voidApproval }: UploadTarget): string =>
  `${address}${path}${voidApproval ? '?voidApproval=yes' : ''}`

async function messageOf(response: Response): Promise<string> {
  const said: unknown = await response.json().catch(() => null)
  const hasMessage = typeof said === 'object' && said !== null && 'message' in said
  return hasMessage ? String(said.message) : 'Die Datei wurde nicht angenommen. Laden Sie die Seite neu.'
}

/** Where the upload stands after a break; null begins anew, which finds what is there. */
async function whereItIs(state: State, target: UploadTarget, signal: AbortSignal): Promise<State | null> {
  const answer = await ask({ path: `/${state.id}` }, target, signal)
  if (answer.kind === 'state') return answer.state
  return answer.kind === 'refused' ? null : state
}

async function discard({ id, isDone }: State, target: UploadTarget): Promise<void> {
  if (isDone) return
  await fetch(`${target.address}/${id}/discards`, { method: 'POST', redirect: 'manual' }).catch(() => undefined)
}

/** Shorter where the browser says that it is back in the net. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      window.removeEventListener('online', end)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    window.addEventListener('online', end)
    signal.addEventListener('abort', end)
  })
