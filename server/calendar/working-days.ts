import { getHolidays } from 'feiertagejs'
import { isCalendarDate } from './calendar.ts'

/** Working days of the offices in Nordrhein-Westfalen: Monday to Friday without the statutory holidays of the Land
 *  (Feiertagsgesetz NW). Calendar dates without a time zone; the door to feiertagejs. Pure. */

/** Whether offices work on that day. Throws where there is no such day. */
export function isWorkingDay(date: string): boolean {
  const weekday = dayOf(date).getUTCDay()
  return weekday !== 0 && weekday !== 6 && !holidaysOf(date.slice(0, 4)).has(date)
}

/** That day, or the next one on which offices work. So ends a Frist whose last day is a Saturday, a Sunday or a holiday
 *  (§ 31 Abs. 3 VwVfG, § 193 BGB). */
export function workingDayFrom(date: string): string {
  return isWorkingDay(date) ? date : workingDayFrom(addDays(date, 1))
}

/** That day, or the last one before it on which offices work: when somebody at work can still see to it in time. */
export function workingDayUntil(date: string): string {
  return isWorkingDay(date) ? date : workingDayUntil(addDays(date, -1))
}

/** The last day of a Frist given in working days; the day of the event is not counted (§ 31 Abs. 1 VwVfG, § 187 Abs. 1
 *  BGB). */
export function addWorkingDays(event: string, count: number): string {
  let date = event
  for (let left = count; left > 0; left -= 1) date = workingDayFrom(addDays(date, 1))
  return date
}

/** How many working days have come since a day, which is not counted itself; below zero for a day that comes later. */
export function workingDaysBetween(from: string, to: string): number {
  if (to < from) return -workingDaysBetween(to, from)
  let count = 0
  for (let date = addDays(from, 1); date <= to; date = addDays(date, 1)) if (isWorkingDay(date)) count += 1
  return count
}

/** The calendar date so many days later, or earlier. */
export function addDays(date: string, count: number): string {
  const day = dayOf(date)
  day.setUTCDate(day.getUTCDate() + count)
  return day.toISOString().slice(0, 10)
}

function dayOf(date: string): Date {
  if (!isCalendarDate(date)) throw new RangeError(`${date} is no calendar date.`)
  return new Date(`${date}T00:00:00Z`)
}

/** A year's holidays never change. */
const known = new Map<string, ReadonlySet<string>>()

function holidaysOf(year: string): ReadonlySet<string> {
  const days = known.get(year) ?? new Set(getHolidays(year, 'NW').map(({ dateString }) => dateString))
  known.set(year, days)
  return days
}
