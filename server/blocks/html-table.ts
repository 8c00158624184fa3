import type { Block, Cell, Inline, Row, Table } from './blocks.ts'
import { tag } from './html-elements.ts'
import type { ElementNode } from './html-tree.ts'
import type { ProblemList } from './source-problems.ts'
import { type GridCell, type GridRow, layGrid, maxColumns } from './table-grid.ts'

/** What reading a table needs of the reader around it. */
export interface TableReading {
  readonly problems: ProblemList
  readonly caption: (node: ElementNode) => Inline[]
  readonly cell: (node: ElementNode) => Block[]
  /** The element children that may stand in there; the others have been refused. */
  readonly parts: (node: ElementNode, allowed: ReadonlySet<string>) => ElementNode[]
}

interface SourceCell extends GridCell {
  readonly header: boolean
  readonly scope: 'column' | 'row' | null
  readonly blocks: readonly Block[]
}

const tableParts: ReadonlySet<string> = new Set(['caption', 'thead', 'tbody', 'tr'])
const sectionParts: ReadonlySet<string> = new Set(['tr'])
const rowParts: ReadonlySet<string> = new Set(['th', 'td'])

/** A table whose cells form a rectangle. A `th` without scope heads its column in `thead`, and its row in the first
 *  column of `tbody`; elsewhere it has to say. Rows may stand in the table without `tbody`. */
export function readTable(reading: TableReading, node: ElementNode): Table {
  const parts = reading.parts(node, tableParts)
  refuseDisorder(reading, parts)
  const caption = parts.filter((part) => part.name === 'caption').flatMap(reading.caption)
  const head = parts.filter((part) => part.name === 'thead').flatMap((part) => readRows(reading, part))
  const body = parts.flatMap((part) => {
    if (part.name === 'tr') return [readRow(reading, part)]
    return part.name === 'tbody' ? readRows(reading, part) : []
  })
  if (caption.length > 0 && head.length + body.length === 0) {
    reading.problems.add(
      node.at,
      'Diese Tabelle hat eine Überschrift, aber keine Zeile. Ergänzen Sie „<tr>“ mit Zellen.',
    )
  }
  const columnOf = layGrid([head, body], reading.problems.add)

  const finish = (rows: readonly GridRow<SourceCell>[], scopeOf: (cell: SourceCell) => Cell['scope']): Row[] =>
    rows.map((row) => ({
      cells: row.cells.map((cell): Cell => {
        const scope = cell.header ? (cell.scope ?? scopeOf(cell)) : undefined
        return { ...(scope && { scope }), colspan: cell.colspan, rowspan: cell.rowspan, blocks: cell.blocks }
      }),
    }))
  const bodyScope = (cell: SourceCell): Cell['scope'] => {
    if (columnOf.get(cell) !== 0) reading.problems.add(cell.at, scopeMissing)
    return 'row'
  }
  return { type: 'table', caption, head: finish(head, () => 'column'), body: finish(body, bodyScope) }
}

const scopeMissing =
  'Diesem „<th>“ fehlt scope="col" oder scope="row". Ist die Zeile der Kopf der Tabelle, gehört sie in „<thead>“.'

/** One caption, then one head, then one body, or rows without it: anything else would have to be moved. */
function refuseDisorder({ problems }: TableReading, parts: readonly ElementNode[]) {
  const order = ['caption', 'thead', 'tbody']
  let last = -1
  for (const part of parts) {
    const place = part.name === 'tr' ? order.length : order.indexOf(part.name)
    const bodies = part.name === 'tr' && last === order.indexOf('tbody')
    const repeated = place === last && part.name !== 'tr'
    if (repeated) {
      problems.add(part.at, `${tag(part.name)} darf in einer Tabelle nur einmal stehen. Fassen Sie beide zusammen.`)
    } else if (place < last || bodies) {
      problems.add(
        part.at,
        `${tag(part.name)} steht hier an falscher Stelle. Die Reihenfolge ist caption, thead, tbody.`,
      )
    }
    last = Math.max(last, place)
  }
}

function readRows(reading: TableReading, section: ElementNode): GridRow<SourceCell>[] {
  return reading.parts(section, sectionParts).map((row) => readRow(reading, row))
}

function readRow(reading: TableReading, row: ElementNode): GridRow<SourceCell> {
  return { at: row.at, cells: reading.parts(row, rowParts).map((cell) => readCell(reading, cell)) }
}

function readCell(reading: TableReading, node: ElementNode): SourceCell {
  return {
    at: node.at,
    header: node.name === 'th',
    scope: readScope(reading, node),
    colspan: readSpan(reading, node, 'colspan', maxColumns),
    rowspan: readSpan(reading, node, 'rowspan', 1000),
    blocks: reading.cell(node),
  }
}

function readScope({ problems }: TableReading, node: ElementNode): SourceCell['scope'] {
  const scope = node.name === 'th' ? node.attributes.get('scope') : undefined
  if (!scope) return null
  if (scope.value === 'col') return 'column'
  if (scope.value === 'row') return 'row'
  problems.add(scope.at, 'Für scope gibt es nur „col“ (Kopf einer Spalte) und „row“ (Kopf einer Zeile).')
  return 'column'
}

function readSpan({ problems }: TableReading, node: ElementNode, name: 'colspan' | 'rowspan', most: number): number {
  const span = node.attributes.get(name)
  if (!span) return 1
  const number = /^[1-9][0-9]{0,3}$/.test(span.value) ? Number(span.value) : 0
  if (number >= 1 && number <= most) return number
  problems.add(span.at, `Für ${name} gibt es nur ganze Zahlen von 1 bis ${most}.`)
  return 1
}
