import type { TrailEntry } from '../audit/audit.ts'
import { type FindTeller, sentenceOf } from '../auth/trail.ts'
import { isCalendarDate, printDate } from '../calendar/calendar.ts'
import { selectRecipients } from './consent-store.ts'

/** Tells consents and what was handed over in the trail of their case. */
export const tellConsentsOfCase: FindTeller = async (reader, entries) => {
  const ids = entries.flatMap(({ event, subject }) => (event.startsWith('consent.') ? [subject] : []))
  const recipients = new Map((await selectRecipients(reader, ids)).map(({ id, recipient }) => [id, recipient]))
  return {
    sentence(entry, names) {
      const recipient = recipients.get(entry.subject)
      return recipient === undefined ? null : sentenceOf(entry, names, predicateOf(entry, recipient))
    },
    people: ({ userId, onBehalfOf }) => [userId, onBehalfOf].filter((id) => typeof id === 'string'),
  }
}

function predicateOf({ event, details }: TrailEntry, recipient: string): string | null {
  switch (event) {
    case 'consent.granted': {
      const day = String(details.grantedOn)
      const granted = `die Einwilligung für „${recipient}“${isCalendarDate(day) ? ` vom ${printDate(day)}` : ''} festgehalten`
      return details.replaced === true ? `${granted}; sie ersetzt die frühere` : granted
    }
    case 'consent.refused':
      return `festgehalten, dass für „${recipient}“ keine Einwilligung erteilt ist`
    case 'consent.withdrawn':
      return `den Widerruf der Einwilligung für „${recipient}“ festgehalten`
    case 'consent.disclosed':
      return details.agreement === undefined
        ? `eine Weitergabe an „${recipient}“ festgehalten`
        : `ein Partnerblatt für „${recipient}“ ausgegeben und die Weitergabe festgehalten`
    case 'consent.returned':
      return `festgehalten, dass „${recipient}“ etwas zurückgegeben oder vernichtet hat`
    default:
      return null
  }
}
