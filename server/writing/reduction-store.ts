import { z } from 'zod'
import type { Reader, Tx } from '../base/database.ts'

export interface Reduction {
  /** How many commits went. */
  readonly commits: number
  /** ISO text in UTC. */
  readonly at: string
}

const reductionRow: z.ZodType<Reduction> = z.object({ commits: z.number(), at: z.string() })

export const findReduction = (reader: Reader, documentId: string): Promise<Reduction | null> =>
  reader.first(reductionRow, 'SELECT commits, at FROM writing_reduction WHERE document_id = ?', [documentId])

export async function insertReduction(tx: Tx, documentId: string, { commits, at }: Reduction): Promise<void> {
  await tx.run('INSERT INTO writing_reduction (document_id, commits, at) VALUES (?, ?, ?)', [documentId, commits, at])
}

/** All but the snapshot of this version, and sittings that have not ended: those end with an entry in the trail. Only
 *  after the reduction is noted down. */
export async function deleteSteps(tx: Tx, documentId: string, version: number): Promise<void> {
  await tx.run('DELETE FROM writing_snapshot WHERE document_id = ? AND version < ?', [documentId, version])
  await tx.run('DELETE FROM writing_commit WHERE document_id = ?', [documentId])
  await tx.run('DELETE FROM writing_unplaced WHERE document_id = ?', [documentId])
  await tx.run('DELETE FROM writing_sitting WHERE document_id = ? AND ended = 1', [documentId])
}
