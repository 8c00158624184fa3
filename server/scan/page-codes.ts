/** Finds the QR codes of printed pages in grey pixels. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { prepareZXingModule, type ReaderOptions, readBarcodes } from 'zxing-wasm/reader'
import { type PageMark, readPageAddress } from '../render/page-mark.ts'
import { cut, enlarge, shrink } from './grey.ts'
import type { GreyPage } from './scan.ts'

/** From the installed package: left to itself the library would fetch it from the internet. */
async function prepare(): Promise<void> {
  const file = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm')
  const wasmBinary = new Uint8Array(await readFile(file)).buffer
  await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true })
}

let prepared: Promise<void> | undefined

/** What the codes on a page say, each once. Tries the cheap looks first: most pages are read by the first. */
export async function readPageCodes(page: GreyPage): Promise<PageMark[]> {
  prepared ??= prepare()
  await prepared
  for (const look of looksAt(page)) {
    const marks = await readMarks(look.page(), look.options)
    if (marks.length > 0) return marks
  }
  return []
}

interface Look {
  readonly page: () => GreyPage
  readonly options: ReaderOptions
}

const shade: ReaderOptions = { binarizer: 'LocalAverage' }
const contrast: ReaderOptions = { binarizer: 'GlobalHistogram' }

/** What a page of A4 has at 200 dpi; a phone's photo has about twice as many. */
const usualEdge = 2400
const largestEdge = 4800

function looksAt(page: GreyPage): Look[] {
  return [
    { page: () => shrink(page, usualEdge), options: shade },
    { page: () => shrink(page, largestEdge), options: shade },
    { page: () => shrink(page, 1600), options: shade },
    ...tilesOf(page).flatMap((tile): Look[] => [
      { page: () => enlarge(cut(page, tile)), options: shade },
      { page: () => enlarge(cut(page, tile)), options: contrast },
    ]),
  ]
}

/** Corners and sides, overlapping: a code that is small on a whole photo is large in a part of it. */
function tilesOf({ width, height }: GreyPage) {
  const [across, down] = [Math.floor(width / 2), Math.floor(height / 3)]
  const tops = [height - down, 0, Math.floor((height - down) / 2)]
  return tops.flatMap((top) => [width - across, 0].map((left) => ({ left, top, width: across, height: down })))
}

async function readMarks(page: GreyPage, options: ReaderOptions): Promise<PageMark[]> {
  const found = await readBarcodes(asBitmap(page), {
    formats: ['QRCode'],
    tryHarder: true,
    tryRotate: true,
    tryInvert: false,
    maxNumberOfSymbols: 8,
    ...options,
  })
  const marks = found.flatMap(({ isValid, text }) => (isValid ? (readPageAddress(text) ?? []) : []))
  return marks.filter(
    (mark, at) => marks.findIndex(({ code, page }) => code === mark.code && page === mark.page) === at,
  )
}

/** A grey bitmap (PGM), which the library takes as it is. */
function asBitmap({ width, height, grey }: GreyPage): Uint8Array {
  const head = new TextEncoder().encode(`P5\n${width} ${height}\n255\n`)
  const bitmap = new Uint8Array(head.length + grey.length)
  bitmap.set(head)
  bitmap.set(grey, head.length)
  return bitmap
}
