import {
  type Block,
  type Cell,
  type Inline,
  type List,
  markOrder,
  type Row,
  type Table,
} from '../../../server/blocks/blocks.ts'
import { canonicalBlocks, styledText } from '../../../server/blocks/canonical.ts'

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** Canonical blocks of the rich dialect, every shape it knows. */
export function randomBlocks(random: () => number): Block[] {
  const below = (limit: number) => Math.floor(random() * limit)
  const pick = <T>(choices: readonly [T, ...T[]]): T => choices[below(choices.length)] ?? choices[0]
  const several = <T>(most: number, make: () => T): T[] => Array.from({ length: below(most + 1) }, make)

  const words = [
    'Ziel',
    'ß',
    'Ü',
    'e',
    '\u0301',
    '\u0338',
    ' ',
    '  ',
    '\u00a0',
    '\u00ad',
    '\n',
    '<',
    '>',
    '&',
    '&amp;',
    '"',
  ] as const
  const others = ["'", '…', '„', '“', '👩‍🚒', 'شكرا', '½', '\t', '</p>', '14.09.2021', 'x'] as const
  const text = () => several(6, () => pick([...words, ...others])).join('')
  const hrefs = [
    'https://example.org/?a=1&b="2"',
    'mailto:lotsin@kreis.example',
    'tel:+492861',
    "http://x.de/'#ä",
  ] as const

  const inline = (): Inline => {
    if (below(8) === 0) return { type: 'break' }
    const marks = markOrder.filter(() => below(4) === 0)
    return styledText(text(), marks, below(6) === 0 ? pick([...hrefs]) : undefined)
  }
  const inlines = () => several(5, inline)
  const paragraph = (): Block => ({ type: 'paragraph', content: inlines() })
  const list = (depth: number): List => ({
    type: 'list',
    ordered: below(2) === 0,
    items: several(3, () => ({ blocks: flow(depth + 1) })),
  })
  const flow = (depth: number): Block[] => several(2, () => (below(3) === 0 && depth < 4 ? list(depth) : paragraph()))

  const section = (rows: number, columns: number, head: boolean): Row[] => {
    const taken = Array.from({ length: rows }, () => Array.from({ length: columns }, () => false))
    const isFree = (row: number, column: number) => taken[row]?.[column] === false
    return taken.map((_, row) => {
      const cells: Cell[] = []
      for (let column = 0; column < columns; column++) {
        if (!isFree(row, column)) continue
        let colspan = 1
        while (isFree(row, column + colspan) && below(4) === 0) colspan++
        // The first column is never merged downwards, so that every row keeps a cell.
        const rowspan = column > 0 && row + 1 < rows && below(4) === 0 ? 2 : 1
        for (let r = row; r < row + rowspan; r++) taken[r]?.fill(true, column, column + colspan)
        const scope = below(3) === 0 || head ? { scope: pick(['column', 'row'] as const) } : {}
        cells.push({ ...scope, colspan, rowspan, blocks: flow(2) })
      }
      return { cells }
    })
  }
  const table = (): Table => {
    const columns = 1 + below(5)
    const caption = inlines()
    return {
      type: 'table',
      caption,
      head: section(below(3), columns, below(2) === 0),
      body: section(1 + below(4), columns, false),
    }
  }
  const quote = (depth: number): Block => ({ type: 'quote', blocks: several(3, () => inQuote(depth + 1)) })
  const inQuote = (depth: number): Block => {
    const kind = below(8)
    if (kind === 0 && depth < 3) return quote(depth)
    if (kind === 1) return table()
    return kind < 4 ? list(depth) : paragraph()
  }
  const block = (): Block => {
    const kind = below(10)
    if (kind === 0) return table()
    if (kind === 1) return quote(0)
    if (kind === 2) return { type: 'heading', level: pick([2, 3, 4] as const), content: inlines() }
    return kind < 5 ? list(0) : paragraph()
  }
  return canonicalBlocks(several(6, block))
}
