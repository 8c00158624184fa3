interface Person {
  readonly name: string
  readonly salutation: string
}

const hourInGermany = new Intl.DateTimeFormat('de-DE', { timeZone: 'Europe/Berlin', hour: 'numeric', hourCycle: 'h23' })

/** "Guten Morgen, Frau Dr. Kortmann". Without a salutation the whole name stands there. */
export function greet({ name, salutation }: Person, now: Date): string {
  return `${timeOfDay(now)}, ${salutation ? `${salutation} ${formalName(name)}` : name}`
}

function timeOfDay(now: Date): string {
  const hour = Number.parseInt(hourInGermany.format(now), 10)
  if (hour < 11) return 'Guten Morgen'
  return hour < 18 ? 'Guten Tag' : 'Guten Abend'
}

/** Titles and family name: `Dr. Sabine von der Heide` is addressed as `Dr. von der Heide`. */
function formalName(name: string): string {
  const words = name.split(/\s+/).filter(Boolean)
  const titles = words.filter((word) => /^(Prof|Dr)\.?$/.test(word))
  const rest = words.filter((word) => !titles.includes(word))
  const particle = rest.findIndex((word, index) => index > 0 && /^\p{Ll}/u.test(word))
  const family = particle > 0 ? rest.slice(particle) : rest.slice(-1)
  return [...titles, ...family].join(' ')
}
