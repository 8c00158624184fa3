import { z } from 'zod'
import type { Reader, Tx } from '../base/database.ts'

/** A draft came from one version of its template to another with this revision. */
export interface DocumentMove {
  readonly revision: number
  readonly fromVersion: number
  readonly toVersion: number
  readonly userName: string
  readonly at: string
  /** Somebody has submitted it since. */
  readonly isSubmitted: boolean
}

const moveRow = z
  .object({
    revision: z.number(),
    fromVersion: z.number(),
    toVersion: z.number(),
    userName: z.string(),
    at: z.string(),
    isSubmitted: z.number(),
  })
  .transform(({ isSubmitted, ...row }): DocumentMove => ({ ...row, isSubmitted: isSubmitted === 1 }))

/** The newest one; null where the draft still follows the version that it was begun with. */
export const findMove = (reader: Reader, documentId: string): Promise<DocumentMove | null> =>
  reader.first(
    moveRow,
    `SELECT move.revision, from_version, to_version, user.name AS user_name, move.at, EXISTS (
       SELECT 1 FROM document_version
       WHERE document_id = move.document_id AND kind = 'submitted' AND revision >= move.revision) AS is_submitted
     FROM document_move AS move JOIN user ON user.id = move.user_id
     WHERE move.document_id = ? ORDER BY move.revision DESC LIMIT 1`,
    [documentId],
  )

/** The version that this revision was written on. */
export async function findVersionAt(
  reader: Reader,
  documentId: string,
  revision: number,
): Promise<{ version: number }> {
  const found = await reader.first(
    z.object({ version: z.number() }),
    `SELECT coalesce(
       (SELECT to_version FROM document_move WHERE document_id = document.id AND revision <= ?
        ORDER BY revision DESC LIMIT 1), template_version) AS version
     FROM document WHERE id = ?`,
    [revision, documentId],
  )
  if (!found) throw new Error(`There is no document ${documentId}.`)
  return found
}

export interface NewMove {
  readonly documentId: string
  readonly revision: number
  readonly fromVersion: number
  readonly toVersion: number
  readonly toHash: string
  readonly userId: string
  readonly at: string
}

export async function insertMove(tx: Tx, move: NewMove): Promise<void> {
  await tx.run(
    `INSERT INTO document_move (document_id, revision, from_version, to_version, to_hash, user_id, at)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    [move.documentId, move.revision, move.fromVersion, move.toVersion, move.toHash, move.userId, move.at],
  )
}
