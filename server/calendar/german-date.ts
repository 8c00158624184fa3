import { isCalendarDate } from './calendar.ts'
import { addDays } from './working-days.ts'

/** `26.11.2026`, `26. 11. 2026` or `26.11.`, which is the next such day from `today` on (`2026-11-26`). */
export function readGermanDate(text: string, today: string): string {
  const found = /^(\d{1,2})\. ?(\d{1,2})\.(?: ?(\d{4}))?$/.exec(text)
  if (!found) return text
  const [, day = '', month = '', year] = found
  const thisYear = Number(today.slice(0, 4))
  const years = year === undefined ? [thisYear, thisYear + 1] : [Number(year)]
  const dates = years.map(
    (each) => `${String(each).padStart(4, '0')}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`,
  )
  return dates.find((date) => isCalendarDate(date) && (year !== undefined || date >= today)) ?? text
}

/** The same for what has happened: a day without its year is the last such day up to `today`. */
export const readPastGermanDate = (text: string, today: string): string => readGermanDate(text, addDays(today, -364))
