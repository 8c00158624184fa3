import { chainCommands, exitCode, lift, setBlockType, toggleMark, wrapIn } from 'prosemirror-commands'
import { redo, undo } from 'prosemirror-history'
import type { MarkType, NodeType } from 'prosemirror-model'
import { liftListItem, sinkListItem, splitListItem, wrapInList } from 'prosemirror-schema-list'
import { type Command, type EditorState, TextSelection } from 'prosemirror-state'
import {
  addColumnAfter,
  addColumnBefore,
  addRowAfter,
  addRowBefore,
  deleteColumn,
  deleteRow,
  deleteTable,
  goToNextCell,
  isInTable,
  selectedRect,
} from 'prosemirror-tables'
import { richSchema } from '../../server/blocks/schema.ts'

const { nodes, marks } = richSchema

/** Something a person can do to the text. */
export interface Tool {
  readonly run: Command
  /** Whether it is already so at the caret; absent for what is no state. */
  readonly isOn?: (state: EditorState) => boolean
}

export const markTool = (type: MarkType): Tool => ({ run: toggleMark(type), isOn: (state) => hasMark(state, type) })

export function hasMark({ selection, storedMarks, doc }: EditorState, type: MarkType): boolean {
  const { from, to, empty, $from } = selection
  if (empty) return type.isInSet(storedMarks ?? $from.marks()) !== undefined
  return doc.rangeHasMark(from, to, type)
}

/** A second time it is a paragraph again. */
export const headingTool = (level: 2 | 3 | 4): Tool => {
  const isOn = (state: EditorState): boolean => {
    const { parent } = state.selection.$from
    return parent.type === nodes.heading && parent.attrs.level === level
  }
  return {
    isOn,
    run: (state, dispatch) =>
      isOn(state)
        ? setBlockType(nodes.paragraph)(state, dispatch)
        : setBlockType(nodes.heading, { level })(state, dispatch),
  }
}

const listTypes: readonly NodeType[] = [nodes.bullet_list, nodes.ordered_list]

/** The innermost list around the caret, with its position. */
function listAround({ selection: { $from } }: EditorState) {
  for (let depth = $from.depth; depth > 0; depth--) {
    const node = $from.node(depth)
    if (listTypes.includes(node.type)) return { node, pos: $from.before(depth) }
  }
  return null
}

export const isInList = (state: EditorState): boolean => listAround(state) !== null

/** Makes a list, turns one kind into the other, or takes the item out of its list. */
export const listTool = (type: NodeType): Tool => ({
  isOn: (state) => listAround(state)?.node.type === type,
  run: (state, dispatch, view) => {
    const around = listAround(state)
    if (around?.node.type === type) return liftListItem(nodes.list_item)(state, dispatch)
    if (around) {
      dispatch?.(state.tr.setNodeMarkup(around.pos, type))
      return true
    }
    if (wrapInList(type)(state, dispatch)) return true
    // A heading is no beginning of an item: it becomes a paragraph first.
    if (!setBlockType(nodes.paragraph)(state)) return false
    if (!dispatch) return true
    setBlockType(nodes.paragraph)(state, dispatch)
    return view ? wrapInList(type)(view.state, dispatch) : true
  },
})

const isInQuote = ({ selection: { $from } }: EditorState): boolean =>
  Array.from({ length: $from.depth }, (_, index) => $from.node(index + 1)).some(({ type }) => type === nodes.blockquote)

export const quoteTool: Tool = {
  isOn: isInQuote,
  run: (state, dispatch) => (isInQuote(state) ? lift : wrapIn(nodes.blockquote))(state, dispatch),
}

export const indentTool: Tool = { run: sinkListItem(nodes.list_item) }
export const outdentTool: Tool = { run: liftListItem(nodes.list_item) }

/** Three columns with a head and two rows: enough to see what it is. */
const insertTable: Command = (state, dispatch) => {
  if (isInTable(state)) return false
  const { $from } = state.selection
  const head = Array.from({ length: 3 }, () => nodes.table_header.create({ scope: 'column' }, nodes.paragraph.create()))
  const row = () => Array.from({ length: 3 }, () => nodes.table_cell.create(null, nodes.paragraph.create()))
  const rows = [nodes.table_row.create({ head: true }, head), ...[1, 2].map(() => nodes.table_row.create(null, row()))]
  const table = nodes.table.create(null, rows)
  for (let depth = $from.depth; depth >= 1; depth--) {
    const index = $from.indexAfter(depth - 1)
    if (!$from.node(depth - 1).canReplaceWith(index, index, nodes.table)) continue
    if (!dispatch) return true
    const isBlank = depth === $from.depth && $from.parent.type === nodes.paragraph && $from.parent.content.size === 0
    const [from, to] = [isBlank ? $from.before(depth) : $from.after(depth), $from.after(depth)]
    const tr = state.tr.replaceWith(from, to, [
      table,
      ...(to === state.doc.content.size ? [nodes.paragraph.create()] : []),
    ])
    dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(from + 1))).scrollIntoView())
    return true
  }
  return false
}

export const tableTool: Tool = { run: insertTable }

/** The first row as the table's head: what screen readers say with each cell. */
export const headRowTool: Tool = {
  isOn: (state) => isInTable(state) && isHeadRow(selectedRect(state).table.firstChild),
  run: (state, dispatch) => {
    if (!isInTable(state)) return false
    const { table, tableStart } = selectedRect(state)
    const row = table.firstChild
    if (!row) return false
    const isHead = isHeadRow(row)
    const tr = state.tr.setNodeMarkup(tableStart, null, { ...row.attrs, head: !isHead })
    row.forEach((cell, offset) => {
      const { colspan, rowspan, colwidth } = cell.attrs
      const attrs = { colspan, rowspan, colwidth, ...(isHead ? {} : { scope: 'column' }) }
      tr.setNodeMarkup(tableStart + 1 + offset, isHead ? nodes.table_cell : nodes.table_header, attrs)
    })
    dispatch?.(tr)
    return true
  },
}

function isHeadRow(row: EditorState['doc'] | null): boolean {
  return row !== null && row.childCount > 0 && row.children.every(({ type }) => type === nodes.table_header)
}

/** A head stays the first row. */
const addRowAbove: Command = (state, dispatch) => {
  if (!isInTable(state)) return false
  const { table, top } = selectedRect(state)
  if (top === 0 && isHeadRow(table.firstChild)) return false
  return addRowBefore(state, dispatch)
}

export const tableTools = {
  rowAbove: { run: addRowAbove },
  rowBelow: { run: addRowAfter },
  columnBefore: { run: addColumnBefore },
  columnAfter: { run: addColumnAfter },
  removeRow: { run: chainCommands(deleteRow, deleteTableOfOneRow) },
  removeColumn: { run: deleteColumn },
  remove: { run: deleteTable },
} as const satisfies Record<string, Tool>

function deleteTableOfOneRow(...[state, dispatch]: Parameters<Command>): boolean {
  return isInTable(state) && selectedRect(state).map.height === 1 && deleteTable(state, dispatch)
}

export const undoTool: Tool = { run: undo }
export const redoTool: Tool = { run: redo }

const insertBreak: Command = (state, dispatch) => {
  dispatch?.(state.tr.replaceSelectionWith(nodes.hard_break.create()).scrollIntoView())
  return true
}

/** Keys with Shift and a digit rather than with Alt: on German keyboards Alt Gr makes characters. */
export const editorKeys: Readonly<Record<string, Command>> = {
  'Mod-b': markTool(marks.strong).run,
  'Mod-i': markTool(marks.em).run,
  'Mod-u': markTool(marks.underline).run,
  'Mod-.': markTool(marks.sup).run,
  'Mod-,': markTool(marks.sub).run,
  'Mod-Shift-0': setBlockType(nodes.paragraph),
  'Mod-Shift-1': headingTool(2).run,
  'Mod-Shift-2': headingTool(3).run,
  'Mod-Shift-3': headingTool(4).run,
  'Mod-Shift-7': listTool(nodes.ordered_list).run,
  'Mod-Shift-8': listTool(nodes.bullet_list).run,
  'Mod-Shift-9': quoteTool.run,
  'Mod-z': undo,
  'Mod-y': redo,
  'Mod-Shift-z': redo,
  Enter: splitListItem(nodes.list_item),
  'Shift-Enter': chainCommands(exitCode, insertBreak),
  Tab: goToNextCell(1),
  'Shift-Tab': goToNextCell(-1),
}
