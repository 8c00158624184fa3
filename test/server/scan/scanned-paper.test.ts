import { beforeAll, expect, test } from 'vitest'
import { judgeScan, type ReadSheet, type ScanVerdict } from '../../../server/document/scan-verdict.ts'
import { readScan } from '../../../server/scan/reading.ts'
import type { GreyPage, ScanMediaType } from '../../../server/scan/scan.ts'
import {
  asJpeg,
  asPdf,
  asPng,
  asTiff,
  asTurnedPhoto,
  atDpi,
  blur,
  cover,
  fade,
  noise,
  type Photo,
  photograph,
  turn,
} from './paper.ts'
import { type PrintedDocument, printedDocuments } from './printed-pages.ts'

/** The real print copy of a real issued agreement of six pages, drawn by pdfium and then treated as printers, scanners and
 *  telephones treat paper. `npm test` runs the rows marked `always`; `SCANS=all npx vitest run test/server/scan`, and the
 *  conformance run (test/conformance/scanned-paper.test.ts), run all of them and tell how long a page takes. */
const runsAll = process.env.SCANS === 'all'

let ours: PrintedDocument
let other: PrintedDocument
beforeAll(async () => {
  const printed = await printedDocuments()
  ours = printed.ours
  other = printed.other
})

const page = (number: number): GreyPage => {
  const found = ours.pages[number - 1]
  if (!found) throw new Error(`There is no page ${number}.`)
  return found
}
const foreign = (): GreyPage => other.pages[1] ?? page(1)
const each = (change: (page: GreyPage, index: number) => GreyPage | Promise<GreyPage>, pages = ours.pages) =>
  Promise.all(pages.map(change))

type File = readonly [ScanMediaType, Promise<Buffer>]
const pdf = async (pages: Promise<readonly GreyPage[]> | readonly GreyPage[], dpi = 200, quality = 75) =>
  asPdf(await pages, { dpi, quality })
const jpegOf = async (picture: GreyPage | Promise<GreyPage>, quality = 80) => asJpeg(await picture, quality)
const scans = (pages: readonly number[], dpi = 150) => Promise.all(pages.map((number) => atDpi(page(number), dpi)))
const blank = ({ width, height }: GreyPage): GreyPage =>
  noise({ width, height, grey: new Uint8Array(width * height).fill(243) }, 12)

const phone = { width: 2250, height: 3000 } as const
const straight: Photo = {
  ...phone,
  corners: [
    [0.06, 0.05],
    [0.95, 0.06],
    [0.94, 0.96],
    [0.05, 0.95],
  ],
  shadow: 0.25,
  noise: 14,
}
const aslant: Photo = {
  ...phone,
  corners: [
    [0.17, 0.09],
    [0.86, 0.05],
    [0.97, 0.93],
    [0.04, 0.96],
  ],
  shadow: 0.55,
  noise: 22,
}
const fromTheSide: Photo = {
  ...phone,
  corners: [
    [0.05, 0.12],
    [0.9, 0.03],
    [0.96, 0.88],
    [0.09, 0.97],
  ],
  shadow: 0.5,
  noise: 18,
}
const upsideDown: Photo = {
  ...phone,
  corners: [
    [0.95, 0.94],
    [0.07, 0.97],
    [0.12, 0.06],
    [0.88, 0.04],
  ],
  shadow: 0.4,
  noise: 18,
}

interface Row {
  readonly name: string
  readonly files: () => readonly File[]
  /** Told by `tell`. */
  readonly verdict: string
  readonly always?: true
}

const whole = 'vollständig: 1 2 3 4 5 6'
const one = (number: number) => `${number}; es fehlt ${[1, 2, 3, 4, 5, 6].filter((each) => each !== number).join(' ')}`

const rows: readonly Row[] = [
  {
    name: 'a clean scan at 200 dpi',
    files: () => [['application/pdf', pdf(each((p) => atDpi(p, 200)))]],
    verdict: whole,
    always: true,
  },
  { name: '300 dpi', files: () => [['application/pdf', pdf(ours.pages, 300)]], verdict: whole },
  {
    name: '150 dpi',
    files: () => [
      [
        'application/pdf',
        pdf(
          each((p) => atDpi(p, 150)),
          150,
        ),
      ],
    ],
    verdict: whole,
  },
  {
    name: '100 dpi',
    files: () => [
      [
        'application/pdf',
        pdf(
          each((p) => atDpi(p, 100)),
          100,
        ),
      ],
    ],
    verdict: whole,
  },
  {
    name: '100 dpi and JPEG quality 30',
    files: () => [
      [
        'application/pdf',
        pdf(
          each((p) => atDpi(p, 100)),
          100,
          30,
        ),
      ],
    ],
    verdict: whole,
  },
  {
    name: '150 dpi and JPEG quality 30',
    files: () => [['image/jpeg', jpegOf(atDpi(page(3), 150), 30)]],
    verdict: one(3),
    always: true,
  },
  {
    name: 'grey ink on grey paper',
    files: () => [['image/png', atDpi(fade(page(1), 110, 205), 150).then(asPng)]],
    verdict: one(1),
    always: true,
  },
  {
    name: 'very pale ink',
    files: () => [['image/png', atDpi(fade(page(1), 175, 240), 200).then(asPng)]],
    verdict: one(1),
  },
  { name: 'a grainy scan', files: () => [['image/jpeg', jpegOf(atDpi(noise(page(2), 120), 150))]], verdict: one(2) },
  {
    name: 'a scan out of focus',
    files: () => [['image/jpeg', jpegOf(blur(page(2), 3).then((p) => atDpi(p, 150)))]],
    verdict: one(2),
  },
  {
    name: 'a quarter turn',
    files: () => [['image/png', turn(page(4), 90).then((p) => asPng(p))]],
    verdict: one(4),
    always: true,
  },
  {
    name: 'a quarter turn the other way, 100 dpi',
    files: () => [
      [
        'image/png',
        atDpi(page(4), 100)
          .then((p) => turn(p, 270))
          .then(asPng),
      ],
    ],
    verdict: one(4),
  },
  { name: 'upside down', files: () => [['image/jpeg', jpegOf(turn(page(5), 180))]], verdict: one(5) },
  {
    name: 'skewed by 3°',
    files: () => [['image/jpeg', jpegOf(atDpi(page(6), 200).then((p) => turn(p, 3)))]],
    verdict: one(6),
  },
  {
    name: 'skewed by 8°',
    files: () => [['image/jpeg', jpegOf(atDpi(page(6), 150).then((p) => turn(p, 8)))]],
    verdict: one(6),
    always: true,
  },
  {
    name: 'skewed by 8° the other way, 100 dpi, quality 30',
    files: () => [
      [
        'image/jpeg',
        jpegOf(
          atDpi(page(6), 100).then((p) => turn(p, -8)),
          30,
        ),
      ],
    ],
    verdict: one(6),
  },
  {
    name: 'upside down and skewed by 8°',
    files: () => [['image/jpeg', jpegOf(atDpi(page(1), 150).then((p) => turn(p, 188)))]],
    verdict: one(1),
  },
  {
    name: 'some pages upside down, some turned, in one PDF',
    files: () => [
      [
        'application/pdf',
        pdf(
          each(async (p, at) => turn(await atDpi(p, 150), at % 2 === 0 ? 180 : at * 90), ours.pages),
          150,
        ),
      ],
    ],
    verdict: whole,
    always: true,
  },
  {
    name: 'pages in another order',
    files: () => [['application/pdf', pdf(scans([6, 3, 1, 5, 2, 4]), 150)]],
    verdict: 'vollständig: 6 3 1 5 2 4',
  },
  {
    name: 'a photo held straight',
    files: () => [['image/jpeg', jpegOf(photograph(page(1), straight))]],
    verdict: one(1),
  },
  {
    name: 'a photo aslant with a shadow',
    files: () => [['image/jpeg', jpegOf(photograph(page(2), aslant))]],
    verdict: one(2),
    always: true,
  },
  {
    name: 'a photo from the side',
    files: () => [['image/jpeg', jpegOf(photograph(page(3), fromTheSide), 60)]],
    verdict: one(3),
  },
  {
    name: 'a photo upside down',
    files: () => [['image/jpeg', jpegOf(photograph(page(4), upsideDown))]],
    verdict: one(4),
  },
  {
    name: 'a photo with its turn noted (EXIF)',
    files: () => [['image/jpeg', asTurnedPhoto(photograph(page(5), straight))]],
    verdict: one(5),
  },
  {
    name: 'six photos of six pages',
    files: () =>
      ours.pages.map(
        (p, at): File => ['image/jpeg', jpegOf(photograph(p, [straight, aslant, fromTheSide][at % 3] ?? straight))],
      ),
    verdict: whole,
  },
  {
    name: 'two sheets on one photo',
    files: () => [['image/jpeg', jpegOf(beside(page(1), page(2)))]],
    verdict: '1 2; es fehlt 3 4 5 6',
  },
  {
    name: 'a page is missing',
    files: () => [['application/pdf', pdf(scans([1, 2, 4, 5, 6]), 150)]],
    verdict: '1 2 4 5 6; es fehlt 3',
    always: true,
  },
  {
    name: 'the first and the last are missing',
    files: () => [['application/pdf', pdf(scans([2, 3, 4, 5]), 150)]],
    verdict: '2 3 4 5; es fehlt 1 6',
  },
  {
    name: 'the missing page comes in another file',
    files: () => [
      ['application/pdf', pdf(scans([1, 2, 4, 5, 6]), 150)],
      ['image/jpeg', jpegOf(photograph(page(3), straight))],
    ],
    verdict: 'vollständig: 1 2 4 5 6 3',
  },
  {
    name: 'a page of another document between',
    files: () => [['application/pdf', pdf(Promise.all([page(1), foreign(), page(2)].map((p) => atDpi(p, 150))), 150)]],
    verdict: '1 fremd 2; es fehlt 3 4 5 6',
    always: true,
  },
  {
    name: 'all pages, and one of another document',
    files: () => [['application/pdf', pdf(Promise.all([...ours.pages, foreign()].map((p) => atDpi(p, 150))), 150)]],
    verdict: '1 2 3 4 5 6 fremd; es fehlt nichts',
  },
  {
    name: 'a doubled page',
    files: () => [['application/pdf', pdf(scans([1, 2, 2, 3, 4, 5, 6]), 150)]],
    verdict: 'vollständig: 1 2 2 3 4 5 6; doppelt 2',
    always: true,
  },
  {
    name: 'a code torn in half',
    files: () => [
      ['application/pdf', pdf(Promise.all([page(1), torn(page(2)), page(3)].map((p) => atDpi(p, 150))), 150)],
    ],
    verdict: '1 unlesbar 3; es fehlt 2 4 5 6',
    always: true,
  },
  {
    name: 'a code with a corner torn off',
    files: () => [['image/png', atDpi(cover(page(2), [0.875, 0.965, 1, 1]), 200).then(asPng)]],
    verdict: one(2),
  },
  {
    name: 'a coffee stain on the code',
    files: () => [['image/png', atDpi(cover(page(2), [0.815, 0.945, 0.835, 0.958], 60), 200).then(asPng)]],
    verdict: one(2),
  },
  {
    name: 'empty backs of sheets',
    files: () => [
      [
        'application/pdf',
        pdf(
          each((p) => atDpi(p, 150), [page(1), blank(page(1)), page(2), blank(page(1))]),
          150,
        ),
      ],
    ],
    verdict: '1 leer 2 leer; es fehlt 3 4 5 6',
    always: true,
  },
  {
    name: 'a page that is none of ours at all',
    files: () => [['image/png', asPng(cover(page(1), [0.5, 0.9, 1, 1]))]],
    verdict: 'unlesbar; es fehlt 1 2 3 4 5 6',
  },
  {
    name: 'a TIFF of several pages',
    files: () => [['image/tiff', scans([1, 2, 3, 4, 5, 6]).then(asTiff)]],
    verdict: whole,
    always: true,
  },
  { name: 'a TIFF of one page', files: () => [['image/tiff', scans([2], 200).then(asTiff)]], verdict: one(2) },
]

const torn = (sheet: GreyPage): GreyPage => cover(sheet, [0.84, 0.9, 1, 1])

/** Two sheets beside each other on a table. */
function beside(left: GreyPage, right: GreyPage): GreyPage {
  const width = left.width * 2
  const grey = new Uint8Array(width * left.height)
  for (let y = 0; y < left.height; y++) {
    grey.set(left.grey.subarray(y * left.width, (y + 1) * left.width), y * width)
    grey.set(right.grey.subarray(y * right.width, (y + 1) * right.width), y * width + left.width)
  }
  return { width, height: left.height, grey }
}

const times: number[] = []

async function judge(files: readonly File[]): Promise<ScanVerdict> {
  const sheets: ReadSheet[] = []
  for (const [index, [mediaType, bytes]] of files.entries()) {
    const file = new Uint8Array(await bytes)
    let began = performance.now()
    for await (const step of readScan(file, { mediaType, from: 1 })) {
      if ('failure' in step) throw new Error(step.failure)
      if (!('page' in step)) continue
      times.push(performance.now() - began)
      sheets.push({ scanId: String(index), confirmedAs: null, ...step.page })
      began = performance.now()
    }
  }
  return judgeScan({ code: ours.code, pages: ours.pages.length }, sheets)
}

function tell({ sheets, missing, doubled, isComplete }: ScanVerdict): string {
  const words = { foreign: 'fremd', blank: 'leer', unreadable: 'unlesbar' }
  const seen = sheets.map((sheet) => (sheet.kind === 'page' ? sheet.page : words[sheet.kind])).join(' ')
  const extra = doubled.length > 0 ? `; doppelt ${doubled.join(' ')}` : ''
  if (isComplete) return `vollständig: ${seen}${extra}`
  return `${seen}; es fehlt ${missing.join(' ') || 'nichts'}${extra}`
}

test.each(rows.filter(({ always }) => runsAll || always))('$name', async ({ name, files, verdict }) => {
  times.length = 0
  expect(tell(await judge(files()))).toBe(verdict)
  if (runsAll) console.log(`${name}: ${times.map((ms) => Math.round(ms)).join(' ')} ms`)
})
