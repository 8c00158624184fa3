import { baseKeymap, chainCommands, deleteSelection, toggleMark } from 'prosemirror-commands'
import { Fragment, Slice } from 'prosemirror-model'
import { splitListItem } from 'prosemirror-schema-list'
import { type Command, type EditorState, TextSelection, type Transaction } from 'prosemirror-state'
import { richSchema } from '../../../server/blocks/schema.ts'
import {
  headingTool,
  headRowTool,
  indentTool,
  listTool,
  outdentTool,
  quoteTool,
  redoTool,
  tableTool,
  tableTools,
  undoTool,
} from '../../../views/client/rich-commands.ts'
import { paragraph, table, words } from './simulated-text.ts'

export interface Editing {
  readonly state: () => EditorState
  readonly dispatch: (tr: Transaction) => void
  readonly nextCharacter: () => string
  readonly random: () => number
}

const { nodes, marks } = richSchema

type Edit = (editing: Editing) => void

const command =
  (run: Command | undefined): Edit =>
  ({ state, dispatch }) => {
    run?.(state(), dispatch)
  }

const link = marks.link.create({ href: 'https://example.org/' })

const edits: readonly (readonly [weight: number, edit: Edit])[] = [
  [14, type],
  [3, (editing) => [1, 2, 3].map(() => type(editing))],
  [6, command(deleteSelection)],
  [3, (editing) => command(chainCommands(splitListItem(nodes.list_item), baseKeymap.Enter ?? (() => false)))(editing)],
  [4, command(baseKeymap.Backspace)],
  [2, command(baseKeymap.Delete)],
  [2, command(toggleMark(marks.strong))],
  [1, command(toggleMark(marks.em))],
  [1, ({ state, dispatch }) => dispatch(state().tr.addMark(state().selection.from, state().selection.to, link))],
  [2, command(headingTool(2).run)],
  [1, command(headingTool(3).run)],
  [2, command(listTool(nodes.bullet_list).run)],
  [1, command(listTool(nodes.ordered_list).run)],
  [2, command(indentTool.run)],
  [2, command(outdentTool.run)],
  [1, command(quoteTool.run)],
  [1, command(tableTool.run)],
  [1, command(tableTools.rowBelow.run)],
  [1, command(tableTools.rowAbove.run)],
  [1, command(tableTools.columnAfter.run)],
  [1, command(tableTools.columnBefore.run)],
  [1, command(tableTools.removeRow.run)],
  [1, command(tableTools.removeColumn.run)],
  [1, command(tableTools.remove.run)],
  [1, command(headRowTool.run)],
  [3, paste],
  [3, move],
  [5, command(undoTool.run)],
  [2, command(redoTool.run)],
  [1, ({ state, dispatch }) => dispatch(state().tr.replaceSelectionWith(nodes.hard_break.create()))],
]
const bag = edits.flatMap(([weight, edit]) => Array.from({ length: weight }, () => edit))

/** One act somewhere in the text. */
export function editAtRandom(editing: Editing): void {
  const { random } = editing
  select(editing)
  bag[Math.floor(random() * bag.length)]?.(editing)
}

/** Mostly a caret or a few characters, at times much. */
function select({ state, dispatch, random }: Editing): void {
  const { doc, tr } = state()
  const size = doc.content.size
  const from = Math.floor(random() * (size + 1))
  const reach = random() < 0.4 ? 0 : random() < 0.8 ? Math.floor(random() * 6) : Math.floor(random() * size)
  const to = Math.min(size, from + reach)
  dispatch(tr.setSelection(TextSelection.between(doc.resolve(from), doc.resolve(to))))
}

function type({ state, dispatch, nextCharacter }: Editing): void {
  dispatch(state().tr.insertText(nextCharacter()))
}

function paste({ state, dispatch, nextCharacter, random }: Editing): void {
  const text = () => words(1 + Math.floor(random() * 3), nextCharacter)
  const item = () => nodes.list_item.create(null, paragraph(text()))
  const pasted = [
    () => [paragraph(text())],
    () => [paragraph(text()), paragraph(text())],
    () => [nodes.heading.create({ level: 2 }, richSchema.text(text())), paragraph(text())],
    () => [nodes.bullet_list.create(null, [item(), item()])],
    () => [paragraph(text()), nodes.ordered_list.create(null, [item()]), paragraph(text())],
    () => [table(2, 1 + Math.floor(random() * 2), text)],
    () => [nodes.blockquote.create(null, [paragraph(text()), paragraph(text())])],
  ]
  const made = pasted[Math.floor(random() * pasted.length)]?.() ?? []
  dispatch(state().tr.replaceSelection(Slice.maxOpen(Fragment.from(made), false)))
}

/** Cuts out and puts in again elsewhere. */
function move(editing: Editing): void {
  const { state, dispatch } = editing
  const slice = state().selection.content()
  if (slice.size === 0) return
  deleteSelection(state(), dispatch)
  select(editing)
  dispatch(state().tr.replaceSelection(slice))
}
