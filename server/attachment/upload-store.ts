import { z } from 'zod'
import type { Reader, Tx } from '../base/database.ts'

/** A file on its way. */
export interface Upload {
  readonly id: string
  readonly userId: string
  readonly subject: string
  readonly fileName: string
  readonly size: number
  readonly sha256: string | null
  readonly isPublic: boolean
  readonly expiresAt: string
  readonly attachmentId: string | null
  /** How many bytes are there. */
  readonly received: number
}

const row = z
  .object({
    id: z.string(),
    userId: z.string(),
    subject: z.string(),
    fileName: z.string(),
    size: z.number(),
    sha256: z.string().nullable(),
    isPublic: z.number(),
    expiresAt: z.string(),
    attachmentId: z.string().nullable(),
    received: z.number(),
  })
  .transform(({ isPublic, ...rest }): Upload => ({ ...rest, isPublic: isPublic === 1 }))

/** Its pieces are gone once it is whole. */
const select = `
  SELECT id, user_id, subject, file_name, size, sha256, is_public, expires_at, attachment_id,
    CASE WHEN attachment_id IS NULL THEN coalesce(
      (SELECT start + length(bytes) FROM upload_chunk WHERE upload_id = id ORDER BY start DESC LIMIT 1), 0)
      ELSE size END AS received
  FROM upload`

export const findUpload = (reader: Reader, id: string): Promise<Upload | null> =>
  reader.first(row, `${select} WHERE id = ?`, [id])

/** Those of a person that are not whole, the newest first. */
export const selectUnfinished = (reader: Reader, userId: string): Promise<Upload[]> =>
  reader.all(row, `${select} WHERE user_id = ? AND attachment_id IS NULL ORDER BY id DESC`, [userId])

export interface NewUpload extends Omit<Upload, 'received' | 'attachmentId'> {
  readonly begunAt: string
}

export async function insertUpload(tx: Tx, upload: NewUpload): Promise<void> {
  const { id, userId, subject, fileName, size, sha256, isPublic, begunAt, expiresAt } = upload
  await tx.run(
    `INSERT INTO upload (id, user_id, subject, file_name, size, sha256, is_public, begun_at, expires_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [id, userId, subject, fileName, size, sha256, isPublic ? 1 : 0, begunAt, expiresAt],
  )
}

export async function insertChunk(tx: Tx, id: string, start: number, bytes: Uint8Array): Promise<void> {
  await tx.run('INSERT INTO upload_chunk (upload_id, start, bytes) VALUES (?, ?, ?)', [id, start, bytes])
}

export const chunksOf = (id: string) => ({
  sql: 'SELECT bytes FROM upload_chunk WHERE upload_id = ? ORDER BY start',
  args: [id],
})

const chunksPerRead = 16

/** All bytes that are there, read in several steps. */
export async function readChunks(reader: Reader, id: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for (let start = 0; ; ) {
    const page = await reader.all(
      z.object({ start: z.number(), bytes: z.instanceof(Uint8Array) }),
      'SELECT start, bytes FROM upload_chunk WHERE upload_id = ? AND start >= ? ORDER BY start LIMIT ?',
      [id, start, chunksPerRead],
    )
    chunks.push(...page.map(({ bytes }) => bytes))
    const last = page.at(-1)
    if (!last || page.length < chunksPerRead) return new Uint8Array(Buffer.concat(chunks))
    start = last.start + last.bytes.length
  }
}

export async function finishUpload(tx: Tx, id: string, attachmentId: string): Promise<void> {
  await tx.run('UPDATE upload SET attachment_id = ? WHERE id = ?', [attachmentId, id])
  await tx.run('DELETE FROM upload_chunk WHERE upload_id = ?', [id])
}

export async function deleteUpload(tx: Tx, id: string): Promise<void> {
  await tx.run('DELETE FROM upload WHERE id = ?', [id])
}

/** Pieces whose upload is gone. */
export async function sweepChunks(tx: Tx): Promise<void> {
  await tx.run('DELETE FROM upload_chunk WHERE upload_id NOT IN (SELECT id FROM upload)')
}
