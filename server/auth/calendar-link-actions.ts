import { randomBytes } from 'node:crypto'
import { bookkeep, transact } from '../audit/audit.ts'
import type { Db, Reader } from '../base/database.ts'
import { conflict, forbidden, ok, type Result } from '../base/result.ts'
import { type Actor, actorOf, has } from './auth.ts'
import * as store from './calendar-link-store.ts'
import { findUserById } from './user-store.ts'

/** Whoever guides cases has days to keep; others have no calendar to subscribe to. */
export const mayLinkCalendar = (actor: Actor): boolean => has(actor, 'lotsin')

/** A new secret address of her calendar feed; an earlier one ends. The token is shown once and kept by nobody but her. */
export async function linkCalendar(db: Db, actor: Actor): Promise<Result<{ token: string }>> {
  if (!mayLinkCalendar(actor)) return forbidden('Einen Kalender gibt es für alle, die Fälle begleiten.')
  const token = randomBytes(32).toString('base64url')
  const createdAt = db.clock.now().toISOString()
  return transact<{ token: string; isRenewed: boolean }>(
    db,
    {
      by: actor.ref,
      event: 'user.calendar_linked',
      subject: actor.userId,
      details: ({ isRenewed }) => ({ renewed: isRenewed }),
    },
    async (tx) => {
      const isRenewed = (await store.findLinkOf(tx, actor.userId)) !== null
      await store.putLink(tx, { userId: actor.userId, token, createdAt })
      return ok({ token, isRenewed })
    },
  )
}

/** From now on the address leads to nothing. */
export async function unlinkCalendar(db: Db, actor: Actor): Promise<Result<null>> {
  return transact(db, { by: actor.ref, event: 'user.calendar_unlinked', subject: actor.userId }, async (tx) =>
    (await store.deleteLink(tx, actor.userId)) ? ok(null) : conflict('Es gibt keinen Kalender-Link mehr.'),
  )
}

/** Since when she has one (ISO time), or null. */
export const calendarLinkedAt = async (reader: Reader, actor: Actor): Promise<string | null> =>
  (await store.findLinkOf(reader, actor.userId))?.createdAt ?? null

/** Whose feed a secret address is, as she may act now; nobody's where it has ended or her account is out of use. */
export async function actorOfCalendarLink(reader: Reader, token: string): Promise<Actor | null> {
  const link = await store.findLinkByToken(reader, token)
  const user = link && (await findUserById(reader, link.userId))
  if (!user || user.deactivatedAt) return null
  const actor = actorOf(user)
  return mayLinkCalendar(actor) ? actor : null
}

const windowMinutes = 10
const readsPerWindow = 120

/** Counts one read of a feed from this address; false where there were too many. A whole office may stand behind one. */
export async function admitCalendarRead(db: Db, address: string): Promise<boolean> {
  const now = db.clock.now()
  const windowBegan = new Date(now.getTime() - windowMinutes * 60_000).toISOString()
  return bookkeep(db, 'calendar_read', async (tx) => {
    await store.forgetReadsBefore(tx, windowBegan)
    const before = await store.findReads(tx, address)
    if (before && before.reads >= readsPerWindow) return false
    await store.saveReads(tx, address, {
      reads: (before?.reads ?? 0) + 1,
      since: before?.since ?? now.toISOString(),
    })
    return true
  })
}
