import { expect, test } from 'vitest'
import type { Block } from '../../../server/blocks/blocks.ts'
import { readTagTree, type TagNode } from '../../../server/pdf/tag-tree.ts'
import { printPdf } from '../../../server/render/print.ts'
import type { PrintJob } from '../../../server/render/render.ts'
import {
  agreement,
  committeePaper,
  h,
  inline,
  job,
  linked,
  list,
  marked,
  p,
  prose,
  rich,
  row,
  signature,
  table,
  td,
  th,
  wordsOf,
} from './print-blocks.ts'
import {
  danglingHeadings,
  nodesOf,
  outline,
  outsideMargins,
  overlaps,
  readWords,
  recordPrint,
} from './print-recorder.ts'

const softHyphenless = (words: readonly string[]) => words.map((word) => word.replaceAll('\u00ad', ''))

/** What holds of every printed document. */
function expectWellSet(printed: PrintJob) {
  const recording = recordPrint(printed)
  const markings = printed.blocks.flatMap((block) => (block.type === 'marking' ? block.text.split(' ') : []))
  expect(readWords(recording.root)).toEqual(softHyphenless([...markings, ...wordsOf(printed.blocks)]))
  expect(outsideMargins(recording)).toEqual([])
  expect(overlaps(recording)).toEqual([])
  expect(danglingHeadings(recording)).toEqual([])
  return recording
}

const textsOn = (page: { texts: readonly { text: string }[] } | undefined): string =>
  page?.texts.map((text) => text.text).join('') ?? ''

test.each([
  ['the committee paper', committeePaper()],
  ['the agreement', agreement()],
])('%s prints whole, within its margins, and reads back word for word', async (_, blocks) => {
  expectWellSet(job(blocks, { footer: '32.3-ZV-2026-0147', code: 'Prüfcode 7KQM' }))
  const { bytes } = await printPdf(job(blocks))
  const markings = blocks.flatMap((block) => (block.type === 'marking' ? block.text.split(' ') : []))
  expect(wordsOfTree(await readTagTree(bytes))).toEqual([...markings, ...wordsOf(blocks)])
})

test('the same job gives the same bytes', async () => {
  const [first, second] = [await printPdf(job(agreement())), await printPdf(job(agreement()))]
  expect(Buffer.compare(first.bytes, second.bytes)).toBe(0)
})

test('an empty document is one page that says so', () => {
  const { pages } = expectWellSet(job([]))
  expect(pages).toHaveLength(1)
  expect(textsOn(pages[0])).toBe('Seite 1 von 1')
})

test('two hundred pages keep every word, and each page knows how many there are', () => {
  const { pages } = expectWellSet(
    job(Array.from({ length: 900 }, (_, index) => (index % 9 === 0 ? h(2, prose(4, index)) : p(prose(120, index))))),
  )
  expect(pages.length).toBeGreaterThan(200)
  expect(textsOn(pages.at(-1))).toContain(`Seite ${pages.length} von ${pages.length}`)
})

test('a heading at the foot of a page moves on with two lines of its text, its table head and first row, or its place for a signature', () => {
  const followers: Block[] = [
    p(prose(80)),
    table(['Wer', 'Was'], [row('Lotsin', prose(40)), row('Klientin', 'x')]),
    list(false, prose(60), prose(30)),
    signature('unterschrift_1', 'Klientin', 'Fatoumata Camara'),
    { type: 'quote', blocks: [p(prose(60))] },
  ]
  for (const follower of followers) {
    for (let lines = 30; lines < 50; lines++) {
      const filler = Array.from({ length: lines }, (): Block => ({ type: 'paragraph', content: inline('Zeile') }))
      expectWellSet(job([...filler, h(2, 'Überschrift'), h(3, 'Noch eine'), follower]))
    }
  }
})

test('no single line of a text is left at the foot or at the head of a page', () => {
  for (let lines = 24; lines < 36; lines++) {
    const filler = Array.from({ length: lines }, () => p('Zeile'))
    const text = p(prose(90))
    const { pages } = expectWellSet(job([...filler, text]))
    const perPage = pages.map((page) => page.texts.filter((drawn) => drawn.node && drawn.text !== 'Zeile').length)
    expect(perPage).not.toContain(1)
  }
})

test('a text that announces what follows with a colon stays with it', () => {
  for (let lines = 28; lines < 40; lines++) {
    const { pages } = recordPrint(
      job([...Array.from({ length: lines }, () => p('Zeile')), p('Es gilt:'), list(false, 'eins')]),
    )
    const last = pages[0]?.texts.filter((text) => text.node).at(-1)
    expect(last?.text).not.toBe('Es gilt:')
  }
})

test('the header of a table of 500 rows stands on each of its pages and is read once', () => {
  const rows = Array.from({ length: 500 }, (_, index) => row(`Zeile ${index}`, '14.09.2021', prose(index % 23, index)))
  const recording = expectWellSet(job([table(['Nummer', 'Datum', 'Bemerkung'], rows, 'Alle Zeilen')]))
  expect(recording.pages.length).toBeGreaterThan(10)
  for (const [index, page] of recording.pages.entries()) {
    const headers = page.texts.filter((text) => text.text.trim() === 'Bemerkung')
    expect(headers.map((text) => text.artifact)).toEqual([index === 0 ? null : 'layout'])
  }
  expect(nodesOf(recording.root, 'TR')).toHaveLength(501)
  expect(nodesOf(recording.root, 'TH').map((cell) => cell.attributes.scope)).toEqual(['Column', 'Column', 'Column'])
})

test('a row that fits a page is not split', () => {
  const rows = Array.from({ length: 30 }, (_, index) => row(`Zeile ${index}`, prose(60, index)))
  const { pages } = expectWellSet(job([table(['Nummer', 'Text'], rows)]))
  const pageOf = (node: unknown) =>
    pages.flatMap((page, at) => (page.texts.some((text) => text.node?.parent === node) ? [at] : []))
  for (const cell of nodesOf(expectWellSet(job([table(['Nummer', 'Text'], rows)])).root, 'TD')) {
    expect(pageOf(cell).length).toBeLessThanOrEqual(1)
  }
})

test('a cell over 60 rows reaches over pages, and so does a row higher than a page', () => {
  const rows = Array.from({ length: 60 }, (_, index) =>
    index === 0 ? row(td(prose(700), { rowspan: 60 }), 'Zeile 0') : row(`Zeile ${index}`),
  )
  expectWellSet(job([h(2, 'Verbunden'), table(['Alle', 'Einzeln'], rows)]))
  expectWellSet(job([p(prose(50)), table(['Lang', 'Kurz'], [row(prose(2000), 'kurz'), row('danach', prose(900))])]))
  const long = Array.from({ length: 60 }, (_, index) => p(`Absatz ${index} ${prose(30)}`))
  expectWellSet(job([table(['Lang', 'Kurz'], [row(td(long), 'kurz'), row('danach', 'x')])]))
})

test('spans are kept, holes are filled, and the grid is complete', () => {
  const { root } = expectWellSet(
    job([
      {
        type: 'table',
        head: [
          { cells: [th('Zeitraum', { colspan: 2 }), th('Betrag', { rowspan: 2 })] },
          { cells: [th('von'), th('bis')] },
        ],
        body: [
          row(td('2021', { scope: 'row', rowspan: 2 }), 'a', 'b'),
          row('c'),
          row('d', td('zu lang', { rowspan: 9 })),
        ],
      },
    ]),
  )
  const [table] = nodesOf(root, 'Table')
  expect(table && outline(table).replaceAll('(P)', '')).toBe(
    'Table(THead(TR(TH TH) TR(TH TH)) TBody(TR(TH TD TD) TR(TD TD) TR(TD TD TD)))',
  )
  expect(nodesOf(root, 'TH').map(({ attributes }) => attributes)).toEqual([
    { scope: 'Column', colspan: 2 },
    { scope: 'Column', rowspan: 2 },
    { scope: 'Column' },
    { scope: 'Column' },
    { scope: 'Row', rowspan: 2 },
  ])
})

test('a table of 50 columns, and a word of 1000 letters in text or cell, do not overlap or leave the page', () => {
  const columns = Array.from({ length: 50 }, (_, index) => `Überschrift${index}`)
  expectWellSet(job([table(columns, [row(...columns.map((_, index) => `${index * 7919}`)), row(...columns)])]))
  expectWellSet(job([p('w'.repeat(1000)), table(['Wort', 'Datum'], [row('Ü'.repeat(1000), '14.09.2021')])]))
  expectWellSet(job([p(`https://www.recht.nrw.de/${'pfad/'.repeat(60)}`)]))
})

test('a date in a table is not wrapped however long the other cells are', () => {
  const { pages } = recordPrint(
    job([table(['Wer', 'Was', 'Bis wann', 'Nachweis'], [row('Frau Camara', prose(80), '14.09.2021', prose(40))])]),
  )
  expect(pages[0]?.texts.map((text) => text.text)).toContain('14.09.2021')
})

test('twelve lists within each other keep their text beside their labels', () => {
  let nested: Block = list(true, prose(30))
  for (let depth = 1; depth < 12; depth++) nested = list(depth % 2 === 0, [p(prose(12, depth)), nested], prose(9))
  const { root } = expectWellSet(job([nested]))
  expect(nodesOf(root, 'L')).toHaveLength(12)
  expect(nodesOf(root, 'LI').every((item) => outline(item).startsWith('LI(Lbl LBody('))).toBe(true)
})

test('lists are labelled by their depth and say so', () => {
  const inner = list(true, 'c', 'd')
  const { root } = expectWellSet(job([list(true, 'a', [p('b'), inner, list(false, [p('e'), list(false, 'f')])])]))
  const labels = nodesOf(root, 'Lbl').map((label) => label.kids.join(''))
  expect(labels).toEqual(['1.', '2.', 'a.', 'b.', '•', '–'])
  expect(nodesOf(root, 'L').map((node) => node.attributes.listNumbering)).toEqual([
    'Decimal',
    'LowerAlpha',
    'Disc',
    'Disc',
  ])
})

test('a line broken at a soft hyphen shows it there and nowhere else', () => {
  const word = 'Donau\u00addampf\u00adschiff\u00adfahrts\u00adgesell\u00adschafts\u00adkapitän'
  const { pages } = expectWellSet(job([p(Array.from({ length: 12 }, () => `die ${word}`).join(' '))]))
  const lines = pages[0]?.texts.filter((text) => text.node).map((text) => text.text) ?? []
  expect(lines.length).toBeGreaterThan(4)
  expect(lines.some((line) => line.endsWith('\u00ad'))).toBe(true)
  for (const line of lines) expect(line.slice(0, -1)).not.toContain('\u00ad')
})

test('what belongs together is not parted: paragraphs of law, amounts, days and no-break spaces', () => {
  for (let words = 1; words < 16; words++) {
    const { pages } = recordPrint(
      job([
        p(
          `${prose(words)} nach § 25b Abs. 1 und am 14. September 2021 sind 1.234,56 € und 80 % sowie 3\u00a0kg zu zahlen`,
        ),
      ]),
    )
    const lines = pages[0]?.texts.filter((text) => text.node).map((text) => text.text) ?? []
    for (const line of lines) expect(line).not.toMatch(/(§|Abs\.|14\.|56|80|3) $/)
  }
})

test('a link is one element with an annotation for each of its lines', () => {
  const { root, pages } = expectWellSet(
    job([rich(marked('Siehe '), linked(prose(30), 'https://www.land.nrw/'), marked(' und mehr.'))]),
  )
  expect(nodesOf(root, 'Link')).toHaveLength(1)
  expect(pages[0]?.links.length).toBeGreaterThan(1)
  expect(pages[0]?.links.every((link) => link.href === 'https://www.land.nrw/')).toBe(true)
})

test('sub and sup are smaller and stand below and above the line', () => {
  const { pages } = expectWellSet(job([rich(marked('H'), marked('2', 'sub'), marked('O, m'), marked('2', 'sup'))]))
  const runs = pages[0]?.texts.filter((text) => text.node).map((text) => text.run) ?? []
  const [base, sub, , sup] = runs
  expect(sub?.baselinePt).toBeLessThan(base?.baselinePt ?? 0)
  expect(sup?.baselinePt).toBeGreaterThan(base?.baselinePt ?? 0)
  expect(sup?.style.sizePt).toBeLessThan(base?.style.sizePt ?? 0)
})

test('places for signatures that follow each other stay on one page and are read aloud with name and role', () => {
  for (let lines = 15; lines < 40; lines += 2) {
    const places = [
      signature('u1', 'Klientin', 'Fatoumata Camara'),
      signature('u2', 'Lotsin', 'Petra Beispiel', 'im Auftrag'),
    ]
    const { pages } = expectWellSet(
      job([...Array.from({ length: lines }, () => p('Zeile')), ...places, { type: 'seal' }], { draft: true }),
    )
    const withFields = pages.filter((page) => page.fields.length > 0)
    expect(withFields.map((page) => page.fields.map(({ name, label }) => `${name}: ${label}`))).toEqual([
      [
        'u1: Unterschrift: Fatoumata Camara, Klientin',
        'u2: Unterschrift: Petra Beispiel, Lotsin',
        'seal: Elektronisches Siegel',
      ],
    ])
  }
})

test('no page has signatures without any of the text that is signed', () => {
  for (let lines = 15; lines < 40; lines++) {
    const { pages } = expectWellSet(
      job([
        ...Array.from({ length: lines }, () => p('Zeile')),
        p(prose(50)),
        signature('u1', 'Klientin', 'Fatoumata Camara'),
      ]),
    )
    const page = pages.find((one) => one.fields.length > 0)
    const above = page?.texts.filter((text) => text.node && text.rect.yPt > (page.fields[0]?.rect.yPt ?? 0) + 40)
    expect(above?.length).toBeGreaterThanOrEqual(2)
  }
})

test('sixty places for signatures fill pages, none split', () => {
  const places = Array.from({ length: 60 }, (_, index) => signature(`u${index}`, 'Klientin', `Person ${index}`))
  const { pages } = expectWellSet(job(places))
  expect(pages.length).toBeGreaterThan(5)
  expect(pages.flatMap((page) => page.fields)).toHaveLength(60)
})

test('markings stand at the head of every page and are read aloud once', () => {
  const blocks: Block[] = [p(prose(900)), { type: 'marking', text: 'Nichtöffentlich' }]
  const { pages } = expectWellSet(job(blocks))
  expect(pages.length).toBeGreaterThan(1)
  const kinds = pages.map((page) =>
    page.texts.filter((text) => text.text === 'Nichtöffentlich').map((text) => text.artifact),
  )
  expect(kinds).toEqual(pages.map((_, index) => [index === 0 ? null : 'header']))
})

test('a draft says so across every page, in head, foot and title', async () => {
  const draft = job([p(prose(900))], { draft: true })
  const { pages } = expectWellSet(draft)
  for (const page of pages) {
    expect(page.turned).toEqual(['ENTWURF'])
    expect(page.texts.filter((text) => text.text === 'ENTWURF').map((text) => text.artifact)).toEqual(['header'])
    expect(textsOn(page)).toContain('Entwurf')
  }
  const issued = recordPrint({ ...draft, draft: false })
  expect(issued.pages.some((page) => page.turned.length > 0 || /entwurf/i.test(textsOn(page)))).toBe(false)
  expect(Buffer.from((await printPdf(draft)).bytes).toString('latin1')).toContain('Entwurf: Zielvereinbarung')
})

test('long words at head and foot wrap instead of overlapping', () => {
  expectWellSet(
    job([{ type: 'marking', text: prose(40) }, p(prose(50))], {
      draft: true,
      footer: prose(60),
      code: `Prüfcode 7KQM, prüfbar unter https://pruefung.kreis-borken.example/${'x'.repeat(120)}`,
    }),
  )
})

test('a gap is marked and named', () => {
  const { pages } = expectWellSet(job([rich(marked('Nummer '), { type: 'gap', label: 'Aktenzeichen', path: 'az' })]))
  expect(textsOn(pages[0])).toContain('[Aktenzeichen fehlt]')
})

test('forced line breaks stay, also an empty line between two of them', () => {
  const { pages } = recordPrint(job([rich(marked('eins '), { type: 'break' }, { type: 'break' }, marked('drei'))]))
  const [first, second] = pages[0]?.texts.filter((text) => text.node) ?? []
  expect((first?.run.baselinePt ?? 0) - (second?.run.baselinePt ?? 0)).toBeGreaterThan(25)
})

function wordsOfTree(node: TagNode): string[] {
  return textOfTree(node)
    .split(/\s+/)
    .filter((word) => word !== '')
}

function textOfTree(node: TagNode): string {
  if (node.type === 'Lbl') return ''
  const text = node.content.map((part) => (typeof part === 'string' ? part : textOfTree(part))).join('')
  return node.type === 'Link' ? text : `\n${text}\n`
}
