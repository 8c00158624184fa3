/** What a filled signature field shows: a frame and a few lines of text. */
import { fontMetrics, measureText, missingCharacters } from './fonts.ts'
import type { PageContent } from './page-content.ts'
import type { Color, TextStyle } from './pdf.ts'

const largestPt = 10
const smallestPt = 6.5
const paddingPt = 4
const leading = 1.3
const frame: Color = [0.45, 0.45, 0.45]

/** The lines in one size, as large as the field allows; where even the smallest is too wide, the line ends in …, and
 *  lines that do not fit below each other are left out from the end. */
export function drawSignatureLines(
  content: PageContent,
  { widthPt, heightPt }: { widthPt: number; heightPt: number },
  lines: readonly string[],
): void {
  drawFrame(content, widthPt, heightPt)
  const roomPt = { width: widthPt - 2 * paddingPt, height: heightPt - 2 * paddingPt }
  const printable = lines.map(withoutMissing)
  const sizePt = fittingSize(printable, roomPt)
  const style: TextStyle = { face: 'regular', sizePt }
  const shown = printable.slice(0, Math.max(1, Math.floor(roomPt.height / (sizePt * leading))))
  const { ascentPt, descentPt } = fontMetrics(style)
  const emptyPt = roomPt.height - shown.length * sizePt * leading
  let baselinePt = heightPt - paddingPt - emptyPt / 2 - (sizePt * leading + ascentPt - descentPt) / 2
  for (const line of shown) {
    content.text({ text: cutToWidth(line, style, roomPt.width), xPt: paddingPt, baselinePt, style })
    baselinePt -= sizePt * leading
  }
}

function drawFrame(content: PageContent, widthPt: number, heightPt: number): void {
  const [left, bottom, right, top] = [0.5, 0.5, widthPt - 0.5, heightPt - 0.5]
  const corners = [
    { xPt: left, yPt: bottom },
    { xPt: right, yPt: bottom },
    { xPt: right, yPt: top },
    { xPt: left, yPt: top },
    { xPt: left, yPt: bottom },
  ]
  corners.reduce((from, to) => {
    content.line(from, to, 0.5, frame)
    return to
  })
}

function fittingSize(lines: readonly string[], roomPt: { width: number; height: number }): number {
  const widest = Math.max(...lines.map((line) => measureText(line, { face: 'regular', sizePt: 1 })))
  const fitting = Math.min(roomPt.width / widest, roomPt.height / (lines.length * leading))
  return Math.round(Math.min(largestPt, Math.max(smallestPt, fitting)) * 10 - 0.5) / 10
}

function cutToWidth(line: string, style: TextStyle, widthPt: number): string {
  if (measureText(line, style) <= widthPt) return line
  const letters = line.normalize('NFC').match(/\P{M}\p{M}*/gu) ?? []
  while (letters.length > 0 && measureText(`${letters.join('')}…`, style) > widthPt) letters.pop()
  return `${letters.join('').trimEnd()}…`
}

/** A certificate may name anything; what cannot be printed must not keep a document from being signed. */
function withoutMissing(line: string): string {
  if (missingCharacters(line).length === 0) return line
  return Array.from(line.normalize('NFC'), (letter) => (missingCharacters(letter).length > 0 ? '?' : letter)).join('')
}
