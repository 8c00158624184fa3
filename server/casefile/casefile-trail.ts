import type { TrailEntry } from '../audit/audit.ts'
import { printList } from '../calendar/calendar.ts'
import { walkSchema } from '../fields/walk.ts'
import { caseFields } from './case-fields.ts'

/** What happened to a case, as a sentence; null for what other modules tell. */
export function caseSentence(entry: TrailEntry, names: ReadonlyMap<string, string>): string | null {
  const predicate = predicateOf(entry, names)
  const deputy = entry.onBehalfOf ? `in Vertretung für ${nameOf(entry.onBehalfOf, names)} ` : ''
  return predicate && `${nameOf(entry.userId, names)} hat ${deputy}${predicate}.`
}

/** Everybody whom the sentence names. */
export const peopleOf = ({ userId, onBehalfOf, details }: TrailEntry): string[] =>
  [userId, onBehalfOf, details.from, details.to].filter((id) => typeof id === 'string')

function predicateOf({ event, details }: TrailEntry, names: ReadonlyMap<string, string>): string | null {
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
      return null
  }
}

const nameOf = (id: unknown, names: ReadonlyMap<string, string>): string => names.get(String(id)) ?? 'Unbekannt'

const labels = new Map(
  [...walkSchema(caseFields)].map(({ path, field, of }) => [
    path,
    of.at(-1) ? `${of.at(-1)?.label}: ${field.label}` : field.label,
  ]),
)

/** More than four would be no sentence. */
function labelsOf(fields: unknown): string {
  const named = String(fields)
    .split(' ')
    .map((path) => `„${labels.get(path) ?? labels.get(path.replace(/\[\]$/, '')) ?? path}“`)
  return named.length <= 4 ? printList(named) : printList([...named.slice(0, 3), `${named.length - 3} weitere Angaben`])
}
