import { isTimeOfDay } from '../calendar/calendar.ts'
import { readGermanDate } from '../calendar/german-date.ts'

/** What people type into a form, turned into the stored form. What cannot be read stays as it was typed. */

/** Dates parted by commas, semicolons, line ends or „und“. */
export const readGermanDates = (text: string, today: string): string[] =>
  text
    .split(/[,;\n]|\bund\b/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => readGermanDate(part, today))

/** `10:00`, `9.30`, `9 Uhr`, `9.30 Uhr`. */
export function readGermanTime(text: string): string {
  const found = /^(\d{1,2})(?:[:.](\d{2}))?( ?Uhr)?$/.exec(text)
  if (!found || (found[2] === undefined && found[3] === undefined)) return text
  const time = `${(found[1] ?? '').padStart(2, '0')}:${found[2] ?? '00'}`
  return isTimeOfDay(time) ? time : text
}

/** `1.234,5` or `1234,5`, with the unit behind it or without. */
export function readGermanNumber(text: string, unit?: string): number | string {
  const bare = unit !== undefined && text.endsWith(unit) ? text.slice(0, -unit.length).trim() : text
  if (!/^[-−+]?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?$/.test(bare)) return text
  return Number(bare.replaceAll('.', '').replace(',', '.').replace('−', '-'))
}
