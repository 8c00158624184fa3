import { Fragment, Slice } from 'prosemirror-model'
import { ReplaceStep } from 'prosemirror-transform'
import { recordWriting } from '../../../server/audit/audit.ts'
import type { WrapCall } from '../../../server/base/database.ts'
import { plainText } from '../../../server/blocks/plain-text.ts'
import { fromDoc, richSchema } from '../../../server/blocks/schema.ts'
import { type Field, fieldsSchema, type Values } from '../../../server/fields/fields.ts'
import { openWriting, type Writing, type WritingOptions } from '../../../server/writing/authority.ts'
import type { Connection, ConnectionEnd, Rights, Session } from '../../../server/writing/connection.ts'
import { liveStateOf } from '../../../server/writing/live-values.ts'
import type { ServerMessage } from '../../../server/writing/protocol.ts'
import type { Commit, CommitOutcome, LiveState, StoredCommit } from '../../../server/writing/writing.ts'
import { beginWriting } from '../../../server/writing/writing-actions.ts'
import { type House, openHouse } from '../../house.ts'

export const fields: readonly Field[] = fieldsSchema.parse({
  fields: [
    { name: 'titel', label: 'Titel', type: 'text' },
    { name: 'text', label: 'Sachdarstellung', type: 'rich' },
    { name: 'beschluss', label: 'Beschlussvorschlag', type: 'rich' },
    {
      name: 'ziele',
      label: 'Ziele',
      type: 'rows',
      rowLabel: 'Ziel',
      fields: [{ name: 'was', label: 'Was', type: 'text' }],
    },
  ],
}).fields

export const documentId = 'd1'
export const caseId = 'c1'

/** A house where people write together in documents that are nothing but their log. */
export interface WritingHouse extends House {
  readonly writing: Writing
  /** Documents of which a revision was to be made, in this order. */
  readonly settled: readonly string[]
  readonly errors: readonly unknown[]
  begin(id: string, values?: Values): Promise<void>
  join(userId: string, options?: JoinOptions): Promise<Page>
  /** Another authority on the same database, as after a new start. */
  restart(): Writing
  text(place?: string): Promise<string>
}

export interface JoinOptions {
  readonly id?: string
  readonly version?: number | null
  readonly rights?: () => Promise<Rights | 'signed-out' | null>
}

interface Options {
  readonly wrapCall?: WrapCall
  readonly writing?: Partial<WritingOptions>
  readonly values?: Values
}

export async function openWritingHouse({ wrapCall, writing: given, values = {} }: Options = {}): Promise<WritingHouse> {
  const house = await openHouse(wrapCall ? { wrapCall } : {})
  const settled: string[] = []
  const errors: unknown[] = []
  const open = () =>
    openWriting(house.db, {
      settle: async (id) => settled.push(id),
      factsOf: async () => ({ fields, related: caseId }),
      onError: (error) => errors.push(error),
      ...given,
      pace: { tend: 10, ...given?.pace },
    })
  const opened = [open()]
  const writing = opened[0] ?? open()
  const begin = async (id: string, initial: Values = {}) => {
    const state = liveStateOf(fields, initial, 'lotsin')
    await recordWriting(house.db, async (tx) => ({ value: await beginWriting(tx, id, state, { revision: 1 }) }))
  }
  await begin(documentId, values)
  return {
    ...house,
    writing,
    settled,
    errors,
    begin,
    join: (userId, options = {}) => joinPage(writing, userId, options),
    restart() {
      const next = open()
      opened.push(next)
      return next
    },
    text: async (place = 'text') => textIn(await writing.state(documentId), place),
    async close() {
      for (const each of opened) await each.close()
      await house.close()
    },
  }
}

export function textIn(state: LiveState | null, place = 'text'): string {
  const doc = state?.texts.get(place)?.doc
  return doc ? plainText(fromDoc(doc)) : ''
}

/** What one page has sent and was sent. */
export interface Page {
  readonly session: Session
  readonly messages: readonly ServerMessage[]
  readonly ended: ConnectionEnd | null
  /** Of the newest message that told one. */
  version(): number
  commits(): readonly StoredCommit[]
  send(message: unknown): Promise<void>
  /** Types into an empty text, or at a position of it. */
  type(id: string, text: string, options?: TypeOptions): Promise<void>
  until(isThere: (messages: readonly ServerMessage[]) => boolean): Promise<void>
  refusals(): readonly Exclude<CommitOutcome, { kind: 'done' }>[]
}

export interface TypeOptions {
  readonly at?: number
  readonly base?: number
  readonly seen?: number
  readonly place?: string
}

export async function joinPage(
  writing: Writing,
  userId: string,
  { id = documentId, version = null, rights }: JoinOptions = {},
): Promise<Page> {
  const messages: ServerMessage[] = []
  let ended: ConnectionEnd | null = null
  let told = () => {}
  const connection: Connection = {
    person: { userId, name: `Frau ${userId}` },
    rights: rights ?? (async () => ({ mode: 'write', author: { userId } })),
    send(text) {
      messages.push(JSON.parse(text))
      told()
    },
    drained: async () => undefined,
    close(end) {
      ended = end
      told()
    },
  }
  const session = await writing.join(id, connection)
  const page: Page = {
    session,
    messages,
    get ended() {
      return ended
    },
    version: () => {
      const versions = messages.flatMap((message) =>
        message.type === 'commits'
          ? message.commits.map((commit) => commit.version)
          : 'version' in message
            ? [message.version]
            : [],
      )
      return Math.max(0, ...versions)
    },
    commits: () => messages.flatMap((message) => (message.type === 'commits' ? message.commits : [])),
    send: (message) => session.receive(message),
    type: (commitId, text, options = {}) =>
      session.receive({ type: 'commit', ...typing(commitId, text, { base: page.version(), ...options }) }),
    async until(isThere) {
      while (!isThere(messages)) {
        await new Promise<void>((resolve) => {
          told = resolve
        })
      }
    },
    refusals: () => messages.flatMap((message) => (message.type === 'refused' ? [message.outcome] : [])),
  }
  await page.send({ type: 'hello', client: `${userId}-page`, version })
  return page
}

/** A commit that types into the first paragraph. */
export function typing(id: string, text: string, { at = 1, base = 0, seen = base, place = 'text' }: TypeOptions = {}) {
  const slice = new Slice(Fragment.from(richSchema.text(text)), 0, 0)
  return { id, base, seen, place, steps: [new ReplaceStep(at, at, slice).toJSON()] }
}

export function typed(id: string, text: string, options: TypeOptions = {}): Commit {
  const { place, steps, ...rest } = typing(id, text, options)
  return { ...rest, change: { kind: 'text', place, steps } }
}
