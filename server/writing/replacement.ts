import { type Node as ProseNode, Slice } from 'prosemirror-model'
import { ReplaceStep, type Step } from 'prosemirror-transform'

/** One step over as little as possible; null where both are the same. */
export function replacement(before: ProseNode, after: ProseNode): Step | null {
  const start = before.content.findDiffStart(after.content)
  const end = before.content.findDiffEnd(after.content)
  if (start === null || !end) return null
  // What is the same at both ends may overlap, as when one of two equal letters was added.
  const overlap = Math.max(0, start - Math.min(end.a, end.b))
  const step = new ReplaceStep(start, end.a + overlap, after.slice(start, end.b + overlap))
  const { doc } = step.apply(before)
  return doc?.eq(after) ? step : new ReplaceStep(0, before.content.size, new Slice(after.content, 0, 0))
}
