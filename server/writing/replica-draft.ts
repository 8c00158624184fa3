import type { Node as ProseNode } from 'prosemirror-model'
import { Step } from 'prosemirror-transform'
import { richSchema } from '../blocks/schema.ts'
import type { Unconfirmed } from './rebase.ts'
import { confirmedDoc, type Flight, openReplica, type Replica } from './replica.ts'
import type { Place, StepJson } from './writing.ts'

/** What a device keeps of a text until everything in it is confirmed. JSON. */
export interface ReplicaDraft {
  readonly place: Place
  readonly version: number
  /** The text of that version, as JSON of ProseMirror. */
  readonly doc: unknown
  readonly flight: Flight | null
  readonly unconfirmed: readonly {
    readonly step: StepJson
    readonly seen: number
    readonly isRepair: boolean
    readonly hidesSince: number | null
  }[]
}

/** `doc` is the document as it is here. */
export function draftOf(replica: Replica, doc: ProseNode): ReplicaDraft {
  const { place, version, flight, unconfirmed } = replica
  return {
    place,
    version,
    doc: confirmedDoc(replica, doc).toJSON(),
    flight,
    unconfirmed: unconfirmed.map(({ step, inverted: _, ...rest }) => ({ ...rest, step: step.toJSON() })),
  }
}

/** A replica and its document as they were; it goes on where it stopped, with the same flight. Throws where the draft is
 *  none that `draftOf` made. */
export function replicaFrom(draft: ReplicaDraft): { readonly replica: Replica; readonly doc: ProseNode } {
  const { place, version, flight } = draft
  let doc = richSchema.nodeFromJSON(draft.doc)
  const unconfirmed = draft.unconfirmed.map(({ step: json, ...rest }): Unconfirmed => {
    const step = Step.fromJSON(richSchema, json)
    const before = doc
    const after = step.apply(before).doc
    if (!after) throw new Error('a step of the draft does not fit its text')
    doc = after
    return { ...rest, step, inverted: step.invert(before) }
  })
  return { replica: { ...openReplica(place, version), flight, unconfirmed }, doc }
}
