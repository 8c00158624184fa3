import type { TrailEntry } from '../audit/audit.ts'
import { isCalendarDate, printDate } from '../calendar/calendar.ts'

/** What happened to a document, as a sentence; null for what other modules tell. */
export function documentSentence(entry: TrailEntry, names: ReadonlyMap<string, string>): string | null {
  const predicate = predicateOf(entry, names)
  const deputy = entry.onBehalfOf ? `in Vertretung für ${nameOf(entry.onBehalfOf, names)} ` : ''
  return predicate && `${nameOf(entry.userId, names)} hat ${deputy}${predicate}.`
}

/** Everybody whom the sentence names. */
export const peopleOf = ({ userId, onBehalfOf, details }: TrailEntry): string[] =>
  [userId, onBehalfOf, details.to, details.forwardedTo].filter((id) => typeof id === 'string')

function predicateOf({ event, details }: TrailEntry, names: ReadonlyMap<string, string>): string | null {
  switch (event) {
    case 'document.created':
      return details.copiedFrom === undefined ? 'das Dokument angelegt' : 'das Dokument als Kopie angelegt'
    case 'document.saved':
      return `${countFields(details.fields)} geändert${details.merged === true ? ', zusammen mit Änderungen anderer' : ''}`
    case 'document.discarded':
      return 'den Entwurf verworfen'
    case 'document.submitted':
      return details.forwardedTo === undefined
        ? 'das Dokument zur Freigabe gegeben'
        : `das Dokument ${nameOf(details.forwardedTo, names)} zur Freigabe gegeben`
    case 'document.recalled':
      return 'das Dokument aus der Freigabe zurückgeholt'
    case 'document.approved':
      return 'das Dokument freigegeben'
    case 'document.returned':
      return 'das Dokument mit einem Grund zurückgegeben'
    case 'document.forwarded':
      return `das Dokument an ${nameOf(details.to, names)} weitergeleitet`
    case 'document.approval_voided':
      return 'mit einer Änderung die Freigabe aufgehoben'
    case 'document.issue_ordered':
      return details.number === undefined
        ? 'die Ausfertigung angeordnet'
        : `die Ausfertigung unter der Nummer ${details.number} angeordnet`
    case 'document.issue_resumed':
      return 'die Ausfertigung noch einmal angestoßen'
    case 'document.issued':
      return details.orderedRenderer === undefined
        ? 'das Dokument ausgefertigt: gesetzt, gesiegelt und abgelegt'
        : `das Dokument ausgefertigt: mit einer neueren Fassung des Satzprogramms (${details.renderer} statt ${details.orderedRenderer}) gesetzt, gesiegelt und abgelegt`
    case 'document.signature_recorded':
      return `eine Unterschrift auf Papier vom ${dayOf(details.signedOn)} erfasst`
    case 'document.signature_withdrawn':
      return `den Eintrag einer Unterschrift vom ${dayOf(details.signedOn)} zurückgenommen`
    case 'document.scan_uploaded':
      return 'einen Scan der unterschriebenen Ausfertigung hochgeladen'
    default:
      return null
  }
}

const dayOf = (date: unknown): string => (isCalendarDate(String(date)) ? printDate(String(date)) : 'unbekannten Tag')

const nameOf = (id: unknown, names: ReadonlyMap<string, string>): string => names.get(String(id)) ?? 'Unbekannt'

/** The names of the fields stand in a template that the sentence does not know. */
function countFields(fields: unknown): string {
  const count = String(fields).split(' ').length
  return count === 1 ? 'eine Angabe' : `${count} Angaben`
}
