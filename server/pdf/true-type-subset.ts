/** Cuts single glyphs out of a TrueType file. A CIDFontType2 with an Identity map needs no names and no cmap, so a few
 *  tables are enough (ISO 32000-1 § 9.9, table 126). */
import { findTable } from './kerning.ts'

interface GlyphSource {
  readonly view: DataView
  readonly glyf: number
  readonly loca: number
  readonly longOffsets: boolean
}

const composite = { wordArguments: 0x1, scale: 0x8, more: 0x20, twoScales: 0x40, matrix: 0x80 }

/** A font whose glyph n is glyph `glyphs[n]` of `font`; a glyph may appear twice. Parts of composed glyphs follow
 *  behind. The first should be 0, the glyph for what is missing. */
export function subsetTrueType(font: Uint8Array, glyphs: readonly number[]): Uint8Array {
  // A Buffer's `slice` would share its memory, and the slices are changed below.
  const file = new Uint8Array(font.buffer, font.byteOffset, font.byteLength)
  const view = new DataView(font.buffer, font.byteOffset, font.byteLength)
  const headAt = requireTable(view, 'head')
  const source: GlyphSource = {
    view,
    glyf: requireTable(view, 'glyf'),
    loca: requireTable(view, 'loca'),
    longOffsets: view.getInt16(headAt + 50) === 1,
  }
  const { ids, outlines } = collectOutlines(file, source, glyphs)
  const head = file.slice(headAt, headAt + 54)
  new DataView(head.buffer).setInt16(50, 1)
  new DataView(head.buffer).setUint32(8, 0)
  const hhea = file.slice(requireTable(view, 'hhea'), requireTable(view, 'hhea') + 36)
  const metricsCount = new DataView(hhea.buffer).getUint16(34)
  new DataView(hhea.buffer).setUint16(34, ids.length)
  const maxp = file.slice(requireTable(view, 'maxp'), requireTable(view, 'maxp') + 32)
  new DataView(maxp.buffer).setUint16(4, ids.length)
  const tables: [tag: string, content: Uint8Array][] = [
    ...hintingTables(file, view),
    ['glyf', joinPadded(outlines)],
    ['head', head],
    ['hhea', hhea],
    ['hmtx', metricsOf(view, ids, metricsCount)],
    ['loca', offsetsOf(outlines)],
    ['maxp', maxp],
  ]
  return writeTables(tables.sort(([a], [b]) => (a < b ? -1 : 1)))
}

function requireTable(view: DataView, tag: string): number {
  const at = findTable(view, tag)
  if (at === null) throw new Error(`The font has no ${tag} table.`)
  return at
}

function hintingTables(file: Uint8Array, view: DataView): [string, Uint8Array][] {
  const tables: [string, Uint8Array][] = []
  for (let index = 0; index < view.getUint16(4); index++) {
    const record = 12 + index * 16
    const tag = String.fromCharCode(...file.subarray(record, record + 4))
    if (!['cvt ', 'fpgm', 'prep'].includes(tag)) continue
    const at = view.getUint32(record + 8)
    tables.push([tag, file.subarray(at, at + view.getUint32(record + 12))])
  }
  return tables
}

function collectOutlines(file: Uint8Array, source: GlyphSource, glyphs: readonly number[]) {
  const ids = [...glyphs]
  const positions = new Map<number, number>()
  glyphs.forEach((id, position) => {
    if (!positions.has(id)) positions.set(id, position)
  })
  const positionOf = (id: number): number => {
    const known = positions.get(id)
    if (known !== undefined) return known
    positions.set(id, ids.length)
    return ids.push(id) - 1
  }
  const outlines: Uint8Array[] = []
  for (let position = 0; position < ids.length; position++) {
    const outline = outlineOf(file, source, ids[position] ?? 0)
    renumberParts(outline, positionOf)
    outlines.push(outline)
  }
  return { ids, outlines }
}

function outlineOf(file: Uint8Array, { view, glyf, loca, longOffsets }: GlyphSource, id: number): Uint8Array {
  const offset = (index: number) =>
    longOffsets ? view.getUint32(loca + index * 4) : view.getUint16(loca + index * 2) * 2
  return file.slice(glyf + offset(id), glyf + offset(id + 1))
}

function renumberParts(outline: Uint8Array, positionOf: (id: number) => number): void {
  const view = new DataView(outline.buffer, outline.byteOffset, outline.byteLength)
  if (outline.length === 0 || view.getInt16(0) >= 0) return
  let at = 10
  for (let more = true; more; ) {
    const flags = view.getUint16(at)
    view.setUint16(at + 2, positionOf(view.getUint16(at + 2)))
    at += 4 + (flags & composite.wordArguments ? 4 : 2)
    if (flags & composite.scale) at += 2
    else if (flags & composite.twoScales) at += 4
    else if (flags & composite.matrix) at += 8
    more = (flags & composite.more) !== 0
  }
}

/** Behind the last of `count` full metrics all glyphs share its advance and have only a bearing of their own. */
function metricsOf(view: DataView, ids: readonly number[], count: number): Uint8Array {
  const hmtx = requireTable(view, 'hmtx')
  const metrics = new DataView(new ArrayBuffer(ids.length * 4))
  ids.forEach((id, position) => {
    metrics.setUint16(position * 4, view.getUint16(hmtx + Math.min(id, count - 1) * 4))
    const bearing = id < count ? hmtx + id * 4 + 2 : hmtx + count * 4 + (id - count) * 2
    metrics.setInt16(position * 4 + 2, view.getInt16(bearing))
  })
  return new Uint8Array(metrics.buffer)
}

const padded = (length: number): number => (length + 3) & ~3

function joinPadded(outlines: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(outlines.reduce((sum, outline) => sum + padded(outline.length), 0))
  let at = 0
  for (const outline of outlines) {
    joined.set(outline, at)
    at += padded(outline.length)
  }
  return joined
}

function offsetsOf(outlines: readonly Uint8Array[]): Uint8Array {
  const offsets = new DataView(new ArrayBuffer((outlines.length + 1) * 4))
  let at = 0
  outlines.forEach((outline, position) => {
    offsets.setUint32(position * 4, at)
    at += padded(outline.length)
  })
  offsets.setUint32(outlines.length * 4, at)
  return new Uint8Array(offsets.buffer)
}

function writeTables(tables: readonly (readonly [string, Uint8Array])[]): Uint8Array {
  const headerLength = 12 + tables.length * 16
  const file = new Uint8Array(tables.reduce((sum, [, content]) => sum + padded(content.length), headerLength))
  const view = new DataView(file.buffer)
  const power = Math.floor(Math.log2(tables.length))
  view.setUint32(0, 0x00010000)
  view.setUint16(4, tables.length)
  view.setUint16(6, 2 ** power * 16)
  view.setUint16(8, power)
  view.setUint16(10, tables.length * 16 - 2 ** power * 16)
  let at = headerLength
  let headAt = 0
  tables.forEach(([tag, content], index) => {
    file.set(content, at)
    const record = 12 + index * 16
    for (let i = 0; i < 4; i++) view.setUint8(record + i, tag.charCodeAt(i))
    view.setUint32(record + 4, checksum(view, at, padded(content.length)))
    view.setUint32(record + 8, at)
    view.setUint32(record + 12, content.length)
    if (tag === 'head') headAt = at
    at += padded(content.length)
  })
  view.setUint32(headAt + 8, (0xb1b0afba - checksum(view, 0, file.length)) >>> 0)
  return file
}

function checksum(view: DataView, at: number, length: number): number {
  let sum = 0
  for (let offset = at; offset < at + length; offset += 4) sum = (sum + view.getUint32(offset)) >>> 0
  return sum
}
