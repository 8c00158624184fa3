import type { Node as ProseNode } from 'prosemirror-model'
import { type Step, Transform } from 'prosemirror-transform'
import { countHeadRows, richSchema } from '../blocks/schema.ts'
import { maxColumns } from '../blocks/table-grid.ts'
import { type Range, unevenTables } from './readable.ts'

const { nodes } = richSchema

export interface EvenedOut {
  readonly doc: ProseNode
  readonly steps: readonly Step[]
}

/** The steps that make rectangles of the tables in or around the range again: where one person added a row and another a
 *  column, a cell is missing. No text is removed. Null where that cannot be done. */
export function evenOutTables(doc: ProseNode, range: Range): EvenedOut | null {
  const uneven = unevenTables(doc, range)
  if (uneven.length === 0) return { doc, steps: [] }
  const tr = new Transform(doc)
  // From the last to the first, so that the positions of those before stay right.
  for (const { table, position } of uneven.toReversed()) {
    if (!evenOut(tr, table, position)) return null
  }
  const wider = { from: range.from, to: tr.doc.content.size - (doc.content.size - range.to) }
  return unevenTables(tr.doc, wider).length === 0 ? { doc: tr.doc, steps: tr.steps } : null
}

interface LaidCell {
  readonly node: ProseNode
  readonly position: number
  readonly row: number
  colspan: number
  rowspan: number
}

interface LaidRow {
  readonly isHead: boolean
  /** Behind its last cell. */
  readonly end: number
  readonly cells: readonly LaidCell[]
  /** The cell in each column, also one that reaches down from above. */
  readonly columns: Map<number, LaidCell>
}

function evenOut(tr: Transform, table: ProseNode, position: number): boolean {
  const rows = rowsOf(table, position)
  if (rows.some(({ cells }) => cells.some(({ colspan }) => colspan > maxColumns))) return false
  for (const [index, row] of rows.entries()) layRow(row, index, rows.slice(index))
  const width = Math.max(1, ...rows.map(({ columns }) => columns.size))
  for (const row of rows.toReversed()) {
    const missing = Array.from({ length: width - row.columns.size }, () => emptyCell(row))
    if (missing.length > 0) tr.insert(row.end, missing)
    for (const { node, position, colspan, rowspan } of row.cells.toReversed()) {
      if (node.attrs.colspan === colspan && node.attrs.rowspan === rowspan) continue
      tr.setNodeMarkup(position, null, { ...node.attrs, colspan, rowspan })
    }
  }
  return true
}

function rowsOf(table: ProseNode, position: number): LaidRow[] {
  const headRows = countHeadRows(table)
  let start = position + 1
  return table.children.map((node, row) => {
    let at = start + 1
    const cells = node.children.map((cell): LaidCell => {
      const { colspan, rowspan } = cell.attrs
      const laid = { node: cell, position: at, row, colspan, rowspan }
      at += cell.nodeSize
      return laid
    })
    start += node.nodeSize
    return { isHead: row < headRows, end: at, cells, columns: new Map() }
  })
}

/** Makes cells narrower where another reaches down, and shorter where their part of the table ends. `rows` begin with
 *  this one. */
function layRow(row: LaidRow, index: number, rows: readonly LaidRow[]): void {
  if (row.cells.length === 0) freeFromAbove(rows, index)
  const otherPart = rows.findIndex(({ isHead }) => isHead !== row.isHead)
  const rowsLeft = otherPart < 0 ? rows.length : otherPart
  let column = 0
  for (const cell of row.cells) {
    while (row.columns.has(column)) column++
    let colspan = 1
    while (colspan < cell.colspan && !row.columns.has(column + colspan)) colspan++
    cell.colspan = colspan
    cell.rowspan = Math.min(cell.rowspan, rowsLeft)
    for (const below of rows.slice(0, cell.rowspan)) {
      for (let each = column; each < column + colspan; each++) below.columns.set(each, cell)
    }
  }
}

/** A row needs a cell of its own: those that reach down into it end above it. */
function freeFromAbove(rows: readonly LaidRow[], index: number): void {
  for (const { columns } of rows) {
    for (const cell of columns.values()) cell.rowspan = index - cell.row
    columns.clear()
  }
}

function emptyCell({ isHead }: LaidRow): ProseNode {
  const content = nodes.paragraph.create()
  return isHead ? nodes.table_header.create({ scope: 'column' }, content) : nodes.table_cell.create(null, content)
}
