import ical, { ICalCalendarMethod, ICalEventClass, ICalEventTransparency } from 'ical-generator'
import { addDays } from './working-days.ts'

/** Something on one day, for the calendar of whoever subscribes. What stands here leaves the house: no names, no file
 *  numbers. */
export interface FeedEntry {
  /** The same for as long as the thing exists, whatever day it moves to. */
  readonly uid: string
  /** Calendar date. */
  readonly day: string
  readonly summary: string
  /** Into the product. */
  readonly url: string
  /** ISO time at which it came to be; the same each time it is asked for. */
  readonly madeAt: string
}

/** A calendar of whole days (RFC 5545): folded, escaped, and the same bytes for the same entries. A whole day ends where
 *  the next begins (3.6.1). The days block no time: others still see whoever subscribes as free. */
export function calendarFeed(name: string, entries: readonly FeedEntry[]): string {
  const calendar = ical({
    name,
    prodId: { company: 'Vorlagenwerk', product: 'Wiedervorlagen', language: 'DE' },
    method: ICalCalendarMethod.PUBLISH,
    ttl: 60 * 60,
  })
  for (const { uid, day, summary, url, madeAt } of entries) {
    calendar.createEvent({
      id: uid,
      start: new Date(`${day}T00:00:00Z`),
      end: new Date(`${addDays(day, 1)}T00:00:00Z`),
      allDay: true,
      timezone: 'UTC',
      summary,
      url,
      stamp: new Date(madeAt),
      class: ICalEventClass.PRIVATE,
      transparency: ICalEventTransparency.TRANSPARENT,
    })
  }
  return calendar.toString()
}
