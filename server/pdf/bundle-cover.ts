import { measureText } from './fonts.ts'
import type { TextStyle } from './pdf.ts'
import { createPdfWriter } from './writer.ts'

export interface CoverEntry {
  readonly label: string
  /** Null where it stands in a file of its own. */
  readonly pages: number | null
  readonly why: string
}

export interface Cover {
  readonly title: string
  readonly lines: readonly string[]
  readonly at: Date
  readonly entries: readonly CoverEntry[]
}

const page = { widthPt: 595.28, heightPt: 841.89 }
const marginPt = 62
const widthPt = page.widthPt - 2 * marginPt
const numbersPt = 150

const heading: TextStyle = { face: 'bold', sizePt: 16 }
const body: TextStyle = { face: 'regular', sizePt: 11 }
const leading = 1.4

interface Line {
  readonly text: string
  readonly style: TextStyle
  /** At the end of the line, made when the number of pages before is known. */
  readonly end?: (coverPages: number) => string
  readonly spaceBeforePt: number
  readonly type: 'H1' | 'P'
}

/** The sheet in front of a bundle: what it holds, and on which page it begins. */
export function drawCover({ title, lines, at, entries }: Cover): Promise<Uint8Array> {
  const sheets = inSheets(allLines({ title, lines, at, entries }))
  const writer = createPdfWriter({ title, author: '', at, lang: 'de-DE' })
  for (const sheet of sheets) {
    const drawn = writer.addPage(page)
    let baselinePt = page.heightPt - marginPt
    for (const { text, style, end, spaceBeforePt, type } of sheet) {
      baselinePt -= spaceBeforePt + style.sizePt * leading
      drawn.tagged(writer.element(writer.root, type), () => {
        drawn.text({ text, xPt: marginPt, baselinePt, style })
        const atEnd = end?.(sheets.length)
        if (atEnd)
          drawn.text({ text: atEnd, xPt: page.widthPt - marginPt - measureText(atEnd, style), baselinePt, style })
      })
    }
  }
  return writer.save()
}

function allLines({ title, lines, entries }: Cover): Line[] {
  const listed: Line[] = []
  let before = 0
  for (const { label, pages, why } of entries) {
    const startsAfter = before
    before += pages ?? 0
    const end = (coverPages: number) => (pages === null ? '' : `Seite ${coverPages + startsAfter + 1}`)
    const words = pages === null ? `${label} (${why})` : label
    wrap(words, body, widthPt - numbersPt).forEach((text, index) => {
      listed.push({ text, style: body, spaceBeforePt: index === 0 ? 4 : 0, type: 'P', ...(index === 0 ? { end } : {}) })
    })
  }
  const plain = (text: string, style: TextStyle, type: Line['type'], spaceBeforePt: number): Line[] =>
    wrap(text, style, widthPt).map((line, index) => ({
      text: line,
      style,
      type,
      spaceBeforePt: index === 0 ? spaceBeforePt : 0,
    }))
  return [
    ...plain(title, heading, 'H1', 0),
    ...lines.flatMap((text) => plain(text, body, 'P', 6)),
    ...plain('Inhalt', { face: 'bold', sizePt: 12 }, 'P', 18),
    ...listed,
  ]
}

function inSheets(lines: readonly Line[]): Line[][] {
  const room = page.heightPt - 2 * marginPt
  const sheets: Line[][] = [[]]
  let used = 0
  for (const line of lines) {
    const height = line.spaceBeforePt + line.style.sizePt * leading
    if (used + height > room) {
      sheets.push([])
      used = 0
    }
    sheets.at(-1)?.push(line)
    used += height
  }
  return sheets
}

/** By words; a word that is longer than a line is cut. */
function wrap(text: string, style: TextStyle, roomPt: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/).filter(Boolean)) {
    for (const piece of pieces(word, style, roomPt)) {
      const longer = line === '' ? piece : `${line} ${piece}`
      if (line !== '' && measureText(longer, style) > roomPt) {
        lines.push(line)
        line = piece
      } else line = longer
    }
  }
  return [...lines, line]
}

function pieces(word: string, style: TextStyle, roomPt: number): string[] {
  if (measureText(word, style) <= roomPt) return [word]
  const cut: string[] = ['']
  for (const character of word) {
    const longer = `${cut.at(-1)}${character}`
    if (measureText(longer, style) > roomPt) cut.push(character)
    else cut.splice(-1, 1, longer)
  }
  return cut
}
