import { deflateSync } from 'node:zlib'
import { type CmsOptions, writeCms } from './crafted-cms.ts'

/** Small PDFs written by hand, so that tests can write them wrongly. Object numbers: 1 catalog, 2 pages, 3 page,
 *  4 content, 5 form, from 10 on the fields, from 20 on the signatures. */

export type Objects = Readonly<Record<number, string>>

export const bytesOf = (text: string): Buffer => Buffer.from(text, 'latin1')
export const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')

export const fieldNumber = (index: number): number => 10 + index
export const emptyField = (name: string): string =>
  `<< /Type /Annot /Subtype /Widget /FT /Sig /T (${name}) /F 132 /Rect [0 0 0 0] /P 3 0 R >>`
export const catalog = (more = ''): string => `<< /Type /Catalog /Pages 2 0 R /AcroForm 5 0 R ${more}>>`
export const contentStream = (text: string): string => {
  const content = `BT /F1 12 Tf 72 700 Td (${text}) Tj ET`
  return `<< /Length ${content.length} >>\nstream\n${content}\nendstream`
}

export function paperObjects(fields: readonly string[]): Record<number, string> {
  const refs = fields.map((_, index) => `${fieldNumber(index)} 0 R`).join(' ')
  return {
    1: catalog(),
    2: '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    3: `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << >> /Annots [${refs}] >>`,
    4: contentStream('Zuwendung 1.000 Euro'),
    5: `<< /Fields [${refs}] /SigFlags 3 >>`,
    ...Object.fromEntries(fields.map((name, index) => [fieldNumber(index), emptyField(name)])),
  }
}

export const paper = (...fields: readonly string[]): Buffer =>
  appendRevision(bytesOf('%PDF-1.7\n%âãÏÓ\n'), paperObjects(fields))

export interface RevisionOptions {
  readonly trailer?: string
  /** Offset of the state this one continues; the last of the file where nothing is said, none where null. */
  readonly prev?: number | null
  readonly freed?: readonly number[]
  /** Entries of the table that point where they should not. */
  readonly misplaced?: Readonly<Record<number, number>>
  readonly form?: 'table' | 'stream'
  /** Objects to put into an object stream; only with `form: 'stream'`. */
  readonly packed?: Objects
  readonly hybrid?: boolean
  readonly end?: string
}

export const lastXref = (bytes: Uint8Array): number | null => {
  const found = [...textOf(bytes).matchAll(/startxref\s+(\d+)\s+%%EOF/g)].at(-1)
  return found ? Number(found[1]) : null
}

/** `bytes` with one more state behind it. */
export function appendRevision(bytes: Uint8Array, objects: Objects, options: RevisionOptions = {}): Buffer {
  const offsets = new Map<number, number>()
  const chunks: Uint8Array[] = [bytes]
  let length = bytes.length
  const add = (number: number, value: string) => {
    const object = bytesOf(`${number} 0 obj\n${value}\nendobj\n`)
    offsets.set(number, length)
    chunks.push(object)
    length += object.length
  }
  for (const [number, value] of Object.entries(objects)) add(Number(number), value)
  const prev = options.prev === undefined ? lastXref(bytes) : options.prev
  const trailer = `/Size 60 /Root 1 0 R ${prev === null ? '' : `/Prev ${prev} `}${options.trailer ?? ''}`
  const end = options.end ?? '%%EOF\n'
  if (options.form === 'stream' || options.hybrid) {
    const rows = packRows(options.packed ?? {}, { add, offsets })
    const at = length
    const kept = options.hybrid ? new Map([...rows].filter(([, [type]]) => type === 2)) : rows.set(51, [1, at, 0])
    add(51, xrefStream(kept, options.hybrid ? '/Size 60 /Root 1 0 R' : trailer))
    if (!options.hybrid) return Buffer.concat([...chunks, bytesOf(`startxref\n${at}\n${end}`)])
    const table = length
    const tail = `${xrefTable(offsets, options)}trailer\n<< ${trailer} /XRefStm ${at} >>\nstartxref\n${table}\n${end}`
    return Buffer.concat([...chunks, bytesOf(tail)])
  }
  const at = length
  return Buffer.concat([
    ...chunks,
    bytesOf(`${xrefTable(offsets, options)}trailer\n<< ${trailer} >>\nstartxref\n${at}\n${end}`),
  ])
}

function xrefTable(offsets: ReadonlyMap<number, number>, { freed = [], misplaced = {} }: RevisionOptions): string {
  const entries = new Map([...offsets].map(([number, offset]) => [number, `${pad(offset)} 00000 n \n`]))
  for (const [number, offset] of Object.entries(misplaced)) entries.set(Number(number), `${pad(offset)} 00000 n \n`)
  for (const number of freed) entries.set(number, '0000000000 00001 f \n')
  const rows = [...entries].map(([number, entry]) => `${number} 1\n${entry}`)
  return `xref\n0 1\n0000000000 65535 f \n${rows.join('')}`
}

const pad = (offset: number): string => String(offset).padStart(10, '0')

type Row = readonly [type: number, second: number, third: number]

function packRows(
  packed: Objects,
  { add, offsets }: { add: (number: number, value: string) => void; offsets: ReadonlyMap<number, number> },
): Map<number, Row> {
  const numbers = Object.keys(packed).map(Number)
  if (numbers.length > 0) {
    let body = ''
    const header = numbers.map((number) => {
      const at = body.length
      body += `${packed[number]} `
      return `${number} ${at}`
    })
    const first = `${header.join(' ')} `
    const content = deflateSync(bytesOf(first + body)).toString('latin1')
    const dict = `/Type /ObjStm /N ${numbers.length} /First ${first.length} /Filter /FlateDecode /Length ${content.length}`
    add(50, `<< ${dict} >>\nstream\n${content}\nendstream`)
  }
  const rows = new Map<number, Row>([...offsets].map(([number, offset]) => [number, [1, offset, 0]]))
  numbers.forEach((number, index) => {
    rows.set(number, [2, 50, index])
  })
  return rows
}

/** Deflated with the PNG predictor "up", as most writers do. */
function xrefStream(rows: ReadonlyMap<number, Row>, trailer: string): string {
  const plain = [...rows.values()].map(([type, second, third]) => [
    type,
    second >> 16,
    (second >> 8) & 255,
    second & 255,
    third,
  ])
  const predicted = plain.map((row, index) => [
    2,
    ...row.map((byte, column) => (byte - (plain[index - 1]?.[column] ?? 0)) & 255),
  ])
  const content = deflateSync(Buffer.from(predicted.flat())).toString('latin1')
  const index = [...rows.keys()].map((number) => `${number} 1`).join(' ')
  const dict = `/Type /XRef ${trailer} /W [1 3 1] /Index [${index}] /Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 5 >>`
  return `<< ${dict} /Length ${content.length} >>\nstream\n${content}\nendstream`
}

export interface SignOptions extends RevisionOptions {
  readonly field?: number
  readonly fieldName?: string
  readonly signature?: number
  /** The value: DER or BER, from the signed parts. Padded with zeros to `room`. */
  readonly value: (parts: readonly [Uint8Array, Uint8Array]) => Uint8Array
  readonly subFilter?: string
  readonly type?: string
  readonly dictionary?: string
  readonly more?: Objects
  /** `/ByteRange` in place of the right one. */
  readonly byteRange?: (right: readonly [number, number, number, number]) => string
  /** Written between `/Contents` and its value, or behind the value. */
  readonly contents?: (hex: string) => string
  readonly rangeFirst?: boolean
  readonly room?: number
}

const rangeRoom = 60

/** `bytes` with a state that fills one signature field. */
export function signRevision(bytes: Uint8Array, options: SignOptions): Buffer {
  const { field = 10, signature = field + 10, room = 3000 } = options
  const placeholder = `<${'0'.repeat(room * 2)}>`
  const range = `/ByteRange ${' '.repeat(rangeRoom)}`
  const contents = `/Contents ${(options.contents ?? ((hex: string) => hex))(placeholder)}`
  const parts = options.rangeFirst ? [range, contents] : [contents, range]
  const type = options.type ?? '/Type /Sig'
  const value = `<< ${type} /Filter /Adobe.PPKLite /SubFilter /${options.subFilter ?? 'ETSI.CAdES.detached'} /M (D:20261122130000+01'00') ${parts.join(' ')} ${options.dictionary ?? ''} >>`
  const name = options.fieldName ?? `feld${field}`
  const filled = emptyField(name).replace(' >>', ` /V ${signature} 0 R >>`)
  const objects = { [field]: filled, [signature]: value, ...options.more }
  const out = appendRevision(bytes, objects, options)
  const start = out.indexOf(placeholder, bytes.length)
  const gapEnd = start + placeholder.length
  const right = [0, start, gapEnd, out.length - gapEnd] as const
  const claimed = options.byteRange?.(right) ?? `[${right.join(' ')}]`
  out.write(claimed.padEnd(rangeRoom), out.indexOf('/ByteRange', bytes.length) + 11, 'latin1')
  const written = options.value([out.subarray(0, start), out.subarray(gapEnd)])
  if (written.length > room) throw new Error(`${written.length} bytes do not fit.`)
  out.write(Buffer.from(written).toString('hex'), start + 1, 'latin1')
  return out
}

export const cmsValue =
  (options: CmsOptions) =>
  (parts: readonly [Uint8Array, Uint8Array]): Buffer =>
    writeCms(parts, options)

/** `bytes` with every occurrence of `from` replaced by something of the same length. */
export function replaceText(bytes: Uint8Array, from: string, to: string): Buffer {
  if (from.length !== to.length) throw new Error('Offsets would move.')
  if (!textOf(bytes).includes(from)) throw new Error(`${from} does not occur.`)
  return bytesOf(textOf(bytes).replace(from, to))
}
