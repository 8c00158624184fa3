/** The names in the directory of a ZIP file, as it says them itself; null where it has none that can be read. Nothing is
 *  unpacked. (APPNOTE.TXT § 4.3.12 and § 4.3.16; no ZIP64, which no Office file of our sizes needs.) */
export function zipNames(bytes: Uint8Array): string[] | null {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = file.lastIndexOf(endOfDirectory)
  if (end < 0 || end + 22 > file.length) return null
  const count = file.readUInt16LE(end + 10)
  const names: string[] = []
  let at = file.readUInt32LE(end + 16)
  for (let index = 0; index < count; index++) {
    if (at + 46 > file.length || file.readUInt32LE(at) !== entrySignature) return null
    const [name, extra, comment] = [28, 30, 32].map((offset) => file.readUInt16LE(at + offset))
    names.push(file.toString('utf8', at + 46, at + 46 + (name ?? 0)))
    at += 46 + (name ?? 0) + (extra ?? 0) + (comment ?? 0)
  }
  return names
}

const endOfDirectory = Buffer.from([0x50, 0x4b, 0x05, 0x06])
const entrySignature = 0x02014b50
