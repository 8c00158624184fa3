import { crc32 } from 'node:zlib'
import sharp from 'sharp'
import { createPdfWriter } from '../../../server/pdf/writer.ts'

/** A picture of this size; the same text stands in its metadata. */
export const picture = async (
  format: 'jpeg' | 'png' | 'tiff' | 'webp' = 'png',
  { width = 60, height = 40, note = 'geheim' } = {},
): Promise<Uint8Array> =>
  new Uint8Array(
    await sharp({ create: { width, height, channels: 3, background: '#3366aa' } })
      .withExif({ IFD0: { Copyright: note } })
      .toFormat(format)
      .toBuffer(),
  )

/** A PDF of one page for each line. */
export async function pdf(...lines: readonly string[]): Promise<Uint8Array> {
  const at = new Date('2026-11-23T08:00:00Z')
  const writer = createPdfWriter({ title: lines[0] ?? '', author: 'Test', at, lang: 'de-DE' })
  for (const text of lines) {
    const page = writer.addPage({ widthPt: 595, heightPt: 842 })
    const element = writer.element(writer.root, 'P')
    page.tagged(element, () => page.text({ text, xPt: 72, baselinePt: 700, style: { face: 'regular', sizePt: 12 } }))
  }
  return writer.save()
}

/** An Office file of this type, as Word and its kin write it, with these further parts. */
export function officeFile(mediaType: string, parts: readonly string[] = []): Uint8Array {
  const types = `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="${mediaType}.main+xml"/></Types>`
  return zip([['[Content_Types].xml', types], ...parts.map((name) => [name, 'Inhalt'] as const)])
}

export const docx = (parts: readonly string[] = ['word/document.xml']) =>
  officeFile('application/vnd.openxmlformats-officedocument.wordprocessingml.document', parts)

export const ods = (parts: readonly string[] = ['content.xml']) =>
  zip([
    ['mimetype', 'application/vnd.oasis.opendocument.spreadsheet'],
    ...parts.map((name) => [name, 'Inhalt'] as const),
  ])

/** Stored, not deflated. */
function zip(entries: readonly (readonly [name: string, text: string])[]): Uint8Array {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const [name, text] of entries) {
    const [called, body] = [Buffer.from(name), Buffer.from(text)]
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt32LE(crc32(body), 10)
    common.writeUInt32LE(body.length, 14)
    common.writeUInt32LE(body.length, 18)
    common.writeUInt16LE(called.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, called, body])
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(at, 10)
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), common, rest, called]))
    bodies.push(local)
    at += local.length
  }
  const listed = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(listed.length, 12)
  end.writeUInt32LE(at, 16)
  return new Uint8Array(Buffer.concat([...bodies, listed, end]))
}
