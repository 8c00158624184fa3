import { localDate, localTime } from '../../server/calendar/local-time.ts'
import { addDays, isWorkingDay, workingDayFrom } from '../../server/calendar/working-days.ts'

/** That day, or the next one on which the office is open. */
export const officeDayFrom = workingDayFrom

export { addDays }

/** The last working days before a day, the oldest first. */
export function officeDaysBefore(day: string, count: number): string[] {
  const days: string[] = []
  for (let date = addDays(day, -1); days.length < count; date = addDays(date, -1)) {
    if (isWorkingDay(date)) days.unshift(date)
  }
  return days
}

/** Working days from a day on, which is one itself. */
export function officeDaysFrom(day: string, count: number): string[] {
  const days: string[] = []
  for (let date = day; days.length < count; date = addDays(date, 1)) {
    if (isWorkingDay(date)) days.push(date)
  }
  return days
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
