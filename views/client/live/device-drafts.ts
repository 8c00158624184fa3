/** What is typed and not yet stored waits on the device: encrypted with a key that only the signed-in pages of its author
 *  get, so that an ended session loses nothing and nobody else at the machine can read it. */

export interface DraftsOptions {
  readonly userId: string
  readonly documentId: string
  /** One page of one person. */
  readonly client: string
}

export interface Drafts {
  /** False where the browser can keep nothing: without https, in some private windows. */
  readonly isKept: boolean
  /** Whether it is kept now. `value` is JSON, `inputs` how many things typed it holds. */
  write(what: string, value: unknown, inputs?: number): Promise<boolean>
  remove(what: string): Promise<void>
  /** What pages of this person and document left behind that live no more. They are this page's now. */
  orphans(): Promise<Orphan[]>
  /** The page is left: what it still holds is an orphan. */
  close(): void
}

export interface Orphan {
  readonly what: string
  readonly value: unknown
  /** Once it is stored, or among the drafts of this page. */
  remove(): Promise<void>
}

export interface UnsentDocument {
  readonly title: string
  readonly inputs: number
}

export interface Unsent {
  readonly documents: readonly UnsentDocument[]
  /** Drafts that this person's key does not open. */
  readonly unreadable: number
}

interface DraftRecord {
  /** `<user>/<document>/<client>/<what>`. */
  readonly key: string
  readonly iv: Uint8Array<ArrayBuffer>
  readonly sealed: ArrayBuffer
}

/** What is sealed. */
interface Draft {
  readonly title: string
  readonly inputs: number
  readonly value: unknown
}

export async function openDrafts(options: DraftsOptions): Promise<Drafts> {
  const { userId, documentId, client } = options
  const store = canKeep() ? await openStore() : null
  if (!store) return nothingKept
  const around = `${userId}/${documentId}/`
  const locks = new Map<string, () => void>()
  await holdLock(around + client)
  // While the session lasts and the network is there.
  keyOf(userId).catch(() => undefined)

  /** Never waits long: a page that has just been left gives its lock back at once. */
  async function holdLock(name: string): Promise<boolean> {
    if (locks.has(name)) return true
    const signal = AbortSignal.timeout(300)
    return new Promise((resolve) => {
      navigator.locks
        .request(`vw-draft-${name}`, { signal }, () => {
          resolve(true)
          return new Promise<void>((release) => locks.set(name, release))
        })
        .catch(() => resolve(false))
    })
  }

  /** Of several writings at once the last one counts. */
  let queue: Promise<unknown> = Promise.resolve()
  function inOrder<T>(work: () => Promise<T>): Promise<T> {
    const done = queue.then(work)
    queue = done.catch(() => undefined)
    return done
  }

  return {
    isKept: true,
    write: (what, value, inputs = 1) =>
      inOrder(async () => {
        const key = `${around}${client}/${what}`
        await store.put(await seal(await keyOf(userId), key, { title: titleNow(), inputs, value }))
        return true
      }).catch(() => false),
    remove: (what) => inOrder(() => store.delete(`${around}${client}/${what}`)).catch(() => undefined),
    async orphans() {
      const found: Orphan[] = []
      const records = await store.all(around)
      const pages = new Set(records.map(({ key }) => pageOf(key)))
      await Promise.all([...pages].map(holdLock))
      for (const record of records) {
        const page = pageOf(record.key)
        if (page === around + client || !locks.has(page)) continue
        const draft = await unseal(await keyOf(userId), record)
        if (!draft) continue
        found.push({
          what: record.key.slice(page.length + 1),
          value: draft.value,
          remove: () => store.delete(record.key),
        })
      }
      return found
    },
    close() {
      for (const release of locks.values()) release()
      locks.clear()
    },
  }
}

/** As people name the document. */
const titleNow = (): string => document.title.replace(/ – Vorlagenwerk$/, '')

const pageOf = (key: string): string => key.split('/').slice(0, 3).join('/')

const nothingKept: Drafts = {
  isKept: false,
  write: async () => false,
  remove: async () => undefined,
  orphans: async () => [],
  close: () => undefined,
}

/** What a person has typed on this device, in any document, that is not stored yet. */
export async function unsentOf(userId: string): Promise<Unsent> {
  const store = canKeep() ? await openStore() : null
  const records = store ? await store.all(`${userId}/`) : []
  const key = records.length > 0 ? await keyOf(userId).catch(() => null) : null
  const inputs = new Map<string, UnsentDocument>()
  let unreadable = 0
  for (const record of records) {
    const draft = key && (await unseal(key, record))
    const id = record.key.split('/')[1] ?? ''
    if (draft) inputs.set(id, { title: draft.title, inputs: (inputs.get(id)?.inputs ?? 0) + draft.inputs })
    else unreadable++
  }
  return { documents: [...inputs.values()], unreadable }
}

/** Takes everything of one person off the device, and nothing of anybody else. */
export async function wipe(userId: string): Promise<void> {
  const store = canKeep() ? await openStore() : null
  await store?.deleteAll(`${userId}/`)
}

const canKeep = (): boolean => 'indexedDB' in globalThis && 'locks' in navigator && 'subtle' in crypto

const keys = new Map<string, Promise<CryptoKey>>()

/** Fetched once for each page and kept in memory alone; what a script gets cannot be read out of it again. */
function keyOf(userId: string): Promise<CryptoKey> {
  const known = keys.get(userId)
  if (known) return known
  const key = fetchKey()
  keys.set(userId, key)
  key.catch(() => keys.delete(userId))
  return key
}

async function fetchKey(): Promise<CryptoKey> {
  const response = await fetch('/device-key', { redirect: 'manual' })
  if (!response.ok) throw new Error(`The key of the device was refused (${response.status}).`)
  const answer: { readonly key: string } = await response.json()
  const bytes = Uint8Array.from(answer.key.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16))
  return crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt'])
}

async function seal(key: CryptoKey, name: string, draft: Draft): Promise<DraftRecord> {
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const text = new TextEncoder().encode(JSON.stringify(draft))
  return { key: name, iv, sealed: await crypto.subtle.encrypt(algorithm(iv, name), key, text) }
}

/** Null for what another key has sealed. */
async function unseal(key: CryptoKey, { key: name, iv, sealed }: DraftRecord): Promise<Draft | null> {
  try {
    const text = new TextDecoder().decode(await crypto.subtle.decrypt(algorithm(iv, name), key, sealed))
    return JSON.parse(text) as Draft
  } catch {
    return null
  }
}

/** A draft that was put in another's place does not open. */
const algorithm = (iv: Uint8Array<ArrayBuffer>, name: string): AesGcmParams => ({
  name: 'AES-GCM',
  iv,
  additionalData: new TextEncoder().encode(name),
})

interface DraftStore {
  put(record: DraftRecord): Promise<void>
  all(prefix: string): Promise<DraftRecord[]>
  delete(key: string): Promise<void>
  deleteAll(prefix: string): Promise<void>
}

let opening: Promise<DraftStore | null> | null = null

/** Null where the browser refuses, as private windows of some do. */
function openStore(): Promise<DraftStore | null> {
  opening ??= openDatabase().then(storeOf, () => null)
  return opening
}

function openDatabase(): Promise<IDBDatabase> {
  const request = indexedDB.open('vorlagenwerk', 1)
  request.onupgradeneeded = () => request.result.createObjectStore('drafts', { keyPath: 'key' })
  return finished(request)
}

function storeOf(database: IDBDatabase): DraftStore {
  const drafts = (mode: IDBTransactionMode) => database.transaction('drafts', mode).objectStore('drafts')
  const within = (prefix: string) => IDBKeyRange.bound(prefix, `${prefix}\uffff`)
  return {
    put: async (record) => void (await finished(drafts('readwrite').put(record))),
    all: (prefix) => finished<DraftRecord[]>(drafts('readonly').getAll(within(prefix))),
    delete: (key) => finished(drafts('readwrite').delete(key)),
    deleteAll: (prefix) => finished(drafts('readwrite').delete(within(prefix))),
  }
}

const finished = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
