import { attachmentPredicate } from '../attachment/attachment-trail.ts'
import type { TrailEntry } from '../audit/audit.ts'
import { type Names, nameOf, quotedLabels, sentenceOf, type TrailTeller } from '../auth/trail.ts'
import { printList } from '../calendar/calendar.ts'
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
    default:
      return event.startsWith('case.') ? attachmentPredicate({ event, details }) : null
  }
}

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
