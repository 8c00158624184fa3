import type { PDFObject } from 'pdf-lib'
import { decodePDFRawStream, PDFDocument, PDFHexString, PDFRawStream, PDFString } from 'pdf-lib'

/** Everything that a PDF holds, as text: its bytes, each object, every string decoded, every stream without its filters. */
export async function unfolded(bytes: Uint8Array): Promise<string> {
  const read = await PDFDocument.load(bytes, { updateMetadata: false })
  const found = [Buffer.from(bytes).toString('latin1')]
  for (const [, object] of read.context.enumerateIndirectObjects()) found.push(...textsOf(object))
  return found.join('\n')
}

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
