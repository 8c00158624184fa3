import { localDate, localTime } from '../../server/calendar/local-time.ts'

/** Holidays in Nordrhein-Westfalen with a fixed date; the movable ones are working days in this story. */
const holidays = new Set(['01-01', '05-01', '10-03', '11-01', '12-25', '12-26'])

/** The last working days before a day, the oldest first. */
export function officeDaysBefore(day: string, count: number): string[] {
  const days: string[] = []
  for (let date = addDays(day, -1); days.length < count; date = addDays(date, -1)) {
    if (isOfficeDay(date)) days.unshift(date)
  }
  return days
}

/** Working days from a day on, which is one itself. */
export function officeDaysFrom(day: string, count: number): string[] {
  const days: string[] = []
  for (let date = day; days.length < count; date = addDays(date, 1)) {
    if (isOfficeDay(date)) days.push(date)
  }
  return days
}

/** That day, or the next one on which the office is open. */
export const officeDayFrom = (day: string): string => (isOfficeDay(day) ? day : officeDayFrom(addDays(day, 1)))

export function addDays(day: string, count: number): string {
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() + count)
  return date.toISOString().slice(0, 10)
}

/** The moment at which clocks in Germany show this time of this day, in ISO form. */
export function momentOf(day: string, minuteOfDay: number): string {
  const time = `${twoDigits(Math.floor(minuteOfDay / 60))}:${twoDigits(minuteOfDay % 60)}`
  for (const offset of ['+01:00', '+02:00']) {
    const moment = new Date(`${day}T${time}:00${offset}`).toISOString()
    if (localDate(moment) === day && localTime(moment) === time) return moment
  }
  throw new RangeError(`On ${day} no clock shows ${time}.`)
}

const twoDigits = (number: number): string => String(number).padStart(2, '0')

function isOfficeDay(date: string): boolean {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay()
  return weekday !== 0 && weekday !== 6 && !holidays.has(date.slice(5))
}
