import { attachmentPredicate } from '../attachment/attachment-trail.ts'
import type { TrailEntry } from '../audit/audit.ts'
import { type FindTeller, type Names, nameOf, sentenceOf, type TrailTeller } from '../auth/trail.ts'
import type { Reader } from '../base/database.ts'
import { isCalendarDate, printDate } from '../calendar/calendar.ts'
import { selectNamed } from './document-store.ts'
import { sittingsIn, writtenPredicate } from './writing-trail.ts'

/** Tells the trail of one document. */
export const tellDocument: FindTeller = (reader, entries) => tellerOf(reader, entries, untitled)

/** Tells documents in the trail of their case, each by its title. */
export const tellDocumentsOfCase: FindTeller = (reader, entries) => tellerOf(reader, entries, titled)

/** How a sentence calls the document. */
interface Called {
  readonly it: string
  /** With a space at its end where it is not empty, and so below with one at its beginning. */
  readonly inIt: string
  readonly ofIt: string
}

const untitled = (): Called => ({ it: 'das Dokument', inIt: '', ofIt: '' })

const titled = (title: string): Called => ({
  it: `das Dokument „${title}“`,
  inIt: `im Dokument „${title}“ `,
  ofIt: ` des Dokuments „${title}“`,
})

async function tellerOf(
  reader: Reader,
  entries: readonly TrailEntry[],
  call: (title: string) => Called,
): Promise<TrailTeller> {
  const ids = new Set(entries.flatMap(({ event, subject }) => (event.startsWith('document.') ? [subject] : [])))
  const named = await selectNamed(reader, [...ids])
  const titles = new Map(named.map(({ id, title }) => [id, title]))
  const sittings = await sittingsIn(reader, entries, named)
  return {
    sentence(entry, names) {
      const title = titles.get(entry.subject)
      if (title === undefined) return null
      const called = call(title)
      const written = writtenPredicate(entry, sittings)
      return sentenceOf(entry, names, written ? `${called.inIt}${written}` : predicateOf(entry, names, called))
    },
    people: ({ userId, onBehalfOf, details }) =>
      [userId, onBehalfOf, details.to, details.forwardedTo, details.user].filter((id) => typeof id === 'string'),
  }
}

function predicateOf({ event, details }: TrailEntry, names: Names, { it, inIt, ofIt }: Called): string | null {
  switch (event) {
    case 'document.created':
      return details.copiedFrom === undefined ? `${it} angelegt` : `${it} als Kopie angelegt`
    case 'document.saved':
      return savedPredicate(details, inIt)
    case 'document.restored':
      return `${inIt}eine frühere Fassung wiederhergestellt`
    case 'document.template_moved':
      return `${inIt}die Version der Dokumentvorlage gewechselt: Version ${details.to} statt ${details.from}`
    case 'document.version_named':
      return `${inIt}die Fassung ${details.number} festgehalten`
    case 'document.discarded':
      return `den Entwurf${ofIt} verworfen`
    case 'document.submitted':
      return details.forwardedTo === undefined
        ? `${it} zur Freigabe gegeben`
        : `${it} ${nameOf(details.forwardedTo, names)} zur Freigabe gegeben`
    case 'document.recalled':
      return `${it} aus der Freigabe zurückgeholt`
    case 'document.approved':
      return `${it} freigegeben`
    case 'document.returned':
      return `${it} mit einem Grund zurückgegeben`
    case 'document.forwarded':
      return `${it} an ${nameOf(details.to, names)} weitergeleitet`
    case 'document.approval_voided':
      return `mit einer Änderung die Freigabe${ofIt} aufgehoben`
    case 'document.issue_ordered':
      return details.number === undefined
        ? `die Ausfertigung${ofIt} angeordnet`
        : `die Ausfertigung${ofIt} unter der Nummer ${details.number} angeordnet`
    case 'document.issue_resumed':
      return `die Ausfertigung${ofIt} noch einmal angestoßen`
    case 'document.issued':
      return details.orderedRenderer === undefined
        ? `${it} ausgefertigt: gesetzt, gesiegelt und abgelegt`
        : `${it} ausgefertigt: mit einer neueren Fassung des Satzprogramms (${details.renderer} statt ${details.orderedRenderer}) gesetzt, gesiegelt und abgelegt`
    case 'document.writing_reduced':
      return `${inIt}die einzelnen Schritte des Schreibens gelöscht; wer welche Passage geschrieben hat, bleibt erhalten`
    case 'document.signature_recorded':
      return `${inIt}eine Unterschrift auf Papier vom ${dayOf(details.signedOn)} erfasst`
    case 'document.signature_withdrawn':
      return `${inIt}den Eintrag einer Unterschrift vom ${dayOf(details.signedOn)} zurückgenommen`
    case 'document.scan_uploaded':
      return `${countScans(details.scans)} der unterschriebenen Ausfertigung${ofIt} hochgeladen`
    case 'document.scan_read':
      return `einen Scan${ofIt} gelesen: ${foundPages(details)}`
    case 'document.scan_page_confirmed':
      return `${inIt}von Hand bestätigt, dass ${confirmedPages(details.confirmed)} im Scan liegt: ${foundPages(details)}`
    case 'document.scan_removed':
      return `einen Scan${ofIt} entfernt`
    case 'document.step_done':
      return `${inIt}einen Schritt als erledigt eingetragen, getan am ${dayOf(details.doneOn)}${details.hasFile === true ? ', mit Nachweis als Datei' : ''}`
    case 'document.step_reopened':
      return `${inIt}den Eintrag eines erledigten Schritts zurückgenommen`
    case 'document.invited':
      return `${nameOf(details.user, names)} eingeladen, ${inIt}${invitedTo.get(String(details.right)) ?? 'mitzuschreiben'}`
    case 'document.uninvited':
      return `${inIt}die Einladung von ${nameOf(details.user, names)} beendet`
    case 'document.suggest_only':
      return `${inIt}„Nur Vorschläge“ ${details.on === true ? 'eingeschaltet' : 'ausgeschaltet'}`
    case 'document.suggested':
      return `${inIt}eine Änderung vorgeschlagen`
    case 'document.suggestion_accepted':
      return `${inIt}einen Vorschlag angenommen`
    case 'document.suggestion_rejected':
      return `${inIt}einen Vorschlag abgelehnt`
    case 'document.suggestion_withdrawn':
      return `${inIt}einen eigenen Vorschlag zurückgezogen`
    case 'document.commented':
      return `${it} kommentiert`
    case 'document.comment_answered':
      return `${inIt}auf einen Kommentar geantwortet`
    case 'document.comment_changed':
      return `${inIt}einen eigenen Kommentar geändert`
    case 'document.comment_removed':
      return `${inIt}einen eigenen Kommentar entfernt`
    case 'document.comment_resolved':
      return `${inIt}einen Kommentar als erledigt gekennzeichnet`
    case 'document.comment_reopened':
      return `${inIt}einen erledigten Kommentar wieder geöffnet`
    default:
      return attachmentPredicate({ event, details }, inIt)
  }
}

const invitedTo: ReadonlyMap<string, string> = new Map([
  ['write', 'mitzuschreiben'],
  ['suggest', 'Änderungen vorzuschlagen'],
  ['comment', 'zu kommentieren'],
])

/** What people wrote together is told by their sittings, not by each revision made of it. */
function savedPredicate({ version, fields, merged }: TrailEntry['details'], inIt: string): string | null {
  if (version !== undefined) return null
  return `${inIt}${countFields(fields)} geändert${merged === true ? ', zusammen mit Änderungen anderer' : ''}`
}

const dayOf = (date: unknown): string => (isCalendarDate(String(date)) ? printDate(String(date)) : 'unbekannten Tag')

function countScans(scans: unknown): string {
  const count = String(scans).split(' ').length
  return count === 1 ? 'einen Scan' : `${count} Dateien mit dem Scan`
}

/** Of what has come back so far, this scan and those before it. */
function foundPages({ failure, pages, missing, complete }: TrailEntry['details']): string {
  if (failure !== undefined) return 'die Datei ist nicht lesbar'
  if (complete === true) return 'alle Seiten sind da, er ist die Kopie des unterschriebenen Papiers'
  const absent = String(missing).split(' ').filter(Boolean)
  if (absent.length === 0) return 'alle Seiten sind da, aber auch anderes'
  return `${Number(pages) - absent.length} von ${pages} Seiten sind da`
}

const confirmedPages = (pages: unknown): string => {
  const numbers = String(pages).split(' ')
  return numbers.length === 1 ? `Seite ${numbers[0]}` : `jede der Seiten ${numbers.join(', ')}`
}

function countFields(fields: unknown): string {
  const count = String(fields).split(' ').length
  return count === 1 ? 'eine Angabe' : `${count} Angaben`
}
