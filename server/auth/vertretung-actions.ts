import { transact } from '../audit/audit.ts'
import type { Db, Reader, Tx } from '../base/database.ts'
import { newId } from '../base/ids.ts'
import { conflict, forbidden, invalid, notFound, ok, type Problem, type Result } from '../base/result.ts'
import { printDate } from '../calendar/calendar.ts'
import { localDate } from '../calendar/local-time.ts'
import { addDays } from '../calendar/working-days.ts'
import { type Actor, actingFor, actorOf, has, type User } from './auth.ts'
import { findUserById, selectUsers } from './user-store.ts'
import {
  entersHerself,
  mayEnterFor,
  readVertretung,
  takesPart,
  timeOf,
  type Vertretung,
  type VertretungForm,
  type VertretungInput,
} from './vertretung.ts'
import * as store from './vertretung-store.ts'

/** A person as she acts at this moment: with everybody for whom she stands in today. */
export async function actorAt(reader: Reader, user: User, now: Date): Promise<Actor> {
  const actor = actorOf(user)
  if (!takesPart(user)) return actor
  const counting = await store.selectForDeputy(reader, user.id, localDate(now.toISOString()))
  if (counting.length === 0) return actor
  const deputyships: Actor[] = []
  for (const { userId, until } of counting) {
    const person = await findUserById(reader, userId)
    if (person && takesPart(person)) deputyships.push(actingFor(actor, person, until))
  }
  return { ...actor, deputyships }
}

/** Says when somebody is away and who stands in for her. */
export async function enterVertretung(db: Db, actor: Actor, form: VertretungForm): Promise<Result<{ id: string }>> {
  const now = db.clock.now()
  const { input, problems } = readVertretung(form, localDate(now.toISOString()))
  const id = newId()
  const { userId, deputyId, from, until, absent } = input
  const details = { vertretung: id, from, until, absent, ...(deputyId === null ? {} : { deputy: deputyId }) }
  return transact(db, { by: actor.ref, event: 'vertretung.entered', subject: userId, details }, async (tx) => {
    const person = await findUserById(tx, userId)
    if (!person || !takesPart(person))
      return notEntered([{ path: 'userId', message: 'Wählen Sie eine Person aus der Liste.' }])
    if (!mayEnterFor(actor, person)) return notYours
    const all = [...problems, ...(await refuseDeputy(tx, actor, person, input))]
    if (all.length > 0) return notEntered(all)
    const overlapping = await refuseOverlap(tx, input)
    if (overlapping) return overlapping
    await store.insertVertretung(tx, id, { ...input, by: actor.userId, at: now.toISOString() })
    return ok({ id })
  })
}

async function refuseDeputy(tx: Tx, actor: Actor, person: User, { deputyId }: VertretungInput) {
  if (deputyId === null || deputyId === person.id) return []
  const deputy = await findUserById(tx, deputyId)
  const at = (message: string) => [{ path: 'deputyId', message }]
  if (!deputy || !takesPart(deputy)) return at('Wählen Sie eine Person aus der Liste.')
  return entersHerself(actor, person, deputyId)
    ? at('Sich selbst tragen Sie nicht als Vertretung ein. Das tut die Person selbst oder ihre Leitung.')
    : []
}

async function refuseOverlap(tx: Tx, input: VertretungInput): Promise<Problem | null> {
  for (const other of await store.selectOverlapping(tx, input)) {
    const span = `vom ${printDate(other.from)} bis zum ${printDate(other.until)}`
    if (other.deputyId !== null && input.deputyId !== null) {
      return notEntered([
        {
          path: 'from',
          message: `${span.charAt(0).toUpperCase()}${span.slice(1)} vertritt schon ${other.deputyName}. Beenden Sie das zuerst oder wählen Sie andere Tage.`,
        },
      ])
    }
    if (other.absent && input.absent) {
      return notEntered([
        {
          path: 'absent',
          message: `Abwesend ist ${other.userName} schon ${span}. Tragen Sie nur die Vertretung ein oder wählen Sie andere Tage.`,
        },
      ])
    }
  }
  return null
}

const notEntered = (fields: readonly { readonly path: string; readonly message: string }[]): Problem =>
  invalid('Die Vertretung ist noch nicht eingetragen.', fields)

/** Ends it at once, before its last day. */
export async function endVertretung(
  db: Db,
  actor: Actor,
  { id }: { readonly id: string },
): Promise<Result<{ id: string }>> {
  const found = await store.findVertretung(db, id)
  if (!found) return gone
  const now = db.clock.now()
  const details = { vertretung: id, ...(found.deputyId === null ? {} : { deputy: found.deputyId }) }
  return transact(db, { by: actor.ref, event: 'vertretung.ended', subject: found.userId, details }, async (tx) => {
    const current = await store.findVertretung(tx, id)
    if (!current) return gone
    const mayEnd = mayEnterFor(actor, { id: current.userId, unitId: current.unitId })
    if (!mayEnd) return current.deputyId === actor.userId ? notYours : gone
    if (timeOf(current, localDate(now.toISOString())) === 'past') return conflict('Diese Vertretung ist schon zu Ende.')
    await store.insertEnd(tx, id, { by: actor.userId, at: now.toISOString() })
    return ok({ id })
  })
}

const gone = notFound('Diese Vertretung gibt es nicht.')
const notYours = forbidden(
  'Vertretungen trägt die Person selbst ein und beendet sie, oder ihre Leitung oder die Administration.',
)

/** What she sees: her own and those in which she stands in; a Leitung also those of her unit, the administration all. */
export async function listVertretungen(reader: Reader, actor: Actor, now: Date): Promise<Vertretung[]> {
  const own = await store.selectOfPerson(reader, actor.userId)
  const scope = scopeOf(actor)
  if (!scope) return own
  const since = addDays(localDate(now.toISOString()), -daysShown)
  const others = await store.selectSince(reader, { ...scope, since })
  const known = new Set(own.map(({ id }) => id))
  return [...own, ...others.filter(({ id }) => !known.has(id))]
}

/** How long others' stay in the list after their last day. */
const daysShown = 90

function scopeOf(actor: Actor): { readonly unitId: string | null } | null {
  if (has(actor, 'administration')) return { unitId: null }
  return has(actor, 'leitung') ? { unitId: actor.unitId } : null
}

/** Somebody who is away today. */
export interface Absence {
  readonly userId: string
  readonly name: string
  readonly unitId: string
  readonly until: string
  /** Who stands in and is there; null is a gap that somebody has to close. */
  readonly deputy: string | null
  /** Who should stand in but is away herself. */
  readonly absentDeputy: string | null
}

/** Who is away today, of a unit or of the house, by name. */
export async function absencesToday(
  reader: Reader,
  { unitId, now }: { readonly unitId: string | null; readonly now: Date },
): Promise<Absence[]> {
  const counting = await store.selectCounting(reader, localDate(now.toISOString()))
  const away = new Set(counting.filter(({ absent }) => absent).map(({ userId }) => userId))
  const people = counting.filter((each) => each.absent && (unitId === null || each.unitId === unitId))
  return people
    .map(({ userId, userName, unitId: unit, until }) => {
      const standsIn = counting.find((each) => each.userId === userId && each.deputyId !== null && !each.isDeputyGone)
      const isAway = standsIn?.deputyId != null && away.has(standsIn.deputyId)
      const name = standsIn?.deputyName ?? null
      return {
        userId,
        name: userName,
        unitId: unit,
        until,
        deputy: isAway ? null : name,
        absentDeputy: isAway ? name : null,
      }
    })
    .toSorted((a, b) => collator.compare(a.name, b.name))
}

const collator = new Intl.Collator('de')

/** Who is away today, with whoever stands in for her and could act now. */
export async function deputiesToday(
  reader: Reader,
  now: Date,
): Promise<{ readonly userId: string; readonly deputyId: string }[]> {
  const counting = await store.selectCounting(reader, localDate(now.toISOString()))
  const away = new Set(counting.filter(({ absent }) => absent).map(({ userId }) => userId))
  const pairs = []
  for (const { userId, deputyId } of counting) {
    if (deputyId === null || !away.has(userId)) continue
    const people = [await findUserById(reader, userId), await findUserById(reader, deputyId)]
    if (people.every((person) => person && takesPart(person))) pairs.push({ userId, deputyId })
  }
  return pairs
}

/** Whose absence and Vertretung she sees as a task: those of her unit for a Leitung, all for the administration. */
export async function absencesFor(reader: Reader, actor: Actor, now: Date): Promise<Absence[]> {
  const scope = scopeOf(actor)
  return scope ? absencesToday(reader, { ...scope, now }) : []
}

export interface VertretungChoices {
  /** For whom she may enter something; herself first. */
  readonly people: readonly User[]
  /** Who can stand in: her own unit first. */
  readonly deputies: readonly User[]
}

export async function vertretungChoices(reader: Reader, actor: Actor): Promise<VertretungChoices> {
  const everybody = (await selectUsers(reader, { activeOnly: true })).filter(takesPart)
  const first = (isFirst: (user: User) => boolean) =>
    [...everybody].sort((a, b) => Number(isFirst(b)) - Number(isFirst(a)))
  return {
    people: first(({ id }) => id === actor.userId).filter((person) => mayEnterFor(actor, person)),
    deputies: first(({ unitId }) => unitId === actor.unitId).filter(
      (person) => person.id !== actor.userId || has(actor, 'leitung'),
    ),
  }
}
