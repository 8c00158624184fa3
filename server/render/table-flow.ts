/** A table to a piece that page breaking can split. */
import type { Block, Table } from '../blocks/blocks.ts'
import type { ElementAttributes } from '../pdf/pdf.ts'
import { blocksNeed } from './content-needs.ts'
import type { Flow, Piece, Room, TableBox, TableCell, TableRow, Tag } from './layout-boxes.ts'
import { boldSetting, lineHeightPt, type Setting, tableSetting } from './layout-style.ts'
import { heightOf } from './page-breaking.ts'
import { type Place, textBands } from './paragraph-flow.ts'
import { naturalTops, tableHeight, takeTable } from './table-breaking.ts'
import { columnNeeds, columnWidths, type Grid, type GridCell, type Needs, tableGrid } from './table-layout.ts'

type LayOut = (blocks: readonly Block[], place: Place) => Flow

interface Columns {
  readonly setting: Setting
  readonly paddingPt: number
  /** Where each column begins, and where the last ends. */
  readonly edges: readonly number[]
}

const comfortableSizePt = 9.5
const readableSizesPt = [9.5, 9, 8.5, 8, 7.5, 7] as const
const smallSizesPt = [7, 6, 5, 4] as const
/** A higher header is not repeated, and rows joined by a cell over more than this may be parted. */
const wholeHeightPt = 260
const endless: Room = { heightPt: Infinity, freshPt: Infinity, empty: true }

/** Of a table without cells only the caption is left. `layOut` lays out what stands in a cell. */
export function tablePieces(table: Table, place: Place, layOut: LayOut): Piece[] {
  const grid = tableGrid(table.head, table.body)
  if (grid.columns === 0) return textBands(table.caption ?? [], place, { type: 'P' })
  const tag: Tag = { type: 'Table', parent: place.parent }
  const columns = layOutColumns(grid, place)
  const box = withBreaks(boxOf(table, grid, columns, { tag, place, layOut }))
  const wholePt = tableHeight(box)
  const caption = textBands(
    table.caption ?? [],
    { ...place, parent: tag },
    {
      type: 'Caption',
      setting: boldSetting({ ...place.setting, sizePt: columns.setting.sizePt }),
      whole: true,
    },
  )
  const gapPt = caption.length > 0 ? 3 : 0
  return [
    ...caption,
    {
      kind: 'table',
      gapPt,
      stuck: false,
      keepsNext: false,
      rails: [],
      take: (from, room) => takeTable(box, from, room),
      heightPt: (from) => (from ? tableHeight(box, from) : wholePt),
    },
  ]
}

/** The largest text in which no word is broken; where there is none, the largest that leaves room for a few letters. */
function layOutColumns(grid: Grid, place: Place): Columns {
  const largest = Math.min(comfortableSizePt, place.setting.sizePt)
  const reference = tableSetting(largest)
  const needs = columnNeeds(grid, ({ cell }) =>
    blocksNeed(cell.blocks, cell.scope ? boldSetting(reference) : reference),
  )
  const averagePt = place.widthPt / grid.columns
  const padding = (sizePt: number) => Math.min(sizePt * 0.45, averagePt * 0.1)
  const scaled = (sizePt: number): Needs[] =>
    needs.map(({ minPt, maxPt }) => ({
      minPt: (minPt * sizePt) / largest + 2 * padding(sizePt) + 0.1,
      maxPt: (maxPt * sizePt) / largest + 2 * padding(sizePt) + 0.1,
    }))
  const whole = readableSizesPt.find((sizePt) => sizePt <= largest && sumOfMin(scaled(sizePt)) <= place.widthPt)
  const broken = smallSizesPt.find((sizePt) => sizePt <= largest && averagePt - 2 * padding(sizePt) >= 4.5 * sizePt)
  const sizePt = whole ?? broken ?? Math.max(Math.min(4, averagePt * 0.7, largest), 0.5)
  const edges = [place.xPt]
  for (const widthPt of columnWidths(scaled(sizePt), place.widthPt)) edges.push((edges.at(-1) ?? 0) + widthPt)
  return { setting: tableSetting(sizePt), paddingPt: padding(sizePt), edges }
}

const sumOfMin = (needs: readonly Needs[]): number => needs.reduce((sum, need) => sum + need.minPt, 0)

interface Inside {
  readonly tag: Tag
  readonly place: Place
  readonly layOut: LayOut
}

function boxOf(table: Table, grid: Grid, columns: Columns, { tag, place, layOut }: Inside): TableBox {
  const thead: Tag = { type: 'THead', parent: tag }
  const tbody: Tag = { type: 'TBody', parent: tag }
  const headRows = table.head.length
  const cells = new Map<GridCell, TableCell>()
  const rows = grid.rows.map((gridRow, row): TableRow => {
    const members: Tag[] = []
    const rowTag: Tag = { type: 'TR', parent: row < headRows ? thead : tbody, members }
    for (const gridCell of gridRow) {
      const cellTag = cellTagOf(gridCell, rowTag, row < headRows)
      members.push(cellTag)
      cells.set(gridCell, cellOf(gridCell, cellTag))
    }
    return { tag: rowTag, cells: gridRow.flatMap((gridCell) => cells.get(gridCell) ?? []), ending: [], stuck: false }
  })
  const ending = new Map<number, TableCell[]>()
  for (const cell of cells.values()) ending.set(cell.endRow - 1, [...(ending.get(cell.endRow - 1) ?? []), cell])
  return {
    leftPt: columns.edges[0] ?? place.xPt,
    rightPt: columns.edges.at(-1) ?? place.xPt,
    rows: rows.map((row, index) => ({ ...row, ending: ending.get(index) ?? [] })),
    headRows,
    repeated: null,
    paddingPt: columns.setting.sizePt * 0.28,
    minRowPt: lineHeightPt(columns.setting) + columns.setting.sizePt * 0.56,
  }

  function cellOf(gridCell: GridCell, cellTag: Tag): TableCell {
    const leftPt = columns.edges[gridCell.column] ?? 0
    const rightPt = columns.edges[gridCell.endColumn] ?? 0
    const header = cellTag.type === 'TH'
    const flow = layOut(gridCell.cell.blocks, {
      xPt: leftPt + columns.paddingPt,
      widthPt: rightPt - leftPt - 2 * columns.paddingPt,
      setting: header ? boldSetting(columns.setting) : columns.setting,
      parent: cellTag,
      bullets: 0,
      numbers: 0,
    })
    const { row, endRow } = gridCell
    return { row, endRow, leftPt, rightPt, header, flow, contentPt: heightOf(flow) }
  }
}

function cellTagOf({ cell, row, endRow, column, endColumn }: GridCell, parent: Tag, inHead: boolean): Tag {
  const scope = cell.scope ?? (inHead ? 'column' : undefined)
  const attributes: ElementAttributes = {
    ...(scope && { scope: scope === 'column' ? 'Column' : 'Row' }),
    ...(endColumn - column > 1 && { colspan: endColumn - column }),
    ...(endRow - row > 1 && { rowspan: endRow - row }),
  }
  return { type: scope ? 'TH' : 'TD', parent, attributes }
}

/** Decides which header is repeated and which rows stay together. */
function withBreaks(box: TableBox): TableBox {
  const tops = naturalTops(box)
  const heightPt = (from: number, to: number) => (tops[to] ?? 0) - (tops[from] ?? 0)
  const repeats = box.headRows > 0 && box.headRows < box.rows.length && heightPt(0, box.headRows) <= wholeHeightPt
  const head: TableBox = { ...box, rows: box.rows.slice(0, box.headRows) }
  const stuck = new Set<number>()
  if (repeats) for (let row = 1; row < box.headRows; row++) stuck.add(row)
  for (let from = 0; from < box.rows.length; ) {
    let end = from + 1
    for (let row = from; row < end; row++) {
      for (const cell of box.rows[row]?.cells ?? []) end = Math.max(end, cell.endRow)
    }
    if (heightPt(from, end) <= wholeHeightPt) for (let row = from + 1; row < end; row++) stuck.add(row)
    from = end
  }
  return {
    ...box,
    rows: box.rows.map((row, index) => ({ ...row, stuck: stuck.has(index) })),
    repeated: repeats ? takeTable(head, undefined, endless) : null,
  }
}
