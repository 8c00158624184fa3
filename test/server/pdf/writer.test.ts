import { PDFArray, PDFDict, PDFDocument, PDFName, PDFRawStream } from 'pdf-lib'
import { expect, test } from 'vitest'
import type { PdfWriter } from '../../../server/pdf/pdf.ts'
import { createPdfWriter } from '../../../server/pdf/writer.ts'
import { a4, line, newWriter, samplePdf, textAt } from './sample.ts'

test('the same input and time give the same bytes, another title gives another identifier', async () => {
  const [first, again, other] = [await samplePdf(), await samplePdf(), await samplePdf('Anderer Titel')]
  expect(Buffer.from(first).equals(Buffer.from(again))).toBe(true)
  expect(identifierOf(first)).toMatch(/^<[0-9a-f]{32}>$/i)
  expect(identifierOf(other)).not.toBe(identifierOf(first))
})

test('the file says what it is: language, title, tags, PDF/UA-1 and PDF/A-2a', async () => {
  const { catalog, context } = await open(await samplePdf())
  expect(String(catalog.get(PDFName.of('Lang')))).toBe('(de-DE)')
  expect(String(catalog.lookup(PDFName.of('MarkInfo'), PDFDict).get(PDFName.of('Marked')))).toBe('true')
  expect(String(catalog.lookup(PDFName.of('ViewerPreferences')))).toContain('/DisplayDocTitle true')
  const metadata = catalog.lookup(PDFName.of('Metadata'))
  if (!(metadata instanceof PDFRawStream)) throw new Error('unfiltered metadata expected')
  expect(metadata.dict.has(PDFName.of('Filter'))).toBe(false)
  const xmp = new TextDecoder().decode(metadata.contents)
  expect(xmp).toContain('<pdfuaid:part>1</pdfuaid:part>')
  expect(xmp).toContain('<pdfaid:part>2</pdfaid:part>\n<pdfaid:conformance>A</pdfaid:conformance>')
  expect(xmp).toContain('Prüfung &amp; &lt;Beschluss&gt;')
  expect(context.header.getVersionString()).toBe('1.7')
})

test('a signature checker meets the parent tree before the elements', async () => {
  const { catalog } = await open(await samplePdf())
  const keys = catalog.lookup(PDFName.of('StructTreeRoot'), PDFDict).keys().map(String)
  expect(keys.indexOf('/ParentTree')).toBeLessThan(keys.indexOf('/K'))
})

test('a document without signature fields has no form', async () => {
  const writer = newWriter()
  line(writer.addPage(a4), writer.element(writer.root, 'P'), 'Text', 700)
  expect((await open(await writer.save())).catalog.has(PDFName.of('AcroForm'))).toBe(false)
})

test('signature fields are printable, labelled and have a deflated empty appearance', async () => {
  const { catalog } = await open(await samplePdf())
  const form = catalog.lookup(PDFName.of('AcroForm'), PDFDict)
  expect(String(form.get(PDFName.of('SigFlags')))).toBe('3')
  const field = form.lookup(PDFName.of('Fields'), PDFArray).lookup(1, PDFDict)
  expect(String(field.get(PDFName.of('T')))).toBe('(seal)')
  expect(String(field.get(PDFName.of('F')))).toBe('4')
  const appearance = field.lookup(PDFName.of('AP'), PDFDict).lookup(PDFName.of('N'))
  if (!(appearance instanceof PDFRawStream)) throw new Error('appearance expected')
  expect(String(appearance.dict.get(PDFName.of('Filter')))).toBe('/FlateDecode')
})

test('every used font is an embedded subset of its own name', async () => {
  const { context } = await open(await samplePdf())
  const names = context
    .enumerateIndirectObjects()
    .map(([, object]) => (object instanceof PDFDict ? object : undefined))
    .filter((object) => object?.get(PDFName.of('FontFile2')))
    .map((object) => String(object?.get(PDFName.of('FontName'))))
  expect(names).toEqual([
    expect.stringMatching(/^\/[A-Z]{6}\+NotoSans-Bold$/),
    expect.stringMatching(/^\/[A-Z]{6}\+NotoSans-Regular$/),
    expect.stringMatching(/^\/[A-Z]{6}\+DejaVuSans$/),
  ])
})

test('nothing can be drawn that is neither tagged nor decoration', () => {
  const { page, paragraph } = onePage()
  expect(() => textAt(page, 'Text', 700)).toThrow(/element or as an artifact/)
  expect(() => page.line({ xPt: 0, yPt: 0 }, { xPt: 9, yPt: 9 }, 1)).toThrow(/element or as an artifact/)
  expect(() => page.fill({ xPt: 0, yPt: 0, widthPt: 1, heightPt: 1 }, [0, 0, 0])).toThrow(/element or as an artifact/)
  expect(() => page.tagged(paragraph, () => page.artifact('layout', () => undefined))).toThrow(/contain each other/)
})

test('text without a glyph is refused by name, elements of another document too', () => {
  const { page, paragraph } = onePage()
  expect(() => page.tagged(paragraph, () => textAt(page, 'Wort 漢', 700))).toThrow('漢 (U+6F22)')
  const stranger = newWriter().root
  expect(() => line(onePage().page, stranger, 'Text', 700)).toThrow(/another document/)
})

test('two signature fields never share a name', () => {
  const { writer, page } = onePage()
  const field = { name: 'seal', label: 'Siegel', rect: { xPt: 0, yPt: 0, widthPt: 90, heightPt: 40 } }
  page.signatureField(writer.element(writer.root, 'Form'), field)
  expect(() => page.signatureField(writer.element(writer.root, 'Form'), field)).toThrow(
    /two signature fields named seal/,
  )
})

function onePage() {
  const writer: PdfWriter = createPdfWriter({ title: 'T', author: 'A', at: new Date(0), lang: 'de-DE' })
  return { writer, page: writer.addPage(a4), paragraph: writer.element(writer.root, 'P') }
}

const open = (bytes: Uint8Array) => PDFDocument.load(bytes, { updateMetadata: false })
const identifierOf = (bytes: Uint8Array) => /\/ID \[ (<\w+>)/.exec(Buffer.from(bytes).toString('latin1'))?.[1]
