/** Pair kerning read straight from a font's GPOS table (OpenType 1.9, "GPOS", lookup types 2 and 9): a pair costs about
 *  a microsecond, where a full layout of a word costs hundreds. Enough wherever no combining mark is involved. */

/** Kerning between two glyphs in font units; negative moves them together. */
export type Kerning = (left: number, right: number) => number

interface PairTable {
  readonly at: number
  /** The left glyph's index in the subtable. */
  readonly coverage: ReadonlyMap<number, number>
}

const pairAdjustment = 2
const extension = 9
const noFeature = 0xffff

/** The kerning of Latin text; 0 for every pair of a font without it. */
export function readKerning(font: Uint8Array): Kerning {
  const view = new DataView(font.buffer, font.byteOffset, font.byteLength)
  const gpos = findTable(view, 'GPOS')
  if (gpos === null) return () => 0
  const lookups = kernLookups(view, gpos).map((lookup) => pairTables(view, lookup))
  const known = new Map<number, number>()
  return (left, right) => {
    const pair = left * 0x10000 + right
    const seen = known.get(pair)
    if (seen !== undefined) return seen
    const value = lookups.reduce((sum, tables) => sum + adjustment(view, tables, left, right), 0)
    known.set(pair, value)
    return value
  }
}

/** Offset of a table in a TrueType file, or null. */
export function findTable(view: DataView, tag: string): number | null {
  for (let index = 0; index < view.getUint16(4); index++) {
    const record = 12 + index * 16
    if (tagAt(view, record) === tag) return view.getUint32(record + 8)
  }
  return null
}

const tagAt = (view: DataView, at: number): string =>
  String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3))

function kernLookups(view: DataView, gpos: number): number[] {
  const features = gpos + view.getUint16(gpos + 6)
  const lookupList = gpos + view.getUint16(gpos + 8)
  const indexes = new Set<number>()
  for (const feature of latinFeatures(view, gpos)) {
    const record = features + 2 + feature * 6
    if (tagAt(view, record) !== 'kern') continue
    const table = features + view.getUint16(record + 4)
    for (let index = 0; index < view.getUint16(table + 2); index++) indexes.add(view.getUint16(table + 4 + index * 2))
  }
  return [...indexes].sort((a, b) => a - b).map((index) => lookupList + view.getUint16(lookupList + 2 + index * 2))
}

function latinFeatures(view: DataView, gpos: number): number[] {
  const scripts = gpos + view.getUint16(gpos + 4)
  for (let index = 0; index < view.getUint16(scripts); index++) {
    const record = scripts + 2 + index * 6
    if (tagAt(view, record) !== 'latn') continue
    const script = scripts + view.getUint16(record + 4)
    const language = script + view.getUint16(script)
    const features = Array.from({ length: view.getUint16(language + 4) }, (_, i) =>
      view.getUint16(language + 6 + i * 2),
    )
    const required = view.getUint16(language + 2)
    return required === noFeature ? features : [required, ...features]
  }
  return []
}

function pairTables(view: DataView, lookup: number): PairTable[] {
  const tables: PairTable[] = []
  for (let index = 0; index < view.getUint16(lookup + 4); index++) {
    let type = view.getUint16(lookup)
    let at = lookup + view.getUint16(lookup + 6 + index * 2)
    if (type === extension) {
      type = view.getUint16(at + 2)
      at += view.getUint32(at + 4)
    }
    if (type === pairAdjustment) tables.push({ at, coverage: readCoverage(view, at + view.getUint16(at + 2)) })
  }
  return tables
}

function readCoverage(view: DataView, at: number): Map<number, number> {
  const coverage = new Map<number, number>()
  const count = view.getUint16(at + 2)
  const listsGlyphs = view.getUint16(at) === 1
  for (let index = 0; index < count; index++) {
    if (listsGlyphs) {
      coverage.set(view.getUint16(at + 4 + index * 2), index)
      continue
    }
    const range = at + 4 + index * 6
    const first = view.getUint16(range)
    const start = view.getUint16(range + 4)
    for (let glyph = first; glyph <= view.getUint16(range + 2); glyph++) coverage.set(glyph, start + glyph - first)
  }
  return coverage
}

/** The first subtable that knows the pair decides, even when it says 0. */
function adjustment(view: DataView, tables: readonly PairTable[], left: number, right: number): number {
  for (const { at, coverage } of tables) {
    const index = coverage.get(left)
    if (index === undefined) continue
    const value = view.getUint16(at) === 1 ? listedPair(view, at, index, right) : classPair(view, at, left, right)
    if (value !== null) return value
  }
  return 0
}

function listedPair(view: DataView, at: number, index: number, right: number): number | null {
  const recordSize = 2 + valueSize(view, at + 4) + valueSize(view, at + 6)
  const set = at + view.getUint16(at + 10 + index * 2)
  let low = 0
  let high = view.getUint16(set) - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const record = set + 2 + middle * recordSize
    const glyph = view.getUint16(record)
    if (glyph === right) return xAdvance(view, at, record + 2)
    if (glyph < right) low = middle + 1
    else high = middle - 1
  }
  return null
}

function classPair(view: DataView, at: number, left: number, right: number): number {
  const size = valueSize(view, at + 4) + valueSize(view, at + 6)
  const leftClass = classOf(view, at + view.getUint16(at + 8), left)
  const rightClass = classOf(view, at + view.getUint16(at + 10), right)
  return xAdvance(view, at, at + 16 + (leftClass * view.getUint16(at + 14) + rightClass) * size)
}

function classOf(view: DataView, at: number, glyph: number): number {
  if (view.getUint16(at) === 1) {
    const index = glyph - view.getUint16(at + 2)
    return index >= 0 && index < view.getUint16(at + 4) ? view.getUint16(at + 6 + index * 2) : 0
  }
  for (let index = 0; index < view.getUint16(at + 2); index++) {
    const range = at + 4 + index * 6
    if (glyph < view.getUint16(range)) return 0
    if (glyph <= view.getUint16(range + 2)) return view.getUint16(range + 4)
  }
  return 0
}

/** A value record holds one 16-bit field for each bit set in its format. */
const valueSize = (view: DataView, formatAt: number): number => bitCount(view.getUint16(formatAt)) * 2

/** Of the left glyph's value record: bit 2 is xAdvance, behind xPlacement and yPlacement where these are present. */
function xAdvance(view: DataView, at: number, record: number): number {
  const format = view.getUint16(at + 4)
  return format & 4 ? view.getInt16(record + bitCount(format & 3) * 2) : 0
}

function bitCount(bits: number): number {
  let count = 0
  for (let rest = bits; rest > 0; rest >>= 1) count += rest & 1
  return count
}
