import { maxNesting, maxValues, PdfUnreadable } from './reader-limits.ts'

/** A value with the place it was written at. `source` is the file itself, or the content of an object stream. */
export type PdfValue =
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'integer'; readonly value: number }
  | { readonly kind: 'real'; readonly value: number }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'ref'; readonly number: number; readonly generation: number }
  | { readonly kind: 'array'; readonly items: readonly PdfValue[] }
  | PdfString
  | PdfDict
  | PdfStream

/** `start` is at the opening bracket, `end` behind the closing one. */
export interface PdfString {
  readonly kind: 'string'
  readonly hex: boolean
  readonly source: Uint8Array
  readonly start: number
  readonly end: number
}

export interface PdfDict {
  readonly kind: 'dict'
  readonly entries: ReadonlyMap<string, PdfValue>
  /** A key that occurs twice: readers disagree on which one counts. */
  readonly repeatedKey: string | null
  readonly source: Uint8Array
  readonly start: number
  readonly end: number
}

export interface PdfStream {
  readonly kind: 'stream'
  readonly dict: PdfDict
  readonly source: Uint8Array
  readonly dataStart: number
}

/** A place in the bytes that moves forward. `end` bounds what may be read. */
export interface Cursor {
  readonly bytes: Uint8Array
  at: number
  readonly end: number
  valuesLeft: number
}

export const pdfNull: PdfValue = { kind: 'null' }

export const cursorAt = (bytes: Uint8Array, at: number, end = bytes.length): Cursor => ({
  bytes,
  at,
  end: Math.min(end, bytes.length),
  valuesLeft: maxValues,
})

export const isSpace = (byte: number | undefined): boolean =>
  byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09 || byte === 0x0c || byte === 0x00
const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39
const delimiters = new Set(Array.from('()<>[]{}/%', (char) => char.charCodeAt(0)))
const isRegular = (byte: number | undefined): byte is number =>
  byte !== undefined && !isSpace(byte) && !delimiters.has(byte)

const peek = (cursor: Cursor, ahead = 0): number | undefined =>
  cursor.at + ahead < cursor.end ? cursor.bytes[cursor.at + ahead] : undefined

export function skipSpace(cursor: Cursor): void {
  for (;;) {
    const byte = peek(cursor)
    if (byte === 0x25) skipComment(cursor)
    else if (isSpace(byte)) cursor.at++
    else return
  }
}

function skipComment(cursor: Cursor): void {
  for (let byte = peek(cursor); byte !== undefined && byte !== 0x0a && byte !== 0x0d; byte = peek(cursor)) cursor.at++
}

/** Steps over `word` if it stands here as a whole token. */
export function takeKeyword(cursor: Cursor, word: string): boolean {
  for (let i = 0; i < word.length; i++) if (peek(cursor, i) !== word.charCodeAt(i)) return false
  if (isRegular(peek(cursor, word.length))) return false
  cursor.at += word.length
  return true
}

/** Steps over an unsigned integer of at most 15 digits. */
export function takeInteger(cursor: Cursor): number | null {
  let value = 0
  let digits = 0
  for (; isDigit(peek(cursor, digits)) && digits <= 15; digits++)
    value = value * 10 + (peek(cursor, digits) ?? 0) - 0x30
  if (digits === 0 || digits > 15 || isRegular(peek(cursor, digits))) return null
  cursor.at += digits
  return value
}

/** Reads the value that begins here (ISO 32000-1 § 7.3). Throws PdfUnreadable at anything that is none. */
export function readValue(cursor: Cursor, depth = 0): PdfValue {
  if (depth > maxNesting) throw new PdfUnreadable('Die Datei ist tiefer verschachtelt, als diese Prüfung liest.')
  if (--cursor.valuesLeft < 0) throw new PdfUnreadable('Ein Objekt der Datei ist größer, als diese Prüfung liest.')
  skipSpace(cursor)
  const byte = peek(cursor)
  if (byte === 0x3c) return peek(cursor, 1) === 0x3c ? readDict(cursor, depth) : readHexString(cursor)
  if (byte === 0x28) return readLiteralString(cursor)
  if (byte === 0x2f) return { kind: 'name', name: readName(cursor) }
  if (byte === 0x5b) return readArray(cursor, depth)
  if (isDigit(byte) || byte === 0x2b || byte === 0x2d || byte === 0x2e) return readNumberOrRef(cursor)
  if (takeKeyword(cursor, 'null')) return pdfNull
  if (takeKeyword(cursor, 'true')) return { kind: 'boolean', value: true }
  if (takeKeyword(cursor, 'false')) return { kind: 'boolean', value: false }
  throw broken()
}

export const broken = (): PdfUnreadable => new PdfUnreadable('Die Datei ist beschädigt: Ein Objekt ist nicht lesbar.')

function readNumberOrRef(cursor: Cursor): PdfValue {
  const start = cursor.at
  const whole = takeInteger(cursor)
  if (whole === null) return readSignedNumber(cursor)
  const behind = cursor.at
  skipSpace(cursor)
  const generation = cursor.at > behind ? takeInteger(cursor) : null
  if (generation !== null) {
    skipSpace(cursor)
    if (takeKeyword(cursor, 'R')) return { kind: 'ref', number: whole, generation }
  }
  cursor.at = behind
  return cursor.at > start ? { kind: 'integer', value: whole } : readSignedNumber(cursor)
}

function readSignedNumber(cursor: Cursor): PdfValue {
  const start = cursor.at
  while (isRegular(peek(cursor)) && cursor.at - start < 64) cursor.at++
  const text = latin1(cursor.bytes.subarray(start, cursor.at))
  if (isRegular(peek(cursor)) || !/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text)) throw broken()
  const value = Number(text)
  return { kind: /^[+-]?\d{1,15}$/.test(text) ? 'integer' : 'real', value }
}

function readName(cursor: Cursor): string {
  cursor.at++
  const start = cursor.at
  while (isRegular(peek(cursor))) cursor.at++
  const raw = latin1(cursor.bytes.subarray(start, cursor.at))
  return raw.replace(/#([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

function readArray(cursor: Cursor, depth: number): PdfValue {
  cursor.at++
  const items: PdfValue[] = []
  for (;;) {
    skipSpace(cursor)
    if (peek(cursor) === 0x5d) break
    items.push(readValue(cursor, depth + 1))
  }
  cursor.at++
  return { kind: 'array', items }
}

function readDict(cursor: Cursor, depth: number): PdfDict {
  const start = cursor.at
  cursor.at += 2
  const entries = new Map<string, PdfValue>()
  let repeatedKey: string | null = null
  for (;;) {
    skipSpace(cursor)
    if (peek(cursor) === 0x3e && peek(cursor, 1) === 0x3e) break
    if (peek(cursor) !== 0x2f) throw broken()
    const key = readName(cursor)
    if (entries.has(key)) repeatedKey ??= key
    entries.set(key, readValue(cursor, depth + 1))
  }
  cursor.at += 2
  return { kind: 'dict', entries, repeatedKey, source: cursor.bytes, start, end: cursor.at }
}

function readHexString(cursor: Cursor): PdfString {
  const start = cursor.at++
  for (let byte = peek(cursor); byte !== 0x3e; byte = peek(cursor)) {
    if (byte === undefined || (hexDigit(byte) < 0 && !isSpace(byte))) throw broken()
    cursor.at++
  }
  cursor.at++
  return { kind: 'string', hex: true, source: cursor.bytes, start, end: cursor.at }
}

function readLiteralString(cursor: Cursor): PdfString {
  const start = cursor.at
  let open = 0
  do {
    const byte = peek(cursor)
    if (byte === undefined) throw broken()
    if (byte === 0x5c) cursor.at++
    else if (byte === 0x28) open++
    else if (byte === 0x29) open--
    cursor.at++
  } while (open > 0)
  return { kind: 'string', hex: false, source: cursor.bytes, start, end: Math.min(cursor.at, cursor.end) }
}

const hexDigit = (byte: number): number => {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const letter = byte | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
}

export const latin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')

export const hasName = (dict: PdfDict, key: string, name: string): boolean => {
  const value = dict.entries.get(key)
  return value?.kind === 'name' && value.name === name
}

/** How many values were read from here so far. */
export const valuesRead = (cursor: Cursor): number => maxValues - cursor.valuesLeft

/** The bytes a string stands for. */
export function stringBytes({ hex, source, start, end }: PdfString): Uint8Array {
  return hex ? hexBytes(source.subarray(start + 1, end - 1)) : literalBytes(source.subarray(start + 1, end - 1))
}

function hexBytes(digits: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(digits.length / 2))
  let count = 0
  for (const digit of digits) {
    const value = hexDigit(digit)
    if (value < 0) continue
    const index = count >> 1
    bytes[index] = count % 2 === 0 ? value << 4 : (bytes[index] ?? 0) | value
    count++
  }
  return bytes.subarray(0, (count + 1) >> 1)
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }

function literalBytes(raw: Uint8Array): Uint8Array {
  const text = latin1(raw).replace(/\\([0-7]{1,3}|\r\n|[\s\S])|\r\n?/g, (whole, escaped: string | undefined) => {
    if (escaped === undefined) return whole === '\r' || whole === '\r\n' ? '\n' : whole
    if (/^[0-7]/.test(escaped)) return String.fromCharCode(Number.parseInt(escaped, 8) & 0xff)
    if (/^[\r\n]/.test(escaped)) return ''
    return escapes[escaped] ?? escaped
  })
  return Buffer.from(text, 'latin1')
}

/** A text string (ISO 32000-1 § 7.9.2.2) fit for showing: control characters and those that turn the direction of what
 *  follows become U+FFFD, at most 200 characters. Letters of PDFDocEncoding beyond Latin-1 are read as Latin-1. */
export function showText(value: PdfValue | undefined): string {
  if (value?.kind !== 'string') return ''
  const bytes = stringBytes({ ...value, end: Math.min(value.end, value.start + 8000) })
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return shown(new TextDecoder('utf-16be').decode(bytes.subarray(2, 1000)))
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf)
    return shown(new TextDecoder().decode(bytes.subarray(3, 1000)))
  return shown(latin1(bytes.subarray(0, 1000)))
}

export function shown(text: string): string {
  const clean = text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '\ufffd')
  const characters = Array.from(clean)
  return characters.length > 200 ? `${characters.slice(0, 199).join('')}…` : clean
}
