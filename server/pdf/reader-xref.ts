import { checkTime, maxObjectNumber, maxRevisions, PdfUnreadable, type ReadBudget, spend } from './reader-limits.ts'
import { streamContent } from './reader-stream.ts'
import {
  broken,
  type Cursor,
  cursorAt,
  hasName,
  isSpace,
  type PdfDict,
  type PdfStream,
  type PdfValue,
  readValue,
  skipSpace,
  takeInteger,
  takeKeyword,
  valuesRead,
} from './reader-values.ts'

export type XrefEntry =
  | { readonly kind: 'free' }
  | { readonly kind: 'offset'; readonly offset: number; readonly generation: number }
  | { readonly kind: 'packed'; readonly streamNumber: number; readonly index: number }

/** One cross-reference section with its trailer; the /XRefStm of a hybrid file is part of it. */
export interface XrefSection {
  readonly offset: number
  readonly entries: ReadonlyMap<number, XrefEntry>
  readonly trailer: PdfDict
  readonly prev: number | null
  /** Everything it names begins before here. */
  readonly reach: number
}

/** What is read once per file, whichever revision asks. */
export interface XrefSource {
  readonly bytes: Uint8Array
  readonly budget: ReadBudget
  readonly sections: Map<number, XrefSection>
}

export interface IndirectObject {
  readonly number: number
  readonly generation: number
  readonly value: PdfValue
  /** Behind `endobj`, or where a stream's data begins. */
  readonly end: number
  /** How many values it is made of. */
  readonly values: number
}

/** The sections that count when the file is opened at `offset`, newest first. */
export function readChain(source: XrefSource, offset: number): readonly XrefSection[] {
  const chain: XrefSection[] = []
  const seen = new Set<number>()
  for (let next: number | null = offset; next !== null; ) {
    if (seen.has(next)) throw new PdfUnreadable('Die Stände der Datei verweisen im Kreis aufeinander.')
    if (chain.length >= maxRevisions) throw tooManyRevisions()
    seen.add(next)
    const section: XrefSection = source.sections.get(next) ?? readSection(source, next)
    source.sections.set(next, section)
    chain.push(section)
    next = section.prev
  }
  return chain
}

export const tooManyRevisions = (): PdfUnreadable =>
  new PdfUnreadable(`Die Datei hat mehr als ${maxRevisions} Stände; so viele liest diese Prüfung nicht.`)

function readSection(source: XrefSource, offset: number): XrefSection {
  checkTime(source.budget)
  const cursor = cursorAt(source.bytes, offset)
  skipShortSpace(cursor)
  if (!takeKeyword(cursor, 'xref')) return readStreamSection(source, offset)
  const table = readTable(source, cursor)
  skipSpace(cursor)
  const trailer = readValue(cursor)
  spend(source.budget, 'values', valuesRead(cursor))
  if (trailer.kind !== 'dict') throw broken()
  const hybrid = integerAt(trailer, 'XRefStm')
  const hidden = hybrid === null ? null : readStreamSection(source, hybrid)
  const entries = hidden ? joinHybrid(table, hidden.entries) : table
  const reach = Math.max(cursor.at, hidden?.reach ?? 0, reachOf(source.bytes, table))
  return { offset, entries, trailer, prev: integerAt(trailer, 'Prev'), reach }
}

function readTable(source: XrefSource, cursor: Cursor): Map<number, XrefEntry> {
  const entries = new Map<number, XrefEntry>()
  for (;;) {
    skipSpace(cursor)
    if (takeKeyword(cursor, 'trailer')) return entries
    const first = takeInteger(cursor)
    skipSpace(cursor)
    const count = takeInteger(cursor)
    if (first === null || count === null) throw brokenTable()
    spend(source.budget, 'xrefEntries', count)
    for (let number = first; number < first + count; number++) addEntry(entries, number, readTableEntry(cursor))
  }
}

function readTableEntry(cursor: Cursor): XrefEntry {
  skipShortSpace(cursor)
  const offset = takeInteger(cursor)
  skipShortSpace(cursor)
  const generation = takeInteger(cursor)
  skipShortSpace(cursor)
  if (offset === null || generation === null) throw brokenTable()
  if (takeKeyword(cursor, 'f')) return { kind: 'free' }
  if (!takeKeyword(cursor, 'n')) throw brokenTable()
  // Some writers mark unused numbers as in use at offset 0, where the header stands.
  return offset === 0 ? { kind: 'free' } : { kind: 'offset', offset, generation }
}

function addEntry(entries: Map<number, XrefEntry>, number: number, entry: XrefEntry): void {
  if (number > maxObjectNumber || entries.has(number)) throw brokenTable()
  entries.set(number, entry)
}

/** Objects hidden from old readers are free or absent in the table (ISO 32000-1 § 7.5.8.4). One that is in use in both is
 *  read differently by different readers, so it is refused. */
function joinHybrid(
  table: ReadonlyMap<number, XrefEntry>,
  hidden: ReadonlyMap<number, XrefEntry>,
): Map<number, XrefEntry> {
  const joined = new Map(table)
  for (const [number, entry] of hidden) {
    const known = table.get(number)
    if (known && known.kind !== 'free' && entry.kind !== 'free' && !sameEntry(known, entry)) throw brokenTable()
    if (!known || known.kind === 'free') joined.set(number, entry)
  }
  return joined
}

const sameEntry = (one: XrefEntry, other: XrefEntry): boolean =>
  one.kind === 'offset' && other.kind === 'offset' && one.offset === other.offset && one.generation === other.generation

function readStreamSection(source: XrefSource, offset: number): XrefSection {
  const { value, end, values } = readObjectAt(source.bytes, offset)
  spend(source.budget, 'values', values)
  if (value.kind !== 'stream' || !hasName(value.dict, 'Type', 'XRef')) throw brokenTable()
  const length = integerAt(value.dict, 'Length')
  if (length === null || value.dict.repeatedKey) throw brokenTable()
  const entries = readStreamEntries(value, streamContent(value, length, source.budget), source.budget)
  const reach = Math.max(end, value.dataStart + length, reachOf(source.bytes, entries))
  return { offset, entries, trailer: value.dict, prev: integerAt(value.dict, 'Prev'), reach }
}

function readStreamEntries(stream: PdfStream, rows: Uint8Array, budget: ReadBudget): Map<number, XrefEntry> {
  const widths = integersAt(stream.dict, 'W')
  const [typeWidth = 0, secondWidth = 0, thirdWidth = 0] = widths ?? []
  if (widths?.length !== 3 || widths.some((width) => width > 8) || secondWidth === 0) throw brokenTable()
  const size = integerAt(stream.dict, 'Size')
  const index = stream.dict.entries.has('Index') ? integersAt(stream.dict, 'Index') : [0, size ?? 0]
  if (size === null || !index || index.length % 2 !== 0) throw brokenTable()
  const entries = new Map<number, XrefEntry>()
  let at = 0
  const take = (width: number) => {
    let value = 0
    for (let i = 0; i < width; i++) value = value * 256 + (rows[at++] ?? 0)
    return value
  }
  for (let pair = 0; pair < index.length; pair += 2) {
    const [first = 0, count = 0] = index.slice(pair, pair + 2)
    spend(budget, 'xrefEntries', count)
    if (at + count * (typeWidth + secondWidth + thirdWidth) > rows.length) throw brokenTable()
    for (let number = first; number < first + count; number++) {
      const type = typeWidth === 0 ? 1 : take(typeWidth)
      addEntry(entries, number, streamEntry(type, take(secondWidth), take(thirdWidth)))
    }
  }
  return entries
}

/** ISO 32000-1 table 18; types beyond 2 stand for the null object. */
function streamEntry(type: number, second: number, third: number): XrefEntry {
  if (type === 1 && second > 0) return { kind: 'offset', offset: second, generation: third }
  if (type === 2) return { kind: 'packed', streamNumber: second, index: third }
  return { kind: 'free' }
}

/** Checks that each object named by its offset is the one that stands there, and tells how far the entries reach. */
function reachOf(bytes: Uint8Array, entries: ReadonlyMap<number, XrefEntry>): number {
  let reach = 0
  for (const [number, entry] of entries) {
    if (entry.kind !== 'offset') continue
    const cursor = cursorAt(bytes, entry.offset)
    const header = takeHeader(cursor)
    if (header?.number !== number || header.generation !== entry.generation) {
      throw wrongPlace()
    }
    reach = Math.max(reach, cursor.at)
  }
  return reach
}

/** Reads `n g obj … endobj` at `offset`. A stream's data is not entered: its length may be an object of its own. */
export function readObjectAt(bytes: Uint8Array, offset: number): IndirectObject {
  const cursor = cursorAt(bytes, offset)
  const header = takeHeader(cursor)
  if (!header) throw broken()
  const value = readValue(cursor)
  const values = valuesRead(cursor)
  skipSpace(cursor)
  if (value.kind === 'dict' && takeKeyword(cursor, 'stream')) {
    if (bytes[cursor.at] === 0x0d) cursor.at++
    if (bytes[cursor.at++] !== 0x0a) throw broken()
    const stream: PdfStream = { kind: 'stream', dict: value, source: bytes, dataStart: cursor.at }
    return { ...header, value: stream, end: cursor.at, values }
  }
  if (!takeKeyword(cursor, 'endobj')) throw broken()
  return { ...header, value, end: cursor.at, values }
}

function takeHeader(cursor: Cursor): { number: number; generation: number } | null {
  skipShortSpace(cursor)
  const number = takeInteger(cursor)
  skipShortSpace(cursor)
  const generation = number === null ? null : takeInteger(cursor)
  skipShortSpace(cursor)
  if (number === null || generation === null || !takeObj(cursor)) return null
  return { number, generation }
}

/** `obj` may be followed at once by a number or letter, as in `1 0 obj5`. */
function takeObj(cursor: Cursor): boolean {
  const { bytes, at } = cursor
  if (bytes[at] !== 0x6f || bytes[at + 1] !== 0x62 || bytes[at + 2] !== 0x6a) return false
  cursor.at += 3
  return true
}

/** A few bytes only: thousands of entries may point to one long stretch of white space. */
function skipShortSpace(cursor: Cursor): void {
  const end = Math.min(cursor.end, cursor.at + 32)
  while (cursor.at < end && isSpace(cursor.bytes[cursor.at])) cursor.at++
}

const integerAt = (dict: PdfDict, key: string): number | null => {
  const value = dict.entries.get(key)
  if (!value || value.kind === 'null') return null
  if (value.kind !== 'integer' || value.value < 0) throw brokenTable()
  return value.value
}

const integersAt = (dict: PdfDict, key: string): number[] | null => {
  const value = dict.entries.get(key)
  if (value?.kind !== 'array') return null
  const numbers = value.items.flatMap((item) => (item.kind === 'integer' && item.value >= 0 ? [item.value] : []))
  return numbers.length === value.items.length ? numbers : null
}

const brokenTable = (): PdfUnreadable =>
  new PdfUnreadable('Die Datei ist beschädigt: Ihr Inhaltsverzeichnis ist nicht lesbar.')

export const wrongPlace = (): PdfUnreadable =>
  new PdfUnreadable('Das Inhaltsverzeichnis der Datei verweist auf falsche Stellen.')
