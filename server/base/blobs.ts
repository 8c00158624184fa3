import { z } from 'zod'
import { sha256Hex } from './canonical-json.ts'
import type { Reader, Tx } from './database.ts'

export interface BlobRef {
  readonly id: string
  /** SHA-256 of the bytes. */
  readonly sha256: string
  readonly size: number
  readonly mediaType: string
}

export interface NewBlob {
  readonly bytes: Uint8Array
  readonly mediaType: string
}

const chunkBytes = 256 * 1024
const chunksPerRead = 16

/** Keeps a file in pieces; a step of the caller's transaction. The id follows from media type and bytes: the same file
 *  stored twice is there once, and nobody can lend his media type to the bytes of another. */
export async function storeBlob(tx: Tx, { bytes, mediaType }: NewBlob): Promise<BlobRef> {
  const blob = { id: sha256Hex(mediaType, '\n', bytes), sha256: sha256Hex(bytes), size: bytes.length, mediaType }
  const isNew = await tx.run(
    'INSERT INTO blob (id, sha256, size, media_type) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING',
    [blob.id, blob.sha256, blob.size, mediaType],
  )
  if (!isNew) return blob
  for (let position = 0; position * chunkBytes < bytes.length; position += 1) {
    await tx.run('INSERT INTO blob_chunk (blob_id, position, bytes) VALUES (?, ?, ?)', [
      blob.id,
      position,
      bytes.subarray(position * chunkBytes, (position + 1) * chunkBytes),
    ])
  }
  return blob
}

/** What is known of a stored file without reading it, or null when there is none. */
export async function findBlob(reader: Reader, id: string): Promise<BlobRef | null> {
  return reader.first(blobRow, 'SELECT id, sha256, size, media_type FROM blob WHERE id = ?', [id])
}

/** The bytes of a stored file, or null when there is none. Throws when they are not the ones that were stored. */
export async function readBlob(reader: Reader, id: string): Promise<Uint8Array | null> {
  const blob = await findBlob(reader, id)
  if (!blob) return null
  const chunks: Uint8Array[] = []
  for (;;) {
    const page = await reader.all(
      chunkRow,
      'SELECT bytes FROM blob_chunk WHERE blob_id = ? AND position >= ? ORDER BY position LIMIT ?',
      [id, chunks.length, chunksPerRead],
    )
    chunks.push(...page.map((chunk) => chunk.bytes))
    if (page.length < chunksPerRead) break
  }
  const bytes = new Uint8Array(Buffer.concat(chunks))
  if (sha256Hex(bytes) !== blob.sha256) throw new Error(`Die gespeicherte Datei ${id} ist beschädigt.`)
  return bytes
}

const blobRow = z.object({ id: z.string(), sha256: z.string(), size: z.number(), mediaType: z.string() })
const chunkRow = z.object({ bytes: z.instanceof(Uint8Array) })
