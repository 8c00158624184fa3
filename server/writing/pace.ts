/** In milliseconds. */
export interface Pace {
  /** A revision is made when nobody has written for so long … */
  readonly settleAfter: number
  /** … but no more often than this, and as often as this where people never pause. */
  readonly settleEvery: number
  /** A document that nobody has open stays in memory for so long. */
  readonly sleepAfter: number
  /** How long an answer about rights is good for. */
  readonly rights: number
  /** How often all this is looked at. */
  readonly tend: number
  /** How often it is asked whose sitting has ended. */
  readonly sittings: number
}

export const officePace: Pace = {
  settleAfter: 3000,
  settleEvery: 30_000,
  sleepAfter: 60_000,
  rights: 2000,
  tend: 250,
  sittings: 30_000,
}
