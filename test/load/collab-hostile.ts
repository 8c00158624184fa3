import { setTimeout as sleep } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { newId } from '../../server/base/ids.ts'
import type { StoredCommit } from '../../server/writing/writing.ts'
import type { SignedInPerson } from './collab-house.ts'
import { place } from './collab-text.ts'

/** Somebody who is signed in, or not, and means harm to a document that others write in. */
export interface Attack {
  readonly name: string
  /** Tries once; says how it was answered. */
  readonly attempt: (target: Target) => Promise<string>
  readonly perSecond: number
  /** It is nothing that must be refused, only too much of it. */
  readonly isHarmless?: true
}

export interface Target {
  readonly url: string
  /** Others write in it. */
  readonly documentId: string
  /** It lies for approval. */
  readonly frozenId: string
  readonly person: SignedInPerson
  /** Somebody else, who has many pages open. */
  readonly second: SignedInPerson
}

export interface AttackReport {
  readonly name: string
  readonly tried: number
  /** Each answer with how often it was given. */
  readonly answers: string
}

/** Begins all attacks at once, each as often as it says times `zeal`; ends them with the function that is returned. */
export function beginAttacks(target: Target, { zeal = 1 } = {}): () => Promise<AttackReport[]> {
  let isOver = false
  const running = knownAttacks.map(async ({ name, attempt, perSecond }): Promise<AttackReport> => {
    const answers = new Map<string, number>()
    const attempts: Promise<void>[] = []
    while (!isOver) {
      attempts.push(
        attempt(target).then((answer) => {
          answers.set(answer, (answers.get(answer) ?? 0) + 1)
        }),
      )
      await sleep(1000 / perSecond / zeal)
    }
    await Promise.all(attempts)
    return { name, tried: attempts.length, answers: printAnswers(answers) }
  })
  return async () => {
    isOver = true
    return Promise.all(running)
  }
}

const printAnswers = (answers: ReadonlyMap<string, number>): string =>
  [...answers].map(([answer, count]) => `${count} × ${answer}`).join(', ')

const hello = { type: 'hello', client: 'stranger', version: null }

/** A commit that would be possible, but for what is said. */
const commit = (version: number, wrong: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify({ type: 'commit', id: newId(), base: version, seen: version, place, steps: [letter], ...wrong })

const letter = { stepType: 'replace', from: 1, to: 1, slice: { content: [{ type: 'text', text: 'x' }] } }
const looseItem = { stepType: 'replace', from: 0, to: 0, slice: { content: [{ type: 'list_item' }] } }

/** Learns the version of the document and says this. */
const saying =
  (message: (version: number) => string | Buffer) =>
  (target: Target): Promise<string> =>
    talk(target, { messages: (version) => [message(version)] })

const carets = Array.from({ length: 1000 }, () => JSON.stringify({ type: 'caret', at: { place } }))

export const knownAttacks: readonly Attack[] = [
  { name: 'a connection that stays, 1,000 at most', perSecond: 100, isHarmless: true, attempt: hold },
  {
    name: 'from a foreign page',
    perSecond: 5,
    attempt: (target) => talk(target, { headers: { Origin: 'https://evil.example' } }),
  },
  { name: 'without a session', perSecond: 5, attempt: (target) => talk(target, { headers: { Cookie: '' } }) },
  { name: 'a message of 2 MB', perSecond: 2, attempt: saying(() => `"${'x'.repeat(2_000_000)}"`) },
  { name: 'no JSON', perSecond: 5, attempt: saying(() => '{{{') },
  { name: 'bytes', perSecond: 5, attempt: saying(() => Buffer.from([0, 1, 2, 255])) },
  { name: 'JSON nested 10,000 deep', perSecond: 2, attempt: saying(() => '['.repeat(10_000) + ']'.repeat(10_000)) },
  { name: 'in another name', perSecond: 5, attempt: saying((version) => commit(version, { by: 'somebody' })) },
  { name: 'from the future', perSecond: 5, attempt: saying((version) => commit(version + 1_000_000)) },
  { name: 'before the beginning', perSecond: 5, attempt: saying(() => commit(-1)) },
  {
    name: 'a step that does not exist',
    perSecond: 5,
    attempt: saying((version) => commit(version, { steps: [{ stepType: 'x' }] })),
  },
  {
    name: 'a step that breaks the schema',
    perSecond: 5,
    attempt: saying((version) => commit(version, { steps: [looseItem] })),
    isHarmless: true, // it is dropped, and not refused, when others were quicker
  },
  {
    name: 'a place that does not exist',
    perSecond: 5,
    attempt: saying((version) => commit(version, { place: '__proto__' })),
  },
  {
    name: 'after the freeze',
    perSecond: 5,
    attempt: ({ frozenId, ...target }) => saying(commit)({ ...target, frozenId, documentId: frozenId }),
  },
  {
    name: '1,000 carets at once',
    perSecond: 1,
    isHarmless: true,
    attempt: (target) => talk(target, { messages: () => carets, patienceMs: 1_500 }),
  },
]

interface Talk {
  readonly headers?: Readonly<Record<string, string>>
  /** What is said when the version is known. */
  readonly messages?: (version: number) => readonly (string | Buffer)[]
  readonly patienceMs?: number
}

/** Resolves with what came first: the answer to the upgrade, the end of the connection, a refusal, or nothing at all. */
function talk(
  { url, documentId, person }: Target,
  { headers = {}, messages = () => [], patienceMs = 20_000 }: Talk,
): Promise<string> {
  return new Promise((answer) => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/documents/${documentId}/live`, {
      headers: { Origin: url, Cookie: person.cookie, ...headers },
      perMessageDeflate: false,
    })
    let sent: readonly (string | Buffer)[] = []
    const say = (what: string) => {
      answer(what)
      socket.terminate()
    }
    const isLeftOut = ({ id, change }: StoredCommit): boolean =>
      change.kind === 'text' && change.steps.length === 0 && sent.some((message) => String(message).includes(id))
    const timer = setTimeout(() => say('left alone'), patienceMs)
    socket.on('unexpected-response', (_, { statusCode }) => say(`HTTP ${statusCode}`))
    socket.on('error', () => undefined)
    socket.on('close', (code) => {
      clearTimeout(timer)
      say(`closed ${code}`)
    })
    socket.on('open', () => socket.send(JSON.stringify(hello)))
    socket.on('message', (bytes) => {
      const { type, version, outcome, commits = [] } = JSON.parse(String(bytes))
      if (type === 'ready') {
        sent = messages(version)
        for (const message of sent) socket.send(message)
      }
      if (type === 'refused') say(`refused: ${outcome.reason ?? outcome.kind}`)
      // Somebody typed meanwhile: what does not fit the text as it is now was left out.
      if (commits.some(isLeftOut)) say('refused: dropped')
    })
  })
}

const mostHeld = 1_000
const held: WebSocket[] = []

/** Connections that are let in stay until the end. */
function hold({ url, documentId, second: person }: Target): Promise<string> {
  if (held.length >= mostHeld) return Promise.resolve('not tried')
  return new Promise((answer) => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/documents/${documentId}/live`, {
      headers: { Origin: url, Cookie: person.cookie },
      perMessageDeflate: false,
    })
    held.push(socket)
    socket.on('unexpected-response', (_, { statusCode }) => {
      answer(`HTTP ${statusCode}`)
      socket.terminate()
    })
    socket.on('error', () => undefined)
    socket.on('close', (code) => answer(`closed ${code}`))
    socket.on('open', () => {
      socket.send(JSON.stringify(hello))
      setTimeout(() => answer('let in'), 1_500)
    })
  })
}

/** Lets go of the connections that stayed. */
export function letGo(): void {
  for (const socket of held.splice(0)) socket.terminate()
}
