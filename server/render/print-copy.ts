/** The copy of an issued document that goes to the printer and comes back signed. */
import QRCode from 'qrcode'
import { measureText } from '../pdf/fonts.ts'
import type { Rect, TextStyle } from '../pdf/pdf.ts'
import { type BandCanvas, type BandedPage, bandedCopy } from '../pdf/print-copy.ts'
import { colors, hairlinePt, sheet } from './layout-style.ts'
import { pageAddress } from './page-mark.ts'

export interface PrintCopyJob {
  readonly sealed: Uint8Array
  /** The check code in its printed form. */
  readonly code: string
  /** Of the public check, without a slash at its end. */
  readonly publicUrl: string
}

export const printCopyWord = 'Druckexemplar'

const scale = 0.945
const raisedPt = 8
const bandPt = 80
/** 18 mm. */
const qrSidePt = 51
const qrBottomPt = 19
const rulePt = 77
const leftPt = sheet.leftPt * scale + (sheet.widthPt * (1 - scale)) / 2
const rightPt = sheet.widthPt - sheet.rightPt * scale - (sheet.widthPt * (1 - scale)) / 2
const gapPt = 10

/** On every page: what the sheet is, code, page and a QR code that says both to a camera. Deterministic. */
export function printCopy({ sealed, code, publicUrl }: PrintCopyJob): Promise<Uint8Array> {
  const host = publicUrl.replace(/^https?:\/\//, '')
  return bandedCopy(sealed, {
    word: printCopyWord,
    scale,
    raisedPt,
    heightPt: bandPt,
    band: (canvas, page) => drawBand(canvas, page, { code, publicUrl, host }),
  })
}

const word: TextStyle = { face: 'bold', sizePt: 9 }
const small: TextStyle = { face: 'regular', sizePt: 7.5 }
const strong: TextStyle = { face: 'bold', sizePt: 9 }

interface Printed {
  readonly code: string
  readonly publicUrl: string
  readonly host: string
}

function drawBand(canvas: BandCanvas, { number, of }: BandedPage, { code, publicUrl, host }: Printed): void {
  canvas.line({ xPt: leftPt, yPt: rulePt }, { xPt: rightPt, yPt: rulePt }, hairlinePt, colors.hairline)
  const firstPt = qrBottomPt + qrSidePt - 8
  const write = (text: string, style: TextStyle, line: number, color = colors.quiet as typeof colors.quiet) =>
    canvas.text({ text, xPt: leftPt, baselinePt: firstPt - line, style, color })
  canvas.text({ text: printCopyWord, xPt: leftPt, baselinePt: firstPt, style: word, color: colors.text })
  write('Zum Unterschreiben auf Papier. Das Original ist die gesiegelte PDF-Datei;', small, 14)
  write(`ob es echt ist, zeigt ${host}/pruefung.`, small, 24)
  write('Bitte alle Seiten zurückgeben, auch die ohne Unterschrift.', small, 38)
  const endPt = rightPt - qrSidePt - gapPt
  const right = (text: string, style: TextStyle, line: number) =>
    canvas.text({
      text,
      xPt: endPt - measureText(text, style),
      baselinePt: firstPt - line,
      style,
      color: line === 0 ? colors.text : colors.quiet,
    })
  right(`Seite ${number} von ${of}`, strong, 0)
  right('Prüfcode', small, 14)
  right(code, small, 24)
  canvas.fillAll(squares(pageAddress(publicUrl, { code, page: number, of })), colors.text)
}

/** Dark squares of the code, as long as possible from left to right. */
function squares(text: string): Rect[] {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' })
  const sidePt = qrSidePt / modules.size
  const rects: Rect[] = []
  for (let row = 0; row < modules.size; row++) {
    for (let column = 0; column < modules.size; column++) {
      if (!modules.get(row, column)) continue
      const start = column
      while (column + 1 < modules.size && modules.get(row, column + 1)) column++
      rects.push({
        xPt: rightPt - qrSidePt + start * sidePt,
        yPt: qrBottomPt + qrSidePt - (row + 1) * sidePt,
        widthPt: (column - start + 1) * sidePt,
        heightPt: sidePt,
      })
    }
  }
  return rects
}
