import { expect, test } from 'vitest'
import type { Block, Cell, Inline, Row } from '../../../server/blocks/blocks.ts'
import { printPdf } from '../../../server/render/print.ts'
import { job, wordsOf } from './print-blocks.ts'
import { danglingHeadings, outsideMargins, overlaps, readWords, recordPrint } from './print-recorder.ts'

test('whatever the blocks are, every word is printed in order, nothing leaves the margins, nothing overlaps', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const blocks = randomBlocks(seed, { nestedTables: false })
    const recording = recordPrint(job(blocks, { draft: seed % 2 === 0 }))
    expect({ seed, words: readWords(recording.root) }).toEqual({ seed, words: wordsOf(blocks).map(softHyphenless) })
    expect({ seed, outside: outsideMargins(recording) }).toEqual({ seed, outside: [] })
    expect({ seed, overlaps: overlaps(recording) }).toEqual({ seed, overlaps: [] })
    expect({ seed, headings: danglingHeadings(recording) }).toEqual({ seed, headings: [] })
  }
})

test('even tables within tables print every word in order', () => {
  for (let seed = 1; seed <= 10; seed++) {
    const blocks = randomBlocks(seed, { nestedTables: true })
    const recording = recordPrint(job(blocks))
    expect({ seed, words: readWords(recording.root) }).toEqual({ seed, words: wordsOf(blocks).map(softHyphenless) })
  }
})

test('random documents become files', async () => {
  for (let seed = 200; seed < 206; seed++) {
    const { bytes, pages } = await printPdf(job(randomBlocks(seed, { nestedTables: false })))
    expect(pages).toBeGreaterThan(0)
    expect(Buffer.from(bytes.subarray(0, 5)).toString()).toBe('%PDF-')
  }
})

const softHyphenless = (word: string) => word.replaceAll('\u00ad', '')

/** Mulberry32: the same numbers for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

function randomBlocks(seed: number, { nestedTables }: { nestedTables: boolean }): Block[] {
  const random = randomFrom(seed)
  const below = (limit: number) => Math.floor(random() * limit)
  const pick = <T>(choices: readonly T[]): T => {
    const choice = choices[below(choices.length)]
    if (choice === undefined) throw new Error('nothing to pick')
    return choice
  }
  const many = <T>(most: number, make: (index: number) => T): T[] =>
    Array.from({ length: below(most + 1) }, (_, i) => make(i))
  let words = 0
  let fields = 0

  const word = (): string => {
    const number = words++
    const kind = below(40)
    if (kind === 0) return `w${number}${'lang'.repeat(below(25))}`
    if (kind === 1) return `https://beispiel.de/${'pfad/'.repeat(below(9))}${number}`
    if (kind === 2) return `Donau\u00addampf\u00adschiff\u00adfahrt${number}`
    if (kind === 3) return `AV-Pauschale-Wert${number}`
    return `${pick(['der', 'Kreis', 'beschließt', 'Integration', 'Ausländerbehörde', '14.09.2021', '§', '12,50', '€'])}${number}`
  }
  const text = (most: number): string => Array.from({ length: 1 + below(most) }, word).join(' ')
  const inlines = (most: number): Inline[] =>
    many(4, (): Inline[] => {
      const kind = below(8)
      if (kind === 0) return [{ type: 'break' }]
      if (kind === 1)
        return [
          { type: 'text', text: ' ' },
          { type: 'gap', label: text(2), path: 'x' },
          { type: 'text', text: ' ' },
        ]
      const marks = pick([[], ['strong'], ['em'], ['underline'], ['strong', 'em'], ['sub'], ['sup']] as const)
      return [
        { type: 'text', text: ' ' },
        {
          type: 'text',
          text: text(most),
          ...(marks.length > 0 && { marks }),
          ...(kind === 2 && { href: 'https://beispiel.de/' }),
        },
      ]
    }).flat()
  const leaf = (): Block => ({ type: 'paragraph', content: inlines(pick([3, 12, 40])) })
  const listOf = (depth: number): Block => ({
    type: 'list',
    ordered: below(2) === 0,
    items: many(6, () => ({ blocks: many(3, () => (depth > 0 && below(3) === 0 ? listOf(depth - 1) : leaf())) })),
  })
  const cell = (depth: number): Cell => ({
    ...(below(5) === 0 && { scope: pick(['column', 'row'] as const) }),
    colspan: below(8) === 0 ? 1 + below(3) : 1,
    rowspan: below(8) === 0 ? 1 + below(5) : 1,
    blocks: many(below(25) === 0 ? 12 : 2, () => {
      if (nestedTables && depth > 0 && below(5) === 0) return block(depth - 1)
      return below(4) === 0 ? listOf(1) : leaf()
    }),
  })
  const rows = (most: number, columns: number, depth: number): Row[] =>
    many(most, () => ({ cells: Array.from({ length: columns }, () => cell(depth)) }))
  const tableOf = (depth: number): Block => {
    const columns = pick([1, 2, 3, 4, 5, 9, 20])
    return {
      type: 'table',
      ...(below(3) === 0 && { caption: inlines(5) }),
      head: rows(2, columns, 0),
      body: rows(columns > 5 ? 3 : 12, columns, depth),
    }
  }
  const block = (depth: number): Block => {
    const kind = below(14)
    if (kind === 0) return { type: 'heading', level: pick([1, 2, 3, 4, 5, 6] as const), content: inlines(8) }
    if (kind < 3) return listOf(3)
    if (kind < 5 && depth > 0) return { type: 'quote', blocks: many(4, () => block(depth - 1)) }
    if (kind < 7) return tableOf(depth)
    if (kind === 7) {
      return {
        type: 'signature',
        field: `u${fields++}`,
        role: text(3),
        name: text(3),
        ...(below(2) === 0 && { note: text(3) }),
      }
    }
    return leaf()
  }
  return many(14, () => block(2))
}
