/** Reads the text of a page back from its content stream: through the fonts' own ToUnicode maps, by marked content. Knows
 *  the operators that `page-content.ts` writes. */
import {
  decodePDFRawStream,
  PDFArray,
  type PDFContext,
  PDFDict,
  PDFName,
  PDFNumber,
  PDFRawStream,
  parseToUnicode,
} from 'pdf-lib'

/** Glyphs drawn one behind the other, without any kerning between them. */
export interface TextPiece {
  readonly text: string
  readonly startPt: number
  readonly endPt: number
  readonly baselinePt: number
  readonly sizePt: number
}

interface ReadableFont {
  readonly texts: ReadonlyMap<number, string>
  readonly widths: ReadonlyMap<number, number>
}

const tokens = /<<.*?>>|<[0-9a-fA-F]*>|\[.*?\]|\/[^\s<>[\]()/]+|[-+.\d]+|[A-Za-z*]+/gs
const shownParts = /<([0-9a-fA-F]*)>|([-+.\d]+)/g

/** The pieces of each marked content of the page, by its number. */
export function readPageText(context: PDFContext, page: PDFDict): Map<number, TextPiece[]> {
  const fonts = readFonts(page)
  const pieces = new Map<number, TextPiece[]>()
  let operands: string[] = []
  const open: (number | null)[] = []
  let font: ReadableFont | undefined
  let sizePt = 0
  let origin = { x: 0, y: 0 }
  let x = 0
  const show = (shown: string) => {
    if (!font) throw new Error('The page shows text without a font.')
    const mcid = open.findLast((entry) => entry !== null) ?? null
    for (const [, codes, move] of shown.matchAll(shownParts)) {
      if (move !== undefined) x -= (Number(move) * sizePt) / 1000
      if (codes === undefined) continue
      const startPt = x
      const { text, width } = decode(font, codes)
      x += (width * sizePt) / 1000
      if (mcid !== null) addPiece(pieces, mcid, { text, startPt, endPt: x, baselinePt: origin.y, sizePt })
    }
  }
  for (const [token] of readContents(context, page).matchAll(tokens)) {
    if (!/^[A-Za-z*]/.test(token)) {
      operands.push(token)
      continue
    }
    const number = (index: number): number => Number(operands[index])
    if (token === 'BDC') open.push(mcidOf(operands[1] ?? ''))
    else if (token === 'EMC') open.pop()
    else if (token === 'BT') origin = { x: 0, y: 0 }
    else if (token === 'Td') origin = { x: origin.x + number(0), y: origin.y + number(1) }
    else if (token === 'Tm') origin = { x: number(4), y: number(5) }
    else if (token === 'Tf') {
      font = fonts.get(operands[0] ?? '')
      sizePt = number(1)
    } else if (token === 'TJ') show(operands[0] ?? '')
    if (token === 'BT' || token === 'Td' || token === 'Tm') x = origin.x
    operands = []
  }
  return pieces
}

function mcidOf(properties: string): number | null {
  const digits = /\/MCID (\d+)/.exec(properties)?.[1]
  return digits === undefined ? null : Number(digits)
}

function addPiece(pieces: Map<number, TextPiece[]>, mcid: number, piece: TextPiece): void {
  const known = pieces.get(mcid)
  if (known) known.push(piece)
  else pieces.set(mcid, [piece])
}

/** The width is in thousandths of the font size. */
function decode(font: ReadableFont, codes: string): { text: string; width: number } {
  let text = ''
  let width = 0
  for (let at = 0; at < codes.length; at += 4) {
    const code = Number.parseInt(codes.slice(at, at + 4), 16)
    const letters = font.texts.get(code)
    if (letters === undefined) throw new Error(`The font does not say what its code ${code} means.`)
    text += letters
    width += font.widths.get(code) ?? 0
  }
  return { text, width }
}

function readContents(context: PDFContext, page: PDFDict): string {
  const contents = page.lookup(PDFName.of('Contents'))
  const streams = contents instanceof PDFArray ? contents.asArray().map((entry) => context.lookup(entry)) : [contents]
  return streams
    .map((stream) => (stream instanceof PDFRawStream ? decodePDFRawStream(stream).decode() : new Uint8Array()))
    .map((bytes) => Buffer.from(bytes).toString('latin1'))
    .join('\n')
}

function readFonts(page: PDFDict): Map<string, ReadableFont> {
  const resources = page.lookupMaybe(PDFName.of('Resources'), PDFDict)
  const fonts = resources?.lookupMaybe(PDFName.of('Font'), PDFDict)
  const readable = new Map<string, ReadableFont>()
  for (const name of fonts?.keys() ?? []) {
    const font = fonts?.lookupMaybe(name, PDFDict)
    const toUnicode = font?.lookup(PDFName.of('ToUnicode'))
    if (!font || !(toUnicode instanceof PDFRawStream)) continue
    const texts = parseToUnicode(decodePDFRawStream(toUnicode).decode())
    readable.set(name.toString(), { texts, widths: readWidths(font) })
  }
  return readable
}

/** /W of a CIDFont: runs of `first [width …]` (ISO 32000-1 § 9.7.4.3). */
function readWidths(font: PDFDict): Map<number, number> {
  const widths = new Map<number, number>()
  const descendant = font.lookupMaybe(PDFName.of('DescendantFonts'), PDFArray)?.lookupMaybe(0, PDFDict)
  const runs = descendant?.lookupMaybe(PDFName.of('W'), PDFArray)
  for (let index = 0; index + 1 < (runs?.size() ?? 0); index += 2) {
    const first = runs?.lookup(index, PDFNumber).asNumber() ?? 0
    const list = runs?.lookup(index + 1, PDFArray).asArray() ?? []
    list.forEach((width, offset) => {
      if (width instanceof PDFNumber) widths.set(first + offset, width.asNumber())
    })
  }
  return widths
}
