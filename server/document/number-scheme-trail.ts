import type { TrailEntry } from '../audit/audit.ts'
import { type FindTeller, sentenceOf } from '../auth/trail.ts'
import { isCalendarDate, printDate } from '../calendar/calendar.ts'
import type { StoredScheme } from './number-scheme-store.ts'
import { selectSchemes } from './number-scheme-store.ts'

/** Tells how numbers were set. */
export const tellNumbering: FindTeller = async (reader) => {
  const schemes = new Map((await selectSchemes(reader)).map((scheme) => [scheme.id, scheme]))
  return {
    sentence: (entry, names) => sentenceOf(entry, names, predicateOf(entry, schemes.get(String(entry.details.scheme)))),
    people: ({ userId, onBehalfOf }) => (onBehalfOf ? [userId, onBehalfOf] : [userId]),
  }
}

function predicateOf({ event, details }: TrailEntry, scheme: StoredScheme | undefined): string | null {
  const whose = scheme?.body ? `„${scheme.body}“` : 'das Haus'
  switch (event) {
    case 'number_scheme.set':
      return `für ${whose} das Muster „${scheme?.pattern ?? 'unbekannt'}“ festgelegt`
    case 'number_scheme.ended':
      return `den Nummernkreis für ${whose} aufgehoben`
    case 'legislative_term.set':
      return `die ${details.term}. Wahlperiode eingetragen: ${dayOf(details.begins)} bis ${dayOf(details.ends)}`
    default:
      return null
  }
}

const dayOf = (date: unknown): string => (isCalendarDate(String(date)) ? printDate(String(date)) : 'auf Weiteres')
