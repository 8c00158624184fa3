import { z } from 'zod'
import { sha256Hex } from './canonical-json.ts'
import type { Reader, SqlValue, Tx } from './database.ts'

/** A file as somebody handed it in: its name says nothing about what it is. */
export interface UploadedFile {
  readonly name: string
  readonly bytes: Uint8Array
}

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
  const blob = blobOf({ bytes, mediaType })
  if (!(await insertBlob(tx, blob))) return blob
  for (let position = 0; position * chunkBytes < bytes.length; position += 1) {
    await tx.run('INSERT INTO blob_chunk (blob_id, position, bytes) VALUES (?, ?, ?)', [
      blob.id,
      position,
      bytes.subarray(position * chunkBytes, (position + 1) * chunkBytes),
    ])
  }
  return blob
}

/** Keeps a file whose pieces lie in another table already: one statement copies them within the database. `pieces` selects
 *  a column `bytes` in the right order; the caller has read them and answers for `blob`. */
export async function storePieces(
  tx: Tx,
  blob: BlobRef,
  pieces: { readonly sql: string; readonly args: readonly SqlValue[] },
): Promise<void> {
  if (!(await insertBlob(tx, blob))) return
  await tx.run(
    `INSERT INTO blob_chunk (blob_id, position, bytes) SELECT ?, row_number() OVER () - 1, bytes FROM (${pieces.sql})`,
    [blob.id, ...pieces.args],
  )
}

/** What a file is called once it is stored. */
export const blobOf = ({ bytes, mediaType }: NewBlob): BlobRef => ({
  id: sha256Hex(mediaType, '\n', bytes),
  sha256: sha256Hex(bytes),
  size: bytes.length,
  mediaType,
})

/** False where it is there already. */
async function insertBlob(tx: Tx, { id, sha256, size, mediaType }: BlobRef): Promise<boolean> {
  const inserted = await tx.run(
    'INSERT INTO blob (id, sha256, size, media_type) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING',
    [id, sha256, size, mediaType],
  )
  return inserted > 0
}

/** Deletes a stored file that no row of any table names any more. */
export async function dropUnusedBlob(tx: Tx, id: string): Promise<void> {
  const named = await tx.all(
    z.object({ name: z.string(), column: z.string() }),
    `SELECT child.name, reference."from" AS "column"
     FROM sqlite_schema AS child JOIN pragma_foreign_key_list(child.name) AS reference
     WHERE child.type = 'table' AND reference."table" = 'blob' AND child.name <> 'blob_chunk'`,
  )
  const inUse = named.map(({ name, column }) => `EXISTS (SELECT 1 FROM "${name}" WHERE "${column}" = blob.id)`)
  await tx.run(`DELETE FROM blob WHERE id = ? AND NOT (${inUse.join(' OR ')})`, [id])
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
