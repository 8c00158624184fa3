import type { Node as ProseNode } from 'prosemirror-model'
import type { StepMap } from 'prosemirror-transform'
import type { AuthorSpan } from './writing.ts'

/** A text that one person wrote alone. */
export function spansOf(doc: ProseNode, by: string): AuthorSpan[] {
  return doc.content.size > 0 ? [{ size: doc.content.size, by }] : []
}

/** Who wrote how much after steps of these maps, made by `by`, the oldest first: what they insert is hers. Marks insert
 *  nothing, and a new heading no more than its own two positions. */
export function spansAfter(spans: readonly AuthorSpan[], maps: readonly StepMap[], by: string): readonly AuthorSpan[] {
  let after = spans
  for (const map of maps) {
    const ranges: ReplacedRange[] = []
    map.forEach((from, to, newFrom, newTo) => {
      ranges.push({ from, to, size: newTo - newFrom })
    })
    // From the last to the first, so that the positions of those before stay right.
    for (const range of ranges.toReversed()) after = replaced(after, range, by)
  }
  return after
}

export interface Passage {
  readonly from: number
  readonly to: number
  readonly by: string
}

/** Who wrote what lies between two positions. */
export function passagesIn(spans: readonly AuthorSpan[], from: number, to: number): Passage[] {
  const passages: Passage[] = []
  let { index, start } = spanAt(spans, { index: 0, start: 0 }, from)
  for (let span = spans[index]; span && start < to; span = spans[++index]) {
    const end = start + span.size
    if (end > from) passages.push({ from: Math.max(from, start), to: Math.min(to, end), by: span.by })
    start = end
  }
  return passages
}

interface ReplacedRange {
  readonly from: number
  readonly to: number
  /** Of what stands there now. */
  readonly size: number
}

/** Copies what lies before and behind in one piece each: a text of many authors has thousands of spans. */
function replaced(spans: readonly AuthorSpan[], { from, to, size }: ReplacedRange, by: string): readonly AuthorSpan[] {
  const first = spanAt(spans, { index: 0, start: 0 }, from)
  const last = spanAt(spans, first, to)
  const before = spans[first.index]
  const behind = spans[last.index]
  const between = [
    spans[first.index - 1],
    before && { size: from - first.start, by: before.by },
    { size, by },
    behind && { size: last.start + behind.size - to, by: behind.by },
    spans[last.index + 1],
  ]
  return spans.slice(0, Math.max(0, first.index - 1)).concat(merged(between), spans.slice(last.index + 2))
}

interface SpanPlace {
  readonly index: number
  readonly start: number
}

/** The span that a position lies in or at the end of. */
function spanAt(spans: readonly AuthorSpan[], since: SpanPlace, position: number): SpanPlace {
  let { index, start } = since
  for (let span = spans[index]; span && start + span.size < position; span = spans[index]) {
    start += span.size
    index++
  }
  return { index, start }
}

function merged(spans: readonly (AuthorSpan | undefined)[]): AuthorSpan[] {
  const kept: AuthorSpan[] = []
  for (const span of spans) {
    if (!span || span.size === 0) continue
    const last = kept.at(-1)
    if (last?.by === span.by) kept[kept.length - 1] = { size: last.size + span.size, by: span.by }
    else kept.push(span)
  }
  return kept
}
