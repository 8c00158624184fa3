import type { PDFContext, PDFDict, PDFObject } from 'pdf-lib'
import { decodePDFRawStream, PDFDocument, PDFHexString, PDFRawStream, PDFString } from 'pdf-lib'
import { readPageText } from '../../../server/pdf/page-text.ts'

/** Everything that a PDF holds, as text: its bytes, each object, every string decoded, every stream without its filters, and
 *  the words of its pages. */
export async function unfolded(bytes: Uint8Array): Promise<string> {
  const read = await PDFDocument.load(bytes, { updateMetadata: false })
  const found = [Buffer.from(bytes).toString('latin1')]
  for (const [, object] of read.context.enumerateIndirectObjects()) found.push(...textsOf(object))
  for (const { node } of read.getPages()) found.push(drawnText(read.context, node))
  return found.join('\n')
}

/** What our own fonts wrote stands in the file as numbers of glyphs. */
export const drawnText = (context: PDFContext, page: PDFDict): string =>
  [...readPageText(context, page).values()].map((pieces) => pieces.map(({ text }) => text).join('')).join('\n')

function* textsOf(object: PDFObject): Generator<string> {
  yield object.toString()
  if (object instanceof PDFRawStream) {
    const decoded = decode(object)
    yield Buffer.from(decoded).toString('latin1')
    yield Buffer.from(decoded).toString('utf16le')
  }
  for (const [, hex = ''] of object.toString().matchAll(/<([0-9A-Fa-f]{2,})>/g)) yield PDFHexString.of(hex).decodeText()
  for (const [, text = ''] of object.toString().matchAll(/\(((?:[^()\\]|\\.)*)\)/g))
    yield PDFString.of(text).decodeText()
}

/** A picture's own coding stays: its bytes are looked at as they are. */
function decode(stream: PDFRawStream): Uint8Array {
  try {
    return decodePDFRawStream(stream).decode()
  } catch {
    return stream.contents
  }
}
