/** Fills empty signature fields by incremental updates (ISO 32000-1 § 7.5.6): no earlier byte changes, and of the earlier
 *  objects only the field and the catalog get a new version. Calling `addAnnot`, `getForm` or anything else that tidies
 *  pages up would break the signatures already there. */
import { deflateSync } from 'node:zlib'
import { PDFArray, PDFDict, PDFDocument, PDFHexString, PDFName, PDFNumber, PDFRef, PDFString } from 'pdf-lib'
import { createDocumentFonts, writeDeflated } from './font-embedding.ts'
import { createPageContent } from './page-content.ts'
import { drawSignatureLines } from './signature-appearance.ts'

export interface SignatureRequest {
  /** Name of an existing, empty signature field. */
  readonly field: string
  /** Who signs, as the signature dictionary names them. */
  readonly name: string
  readonly at: Date
  readonly reason?: string
  /** Only the first signature of a file may certify it: DocMDP with P=2 allows filling forms and signing afterwards. */
  readonly certify: boolean
  /** What the field shows, one line each; cut with … where it does not fit. */
  readonly lines: readonly string[]
  readonly subFilter: 'ETSI.CAdES.detached'
}

/** A file whose signature value is still a row of zeros. */
export interface PreparedSignature {
  readonly bytes: Uint8Array
  /** What the signature covers: everything before and everything behind its own value. */
  readonly signedParts: readonly [Uint8Array, Uint8Array]
  /** How long the CMS may be. */
  readonly capacityBytes: number
  /** Where the value's first hexadecimal digit stands. */
  readonly contentsAt: number
  readonly byteRange: readonly [number, number, number, number]
}

export interface SignatureField {
  readonly name: string
  readonly filled: boolean
}

interface FoundField {
  readonly name: string
  readonly ref: PDFRef
  readonly dictionary: PDFDict
}

const capacityBytes = 9000
/** Wide enough for any offset, so that the true numbers can be written over it. */
const placeholder = 9_999_999_999
const printedAndLocked = 132

/** All signature fields of the file, in the order of its form. */
export async function signatureFields(bytes: Uint8Array): Promise<SignatureField[]> {
  return findFields(await open(bytes)).map(({ name, dictionary }) => ({ name, filled: isFilled(dictionary) }))
}

/** The file with the field filled but for the signature's value. Throws where `signatureFields` shows no such empty
 *  field, or where the file is certified already and shall be again. */
export async function prepareSignature(bytes: Uint8Array, request: SignatureRequest): Promise<PreparedSignature> {
  const document = await open(bytes)
  const found = findFields(document).find(({ name }) => name === request.field)
  if (!found) throw new Error(`The file has no signature field named ${request.field}.`)
  if (isFilled(found.dictionary)) throw new Error(`The signature field ${request.field} is filled already.`)
  if (request.certify && document.catalog.has(PDFName.of('Perms'))) throw new Error('The file is certified already.')
  changeUntracked(document, found.ref, () => fillField(document, found.dictionary, request))
  return setByteRange(await document.commit({ useObjectStreams: false }), bytes)
}

/** The signed file. Throws where the value is longer than the room left for it. */
export function insertSignature(prepared: PreparedSignature, cmsDer: Uint8Array): Uint8Array {
  if (cmsDer.length > prepared.capacityBytes) {
    throw new Error(`The signature has ${cmsDer.length} bytes; there is room for ${prepared.capacityBytes}.`)
  }
  const signed = new Uint8Array(prepared.bytes)
  signed.set(new TextEncoder().encode(Buffer.from(cmsDer).toString('hex')), prepared.contentsAt)
  return signed
}

const open = (bytes: Uint8Array): Promise<PDFDocument> =>
  PDFDocument.load(bytes, { forIncrementalUpdate: true, updateMetadata: false })

function findFields({ catalog }: PDFDocument): FoundField[] {
  const fields = catalog.lookupMaybe(PDFName.of('AcroForm'), PDFDict)?.lookupMaybe(PDFName.of('Fields'), PDFArray)
  const found: FoundField[] = []
  for (let index = 0; index < (fields?.size() ?? 0); index++) {
    const dictionary = fields?.lookupMaybe(index, PDFDict)
    const name = dictionary?.lookupMaybe(PDFName.of('T'), PDFString, PDFHexString)
    const ref = fields?.get(index)
    const signs = dictionary?.get(PDFName.of('FT')) === PDFName.of('Sig')
    if (dictionary && name && ref instanceof PDFRef && signs) found.push({ name: name.decodeText(), ref, dictionary })
  }
  return found
}

const isFilled = (field: PDFDict): boolean => field.has(PDFName.of('V'))

/** While it keeps track of changes, pdf-lib searches the whole file at every entry that is set: half a second for sixty
 *  pages. New objects and the catalog are saved in any case, so only the field needs to be named. */
function changeUntracked({ context }: PDFDocument, changed: PDFRef, change: () => void): void {
  const { snapshot } = context
  if (!snapshot) throw new Error('The file was not opened for an incremental update.')
  delete context.snapshot
  change()
  context.snapshot = snapshot
  snapshot.markRefForSave(changed)
}

function fillField(document: PDFDocument, field: PDFDict, request: SignatureRequest): void {
  const { context, catalog } = document
  const signature = context.register(signatureDictionary(document, request))
  if (request.certify) catalog.set(PDFName.of('Perms'), context.obj({ DocMDP: signature }))
  field.set(PDFName.of('V'), signature)
  field.set(PDFName.of('F'), PDFNumber.of(printedAndLocked))
  field.set(PDFName.of('AP'), context.obj({ N: writeAppearance(document, field, request.lines) }))
}

/** The time is claimed by /M, so the CMS must not claim one as well (EN 319 142-1 § 6.3). */
function signatureDictionary({ context }: PDFDocument, request: SignatureRequest): PDFDict {
  const { name, at, reason, certify, subFilter } = request
  const docMdp = {
    Type: 'SigRef',
    TransformMethod: 'DocMDP',
    TransformParams: { Type: 'TransformParams', V: '1.2', P: 2 },
  }
  return context.obj({
    Type: 'Sig',
    Filter: 'Adobe.PPKLite',
    SubFilter: subFilter,
    ByteRange: [0, placeholder, placeholder, placeholder],
    Contents: PDFHexString.of('0'.repeat(capacityBytes * 2)),
    M: PDFString.fromDate(at),
    Name: PDFHexString.fromText(name),
    ...(reason ? { Reason: PDFHexString.fromText(reason) } : {}),
    ...(certify ? { Reference: [docMdp] } : {}),
  })
}

function writeAppearance({ context }: PDFDocument, field: PDFDict, lines: readonly string[]): PDFRef {
  const { width, height } = field.lookup(PDFName.of('Rect'), PDFArray).asRectangle()
  const fonts = createDocumentFonts(context)
  const content = createPageContent(fonts)
  drawSignatureLines(content, { widthPt: width, heightPt: height }, lines)
  return writeDeflated(
    context,
    { Type: 'XObject', Subtype: 'Form', BBox: [0, 0, width, height], Resources: { Font: fonts.write() } },
    deflateSync(content.finish()),
  )
}

function setByteRange(updated: Uint8Array, original: Uint8Array): PreparedSignature {
  const bytes = Buffer.from(updated.buffer, updated.byteOffset, updated.byteLength)
  if (!bytes.subarray(0, original.length).equals(original)) throw new Error('The update changed earlier bytes.')
  const range = Buffer.from(`/ByteRange [ 0 ${placeholder} ${placeholder} ${placeholder} ]`)
  const rangeAt = bytes.indexOf(range, original.length)
  const valueAt = bytes.indexOf(`<${'0'.repeat(capacityBytes * 2)}>`, original.length)
  if (rangeAt < 0 || valueAt < 0) throw new Error('The place of the signature was not found in the update.')
  const valueEnd = valueAt + capacityBytes * 2 + 2
  const byteRange = [0, valueAt, valueEnd, bytes.length - valueEnd] as const
  bytes.write(`${`/ByteRange [ ${byteRange.join(' ')}`.padEnd(range.length - 1)}]`, rangeAt, 'latin1')
  return {
    bytes: updated,
    signedParts: [updated.subarray(0, valueAt), updated.subarray(valueEnd)],
    capacityBytes,
    contentsAt: valueAt + 1,
    byteRange,
  }
}
