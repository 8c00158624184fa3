import { z } from 'zod'
import type { Reader, Tx } from '../base/database.ts'

const row = z.object({ jpeg: z.instanceof(Uint8Array).nullable() })

/** Null where nobody has asked for it yet. */
export const findFirstPage = (reader: Reader, blobId: string): Promise<{ jpeg: Uint8Array | null } | null> =>
  reader.first(row, 'SELECT jpeg FROM first_page WHERE blob_id = ?', [blobId])

/** Nothing happens where the file has gone meanwhile, or somebody was quicker. */
export async function insertFirstPage(tx: Tx, blobId: string, jpeg: Uint8Array | null): Promise<void> {
  await tx.run('INSERT INTO first_page (blob_id, jpeg) SELECT id, ? FROM blob WHERE id = ? ON CONFLICT DO NOTHING', [
    jpeg,
    blobId,
  ])
}
