import { type ActorRef, bookkeep } from '../audit/audit.ts'
import type { Db, Reader, Tx } from '../base/database.ts'
import { newId } from '../base/ids.ts'
import { queueMail } from './mail-actions.ts'
import type { Notice } from './notice.ts'
import {
  hasNotice,
  insertNotice,
  selectUnseen,
  selectUnseenByDeputy,
  updateSeen,
  updateSeenByDeputy,
  updateSettled,
} from './notice-store.ts'

export interface NewNotice {
  readonly to: string
  readonly kind: string
  readonly about: string
  readonly at: Date
  /** What a reminder is for, a deadline above all: it comes once for each, however often a job asks for it. */
  readonly occasion?: string
}

/** A step: the notice comes exactly when the transaction does, and with it the mail, if she wants any. She gets no second
 *  mail of a kind about a thing before she has looked at the first. */
export async function queueNotice(tx: Tx, { to, kind, about, at, occasion }: NewNotice): Promise<void> {
  const same = { toUserId: to, kind, about }
  if (occasion !== undefined && (await hasNotice(tx, { ...same, occasion }))) return
  const isToldAlready = await hasNotice(tx, same)
  const notice = { ...same, id: newId(), createdAt: at.toISOString() }
  await insertNotice(tx, notice, occasion ?? null)
  if (!isToldAlready || occasion !== undefined) await queueMail(tx, notice)
}

export interface SettledNotices {
  readonly about: string
  readonly kinds: readonly string[]
  readonly at: Date
}

/** A step: what these notices ask for is done, by whomever; nobody needs to see them any more. */
export const settleNotices = (tx: Tx, { about, kinds, at }: SettledNotices): Promise<void> =>
  updateSettled(tx, about, kinds, at.toISOString())

/** What this person has not seen yet, the newest first. */
export const openNotices = (reader: Reader, userId: string): Promise<Notice[]> => selectUnseen(reader, userId)

/** The same for whoever stands in for this person: what one of them has looked at waits for her alone. */
export const openNoticesForDeputy = (reader: Reader, userId: string): Promise<Notice[]> =>
  selectUnseenByDeputy(reader, userId)

/** Somebody has looked at the thing, for herself or in Vertretung; whom she acts for still finds it when she is back. */
export async function markSeenBy(db: Db, { userId, onBehalfOf }: ActorRef, about: string): Promise<void> {
  await markSeen(db, userId, about)
  if (onBehalfOf === undefined) return
  const at = db.clock.now().toISOString()
  await bookkeep(db, 'notice', (tx) => updateSeenByDeputy(tx, onBehalfOf, about, at))
}

/** She has looked at the thing. */
export async function markSeen(db: Db, userId: string, about: string): Promise<void> {
  const at = db.clock.now().toISOString()
  await bookkeep(db, 'notice', (tx) => updateSeen(tx, userId, about, at))
}
