/** Several files in one PDF with a cover sheet and bookmarks: a working copy. Nothing but what is drawn on the pages is
 *  taken over, so no file brings along scripts, attachments, metadata or a form. */
import { PDFArray, PDFDict, PDFDocument, PDFHexString, PDFName, PDFNumber, type PDFPage, type PDFRef } from 'pdf-lib'
import { drawCover } from './bundle-cover.ts'
import { creator } from './xmp.ts'

export interface BundleInput {
  /** Of the whole, as its window shows it. */
  readonly title: string
  /** Under the title of the cover sheet. */
  readonly lines: readonly string[]
  readonly at: Date
  readonly parts: readonly BundlePart[]
}

export interface BundlePart {
  /** In the list and as the bookmark. */
  readonly label: string
  /** A PDF, or each page of a picture as JPEG; nothing where the file stays a file of its own. */
  readonly content: { readonly pdf: Uint8Array } | { readonly jpegs: readonly Uint8Array[] } | null
}

interface OpenPart {
  readonly label: string
  /** Null where it is no part of this file. */
  readonly pages: number | null
  /** Why not. */
  readonly why: string
  readonly source: PDFDocument | null
  readonly jpegs: readonly Uint8Array[]
}

/** The same input gives the same bytes. A part that cannot be read is named on the cover sheet and left out. */
export async function bundlePdf({ title, lines, at, parts }: BundleInput): Promise<Uint8Array> {
  const opened: OpenPart[] = []
  for (const part of parts) opened.push(await openPart(part))
  const cover = await PDFDocument.load(await drawCover({ title, lines, at, entries: opened }))
  const bundle = await PDFDocument.create({ updateMetadata: false })
  const marks: { readonly label: string; readonly page: PDFRef }[] = []
  const append = (label: string, pages: readonly PDFPage[]) => {
    const [first] = pages
    for (const page of pages) bundle.addPage(page)
    if (first) marks.push({ label, page: first.ref })
  }
  append('Anlagen', await copyAll(bundle, cover))
  for (const { label, source, jpegs } of opened) {
    if (source) append(label, await copyAll(bundle, source))
    else if (jpegs.length > 0) marks.push({ label, page: await addPictures(bundle, jpegs) })
  }
  describe(bundle, { title, at })
  addOutline(bundle, marks)
  return bundle.save({ useObjectStreams: false })
}

async function openPart({ label, content }: BundlePart): Promise<OpenPart> {
  const left = (why: string): OpenPart => ({ label, pages: null, why, source: null, jpegs: [] })
  if (!content) return left('eigene Datei')
  if ('jpegs' in content) return { ...left(''), pages: content.jpegs.length, jpegs: content.jpegs }
  try {
    const source = await PDFDocument.load(content.pdf, { updateMetadata: false, throwOnInvalidObject: true })
    const pages = source.getPages()
    if (pages.length === 0) return left(unreadable)
    for (const page of pages) reducePage(page)
    // Copied for a try: what breaks here must not break the whole.
    await (await PDFDocument.create({ updateMetadata: false })).copyPages(source, source.getPageIndices())
    return { label, pages: pages.length, why: '', source, jpegs: [] }
  } catch {
    return left((await isEncrypted(content.pdf)) ? 'eigene Datei, das PDF ist verschlüsselt' : unreadable)
  }
}

/** Asked after it could not be read: the library has several errors for a missing password. */
async function isEncrypted(pdf: Uint8Array): Promise<boolean> {
  try {
    return (await PDFDocument.load(pdf, { ignoreEncryption: true, updateMetadata: false })).isEncrypted
  } catch {
    return false
  }
}

const unreadable = 'eigene Datei, das PDF ist nicht lesbar'

const copyAll = (bundle: PDFDocument, source: PDFDocument): Promise<PDFPage[]> =>
  bundle.copyPages(source, source.getPageIndices())

const keptOfPage = new Set(
  ['Type', 'Parent', 'MediaBox', 'CropBox', 'Rotate', 'Resources', 'Contents', 'UserUnit', 'Group', 'Annots'].map(
    (key) => `/${key}`,
  ),
)
const keptOfAnnotation = new Set(
  ['Type', 'Subtype', 'Rect', 'AP', 'AS', 'F', 'BS', 'Border', 'C'].map((key) => `/${key}`),
)
const shownAnnotations = new Set(
  ['Widget', 'Stamp', 'FreeText', 'Ink', 'Highlight', 'Underline', 'StrikeOut', 'Square', 'Circle', 'Line'].map(
    (key) => `/${key}`,
  ),
)

/** Leaves what is drawn: no actions, no files, no tags, no fields. A seal does not stand in a copy that it does not cover. */
function reducePage({ node }: PDFPage): void {
  const annotations = node.lookupMaybe(PDFName.of('Annots'), PDFArray)
  for (const key of node.keys()) if (!keptOfPage.has(key.toString())) node.delete(key)
  const drawn: PDFDict[] = []
  for (const entry of annotations?.asArray() ?? []) {
    const annotation = node.context.lookup(entry)
    if (annotation instanceof PDFDict && isDrawn(annotation)) drawn.push(asStamp(annotation))
  }
  node.delete(PDFName.of('Annots'))
  if (drawn.length > 0) node.set(PDFName.of('Annots'), node.context.obj(drawn))
}

function isDrawn(annotation: PDFDict): boolean {
  const subtype = String(annotation.get(PDFName.of('Subtype')))
  const isSignature = String(annotation.lookup(PDFName.of('FT'))) === '/Sig'
  return shownAnnotations.has(subtype) && !isSignature && annotation.lookup(PDFName.of('AP')) instanceof PDFDict
}

function asStamp(annotation: PDFDict): PDFDict {
  const stamp = annotation.clone()
  for (const key of stamp.keys()) if (!keptOfAnnotation.has(key.toString())) stamp.delete(key)
  stamp.set(PDFName.of('Subtype'), PDFName.of('Stamp'))
  return stamp
}

const a4 = { short: 595.28, long: 841.89 }
const marginPt = 36

/** Each on a sheet of A4 of its own, upright or lying as the picture is. Returns the first. */
async function addPictures(bundle: PDFDocument, jpegs: readonly Uint8Array[]): Promise<PDFRef> {
  const pages: PDFPage[] = []
  for (const jpeg of jpegs) {
    const image = await bundle.embedJpg(jpeg)
    const [width, height] = image.width > image.height ? [a4.long, a4.short] : [a4.short, a4.long]
    const page = bundle.addPage([width, height])
    const room = { width: width - 2 * marginPt, height: height - 2 * marginPt }
    const scale = Math.min(room.width / image.width, room.height / image.height, 1)
    const drawn = { width: image.width * scale, height: image.height * scale }
    page.drawImage(image, { ...drawn, x: (width - drawn.width) / 2, y: (height - drawn.height) / 2 })
    pages.push(page)
  }
  const [first] = pages
  if (!first) throw new Error('A picture has at least one page.')
  return first.ref
}

function describe(bundle: PDFDocument, { title, at }: { readonly title: string; readonly at: Date }): void {
  bundle.setTitle(title, { showInWindowTitleBar: true })
  bundle.setCreator(creator)
  bundle.setProducer(creator)
  bundle.setCreationDate(at)
  bundle.setModificationDate(at)
  bundle.setLanguage('de-DE')
}

/** ISO 32000-1 § 12.3.3. */
function addOutline(bundle: PDFDocument, marks: readonly { readonly label: string; readonly page: PDFRef }[]): void {
  const { context, catalog } = bundle
  const outline = context.nextRef()
  const items = marks.map(() => context.nextRef())
  marks.forEach(({ label, page }, index) => {
    const [before, after] = [items[index - 1], items[index + 1]]
    const item = context.obj({ Parent: outline, Dest: [page, PDFName.of('Fit')] })
    item.set(PDFName.of('Title'), PDFHexString.fromText(label))
    if (before) item.set(PDFName.of('Prev'), before)
    if (after) item.set(PDFName.of('Next'), after)
    const ref = items[index]
    if (ref) context.assign(ref, item)
  })
  const [first, last] = [items[0], items.at(-1)]
  if (!first || !last) return
  context.assign(
    outline,
    context.obj({ Type: 'Outlines', First: first, Last: last, Count: PDFNumber.of(items.length) }),
  )
  catalog.set(PDFName.of('Outlines'), outline)
  catalog.set(PDFName.of('PageMode'), PDFName.of('UseOutlines'))
}
