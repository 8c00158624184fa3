import { type ActorRef, bookkeep, transact } from '../audit/audit.ts'
import type { Db, Reader, Tx } from '../base/database.ts'
import { wakeLoops } from '../base/loop.ts'
import { notFound, ok, type Result } from '../base/result.ts'
import type { MailWish } from './mail.ts'
import { countGivenUp, countMails, type ListedMail, listMails } from './mail-list-store.ts'
import * as store from './mail-store.ts'
import type { Notice } from './notice.ts'

export type { ListedMail, MailState } from './mail-list-store.ts'
export { isMailState } from './mail-list-store.ts'
export type { ServerFailure } from './mail-store.ts'

/** A step: her next mail tells of this notice, unless she wants none. */
export async function queueMail(tx: Tx, { id, toUserId, createdAt }: Notice): Promise<void> {
  if ((await store.findWish(tx, toUserId)) === 'none') return
  await store.insertItem(tx, { noticeId: id, toUserId, queuedAt: createdAt })
  wakeLoops()
}

export const readMailWish = async (reader: Reader, userId: string): Promise<MailWish> =>
  (await store.findWish(reader, userId)) ?? 'at_once'

/** What waits already follows the new wish too. */
export async function chooseMailWish(db: Db, userId: string, wish: MailWish): Promise<void> {
  const at = db.clock.now().toISOString()
  await bookkeep(db, 'mail_wish', (tx) => store.saveWish(tx, userId, wish, at))
  wakeLoops()
}

export type MailPage = Parameters<typeof listMails>[1]

export interface MailOverview {
  readonly mails: readonly ListedMail[]
  readonly counts: Awaited<ReturnType<typeof countMails>>
  /** Since when and why the server fails as a whole; null while it works. */
  readonly failure: store.ServerFailure | null
}

/** For the administration, which sees recipients and kinds; mails hold nothing else. */
export async function readMails(reader: Reader, page: MailPage): Promise<MailOverview> {
  const [mails, counts] = [await listMails(reader, page), await countMails(reader)]
  return { mails, counts, failure: await store.findServerFailure(reader) }
}

export const givenUpMails = (reader: Reader): Promise<number> => countGivenUp(reader)

/** Sends a mail again that was given up, or that was kept for want of a server. */
export function retryMail(db: Db, by: ActorRef, id: string): Promise<Result<null>> {
  return transact(db, { by, event: 'mail.retried', subject: id }, async (tx) => {
    if (!(await store.reviveMail(tx, id))) return notFound('Diese Mail wartet schon, ist gesendet oder nicht mehr da.')
    wakeLoops()
    return ok(null)
  })
}

/** Asks the server at once instead of after the pause. */
export async function retryServer(db: Db): Promise<void> {
  const now = db.clock.now().toISOString()
  await bookkeep(db, 'mail_server', async (tx) => {
    const failure = await store.findServerFailure(tx)
    if (failure) await store.saveServerFailure(tx, { ...failure, nextTryAt: now })
  })
  wakeLoops()
}
