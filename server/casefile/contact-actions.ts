import { transact } from '../audit/audit.ts'
import { type Actor, hasAny } from '../auth/auth.ts'
import type { Db, Reader } from '../base/database.ts'
import { newId } from '../base/ids.ts'
import { conflict, forbidden, invalid, ok, type Problem, type Result } from '../base/result.ts'
import { isCalendarDate, printDate } from '../calendar/calendar.ts'
import { localDate } from '../calendar/local-time.ts'
import { findVisibleCase } from './casefile-store.ts'
import * as store from './contact-store.ts'
import { oneLine } from './one-line.ts'
import { openCase } from './reminder-actions.ts'

/** Somebody spoke with the client, and noted it down. */
export interface Contact {
  readonly id: string
  /** Calendar date. */
  readonly day: string
  readonly note: string
  readonly userName: string
}

export interface NewContact {
  readonly caseId: string
  readonly day: string
  /** May be empty. */
  readonly note: string
}

export async function noteContact(
  db: Db,
  actor: Actor,
  { caseId, day, note }: NewContact,
): Promise<Result<{ id: string }>> {
  const at = db.clock.now().toISOString()
  const words = oneLine(note)
  const refused = refuseDay(day, localDate(at)) ?? refuseNote(words)
  const id = newId()
  const details = { contact: id, day }
  return transact(db, { by: actor.ref, event: 'case.contact_noted', subject: caseId, details }, async (tx) => {
    const found = await openCase(tx, actor, caseId)
    if (!found.ok) return found
    if (refused) return refused
    await store.insertContact(tx, { id, caseId, day, note: words, userId: actor.userId, at })
    return ok({ id })
  })
}

function refuseDay(day: string, today: string): Problem | null {
  const at = (message: string) => invalid(message, [{ path: 'day', message }])
  if (day === '') return at('Geben Sie an, an welchem Tag der Kontakt war.')
  if (!isCalendarDate(day)) return at('Geben Sie den Tag als Datum an, zum Beispiel 26.11.2026.')
  if (day > today) {
    return at(`Der ${printDate(day)} liegt in der Zukunft. Geben Sie einen Tag bis zum ${printDate(today)} an.`)
  }
  if (day < '2000-01-01') return at(`Der ${printDate(day)} liegt zu weit zurück. Prüfen Sie das Jahr.`)
  return null
}

function refuseNote(note: string): Problem | null {
  if (note.length <= 300) return null
  const message = 'Kürzen Sie die Notiz auf höchstens 300 Zeichen.'
  return invalid(message, [{ path: 'note', message }])
}

/** A wrong note goes from the list; that it stood there stays in the trail. */
export async function withdrawContact(
  db: Db,
  actor: Actor,
  { caseId, id }: { readonly caseId: string; readonly id: string },
): Promise<Result<{ id: string }>> {
  const entry = { by: actor.ref, event: 'case.contact_withdrawn', subject: caseId, details: { contact: id } } as const
  return transact(db, entry, async (tx) => {
    const found = await openCase(tx, actor, caseId)
    if (!found.ok) return found
    const at = db.clock.now().toISOString()
    if (!(await store.takeBackContact(tx, { id, caseId, userId: actor.userId, at }))) {
      return conflict('Dieser Kontakt ist nicht (mehr) eingetragen.')
    }
    return ok({ id })
  })
}

/** The newest first; none of a case that this person may not see. */
export async function contactsOfCase(reader: Reader, actor: Actor, caseId: string): Promise<Contact[]> {
  return (await findVisibleCase(reader, actor, caseId)) ? store.selectContacts(reader, caseId) : []
}

export const mostContactWeeks = 52

/** After how many weeks without contact she wants to be told, as typed: empty for what the house says, 0 for never. */
export async function setContactWeeks(db: Db, actor: Actor, typed: string): Promise<Result<{ weeks: number | null }>> {
  if (!hasAny(actor, ['lotsin'])) return forbidden('Das stellt ein, wer Fälle begleitet.')
  const text = typed.trim()
  const weeks = text === '' ? null : Number(text)
  if (weeks !== null && !(/^\d{1,2}$/.test(text) && weeks <= mostContactWeeks)) {
    const message = `Geben Sie eine Zahl von 0 bis ${mostContactWeeks} an, oder lassen Sie das Feld leer.`
    return invalid(message, [{ path: 'weeks', message }])
  }
  const details = { weeks: weeks ?? 'house' }
  return transact(
    db,
    { by: actor.ref, event: 'user.contact_weeks_set', subject: actor.userId, details },
    async (tx) => {
      await store.saveWeeks(tx, actor.userId, weeks)
      return ok({ weeks })
    },
  )
}

/** Null: she has set nothing of her own. */
export const contactWeeksOf = (reader: Reader, actor: Actor): Promise<number | null> =>
  store.findWeeks(reader, actor.userId)
