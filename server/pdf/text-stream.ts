/** Text operators of a content stream (ISO 32000-1 § 9.4): keeps a text object open and carries on a line as long as it
 *  can, so that a line set word by word is still one piece of text to every reader. */
import type { DocumentFonts } from './font-embedding.ts'
import type { ShapedWord } from './fonts.ts'
import type { Color, TextStyle } from './pdf.ts'

export interface TextStream {
  /** Where it ends, in points. */
  write(words: readonly ShapedWord[], at: TextPlace): number
  /** Turned counter-clockwise about its start; the text object is closed behind it. */
  writeTurned(words: readonly ShapedWord[], at: TextPlace, degrees: number): void
  setFill(color: Color): void
  /** Before any operator that may not stand in a text object. */
  close(): void
}

export interface TextPlace {
  readonly xPt: number
  readonly baselinePt: number
  readonly style: TextStyle
  readonly color: Color
}

export function createTextStream(operators: string[], fonts: DocumentFonts): TextStream {
  let open = false
  let shown = ''
  let rise = 0
  let font = { name: '', sizePt: 0 }
  let fill = '0 0 0'
  let lineStart = { xPt: 0, baselinePt: 0 }
  let endPt = 0

  const show = () => {
    if (shown) operators.push(`[${shown}] TJ`)
    shown = ''
  }
  const setRise = (wanted: number, sizePt: number) => {
    if (wanted === rise) return
    show()
    operators.push(`${points((wanted * sizePt) / 1000)} Ts`)
    rise = wanted
  }
  const setFont = (name: string, sizePt: number) => {
    if (name === font.name && sizePt === font.sizePt) return
    show()
    operators.push(`/${name} ${points(sizePt)} Tf`)
    font = { name, sizePt }
  }
  const setFill = (color: Color) => {
    const wanted = colorOperands(color)
    if (wanted === fill) return
    show()
    operators.push(`${wanted} rg`)
    fill = wanted
  }
  const openObject = () => {
    if (open) return
    operators.push('BT')
    open = true
    lineStart = { xPt: 0, baselinePt: Number.NaN }
  }
  const close = () => {
    show()
    if (open) operators.push('ET')
    open = false
  }
  const spell = (words: readonly ShapedWord[], sizePt: number, lead: string) => {
    let move = lead
    for (const word of words) {
      for (const part of fonts.spell(word)) {
        setFont(part.fontName, sizePt)
        setRise(part.rise, sizePt)
        shown += move + part.shown
        move = ''
      }
    }
    setRise(0, sizePt)
  }

  return {
    setFill,
    close,
    write(words, { xPt, baselinePt, style, color }) {
      openObject()
      setFill(color)
      const next = { xPt: rounded(xPt), baselinePt: rounded(baselinePt) }
      let lead = ''
      if (next.baselinePt === lineStart.baselinePt) lead = moveOperand(((xPt - endPt) * 1000) / style.sizePt)
      else {
        show()
        const risePt = next.baselinePt - (lineStart.baselinePt || 0)
        operators.push(`${points(next.xPt - lineStart.xPt)} ${points(risePt)} Td`)
        lineStart = next
      }
      spell(words, style.sizePt, lead)
      endPt = xPt + widthOf(words, style)
      return endPt
    },
    writeTurned(words, { xPt, baselinePt, style, color }, degrees) {
      close()
      openObject()
      setFill(color)
      const cos = Math.cos((degrees * Math.PI) / 180)
      const sin = Math.sin((degrees * Math.PI) / 180)
      const matrix = [cos, sin, -sin, cos].map((value) => Math.round(value * 1e5) / 1e5).join(' ')
      operators.push(`${matrix} ${points(xPt)} ${points(baselinePt)} Tm`)
      spell(words, style.sizePt, '')
      close()
    },
  }
}

export const widthOf = (words: readonly ShapedWord[], { sizePt }: TextStyle): number =>
  (words.reduce((sum, word) => sum + word.width, 0) * sizePt) / 1000

/** TJ moves back by positive numbers, in thousandths of the font size; nothing where there is nothing to move. */
export function moveOperand(move: number): string {
  const operand = Math.round(-move * 10) / 10
  return operand === 0 ? '' : String(operand)
}

export const rounded = (value: number): number => Math.round(value * 100) / 100
export const points = (value: number): string => String(rounded(value) || 0)
export const colorOperands = ([red, green, blue]: Color): string => `${shade(red)} ${shade(green)} ${shade(blue)}`
const shade = (part: number): number => Math.round(part * 1000) / 1000
