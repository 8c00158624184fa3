import type { PageMark } from '../render/page-mark.ts'
import { readCheckCode } from './check-code.ts'

/** A page of a scanned file as it was read, and what a person said of it. */
export interface ReadSheet {
  readonly scanId: string
  /** In its file; 1 is the first. */
  readonly position: number
  readonly marks: readonly PageMark[]
  readonly isBlank: boolean
  /** Which page of the document somebody took it for, where no code could be read. */
  readonly confirmedAs: number | null
}

export type Sheet = Pick<ReadSheet, 'scanId' | 'position'> &
  (
    | { readonly kind: 'page'; readonly page: number; readonly byHand: boolean; readonly isDouble: boolean }
    /** Of another document, ours or not. */
    | { readonly kind: 'foreign'; readonly code: string }
    | { readonly kind: 'blank' }
    | { readonly kind: 'unreadable' }
  )

export interface ScanVerdict {
  /** In the order of the files and their pages; a photo of two sheets has two. */
  readonly sheets: readonly Sheet[]
  /** Pages of the document that nobody has seen yet. */
  readonly missing: readonly number[]
  readonly doubled: readonly number[]
  /** Every page is there, and none of another document. */
  readonly isComplete: boolean
}

/** What of an issued document's paper has come back. Pure. `code` is the document's, in its printed form. */
export function judgeScan(
  document: { readonly code: string; readonly pages: number },
  read: readonly ReadSheet[],
): ScanVerdict {
  const seen = new Set<number>()
  const doubled = new Set<number>()
  const sheets = read
    .flatMap((sheet) => sheetsOn(sheet, document))
    .map((sheet): Sheet => {
      if (sheet.kind !== 'page') return sheet
      const isDouble = seen.has(sheet.page)
      seen.add(sheet.page)
      if (isDouble) doubled.add(sheet.page)
      return { ...sheet, isDouble }
    })
  const missing = Array.from({ length: document.pages }, (_, index) => index + 1).filter((page) => !seen.has(page))
  const hasForeign = sheets.some(({ kind }) => kind === 'foreign')
  return {
    sheets,
    missing,
    doubled: [...doubled].sort((one, other) => one - other),
    isComplete: missing.length === 0 && !hasForeign,
  }
}

function sheetsOn(sheet: ReadSheet, document: { readonly code: string; readonly pages: number }): Sheet[] {
  const { scanId, position, marks, isBlank, confirmedAs } = sheet
  const place = { scanId, position }
  if (marks.length > 0) return marks.map((mark) => ({ ...place, ...sheetOf(mark, document) }))
  if (confirmedAs !== null) return [{ ...place, kind: 'page', page: confirmedAs, byHand: true, isDouble: false }]
  return [{ ...place, kind: isBlank ? 'blank' : 'unreadable' }]
}

/** A page that this document does not have was printed for another, whatever code it bears. */
function sheetOf({ code, page, of }: PageMark, document: { readonly code: string; readonly pages: number }) {
  const printed = readCheckCode(code) ?? code
  if (printed !== document.code || of !== document.pages) return { kind: 'foreign', code: printed } as const
  return { kind: 'page', page, byHand: false, isDouble: false } as const
}
