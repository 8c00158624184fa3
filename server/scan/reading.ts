/** Reads a scanned file page by page. For a process of its own: what comes from outside is decoded here. */

import { greyJpeg } from '../picture/picture.ts'
import { isBlankPage, shrink } from './grey.ts'
import { readPageCodes } from './page-codes.ts'
import { openScan } from './page-pixels.ts'
import type { GreyPage, ScanFailure, ScanMediaType, ScannedPage } from './scan.ts'

export interface Reading {
  readonly mediaType: ScanMediaType
  /** The first page to be read; those before it are known. */
  readonly from: number
}

export type ReadingStep = { readonly of: number } | { readonly page: ScannedPage } | { readonly failure: ScanFailure }

/** First how many pages there are, then each of them; or the reason why there are none. */
export async function* readScan(bytes: Uint8Array, { mediaType, from }: Reading): AsyncGenerator<ReadingStep> {
  const opened = await openScan(bytes, mediaType)
  if ('failure' in opened) {
    yield opened
    return
  }
  const { count: of, read } = opened.pages
  yield { of }
  for (let position = from; position <= of; position++) {
    const page = await read(position)
    yield { page: { position, of, ...(page ? await readPage(page) : unknown) } }
  }
}

const unknown = { marks: [], isBlank: false, preview: null } as const

async function readPage(page: GreyPage): Promise<Pick<ScannedPage, 'marks' | 'isBlank' | 'preview'>> {
  const marks = await readPageCodes(page)
  if (marks.length > 0) return { ...unknown, marks }
  if (isBlankPage(page)) return { ...unknown, isBlank: true }
  return { ...unknown, preview: await greyJpeg(shrink(page, previewEdge)) }
}

/** Enough to read a page number. */
const previewEdge = 1100
