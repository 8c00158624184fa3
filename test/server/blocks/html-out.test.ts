import { expect, test } from 'vitest'
import type { Block } from '../../../server/blocks/blocks.ts'
import { toHtmlSubset } from '../../../server/blocks/html-out.ts'
import { parseHtmlSubset } from '../../../server/blocks/html-subset.ts'
import paper from '../../cases/sitzungsvorlage-0303-2021.json' with { type: 'json' }
import { randomBlocks, seededRandom } from './random-blocks.ts'

const rich = { dialect: 'rich' } as const

test('any text of the rich dialect reads back from its HTML as it was', () => {
  const random = seededRandom(303)
  const seen = new Set<string>()
  for (let round = 0; round < 3000; round++) {
    const blocks = randomBlocks(random)
    const html = toHtmlSubset(blocks)
    const read = parseHtmlSubset(html, rich)
    expect(read.problems, html).toEqual([])
    expect(read.blocks, html).toEqual(blocks)
    expect(parseHtmlSubset(html.normalize('NFC'), rich).blocks).toEqual(blocks)
    for (const block of blocks) seen.add(block.type)
  }
  expect([...seen].sort()).toEqual(['heading', 'list', 'paragraph', 'quote', 'table'])
})

test('the Sachdarstellung of a real paper survives reading and writing word for word', () => {
  const { blocks, problems } = parseHtmlSubset(paper.sachdarstellung, rich)
  expect(problems).toEqual([])
  expect(blocks.map((block) => block.type)).toEqual([...Array(7).fill('paragraph'), 'list', 'paragraph', 'paragraph'])
  const html = toHtmlSubset(blocks)
  expect(html.replaceAll('\n', '')).toBe(paper.sachdarstellung.replaceAll('\n', ''))
  expect(html.split('\n')).toHaveLength(13)
})

test('each block stands on its own line and shared marks are opened once', () => {
  const html =
    '<h2>Ziele</h2>\n<p>Das <strong>große <em>erste</em> Ziel</strong> &lt; 5&nbsp;Jahre &amp; mehr<br>und weiter</p>'
  const { blocks } = parseHtmlSubset(html, rich)
  expect(toHtmlSubset(blocks)).toBe(html)
})

test('what people cannot write has no HTML', () => {
  const others: Block[] = [
    { type: 'seal' },
    { type: 'marking', text: 'Nichtöffentlich' },
    { type: 'heading', level: 1, content: [{ type: 'text', text: 'Titel' }] },
    { type: 'paragraph', content: [{ type: 'gap', label: 'Name', path: 'name' }] },
  ]
  for (const block of others) expect(() => toHtmlSubset([block])).toThrow(/rich dialect/)
})
