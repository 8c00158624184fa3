import { Slice } from 'prosemirror-model'
import { ReplaceStep } from 'prosemirror-transform'
import type { Actor } from '../../../server/auth/auth.ts'
import { newId } from '../../../server/base/ids.ts'
import { richSchema } from '../../../server/blocks/schema.ts'
import { findDocumentById } from '../../../server/document/document-store.ts'
import { openDocumentWriting } from '../../../server/document/document-writing.ts'
import { openLive, settleDocument } from '../../../server/document/live.ts'
import { templateOf } from '../../../server/document/pinned-template.ts'
import type { Value, Values } from '../../../server/fields/fields.ts'
import { valuesOf } from '../../../server/writing/live-values.ts'
import type { Change, CommitOutcome, LiveState } from '../../../server/writing/writing.ts'
import { expectOk } from '../../house.ts'
import { openOffice } from './documents.ts'

const never = 1e9

/** An office where people write together. Nothing settles by itself. */
export async function openWritingOffice() {
  const office = await openOffice()
  const { db } = office.house
  const onError = (error: unknown) => {
    throw error
  }
  const writing = openDocumentWriting(db, { onError, pace: { tend: never } })

  async function stateOf(id: string): Promise<LiveState> {
    const state = await writing.state(id)
    if (!state) throw new Error(`Nobody writes in ${id} live.`)
    return state
  }

  return {
    ...office,
    writing,
    open: async (actor: Actor, id: string) => expectOk(await openLive(db, actor, id)),
    settle: (id: string) => settleDocument(db, id),
    stateOf,
    /** What people who write live see. */
    async liveValues(id: string): Promise<Values> {
      const document = await findDocumentById(db, id)
      if (!document) throw new Error(`There is no document ${id}.`)
      return valuesOf((await templateOf(db, document)).fields, await stateOf(id))
    },
    /** Somebody does something who has read everything, or what there was at `base`. */
    async write(actor: Actor, id: string, change: Change, base?: number): Promise<CommitOutcome> {
      const { version } = await stateOf(id)
      const read = base ?? version
      return writing.commit(id, actor.ref, { id: newId(), base: read, seen: read, change })
    },
    async close() {
      await writing.close()
      await office.house.close()
    },
  }
}

export const set = (place: string, value: Value | null): Change => ({ kind: 'value', place, value })

/** Types words at the beginning of the first paragraph. */
export function type(place: string, words: string): Change {
  const content = richSchema.nodes.doc.create(null, richSchema.nodes.paragraph.create(null, richSchema.text(words)))
  const step = new ReplaceStep(1, 1, new Slice(content.child(0).content, 0, 0))
  return { kind: 'text', place, steps: [step.toJSON()] }
}
