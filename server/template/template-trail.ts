import type { TrailEntry } from '../audit/audit.ts'
import { type FindTeller, sentenceOf } from '../auth/trail.ts'
import { isCalendarDate, printDate } from '../calendar/calendar.ts'

/** Tells the trail of a version, from its first upload. */
export const tellTemplate: FindTeller = async () => ({
  sentence: (entry, names) => sentenceOf(entry, names, predicateOf(entry)),
  people: ({ userId, onBehalfOf }) => [userId, onBehalfOf].filter((id) => typeof id === 'string'),
})

function predicateOf({ event, details }: TrailEntry): string | null {
  switch (event) {
    case 'template.draft_created':
      return `eine neue Version begonnen und ${filesOf(details.files)} hochgeladen`
    case 'template.draft_edited':
      return `${filesOf(details.files)} geändert`
    case 'template.draft_submitted':
      return 'die Version zur Veröffentlichung vorgelegt'
    case 'template.draft_recalled':
      return 'die Version zurückgeholt'
    case 'template.draft_returned':
      return 'die Version mit einem Grund zurückgegeben'
    case 'template.draft_discarded':
      return 'den Entwurf verworfen'
    case 'template.published':
      return `die Version veröffentlicht${validFrom(details.validFrom)}`
    case 'template.withdrawn':
      return 'die Version mit einem Grund zurückgezogen'
    default:
      return null
  }
}

const filesOf = (names: unknown): string => String(names).split(' ').join(', ')

const validFrom = (date: unknown): string =>
  isCalendarDate(String(date)) ? `, gültig ab ${printDate(String(date))}` : ''
