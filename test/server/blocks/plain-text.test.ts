import { expect, test } from 'vitest'
import type { Block } from '../../../server/blocks/blocks.ts'
import { parseHtmlSubset } from '../../../server/blocks/html-subset.ts'
import { inlineText, plainText } from '../../../server/blocks/plain-text.ts'

test('words keep their order, blocks and rows stand on lines, cells are parted by tabs', () => {
  const source =
    '<h2>Ziele</h2><p>Erst <b>Deutsch</b>,<br>dann Arbeit</p><ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>' +
    '<blockquote>Zitat</blockquote><table><caption>Stellen</caption><thead><tr><th>Jahr</th><th>Zahl</th></tr></thead>' +
    '<tbody><tr><td>2021</td><td>1,5</td></tr></tbody></table>'
  const { blocks, problems } = parseHtmlSubset(source, { dialect: 'rich' })
  expect(problems).toEqual([])
  expect(plainText(blocks)).toBe('Ziele\nErst Deutsch,\ndann Arbeit\na\nb\nc\nZitat\nStellen\nJahr\tZahl\n2021\t1,5')
})

test('what stands for people and the house is told in words', () => {
  const blocks: Block[] = [
    { type: 'marking', text: 'Nichtöffentlich' },
    { type: 'signature', field: 'unterschrift_u1', role: 'Klientin', name: 'Amira Haddad' },
    { type: 'signature', field: 'unterschrift_u2', role: 'Lotsin', name: 'Eva Beispiel', note: 'im Auftrag' },
    { type: 'seal' },
  ]
  expect(plainText(blocks)).toBe('Nichtöffentlich\nKlientin: Amira Haddad\nLotsin: Eva Beispiel (im Auftrag)\nSiegel')
})

test('a missing value shows its label', () => {
  expect(
    inlineText([
      { type: 'text', text: 'Az. ' },
      { type: 'gap', label: 'Aktenzeichen', path: 'az' },
    ]),
  ).toBe('Az. [Aktenzeichen]')
})
