import { recordWriting } from '../audit/audit.ts'
import { sha256Hex } from '../base/canonical-json.ts'
import type { Db } from '../base/database.ts'
import { toHtmlSubset } from '../blocks/html-out.ts'
import { parseHtmlSubset } from '../blocks/html-subset.ts'
import type { Audience, Member } from './audience.ts'
import type { Connection, ConnectionEnd, Rights, Session } from './connection.ts'
import { type DocumentLine, frozen, refusal, unavailable } from './document-line.ts'
import { commitsSince } from './open-document.ts'
import { type ClientMessage, clientMessage } from './protocol.ts'
import type { CommitOutcome, Unplaced } from './writing.ts'
import { addUnplaced, listUnplaced } from './writing-actions.ts'

export interface SessionOptions {
  readonly db: Db
  readonly line: DocumentLine
  readonly audience: Audience
  readonly connection: Connection
  /** How long an answer about rights is good for. */
  readonly rightsMs: number
  /** It is over, whoever ended it. */
  readonly left: () => void
  readonly onError: (error: unknown) => void
}

/** A session whose rights can be asked for again. */
export interface LiveSession extends Session {
  /** Ends the session of whoever may not be here any more, and tells everybody else what she may do now. */
  checkRights(maxAgeMs: number): Promise<void>
  end(how: ConnectionEnd): void
}

type Refusal = Extract<CommitOutcome, { kind: 'refused' }>
type Of<T extends ClientMessage['type']> = Extract<ClientMessage, { type: T }>

/** One page of one person in one document. */
export function openSession(options: SessionOptions): LiveSession {
  const { db, line, audience, connection, rightsMs, onError } = options
  const { document } = line
  const { userId } = connection.person
  let asking: Promise<Rights | 'signed-out' | null> | null = null
  let hasEnded = false

  const member: Member = { connection, client: '', at: null, isReady: false, had: 0 }
  let rights: Rights = { mode: 'none', author: { userId } }
  let askedAt = Number.NEGATIVE_INFINITY

  function leave(): void {
    if (hasEnded) return
    hasEnded = true
    audience.remove(member)
    if (member.isReady) audience.peopleChanged()
    options.left()
  }

  function end(how: ConnectionEnd): void {
    leave()
    connection.close(how)
  }

  async function checkRights(maxAgeMs: number): Promise<void> {
    if (hasEnded || performance.now() - askedAt < maxAgeMs) return
    const now = performance.now()
    asking ??= connection.rights().finally(() => {
      asking = null
    })
    const found = await asking
    if (found === null || found === 'signed-out') return end(found ?? 'forbidden')
    const isOther = found.mode !== rights.mode
    rights = found
    askedAt = now
    if (isOther && member.isReady) tellReady()
  }

  function tellReady(): void {
    const { state, frozen: isFrozen } = document.durable
    audience.tell(member, {
      type: 'ready',
      version: state.version,
      mode: rights.mode,
      frozen: isFrozen,
      ...(document.form !== null && { form: document.form }),
    })
  }

  /** Begins, or begins anew: first what happened since, then everything as it happens. */
  async function hello({ client, version }: Of<'hello'>): Promise<void> {
    member.client = client
    member.isReady = false
    member.had = version ?? 0
    let at = version ?? (await sendState())
    while (at !== document.durable.state.version && !hasEnded) at = (await sendPart(at)) ?? (await sendState())
    if (hasEnded) return
    // Nothing is awaited from here on: what happens next comes by the next tick.
    audience.tick()
    member.isReady = true
    tellReady()
    audience.peopleChanged()
  }

  /** Sends a part of what is newer and stored; returns how far it reaches. Null when it is not to be had. */
  async function sendPart(version: number): Promise<number | null> {
    const known = await commitsSince(db, document, version, commitsPerMessage)
    const part = known?.filter((commit) => commit.version <= document.durable.state.version)
    const last = part?.at(-1)
    if (!part || !last) return null
    audience.tell(member, { type: 'commits', commits: part })
    await connection.drained()
    return last.version
  }

  /** Sends the whole texts; returns of which version. */
  async function sendState(): Promise<number> {
    const { version, texts } = document.durable.state
    const json = Object.fromEntries([...texts].map(([place, { doc }]) => [place, doc.toJSON()]))
    audience.tell(member, { type: 'state', version, texts: json })
    member.had = version
    await connection.drained()
    return version
  }

  async function commit({ id, base, seen, place, steps }: Of<'commit'>): Promise<void> {
    await checkRights(rightsMs)
    if (hasEnded) return
    if (rights.mode !== 'write') return refuse(id, document.durable.frozen ? frozen : forbidden)
    const outcome = await line.commit(rights.author, { id, base, seen, change: { kind: 'text', place, steps } })
    if (outcome.kind !== 'done') return refuse(id, outcome)
    // Whoever sends it again may have missed it. All that is newer than what she had goes this way anyhow.
    if (outcome.commit.version <= member.had) audience.tell(member, { type: 'commits', commits: [outcome.commit] })
  }

  const refuse = (id: string, outcome: Exclude<CommitOutcome, { kind: 'done' }>): void =>
    audience.tell(member, { type: 'refused', id, outcome })

  async function keepUnplaced({ id, place, content }: Of<'unplaced'>): Promise<void> {
    const { blocks } = parseHtmlSubset(content, { dialect: 'rich' })
    if (blocks.length === 0) return refuse(id, unreadable)
    const item: Unplaced = { place, by: userId, content: toHtmlSubset(blocks), kind: 'text' }
    const owner = { documentId: document.id, userId }
    const kept = { ...item, id: sha256Hex([document.id, userId, id].join('\n')), at: db.clock.now().toISOString() }
    const isKept = await recordWriting(db, async (tx) => {
      const value = (await listUnplaced(tx, owner)).length < mostUnplaced
      if (value) await addUnplaced(tx, document.id, [kept])
      return { value }
    })
    if (!isKept) return refuse(id, tooMany)
    audience.tell(member, { type: 'unplaced', items: [item], id })
  }

  async function dealWith(message: ClientMessage): Promise<void> {
    switch (message.type) {
      case 'hello':
        return hello(message)
      case 'commit':
        return commit(message)
      case 'caret':
        member.at = message.at
        return member.isReady ? audience.peopleChanged() : undefined
      case 'unplaced':
        return keepUnplaced(message)
    }
  }

  async function receive(message: unknown): Promise<void> {
    if (hasEnded) return
    const read = clientMessage.safeParse(message)
    const id = idOf(message)
    if (!read.success) return id === null ? end('unreadable') : refuse(id, unreadable)
    try {
      await dealWith(read.data)
    } catch (error) {
      onError(error)
      if (id === null) end('restart')
      else refuse(id, unavailable)
    }
  }

  audience.add(member)
  return { receive, leave, checkRights, end }
}

const commitsPerMessage = 500
/** Waiting for one person in one document. */
const mostUnplaced = 500

const forbidden: Refusal = refusal('forbidden', 'Sie können in diesem Dokument lesen, aber nicht schreiben.')
const unreadable: Refusal = refusal('invalid', 'Diese Eingabe war nicht zu lesen und wurde nicht gespeichert.')
const tooMany: Refusal = refusal(
  'invalid',
  'Unter „Nicht übernommene Eingaben“ ist kein Platz mehr. Räumen Sie dort zuerst auf.',
)

/** Of what can be refused by its name, however wrong the rest is. */
function idOf(message: unknown): string | null {
  if (typeof message !== 'object' || message === null || !('id' in message)) return null
  return typeof message.id === 'string' && message.id.length <= 64 ? message.id : null
}
