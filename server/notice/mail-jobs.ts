import { bookkeep } from '../audit/audit.ts'
import type { Db, Reader, Tx } from '../base/database.ts'
import { newId } from '../base/ids.ts'
import { localDate, momentAt } from '../calendar/local-time.ts'
import { addDays, workingDayFrom } from '../calendar/working-days.ts'
import * as deputies from './deputy-mail-store.ts'
import * as mails from './mail.ts'
import * as store from './mail-store.ts'

export interface Recipient {
  readonly address: string
  readonly isActive: boolean
}

export interface MailPorts extends mails.MailWording {
  /** Null where no mail server is set: mails are written, to be read in the product, and not sent. */
  readonly server: mails.MailServer | null
  recipient(reader: Reader, userId: string): Promise<Recipient | null>
  /** Who is away at this moment, and who stands in for her then. */
  deputies(reader: Reader, now: Date): Promise<readonly deputies.DeputyPair[]>
  /** Told when the server begins to fail as a whole, and how it fails after each pause; never with an address. */
  readonly onServerFailure?: (reason: mails.MailReason) => void
}

const keptDays = 90

/** Writes what is due into mails and sends what can be sent. May be called at any time and again after a crash at any
 *  point. A mail goes out at least once; only if the process or the connection ends between its last line and the server's
 *  answer does it go out again, with the same Message-ID and the same words, and at most five times. A clock that was
 *  ahead and comes back keeps nothing waiting: moments that lie too far ahead count as past. */
export async function deliverDueMail(db: Db, ports: MailPorts, isStopped = () => false): Promise<void> {
  await gather(db, ports)
  while (!isStopped() && !(await isPausing(db))) {
    const mail = await claim(db)
    if (!mail) return
    await deliver(db, mail, ports)
  }
}

/** Whoever held a lease at a database file is gone when the next process opens it. */
export const freeMailLeases = async (db: Db): Promise<void> => {
  if (db.isFile) await bookkeep(db, 'mail', store.freeMails)
}

/** Puts what waits for a person, and is due as she wishes, into one mail: her own and what she is told in Vertretung. What
 *  she has seen meanwhile needs none. */
async function gather(db: Db, ports: MailPorts): Promise<void> {
  const moment = db.clock.now()
  const now = moment.toISOString()
  const keptSince = new Date(moment.getTime() - keptDays * 86_400_000).toISOString()
  const pairs = await ports.deputies(db, moment)
  const kinds = Object.keys(ports.words).filter((kind) => ports.words[kind]?.forDeputy)
  await bookkeep(db, ['mail', 'mail_item', 'deputy_mail_item'], async (tx) => {
    await deputies.deleteDeputyItemsEndedBefore(tx, keptSince)
    await store.deleteEndedBefore(tx, keptSince)
    await store.redateItems(tx, now)
    await deputies.redateDeputyItems(tx, now)
    await deputies.deleteDeputyItems(tx, pairs)
    if (pairs.length > 0) await deputies.insertDeputyItems(tx, { pairs, kinds, since: keptSince, at: now })
    const mailOf = mailsFor(tx, now)
    const isDue = ({ wish, queuedAt }: Pick<store.WaitingItem, 'wish' | 'queuedAt'>) =>
      wish !== 'daily' || digestMomentAfter(queuedAt) <= now
    for (const item of await store.selectWaiting(tx)) {
      if (item.seenAt !== null || item.wish === 'none') await store.deleteItem(tx, item.noticeId)
      else if (isDue(item)) await store.assignItem(tx, item.noticeId, await mailOf(item.toUserId))
    }
    for (const item of await deputies.selectWaitingForDeputies(tx)) {
      if (isDue(item)) await deputies.assignDeputyItem(tx, item, await mailOf(item.toUserId))
    }
  })
}

/** One mail for each person, made when the first thing is put into it. */
function mailsFor(tx: Tx, createdAt: string): (toUserId: string) => Promise<string> {
  const mailOf = new Map<string, string>()
  return async (toUserId) => {
    const known = mailOf.get(toUserId)
    if (known !== undefined) return known
    const id = newId()
    mailOf.set(toUserId, id)
    await store.insertMail(tx, { id, toUserId, createdAt })
    return id
  }
}

/** When the daily mail comes that tells of what happened at this moment: at half past seven of a working day. */
export function digestMomentAfter(moment: string): string {
  const today = workingDayFrom(localDate(moment))
  const first = momentAt(today, mails.digestTime)
  return first > moment ? first : momentAt(workingDayFrom(addDays(today, 1)), mails.digestTime)
}

async function isPausing(db: Db): Promise<boolean> {
  const failure = await store.findServerFailure(db)
  if (!failure) return false
  const now = db.clock.now().getTime()
  const pauseLeftMs = Date.parse(failure.nextTryAt) - now
  return pauseLeftMs > 0 && pauseLeftMs <= 2 * mails.longestServerPauseMs
}

function claim(db: Db): Promise<store.DueMail | null> {
  const now = db.clock.now()
  const later = (ms: number) => new Date(now.getTime() + ms).toISOString()
  return bookkeep(db, 'mail', async (tx) => {
    const latest = later(2 * mails.longestMailPauseMs)
    const due = await store.selectDue(tx, { now: now.toISOString(), latest })
    if (due) await store.leaseMail(tx, due.id, later(mails.leaseMs))
    return due
  })
}

async function deliver(db: Db, mail: store.DueMail, ports: MailPorts): Promise<void> {
  const at = db.clock.now()
  const end = (outcome: store.MailEnd['outcome'], reason: mails.MailReason | null) =>
    bookkeep(db, 'mail', (tx) => store.endMail(tx, mail.id, { outcome, reason, at: db.clock.now().toISOString() }))

  if (mail.unanswered >= mails.mostUnanswered) return end('given_up', 'unanswered')
  const recipient = await ports.recipient(db, mail.toUserId)
  if (!recipient?.isActive) return end('withdrawn', 'deactivated')
  const written = await write(db, mail, { ports, at })
  if (!written) return end('withdrawn', 'seen')
  const address = recipient.address || null
  await bookkeep(db, 'mail', (tx) => store.saveText(tx, mail.id, { ...written, address }))
  if (!ports.server) return end('kept', 'no_server')
  if (address === null) return end('given_up', 'no_address')

  const sent = await ports.server.send({ id: mail.id, address, at, ...written })
  if (sent.ok) {
    await end('sent', null)
    await forgetServerFailure(db)
    return
  }
  await noteFailure(db, mail, sent)
  if (mails.concernsServer(sent.reason)) {
    await noteServerFailure(db, sent.reason)
    ports.onServerFailure?.(sent.reason)
  } else await forgetServerFailure(db)
}

/** The mail as it reads now; what may be in her mailbox already keeps its words. Null when nothing is left to tell. */
async function write(
  reader: Reader,
  mail: store.DueMail,
  { ports, at }: { readonly ports: MailPorts; readonly at: Date },
): Promise<mails.MailText | null> {
  const { subject, text, unanswered } = mail
  if (unanswered > 0 && subject !== null && text !== null) return { subject, text }
  const own = await store.openLines(reader, mail.id)
  const inVertretung = await deputies.openLinesForDeputy(reader, mail.id, await ports.deputies(reader, at))
  const lines = [...own, ...inVertretung.map((line) => ({ ...line, inVertretung: true as const }))]
  return lines.length > 0 ? mails.composeMail(lines, ports) : null
}

const forGood: readonly mails.MailReason[] = ['address', 'refused']

async function noteFailure(db: Db, mail: store.DueMail, failed: mails.SendResult & { ok: false }): Promise<void> {
  const { reason, mayHaveGone } = failed
  const unanswered = mayHaveGone ? mail.unanswered + 1 : mail.unanswered
  // The server's own trouble is no try of this mail: however long it lasts, the mail waits.
  const attempts = mails.concernsServer(reason) && !mayHaveGone ? mail.attempts : mail.attempts + 1
  const at = db.clock.now()
  await bookkeep(db, 'mail', async (tx) => {
    const isOver = forGood.includes(reason) || (reason === 'later' && attempts >= mails.mostAttempts)
    if (isOver) {
      const why = reason === 'later' ? 'too_often' : reason
      await store.endMail(tx, mail.id, { outcome: 'given_up', reason: why, at: at.toISOString() })
      return
    }
    const pauseMs = mails.concernsServer(reason) ? 0 : mails.mailPauseMs(attempts)
    const nextTryAt = new Date(at.getTime() + pauseMs).toISOString()
    await store.pauseMail(tx, mail.id, { reason, nextTryAt, attempts, unanswered })
  })
}

async function noteServerFailure(db: Db, reason: mails.MailReason): Promise<void> {
  const now = db.clock.now()
  await bookkeep(db, 'mail_server', async (tx) => {
    const before = await store.findServerFailure(tx)
    const failures = (before?.failures ?? 0) + 1
    await store.saveServerFailure(tx, {
      failingSince: before?.failingSince ?? now.toISOString(),
      reason,
      failures,
      nextTryAt: new Date(now.getTime() + mails.serverPauseMs(failures)).toISOString(),
    })
  })
}

async function forgetServerFailure(db: Db): Promise<void> {
  if (await store.findServerFailure(db)) await bookkeep(db, 'mail_server', store.deleteServerFailure)
}
