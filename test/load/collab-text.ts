import type { Node as ProseNode } from 'prosemirror-model'
import { sha256Hex } from '../../server/base/canonical-json.ts'
import { parseHtmlSubset } from '../../server/blocks/html-subset.ts'
import { toDoc } from '../../server/blocks/schema.ts'

/** The field of a paper that everybody writes in. */
export const place = 'sachdarstellung'

const sentences = [
  'Im vergangenen Jahr hat der Kreis 84 Personen auf dem Weg in Arbeit und Ausbildung begleitet.',
  'Die Zahl der Gespräche ist gegenüber dem Vorjahr gestiegen, weil zwei Gemeinden hinzugekommen sind.',
  'Für die Räume am Mühlbach liegt ein Angebot vor, das bis zum Ende des Quartals gilt.',
  'Die Verwaltung hat die Kosten geprüft und hält sie für angemessen.',
  'Über den Fortgang wird dem Ausschuss halbjährlich berichtet.',
  'Die Gesellschaft für Wohnungsbau hat zugesagt, die nötigen Umbauten auf eigene Rechnung auszuführen.',
  'Wo Sprachmittlung nötig ist, wird sie über den Rahmenvertrag des Kreises abgerufen.',
  'Ein barrierefreier Zugang ist gewährleistet, ein Aufzug ist vorhanden.',
] as const

/** The text that everybody begins with; a printed page holds about 1,400 characters of it. */
export function htmlOfPages(pages: number): string {
  const blocks: string[] = []
  for (let paragraph = 0; paragraph < pages * 3; paragraph += 1) {
    if (paragraph % 9 === 0) blocks.push(`<h2>Abschnitt ${paragraph / 9 + 1}</h2>`)
    const words = Array.from({ length: 5 }, (_, index) => sentences[(paragraph * 3 + index) % sentences.length] ?? '')
    blocks.push(paragraph % 7 === 3 ? listOf(words) : `<p>${words.join(' ')}</p>`)
  }
  return blocks.join('\n')
}

const listOf = (items: readonly string[]): string => `<ul>${items.map((item) => `<li>${item}</li>`).join('')}</ul>`

export const docOfHtml = (html: string): ProseNode => toDoc(parseHtmlSubset(html, { dialect: 'rich' }).blocks)

export const docOfPages = (pages: number): ProseNode => docOfHtml(htmlOfPages(pages))

/** By which copies are compared. */
export const hashOfText = (doc: ProseNode): string => sha256Hex(JSON.stringify(doc.toJSON()))
