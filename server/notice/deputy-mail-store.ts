import { z } from 'zod'
import type { Reader, Tx } from '../base/database.ts'
import { type MailLine, mailWishes } from './mail.ts'

/** Somebody who is away today, and who stands in for her. */
export interface DeputyPair {
  readonly userId: string
  readonly deputyId: string
}

interface NewItems {
  readonly pairs: readonly DeputyPair[]
  /** What deputies are told of. */
  readonly kinds: readonly string[]
  /** ISO time: what is older was told, or is told by pages. */
  readonly since: string
  readonly at: string
}

const asked = (pairs: readonly DeputyPair[]): string =>
  JSON.stringify(pairs.map(({ userId, deputyId }) => [userId, deputyId]))

/** What waits for those who are away goes to their deputies too: each thing once until one of them has looked at it, and
 *  nothing of which the deputy is told herself. */
export async function insertDeputyItems(tx: Tx, { pairs, kinds, since, at }: NewItems): Promise<void> {
  await tx.run(
    `INSERT INTO deputy_mail_item (notice_id, to_user_id, queued_at)
     SELECT min(notice.id), pair.value ->> 1, ?
     FROM json_each(?) AS pair
     CROSS JOIN notice ON notice.to_user_id = pair.value ->> 0 AND seen_at IS NULL AND deputy_seen_at IS NULL
     LEFT JOIN mail_wish ON user_id = pair.value ->> 1
     WHERE created_at >= ? AND kind IN (SELECT value FROM json_each(?)) AND wish IS NOT 'none'
       AND NOT EXISTS (
         SELECT 1 FROM notice AS own WHERE own.to_user_id = pair.value ->> 1 AND own.seen_at IS NULL
           AND own.kind = notice.kind AND own.about = notice.about)
       AND NOT EXISTS (
         SELECT 1 FROM notice AS same JOIN deputy_mail_item AS item
           ON item.notice_id = same.id AND item.to_user_id = pair.value ->> 1
         WHERE same.to_user_id = pair.value ->> 0 AND same.seen_at IS NULL AND same.deputy_seen_at IS NULL
           AND same.kind = notice.kind AND same.about = notice.about)
     GROUP BY pair.value ->> 0, pair.value ->> 1, kind, about`,
    [at, asked(pairs), since, JSON.stringify(kinds)],
  )
}

/** Nobody looked at it, and the deputy still stands in for whose it is. */
const stillWaits = `seen_at IS NULL AND deputy_seen_at IS NULL AND EXISTS (
  SELECT 1 FROM json_each(?) AS pair
  WHERE pair.value ->> 0 = notice.to_user_id AND pair.value ->> 1 = item.to_user_id)`

/** What no mail needs to tell any more, or that the deputy does not want. */
export async function deleteDeputyItems(tx: Tx, pairs: readonly DeputyPair[]): Promise<void> {
  await tx.run(
    `DELETE FROM deputy_mail_item AS item WHERE mail_id IS NULL AND (
       NOT EXISTS (SELECT 1 FROM notice WHERE notice.id = notice_id AND ${stillWaits})
       OR EXISTS (SELECT 1 FROM mail_wish WHERE user_id = item.to_user_id AND wish = 'none'))`,
    [asked(pairs)],
  )
}

const waitingRow = z.object({
  noticeId: z.string(),
  toUserId: z.string(),
  queuedAt: z.string(),
  wish: z.enum(mailWishes).nullable(),
})

export const selectWaitingForDeputies = (reader: Reader) =>
  reader.all(
    waitingRow,
    `SELECT notice_id, to_user_id, queued_at, wish FROM deputy_mail_item LEFT JOIN mail_wish ON user_id = to_user_id
     WHERE mail_id IS NULL ORDER BY to_user_id, notice_id`,
  )

export const redateDeputyItems = (tx: Tx, now: string): Promise<number> =>
  tx.run('UPDATE deputy_mail_item SET queued_at = ? WHERE mail_id IS NULL AND queued_at > ?', [now, now])

export async function assignDeputyItem(
  tx: Tx,
  { noticeId, toUserId }: { readonly noticeId: string; readonly toUserId: string },
  mailId: string,
): Promise<void> {
  const sql = 'UPDATE deputy_mail_item SET mail_id = ? WHERE notice_id = ? AND to_user_id = ?'
  await tx.run(sql, [mailId, noticeId, toUserId])
}

/** What of a mail a deputy still has to learn. */
export const openLinesForDeputy = (
  reader: Reader,
  mailId: string,
  pairs: readonly DeputyPair[],
): Promise<Pick<MailLine, 'kind' | 'about'>[]> =>
  reader.all(
    z.object({ kind: z.string(), about: z.string() }),
    `SELECT kind, about FROM deputy_mail_item AS item JOIN notice ON notice.id = notice_id
     WHERE mail_id = ? AND ${stillWaits} ORDER BY notice_id`,
    [mailId, asked(pairs)],
  )

export async function deleteDeputyItemsEndedBefore(tx: Tx, moment: string): Promise<void> {
  await tx.run('DELETE FROM deputy_mail_item WHERE mail_id IN (SELECT id FROM mail WHERE ended_at < ?)', [moment])
}
