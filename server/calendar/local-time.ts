/** Moments (ISO text in UTC) as clocks and calendars in Germany show them. Pure. */

const parts = new Intl.DateTimeFormat('de-DE', {
  timeZone: 'Europe/Berlin',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})

/** The calendar date of a moment: 2026-11-26. */
export function localDate(moment: string): string {
  const { year, month, day } = split(moment)
  return `${year}-${month}-${day}`
}

/** The time of day of a moment: 14:32. */
export function localTime(moment: string): string {
  const { hour, minute } = split(moment)
  return `${hour}:${minute}`
}

/** Date and time as people read them: 26.11.2026, 14:32 Uhr. */
export function printMoment(moment: string): string {
  const { year, month, day, hour, minute } = split(moment)
  return `${day}.${month}.${year}, ${hour}:${minute} Uhr`
}

function split(moment: string): Record<'year' | 'month' | 'day' | 'hour' | 'minute', string> {
  const found = new Map(parts.formatToParts(new Date(moment)).map(({ type, value }) => [type, value]))
  const part = (type: Intl.DateTimeFormatPartTypes) => found.get(type) ?? ''
  return { year: part('year'), month: part('month'), day: part('day'), hour: part('hour'), minute: part('minute') }
}

/** The moment (ISO text in UTC) at which clocks in Germany show this time (`07:30`) on this date. In the hour that comes
 *  twice it is the first, an hour that is left out counts as the one after it. */
export function momentAt(date: string, time: string): string {
  const candidates = ['+02:00', '+01:00'].map((offset) => new Date(`${date}T${time}:00${offset}`).toISOString())
  const shown = candidates.find((moment) => localDate(moment) === date && localTime(moment) === time)
  return shown ?? candidates[1] ?? ''
}
