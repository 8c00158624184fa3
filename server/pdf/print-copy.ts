/** A copy of a sealed file to be printed: every page smaller, and below it a band of the copy's own. The sealed bytes are
 *  only read. The copy bears no seal: its signature fields keep their looks and lose their values, which fit no other
 *  file than the sealed one. The same input gives the same bytes. */
import { createHash } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import {
  PDFArray,
  type PDFContext,
  PDFDict,
  PDFDocument,
  PDFHexString,
  PDFName,
  PDFNumber,
  type PDFPage,
  PDFRawStream,
  type PDFRef,
  PDFString,
  PDFWriter,
} from 'pdf-lib'
import { createDocumentFonts, type DocumentFonts, writeDeflated } from './font-embedding.ts'
import { createPageContent, type PageContent } from './page-content.ts'
import { points } from './text-stream.ts'
import { xmpMetadata } from './xmp.ts'

export type BandCanvas = Pick<PageContent, 'text' | 'line' | 'fillAll'>

export interface BandedPage {
  readonly number: number
  readonly of: number
  readonly widthPt: number
}

export interface PrintCopyLayout {
  /** Stands before the title of the original. */
  readonly word: string
  /** How much smaller the page becomes. */
  readonly scale: number
  /** How much higher than in the middle of its sheet the smaller page stands. */
  readonly raisedPt: number
  readonly heightPt: number
  /** Draws into the lowest part of the sheet, `heightPt` high; who cannot see skips it. */
  readonly band: (canvas: BandCanvas, page: BandedPage) => void
}

/** Throws for a file that pdf-lib cannot read: it is for files of this house. */
export async function bandedCopy(sealed: Uint8Array, layout: PrintCopyLayout): Promise<Uint8Array> {
  const document = await PDFDocument.load(sealed, { updateMetadata: false })
  const { context, catalog } = document
  const fonts = createDocumentFonts(context)
  const identity = createHash('sha256').update(sealed)
  const pages = document.getPages()
  const bands = pages.map((page, index) => {
    const canvas = createPageContent(fonts)
    layout.band(canvas, { number: index + 1, of: pages.length, widthPt: page.getWidth() })
    const drawn = canvas.finish()
    identity.update(drawn)
    return drawn
  })
  const fontResources = context.register(fontsOf(fonts))
  pages.forEach((page, index) => {
    setSmaller(page, layout)
    addBand(page, { drawn: bands[index] ?? '', fonts: fontResources, heightPt: layout.heightPt })
    unsealFields(page, layout)
  })
  catalog.delete(PDFName.of('Perms'))
  catalog.lookupMaybe(PDFName.of('AcroForm'), PDFDict)?.delete(PDFName.of('SigFlags'))
  rename(document, layout.word)
  const id = PDFHexString.of(identity.digest('hex').slice(0, 32))
  context.trailerInfo.ID = context.obj([id, id])
  return PDFWriter.forContext(context, Number.POSITIVE_INFINITY).serializeToBuffer()
}

const fontsOf = (fonts: DocumentFonts): PDFDict => fonts.write()

/** The matrix from the original's page to its place on the sheet. */
function place(page: PDFPage, { scale, raisedPt }: PrintCopyLayout) {
  const { width, height } = page.getSize()
  return { scale, xPt: (width * (1 - scale)) / 2, yPt: height * (1 - scale) + raisedPt }
}

function setSmaller(page: PDFPage, layout: PrintCopyLayout): void {
  const { context } = page.doc
  const { scale, xPt, yPt } = place(page, layout)
  const own = page.node.get(PDFName.of('Contents'))
  const before = stream(context, `q ${scale} 0 0 ${scale} ${points(xPt)} ${points(yPt)} cm`)
  const contents = own instanceof PDFArray ? own.asArray() : own ? [own] : []
  page.node.set(PDFName.of('Contents'), context.obj([before, ...contents, stream(context, 'Q')]))
}

interface Band {
  readonly drawn: string
  readonly fonts: PDFRef
  readonly heightPt: number
}

function addBand(page: PDFPage, { drawn, fonts, heightPt }: Band): void {
  const { context } = page.doc
  const box = [0, 0, page.getWidth(), heightPt]
  const form = writeDeflated(
    context,
    { Type: 'XObject', Subtype: 'Form', BBox: box, Resources: { Font: fonts } },
    deflateSync(Buffer.from(drawn, 'latin1')),
  )
  const shared = page.node.Resources() ?? context.obj({})
  const own = shared.clone(context)
  own.set(PDFName.of('XObject'), context.obj({ Band: form }))
  page.node.set(PDFName.of('Resources'), own)
  const properties = `/Type /Pagination /Subtype /Footer /Attached [/Bottom] /BBox [${box.map(points).join(' ')}]`
  const contents = page.node.lookup(PDFName.of('Contents'), PDFArray)
  contents.push(stream(context, `/Artifact <<${properties}>> BDC q /Band Do Q EMC`))
}

function unsealFields(page: PDFPage, layout: PrintCopyLayout): void {
  const { scale, xPt, yPt } = place(page, layout)
  const annotations = page.node.Annots()
  for (let index = 0; index < (annotations?.size() ?? 0); index++) {
    const annotation = annotations?.lookupMaybe(index, PDFDict)
    if (!annotation) continue
    const { x, y, width, height } = annotation.lookup(PDFName.of('Rect'), PDFArray).asRectangle()
    const rect = [x, y, x + width, y + height].map((value, at) => value * scale + (at % 2 === 0 ? xPt : yPt))
    annotation.set(PDFName.of('Rect'), page.doc.context.obj(rect.map((value) => Number(points(value)))))
    if (annotation.get(PDFName.of('FT')) !== PDFName.of('Sig')) continue
    annotation.delete(PDFName.of('V'))
    annotation.set(PDFName.of('Ff'), PDFNumber.of(readOnly))
  }
}

const readOnly = 1

/** Title in the information and in XMP, which PDF/A wants to be the same. */
function rename(document: PDFDocument, word: string): void {
  const { context, catalog } = document
  const title = `${word}: ${document.getTitle() ?? ''}`
  const at = document.getCreationDate() ?? new Date(0)
  const subject = document.getSubject()
  const lang = catalog.lookupMaybe(PDFName.of('Lang'), PDFString, PDFHexString)?.decodeText() ?? 'de-DE'
  const xmp = xmpMetadata({ title, author: document.getAuthor() ?? '', ...(subject ? { subject } : {}), at, lang })
  const information = context.lookup(context.trailerInfo.Info, PDFDict)
  information.set(PDFName.of('Title'), PDFHexString.fromText(title))
  const metadata = PDFRawStream.of(context.obj({ Type: 'Metadata', Subtype: 'XML' }), new TextEncoder().encode(xmp))
  catalog.set(PDFName.of('Metadata'), context.register(metadata))
}

const stream = (context: PDFContext, operators: string): PDFRef =>
  writeDeflated(context, {}, deflateSync(Buffer.from(operators, 'latin1')))
