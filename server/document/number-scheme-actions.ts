import { transact } from '../audit/audit.ts'
import { type Actor, has } from '../auth/auth.ts'
import type { Db, Reader } from '../base/database.ts'
import { newId } from '../base/ids.ts'
import { forbidden, invalid, notFound, ok, type Result } from '../base/result.ts'
import { isCalendarDate, printDate } from '../calendar/calendar.ts'
import { readGermanDate } from '../calendar/german-date.ts'
import { localDate } from '../calendar/local-time.ts'
import { currentSchemes, type NextNumber, planNext } from './number-circle.ts'
import {
  houseScheme,
  type LegislativeTerm,
  type NumberPeriod,
  type NumberScheme,
  readPattern,
  skeletonOf,
} from './number-scheme.ts'
import * as store from './number-scheme-store.ts'

/** What the trail calls all of it. */
export const numberingSubject = 'numbering'

export interface WantedScheme {
  readonly body: string
  readonly pattern: string
  readonly period: NumberPeriod
  /** As typed: the next number; empty goes on counting. */
  readonly next: string
}

/** Sets how the papers of a body, or of the house, are numbered from now on. Numbers that were given stay as they are, and
 *  none of them is given again. */
export async function setNumberScheme(db: Db, actor: Actor, wanted: WantedScheme): Promise<Result<NextNumber>> {
  if (!has(actor, 'sitzungsdienst')) return notHers
  const id = newId()
  const at = db.clock.now()
  return transact<NextNumber & { readonly scheme: NumberScheme }>(
    db,
    { by: actor.ref, event: 'number_scheme.set', subject: numberingSubject, details: { scheme: id } },
    async (tx) => {
      const planned = await planScheme(tx, wanted, at)
      if (!planned.ok) return planned
      const { scheme } = planned.value
      await store.insertScheme(tx, { ...scheme, id, setBy: actor.userId, setAt: at.toISOString() })
      return planned
    },
  )
}

/** What setting it would give as the next number, or why it cannot be set. */
export async function previewNumberScheme(db: Db, actor: Actor, wanted: WantedScheme): Promise<Result<NextNumber>> {
  return has(actor, 'sitzungsdienst') ? planScheme(db, wanted, db.clock.now()) : notHers
}

async function planScheme(
  reader: Reader,
  wanted: WantedScheme,
  at: Date,
): Promise<Result<NextNumber & { readonly scheme: NumberScheme }>> {
  const body = wanted.body.trim().replace(/\s+/g, ' ')
  if (body.length > longestBody) return atField('body', `Kürzen Sie den Namen des Gremiums auf ${longestBody} Zeichen.`)
  const pattern = readPattern(wanted.pattern, wanted.period)
  if (!pattern.ok) return pattern
  const twin = await twinOf(reader, body, pattern.value)
  if (twin !== null) {
    const whose = twin === '' ? 'der Nummernkreis des Hauses' : `der von „${twin}“`
    return atField(
      'pattern',
      `So nummeriert oder nummerierte schon ${whose}; Nummern gäbe es zweimal. Ergänzen Sie ein eigenes Kürzel, zum Beispiel ${pattern.value}-KT.`,
    )
  }
  const counting = { body, pattern: pattern.value, period: wanted.period, start: 1, startPeriod: 0 }
  const plain = await planNext(reader, counting, at)
  if (!plain.ok) return atField(wanted.period === 'term' ? 'period' : 'pattern', plain.message)
  const typed = wanted.next.trim()
  if (typed === '') return ok({ ...plain.value, scheme: { ...counting, startPeriod: plain.value.period } })
  const start = /^\d{1,6}$/.test(typed) ? Number(typed) : 0
  if (start < plain.value.nr) {
    const given = plain.value.nr - 1
    return atField(
      'next',
      given === 0
        ? 'Geben Sie eine ganze Zahl ab 1 an.'
        : `Bis ${given} ist schon gezählt. Geben Sie eine ganze Zahl ab ${plain.value.nr} an.`,
    )
  }
  const scheme = { ...counting, start, startPeriod: plain.value.period }
  const next = await planNext(reader, scheme, at)
  return next.ok ? ok({ ...next.value, scheme }) : next
}

const longestBody = 200

/** Whose circle gives, or once gave, numbers that look the same; null where nobody's does. */
async function twinOf(reader: Reader, body: string, pattern: string): Promise<string | null> {
  const known = [houseScheme, ...(await store.selectSchemes(reader))]
  const twin = known.find(
    (other) => other.body !== body && other.pattern !== null && skeletonOf(other.pattern) === skeletonOf(pattern),
  )
  return twin?.body ?? null
}

/** Lets a body be numbered in the circle of the house again. */
export async function endNumberScheme(
  db: Db,
  actor: Actor,
  { body }: { readonly body: string },
): Promise<Result<{ body: string }>> {
  if (!has(actor, 'sitzungsdienst')) return notHers
  const id = newId()
  const setAt = db.clock.now().toISOString()
  const details = { scheme: id }
  return transact(
    db,
    { by: actor.ref, event: 'number_scheme.ended', subject: numberingSubject, details },
    async (tx) => {
      const found = currentSchemes(await store.selectSchemes(tx)).find((scheme) => scheme.body === body)
      if (!found || body === '') return notFound('Dieses Gremium hat keinen eigenen Nummernkreis.')
      await store.insertScheme(tx, { ...found, id, pattern: null, setBy: actor.userId, setAt })
      return ok({ body })
    },
  )
}

export interface ShownScheme extends NumberScheme {
  /** The next number, or why there is none. */
  readonly next: Result<NextNumber>
}

export async function listNumberSchemes(db: Db): Promise<ShownScheme[]> {
  const shown: ShownScheme[] = []
  for (const scheme of currentSchemes(await store.selectSchemes(db))) {
    shown.push({ ...scheme, next: await planNext(db, scheme, db.clock.now()) })
  }
  return shown
}

export interface WantedTerm {
  readonly number: string
  readonly begins: string
  readonly ends: string
}

/** Enters a Wahlperiode, or other days for one that is entered. */
export async function setLegislativeTerm(db: Db, actor: Actor, wanted: WantedTerm): Promise<Result<LegislativeTerm>> {
  if (!has(actor, 'sitzungsdienst')) return notHers
  const term = readTerm(wanted, localDate(db.clock.now().toISOString()))
  if (!term.ok) return term
  const { number, beginsOn, endsOn } = term.value
  const details = { term: number, begins: beginsOn, ...(endsOn === null ? {} : { ends: endsOn }) }
  return transact(
    db,
    { by: actor.ref, event: 'legislative_term.set', subject: numberingSubject, details },
    async (tx) => {
      const others = (await store.selectTerms(tx)).filter((other) => other.number !== number)
      const overlapping = others.find(
        (other) => (endsOn === null || other.beginsOn <= endsOn) && (other.endsOn === null || beginsOn <= other.endsOn),
      )
      if (overlapping) {
        return atField(
          'begins',
          `Diese Tage gehören schon zur ${overlapping.number}. Wahlperiode (${printTerm(overlapping)}). Ändern Sie zuerst deren Ende.`,
        )
      }
      await store.upsertTerm(tx, term.value)
      return term
    },
  )
}

function readTerm({ number, begins, ends }: WantedTerm, today: string): Result<LegislativeTerm> {
  const wanted = /^[1-9]\d?$/.test(number.trim()) ? Number(number.trim()) : null
  if (wanted === null) return atField('number', 'Geben Sie die Nummer der Wahlperiode als Zahl an, zum Beispiel 16.')
  const beginsOn = readGermanDate(begins.trim(), today)
  if (!isCalendarDate(beginsOn)) return atField('begins', 'Geben Sie den ersten Tag als TT.MM.JJJJ an.')
  const endsOn = ends.trim() === '' ? null : readGermanDate(ends.trim(), today)
  if (endsOn !== null && !isCalendarDate(endsOn)) return atField('ends', 'Geben Sie den letzten Tag als TT.MM.JJJJ an.')
  if (endsOn !== null && endsOn < beginsOn) {
    return atField('ends', `Die Wahlperiode endet vor ihrem Beginn am ${printDate(beginsOn)}. Prüfen Sie beide Tage.`)
  }
  return ok({ number: wanted, beginsOn, endsOn })
}

/** `01.11.2025 bis 31.10.2030` */
export const printTerm = ({ beginsOn, endsOn }: LegislativeTerm): string =>
  endsOn === null ? `seit ${printDate(beginsOn)}` : `${printDate(beginsOn)} bis ${printDate(endsOn)}`

/** The newest first. */
export const listTerms = (reader: Reader): Promise<LegislativeTerm[]> => store.selectTerms(reader)

const atField = (path: string, message: string) => invalid(message, [{ path, message }])

const notHers = forbidden('Nummernkreise und Wahlperioden legt der Sitzungsdienst fest.')
