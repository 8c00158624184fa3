import { readGermanDate } from '../fields/german-input.ts'

/** What was typed as a day; without its year the last such day, for nothing here lies ahead. */
export function lastSuchDay(typed: string, today: string): string {
  if (!/^\d{1,2}\. ?\d{1,2}\.$/.test(typed)) return readGermanDate(typed, today)
  const thisYear = Number(today.slice(0, 4))
  const [now = '', before = ''] = [thisYear, thisYear - 1].map((year) => readGermanDate(`${typed}${year}`, today))
  return now <= today ? now : before
}
