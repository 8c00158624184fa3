import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { bookkeep } from '../audit/audit.ts'
import type { Db, Reader } from '../base/database.ts'

/** The key, 32 bytes as hex, of what a person's browsers keep for her while it is not stored here. Always the same one:
 *  what was kept before her session ended can be read after she has signed in again. */
export async function deviceKeyOf(db: Db, userId: string): Promise<string> {
  return (
    (await findKey(db, userId)) ??
    bookkeep(db, 'device_key', async (tx) => {
      const key = randomBytes(32).toString('hex')
      await tx.run('INSERT INTO device_key (user_id, key) VALUES (?, ?) ON CONFLICT DO NOTHING', [userId, key])
      return (await findKey(tx, userId)) ?? key
    })
  )
}

const keyRow = z.object({ key: z.string() })

async function findKey(reader: Reader, userId: string): Promise<string | null> {
  const row = await reader.first(keyRow, 'SELECT key FROM device_key WHERE user_id = ?', [userId])
  return row?.key ?? null
}
