import sharp from 'sharp'
import { expect, test } from 'vitest'
import type { ScanMediaType, ScannedPage } from '../../../server/scan/scan.ts'
import { readScanInProcess, type ScanRun } from '../../../server/scan/scan-process.ts'
import { asPdf, asPng } from './paper.ts'

const sheet = (width = 120, height = 170, shade = 244) => ({
  width,
  height,
  grey: new Uint8Array(width * height).fill(shade),
})

async function read(bytes: Uint8Array, mediaType: ScanMediaType, options: Partial<ScanRun> = {}) {
  const pages: ScannedPage[] = []
  const onPage = async (page: ScannedPage) => void pages.push(page)
  const failure = await readScanInProcess({ bytes: new Uint8Array(bytes), mediaType, from: 1, onPage, ...options })
  return { failure, pages }
}

test('pages are told one by one, and reading begins where it is asked to', async () => {
  const three = await asPdf([sheet(), sheet(), sheet()], { dpi: 20 })
  const { failure, pages } = await read(three, 'application/pdf', { from: 2 })
  expect(failure).toBeNull()
  expect(pages).toEqual([
    { position: 2, of: 3, marks: [], isBlank: true, preview: null },
    { position: 3, of: 3, marks: [], isBlank: true, preview: null },
  ])
})

test('a page with something on it that is no code comes with a picture to look at', async () => {
  const striped = sheet(400, 600)
  striped.grey.forEach((_, at) => {
    if (Math.floor(at / 400) % 20 < 6 && at % 40 < 20) striped.grey[at] = 10
  })
  const { pages } = await read(await asPng(striped), 'image/png')
  expect(pages).toMatchObject([{ isBlank: false, marks: [] }])
  expect([...(pages[0]?.preview?.subarray(0, 2) ?? [])]).toEqual([0xff, 0xd8])
})

test.each([
  ['a text', Buffer.from('Hallo'), 'application/pdf'],
  ['a PDF of which the end is missing', Buffer.from('%PDF-1.7\n1 0 obj\n<</Type /Catalog'), 'application/pdf'],
  ['a picture that ends early', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1]), 'image/png'],
  ['nothing', Buffer.alloc(0), 'image/jpeg'],
] as const)('%s cannot be read at all', async (_, bytes, mediaType) => {
  expect(await read(bytes, mediaType)).toEqual({ failure: 'broken', pages: [] })
})

test('a small file that would unpack to more than 80 million pixels is not unpacked', async () => {
  const bomb = await sharp({ create: { width: 12_000, height: 12_000, channels: 3, background: 'white' } })
    .png({ compressionLevel: 9 })
    .toBuffer()
  expect(bomb.length).toBeLessThan(2_000_000)
  expect(await read(bomb, 'image/png')).toEqual({ failure: 'broken', pages: [] })
})

test('a file of more pages than anybody signs is refused', async () => {
  const many = await asPdf(
    Array.from({ length: 121 }, () => sheet(8, 8)),
    { dpi: 20 },
  )
  expect(await read(many, 'application/pdf')).toEqual({ failure: 'too_many_pages', pages: [] })
})

test('what takes too long or too much memory is ended', async () => {
  const one = await asPng(sheet())
  expect((await read(one, 'image/png', { limits: { pageMs: 1, maxMemoryMiB: 1536 } })).failure).toBe('broken')
  expect((await read(one, 'image/png', { limits: { pageMs: 60_000, maxMemoryMiB: 1 } })).failure).toBe('broken')
})

test('a product that stops does not wait for the pages that are left', async () => {
  const stopping = new AbortController()
  const two = await asPdf([sheet(), sheet()], { dpi: 20 })
  const onPage = async () => stopping.abort(new Error('stopped'))
  await expect(read(two, 'application/pdf', { onPage, signal: stopping.signal })).rejects.toThrow('stopped')
})
