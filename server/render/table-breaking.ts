/** Takes from a table the rows that fit a page: rows stay whole where a page could hold them, the header comes again. */
import type { Cursor, Ink, Placed, Room, TableBox, TableCell, TableCursor, TableTaken, Taken } from './layout-boxes.ts'
import { colors, hairlinePt } from './layout-style.ts'
import { heightOf, takeFlow } from './page-breaking.ts'

/** Rows of one page: where each begins below the table's top on this page, and where the last ends. */
interface Fragment {
  readonly from: TableCursor
  readonly tops: readonly number[]
  readonly endPt: number
  /** The last row goes on over the page. */
  readonly split: boolean
  /** The cells must take something of their content, so that the table gets on. */
  readonly urgent: boolean
}

const startCursor: TableCursor = { row: 0, begun: new Map() }
const slackPt = 0.01

/** Null where not even the header and a first row fit and something stands above. */
export function takeTable(table: TableBox, from: TableCursor = startCursor, room: Room): TableTaken | null {
  const repeated = repeatedAt(table, from)
  const headPt = repeated?.heightPt ?? 0
  const fragment = findRows(table, from, {
    heightPt: room.heightPt - headPt,
    freshPt: room.freshPt - (table.repeated?.heightPt ?? 0),
    empty: room.empty,
  })
  if (!fragment) return null
  const { placed, next } = fillRows(table, fragment, room.freshPt - headPt - 2 * table.paddingPt)
  const head = repeated ? repeated.placed.map((part) => ({ ...part, repeated: true })) : []
  return {
    placed: [...head, ...placed.map((part) => ({ ...part, topPt: part.topPt + headPt }))],
    heightPt: headPt + fragment.endPt,
    next,
  }
}

function findRows(table: TableBox, from: TableCursor, room: Room): Fragment | null {
  const tops: number[] = []
  let endPt = 0
  for (let row = from.row; row < table.rows.length; row++) {
    const heightPt = rowHeight(table, from, row, tops, endPt)
    if (endPt + heightPt <= room.heightPt + slackPt) {
      tops.push(endPt)
      endPt += heightPt
      continue
    }
    const leftPt = room.heightPt - endPt
    const enough = leftPt >= 4 * table.minRowPt
    if (heightPt > room.freshPt && enough && row >= table.headRows) {
      const urgent = room.empty && row === from.row
      return { from, tops: [...tops, endPt], endPt: room.heightPt, split: true, urgent }
    }
    const first = firstOnNextPage(table, from, row)
    if (first !== null) {
      return {
        from,
        tops: tops.slice(0, first - from.row),
        endPt: tops[first - from.row] ?? endPt,
        split: false,
        urgent: false,
      }
    }
    if (!room.empty) return null
    if (row > from.row && !enough) return { from, tops, endPt, split: false, urgent: false }
    return { from, tops: [...tops, endPt], endPt: Math.max(room.heightPt, endPt), split: true, urgent: true }
  }
  return { from, tops, endPt, split: false, urgent: false }
}

/** The row a next page would begin with, as row `overflowing` does not fit; null where none may. */
function firstOnNextPage(table: TableBox, from: TableCursor, overflowing: number): number | null {
  let row = overflowing
  while (row > from.row && table.rows[row]?.stuck) row--
  const least = from.row === 0 && from.begun.size === 0 ? table.headRows : from.row
  return row > least ? row : null
}

function rowHeight(table: TableBox, from: TableCursor, row: number, tops: readonly number[], topPt: number): number {
  let heightPt = table.minRowPt
  for (const cell of table.rows[row]?.ending ?? []) {
    const abovePt = cell.row >= row ? 0 : topPt - (tops[Math.max(cell.row - from.row, 0)] ?? topPt)
    heightPt = Math.max(heightPt, remainingPt(cell, from) + 2 * table.paddingPt - abovePt)
  }
  return heightPt
}

function remainingPt(cell: TableCell, from: TableCursor): number {
  const cursor = from.begun.get(cell)
  if (cursor === undefined) return cell.contentPt
  return cursor === null ? 0 : heightOf(cell.flow, cursor)
}

function fillRows(
  table: TableBox,
  fragment: Fragment,
  freshPt: number,
): { placed: Placed[]; next: TableCursor | null } {
  const { from, tops, endPt, split, urgent } = fragment
  const end = from.row + tops.length
  const rowTop = (row: number) => tops[row - from.row] ?? endPt
  const begun = new Map<TableCell, Cursor | null>()
  const placed: Placed[] = [{ topPt: 0, inks: frameInks(table, fragment), repeated: false }]
  const fill = (cell: TableCell) => {
    const topPt = rowTop(Math.max(cell.row, from.row)) + table.paddingPt
    const whole = cell.endRow < end || (cell.endRow === end && !split)
    const heightPt = whole ? Infinity : rowTop(cell.endRow) - topPt - table.paddingPt
    const cursor = from.begun.get(cell)
    if (cursor === null) {
      if (!whole) begun.set(cell, null)
      return
    }
    const taken = takeFlow(cell.flow, cursor ?? { index: 0 }, {
      heightPt,
      freshPt: Math.max(freshPt, heightPt),
      empty: whole || urgent,
    })
    for (const part of taken?.placed ?? []) placed.push({ ...part, topPt: part.topPt + topPt })
    if (!whole) begun.set(cell, taken ? taken.next : (cursor ?? { index: 0 }))
  }
  for (const cell of from.begun.keys()) fill(cell)
  for (const row of table.rows.slice(from.row, end)) {
    placed.push({ topPt: rowTop(from.row), inks: [{ kind: 'tag', tag: row.tag }], repeated: false })
    for (const cell of row.cells) if (!from.begun.has(cell)) fill(cell)
  }
  return { placed, next: nextCursor(table, end, split, begun) }
}

function nextCursor(
  table: TableBox,
  end: number,
  split: boolean,
  begun: Map<TableCell, Cursor | null>,
): TableCursor | null {
  const unfinished = split && table.rows[end - 1]?.ending.some((cell) => begun.get(cell))
  if (unfinished) return { row: end - 1, begun }
  if (end >= table.rows.length) return null
  return { row: end, begun: new Map([...begun].filter(([cell]) => cell.endRow > end)) }
}

/** Fill of the header cells, and hairlines around every cell: left and top of each, and the outer edges once. */
function frameInks(table: TableBox, { from, tops, endPt }: Fragment): Ink[] {
  const end = from.row + tops.length
  const cells = [
    ...[...from.begun.keys()].filter((cell) => cell.row < from.row),
    ...table.rows.slice(from.row, end).flatMap((row) => row.cells),
  ]
  const inks: Ink[] = []
  const rule = (fromX: number, fromY: number, toX: number, toY: number): Ink => ({
    kind: 'rule',
    from: { xPt: fromX, yPt: fromY },
    to: { xPt: toX, yPt: toY },
    widthPt: hairlinePt,
    color: colors.hairline,
  })
  for (const cell of cells) {
    const topPt = tops[Math.max(cell.row - from.row, 0)] ?? 0
    const bottomPt = tops[cell.endRow - from.row] ?? endPt
    const rect = { xPt: cell.leftPt, yPt: topPt, widthPt: cell.rightPt - cell.leftPt, heightPt: bottomPt - topPt }
    if (cell.header) inks.push({ kind: 'fill', rect, color: colors.headerFill })
    inks.push(rule(cell.leftPt, topPt, cell.leftPt, bottomPt), rule(cell.leftPt, topPt, cell.rightPt, topPt))
  }
  if (tops.length === 0) return inks
  inks.push(rule(table.rightPt, 0, table.rightPt, endPt), rule(table.leftPt, endPt, table.rightPt, endPt))
  return inks
}

/** Where each row that is left begins where no page parts the table, and where the last ends. */
export function naturalTops(table: TableBox, from: TableCursor = startCursor): number[] {
  const tops: number[] = []
  let endPt = 0
  for (let row = from.row; row < table.rows.length; row++) {
    const heightPt = rowHeight(table, from, row, tops, endPt)
    tops.push(endPt)
    endPt += heightPt
  }
  return [...tops, endPt]
}

/** Height of what is left, with the header that comes again. */
export function tableHeight(table: TableBox, from: TableCursor = startCursor): number {
  return (repeatedAt(table, from)?.heightPt ?? 0) + (naturalTops(table, from).at(-1) ?? 0)
}

function repeatedAt(table: TableBox, from: TableCursor): Taken | null {
  return from.row >= table.headRows && (from.row > 0 || from.begun.size > 0) ? table.repeated : null
}
