/** The same words for people who read large type. */
import type { Block, Cell, Inline, Paragraph, Row, SignaturePlace, Table } from '../blocks/blocks.ts'
import { tableGrid } from './table-layout.ts'

export interface LargePrintOptions {
  /** What stands where somebody signs: nobody signs this version. */
  readonly signature: (place: SignaturePlace) => string
}

/** Blocks for paper in large print. A table would leave three words to a line, so each of its rows becomes an entry of a
 *  list in which every cell is named; italics go, because they are hard to read; places for signatures and the seal
 *  become words or nothing. Every word of the text stays. */
export const largePrint = (blocks: readonly Block[], options: LargePrintOptions): Block[] =>
  blocks.flatMap((block) => enlarged(block, options))

function enlarged(block: Block, options: LargePrintOptions): Block[] {
  switch (block.type) {
    case 'heading':
    case 'paragraph':
      return [{ ...block, content: upright(block.content) }]
    case 'list':
      return [{ ...block, items: block.items.map((item) => ({ blocks: largePrint(item.blocks, options) })) }]
    case 'quote':
      return [{ ...block, blocks: largePrint(block.blocks, options) }]
    case 'table':
      return listed(block, options)
    case 'signature':
      return [paragraph([{ type: 'text', text: options.signature(block) }])]
    case 'seal':
      return []
    case 'marking':
      return [block]
  }
}

function listed(table: Table, options: LargePrintOptions): Block[] {
  const caption = table.caption ? [paragraph(strong(table.caption))] : []
  const columns = columnNames(table)
  const entries = rowsWithColumns(table).flatMap((row) => {
    const blocks = entryOf(row, columns, options)
    return blocks.length > 0 ? [blocks] : []
  })
  // Facts with a name each need no dots.
  if (table.head.length === 0) return [...caption, ...entries.flat()]
  return [...caption, { type: 'list', ordered: false, items: entries.map((blocks) => ({ blocks })) }]
}

interface PlacedCell {
  readonly cell: Cell
  readonly column: number
}

function rowsWithColumns({ head, body }: Table): PlacedCell[][] {
  const grid = tableGrid(head, body)
  return grid.rows.slice(head.length).map((row) => row.map(({ cell, column }) => ({ cell, column })))
}

/** By column, the words of all headers above it. */
function columnNames({ head, body }: Table): ReadonlyMap<number, Inline[]> {
  const names = new Map<number, Inline[]>()
  for (const row of tableGrid(head, body).rows.slice(0, head.length)) {
    for (const { cell, column, endColumn } of row) {
      for (let each = column; each < endColumn; each++) {
        names.set(each, joined([names.get(each) ?? [], inlinesOf(cell)]))
      }
    }
  }
  return names
}

/** The row's own headers name it where columns have names too; else they name the cells. */
function entryOf(row: readonly PlacedCell[], columns: ReadonlyMap<number, Inline[]>, options: LargePrintOptions) {
  const titles = row.filter(({ cell }) => cell.scope === 'row').map(({ cell }) => inlinesOf(cell))
  const cells = row.filter(({ cell }) => cell.scope !== 'row' && cell.blocks.length > 0)
  const title = joined(titles)
  const named = columns.size > 0
  const lines = cells.flatMap(({ cell, column }, index) => {
    const label = named ? (columns.get(column) ?? []) : index === 0 ? title : []
    return labelled(label, largePrint(cell.blocks, options))
  })
  const stands = title.length > 0 && (named || lines.length === 0)
  return merged(stands ? [paragraph(strong(title)), ...lines] : lines)
}

function labelled(label: readonly Inline[], blocks: readonly Block[]): Block[] {
  if (label.length === 0) return [...blocks]
  const [first, ...others] = blocks
  const name: Inline[] = [...strong(label), { type: 'text', text: ': ', marks: ['strong'] }]
  if (first?.type !== 'paragraph') return [paragraph(name), ...blocks]
  return [paragraph([...name, ...first.content]), ...others]
}

/** What is short stands together: the cells of a row as lines of one paragraph. */
function merged(blocks: readonly Block[]): Block[] {
  const result: Block[] = []
  for (const block of blocks) {
    const last = result.at(-1)
    if (last?.type === 'paragraph' && block.type === 'paragraph') {
      result[result.length - 1] = paragraph([...last.content, { type: 'break' }, ...block.content])
    } else result.push(block)
  }
  return result
}

const inlinesOf = ({ blocks }: { readonly blocks: Row['cells'][number]['blocks'] }): Inline[] =>
  joined(blocks.map((block) => ('content' in block ? upright(block.content) : [])))

function joined(parts: readonly (readonly Inline[])[]): Inline[] {
  return parts
    .filter((part) => part.length > 0)
    .flatMap((part, index): Inline[] => (index === 0 ? [...part] : [{ type: 'text', text: ' ' }, ...part]))
}

const upright = (inlines: readonly Inline[]): Inline[] =>
  inlines.map((inline) => {
    if (inline.type !== 'text' || !inline.marks) return inline
    const { marks, ...text } = inline
    const kept = marks.filter((mark) => mark !== 'em')
    return kept.length > 0 ? { ...text, marks: kept } : text
  })

const strong = (inlines: readonly Inline[]): Inline[] =>
  inlines.map((inline): Inline => {
    if (inline.type === 'break') return { type: 'text', text: ' ' }
    if (inline.type !== 'text' || inline.marks?.includes('strong')) return inline
    return { ...inline, marks: ['strong', ...(inline.marks ?? [])] }
  })

const paragraph = (content: readonly Inline[]): Paragraph => ({ type: 'paragraph', content })
