import { z } from 'zod'
import { sha256Hex } from '../base/canonical-json.ts'
import type { Reader, Tx } from '../base/database.ts'

const linkRow = z.object({ userId: z.string(), createdAt: z.string() })
export type CalendarLink = z.infer<typeof linkRow>

export const findLinkOf = (reader: Reader, userId: string): Promise<CalendarLink | null> =>
  reader.first(linkRow, 'SELECT user_id, created_at FROM calendar_link WHERE user_id = ?', [userId])

export const findLinkByToken = (reader: Reader, token: string): Promise<CalendarLink | null> =>
  reader.first(linkRow, 'SELECT user_id, created_at FROM calendar_link WHERE token_hash = ?', [sha256Hex(token)])

/** The one before ends with it. */
export async function putLink(
  tx: Tx,
  { userId, token, createdAt }: CalendarLink & { readonly token: string },
): Promise<void> {
  await tx.run(
    `INSERT INTO calendar_link (user_id, token_hash, created_at) VALUES (?, ?, ?)
     ON CONFLICT (user_id) DO UPDATE SET token_hash = excluded.token_hash, created_at = excluded.created_at`,
    [userId, sha256Hex(token), createdAt],
  )
}

/** Whether there was one. */
export const deleteLink = async (tx: Tx, userId: string): Promise<boolean> =>
  (await tx.run('DELETE FROM calendar_link WHERE user_id = ?', [userId])) > 0

const readsRow = z.object({ reads: z.number(), since: z.string() })
export type FeedReads = z.infer<typeof readsRow>

export const findReads = (reader: Reader, address: string): Promise<FeedReads | null> =>
  reader.first(readsRow, 'SELECT reads, since FROM calendar_read WHERE address_hash = ?', [sha256Hex(address)])

export async function saveReads(tx: Tx, address: string, { reads, since }: FeedReads): Promise<void> {
  await tx.run(
    `INSERT INTO calendar_read (address_hash, reads, since) VALUES (?, ?, ?)
     ON CONFLICT (address_hash) DO UPDATE SET reads = excluded.reads, since = excluded.since`,
    [sha256Hex(address), reads, since],
  )
}

export async function forgetReadsBefore(tx: Tx, moment: string): Promise<void> {
  await tx.run('DELETE FROM calendar_read WHERE since < ?', [moment])
}
