import { z } from 'zod'
import { sha256Hex } from '../base/canonical-json.ts'
import type { Tx } from '../base/database.ts'
import type { CheckCount } from './verification.ts'

const countRow: z.ZodType<CheckCount> = z.object({ checks: z.number(), since: z.string() })

export const findCount = (tx: Tx, address: string): Promise<CheckCount | null> =>
  tx.first(countRow, 'SELECT checks, since FROM public_check WHERE address_hash = ?', [sha256Hex(address)])

export async function saveCount(tx: Tx, address: string, { checks, since }: CheckCount): Promise<void> {
  await tx.run(
    `INSERT INTO public_check (address_hash, checks, since) VALUES (?, ?, ?)
     ON CONFLICT (address_hash) DO UPDATE SET checks = excluded.checks, since = excluded.since`,
    [sha256Hex(address), checks, since],
  )
}

export async function forgetCountsBefore(tx: Tx, moment: string): Promise<void> {
  await tx.run('DELETE FROM public_check WHERE since < ?', [moment])
}
