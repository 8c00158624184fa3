/** What stands around the text of every page: markings at its head, origin, code and page number at its foot. */
import type { Inline } from '../blocks/blocks.ts'
import { measureText } from '../pdf/fonts.ts'
import type { PageWriter } from '../pdf/pdf.ts'
import type { Band, Placed } from './layout-boxes.ts'
import {
  bodySetting,
  boldSetting,
  colors,
  hairlinePt,
  lineHeightPt,
  lookOf,
  type Setting,
  sheet,
  textWidthPt,
} from './layout-style.ts'
import { breakLines, wordsOf, wordWidths } from './line-breaking.ts'
import { type Elements, paint, paintLineAt } from './painting.ts'
import { firstBaselinePt, type Place, textBands } from './paragraph-flow.ts'
import type { PrintJob } from './render.ts'
import { columnWidths } from './table-layout.ts'

/** Head and foot of all pages, and the room they leave. */
export interface PageFrame {
  /** Where the text begins, below the page's upper edge. */
  readonly bodyTopPt: number
  readonly bodyHeightPt: number
  readonly paint: (page: PageWriter, numbered: PageNumber, elements: Elements) => void
}

interface PageNumber {
  readonly number: number
  readonly of: number
}

const draftWord = 'ENTWURF'
const headTopPt = 34
/** Where the text begins on pages without a head. */
const plainTopPt = 62
const headGapPt = 14
const footBottomPt = 28
const footGapPt = 15
const footColumnGapPt = 14
const fewFootLines = 3
const leastBodyPt = 120

/** The frame is the same on all pages, so that they have the same room. Throws where head and foot leave too little. */
export function frameOf(job: PrintJob): PageFrame {
  const head = layOutHead(job)
  const headPt = Math.max(heightOf(head), job.draft ? lineHeightPt(bodySetting) : 0)
  const bodyTopPt = headPt > 0 ? Math.max(plainTopPt, headTopPt + headPt + headGapPt) : plainTopPt
  const foot = layOutFoot(job)
  const footTopPt = sheet.heightPt - footBottomPt - foot.heightPt
  const bodyHeightPt = footTopPt - footGapPt - bodyTopPt
  if (bodyHeightPt < leastBodyPt) throw new Error('Head and foot of the page leave no room for its text.')
  return {
    bodyTopPt,
    bodyHeightPt,
    paint(page, numbered, elements) {
      paintHead(page, head, numbered, elements)
      if (job.draft) page.artifact('header', () => paintDraftWord(page))
      page.artifact('footer', () => foot.paint(page, sheet.heightPt - footTopPt, numbered))
    },
  }
}

/** Markings one below the other; beside them there is room for the word of a draft. */
function layOutHead(job: PrintJob): Band[] {
  const { blocks, draft } = job
  const setting = boldSetting(lookOf(job).head)
  const widthPt = textWidthPt - (draft ? measureText(draftWord, draftStyle) + footColumnGapPt : 0)
  const place: Place = { xPt: sheet.leftPt, widthPt, setting, parent: null, bullets: 0, numbers: 0 }
  const texts = new Set(blocks.flatMap((block) => (block.type === 'marking' ? [block.text] : [])))
  return [...texts].flatMap((text) => textBands(plainText(text), place, { type: 'P' }))
}

/** Read aloud on the first page, and there alone: who cannot see must learn it too, once. */
function paintHead(page: PageWriter, head: readonly Band[], { number }: PageNumber, elements: Elements): void {
  const placed: Placed[] = []
  let topPt = 0
  for (const band of head) {
    placed.push({ topPt, inks: band.inks, repeated: number > 1 })
    topPt += band.heightPt
  }
  paint(page, placed, { originPt: sheet.heightPt - headTopPt, elements, decoration: 'header' })
}

const draftStyle = { face: 'bold', sizePt: bodySetting.sizePt } as const

function paintDraftWord(page: PageWriter): void {
  const xPt = sheet.leftPt + textWidthPt - measureText(draftWord, draftStyle)
  const baselinePt = sheet.heightPt - headTopPt - firstBaselinePt(bodySetting)
  page.text({ text: draftWord, xPt, baselinePt, style: draftStyle, color: colors.draft })
}

interface Foot {
  readonly heightPt: number
  readonly paint: (page: PageWriter, topPt: number, numbered: PageNumber) => void
}

/** As large as lets it stand on few lines. */
function layOutFoot(job: PrintJob): Foot {
  const texts = [
    [job.draft ? 'Entwurf' : '', job.footer ?? ''].filter((text) => text !== '').join(' · '),
    job.code ?? '',
  ]
  const layouts = lookOf(job).footSizesPt.map((sizePt) => footIn({ ...bodySetting, sizePt }, texts))
  const fitting = layouts.find((layout) => layout.lines <= fewFootLines) ?? layouts.at(-1)
  if (!fitting) throw new Error('There is no size for the foot of the page.')
  return fitting
}

function footIn(setting: Setting, texts: readonly string[]): Foot & { lines: number } {
  const style = { face: 'regular', sizePt: setting.sizePt } as const
  const rightPt = sheet.leftPt + textWidthPt
  const words = texts.map((text) => wordsOf(plainText(text), setting))
  const sharedPt = textWidthPt - measureText('Seite 9999 von 9999', style) - 2 * footColumnGapPt
  const present = words.filter((column) => column.length > 0)
  const widths = columnWidths(present.map(wordWidths), sharedPt)
  const columns = present.map((column, index) => breakLines(column, widths[index] ?? sharedPt))
  const lines = Math.max(1, ...columns.map((column) => column.length))
  return {
    lines,
    heightPt: lines * lineHeightPt(setting),
    paint(page, topPt, { number, of }) {
      const rulePt = topPt + 5
      page.line({ xPt: sheet.leftPt, yPt: rulePt }, { xPt: rightPt, yPt: rulePt }, hairlinePt, colors.hairline)
      const linePt = (index: number) => topPt - firstBaselinePt(setting) - index * lineHeightPt(setting)
      let xPt: number = sheet.leftPt
      columns.forEach((column, index) => {
        const widthPt = widths[index] ?? 0
        const isCode = present[index] === words[1]
        column.forEach((line, at) => {
          const indentPt = isCode ? Math.max(0, (widthPt - line.widthPt) / 2) : 0
          paintLineAt(page, line, { xPt: xPt + indentPt, yPt: linePt(at) }, colors.quiet)
        })
        xPt += widthPt + footColumnGapPt
      })
      const text = `Seite ${number} von ${of}`
      const numberPt = rightPt - measureText(text, style)
      page.text({ text, xPt: numberPt, baselinePt: linePt(0), style, color: colors.quiet })
    },
  }
}

const heightOf = (bands: readonly Band[]): number => bands.reduce((sum, band) => sum + band.heightPt, 0)
const plainText = (text: string): Inline[] => (text === '' ? [] : [{ type: 'text', text }])
