/** The house's typefaces: Noto Sans, and DejaVu Sans for characters that Noto Sans lacks (∞ ≤ ≥). Together they have
 *  every character and sequence of DIN 91379. Files are read once, when first needed. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { create, type Font, type FontCollection, type GlyphRun as GlyphLayout } from '@cantoo/fontkit'
import { projectRoot } from '../base/project-root.ts'
import { type Kerning, readKerning } from './kerning.ts'
import type { FontFace, TextStyle } from './pdf.ts'

export interface LoadedFont {
  /** PostScript name, as in `NotoSans-Regular`. */
  readonly name: string
  readonly file: Uint8Array
  readonly font: Font
  readonly kerning: Kerning
  readonly glyphs: Map<string, Glyph | null>
}

/** Lengths in thousandths of the font size. */
export interface Glyph {
  readonly id: number
  /** What it stands for; always given back by the PDF's ToUnicode, even where characters share a glyph. */
  readonly text: string
  /** The font's own width. */
  readonly advance: number
  /** What kerning or the lack of a width for marks takes from or adds to the way to the next glyph. */
  readonly adjust: number
  readonly shiftX: number
  readonly shiftY: number
}

export interface GlyphRun {
  readonly font: LoadedFont
  readonly glyphs: readonly Glyph[]
}

/** A word or one space, ready to draw. */
export interface ShapedWord {
  readonly runs: readonly GlyphRun[]
  readonly width: number
}

export interface FontMetrics {
  readonly ascentPt: number
  /** Below the baseline, positive. */
  readonly descentPt: number
  readonly capHeightPt: number
  readonly xHeightPt: number
  /** From the baseline down to the middle of an underline, positive. */
  readonly underlinePt: number
  readonly underlineWidthPt: number
}

type Family = 'noto' | 'dejavu'

const paths: Record<Family, Record<FontFace, string>> = {
  noto: {
    regular: '@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf',
    bold: '@expo-google-fonts/noto-sans/700Bold/NotoSans_700Bold.ttf',
    italic: '@expo-google-fonts/noto-sans/400Regular_Italic/NotoSans_400Regular_Italic.ttf',
    boldItalic: '@expo-google-fonts/noto-sans/700Bold_Italic/NotoSans_700Bold_Italic.ttf',
  },
  dejavu: {
    regular: 'dejavu-fonts-ttf/ttf/DejaVuSans.ttf',
    bold: 'dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf',
    italic: 'dejavu-fonts-ttf/ttf/DejaVuSans-Oblique.ttf',
    boldItalic: 'dejavu-fonts-ttf/ttf/DejaVuSans-BoldOblique.ttf',
  },
}

const families: readonly Family[] = ['noto', 'dejavu']
const packages = createRequire(join(projectRoot, 'package.json'))
const loaded = new Map<string, LoadedFont>()
const shapedWords: Record<FontFace, Map<string, ShapedWord>> = {
  regular: new Map(),
  bold: new Map(),
  italic: new Map(),
  boldItalic: new Map(),
}
const shapedWordsKept = 20_000

const softHyphen = '\u00ad'
/** Zero-width space, non-joiner, joiner and word joiner are kept in the text and take no room. */
const invisible = /^[\u200b-\u200d\u2060]$/
/** Other scripts need shaping or right-to-left order, so they are refused rather than printed wrongly. */
const drawableScript =
  /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Armenian}\p{Script=Georgian}\p{Script=Common}\p{Script=Inherited}]$/u
const undrawable = /^[\p{C}\p{Zl}\p{Zp}\p{Variation_Selector}]$/u
const wordOrSpace = /[ \u00a0\u00ad]|[^ \u00a0\u00ad]+/g
const clusters = /\P{M}\p{M}*|\p{M}+/gu
const hasMark = /\p{M}/u

/** Width in points with kerning; text is taken in NFC. A soft hyphen (U+00AD) is measured and drawn as the hyphen at a
 *  line's end that it becomes, so leave out those that do not break a line. The width of a text is the sum of the widths
 *  of its words and spaces. Throws for a character of `missingCharacters`. */
export function measureText(text: string, style: TextStyle): number {
  const known = shapedWords[style.face].get(text)
  if (known) return (known.width * style.sizePt) / 1000
  let width = 0
  for (const word of shapeText(text, style.face)) width += word.width
  return (width * style.sizePt) / 1000
}

/** Characters that cannot be printed, each once and as a person may be told: `漢 (U+6F22)`, or `U+0007` where there is
 *  nothing to see. Control characters, tabs and line ends among them. */
export function missingCharacters(text: string): string[] {
  const missing = new Set<string>()
  for (const cluster of text.normalize('NFC').match(clusters) ?? []) {
    if (fontFor(cluster, 'regular')) continue
    const single = [...cluster].filter((character) => !fontFor(character, 'regular'))
    for (const character of single.length > 0 ? single : [cluster]) missing.add(describe(character))
  }
  return [...missing]
}

/** The same text with � for what cannot be printed; tabs and line ends stay. */
export const printableText = (text: string): string =>
  text.normalize('NFC').replace(clusters, (cluster) => {
    const isKept = cluster === '\n' || cluster === '\t' || fontFor(cluster, 'regular')
    return isKept ? cluster : '\ufffd'
  })

export function fontMetrics(style: TextStyle): FontMetrics {
  const { font } = loadFont('noto', style.face)
  const scale = style.sizePt / font.unitsPerEm
  return {
    ascentPt: font.ascent * scale,
    descentPt: -font.descent * scale,
    capHeightPt: font.capHeight * scale,
    xHeightPt: font.xHeight * scale,
    underlinePt: -font.underlinePosition * scale,
    underlineWidthPt: font.underlineThickness * scale,
  }
}

/** Words and single spaces in order. Ligatures are left out, so that every letter keeps a glyph of its own. */
export function shapeText(text: string, face: FontFace): ShapedWord[] {
  const words = shapedWords[face]
  const single = words.get(text)
  if (single) return [single]
  return (text.normalize('NFC').match(wordOrSpace) ?? []).map((word) => {
    const known = words.get(word)
    if (known) return known
    if (words.size >= shapedWordsKept) words.clear()
    const shaped = shapeWord(word, face)
    words.set(word, shaped)
    return shaped
  })
}

function shapeWord(word: string, face: FontFace): ShapedWord {
  const parts: { font: LoadedFont; text: string }[] = []
  for (const cluster of word.match(clusters) ?? []) {
    const font = fontFor(cluster, face)
    if (!font) throw new Error(`No font has a glyph for ${missingCharacters(cluster).join(', ')} in "${word}".`)
    const last = parts.at(-1)
    if (last?.font === font) last.text += cluster
    else parts.push({ font, text: cluster })
  }
  const runs = parts.map(({ font, text }) => ({
    font,
    glyphs: hasMark.test(text) ? shapeWithMarks(font, text) : shapePlain(font, text),
  }))
  const width = runs.reduce((sum, run) => run.glyphs.reduce((total, g) => total + g.advance + g.adjust, sum), 0)
  return { runs, width }
}

function shapePlain({ font, kerning, glyphs }: LoadedFont, text: string): Glyph[] {
  const plain: Glyph[] = []
  for (const character of text) {
    const glyph = glyphs.get(character)
    if (!glyph) throw new Error(`${font.postscriptName} lacks ${describe(character)}.`)
    const before = plain.at(-1)
    const pull = before ? kerning(before.id, glyph.id) : 0
    if (before && pull !== 0) plain[plain.length - 1] = { ...before, adjust: before.adjust + toThousandths(font, pull) }
    plain.push(glyph)
  }
  return plain
}

/** Marks are placed by the font's own anchors. Without ligatures there is one glyph for each character, so that the
 *  characters tell the text: a glyph's own `codePoints` name whoever asked for it first. */
function shapeWithMarks({ font }: LoadedFont, text: string): Glyph[] {
  const characters = [...text]
  const { glyphs, positions } = layOut(font, text, characters.length)
  if (!positions || glyphs.length !== characters.length) {
    throw new Error(`${font.postscriptName} does not keep one glyph for each character of "${text}".`)
  }
  return characters.map((character, index) => {
    const glyph = glyphs[index]
    const position = positions[index]
    if (!glyph || !position) throw new Error(`Glyph ${index} of "${text}" is missing.`)
    return {
      id: glyph.id,
      text: character,
      advance: toThousandths(font, glyph.advanceWidth),
      adjust: toThousandths(font, position.xAdvance - glyph.advanceWidth),
      shiftX: toThousandths(font, position.xOffset),
      shiftY: toThousandths(font, position.yOffset),
    }
  })
}

/** Composing glyphs (ccmp) gives the dotless i under a mark; where it takes a letter apart (ṅ̄) it is left out. */
function layOut(font: Font, text: string, glyphCount: number): GlyphLayout {
  const composed = font.layout(text, { liga: false, clig: false })
  if (composed.glyphs.length === glyphCount) return composed
  return font.layout(text, { liga: false, clig: false, ccmp: false })
}

/** The first font that has the whole cluster, so that a base and its marks come from one font. A character that only
 *  the upright faces have is printed upright. */
function fontFor(cluster: string, face: FontFace): LoadedFont | null {
  for (const candidate of face === 'regular' ? [face] : [face, 'regular' as const]) {
    for (const family of families) {
      const loadedFont = loadFont(family, candidate)
      if ([...cluster].every((character) => glyphOf(loadedFont, character))) return loadedFont
    }
  }
  return null
}

/** The glyph of one character outside any word, or null where the font has none or it cannot be printed. */
export function glyphOf(loadedFont: LoadedFont, character: string): Glyph | null {
  const known = loadedFont.glyphs.get(character)
  if (known !== undefined) return known
  const glyph = readGlyph(loadedFont.font, character)
  loadedFont.glyphs.set(character, glyph)
  return glyph
}

function readGlyph(font: Font, character: string): Glyph | null {
  const hidden = invisible.test(character)
  if (!hidden && character !== softHyphen && undrawable.test(character)) return null
  if (!drawableScript.test(character)) return null
  const codePoint = hidden ? 0x20 : (character.codePointAt(0) ?? 0)
  const glyph = font.hasGlyphForCodePoint(codePoint) ? font.glyphForCodePoint(codePoint) : null
  if (!glyph) return null
  const advance = toThousandths(font, glyph.advanceWidth)
  return { id: glyph.id, text: character, advance, adjust: hidden ? -advance : 0, shiftX: 0, shiftY: 0 }
}

const toThousandths = (font: Font, units: number): number => (units * 1000) / font.unitsPerEm

function loadFont(family: Family, face: FontFace): LoadedFont {
  const path = paths[family][face]
  const known = loaded.get(path)
  if (known) return known
  const file = readFileSync(packages.resolve(path))
  const font = singleFont(create(file), path)
  const name = font.postscriptName
  if (!name) throw new Error(`${path} has no PostScript name.`)
  const opened: LoadedFont = { name, file, font, kerning: readKerning(file), glyphs: new Map() }
  loaded.set(path, opened)
  return opened
}

function singleFont(opened: Font | FontCollection, path: string): Font {
  if ('fonts' in opened) throw new Error(`${path} is a collection, not one font.`)
  return opened
}

function describe(character: string): string {
  const codes = [...character].map((c) => `U+${(c.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`)
  const visible = !/^[\p{C}\p{Z}\p{M}]/u.test(character)
  return visible ? `${character} (${codes.join(' ')})` : codes.join(' ')
}
