import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { findBlob, readBlob, storeBlob } from '../../../server/base/blobs.ts'
import { sha256Hex } from '../../../server/base/canonical-json.ts'
import { count, openNotes } from './places.ts'

const mediaType = 'application/pdf'

test.each([0, 1, 256 * 1024, 256 * 1024 + 1, 17 * 256 * 1024 + 5])(
  'a file of %i bytes comes back as it was',
  async (size) => {
    const { db } = await openNotes()
    const bytes = new Uint8Array(randomBytes(size))
    const stored = await db.write((tx) => storeBlob(tx, { bytes, mediaType }))
    expect(stored).toMatchObject({ size, mediaType, sha256: sha256Hex(bytes) })
    expect(await count(db, 'blob_chunk')).toBe(Math.ceil(size / (256 * 1024)))
    const read = await readBlob(db, stored.id)
    expect(Buffer.compare(read ?? Buffer.alloc(1), bytes)).toBe(0)
    expect(await findBlob(db, stored.id)).toEqual(stored)
  },
)

test('the same file is stored once, under another media type once more', async () => {
  const { db } = await openNotes()
  const bytes = new Uint8Array([1, 2, 3])
  const store = (type: string) => db.write((tx) => storeBlob(tx, { bytes, mediaType: type }))
  const [first, again, other] = [await store(mediaType), await store(mediaType), await store('text/html')]
  expect(again).toEqual(first)
  expect(other.id).not.toBe(first.id)
  expect(other.mediaType).toBe('text/html')
  expect(await count(db, 'blob')).toBe(2)
})

test('a file whose bytes changed on the disk is never handed out', async () => {
  const { db } = await openNotes()
  const { id } = await db.write((tx) => storeBlob(tx, { bytes: new Uint8Array(300_000), mediaType }))
  await db.write((tx) => tx.run("UPDATE blob_chunk SET bytes = x'00' WHERE position = 1"))
  await expect(readBlob(db, id)).rejects.toThrow('beschädigt')
  expect(await readBlob(db, 'nothing')).toBeNull()
})
