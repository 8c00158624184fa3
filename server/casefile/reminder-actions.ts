import { transact } from '../audit/audit.ts'
import type { Actor } from '../auth/auth.ts'
import type { Db, Reader, Tx } from '../base/database.ts'
import { newId } from '../base/ids.ts'
import { conflict, invalid, notFound, ok, type Result } from '../base/result.ts'
import { localDate } from '../calendar/local-time.ts'
import type { CaseFile } from './casefile.ts'
import { findVisibleCase } from './casefile-store.ts'
import { type Reminder, type ReminderAbout, readDueDay, readReminder } from './reminder.ts'
import * as store from './reminder-store.ts'

export interface NewReminder {
  readonly caseId: string
  /** Null for the case as a whole. Whoever knows documents has made sure that it is one of this case. */
  readonly about: ReminderAbout | null
  /** Calendar date, or whatever was typed instead. */
  readonly dueOn: string
  readonly reason: string
}

export async function setReminder(
  db: Db,
  actor: Actor,
  { caseId, about, ...form }: NewReminder,
): Promise<Result<{ id: string }>> {
  const now = db.clock.now().toISOString()
  const id = newId()
  return transact<{ id: string; dueOn: string }>(
    db,
    {
      by: actor.ref,
      event: 'case.reminder_set',
      subject: caseId,
      details: ({ dueOn }) => ({ reminder: id, dueOn }),
    },
    async (tx) => {
      const found = await openCase(tx, actor, caseId)
      if (!found.ok) return found
      const read = readReminder(form, localDate(now))
      if (!read.ok) return read
      await store.insertReminder(tx, {
        id,
        caseId,
        documentId: about?.documentId ?? null,
        stepId: about?.stepId ?? null,
        createdBy: actor.userId,
        createdAt: now,
        ...read.value,
      })
      return ok({ id, dueOn: read.value.dueOn })
    },
  )
}

export interface ReminderAct {
  readonly caseId: string
  readonly id: string
}

/** To another day; which ones they were stands in the trail. */
export async function moveReminder(
  db: Db,
  actor: Actor,
  { caseId, id, dueOn }: ReminderAct & { readonly dueOn: string },
): Promise<Result<{ id: string }>> {
  const today = localDate(db.clock.now().toISOString())
  return transact<{ id: string; from: string }>(
    db,
    {
      by: actor.ref,
      event: 'case.reminder_moved',
      subject: caseId,
      details: ({ from }) => ({ reminder: id, from, to: dueOn }),
    },
    async (tx) => {
      const found = await openReminder(tx, actor, { caseId, id })
      if (!found.ok) return found
      if (found.value.done) return alreadyDone
      const day = readDueDay(dueOn, today)
      if (!day.ok) return day
      const from = found.value.dueOn
      if (from === dueOn) return sameDay
      await store.updateDueOn(tx, id, dueOn)
      return ok({ id, from })
    },
  )
}

const sameDayMessage = 'Für diesen Tag steht sie schon an. Wählen Sie einen anderen.'
const sameDay = invalid(sameDayMessage, [{ path: 'dueOn', message: sameDayMessage }])

export async function finishReminder(db: Db, actor: Actor, { caseId, id }: ReminderAct): Promise<Result<ReminderAct>> {
  const details = { reminder: id }
  return transact(db, { by: actor.ref, event: 'case.reminder_done', subject: caseId, details }, async (tx) => {
    const found = await openReminder(tx, actor, { caseId, id })
    if (!found.ok) return found
    if (found.value.done) return alreadyDone
    await store.insertDone(tx, id, { id: newId(), userId: actor.userId, at: db.clock.now().toISOString() })
    return ok({ caseId, id })
  })
}

/** Rückgängig: it stands there again for its day. */
export async function reopenReminder(db: Db, actor: Actor, { caseId, id }: ReminderAct): Promise<Result<ReminderAct>> {
  const details = { reminder: id }
  return transact(db, { by: actor.ref, event: 'case.reminder_reopened', subject: caseId, details }, async (tx) => {
    const found = await openReminder(tx, actor, { caseId, id })
    if (!found.ok) return found
    const mark = { userId: actor.userId, at: db.clock.now().toISOString() }
    if (!(await store.takeBackDone(tx, id, mark))) return conflict('Diese Wiedervorlage ist noch offen.')
    return ok({ caseId, id })
  })
}

/** Of a case that somebody sees: what is open by day, then what is done. */
export async function remindersOfCase(reader: Reader, actor: Actor, caseId: string): Promise<Reminder[]> {
  return (await findVisibleCase(reader, actor, caseId)) ? store.selectOfCase(reader, caseId) : []
}

export async function readReminderOf(
  reader: Reader,
  actor: Actor,
  { caseId, id }: ReminderAct,
): Promise<Reminder | null> {
  return (await findVisibleCase(reader, actor, caseId)) ? store.findReminder(reader, caseId, id) : null
}

/** What is open in the cases that somebody guides, up to and with a day, the oldest first. */
export const dueReminders = (reader: Reader, actor: Actor, until: string): Promise<Reminder[]> =>
  store.selectDue(reader, actor, until)

async function openReminder(tx: Tx, actor: Actor, { caseId, id }: ReminderAct): Promise<Result<Reminder>> {
  const found = await openCase(tx, actor, caseId)
  if (!found.ok) return found
  const reminder = await store.findReminder(tx, caseId, id)
  return reminder ? ok(reminder) : notFound('Diese Wiedervorlage gibt es nicht.')
}

/** A step: the case, seen by this person and open, so that something can be noted in it. */
export async function openCase(tx: Tx, actor: Actor, caseId: string): Promise<Result<CaseFile>> {
  const found = await findVisibleCase(tx, actor, caseId)
  if (!found) return notFound('Diesen Fall gibt es nicht, oder er gehört nicht zu Ihren Fällen.')
  if (found.closedAt) return conflict('Dieser Fall ist geschlossen. Öffnen Sie ihn wieder, bevor Sie etwas eintragen.')
  return ok(found)
}

const alreadyDone = conflict('Diese Wiedervorlage ist schon erledigt.')
