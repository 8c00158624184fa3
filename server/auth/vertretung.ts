import type { FieldProblem } from '../base/result.ts'
import { isCalendarDate, printDate } from '../calendar/calendar.ts'
import { readGermanDate } from '../calendar/german-date.ts'
import { type Actor, deputisedRoles, has, type User } from './auth.ts'

/** Somebody is away, or another person stands in for her, or both; from a day until a day in Germany, both included. */
export interface Vertretung {
  readonly id: string
  readonly userId: string
  readonly userName: string
  readonly unitId: string
  readonly unitName: string
  /** Null where she is away and nobody stands in yet. */
  readonly deputyId: string | null
  readonly deputyName: string | null
  /** Whether the deputy's account is out of use. */
  readonly isDeputyGone: boolean
  /** Calendar dates. */
  readonly from: string
  readonly until: string
  readonly absent: boolean
  readonly enteredBy: string
  readonly enteredByName: string
  readonly enteredAt: string
  /** ISO time, where it was ended before its last day. */
  readonly endedAt: string | null
  readonly endedByName: string | null
}

export type VertretungTime = 'running' | 'coming' | 'past'

/** Where a day lies: computed from the days alone, so that a clock that jumps changes nothing for good. */
export function timeOf({ from, until, endedAt }: Pick<Vertretung, 'from' | 'until' | 'endedAt'>, today: string) {
  if (endedAt !== null || until < today) return 'past' satisfies VertretungTime
  return (from > today ? 'coming' : 'running') satisfies VertretungTime
}

/** As typed. */
export interface VertretungForm {
  readonly userId: string
  readonly deputyId: string
  readonly from: string
  readonly until: string
  readonly absent: string
}

export interface VertretungInput {
  readonly userId: string
  readonly deputyId: string | null
  readonly from: string
  readonly until: string
  readonly absent: boolean
}

/** Days as calendar dates; everything that is wrong with them at once. */
export function readVertretung(
  form: VertretungForm,
  today: string,
): { readonly input: VertretungInput; readonly problems: readonly FieldProblem[] } {
  const from = readGermanDate(form.from.trim(), today)
  const until = readGermanDate(form.until.trim(), isCalendarDate(from) ? from : today)
  const absent = form.absent !== ''
  const input = { userId: form.userId, deputyId: form.deputyId || null, from, until, absent }
  return { input, problems: [...dateProblems(from, until, today), ...deputyProblems(input)] }
}

function dateProblems(from: string, until: string, today: string): FieldProblem[] {
  const problems: FieldProblem[] = []
  if (!isCalendarDate(from)) problems.push(at('from', `Geben Sie den ersten Tag an, zum Beispiel ${printDate(today)}.`))
  else if (from < today) problems.push(at('from', inThePast(from, today)))
  if (!isCalendarDate(until)) problems.push(at('until', 'Geben Sie den letzten Tag an. Er zählt noch mit.'))
  else if (isCalendarDate(from) && until < from) {
    problems.push(at('until', `Der letzte Tag liegt vor dem ersten, dem ${printDate(from)}. Prüfen Sie beide.`))
  } else if (isCalendarDate(from) && until > yearAfter(from)) {
    problems.push(
      at(
        'until',
        `Eine Vertretung gilt höchstens ein Jahr. Wählen Sie einen Tag bis zum ${printDate(yearAfter(from))}.`,
      ),
    )
  }
  return problems
}

function deputyProblems({ userId, deputyId, absent }: VertretungInput): FieldProblem[] {
  if (deputyId === null && !absent) {
    return [at('deputyId', 'Wählen Sie, wer vertritt, oder geben Sie an, dass die Person abwesend ist.')]
  }
  return deputyId === userId ? [at('deputyId', 'Niemand vertritt sich selbst. Wählen Sie eine andere Person.')] : []
}

const inThePast = (date: string, today: string): string =>
  `Der ${printDate(date)} liegt in der Vergangenheit. Wählen Sie einen Tag ab dem ${printDate(today)}.`

const at = (path: string, message: string): FieldProblem => ({ path, message })

/** The same day a year later; after the 29th of February the 1st of March, as the database counts. */
export function yearAfter(date: string): string {
  const day = new Date(`${date}T00:00:00Z`)
  day.setUTCFullYear(day.getUTCFullYear() + 1)
  return day.toISOString().slice(0, 10)
}

/** Whether somebody may say for a person when she is away and who stands in: she herself, her Leitung, the
 *  administration. Nobody does so for somebody else in Vertretung. */
export const mayEnterFor = (actor: Actor, person: Pick<User, 'id' | 'unitId'>): boolean =>
  !actor.inPlaceOf &&
  (actor.userId === person.id ||
    (has(actor, 'leitung') && actor.unitId === person.unitId) ||
    has(actor, 'administration'))

/** Whether an account's work can be done by a deputy, and whether she could be one: content is read by these roles only. */
export const takesPart = (person: Pick<User, 'roles' | 'deactivatedAt'>): boolean =>
  person.deactivatedAt === null && person.roles.some((role) => deputisedRoles.some((each) => each === role))

/** Why this person may not make the other a deputy, or nothing. Otherwise reading content would follow from the
 *  administration: it could enter itself. */
export const entersHerself = (actor: Actor, person: Pick<User, 'unitId'>, deputyId: string | null): boolean =>
  deputyId === actor.userId && !(has(actor, 'leitung') && actor.unitId === person.unitId)
