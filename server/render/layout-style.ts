/** How pages look. Lengths are points. Faces and sizes of text follow from one setting, so that what stands in a table
 *  is the same, only smaller. */
import type { Mark } from '../blocks/blocks.ts'
import type { Color, FontFace, TextStyle } from '../pdf/pdf.ts'
import type { PrintSize } from './render.ts'

/** A4 with the margins of DIN 5008: 25 mm at the left, 20 mm at the right. */
export const sheet = { widthPt: 595.28, heightPt: 841.89, leftPt: 70.87, rightPt: 56.69 } as const
/** Width of the text between the margins. */
export const textWidthPt = sheet.widthPt - sheet.leftPt - sheet.rightPt

/** Every colour on paper. */
export const colors = {
  text: [0, 0, 0],
  quiet: [0.3, 0.3, 0.33],
  hairline: [0.62, 0.64, 0.67],
  headerFill: [0.925, 0.937, 0.95],
  gapFill: [1, 0.953, 0.6],
  link: [0.04, 0.27, 0.58],
  watermark: [0.93, 0.93, 0.94],
  draft: [0.7, 0.1, 0.1],
} as const satisfies Record<string, Color>

/** What the text of a place looks like before its own marks. */
export interface Setting {
  readonly sizePt: number
  readonly bold: boolean
  readonly italic: boolean
  /** Between paragraphs. */
  readonly gapPt: number
  /** From one baseline to the next, as a part of the size. */
  readonly leading: number
}

/** Text that stands directly on the page. Its leading holds ascenders and descenders of the typeface, so that lines never
 *  touch. */
export const bodySetting: Setting = { sizePt: 11, bold: false, italic: false, gapPt: 7, leading: 1.365 }

/** How a whole document is set. */
export interface Look {
  readonly body: Setting
  readonly head: Setting
  /** The foot takes the first that lets it stand on few lines. */
  readonly footSizesPt: readonly number[]
}

const looks: Readonly<Record<PrintSize, Look>> = {
  normal: { body: bodySetting, head: bodySetting, footSizesPt: [8, 7, 6, 5] },
  large: {
    body: { ...bodySetting, sizePt: 18, gapPt: 13, leading: 1.5 },
    head: { ...bodySetting, sizePt: 14 },
    footSizesPt: [13, 12, 11],
  },
}

export const lookOf = ({ size = 'normal' }: { readonly size?: PrintSize }): Look => looks[size]

/** How far a quote is set in. */
export const quoteIndentPt = 16
/** Width of the rules of tables, boxes and the foot. */
export const hairlinePt = 0.5

/** From one baseline to the next. */
export const lineHeightPt = (setting: Setting): number => setting.sizePt * setting.leading

/** Text in the cells of a table. */
export const tableSetting = (sizePt: number): Setting => ({ ...bodySetting, sizePt, gapPt: sizePt * 0.3 })
/** The same text in bold. */
export const boldSetting = (setting: Setting): Setting => ({ ...setting, bold: true })

interface HeadingStyle {
  /** As a part of the size of what stands around it. */
  readonly size: number
  readonly bold: boolean
  readonly italic: boolean
  readonly before: number
  readonly after: number
}

const headings: Record<1 | 2 | 3 | 4 | 5 | 6, HeadingStyle> = {
  1: { size: 17 / 11, bold: true, italic: false, before: 1.2, after: 0.9 },
  2: { size: 13 / 11, bold: true, italic: false, before: 1.6, after: 0.5 },
  3: { size: 11.5 / 11, bold: true, italic: false, before: 1.2, after: 0.35 },
  4: { size: 1, bold: true, italic: false, before: 1, after: 0.3 },
  5: { size: 1, bold: true, italic: true, before: 1, after: 0.3 },
  6: { size: 1, bold: false, italic: true, before: 1, after: 0.3 },
}

/** Text of a heading among text of this setting. */
export function headingSetting(setting: Setting, level: 1 | 2 | 3 | 4 | 5 | 6): Setting {
  const { size, bold, italic } = headings[level]
  return { ...setting, sizePt: setting.sizePt * size, bold, italic }
}

/** Space above and below a heading; where two spaces meet the larger one counts. */
export function headingSpace(setting: Setting, level: 1 | 2 | 3 | 4 | 5 | 6): { beforePt: number; afterPt: number } {
  const { before, after } = headings[level]
  return { beforePt: before * setting.sizePt, afterPt: after * setting.sizePt }
}

/** Style of a run and how far it is raised above its line. */
export function markedStyle(setting: Setting, marks: readonly Mark[]): { style: TextStyle; risePt: number } {
  const style = { face: face(setting, marks), sizePt: setting.sizePt }
  if (marks.includes('sup')) return { style: smaller(style), risePt: setting.sizePt * 0.34 }
  if (marks.includes('sub')) return { style: smaller(style), risePt: setting.sizePt * -0.13 }
  return { style, risePt: 0 }
}

const smaller = (style: TextStyle): TextStyle => ({ ...style, sizePt: style.sizePt * 0.66 })

function face(setting: Setting, marks: readonly Mark[]): FontFace {
  const bold = setting.bold || marks.includes('strong')
  const italic = setting.italic || marks.includes('em')
  if (bold) return italic ? 'boldItalic' : 'bold'
  return italic ? 'italic' : 'regular'
}
