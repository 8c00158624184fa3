import { measureText } from '../../../server/pdf/fonts.ts'
import type { PageWriter, PdfWriter, StructureElement, TextStyle } from '../../../server/pdf/pdf.ts'
import { createPdfWriter } from '../../../server/pdf/writer.ts'

export const regular: TextStyle = { face: 'regular', sizePt: 11 }
export const bold: TextStyle = { face: 'bold', sizePt: 11 }
export const a4 = { widthPt: 595.28, heightPt: 841.89 }
export const at = new Date('2026-11-22T09:30:00Z')

export const newWriter = (title = 'Sitzungsvorlage Nr. 0303/2021/KREIS'): PdfWriter =>
  createPdfWriter({ title, author: 'Kreis Musterland', subject: 'Prüfung & <Beschluss>', at, lang: 'de-DE' })

export const textAt = (page: PageWriter, text: string, yPt: number, style = regular, xPt = 71): void =>
  page.text({ text, xPt, baselinePt: yPt, style })

/** One tagged line in an element of its own. */
export function line(page: PageWriter, element: StructureElement, text: string, yPt: number, style = regular): void {
  page.tagged(element, () => textAt(page, text, yPt, style))
}

/** Two pages with everything the house prints: headings, broken words, a list, a table, a link, a signature field. */
export async function samplePdf(title?: string): Promise<Uint8Array> {
  const writer = newWriter(title)
  const pages = [writer.addPage(a4), writer.addPage(a4)] as const
  const [first, second] = pages
  for (const page of pages) {
    page.artifact('watermark', () =>
      page.turnedText(
        { text: 'ENTWURF', xPt: 150, baselinePt: 250, style: { face: 'bold', sizePt: 90 }, color: [0.9, 0.9, 0.9] },
        55,
      ),
    )
  }
  line(first, writer.element(writer.root, 'H1'), 'Sitzungsvorlage Nr. 0303/2021/KREIS', 760, {
    face: 'bold',
    sizePt: 16,
  })
  writeParagraph(writer, first, second)
  writeLink(writer, first)
  writeList(writer, first)
  writeTable(writer, first)
  writeSignature(writer, second)
  for (const [index, page] of pages.entries()) {
    page.artifact('header', () => textAt(page, 'Nichtöffentlich', 805, bold))
    page.artifact('footer', () => {
      page.line({ xPt: 71, yPt: 52 }, { xPt: 538, yPt: 52 }, 0.5)
      textAt(page, `Seite ${index + 1} von ${pages.length}`, 40)
    })
  }
  return writer.save()
}

/** Draws texts one behind the other, each into its element, and says where each began. */
function drawRow(page: PageWriter, yPt: number, row: readonly [StructureElement, string, TextStyle?][]): number[] {
  let xPt = 71
  return row.map(([element, text, style = regular]) => {
    const startPt = xPt
    page.tagged(element, () => textAt(page, text, style.sizePt < 10 ? yPt + 4 : yPt, style, startPt))
    xPt += measureText(text, style)
    return startPt
  })
}

function writeParagraph(writer: PdfWriter, first: PageWriter, second: PageWriter) {
  const paragraph = writer.element(writer.root, 'P')
  const strong = writer.element(paragraph, 'Span')
  first.tagged(paragraph, () => textAt(first, 'Der Kreis\u00ad', 730))
  drawRow(first, 715, [
    [paragraph, 'tag beschließt die '],
    [strong, 'Eingliederungs- und AV-', bold],
  ])
  drawRow(second, 760, [
    [strong, 'Pauschale', bold],
    [paragraph, ' in Höhe von 1.234,56\u00a0€ je m'],
    [paragraph, '2', { face: 'regular', sizePt: 7 }],
    [paragraph, ' und Jahr, '],
  ])
  second.tagged(paragraph, () => textAt(second, 'sofern x ≤ 5.', 745))
}

function writeLink(writer: PdfWriter, page: PageWriter) {
  const paragraph = writer.element(writer.root, 'P')
  const link = writer.element(paragraph, 'Link')
  const [, startPt = 0, endPt = 0] = drawRow(page, 690, [
    [paragraph, 'Siehe '],
    [link, 'Beteiligung (Übersicht)'],
    [paragraph, '.'],
  ])
  const rect = { xPt: startPt, yPt: 686, widthPt: endPt - startPt, heightPt: 14 }
  page.link(link, rect, 'https://beispiel.de/Übersicht_(1)')
}

function writeList(writer: PdfWriter, page: PageWriter) {
  const list = writer.element(writer.root, 'L', { listNumbering: 'Decimal' })
  for (const [index, text] of ['Sachverhalt', 'Beschlussvorschlag'].entries()) {
    const item = writer.element(list, 'LI')
    line(page, writer.element(item, 'Lbl'), `${index + 1}.`, 660 - index * 16)
    const body = writer.element(writer.element(item, 'LBody'), 'P')
    page.tagged(body, () => textAt(page, text, 660 - index * 16, regular, 90))
  }
}

function writeTable(writer: PdfWriter, page: PageWriter) {
  const table = writer.element(writer.root, 'Table')
  const head = writer.element(writer.element(table, 'THead'), 'TR')
  const row = writer.element(writer.element(table, 'TBody'), 'TR')
  line(page, writer.element(head, 'TH', { scope: 'Column', colspan: 2 }), 'Zeitraum', 610, bold)
  page.tagged(writer.element(head, 'TH', { scope: 'Column' }), () => textAt(page, 'Betrag', 610, bold, 300))
  page.artifact('layout', () => {
    page.fill({ xPt: 71, yPt: 604, widthPt: 467, heightPt: 1 }, [0.5, 0.5, 0.5])
    page.line({ xPt: 71, yPt: 585 }, { xPt: 538, yPt: 585 }, 0.5, [0.5, 0.5, 0.5])
  })
  line(page, writer.element(row, 'TH', { scope: 'Row' }), '2021', 590)
  page.tagged(writer.element(row, 'TD'), () => undefined)
  page.tagged(writer.element(row, 'TD'), () => textAt(page, '89,00\u00a0€', 590, regular, 300))
}

function writeSignature(writer: PdfWriter, page: PageWriter) {
  const paragraph = writer.element(writer.root, 'P')
  page.artifact('layout', () => page.line({ xPt: 71, yPt: 600 }, { xPt: 271, yPt: 600 }, 0.5))
  const form = writer.element(writer.root, 'Form', { alt: 'Unterschrift: Klientin, Ayşe Öztürk' })
  const rect = { xPt: 71, yPt: 600, widthPt: 200, heightPt: 50 }
  page.signatureField(form, { name: 'unterschrift_u1', label: 'Unterschrift: Klientin, Ayşe Öztürk', rect })
  const seal = writer.element(writer.root, 'Form')
  page.signatureField(seal, { name: 'seal', label: 'Elektronisches Siegel', rect: { ...rect, xPt: 330 } })
  line(page, paragraph, 'Ayşe Öztürk', 588)
}
