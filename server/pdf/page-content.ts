/** The content stream of one page, written as text: operators of ISO 32000-1 annex A. Keeps the box around what was
 *  drawn, which artifacts must name. */
import type { DocumentFonts } from './font-embedding.ts'
import { shapeText } from './fonts.ts'
import type { Color, Rect, TextRun } from './pdf.ts'
import { colorOperands, createTextStream, points, widthOf } from './text-stream.ts'

export interface PageContent {
  text(run: TextRun): void
  turnedText(run: TextRun, degrees: number): void
  line(from: Point, to: Point, widthPt: number, color?: Color): void
  fill(rect: Rect, color: Color): void
  /** As one path: rectangles that touch show no seam between them. */
  fillAll(rects: readonly Rect[], color: Color): void
  /** Encloses what `write` draws in marked content; `open` is asked for the first operator afterwards, with the box
   *  around it. False where nothing was drawn, and nothing is written then. */
  mark(write: () => void, open: (box: Box) => string): boolean
  finish(): string
}

export interface Point {
  readonly xPt: number
  readonly yPt: number
}

export type Box = readonly [left: number, bottom: number, right: number, top: number]

const black: Color = [0, 0, 0]
const nowhere: Box = [Infinity, Infinity, -Infinity, -Infinity]
/** Of the font size; roomy enough for every mark above and below. */
const abovePart = 1.1
const belowPart = 0.3

export function createPageContent(fonts: DocumentFonts): PageContent {
  const operators: string[] = []
  const texts = createTextStream(operators, fonts)
  let stroke = colorOperands(black)
  let box = nowhere
  const enclose = (x: number, y: number) => {
    box = [Math.min(box[0], x), Math.min(box[1], y), Math.max(box[2], x), Math.max(box[3], y)]
  }
  const fillAll = (rects: readonly Rect[], color: Color) => {
    texts.close()
    texts.setFill(color)
    const path = rects.map(({ xPt, yPt, widthPt, heightPt }) => {
      enclose(xPt, yPt)
      enclose(xPt + widthPt, yPt + heightPt)
      return `${[xPt, yPt, widthPt, heightPt].map(points).join(' ')} re`
    })
    operators.push(`${path.join(' ')} f`)
  }

  return {
    text({ text, xPt, baselinePt, style, color = black }) {
      const endPt = texts.write(shapeText(text, style.face), { xPt, baselinePt, style, color })
      enclose(xPt, baselinePt - style.sizePt * belowPart)
      enclose(endPt, baselinePt + style.sizePt * abovePart)
    },
    turnedText({ text, xPt, baselinePt, style, color = black }, degrees) {
      const words = shapeText(text, style.face)
      texts.writeTurned(words, { xPt, baselinePt, style, color }, degrees)
      const cos = Math.cos((degrees * Math.PI) / 180)
      const sin = Math.sin((degrees * Math.PI) / 180)
      for (const along of [0, widthOf(words, style)]) {
        for (const up of [-style.sizePt * belowPart, style.sizePt * abovePart]) {
          enclose(xPt + along * cos - up * sin, baselinePt + along * sin + up * cos)
        }
      }
    },
    line(from, to, widthPt, color = black) {
      texts.close()
      if (colorOperands(color) !== stroke) operators.push(`${colorOperands(color)} RG`)
      stroke = colorOperands(color)
      const way = `${points(from.xPt)} ${points(from.yPt)} m ${points(to.xPt)} ${points(to.yPt)} l`
      operators.push(`${points(widthPt)} w ${way} S`)
      enclose(Math.min(from.xPt, to.xPt) - widthPt / 2, Math.min(from.yPt, to.yPt) - widthPt / 2)
      enclose(Math.max(from.xPt, to.xPt) + widthPt / 2, Math.max(from.yPt, to.yPt) + widthPt / 2)
    },
    fill: (rect, color) => fillAll([rect], color),
    fillAll,
    mark(write, open) {
      texts.close()
      const start = operators.push('') - 1
      box = nowhere
      write()
      texts.close()
      if (operators.length === start + 1) {
        operators.pop()
        return false
      }
      operators[start] = open(box)
      operators.push('EMC')
      return true
    },
    finish() {
      texts.close()
      return operators.join('\n')
    },
  }
}
