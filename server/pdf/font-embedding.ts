/** Fonts inside a PDF: a TrueType subset as CIDFontType2 with Identity-H (ISO 32000-1 § 9.7.4). Every pair of glyph and
 *  text has a code of its own, so ToUnicode gives back what was written even where characters share a glyph. */
import { createHash } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import { type PDFContext, type PDFDict, type PDFObject, PDFRawStream, type PDFRef, PDFString } from 'pdf-lib'
import { type Glyph, glyphOf, type LoadedFont, type ShapedWord } from './fonts.ts'
import { moveOperand } from './text-stream.ts'
import { subsetTrueType } from './true-type-subset.ts'

/** The fonts of one document. */
export interface DocumentFonts {
  /** A word in the codes of its fonts. */
  spell(word: ShapedWord): readonly WordPart[]
  /** Writes all fonts used; the result is the /Font dictionary of the resources. */
  write(): PDFDict
}

/** Glyphs of one font at one height, as the inside of a TJ array. */
export interface WordPart {
  /** As in `F1`. */
  readonly fontName: string
  /** In thousandths of the font size. */
  readonly rise: number
  readonly shown: string
}

interface EmbeddedFont {
  readonly resourceName: string
  readonly loadedFont: LoadedFont
  /** The glyph's code as four hexadecimal digits. */
  code(glyph: Glyph): string
  readonly glyphs: readonly CodedGlyph[]
}

interface CodedGlyph {
  readonly id: number
  readonly text: string
  readonly advance: number
}

interface FontStreams {
  readonly prefix: string
  readonly program: Uint8Array
  readonly programLength: number
  readonly toUnicode: Uint8Array
}

/** In every subset of Noto Sans: most documents then share one ready subset, which costs them no time and a few kilobytes. */
const commonCharacters =
  ' !"%&\'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]_abcdefghijklmnopqrstuvwxyz' +
  '\u00a0§\u00ad°²·ÄÖÜßäöü–—‘’‚“”„•…€'

const notDefined: CodedGlyph = { id: 0, text: '', advance: 0 }
const symbolic = 4
const italic = 64

type FontDescriptor = Record<string, number | number[]>

const descriptors = new Map<LoadedFont, FontDescriptor>()
const readyStreams = new Map<string, FontStreams>()
const readyStreamsKept = 100

export function createDocumentFonts(context: PDFContext): DocumentFonts {
  const embedded = new Map<LoadedFont, EmbeddedFont>()
  const spelled = new Map<ShapedWord, readonly WordPart[]>()
  const embeddedFont = (font: LoadedFont): EmbeddedFont => {
    const known = embedded.get(font)
    if (known) return known
    const added = embedFont(font, `F${embedded.size + 1}`)
    embedded.set(font, added)
    return added
  }
  return {
    spell(word) {
      const known = spelled.get(word)
      if (known) return known
      const parts = word.runs.flatMap((run) => spellRun(embeddedFont(run.font), run.glyphs))
      spelled.set(word, parts)
      return parts
    },
    write() {
      const fonts = [...embedded.values()]
      return context.obj(
        Object.fromEntries(
          fonts.map(({ resourceName, loadedFont, glyphs }) => [resourceName, writeFont(context, loadedFont, glyphs)]),
        ),
      )
    },
  }
}

function embedFont(loadedFont: LoadedFont, resourceName: string): EmbeddedFont {
  const glyphs: CodedGlyph[] = [notDefined]
  const codes = new Map<string, string>()
  const code = ({ id, text, advance }: Glyph): string => {
    const key = `${id} ${text}`
    const known = codes.get(key)
    if (known) return known
    const assigned = hex(glyphs.push({ id, text, advance }) - 1)
    codes.set(key, assigned)
    return assigned
  }
  if (loadedFont.name.startsWith('NotoSans')) {
    for (const character of commonCharacters) {
      const glyph = glyphOf(loadedFont, character)
      if (glyph) code(glyph)
    }
  }
  return { resourceName, loadedFont, code, glyphs }
}

function spellRun({ resourceName, code }: EmbeddedFont, glyphs: readonly Glyph[]): WordPart[] {
  const parts: WordPart[] = []
  let rise = glyphs[0]?.shiftY ?? 0
  let shown = ''
  let codes = ''
  let pendingMove = 0
  const endCodes = () => {
    if (codes) shown += `<${codes}>`
    codes = ''
  }
  const endPart = () => {
    endCodes()
    if (shown) parts.push({ fontName: resourceName, rise, shown })
    shown = ''
  }
  for (const glyph of glyphs) {
    if (glyph.shiftY !== rise) endPart()
    rise = glyph.shiftY
    const move = moveOperand(pendingMove + glyph.shiftX)
    if (move) endCodes()
    shown += move
    codes += code(glyph)
    pendingMove = glyph.adjust - glyph.shiftX
  }
  endCodes()
  shown += moveOperand(pendingMove)
  endPart()
  return parts
}

function writeFont(context: PDFContext, loadedFont: LoadedFont, glyphs: readonly CodedGlyph[]): PDFRef {
  const streams = streamsFor(loadedFont, glyphs)
  const name = `${streams.prefix}+${loadedFont.name}`
  const descendant = context.register(
    context.obj({
      Type: 'Font',
      Subtype: 'CIDFontType2',
      BaseFont: name,
      CIDSystemInfo: { Registry: PDFString.of('Adobe'), Ordering: PDFString.of('Identity'), Supplement: 0 },
      CIDToGIDMap: 'Identity',
      DW: 0,
      W: [0, glyphs.map(({ advance }) => Math.round(advance * 1000) / 1000)],
      FontDescriptor: writeDescriptor(context, loadedFont, name, streams),
    }),
  )
  return context.register(
    context.obj({
      Type: 'Font',
      Subtype: 'Type0',
      BaseFont: name,
      Encoding: 'Identity-H',
      DescendantFonts: [descendant],
      ToUnicode: writeDeflated(context, {}, streams.toUnicode),
    }),
  )
}

function writeDescriptor(context: PDFContext, loadedFont: LoadedFont, fontName: string, streams: FontStreams): PDFRef {
  return context.register(
    context.obj({
      Type: 'FontDescriptor',
      FontName: fontName,
      ...descriptorOf(loadedFont),
      FontFile2: writeDeflated(context, { Length1: streams.programLength }, streams.program),
    }),
  )
}

/** Each font is asked once: fontkit decodes whole tables for some of these. */
function descriptorOf(loadedFont: LoadedFont): FontDescriptor {
  const known = descriptors.get(loadedFont)
  if (known) return known
  const { font, name } = loadedFont
  const scale = 1000 / font.unitsPerEm
  const { minX, minY, maxX, maxY } = font.bbox
  const descriptor = {
    Flags: font.italicAngle === 0 ? symbolic : symbolic | italic,
    FontBBox: [minX, minY, maxX, maxY].map((value) => Math.round(value * scale)),
    ItalicAngle: font.italicAngle,
    Ascent: Math.round(font.ascent * scale),
    Descent: Math.round(font.descent * scale),
    CapHeight: Math.round(font.capHeight * scale),
    StemV: name.includes('Bold') ? 166 : 88,
  }
  descriptors.set(loadedFont, descriptor)
  return descriptor
}

type StreamEntries = Record<string, number | string | readonly number[] | Record<string, PDFObject>>

export function writeDeflated(context: PDFContext, entries: StreamEntries, deflated: Uint8Array): PDFRef {
  return context.register(PDFRawStream.of(context.obj({ ...entries, Filter: 'FlateDecode' }), deflated))
}

function streamsFor({ name, file }: LoadedFont, glyphs: readonly CodedGlyph[]): FontStreams {
  const key = `${name} ${glyphs.map(({ id, text }) => `${id} ${text}`).join(' ')}`
  const ready = readyStreams.get(key)
  if (ready) return ready
  const program = subsetTrueType(
    file,
    glyphs.map(({ id }) => id),
  )
  const streams: FontStreams = {
    prefix: subsetPrefix(key),
    program: deflateSync(program),
    programLength: program.length,
    toUnicode: deflateSync(toUnicodeMap(glyphs)),
  }
  if (readyStreams.size >= readyStreamsKept) readyStreams.clear()
  readyStreams.set(key, streams)
  return streams
}

/** Six capital letters that differ for different subsets and are the same for the same (ISO 32000-1 § 9.6.4). */
function subsetPrefix(key: string): string {
  const digest = createHash('sha256').update(key).digest()
  return [...digest.subarray(0, 6)].map((byte) => String.fromCharCode(65 + (byte % 26))).join('')
}

function toUnicodeMap(glyphs: readonly CodedGlyph[]): string {
  const lines = glyphs.slice(1).map(({ text }, index) => `<${hex(index + 1)}> <${utf16(text)}>`)
  const blocks: string[] = []
  for (let at = 0; at < lines.length; at += 100) {
    const block = lines.slice(at, at + 100)
    blocks.push(`${block.length} beginbfchar\n${block.join('\n')}\nendbfchar`)
  }
  return `/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
${blocks.join('\n')}
endcmap
CMapName currentdict /CMap defineresource pop
end
end`
}

const hex = (value: number): string => value.toString(16).padStart(4, '0')

function utf16(text: string): string {
  let digits = ''
  for (let index = 0; index < text.length; index++) digits += hex(text.charCodeAt(index))
  return digits
}
