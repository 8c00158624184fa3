import type { Node as ProseNode } from 'prosemirror-model'
import type { Step } from 'prosemirror-transform'
import { richSchema } from '../blocks/schema.ts'
import { spansAfter, spansOf } from './authors.ts'
import { droppedText } from './dropped-text.ts'
import { applySteps, type Rebased, rebaseOver } from './text-steps.ts'
import { unplacedHtml } from './unplaced-content.ts'
import { deletedUnread, read } from './unread.ts'
import type { ForeignSteps, LiveText } from './writing.ts'

export interface TextCommit {
  readonly steps: readonly Step[]
  /** User id. */
  readonly by: string
  /** Everything that happened to this text since the commit's `base`, whoever did it. */
  readonly foreign: readonly ForeignSteps[]
  /** The same since its `seen`: more than `foreign` or as much. One's own commits too: they move what others wrote. */
  readonly unseen: readonly ForeignSteps[]
}

export interface AppliedText {
  readonly text: LiveText
  /** To be stored: they fit the text as it was. None at all when every step was dropped. */
  readonly steps: readonly Step[]
  readonly unplaced: readonly UnplacedText[]
}

export interface UnplacedText {
  /** User id of its author. */
  readonly by: string
  /** HTML of the rich subset. */
  readonly content: string
}

/** A text that nobody has written in: an empty paragraph. */
export function emptyText(by: string): LiveText {
  const doc = richSchema.nodes.doc.create(null, richSchema.nodes.paragraph.create())
  return { doc, authors: spansOf(doc, by) }
}

/** Brings a commit past what it was not made for and applies it. What somebody typed is then in the text, or it was
 *  deleted by somebody who had read it, or it comes back as unplaced: what no longer fits, for the commit's author; what
 *  the commit deletes though its author had not read it, for whoever wrote that. Null when steps made for the text as it
 *  is are invalid. */
export function applyTextCommit(text: LiveText, { steps, by, foreign, unseen }: TextCommit): AppliedText | null {
  const rebased = foreign.length === 0 ? fitting(text.doc, steps) : rebase(text.doc, steps, foreign)
  if (!rebased) return null
  const maps = rebased.steps.map((step) => step.getMap())
  const dropped = droppedText(steps, (index) => !rebased.kept[index])
  const since = unseen.map((each) => ({ by: each.by === by ? read : each.by, steps: each.steps }))
  const unread = deletedUnread(text.doc, rebased.steps, since)
  return {
    text: { doc: rebased.doc, authors: spansAfter(text.authors, maps, by) },
    steps: rebased.steps,
    unplaced: [[by, dropped] as const, ...unread].flatMap(([author, pieces]) => {
      const content = unplacedHtml(pieces)
      return content === null ? [] : [{ by: author, content }]
    }),
  }
}

function fitting(doc: ProseNode, steps: readonly Step[]): Rebased | null {
  const applied = applySteps(doc, steps)
  return applied && { ...applied, kept: steps.map(() => true) }
}

const rebase = (doc: ProseNode, steps: readonly Step[], foreign: readonly ForeignSteps[]): Rebased =>
  rebaseOver(
    doc,
    steps,
    foreign.flatMap((each) => each.steps),
  )

/** All that these steps would insert, for a text that is gone altogether; null where there is no word in it. */
export const typedIn = (steps: readonly Step[]): string | null => unplacedHtml(droppedText(steps, () => true))
