import { type EditorState, TextSelection, type Transaction } from 'prosemirror-state'
import type { Transform } from 'prosemirror-transform'

/** Keeps the caret where it is when others write just there, and the marks chosen for the next letter. An Enter of somebody
 *  else must not take the caret along into the new paragraph. */
export function keepCaret({ selection, storedMarks }: EditorState, transaction: Transaction): void {
  if (!transaction.docChanged) return
  const at = (pos: number) => transaction.doc.resolve(transaction.mapping.map(pos, -1))
  if (selection instanceof TextSelection) {
    transaction.setSelection(TextSelection.between(at(selection.anchor), at(selection.head), -1))
  }
  if (storedMarks) transaction.setStoredMarks(storedMarks)
}

/** Whether the paragraph in which letters are being put together would be drawn anew, which ends that. */
export function breaksComposition({ selection: { $head } }: EditorState, transform: Transform): boolean {
  if (transform.steps.length === 0) return false
  const $now = transform.doc.resolve(transform.mapping.map($head.pos, -1))
  if ($now.depth !== $head.depth || !$now.parent.eq($head.parent)) return true
  return Array.from({ length: $now.depth }, (_, depth) => !$now.node(depth).sameMarkup($head.node(depth))).includes(
    true,
  )
}
