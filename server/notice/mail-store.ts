import { z } from 'zod'
import type { Reader, Tx } from '../base/database.ts'
import { type MailLine, type MailReason, type MailWish, mailWishes } from './mail.ts'

const wish = z.enum(mailWishes)

export async function findWish(reader: Reader, userId: string): Promise<MailWish | null> {
  const row = await reader.first(z.object({ wish }), 'SELECT wish FROM mail_wish WHERE user_id = ?', [userId])
  return row?.wish ?? null
}

export async function saveWish(tx: Tx, userId: string, chosen: MailWish, at: string): Promise<void> {
  await tx.run(
    `INSERT INTO mail_wish (user_id, wish, chosen_at) VALUES (?, ?, ?)
     ON CONFLICT (user_id) DO UPDATE SET wish = excluded.wish, chosen_at = excluded.chosen_at`,
    [userId, chosen, at],
  )
}

export async function insertItem(
  tx: Tx,
  item: { readonly noticeId: string; readonly toUserId: string; readonly queuedAt: string },
): Promise<void> {
  await tx.run('INSERT INTO mail_item (notice_id, to_user_id, queued_at) VALUES (?, ?, ?)', [
    item.noticeId,
    item.toUserId,
    item.queuedAt,
  ])
}

const waitingItem = z.object({
  noticeId: z.string(),
  toUserId: z.string(),
  queuedAt: z.string(),
  seenAt: z.string().nullable(),
  wish: wish.nullable(),
})

export type WaitingItem = z.infer<typeof waitingItem>

export const selectWaiting = (reader: Reader): Promise<WaitingItem[]> =>
  reader.all(
    waitingItem,
    `SELECT notice_id, mail_item.to_user_id, queued_at, seen_at, wish FROM mail_item
     JOIN notice ON notice.id = notice_id LEFT JOIN mail_wish ON user_id = mail_item.to_user_id
     WHERE mail_id IS NULL ORDER BY mail_item.to_user_id, notice_id`,
  )

/** What was written while the clock was ahead is from now. */
export const redateItems = (tx: Tx, now: string): Promise<number> =>
  tx.run('UPDATE mail_item SET queued_at = ? WHERE mail_id IS NULL AND queued_at > ?', [now, now])

export async function deleteItem(tx: Tx, noticeId: string): Promise<void> {
  await tx.run('DELETE FROM mail_item WHERE notice_id = ?', [noticeId])
}

export async function insertMail(tx: Tx, mail: { id: string; toUserId: string; createdAt: string }): Promise<void> {
  await tx.run('INSERT INTO mail (id, to_user_id, created_at) VALUES (?, ?, ?)', [
    mail.id,
    mail.toUserId,
    mail.createdAt,
  ])
}

export async function assignItem(tx: Tx, noticeId: string, mailId: string): Promise<void> {
  await tx.run('UPDATE mail_item SET mail_id = ? WHERE notice_id = ?', [mailId, noticeId])
}

const dueMail = z.object({
  id: z.string(),
  toUserId: z.string(),
  subject: z.string().nullable(),
  text: z.string().nullable(),
  attempts: z.number(),
  unanswered: z.number(),
})

export type DueMail = z.infer<typeof dueMail>

/** The next mail to try, those first that were never tried, then the ones that wait longest: one that hangs keeps no other
 *  back. */
export const selectDue = (reader: Reader, { now, latest }: { now: string; latest: string }): Promise<DueMail | null> =>
  reader.first(
    dueMail,
    `SELECT id, to_user_id, subject, text, attempts, unanswered FROM mail
     WHERE ended_at IS NULL AND (coalesce(next_try_at, '') <= ? OR next_try_at > ?)
       AND (coalesce(leased_until, '') <= ? OR leased_until > ?) ORDER BY coalesce(next_try_at, ''), id LIMIT 1`,
    [now, latest, now, latest],
  )

/** Nobody knows how the try ends until it has: a process that dies leaves it unanswered. */
export async function leaseMail(tx: Tx, id: string, until: string): Promise<void> {
  await tx.run('UPDATE mail SET attempts = attempts + 1, unanswered = unanswered + 1, leased_until = ? WHERE id = ?', [
    until,
    id,
  ])
}

export const freeMails = (tx: Tx): Promise<number> =>
  tx.run('UPDATE mail SET leased_until = NULL WHERE leased_until IS NOT NULL')

export const openLines = (reader: Reader, mailId: string): Promise<MailLine[]> =>
  reader.all(
    z.object({ kind: z.string(), about: z.string() }),
    `SELECT kind, about FROM mail_item JOIN notice ON notice.id = notice_id
     WHERE mail_id = ? AND seen_at IS NULL ORDER BY notice_id`,
    [mailId],
  )

export async function saveText(
  tx: Tx,
  id: string,
  { address, subject, text }: { address: string | null; subject: string; text: string },
): Promise<void> {
  await tx.run('UPDATE mail SET address = ?, subject = ?, text = ? WHERE id = ?', [address, subject, text, id])
}

export interface MailEnd {
  readonly outcome: 'sent' | 'kept' | 'withdrawn' | 'given_up'
  readonly reason: MailReason | null
  readonly at: string
}

export async function endMail(tx: Tx, id: string, { outcome, reason, at }: MailEnd): Promise<void> {
  await tx.run(
    `UPDATE mail SET outcome = ?, last_reason = ?, ended_at = ?, next_try_at = NULL, leased_until = NULL,
       unanswered = CASE WHEN ? = 'sent' THEN 0 ELSE unanswered END
     WHERE id = ? AND ended_at IS NULL`,
    [outcome, reason, at, outcome, id],
  )
}

export interface MailPause {
  readonly reason: MailReason
  readonly nextTryAt: string | null
  /** Whether the try counts, and whether its end is known. */
  readonly attempts: number
  readonly unanswered: number
}

export async function pauseMail(tx: Tx, id: string, pause: MailPause): Promise<void> {
  await tx.run(
    `UPDATE mail SET last_reason = ?, next_try_at = ?, attempts = ?, unanswered = ?, leased_until = NULL
     WHERE id = ? AND ended_at IS NULL`,
    [pause.reason, pause.nextTryAt, pause.attempts, pause.unanswered, id],
  )
}

/** Puts a mail back that was given up or kept; false when there is no such mail. */
export async function reviveMail(tx: Tx, id: string): Promise<boolean> {
  const revived = await tx.run(
    `UPDATE mail SET ended_at = NULL, outcome = NULL, attempts = 0, unanswered = 0, next_try_at = NULL
     WHERE id = ? AND outcome IN ('given_up', 'kept')`,
    [id],
  )
  return revived === 1
}

const serverRow = z.object({
  failingSince: z.string(),
  reason: z.string(),
  failures: z.number(),
  nextTryAt: z.string(),
})

export type ServerFailure = z.infer<typeof serverRow>

export const findServerFailure = (reader: Reader): Promise<ServerFailure | null> =>
  reader.first(serverRow, 'SELECT failing_since, reason, failures, next_try_at FROM mail_server')

export async function saveServerFailure(tx: Tx, failure: ServerFailure): Promise<void> {
  await tx.run(
    `INSERT INTO mail_server (id, failing_since, reason, failures, next_try_at) VALUES (1, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET reason = excluded.reason, failures = excluded.failures,
       next_try_at = excluded.next_try_at`,
    [failure.failingSince, failure.reason, failure.failures, failure.nextTryAt],
  )
}

export const deleteServerFailure = (tx: Tx): Promise<number> => tx.run('DELETE FROM mail_server')

/** What ended before then is no use to anybody any more. */
export async function deleteEndedBefore(tx: Tx, moment: string): Promise<void> {
  const ended = 'SELECT id FROM mail WHERE ended_at < ?'
  await tx.run(`DELETE FROM mail_item WHERE mail_id IN (${ended})`, [moment])
  await tx.run('DELETE FROM mail WHERE ended_at < ?', [moment])
}
