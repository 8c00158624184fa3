import { ChangeSet, simplifyChanges } from 'prosemirror-changeset'
import type { Node as ProseNode } from 'prosemirror-model'
import { ReplaceStep } from 'prosemirror-transform'
import { replacement } from '../../../server/writing/replacement.ts'
import { confirmedDoc, type Replica } from '../../../server/writing/replica.ts'
import type { Anchor } from '../../../server/writing/writing.ts'
import { newId } from './live-page.ts'

/** A change to be proposed, as it is sent. JSON. */
export interface Proposal extends Anchor {
  readonly id: string
  /** What shall stand there, as JSON of a slice. */
  readonly slice: string
}

export interface ChangedRange {
  readonly fromA: number
  readonly toA: number
  readonly fromB: number
  readonly toB: number
}

/** What is typed here and not confirmed, range by range: A in the text that all have, B here. Where single ranges would
 *  not do, as for a new heading, one range holds everything. */
export function changedRanges(replica: Replica, doc: ProseNode): readonly ChangedRange[] {
  if (replica.unconfirmed.length === 0) return []
  const before = confirmedDoc(replica, doc)
  const maps = replica.unconfirmed.map(({ step }) => step.getMap())
  const ranges = simplifyChanges(ChangeSet.create(before).addSteps(doc, maps, null).changes, doc)
  return makeOf(before, doc, ranges) ? ranges : wholeRange(before, doc)
}

/** Whether the ranges alone, each for itself, make one text of the other. */
function makeOf(before: ProseNode, after: ProseNode, ranges: readonly ChangedRange[]): boolean {
  let made = before
  for (const { fromA, toA, fromB, toB } of ranges.toReversed()) {
    const next = new ReplaceStep(fromA, toA, after.slice(fromB, toB)).apply(made).doc
    if (!next) return false
    made = next
  }
  return made.eq(after)
}

function wholeRange(before: ProseNode, after: ProseNode): ChangedRange[] {
  const step = replacement(before, after)
  if (!(step instanceof ReplaceStep)) return []
  const { from, to, slice } = step
  return [{ fromA: from, toA: to, fromB: from, toB: from + slice.size }]
}

export const proposalsOf = (replica: Replica, doc: ProseNode): Proposal[] => {
  const before = confirmedDoc(replica, doc)
  const { place, version } = replica
  return changedRanges(replica, doc).map((range) => {
    const { fromA: from, toA: to, fromB, toB } = withNeighbour(before, range)
    return { id: newId(), place, version, from, to, slice: JSON.stringify(doc.slice(fromB, toB).toJSON() ?? {}) }
  })
}

/** A passage must hold something that can be followed: what is only inserted takes the character beside it along, or in an
 *  empty paragraph the paragraph. */
function withNeighbour(before: ProseNode, range: ChangedRange): ChangedRange {
  const { fromA, toA, fromB, toB } = range
  if (fromA < toA) return range
  const $at = before.resolve(fromA)
  const { parent, parentOffset, nodeBefore, nodeAfter } = $at
  if (parent.isTextblock && parent.content.size === 0) {
    return { fromA: fromA - 1, toA: toA + 1, fromB: fromB - 1, toB: toB + 1 }
  }
  const ahead = parent.isTextblock ? Math.min(parentOffset, 1) : (nodeBefore?.nodeSize ?? 0)
  if (ahead > 0) return { ...range, fromA: fromA - ahead, fromB: fromB - ahead }
  const behind = parent.isTextblock ? 1 : (nodeAfter?.nodeSize ?? 0)
  return { ...range, toA: toA + behind, toB: toB + behind }
}
