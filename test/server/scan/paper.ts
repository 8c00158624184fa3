import sharp, { type Sharp } from 'sharp'
import type { GreyPage } from '../../../server/scan/scan.ts'

/** What printers, scanners and telephones do to a page. Everything is deterministic. */

type Picture = GreyPage

const raw = ({ width, height, grey }: Picture) => sharp(grey, { raw: { width, height, channels: 1 } })

async function greyOf(picture: Sharp): Promise<Picture> {
  const { data, info } = await picture.greyscale().raw().toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, grey: new Uint8Array(data) }
}

/** Turned clockwise; the scanner's lid around it is white. */
export const turn = (page: Picture, degrees: number): Promise<Picture> =>
  greyOf(raw(page).rotate(degrees, { background: 'white' }))

export const atDpi = (page: Picture, dpi: number): Promise<Picture> =>
  greyOf(raw(page).resize({ height: Math.round(11.69 * dpi) }))

/** Ink that has gone grey on paper that is not white. */
export const fade = ({ width, height, grey }: Picture, ink: number, paper: number): Picture => ({
  width,
  height,
  grey: grey.map((value) => ink + ((paper - ink) * value) / 255),
})

export const blur = (page: Picture, sigma: number): Promise<Picture> => greyOf(raw(page).blur(sigma))

export function noise({ width, height, grey }: Picture, strength: number): Picture {
  let state = 42
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
  return { width, height, grey: grey.map((value) => clamp(value + (random() + random() - 1) * strength)) }
}

/** Covers a part of the page, given in parts of its width and height from the upper left corner. */
export function cover(
  page: Picture,
  area: readonly [left: number, top: number, right: number, bottom: number],
  shade = 255,
): Picture {
  const grey = new Uint8Array(page.grey)
  const [left, top, right, bottom] = area
  for (let y = Math.floor(top * page.height); y < Math.floor(bottom * page.height); y++) {
    for (let x = Math.floor(left * page.width); x < Math.floor(right * page.width); x++)
      grey[y * page.width + x] = shade
  }
  return { ...page, grey }
}

export interface Photo {
  readonly width: number
  readonly height: number
  /** Where the page's corners lie on the photo, in parts of it: upper left, upper right, lower right, lower left. */
  readonly corners: readonly (readonly [x: number, y: number])[]
  /** How dark the darkest side is, 0 to 1; the shadow falls slanting. */
  readonly shadow: number
  readonly noise: number
}

/** A sheet on a table, seen from aside. */
export function photograph(page: Picture, { width, height, corners, shadow, noise: strength }: Photo): Picture {
  const toPage = squareOf(corners.map(([x, y]) => [x * width, y * height]))
  const grey = new Uint8Array(width * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [u, v] = toPage(x, y)
      const isOnPage = u >= 0 && v >= 0 && u < 1 && v < 1
      const table = 84 + 10 * Math.sin(x / 23) + 8 * Math.sin((x + y) / 5)
      const value = isOnPage ? sample(page, u, v) * 0.9 : table
      const light = 1 - shadow * smooth((x / width) * 0.6 + (y / height) * 0.6 - 0.1)
      grey[y * width + x] = clamp(value * light)
    }
  }
  return noise({ width, height, grey }, strength)
}

const smooth = (value: number) => {
  const part = Math.min(1, Math.max(0, value))
  return part * part * (3 - 2 * part)
}

function sample({ width, height, grey }: Picture, u: number, v: number): number {
  const [x, y] = [u * (width - 1), v * (height - 1)]
  const [left, top] = [Math.floor(x), Math.floor(y)]
  const [right, below] = [x - left, y - top]
  const at = (column: number, row: number) => grey[Math.min(row, height - 1) * width + Math.min(column, width - 1)] ?? 0
  return (
    (at(left, top) * (1 - right) + at(left + 1, top) * right) * (1 - below) +
    (at(left, top + 1) * (1 - right) + at(left + 1, top + 1) * right) * below
  )
}

/** From a point of the photo to the unit square of the page: the inverse of Heckbert's mapping from square to quad. */
function squareOf(corners: readonly (readonly number[])[]): (x: number, y: number) => [number, number] {
  const [[x0 = 0, y0 = 0] = [], [x1 = 0, y1 = 0] = [], [x2 = 0, y2 = 0] = [], [x3 = 0, y3 = 0] = []] = corners
  const [dx1, dx2, dx3] = [x1 - x2, x3 - x2, x0 - x1 + x2 - x3]
  const [dy1, dy2, dy3] = [y1 - y2, y3 - y2, y0 - y1 + y2 - y3]
  const all = dx1 * dy2 - dx2 * dy1
  const g = (dx3 * dy2 - dx2 * dy3) / all
  const h = (dx1 * dy3 - dx3 * dy1) / all
  const [a, b, c] = [x1 - x0 + g * x1, x3 - x0 + h * x3, x0]
  const [d, e, f] = [y1 - y0 + g * y1, y3 - y0 + h * y3, y0]
  return (x, y) => {
    const u = (e - f * h) * x + (c * h - b) * y + (b * f - c * e)
    const v = (f * g - d) * x + (a - c * g) * y + (c * d - a * f)
    const w = (d * h - e * g) * x + (b * g - a * h) * y + (a * e - b * d)
    return [u / w, v / w]
  }
}

const clamp = (value: number): number => Math.max(0, Math.min(255, Math.round(value)))

export const asPng = (page: Picture): Promise<Buffer> => raw(page).png({ compressionLevel: 3 }).toBuffer()
export const asJpeg = (page: Picture, quality: number): Promise<Buffer> =>
  raw(page).toColourspace('b-w').jpeg({ quality }).toBuffer()

/** Kept as the telephone holds it, with a note how to turn it (EXIF orientation 6: a quarter turn clockwise). */
export const asTurnedPhoto = async (page: Picture): Promise<Buffer> =>
  raw(await turn(page, 270))
    .jpeg({ quality: 80 })
    .withMetadata({ orientation: 6 })
    .toBuffer()

/** One file with a page for each picture, all of the same size. */
export const asTiff = async (pages: readonly Picture[]): Promise<Buffer> => {
  const [{ width, height }] = pages as [Picture, ...Picture[]]
  const joined = Buffer.concat(pages.map(({ grey }) => grey))
  return sharp(joined, { raw: { width, height: height * pages.length, channels: 1, pageHeight: height } })
    .tiff({ compression: 'deflate' })
    .toBuffer()
}

/** A PDF as a scanner makes it: a JPEG on each page, at the size of its sheet. */
export async function asPdf(pages: readonly Picture[], { dpi = 200, quality = 75 } = {}): Promise<Buffer> {
  const parts: Buffer[] = []
  const offsets: number[] = []
  let length = 0
  const put = (...pieces: (string | Buffer)[]) => {
    for (const piece of pieces) {
      const bytes = typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece
      parts.push(bytes)
      length += bytes.length
    }
  }
  const object = (...pieces: (string | Buffer)[]) => {
    offsets.push(length)
    put(`${offsets.length} 0 obj\n`, ...pieces, '\nendobj\n')
  }
  put('%PDF-1.4\n')
  object('<</Type /Catalog /Pages 2 0 R>>')
  object(`<</Type /Pages /Count ${pages.length} /Kids [${pages.map((_, index) => `${3 + index * 3} 0 R`).join(' ')}]>>`)
  for (const page of pages) {
    const [width, height] = [(page.width * 72) / dpi, (page.height * 72) / dpi]
    const number = offsets.length + 1
    const content = `q ${width} 0 0 ${height} 0 0 cm /I Do Q`
    const jpeg = await asJpeg(page, quality)
    object(
      `<</Type /Page /Parent 2 0 R /MediaBox [0 0 ${width} ${height}] /Contents ${number + 1} 0 R /Resources <</XObject <</I ${number + 2} 0 R>>>>>>`,
    )
    object(`<</Length ${content.length}>>\nstream\n${content}\nendstream`)
    object(
      `<</Type /XObject /Subtype /Image /Width ${page.width} /Height ${page.height} /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode /Length ${jpeg.length}>>\nstream\n`,
      jpeg,
      '\nendstream',
    )
  }
  const xrefAt = length
  const entries = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  put(`xref\n0 ${offsets.length + 1}\n0000000000 65535 f \n${entries}`)
  put(`trailer\n<</Size ${offsets.length + 1} /Root 1 0 R>>\nstartxref\n${xrefAt}\n%%EOF\n`)
  return Buffer.concat(parts)
}
