import type { PageMark } from '../render/page-mark.ts'

/** What one page of a scanned file shows: a sheet of paper, or a photo that may hold more than one. */
export interface ScannedPage {
  /** 1 is the first. */
  readonly position: number
  /** How many the file has. */
  readonly of: number
  /** What the codes on it say; none where none could be read. */
  readonly marks: readonly PageMark[]
  /** Nothing is printed or written on it, as on the back of a sheet. */
  readonly isBlank: boolean
  /** A small grey JPEG for people to look at, where no code could be read and the page is not blank. */
  readonly preview: Uint8Array | null
}

/** One byte a pixel, row by row from the top, 0 black to 255 white. */
export interface GreyPage {
  readonly width: number
  readonly height: number
  readonly grey: Uint8Array
}

export const mostScanPages = 120

export type ScanMediaType = 'application/pdf' | 'image/jpeg' | 'image/png' | 'image/tiff'

/** Why a file cannot be read at all. */
export type ScanFailure = 'broken' | 'too_many_pages' | 'too_long'
