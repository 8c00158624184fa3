import type { ValueConflict } from '../../../server/writing/writing.ts'
import type { Entries } from './field-controls.ts'

/** Something done to the form, on its way to the server. The key makes sending again harmless. */
export type Deed =
  | {
      readonly kind: 'value'
      readonly key: string
      readonly place: string
      readonly entries: Entries
      /** The version whose value the person saw when she began to type. */
      readonly base: number
    }
  | RowDeed

export type RowDeed =
  | (InRow & { readonly kind: 'added' | 'moved'; readonly after: string | null })
  /** `seen`: the version that the person had before her. What others wrote in the row since is kept for them. */
  | (InRow & { readonly kind: 'removed'; readonly seen: number })
  | (InRow & { readonly kind: 'restored' })

interface InRow {
  readonly key: string
  /** Place of the list. */
  readonly list: string
  readonly row: string
}

export type Answer =
  | { readonly kind: 'stored'; readonly version: number }
  | { readonly kind: 'conflict'; readonly conflict: ValueConflict & { readonly version: number } }
  | { readonly kind: 'gone' | 'invalid' | 'forbidden'; readonly message: string }

/** Why nothing goes out just now. */
export type Halt = 'lost' | 'signed-out' | 'frozen'

export interface Outbox {
  /** Nothing goes out before; what earlier pages left goes first. */
  start(earlier: readonly Deed[]): void
  put(deed: Deed): void
  /** Another value for a place whose last one has not gone out yet; false where there is none. */
  revise(place: string, entries: Entries): boolean
  /** Takes back what has not gone out yet; false when it may have. */
  recall(key: string): boolean
  waiting(): readonly Deed[]
  halt(): Halt | null
  /** Tries again now. */
  wake(): void
  /** The page is left: what can go out still does. Resolves when nothing is under way. */
  finish(): Promise<void>
}

interface OutboxOptions {
  /** `/documents/<id>`. */
  readonly address: string
  readonly userId: string
  readonly onAnswer: (deed: Deed, answer: Answer) => void
  /** What waits, or why, is not what it was. */
  readonly onChange: () => void
}

const firstPauseMs = 500
const longestPauseMs = 15_000

/** Sends one deed after another, in their order, each until it is answered. */
export function openOutbox({ address, userId, onAnswer, onChange }: OutboxOptions): Outbox {
  const waiting: Deed[] = []
  /** May have arrived: these are sent again as they are. */
  const tried = new Set<string>()
  const ending = new AbortController()
  let halt: Halt | null = null
  let isStarted = false
  let sending: Promise<void> | null = null
  let pauseMs = firstPauseMs
  let pause: ReturnType<typeof setTimeout> | undefined

  function work(): void {
    clearTimeout(pause)
    if (!isStarted || sending) return
    sending = sendAll().finally(() => {
      sending = null
    })
  }

  async function sendAll(): Promise<void> {
    for (let deed = waiting[0]; deed; deed = waiting[0]) {
      tried.add(deed.key)
      const answer = await send(address, userId, deed)
      if (typeof answer === 'string') return stopFor(answer)
      halt = null
      pauseMs = firstPauseMs
      waiting.shift()
      onAnswer(deed, answer)
      onChange()
    }
  }

  function stopFor(reason: Halt): void {
    halt = reason
    onChange()
    if (ending.signal.aborted || reason === 'frozen') return
    pause = setTimeout(work, pauseMs)
    pauseMs = Math.min(pauseMs * 2, longestPauseMs)
  }

  function wake(): void {
    if (waiting.length === 0 || document.visibilityState === 'hidden') return
    pauseMs = firstPauseMs
    work()
  }

  window.addEventListener('online', wake, { signal: ending.signal })
  document.addEventListener('visibilitychange', wake, { signal: ending.signal })

  return {
    start(earlier) {
      isStarted = true
      waiting.unshift(...earlier)
      if (waiting.length === 0) return
      onChange()
      work()
    },
    put(deed) {
      waiting.push(deed)
      onChange()
      if (halt === null) work()
    },
    revise(place, entries) {
      const index = waiting.findLastIndex((deed) => deed.kind === 'value' && deed.place === place)
      const deed = waiting[index]
      if (deed?.kind !== 'value' || tried.has(deed.key)) return false
      waiting[index] = { ...deed, entries }
      onChange()
      return true
    },
    recall(key) {
      const index = waiting.findIndex((deed) => deed.key === key)
      if (index < 0 || tried.has(key)) return false
      waiting.splice(index, 1)
      onChange()
      return true
    },
    waiting: () => waiting,
    halt: () => halt,
    wake,
    async finish() {
      ending.abort()
      clearTimeout(pause)
      await sending
    },
  }
}

/** The answer, or why there is none. */
async function send(address: string, userId: string, deed: Deed): Promise<Answer | Halt> {
  const { url, method, headers, body } = requestOf(address, deed)
  // The last thing typed before a page is left goes out all the same, where browsers allow its size.
  const keepalive = (body?.length ?? 0) < 10_000
  const all = { ...headers, 'Idempotency-Key': deed.key, Writer: userId }
  try {
    const response = await fetch(url, {
      method,
      headers: all,
      keepalive,
      redirect: 'manual',
      ...(body ? { body } : {}),
    })
    return await answerOf(response)
  } catch {
    return 'lost'
  }
}

function requestOf(address: string, deed: Deed) {
  const at = (...parts: string[]) => [address, ...parts.map(encodeURIComponent)].join('/')
  const json = { 'Content-Type': 'application/json' }
  switch (deed.kind) {
    case 'value':
      return {
        url: at('fields', deed.place),
        method: 'PUT',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'If-Match': `"${deed.base}"` },
        body: String(new URLSearchParams(deed.entries.map(([name, value]) => [name, value]))),
      }
    case 'added':
      return {
        url: at('rows', deed.list),
        method: 'POST',
        headers: json,
        body: JSON.stringify({ id: deed.row, after: deed.after }),
      }
    case 'moved':
      return {
        url: at('rows', deed.list, deed.row),
        method: 'PATCH',
        headers: json,
        body: JSON.stringify({ after: deed.after }),
      }
    case 'removed':
      return { url: at('rows', deed.list, deed.row), method: 'DELETE', headers: { 'If-Match': `"${deed.seen}"` } }
    case 'restored':
      return { url: at('rows', deed.list, deed.row, 'restorations'), method: 'POST', headers: {} }
  }
}

interface Refusal {
  readonly reason?: string
  readonly message?: string
}

async function answerOf(response: Response): Promise<Answer | Halt> {
  const { status, type } = response
  if (type === 'opaqueredirect' || status === 401) return 'signed-out'
  if (response.ok) return { kind: 'stored', version: Number(response.headers.get('ETag')?.replaceAll('"', '')) }
  if (status >= 500 || status === 408 || status === 429) return 'lost'
  const refusal: Refusal = await response.json().catch(() => ({}))
  if (refusal.reason === 'frozen') return 'frozen'
  if (refusal.reason === 'conflict')
    return { kind: 'conflict', conflict: refusal as ValueConflict & { readonly version: number } }
  const message = refusal.message ?? 'Diese Eingabe wurde nicht angenommen.'
  if (status === 410) return { kind: 'gone', message }
  return { kind: status === 403 || status === 404 ? 'forbidden' : 'invalid', message }
}
