import { z } from 'zod'
import type { Reader, Tx } from '../base/database.ts'
import type { Attachment } from './attachment.ts'

const row = z
  .object({
    id: z.string(),
    subject: z.string(),
    title: z.string(),
    dated: z.string().nullable(),
    isPublic: z.number(),
    fileName: z.string(),
    blobId: z.string(),
    mediaType: z.string(),
    size: z.number(),
    sha256: z.string(),
    originalBlobId: z.string().nullable(),
    addedByName: z.string(),
    addedAt: z.string(),
    removedAt: z.string().nullable(),
  })
  .transform(({ isPublic, ...rest }): Attachment => ({ ...rest, isPublic: isPublic === 1 }))

const select = `
  SELECT attachment.id, subject, title, dated, is_public, file_name, blob_id, media_type, size, sha256,
    original_blob_id, user.name AS added_by_name, added_at, removed_at
  FROM attachment JOIN blob ON blob.id = blob_id JOIN user ON user.id = added_by`

/** In their order; the removed ones too. */
export const selectAttachments = (reader: Reader, subject: string): Promise<Attachment[]> =>
  reader.all(row, `${select} WHERE subject = ? ORDER BY position`, [subject])

export const findAttachment = (
  reader: Reader,
  { subject, attachment }: { readonly subject: string; readonly attachment: string },
): Promise<Attachment | null> =>
  reader.first(row, `${select} WHERE subject = ? AND attachment.id = ?`, [subject, attachment])

export interface NewAttachment {
  readonly id: string
  readonly subject: string
  readonly title: string
  readonly dated: string | null
  readonly isPublic: boolean
  readonly fileName: string
  readonly blobId: string
  readonly addedBy: string
  readonly addedAt: string
}

/** After all others. */
export async function insertAttachment(tx: Tx, attachment: NewAttachment): Promise<void> {
  const { id, subject, title, dated, isPublic, fileName, blobId, addedBy, addedAt } = attachment
  await tx.run(
    `INSERT INTO attachment (id, subject, position, title, dated, is_public, file_name, blob_id, added_by, added_at)
     SELECT ?, ?, coalesce(max(position), 0) + 1, ?, ?, ?, ?, ?, ?, ? FROM attachment WHERE subject = ?`,
    [id, subject, title, dated, isPublic ? 1 : 0, fileName, blobId, addedBy, addedAt, subject],
  )
}

export async function updateDescription(
  tx: Tx,
  id: string,
  { title, dated, isPublic }: Pick<Attachment, 'title' | 'dated' | 'isPublic'>,
): Promise<void> {
  await tx.run('UPDATE attachment SET title = ?, dated = ?, is_public = ? WHERE id = ?', [
    title,
    dated,
    isPublic ? 1 : 0,
    id,
  ])
}

/** Both change places. */
export async function swapPositions(tx: Tx, one: string, other: string): Promise<void> {
  await tx.run(
    `UPDATE attachment SET position = (SELECT sum(position) FROM attachment WHERE id IN (?, ?)) - position
     WHERE id IN (?, ?)`,
    [one, other, one, other],
  )
}

export async function updateFile(
  tx: Tx,
  id: string,
  { blobId, originalBlobId }: Pick<Attachment, 'blobId' | 'originalBlobId'>,
): Promise<void> {
  await tx.run('UPDATE attachment SET blob_id = ?, original_blob_id = ? WHERE id = ?', [blobId, originalBlobId, id])
}

export async function updateRemoval(
  tx: Tx,
  id: string,
  removal: { readonly by: string; readonly at: string } | null,
): Promise<void> {
  await tx.run('UPDATE attachment SET removed_by = ?, removed_at = ? WHERE id = ?', [
    removal?.by ?? null,
    removal?.at ?? null,
    id,
  ])
}
