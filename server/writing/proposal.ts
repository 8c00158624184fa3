import { type Node as ProseNode, Slice } from 'prosemirror-model'
import { ReplaceStep, type Step } from 'prosemirror-transform'
import { richSchema } from '../blocks/schema.ts'
import { replacement } from './replacement.ts'
import { applySteps } from './text-steps.ts'
import type { Anchor } from './writing.ts'

const longestSlice = 200_000

type Passage = Pick<Anchor, 'from' | 'to'>

/** What shall stand in place of a passage, as a browser sent it; null for what is none of the schema or too long. */
export function readSlice(json: string): Slice | null {
  if (json.length > longestSlice) return null
  try {
    return Slice.fromJSON(richSchema, JSON.parse(json))
  } catch {
    return null
  }
}

/** The steps that put the slice in place of a passage, over as little as possible, so that what stays keeps its author.
 *  Null where it does not fit, empty where it changes nothing. */
export function stepsProposed(doc: ProseNode, { from, to }: Passage, slice: Slice): readonly Step[] | null {
  if (from > to || to > doc.content.size) return null
  const applied = applySteps(doc, [new ReplaceStep(from, to, slice)])
  const step = applied && replacement(doc, applied.doc)
  if (!applied) return null
  if (!step) return []
  const isWider = step instanceof ReplaceStep && step.to - step.from > to - from
  return [isWider ? new ReplaceStep(from, to, slice) : step]
}

/** What it changes, to be read: whole words that go and that come. Both are empty where no word does; null where it does
 *  not fit. */
export function wordsProposed(
  doc: ProseNode,
  passage: Passage,
  slice: Slice,
): { readonly gone: string; readonly come: string } | null {
  const [step] = stepsProposed(doc, passage, slice) ?? []
  const after = step?.apply(doc).doc
  if (!(step instanceof ReplaceStep) || !after) return null
  const { from, to } = step
  const end = from + step.slice.size
  const changed = [textIn(doc, from, to), textIn(after, from, end)]
  const ahead = changed.some((text) => /^\p{L}/u.test(text)) ? lettersBefore(doc, from) : 0
  const behind = changed.some((text) => /\p{L}$/u.test(text)) ? lettersBehind(doc, to) : 0
  const [gone, come] = [textIn(doc, from - ahead, to + behind), textIn(after, from - ahead, end + behind)]
  return gone === come ? { gone: '', come: '' } : { gone, come }
}

const textIn = (doc: ProseNode, from: number, to: number): string => doc.textBetween(from, to, ' ', ' ')

function lettersBefore(doc: ProseNode, at: number): number {
  const { parent, parentOffset } = doc.resolve(at)
  return /\p{L}*$/u.exec(parent.textBetween(0, parentOffset, ' ', ' '))?.[0].length ?? 0
}

function lettersBehind(doc: ProseNode, at: number): number {
  const { parent, parentOffset } = doc.resolve(at)
  return /^\p{L}*/u.exec(parent.textBetween(parentOffset, parent.content.size, ' ', ' '))?.[0].length ?? 0
}

/** The words of a slice in one line. */
export const wordsOf = (slice: Slice): string => slice.content.textBetween(0, slice.content.size, ' ', ' ')
