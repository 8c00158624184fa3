/** The grid of a table and the width of its columns. */
import type { Cell, Row } from '../blocks/blocks.ts'

/** A cell in its place; the ends are the first row and column beyond it. */
export interface GridCell {
  readonly cell: Cell
  readonly row: number
  readonly endRow: number
  readonly column: number
  readonly endColumn: number
}

/** Every place of the grid belongs to exactly one cell. */
export interface Grid {
  readonly columns: number
  /** The cells that begin in each row, from left to right. */
  readonly rows: readonly (readonly GridCell[])[]
}

const emptyCell: Cell = { colspan: 1, rowspan: 1, blocks: [] }

/** Every cell in its place. Spans end where the rows end or another cell stands, and holes are filled with empty cells,
 *  so that the grid is complete, as PDF/UA asks. */
export function gridOf(rows: readonly Row[], columns: number): Grid {
  const taken = rows.map(() => new Set<number>())
  const placed = rows.map((row, index) => {
    const cells: GridCell[] = []
    let column = 0
    const place = (cell: Cell) => {
      const endRow = Math.min(index + Math.max(cell.rowspan, 1), rows.length)
      const wanted = column + Math.max(cell.colspan, 1)
      let endColumn = column + 1
      while (endColumn < wanted && !taken[index]?.has(endColumn)) endColumn++
      for (let at = index; at < endRow; at++) for (let c = column; c < endColumn; c++) taken[at]?.add(c)
      cells.push({ cell, row: index, endRow, column, endColumn })
      column = endColumn
    }
    const skip = () => {
      while (taken[index]?.has(column)) column++
    }
    for (const cell of row.cells) {
      skip()
      place(cell)
    }
    for (skip(); column < columns; skip()) place(emptyCell)
    return cells
  })
  return { columns: Math.max(columns, ...placed.flat().map((cell) => cell.endColumn), 0), rows: placed }
}

/** Head and body as one grid: no cell reaches from one into the other. */
export function tableGrid(head: readonly Row[], body: readonly Row[]): Grid {
  const columns = Math.max(gridOf(head, 0).columns, gridOf(body, 0).columns)
  const top = gridOf(head, columns).rows
  const below = gridOf(body, columns).rows.map((row) =>
    row.map((cell) => ({ ...cell, row: cell.row + head.length, endRow: cell.endRow + head.length })),
  )
  return { columns, rows: [...top, ...below] }
}

/** Narrowest width without a broken word, and width without a broken line. */
export interface Needs {
  readonly minPt: number
  readonly maxPt: number
}

/** What each column needs, from the cells of one column first and then from those that span several. */
export function columnNeeds(grid: Grid, needsOf: (cell: GridCell) => Needs): Needs[] {
  const min = new Array<number>(grid.columns).fill(0)
  const max = new Array<number>(grid.columns).fill(0)
  const bySpan = grid.rows.flat().sort((a, b) => a.endColumn - a.column - (b.endColumn - b.column))
  for (const cell of bySpan) {
    const { minPt, maxPt } = needsOf(cell)
    widen(min, cell, minPt)
    widen(max, cell, maxPt)
  }
  return min.map((minPt, column) => ({ minPt, maxPt: Math.max(minPt, max[column] ?? 0) }))
}

function widen(widths: number[], { column, endColumn }: GridCell, neededPt: number): void {
  const lackPt = neededPt - widths.slice(column, endColumn).reduce((sum, width) => sum + width, 0)
  if (lackPt <= 0) return
  for (let c = column; c < endColumn; c++) widths[c] = (widths[c] ?? 0) + lackPt / (endColumn - column)
}

/** Widths that fill `totalPt`. What is narrow keeps its lines whole, what is long shares the rest; where even the words
 *  do not fit, the columns with the longest words give way. */
export function columnWidths(needs: readonly Needs[], totalPt: number): number[] {
  const minSum = sum(needs.map((need) => need.minPt))
  const maxSum = sum(needs.map((need) => need.maxPt))
  if (maxSum <= totalPt)
    return shareOut(
      needs.map((need) => need.maxPt),
      totalPt,
    )
  if (minSum > totalPt)
    return fillUp(
      needs.map((need) => need.minPt),
      totalPt,
    )
  const widths = fixNarrow(needs, totalPt)
  const open = needs.flatMap((need, column) => (widths[column] === undefined ? [{ ...need, column }] : []))
  const restPt = totalPt - sum(widths.map((width) => width ?? 0)) - sum(open.map((need) => need.minPt))
  const wishes = open.map((need) => Math.min(need.maxPt - need.minPt, 2 * totalPt))
  for (const [index, need] of open.entries()) {
    const part = (wishes[index] ?? 0) / (sum(wishes) || 1)
    widths[need.column] = need.minPt + restPt * part
  }
  return widths.map((width) => width ?? 0)
}

/** Columns that need clearly less than their fair share get it whole, so that dates and short words do not wrap. */
function fixNarrow(needs: readonly Needs[], totalPt: number): (number | undefined)[] {
  const widths: (number | undefined)[] = needs.map(() => undefined)
  for (let changed = true; changed; ) {
    changed = false
    const open = needs.flatMap((need, column) => (widths[column] === undefined ? [{ ...need, column }] : []))
    const leftPt = totalPt - sum(widths.map((width) => width ?? 0))
    const narrow = open.find((need) => {
      const othersPt = sum(open.map((other) => (other === need ? 0 : other.minPt)))
      return open.length > 1 && need.maxPt <= (0.8 * leftPt) / open.length && need.maxPt + othersPt <= leftPt
    })
    if (!narrow) continue
    widths[narrow.column] = narrow.maxPt
    changed = true
  }
  return widths
}

/** More room than wished for: everyone gets more in proportion, with a little for the empty ones. */
function shareOut(wishes: readonly number[], totalPt: number): number[] {
  const weights = wishes.map((wish) => wish + 1)
  const extraPt = totalPt - sum(wishes)
  return wishes.map((wish, column) => wish + (extraPt * (weights[column] ?? 0)) / sum(weights))
}

/** Less room than wished for: small wishes are met, the others share alike. */
function fillUp(wishes: readonly number[], totalPt: number): number[] {
  const order = wishes.map((wish, column) => ({ wish, column })).sort((a, b) => a.wish - b.wish)
  const widths = new Array<number>(wishes.length).fill(0)
  let leftPt = totalPt
  for (const [index, { wish, column }] of order.entries()) {
    const width = Math.min(wish, leftPt / (order.length - index))
    widths[column] = width
    leftPt -= width
  }
  return widths
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
