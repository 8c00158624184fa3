import { expect, test } from 'vitest'
import type { Block, Cell, Paragraph } from '../../../server/blocks/blocks.ts'
import { Paper } from '../../../views/document/paper.tsx'
import { readPage } from '../../form-page.ts'

const paragraph = (text: string): Paragraph => ({ type: 'paragraph', content: [{ type: 'text', text }] })
const cell = (text: string, scope?: 'column' | 'row'): Cell => ({
  colspan: 1,
  rowspan: 1,
  blocks: [paragraph(text)],
  ...(scope ? { scope } : {}),
})

const show = (blocks: readonly Block[], look = {}) => String(<Paper blocks={blocks} label="Ein Blatt" {...look} />)

test('headings of the paper stand one below the heading of the page, and never deeper than six', () => {
  const heading = (level: 1 | 6): Block => ({ type: 'heading', level, content: [{ type: 'text', text: 'Titel' }] })
  const page = readPage(show([heading(1), heading(6)]))
  expect([page.all('h1').length, page.all('h2').length, page.all('h6').length]).toEqual([0, 1, 1])
  expect(readPage(show([heading(1)], { underLevel: 2 })).all('h3')).toHaveLength(1)
})

test('cells that head others say which', () => {
  const page = readPage(
    show([
      {
        type: 'table',
        head: [{ cells: [cell('Wer', 'column')] }],
        body: [{ cells: [{ ...cell('Ziel', 'row'), colspan: 2 }] }, { cells: [cell('Frau Camara')] }],
      },
    ]),
  )
  expect(page.all('th').map(({ attribs }) => [attribs.scope, attribs.colspan])).toEqual([
    ['col', undefined],
    ['row', '2'],
  ])
  expect(page.all('td')).toHaveLength(1)
})

test('a missing value is a way to its field where there is a form, and words where there is none', () => {
  const gap: Block = { type: 'paragraph', content: [{ type: 'gap', label: 'Datum', path: 'gespraech.datum' }] }
  const linked = readPage(show([gap], { gapHref: (path: string) => `#${path}` }))
  expect(linked.all('a', { href: '#gespraech.datum' })).toHaveLength(1)
  const words = readPage(show([gap]))
  expect(words.all('a')).toHaveLength(0)
  expect(words.text).toContain('Datum fehlt')
})

test('what somebody typed stays text, whatever it looks like', () => {
  const html = show([paragraph('<script>alert(1)</script> & so')])
  expect(html).not.toContain('<script>')
  expect(readPage(html).text).toContain('<script>alert(1)</script> & so')
})

test('a changed block says so in words too', () => {
  const [same, changed] = [paragraph('bleibt'), paragraph('neu')]
  const page = readPage(show([same, changed], { changed: new Set([changed]) }))
  expect(page.text).toContain('Geändert: neu')
  expect(page.text).not.toContain('Geändert: bleibt')
})

test('places for signatures name who signs, and the seal has its place', () => {
  const page = readPage(
    show([
      { type: 'signature', field: 'unterschrift_u1', role: 'Klientin', name: 'Fatoumata Camara' },
      { type: 'seal' },
      { type: 'marking', text: 'Nichtöffentlich' },
    ]),
  )
  for (const words of ['Ort, Datum', 'Klientin', 'Fatoumata Camara', 'Elektronisches Siegel', 'Nichtöffentlich']) {
    expect(page.text).toContain(words)
  }
})
