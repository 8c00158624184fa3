/** Short ways to write blocks in tests, and the real cases as blocks. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../../../server/base/project-root.ts'
import type { Block, Cell, Inline, List, Mark, Row, SignaturePlace, Table } from '../../../server/blocks/blocks.ts'
import type { PrintJob } from '../../../server/render/render.ts'

export const at = new Date('2026-11-26T10:00:00Z')

export const job = (blocks: readonly Block[], more: Partial<PrintJob> = {}): PrintJob => ({
  blocks,
  title: 'Zielvereinbarung',
  author: 'Kreis Borken',
  at,
  draft: false,
  ...more,
})

/** `**strong**` is the only mark that texts here can write. */
export const inline = (text: string): Inline[] =>
  text
    .split('**')
    .flatMap((part, index): Inline[] =>
      part === '' ? [] : [{ type: 'text', text: part, ...(index % 2 === 1 && { marks: ['strong'] as const }) }],
    )

export const marked = (text: string, ...marks: Mark[]): Inline => ({ type: 'text', text, marks })
export const linked = (text: string, href: string): Inline => ({ type: 'text', text, href })
export const p = (text: string): Block => ({ type: 'paragraph', content: inline(text) })
export const rich = (...content: Inline[]): Block => ({ type: 'paragraph', content })
export const h = (level: 1 | 2 | 3 | 4 | 5 | 6, text: string): Block => ({
  type: 'heading',
  level,
  content: inline(text),
})
export const list = (ordered: boolean, ...items: (string | Block[])[]): List => ({
  type: 'list',
  ordered,
  items: items.map((item) => ({ blocks: typeof item === 'string' ? [p(item)] : item })),
})
export const td = (content: string | Block[], more: Partial<Cell> = {}): Cell => ({
  colspan: 1,
  rowspan: 1,
  blocks: typeof content === 'string' ? (content === '' ? [] : [p(content)]) : content,
  ...more,
})
export const th = (text: string, more: Partial<Cell> = {}): Cell => td(text, { scope: 'column', ...more })
export const row = (...cells: (string | Cell)[]): Row => ({
  cells: cells.map((cell) => (typeof cell === 'string' ? td(cell) : cell)),
})
export const table = (head: readonly string[], body: readonly Row[], caption?: string): Table => ({
  type: 'table',
  head: head.length > 0 ? [{ cells: head.map((text) => th(text)) }] : [],
  body,
  ...(caption && { caption: inline(caption) }),
})
export const signature = (field: string, role: string, name: string, note?: string): SignaturePlace => ({
  type: 'signature',
  field,
  role,
  name,
  ...(note && { note }),
})

/** Ordinary words, always the same for the same count. */
export const prose = (words: number, from = 0): string =>
  Array.from({ length: words }, (_, index) => lexicon[(index * 7 + from * 5) % lexicon.length]).join(' ')

const lexicon =
  'Der Ausschuss für Sicherheit und Ordnung nimmt die Ausführungen zum Modellprojekt Ausländerbehörden als Akteure des Integrationsmanagements in NRW stärken zur Kenntnis dabei wird das Ziel verfolgt die rechtskreisübergreifende Zusammenarbeit in den Kommunen zu fördern'.split(
    ' ',
  )

/** Every word of the blocks in reading order. */
export const wordsOf = (blocks: readonly Block[]): string[] =>
  textOf(blocks)
    .split(/\s+/)
    .filter((word) => word !== '')

export function textOf(blocks: readonly Block[]): string {
  return blocks.map(textOfBlock).join('\n')
}

function textOfBlock(block: Block): string {
  switch (block.type) {
    case 'heading':
    case 'paragraph':
      return inlineText(block.content)
    case 'list':
      return block.items.map((item) => textOf(item.blocks)).join('\n')
    case 'quote':
      return textOf(block.blocks)
    case 'table': {
      const rows = [...block.head, ...block.body].map((line) =>
        line.cells.map((cell) => textOf(cell.blocks)).join('\n'),
      )
      return [inlineText(block.caption ?? []), ...rows].join('\n')
    }
    case 'signature':
      return ['Ort, Datum', 'Unterschrift', block.role, block.name, block.note ?? ''].join('\n')
    case 'seal':
      return 'Elektronisches Siegel'
    case 'marking':
      return ''
  }
}

const inlineText = (content: readonly Inline[]): string =>
  content
    .map((part) => (part.type === 'break' ? '\n' : part.type === 'gap' ? `[${part.label} fehlt]` : part.text))
    .join('')

/** The committee paper as its clerk wrote it. */
export function committeePaper(): Block[] {
  const paper = JSON.parse(readFileSync(join(projectRoot, 'test/cases/sitzungsvorlage-0303-2021.json'), 'utf8'))
  const blocks = (html: string): Block[] =>
    [...html.matchAll(/<p>(.*?)<\/p>|<ul>(.*?)<\/ul>/gs)].map(([, text, items]) =>
      items
        ? list(false, ...[...items.matchAll(/<li>(.*?)<\/li>/gs)].map(([, item]) => item ?? ''))
        : p((text ?? '').replaceAll('&amp;', '&')),
    )
  return [
    { type: 'marking', text: 'Öffentlich' },
    h(1, `Sitzungsvorlage Nr. ${paper.nummer}`),
    table(
      ['Beratungsfolge', 'Datum', 'Status'],
      [row('Ausschuss für Sicherheit und Ordnung', '14.09.2021', 'öffentlich')],
    ),
    rich(
      ...inline('**Zuständige Facheinheit:** 32 - Fachbereich Sicherheit und Ordnung'),
      { type: 'break' },
      ...inline('**Berichtersteller/-in:** Schwenzow, Elisabeth, Dr.'),
    ),
    h(2, 'Beratungsgegenstand'),
    p(paper.beratungsgegenstand),
    h(2, 'Beschlussvorschlag'),
    ...blocks(paper.beschlussvorschlag),
    h(2, 'Rechtsgrundlage'),
    p('./.'),
    h(2, 'Sachdarstellung'),
    ...blocks(paper.sachdarstellung),
    { type: 'seal' },
  ]
}

/** The full agreement with its goals, as the template for § 25b reads. */
export function agreement(): Block[] {
  const zv = JSON.parse(readFileSync(join(projectRoot, 'test/cases/zielvereinbarung-25b.json'), 'utf8'))
  const date = (iso: string) => iso.split('-').reverse().join('.')
  const pair = (name: string, value: string): Row => ({ cells: [td(name, { scope: 'row' }), td(value)] })
  const deadline = (step: Record<string, unknown>): string => {
    const text = JSON.stringify(step.frist ?? step.bis ?? '')
    const dates = [...text.matchAll(/\d{4}-\d{2}-\d{2}/g)].map(([iso]) => date(iso))
    return dates.length > 0 ? dates.join(' und ') : 'laufend'
  }
  return [
    h(1, 'Zielvereinbarung'),
    p('**im Rahmen des Kommunalen Integrationsmanagements (KIM NRW), Baustein 3**'),
    table(
      [],
      [
        pair('Aktenzeichen', zv.aktenzeichen),
        pair('Fassung', '1.0 – Erstvereinbarung'),
        pair('Gesprächstermin', 'Donnerstag, 26. November 2026, 10:00 Uhr, Kreishaus, Raum 1.114'),
        pair('Laufzeit', `${date(zv.laufzeit.von)} bis ${date(zv.laufzeit.bis)}`),
        pair('Nächstes Standortgespräch', date(zv.naechstesStandortgespraech)),
      ],
    ),
    h(2, '1. Beteiligte'),
    p(
      `**Klientin:** Frau ${zv.person.vorname} ${zv.person.nachname}, geboren am ${date(zv.person.geburtsdatum)}, wohnhaft Musterstraße 8, 46325 Borken.`,
    ),
    p('**Weitere Beteiligte, die mitwirken:**'),
    list(true, ...zv.beteiligte.map((one: Record<string, string>) => `${one.stelle}: ${one.anrede} ${one.name}`)),
    h(2, '2. Ausgangslage'),
    table(
      ['Voraussetzung', 'Grundlage', 'Stand'],
      zv.voraussetzungen.map((one: Record<string, string>) => row(one.text ?? '', one.norm ?? '', one.stand ?? '')),
      'Stand der Voraussetzungen am 26.11.2026',
    ),
    h(2, '4. Ziele – Wer macht was bis wann?'),
    ...zv.ziele.flatMap((goal: { titel: string; schritte: Record<string, string>[] }, index: number) => [
      h(3, `Ziel ${index + 1}: ${goal.titel}`),
      table(
        ['Wer', 'Was', 'Bis wann', 'Nachweis'],
        goal.schritte.map((step) => row(step.wer ?? '', step.was ?? '', deadline(step), step.nachweis ?? '–')),
      ),
    ]),
    h(2, '7. Bedeutung dieser Vereinbarung'),
    list(
      true,
      'Diese Zielvereinbarung ist eine **freiwillige Absprache über das gemeinsame Vorgehen**. Sie ist kein öffentlich-rechtlicher Vertrag (§§ 54 ff. Verwaltungsverfahrensgesetz NRW – VwVfG NRW), kein Verwaltungsakt und **keine Zusicherung** einer Aufenthaltserlaubnis (§ 38 VwVfG NRW).',
      'Werden alle Ziele erreicht, bestehen gute Aussichten. Über den Antrag wird trotzdem nach der Rechtslage zum Zeitpunkt der Entscheidung entschieden.',
      'Jede Seite kann die Zusammenarbeit jederzeit ohne Angabe von Gründen beenden.',
    ),
    h(2, '9. Erklärungen und Unterschriften'),
    p(
      'Der Inhalt dieser Vereinbarung wurde mir vollständig in französischer Sprache übersetzt und erklärt. Ich konnte Fragen stellen.',
    ),
    signature('unterschrift_u1', 'Klientin', 'Fatoumata Camara'),
    signature('unterschrift_u2', 'Integrationslotsin', 'Petra Beispiel', 'im Auftrag'),
    signature('unterschrift_u3', 'Sprachmittlung', 'Jean Exemple'),
    { type: 'seal' },
  ]
}
