import {
  checkTime,
  maxFileBytes,
  maxObjectNumber,
  maxRevisions,
  newBudget,
  PdfUnreadable,
  type ReadBudget,
  spend,
  tooLargeMessage,
} from './reader-limits.ts'
import { streamContent } from './reader-stream.ts'
import {
  broken,
  cursorAt,
  hasName,
  isSpace,
  latin1,
  type PdfDict,
  type PdfStream,
  type PdfValue,
  pdfNull,
  readValue,
  skipSpace,
  takeInteger,
  valuesRead,
} from './reader-values.ts'
import {
  type IndirectObject,
  readChain,
  readObjectAt,
  tooManyRevisions,
  wrongPlace,
  type XrefEntry,
  type XrefSection,
  type XrefSource,
} from './reader-xref.ts'

/** One state of the file: what a reader sees that was given the bytes up to `end`. */
export interface PdfRevision {
  readonly source: PdfSource
  /** Where its `startxref` stands, and the place behind its `%%EOF`. */
  readonly statedAt: number
  readonly end: number
  /** Newest first. */
  readonly sections: readonly XrefSection[]
  readonly trailer: PdfDict
}

export interface PdfFile {
  readonly bytes: Uint8Array
  readonly budget: ReadBudget
  /** In the order they stand in the file. */
  readonly revisions: readonly PdfRevision[]
  /** The last of them, which a reader shows. */
  readonly newest: PdfRevision
  /** Whether only white space follows the newest state. */
  readonly endsClean: boolean
}

/** What is read once, whichever revision asks: sections and objects by offset. */
interface PdfSource extends XrefSource {
  readonly objects: Map<number, IndirectObject>
  readonly packed: Map<number, readonly PackedObject[]>
}

interface PackedObject {
  readonly number: number
  readonly value: () => PdfValue
}

/** Reads the structure of a PDF with the offset of everything, as judging a signature needs it: which bytes belong to
 *  which object, in which state of the file. pdf-lib is no help there: it drops offsets and repairs what is wrong in
 *  silence, so that a forged file reads like a good one. This reader repairs nothing, follows nothing without a bound
 *  and decodes no page. Throws PdfUnreadable and nothing else.
 *  ISO 32000-1 § 7.5 (file structure), § 7.5.8 (cross-reference streams and hybrid files). */
export function readPdf(bytes: Uint8Array): PdfFile {
  if (bytes.length > maxFileBytes) throw new PdfUnreadable(tooLargeMessage)
  if (latin1(bytes.subarray(0, 5)) !== '%PDF-') throw new PdfUnreadable('Die Datei ist kein PDF.')
  const source = { bytes, budget: newBudget(), sections: new Map(), objects: new Map(), packed: new Map() }
  const statements = findStatements(source)
  const last = statements.pop()
  if (!last) throw new PdfUnreadable('Die Datei ist beschädigt oder abgeschnitten: Ihr Ende fehlt.')
  const earlier = statements.flatMap((statement) => openIfReadable(source, statement))
  const newest = openRevision(source, last)
  const endsClean = bytes.subarray(last.end).every(isSpace)
  return { bytes, budget: source.budget, revisions: [...earlier, newest], newest, endsClean }
}

function openRevision(source: PdfSource, { statedAt, end, offset }: Statement): PdfRevision {
  const sections = readChain(source, offset)
  const [newest] = sections
  // An earlier state knows nothing of bytes written later.
  if (!newest || sections.some(({ reach }) => reach > end)) throw broken()
  if (newest.trailer.entries.has('Encrypt')) {
    throw new PdfUnreadable('Die Datei ist verschlüsselt. Prüfen lässt sich nur eine Datei ohne Kennwort.')
  }
  return { source, statedAt, end, sections, trailer: newest.trailer }
}

/** Words inside a stream may look like the end of a state and lead nowhere; only the last one must be readable. */
function openIfReadable(source: PdfSource, statement: Statement): readonly PdfRevision[] {
  try {
    return [openRevision(source, statement)]
  } catch (error) {
    if (error instanceof PdfUnreadable) return []
    throw error
  }
}

interface Statement {
  readonly statedAt: number
  readonly offset: number
  readonly end: number
}

/** Every `startxref n %%EOF` of the file. */
function findStatements({ bytes, budget }: PdfSource): Statement[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const statements: Statement[] = []
  for (let at = text.indexOf('startxref'); at >= 0; at = text.indexOf('startxref', at + 9)) {
    checkTime(budget)
    const cursor = cursorAt(bytes, at + 9, at + 64)
    while (isSpace(bytes[cursor.at]) && cursor.at < cursor.end) cursor.at++
    const offset = takeInteger(cursor)
    while (isSpace(bytes[cursor.at]) && cursor.at < cursor.end) cursor.at++
    const marked = text.toString('latin1', cursor.at, cursor.at + 5) === '%%EOF'
    if (offset === null || !marked) continue
    if (statements.length >= maxRevisions) throw tooManyRevisions()
    statements.push({ statedAt: at, offset, end: cursor.at + 5 })
  }
  return statements
}

/** What `value` stands for in this state of the file: a reference is followed, anything else is itself. A reference to
 *  nothing is null (ISO 32000-1 § 7.3.10). */
export function resolve(revision: PdfRevision, value: PdfValue | undefined): PdfValue {
  let current = value ?? pdfNull
  for (let hops = 0; current.kind === 'ref'; hops++) {
    if (hops > 16) throw new PdfUnreadable('Objekte der Datei verweisen im Kreis aufeinander.')
    current = findObject(revision, current.number, current.generation) ?? pdfNull
  }
  return current
}

/** The resolved entry of a dictionary. */
export const lookup = (revision: PdfRevision, dict: PdfDict, key: string): PdfValue =>
  resolve(revision, dict.entries.get(key))

function findObject(revision: PdfRevision, number: number, generation: number): PdfValue | null {
  const entry = findEntry(revision, number)
  if (!entry || entry.kind === 'free') return null
  if (entry.kind === 'packed') return generation === 0 ? findPacked(revision, number, entry) : null
  return entry.generation === generation ? readCached(revision, entry.offset).value : null
}

function findEntry({ sections }: PdfRevision, number: number): XrefEntry | null {
  if (number > maxObjectNumber) return null
  for (const { entries } of sections) {
    const entry = entries.get(number)
    if (entry) return entry
  }
  return null
}

function readCached({ source, end }: PdfRevision, offset: number): IndirectObject {
  checkTime(source.budget)
  const known = source.objects.get(offset)
  const object = known ?? readObjectAt(source.bytes, offset)
  if (!known) {
    spend(source.budget, 'objects', 1)
    spend(source.budget, 'values', object.values)
    source.objects.set(offset, object)
  }
  if (object.end > end) throw broken()
  return object
}

function findPacked(revision: PdfRevision, number: number, entry: XrefEntry & { kind: 'packed' }): PdfValue {
  const container = findEntry(revision, entry.streamNumber)
  if (container?.kind !== 'offset') throw broken()
  const { value } = readCached(revision, container.offset)
  if (value.kind !== 'stream' || !hasName(value.dict, 'Type', 'ObjStm')) throw broken()
  const { packed } = revision.source
  const objects = packed.get(container.offset) ?? readPacked(revision, value)
  packed.set(container.offset, objects)
  const object = objects[entry.index]
  if (object?.number !== number) throw wrongPlace()
  return object.value()
}

/** ISO 32000-1 § 7.5.7: pairs of object number and offset, then the objects. */
function readPacked(revision: PdfRevision, stream: PdfStream): readonly PackedObject[] {
  const { budget } = revision.source
  const count = plainInteger(revision, stream.dict, 'N')
  const first = plainInteger(revision, stream.dict, 'First')
  const content = streamContent(stream, plainInteger(revision, stream.dict, 'Length'), budget)
  spend(budget, 'objects', count)
  const cursor = cursorAt(content, 0, first)
  return Array.from({ length: count }, () => {
    skipSpace(cursor)
    const number = takeInteger(cursor)
    skipSpace(cursor)
    const offset = takeInteger(cursor)
    if (number === null || offset === null) throw broken()
    let value: PdfValue | null = null
    const read = () => {
      const inside = cursorAt(content, first + offset)
      value = readValue(inside)
      spend(budget, 'values', valuesRead(inside))
      return value
    }
    return { number, value: () => value ?? read() }
  })
}

/** An integer that is not itself packed: else unpacking one stream could ask for that same stream. */
function plainInteger(revision: PdfRevision, dict: PdfDict, key: string): number {
  const direct = dict.entries.get(key)
  const entry = direct?.kind === 'ref' ? findEntry(revision, direct.number) : null
  const value = entry?.kind === 'offset' ? readCached(revision, entry.offset).value : direct
  if (value?.kind !== 'integer' || value.value < 0) throw broken()
  return value.value
}

/** Whether `later` was written as an update of exactly `earlier`, with no other state between or instead. */
export function continues(later: PdfRevision, earlier: PdfRevision): boolean {
  const added = later.sections.length - earlier.sections.length
  return added === 1 && earlier.sections.every((section, index) => later.sections[index + 1] === section)
}

/** The state that ends at `end`, white space behind its `%%EOF` included. */
export function revisionEndingAt(file: PdfFile, end: number): PdfRevision | null {
  const revision = end <= file.bytes.length ? file.revisions.findLast((candidate) => candidate.end <= end) : undefined
  return revision && file.bytes.subarray(revision.end, end).every(isSpace) ? revision : null
}
