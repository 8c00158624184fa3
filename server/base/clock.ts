/** The only source of the present. Everything that asks for the time takes a clock, so that tests can fix it. */
export interface Clock {
  now(): Date
}

/** A clock that stands still until somebody moves it. */
export interface MovableClock extends Clock {
  advanceMinutes(minutes: number): void
}

export const systemClock: Clock = { now: () => new Date() }

/** A clock that shows one moment, given as ISO text in UTC. Throws when the text is no moment. */
export function fixedClock(iso: string): MovableClock {
  let moment = Date.parse(iso)
  if (Number.isNaN(moment)) throw new RangeError(`"${iso}" is no moment in ISO form.`)
  return {
    now: () => new Date(moment),
    advanceMinutes(minutes) {
      moment += minutes * 60_000
    },
  }
}
