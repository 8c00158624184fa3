import { attachmentPredicate } from '../attachment/attachment-trail.ts'
import type { TrailEntry } from '../audit/audit.ts'
import { type Names, nameOf, quotedLabels, sentenceOf, type TrailTeller } from '../auth/trail.ts'
import { isCalendarDate, printDate, printList } from '../calendar/calendar.ts'
import { walkSchema } from '../fields/walk.ts'
import { caseFields } from './case-fields.ts'

/** What happened to a case. */
export const caseTeller: TrailTeller = {
  sentence: (entry, names) => sentenceOf(entry, names, predicateOf(entry, names)),
  people: ({ userId, onBehalfOf, details }) =>
    [userId, onBehalfOf, details.from, details.to].filter((id) => typeof id === 'string'),
}

function predicateOf({ event, details }: TrailEntry, names: Names): string | null {
  switch (event) {
    case 'case.created':
      return 'den Fall angelegt'
    case 'case.changed':
      return details.merged === true
        ? `${labelsOf(details.fields)} geändert, zusammen mit Änderungen anderer`
        : `${labelsOf(details.fields)} geändert`
    case 'case.closed':
      return 'den Fall geschlossen'
    case 'case.reopened':
      return 'den Fall wieder geöffnet'
    case 'case.handed_over':
      return `den Fall von ${nameOf(details.from, names)} an ${nameOf(details.to, names)} übergeben`
    case 'case.reminder_set':
      return `eine Wiedervorlage für den ${dayOf(details.dueOn)} eingetragen`
    case 'case.reminder_moved':
      return `eine Wiedervorlage vom ${dayOf(details.from)} auf den ${dayOf(details.to)} verschoben`
    case 'case.reminder_done':
      return 'eine Wiedervorlage erledigt'
    case 'case.reminder_reopened':
      return 'eine erledigte Wiedervorlage wieder geöffnet'
    case 'case.contact_noted':
      return `einen Kontakt am ${dayOf(details.day)} eingetragen`
    case 'case.contact_withdrawn':
      return 'den Eintrag eines Kontakts zurückgenommen'
    default:
      return event.startsWith('case.') ? attachmentPredicate({ event, details }) : null
  }
}

const dayOf = (date: unknown): string => (isCalendarDate(String(date)) ? printDate(String(date)) : 'unbekannten Tag')

const labels = new Map(
  [...walkSchema(caseFields)].map(({ path, field, of }) => [
    path,
    of.at(-1) ? `${of.at(-1)?.label}: ${field.label}` : field.label,
  ]),
)

const labelsOf = (fields: unknown): string =>
  printList(
    quotedLabels(
      String(fields)
        .split(' ')
        .map((path) => labels.get(path) ?? labels.get(path.replace(/\[\]$/, '')) ?? path),
    ),
  )
