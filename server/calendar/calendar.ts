/** Calendar dates (`2026-11-26`), times of day (`10:00`) and numbers, and how German prints them. Pure: a date here has
 *  no time zone. */

export type DateForm = 'short' | 'long' | 'weekday'

const months = [
  'Januar',
  'Februar',
  'März',
  'April',
  'Mai',
  'Juni',
  'Juli',
  'August',
  'September',
  'Oktober',
  'November',
  'Dezember',
] as const
const weekdays = ['Sonntag', 'Montag', 'Dienstag', 'Mittwoch', 'Donnerstag', 'Freitag', 'Samstag'] as const

/** Whether the text has the form of a date, though the calendar may not have that day. */
export const looksLikeDate = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text)

/** Whether the text names a day that exists, from the year 1000 on. */
export function isCalendarDate(text: string): boolean {
  if (!looksLikeDate(text) || text < '1000') return false
  const day = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
}

/** Whether the text is a time of day from 00:00 to 23:59. */
export const isTimeOfDay = (text: string): boolean => /^([01]\d|2[0-3]):[0-5]\d$/.test(text)

/** short: 26.11.2026, long: 26. November 2026, weekday: Donnerstag, 26. November 2026. Throws where there is no such day. */
export function printDate(date: string, form: DateForm = 'short'): string {
  if (!isCalendarDate(date)) throw new RangeError(`${date} is no calendar date.`)
  const [year = '', month = '', day = ''] = date.split('-')
  if (form === 'short') return `${day}.${month}.${year}`
  const long = `${Number(day)}. ${months[Number(month) - 1]} ${year}`
  return form === 'long' ? long : `${weekdays[new Date(`${date}T00:00:00Z`).getUTCDay()]}, ${long}`
}

/** The number with a point between thousands from 1.000 on, a comma before decimals and a true minus sign. */
export function printNumber(value: number): string {
  const [whole = '0', decimals] = plainDecimal(Math.abs(value)).split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, '.')
  return `${value < 0 ? '−' : ''}${grouped}${decimals ? `,${decimals}` : ''}`
}

function plainDecimal(value: number): string {
  const printed = String(value)
  if (!printed.includes('e')) return printed
  return value < 1 ? value.toFixed(20).replace(/0+$/, '') : BigInt(value).toString()
}

/** The parts as one enumeration: a, b und c. */
export function printList(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join('')
  return `${parts.slice(0, -1).join(', ')} und ${parts.at(-1)}`
}
