import { bookkeep } from '../audit/audit.ts'
import type { Db, Reader, Tx } from '../base/database.ts'
import { newId } from '../base/ids.ts'
import type { Notice } from './notice.ts'
import { insertNotice, selectUnseen, updateSeen, updateSettled } from './notice-store.ts'

export interface NewNotice {
  readonly to: string
  readonly kind: string
  readonly about: string
  readonly at: Date
}

/** A step: the notice comes exactly when the transaction does. */
export const queueNotice = (tx: Tx, { to, kind, about, at }: NewNotice): Promise<void> =>
  insertNotice(tx, { id: newId(), toUserId: to, kind, about, createdAt: at.toISOString() })

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

/** She has looked at the thing. */
export async function markSeen(db: Db, userId: string, about: string): Promise<void> {
  const at = db.clock.now().toISOString()
  await bookkeep(db, 'notice', (tx) => updateSeen(tx, userId, about, at))
}
