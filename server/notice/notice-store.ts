import { z } from 'zod'
import type { Reader, Tx } from '../base/database.ts'
import type { Notice } from './notice.ts'

const noticeRow: z.ZodType<Notice> = z.object({
  id: z.string(),
  toUserId: z.string(),
  kind: z.string(),
  about: z.string(),
  createdAt: z.string(),
})

export async function insertNotice(
  tx: Tx,
  { id, toUserId, kind, about, createdAt }: Notice,
  occasion: string | null,
): Promise<void> {
  await tx.run('INSERT INTO notice (id, to_user_id, kind, about, created_at, occasion) VALUES (?, ?, ?, ?, ?, ?)', [
    id,
    toUserId,
    kind,
    about,
    createdAt,
    occasion,
  ])
}

interface SameNotice {
  readonly toUserId: string
  readonly kind: string
  readonly about: string
  /** Asks for one about this occasion, seen or not; without it for one that she has not seen. */
  readonly occasion?: string
}

export async function hasNotice(reader: Reader, { toUserId, kind, about, occasion }: SameNotice): Promise<boolean> {
  const found = await reader.first(
    z.object({ id: z.string() }),
    `SELECT id FROM notice WHERE to_user_id = ? AND kind = ? AND about = ?
     AND ${occasion === undefined ? 'seen_at IS NULL' : 'occasion = ?'} LIMIT 1`,
    [toUserId, kind, about, ...(occasion === undefined ? [] : [occasion])],
  )
  return found !== null
}

const deadlineRow: z.ZodType<{ readonly id: string } & SameNotice> = z.object({
  id: z.string(),
  toUserId: z.string(),
  kind: z.string(),
  about: z.string(),
  occasion: z.string(),
})

/** What nobody has seen or settled of the kinds that belong to an occasion. */
export const selectOpenOf = (reader: Reader, kinds: readonly string[]) =>
  reader.all(
    deadlineRow,
    `SELECT id, to_user_id, kind, about, occasion FROM notice
     WHERE seen_at IS NULL AND kind IN (SELECT value FROM json_each(?)) AND occasion IS NOT NULL`,
    [JSON.stringify(kinds)],
  )

/** Which of these were never told, as places in the list. */
export async function selectUntold(reader: Reader, asked: readonly Required<SameNotice>[]): Promise<number[]> {
  const rows = await reader.all(
    z.object({ place: z.number() }),
    `SELECT asked.key AS place FROM json_each(?) AS asked WHERE NOT EXISTS (
       SELECT 1 FROM notice WHERE to_user_id = asked.value ->> 0 AND kind = asked.value ->> 1
         AND about = asked.value ->> 2 AND occasion = asked.value ->> 3)`,
    [JSON.stringify(asked.map(({ toUserId, kind, about, occasion }) => [toUserId, kind, about, occasion]))],
  )
  return rows.map(({ place }) => place)
}

export async function updateSettledById(tx: Tx, ids: readonly string[], at: string): Promise<void> {
  await tx.run('UPDATE notice SET seen_at = ? WHERE id IN (SELECT value FROM json_each(?)) AND seen_at IS NULL', [
    at,
    JSON.stringify(ids),
  ])
}

export const selectUnseen = (reader: Reader, userId: string): Promise<Notice[]> =>
  reader.all(
    noticeRow,
    `SELECT id, to_user_id, kind, about, created_at FROM notice
     WHERE to_user_id = ? AND seen_at IS NULL ORDER BY id DESC`,
    [userId],
  )

export const selectUnseenByDeputy = (reader: Reader, userId: string): Promise<Notice[]> =>
  reader.all(
    noticeRow,
    `SELECT id, to_user_id, kind, about, created_at FROM notice
     WHERE to_user_id = ? AND seen_at IS NULL AND deputy_seen_at IS NULL ORDER BY id DESC`,
    [userId],
  )

export async function updateSeenByDeputy(tx: Tx, userId: string, about: string, at: string): Promise<void> {
  await tx.run(
    'UPDATE notice SET deputy_seen_at = ? WHERE to_user_id = ? AND about = ? AND seen_at IS NULL AND deputy_seen_at IS NULL',
    [at, userId, about],
  )
}

export async function updateSeen(tx: Tx, userId: string, about: string, at: string): Promise<void> {
  await tx.run('UPDATE notice SET seen_at = ? WHERE to_user_id = ? AND about = ? AND seen_at IS NULL', [
    at,
    userId,
    about,
  ])
}

export async function updateSettled(tx: Tx, about: string, kinds: readonly string[], at: string): Promise<void> {
  await tx.run(
    'UPDATE notice SET seen_at = ? WHERE about = ? AND kind IN (SELECT value FROM json_each(?)) AND seen_at IS NULL',
    [at, about, JSON.stringify(kinds)],
  )
}
