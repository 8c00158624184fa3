/** How often signing in may fail, for one login and for one address. Pure: the rows are kept by auth-store. */

/** An address allows more than a login: a whole office may stand behind one. */
export const freeFailures = { login: 5, address: 30 } as const
const memoryMinutes = 15
const longestWaitMinutes = 60

export interface Attempts {
  readonly failures: number
  /** ISO times. */
  readonly lastAt: string
  readonly blockedUntil: string | null
}

/** When it goes on, or null if it may be tried now. */
export function waitingUntil(attempts: Attempts | null, now: Date): string | null {
  const until = attempts?.blockedUntil ?? null
  return until !== null && until > now.toISOString() ? until : null
}

/** One more attempt, counted before the password is looked at, so that a hundred at once count as a hundred. After
 *  `free` within 15 minutes of each other comes a wait of one minute that doubles each time, up to an hour. */
export function countAttempt(before: Attempts | null, now: Date, free: number): Attempts {
  const failures = (before && isRemembered(before, now) ? before.failures : 0) + 1
  return { failures, lastAt: now.toISOString(), blockedUntil: blockedUntil(failures, now, free) }
}

/** Takes one attempt back that turned out to be right, or null if none is left. */
export function forgiveAttempt({ failures, lastAt }: Attempts, free: number): Attempts | null {
  return failures > 1
    ? { failures: failures - 1, lastAt, blockedUntil: blockedUntil(failures - 1, new Date(lastAt), free) }
    : null
}

function isRemembered({ lastAt, blockedUntil }: Attempts, now: Date): boolean {
  const quietSince = Date.parse(blockedUntil ?? lastAt)
  return now.getTime() - quietSince < memoryMinutes * 60_000
}

function blockedUntil(failures: number, now: Date, free: number): string | null {
  if (failures < free) return null
  const minutes = Math.min(2 ** (failures - free), longestWaitMinutes)
  return new Date(now.getTime() + minutes * 60_000).toISOString()
}
