/** Blocks to a tagged PDF. Everything is laid out before anything is drawn, so that every page knows how many there are. */
import type { PdfWriter } from '../pdf/pdf.ts'
import { createPdfWriter } from '../pdf/writer.ts'
import { flowOf } from './flow.ts'
import type { Placed } from './layout-boxes.ts'
import { lookOf, sheet, textWidthPt } from './layout-style.ts'
import { breakPages } from './page-breaking.ts'
import { frameOf, type PageFrame } from './page-frame.ts'
import { elementsOf, paint, paintWatermark } from './painting.ts'
import type { Printed, PrintJob } from './render.ts'

/** The pages of a document, laid out and not yet drawn. */
interface LaidOut {
  readonly frame: PageFrame
  readonly pages: readonly (readonly Placed[])[]
}

/** A4 pages as one file in PDF/UA-1 and PDF/A-2a. The same job gives the same bytes. Throws for characters that no font
 *  of the house has; values and texts were checked for them when they came in. */
export async function printPdf(job: PrintJob): Promise<Printed> {
  const laidOut = layOutPages(job)
  const writer = createPdfWriter({
    title: job.draft ? `Entwurf: ${job.title}` : job.title,
    author: job.author,
    ...(job.subject !== undefined && { subject: job.subject }),
    at: job.at,
    lang: 'de-DE',
  })
  drawPages(writer, job, laidOut)
  return { bytes: await writer.save(), pages: laidOut.pages.length }
}

/** Breaks the text into pages; nothing is drawn. Pure. */
export function layOutPages(job: PrintJob): LaidOut {
  const frame = frameOf(job)
  const flow = flowOf(job.blocks, {
    xPt: sheet.leftPt,
    widthPt: textWidthPt,
    setting: lookOf(job).body,
    parent: null,
    bullets: 0,
    numbers: 0,
  })
  return { frame, pages: breakPages(flow, frame.bodyHeightPt) }
}

/** Draws what `layOutPages` laid out for the same job. */
export function drawPages(writer: PdfWriter, job: PrintJob, { frame, pages }: LaidOut): void {
  const elements = elementsOf(writer)
  const originPt = sheet.heightPt - frame.bodyTopPt
  pages.forEach((placed, index) => {
    const page = writer.addPage({ widthPt: sheet.widthPt, heightPt: sheet.heightPt })
    if (job.draft) paintWatermark(page, 'ENTWURF', sheet)
    frame.paint(page, { number: index + 1, of: pages.length }, elements)
    paint(page, placed, { originPt, elements, decoration: 'layout' })
  })
}
