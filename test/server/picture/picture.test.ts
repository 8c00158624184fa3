import sharp from 'sharp'
import { expect, test } from 'vitest'
import {
  asJpeg,
  type EncodedPicture,
  inspectPicture,
  readGrey,
  reducePicture,
  turnPicture,
} from '../../../server/picture/picture.ts'

test('a picture is known by its content', async () => {
  for (const format of ['jpeg', 'png', 'tiff', 'webp'] as const) {
    const bytes = await drawn(60, 40).toFormat(format).toBuffer()
    expect(await inspectPicture(bytes)).toEqual({ ok: true, value: { format, width: 60, height: 40, pages: 1 } })
  }
})

test.each([
  ['a drawing that could carry script', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
  ['a moving picture', Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')],
  ['text', Buffer.from('kein Bild')],
  ['nothing', Buffer.alloc(0)],
])('%s is no picture of ours', async (_, bytes) => {
  expect(await inspectPicture(bytes)).toMatchObject({ ok: false, problem: 'invalid' })
  expect(await readGrey(bytes)).toMatchObject({ ok: false, problem: 'invalid' })
})

test('a small file that would unfold to billions of pixels is refused before it is decoded', async () => {
  const bomb = await drawn(8, 8).png().toBuffer()
  bomb.writeUInt32BE(60_000, 16)
  bomb.writeUInt32BE(60_000, 20)
  for (const asked of [inspectPicture(bomb), readGrey(bomb), turnPicture(bomb, 90)])
    expect(await asked).toMatchObject({ ok: false, problem: 'invalid' })
})

test('a picture cut off in the middle is refused, not half shown', async () => {
  const whole = await drawn(400, 400).png().toBuffer()
  expect(await turnPicture(whole.subarray(0, whole.length / 2), 90)).toMatchObject({ ok: false, problem: 'invalid' })
})

test('grey pixels come upright, on white, one byte each', async () => {
  const half = await sharp({ create: { width: 30, height: 20, channels: 4, background: '#00000000' } })
    .composite([
      {
        input: { create: { width: 10, height: 20, channels: 3, background: '#000000' } },
        left: 0,
        top: 0,
      },
    ])
    .png()
    .toBuffer()
  const read = await readGrey(half)
  if (!read.ok) throw new Error(read.message)
  const { width, height, grey } = read.value
  expect([width, height, grey.length]).toEqual([30, 20, 600])
  expect([grey[0], grey[29]]).toEqual([0, 255])

  const onItsSide = await readGrey(await drawn(60, 40).withMetadata({ orientation: 6 }).jpeg().toBuffer())
  expect(onItsSide).toMatchObject({ ok: true, value: { width: 40, height: 60 } })
})

test('each page of a TIFF is read', async () => {
  const pages = await sharp([await drawn(20, 20).png().toBuffer(), await drawn(20, 20, '#ffffff').png().toBuffer()], {
    join: { animated: true },
  })
    .tiff()
    .toBuffer()
  expect(await inspectPicture(pages)).toMatchObject({ ok: true, value: { pages: 2 } })
  expect((await greyOf(pages, 0))[0]).toBeLessThan(200)
  expect((await greyOf(pages, 1))[0]).toBe(255)
  expect(await readGrey(pages, { page: 2 })).toMatchObject({ ok: false, problem: 'invalid' })
  expect(await turnPicture(pages, 90)).toMatchObject({ ok: false, problem: 'invalid' })
})

test('a turned or reduced picture keeps its format and loses where it was taken', async () => {
  for (const format of ['jpeg', 'png', 'tiff', 'webp'] as const) {
    const photo = await drawn(3000, 1500)
      .withExif({ IFD0: { Copyright: 'geheim' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 50/1 0/1' } })
      .toFormat(format)
      .toBuffer()
    const turned = taken(await turnPicture(photo, 90))
    expect([turned.width, turned.height]).toEqual([1500, 3000])
    const reduced = taken(await reducePicture(photo))
    expect([reduced.width, reduced.height]).toEqual([2000, 1000])
    const shown = taken(await asJpeg(photo, { longestEdge: 600 }))
    for (const [picture, now] of [[turned, format] as const, [reduced, format] as const, [shown, 'jpeg'] as const]) {
      const metadata = await sharp(picture.bytes).metadata()
      expect(metadata.format).toBe(now)
      expect(metadata.exif ?? metadata.xmp ?? metadata.iptc).toBeUndefined()
      expect(Buffer.from(picture.bytes).includes('geheim')).toBe(false)
    }
  }
})

const drawn = (width: number, height: number, background = '#3366aa') =>
  sharp({ create: { width, height, channels: 3, background } })

async function greyOf(bytes: Uint8Array, page: number): Promise<Uint8Array> {
  const read = await readGrey(bytes, { page })
  if (!read.ok) throw new Error(read.message)
  return read.value.grey
}

function taken(made: Awaited<ReturnType<typeof turnPicture>>): EncodedPicture {
  if (!made.ok) throw new Error(made.message)
  return made.value
}
