import { printDate } from './calendar.ts'
import { addDays } from './working-days.ts'

/** Days from and to each other, as people speak of them. Pure: calendar dates without a time zone. */

/** The Sunday of that day's week, which begins on Monday. */
export const endOfWeek = (date: string): string => addDays(date, (7 - weekday(date)) % 7)

/** 0 is Sunday. */
const weekday = (date: string): number => new Date(`${date}T00:00:00Z`).getUTCDay()

export interface DueDay {
  readonly words: string
  readonly urgency: 'late' | 'soon' | 'later'
}

/** A day by which something is due: `seit Fr, 20.11.`, `heute, 23.11.`, `Do, 26.11.`; the year where it is another. */
export function printDue(date: string, today: string): DueDay {
  const day = date.slice(0, 4) === today.slice(0, 4) ? printDate(date).slice(0, 6) : printDate(date)
  const named = `${shortDays[weekday(date)]}, ${day}`
  if (date < today) return { words: `seit ${named}`, urgency: 'late' }
  if (date === today) return { words: `heute, ${day}`, urgency: 'soon' }
  if (date === addDays(today, 1)) return { words: `morgen, ${day}`, urgency: 'soon' }
  return { words: named, urgency: 'later' }
}

const shortDays = ['So', 'Mo', 'Di', 'Mi', 'Do', 'Fr', 'Sa'] as const
