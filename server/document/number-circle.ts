import type { Reader, Tx } from '../base/database.ts'
import { conflict, ok, type Result } from '../base/result.ts'
import { printDate } from '../calendar/calendar.ts'
import { localDate } from '../calendar/local-time.ts'
import { formatNumber, houseScheme, type NumberScheme, termAt, usesTerm } from './number-scheme.ts'
import * as store from './number-scheme-store.ts'

/** The next number of the Sitzungsvorlagen that are dealt with in this body first, as in `0001/2026/KREIS`. A step of the
 *  transaction that orders the paper: if that rolls back, the number was never given, so there are no gaps, and because
 *  transactions wait for each other no number is given twice. */
export async function nextPaperNumber(
  tx: Tx,
  { body, at }: { readonly body: string; readonly at: Date },
): Promise<Result<string>> {
  const next = await planNext(tx, await schemeFor(tx, body), at)
  if (!next.ok) return next
  const { circle, period, nr, number } = next.value
  if (await store.isGiven(tx, number)) {
    return conflict(`Die Nummer ${number} gibt es schon. Der Sitzungsdienst muss den Nummernkreis ändern.`)
  }
  await store.updateLast(tx, { circle, period, last: nr })
  return ok(number)
}

/** The scheme of a body, or that of the house. */
export async function schemeFor(reader: Reader, body: string): Promise<NumberScheme> {
  const schemes = currentSchemes(await store.selectSchemes(reader))
  return schemes.find((scheme) => scheme.body === body) ?? schemes.find((scheme) => scheme.body === '') ?? houseScheme
}

/** What counts now: the house's first, then the bodies by name. */
export function currentSchemes(stored: readonly store.StoredScheme[]): NumberScheme[] {
  const newest = stored.filter(({ body }, index) => stored.findIndex((other) => other.body === body) === index)
  const counting = newest.flatMap(({ pattern, ...scheme }) => (pattern === null ? [] : [{ ...scheme, pattern }]))
  const all = counting.some(({ body }) => body === '') ? counting : [houseScheme, ...counting]
  return all.toSorted((a, b) => a.body.localeCompare(b.body, 'de'))
}

export interface NextNumber {
  readonly circle: string
  readonly period: number
  readonly nr: number
  readonly number: string
}

/** What a scheme would give next at this moment; a conflict where it counts by a Wahlperiode that nobody has entered. */
export async function planNext(reader: Reader, scheme: NumberScheme, at: Date): Promise<Result<NextNumber>> {
  const date = localDate(at.toISOString())
  const year = Number(date.slice(0, 4))
  const term = termAt(await store.selectTerms(reader), date)?.number ?? null
  if (term === null && usesTerm(scheme)) {
    return conflict(
      `Für den ${printDate(date)} ist keine Wahlperiode eingetragen. Der Sitzungsdienst trägt sie unter „Nummernkreise“ ein.`,
    )
  }
  const circle = circleOf(scheme.body)
  const period = scheme.period === 'year' ? year : (term ?? 0)
  const first = period === scheme.startPeriod ? scheme.start : 1
  const nr = Math.max((await store.selectLast(reader, circle, period)) + 1, first)
  return ok({ circle, period, nr, number: formatNumber(scheme.pattern, { nr, year, term }) })
}

/** A circle goes on counting whatever its pattern, so that a changed pattern gives no number twice. */
const circleOf = (body: string): string => (body === '' ? 'KREIS' : `Gremium ${body}`)
