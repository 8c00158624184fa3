import sharp, { type Sharp } from 'sharp'
import { invalid, ok, type Result } from '../base/result.ts'

// What people hand in is decoded by these four readers and no other: libvips would also open SVG, GIF and more.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Tiff', 'Webp'].map((format) => `VipsForeignLoad${format}`),
})
// One picture at a time, see `oneAtATime`: keeping decoded ones would only hold memory.
sharp.cache(false)
sharp.concurrency(1)

const formats = ['jpeg', 'png', 'tiff', 'webp'] as const
export type PictureFormat = (typeof formats)[number]

export interface PictureFacts {
  readonly format: PictureFormat
  /** As it is to be looked at, turned as its camera says. */
  readonly width: number
  readonly height: number
  /** More than one only in a TIFF. */
  readonly pages: number
}

/** One byte a pixel, row by row from the top, 0 black to 255 white. */
export interface GreyPicture {
  readonly width: number
  readonly height: number
  readonly grey: Uint8Array
}

export interface EncodedPicture {
  readonly bytes: Uint8Array
  readonly width: number
  readonly height: number
}

/** A sheet of A3 at 600 dpi and every telephone's photo fit; a bomb of some kilobytes does not. */
const mostPixels = 80_000_000
const mostSeconds = 30

/** What a picture is, by its content alone, without decoding it. A refusal is a sentence for the person who chose it. */
export function inspectPicture(bytes: Uint8Array): Promise<Result<PictureFacts>> {
  return oneAtATime(() => inspect(bytes))
}

/** The grey pixels of one page, upright, on white; at most 80 million of them. */
export function readGrey(bytes: Uint8Array, { page = 0 } = {}): Promise<Result<GreyPicture>> {
  return decode(bytes, page, async (picture) => {
    const { data, info } = await picture.flatten({ background: 'white' }).greyscale().raw().toBuffer({
      resolveWithObject: true,
    })
    const grey = info.channels === 1 ? new Uint8Array(data) : everyNth(data, info.channels)
    return { width: info.width, height: info.height, grey }
  })
}

/** Grey pixels as a JPEG. */
export async function greyJpeg({ width, height, grey }: GreyPicture): Promise<Uint8Array> {
  const jpeg = sharp(grey, { raw: { width, height, channels: 1 } }).jpeg({ quality: 70 })
  return new Uint8Array(await jpeg.toBuffer())
}

/** Pixels in colour, four bytes each, as a JPEG. */
export async function rgbaJpeg(picture: {
  readonly width: number
  readonly height: number
  readonly rgba: Uint8Array
}): Promise<Uint8Array> {
  const { width, height, rgba } = picture
  const jpeg = sharp(rgba, { raw: { width, height, channels: 4 } })
    .flatten({ background: 'white' })
    .jpeg({ quality: 75 })
  return new Uint8Array(await jpeg.toBuffer())
}

/** One page encoded anew as JPEG on white, no side longer than `longestEdge`. Nothing of the file but its pixels gets
 *  through: no place where a photo was taken, no comment, no hidden thumbnail. */
export function asJpeg(
  bytes: Uint8Array,
  { longestEdge, page = 0 }: { readonly longestEdge: number; readonly page?: number },
): Promise<Result<EncodedPicture>> {
  return decode(bytes, page, (picture) =>
    encoded(
      fitted(picture, longestEdge).flatten({ background: 'white' }).jpeg({ quality: 88, chromaSubsampling: '4:4:4' }),
    ),
  )
}

/** A quarter turn or several, clockwise, in the format it had, without anything but its pixels. */
export function turnPicture(bytes: Uint8Array, degrees: 90 | 180 | 270): Promise<Result<EncodedPicture>> {
  return reencode(bytes, 'drehen', (picture) => picture.rotate(degrees))
}

const reducedEdge = 2000

/** No side longer than 2,000 pixels, which prints a page of A4 at 170 dpi; in the format it had. */
export function reducePicture(bytes: Uint8Array): Promise<Result<EncodedPicture>> {
  return reencode(bytes, 'verkleinern', (picture) => fitted(picture, reducedEdge))
}

function reencode(bytes: Uint8Array, verb: string, change: (picture: Sharp) => Sharp): Promise<Result<EncodedPicture>> {
  return decode(bytes, 0, async (picture, { format, pages }) => {
    if (pages > 1) return invalid(`Ein Bild mit mehreren Seiten lässt sich nicht ${verb}.`)
    return encoded(inFormat(change(picture), format))
  })
}

function inFormat(picture: Sharp, format: PictureFormat): Sharp {
  switch (format) {
    case 'jpeg':
      return picture.jpeg({ quality: 88 })
    case 'png':
      return picture.png()
    case 'tiff':
      return picture.tiff({ compression: 'deflate' })
    case 'webp':
      return picture.webp({ quality: 88 })
  }
}

const fitted = (picture: Sharp, longestEdge: number): Sharp =>
  picture.resize({ width: longestEdge, height: longestEdge, fit: 'inside', withoutEnlargement: true })

async function encoded(picture: Sharp): Promise<EncodedPicture> {
  const { data, info } = await picture.toBuffer({ resolveWithObject: true })
  return { bytes: new Uint8Array(data), width: info.width, height: info.height }
}

function decode<T extends object>(
  bytes: Uint8Array,
  page: number,
  work: (picture: Sharp, facts: PictureFacts) => Promise<T | Result<never>>,
): Promise<Result<T>> {
  return oneAtATime(async () => {
    const facts = await inspect(bytes)
    if (!facts.ok) return facts
    if (page >= facts.value.pages) return invalid(`Das Bild hat keine ${page + 1}. Seite.`)
    const input = sharp(bytes, { limitInputPixels: mostPixels, failOn: 'error', page, autoOrient: true })
    try {
      const done = await work(input.timeout({ seconds: mostSeconds }), facts.value)
      return 'problem' in done ? done : ok(done as T)
    } catch {
      return unreadable
    }
  })
}

async function inspect(bytes: Uint8Array): Promise<Result<PictureFacts>> {
  try {
    const { format, pages, autoOrient } = await sharp(bytes, { limitInputPixels: false }).metadata()
    const known = formats.find((each) => each === format)
    if (!known) return unreadable
    const { width, height } = autoOrient
    if (width * height > mostPixels) return tooLarge
    return ok({ format: known, width, height, pages: known === 'tiff' ? (pages ?? 1) : 1 })
  } catch {
    return unreadable
  }
}

const unreadable = invalid(
  'Dieses Bild lässt sich nicht lesen. Öffnen Sie es mit einem Bildprogramm und speichern Sie es als JPEG oder PNG.',
)
const tooLarge = invalid(
  'Dieses Bild hat mehr als 80 Megapixel. Verkleinern Sie es mit einem Bildprogramm und wählen Sie es noch einmal.',
)

/** Two large pictures decoded at once would need the memory of both. */
function oneAtATime<T>(work: () => Promise<T>): Promise<T> {
  const done = last.then(work)
  last = done.catch(() => undefined)
  return done
}
let last: Promise<unknown> = Promise.resolve()

const everyNth = (samples: Uint8Array, step: number): Uint8Array =>
  Uint8Array.from({ length: samples.length / step }, (_, index) => samples[index * step] ?? 0)
