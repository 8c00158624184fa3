/** The pages of a scanned file as grey pixels, one after the other. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { PDFiumLibrary } from '@hyzyla/pdfium'
import { inspectPicture, readGrey } from '../picture/picture.ts'
import { type GreyPage, mostScanPages, type ScanFailure, type ScanMediaType } from './scan.ts'

export interface ScanPages {
  readonly count: number
  /** 1 is the first. Null where this page cannot be drawn. */
  read(position: number): Promise<GreyPage | null>
}

export type OpenedScan = { readonly pages: ScanPages } | { readonly failure: ScanFailure }

export async function openScan(bytes: Uint8Array, mediaType: ScanMediaType): Promise<OpenedScan> {
  const pages = mediaType === 'application/pdf' ? await openPdf(bytes) : await openPicture(bytes)
  if (!pages || pages.count < 1) return { failure: 'broken' }
  return pages.count > mostScanPages ? { failure: 'too_many_pages' } : { pages }
}

async function openPicture(bytes: Uint8Array): Promise<ScanPages | null> {
  const facts = await inspectPicture(bytes)
  if (!facts.ok) return null
  return {
    count: facts.value.pages,
    async read(position) {
      const page = await readGrey(bytes, { page: position - 1 })
      return page.ok ? page.value : null
    },
  }
}

/** From the installed package. */
export async function loadPdfium(): Promise<PDFiumLibrary> {
  const file = createRequire(import.meta.url).resolve('@hyzyla/pdfium/pdfium.wasm')
  return PDFiumLibrary.init({ wasmBinary: new Uint8Array(await readFile(file)).buffer })
}

/** A page of A4 at 250 dpi; scans have no more where it matters. */
const renderedEdge = 2900

async function openPdf(bytes: Uint8Array): Promise<ScanPages | null> {
  const pdfium = await loadPdfium()
  const open = () => pdfium.loadDocument(bytes)
  const counted = await open().catch(() => null)
  if (!counted) return null
  const count = counted.getPageCount()
  counted.destroy()
  return {
    count,
    async read(position) {
      // Opened anew for each page: pdfium ends the process when it draws a page of one document twice.
      const document = await open()
      try {
        const page = document.getPage(position - 1)
        const { originalWidth, originalHeight } = page.getOriginalSize()
        const longest = Math.max(originalWidth, originalHeight)
        if (!(longest > 0 && Math.min(originalWidth, originalHeight) > 0)) return null
        const drawn = await page.render({ scale: renderedEdge / longest, render: 'bitmap', colorSpace: 'Gray' })
        return { width: drawn.width, height: drawn.height, grey: drawn.data }
      } catch {
        return null
      } finally {
        document.destroy()
      }
    },
  }
}
