/** Writes one file that conforms to PDF/UA-1 (ISO 14289-1) and PDF/A-2a (ISO 19005-2): everything drawn is either tagged
 *  or an artifact, fonts are embedded subsets, colours are sRGB. Plain objects and a plain cross-reference table, so that
 *  signatures can be added as incremental updates. The same input gives the same bytes. */
import { createHash } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import {
  getDefaultSRGBProfile,
  PDFContext,
  PDFHexString,
  PDFRawStream,
  type PDFRef,
  PDFString,
  PDFWriter,
} from 'pdf-lib'
import { createDocumentFonts, type DocumentFonts, writeDeflated } from './font-embedding.ts'
import { type Box, createPageContent, type PageContent } from './page-content.ts'
import type { ArtifactKind, PageWriter, PdfMetadata, PdfWriter, Rect } from './pdf.ts'
import { createStructureTree, type PageOfTree, type StructureTree } from './structure-tree.ts'
import { points } from './text-stream.ts'
import { creator, xmpMetadata } from './xmp.ts'

interface OpenDocument {
  readonly context: PDFContext
  readonly fonts: DocumentFonts
  readonly tree: StructureTree
  readonly resources: PDFRef
  readonly pageTree: PDFRef
  readonly pages: OpenPage[]
  readonly fields: Map<string, PDFRef>
}

interface OpenPage {
  readonly place: PageOfTree
  readonly size: { readonly widthPt: number; readonly heightPt: number }
  readonly content: PageContent
  readonly annotations: PDFRef[]
}

const printed = 4
const signaturesExistAndAppendOnly = 3

const artifactProperties: Record<ArtifactKind, string> = {
  header: '/Type /Pagination /Subtype /Header /Attached [/Top]',
  footer: '/Type /Pagination /Subtype /Footer /Attached [/Bottom]',
  layout: '/Type /Layout',
  watermark: '/Type /Pagination /Subtype /Watermark',
}

let deflatedColorProfile: Uint8Array | undefined

export function createPdfWriter(metadata: PdfMetadata): PdfWriter {
  const context = PDFContext.create()
  const document: OpenDocument = {
    context,
    fonts: createDocumentFonts(context),
    tree: createStructureTree(context),
    resources: context.nextRef(),
    pageTree: context.nextRef(),
    pages: [],
    fields: new Map(),
  }
  let saved = false
  return {
    root: document.tree.root,
    element: document.tree.element,
    addPage: (size) => addPage(document, size),
    async save() {
      if (saved) throw new Error('A document is saved once.')
      saved = true
      return saveDocument(document, metadata)
    },
  }
}

function addPage({ context, fonts, tree, pages, fields }: OpenDocument, size: OpenPage['size']): PageWriter {
  const place = { ref: context.nextRef(), number: pages.length, key: tree.pageKey() }
  const content = createPageContent(fonts)
  const annotations: PDFRef[] = []
  pages.push({ place, size, content, annotations })
  let marked = 0
  let marking = false

  const mark = (write: () => void, open: (box: Box) => string): boolean => {
    if (marking) throw new Error('Tagged content and artifacts do not contain each other.')
    marking = true
    const drawn = content.mark(write, open)
    marking = false
    return drawn
  }
  const whileMarking = <Drawing extends unknown[]>(draw: (...drawing: Drawing) => void) => {
    return (...drawing: Drawing) => {
      if (!marking) throw new Error('Everything on a page is drawn as the content of an element or as an artifact.')
      draw(...drawing)
    }
  }
  /** Behind the marked content being written, or the last one written. */
  const addAnnotation = (element: Parameters<PageWriter['tagged']>[0], rect: Rect, entries: object): PDFRef => {
    const ref = context.nextRef()
    annotations.push(ref)
    const StructParent = tree.addObject(element, place, ref, marking ? marked : marked - 1)
    const { xPt, yPt, widthPt, heightPt } = rect
    const Rect = [xPt, yPt, xPt + widthPt, yPt + heightPt].map((value) => Number(points(value)))
    context.assign(ref, context.obj({ Type: 'Annot', Rect, P: place.ref, F: printed, StructParent, ...entries }))
    return ref
  }

  return {
    tagged(element, write) {
      const drawn = mark(write, () => `/${element.structureType} <</MCID ${marked}>> BDC`)
      if (drawn) tree.addContent(element, place, marked++)
    },
    artifact(kind, write) {
      mark(write, (box) => `/Artifact <<${artifactProperties[kind]} /BBox [${box.map(points).join(' ')}]>> BDC`)
    },
    text: whileMarking(content.text),
    turnedText: whileMarking(content.turnedText),
    line: whileMarking(content.line),
    fill: whileMarking(content.fill),
    link(element, rect, href) {
      addAnnotation(element, rect, {
        Subtype: 'Link',
        Border: [0, 0, 0],
        Contents: PDFHexString.fromText(href),
        A: { S: 'URI', URI: literal(new URL(href).href) },
      })
    },
    signatureField(element, { name, label, rect }) {
      if (fields.has(name)) throw new Error(`There are two signature fields named ${name}.`)
      const appearance = writeAppearance(context, rect)
      const entries = { Subtype: 'Widget', FT: 'Sig', T: literal(name), TU: PDFHexString.fromText(label) }
      fields.set(name, addAnnotation(element, rect, { ...entries, AP: { N: appearance } }))
    },
  }
}

/** Empty, and deflated like the filled one that replaces it: a changed /Filter would count as an undefined modification
 *  with signature checkers. */
function writeAppearance(context: PDFContext, { widthPt, heightPt }: Rect): PDFRef {
  const BBox = [0, 0, Number(points(widthPt)), Number(points(heightPt))]
  return writeDeflated(context, { Type: 'XObject', Subtype: 'Form', BBox, Resources: {} }, deflateSync(''))
}

async function saveDocument(document: OpenDocument, metadata: PdfMetadata): Promise<Uint8Array> {
  const { context, fonts, tree, resources, pageTree, pages, fields } = document
  const identity = createHash('sha256').update(JSON.stringify(metadata))
  for (const { place, size, content, annotations } of pages) {
    const drawn = Buffer.from(content.finish(), 'latin1')
    identity.update(drawn)
    const page = context.obj({
      Type: 'Page',
      Parent: pageTree,
      MediaBox: [0, 0, size.widthPt, size.heightPt],
      Resources: resources,
      Contents: writeDeflated(context, {}, deflateSync(drawn)),
      StructParents: place.key,
      Tabs: 'S',
      ...(annotations.length > 0 ? { Annots: annotations } : {}),
    })
    context.assign(place.ref, page)
  }
  context.assign(resources, context.obj({ Font: fonts.write() }))
  context.assign(
    pageTree,
    context.obj({ Type: 'Pages', Kids: pages.map(({ place }) => place.ref), Count: pages.length }),
  )
  const form = { Fields: [...fields.values()], SigFlags: signaturesExistAndAppendOnly }
  const catalog = context.obj({
    Type: 'Catalog',
    Pages: pageTree,
    Lang: literal(metadata.lang),
    MarkInfo: { Marked: true },
    ViewerPreferences: { DisplayDocTitle: true },
    Metadata: writeMetadata(context, metadata),
    OutputIntents: [writeOutputIntent(context)],
    ...(fields.size > 0 ? { AcroForm: context.register(context.obj(form)) } : {}),
    StructTreeRoot: tree.write(),
  })
  const id = PDFHexString.of(identity.digest('hex').slice(0, 32))
  context.trailerInfo = {
    Root: context.register(catalog),
    Info: writeInformation(context, metadata),
    ID: context.obj([id, id]),
  }
  return PDFWriter.forContext(context, Number.POSITIVE_INFINITY).serializeToBuffer()
}

/** Unfiltered, so that programs which know no PDF find it (ISO 19005-2 § 6.6.2.1). */
function writeMetadata(context: PDFContext, metadata: PdfMetadata): PDFRef {
  const dictionary = context.obj({ Type: 'Metadata', Subtype: 'XML' })
  return context.register(PDFRawStream.of(dictionary, new TextEncoder().encode(xmpMetadata(metadata))))
}

function writeOutputIntent(context: PDFContext): PDFRef {
  deflatedColorProfile ??= deflateSync(getDefaultSRGBProfile())
  const name = literal('sRGB IEC61966-2.1')
  return context.register(
    context.obj({
      Type: 'OutputIntent',
      S: 'GTS_PDFA1',
      OutputConditionIdentifier: name,
      Info: name,
      DestOutputProfile: writeDeflated(context, { N: 3 }, deflatedColorProfile),
    }),
  )
}

function writeInformation(context: PDFContext, { title, author, subject, at }: PdfMetadata): PDFRef {
  return context.register(
    context.obj({
      Title: PDFHexString.fromText(title),
      Author: PDFHexString.fromText(author),
      ...(subject ? { Subject: PDFHexString.fromText(subject) } : {}),
      Creator: PDFHexString.fromText(creator),
      Producer: PDFHexString.fromText(creator),
      CreationDate: PDFString.fromDate(at),
      ModDate: PDFString.fromDate(at),
    }),
  )
}

const literal = (text: string): PDFString => PDFString.of(text.replace(/[\\()]/g, '\\$&'))
