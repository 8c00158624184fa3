import type { Fragment, Node as ProseNode } from 'prosemirror-model'
import type { Step, StepMap } from 'prosemirror-transform'
import { passagesIn, spansAfter } from './authors.ts'
import type { Range } from './readable.ts'
import type { AuthorSpan } from './writing.ts'

/** In place of an author: it has been read. */
export const read = ''

export interface Since {
  /** User id, or `read`. */
  readonly by: string
  readonly steps: readonly Step[]
}

/** What `steps` delete of the text that came in by the steps `since`, the oldest first, all of which are in `doc`; by
 *  author. What merely moves is not deleted: a step around it leaves it alone. */
export function deletedUnread(
  doc: ProseNode,
  steps: readonly Step[],
  since: readonly Since[],
): ReadonlyMap<string, readonly Fragment[]> {
  const lost = new Map<string, Fragment[]>()
  if (!since.some(({ by }) => by !== read) || !steps.some((step) => deletedRanges(step).length > 0)) return lost
  let spans = unreadSpans(doc, since)
  let before = doc
  for (const step of steps) {
    for (const { from, to } of deletedRanges(step)) {
      for (const passage of passagesIn(spans, from, to)) {
        if (passage.by === read) continue
        lost.set(passage.by, [...(lost.get(passage.by) ?? []), before.slice(passage.from, passage.to).content])
      }
    }
    spans = spansAfter(spans, [step.getMap()], read)
    before = step.apply(before).doc ?? before
  }
  return lost
}

function unreadSpans(doc: ProseNode, since: readonly Since[]): readonly AuthorSpan[] {
  const commits = since.map(({ by, steps }) => ({ by, maps: steps.map((step) => step.getMap()) }))
  const grown = commits.flatMap(({ maps }) => maps.map(growth)).reduce((sum, each) => sum + each, 0)
  let spans: readonly AuthorSpan[] = [{ size: doc.content.size - grown, by: read }]
  for (const { by, maps } of commits) spans = spansAfter(spans, maps, by)
  return spans
}

function growth(map: StepMap): number {
  let grown = 0
  map.forEach((from, to, newFrom, newTo) => {
    grown += newTo - newFrom - (to - from)
  })
  return grown
}

function deletedRanges(step: Step): Range[] {
  const ranges: Range[] = []
  step.getMap().forEach((from, to) => {
    if (to > from) ranges.push({ from, to })
  })
  return ranges
}
