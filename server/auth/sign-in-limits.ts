/** How often signing in may fail, for one login and for one address. Pure: the rows are kept by auth-store. */

export const freeFailures = 5
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

/** One more attempt, counted before the password is looked at, so that a hundred at once count as a hundred. After five
 *  within 15 minutes of each other comes a wait of one minute that doubles each time, up to an hour. */
export function countAttempt(before: Attempts | null, now: Date): Attempts {
  const failures = (before && isRemembered(before, now) ? before.failures : 0) + 1
  return { failures, lastAt: now.toISOString(), blockedUntil: blockedUntil(failures, now) }
}

/** Takes one attempt back that turned out to be right, or null if none is left. */
export function forgiveAttempt({ failures, lastAt }: Attempts): Attempts | null {
  return failures > 1
    ? { failures: failures - 1, lastAt, blockedUntil: blockedUntil(failures - 1, new Date(lastAt)) }
    : null
}

function isRemembered({ lastAt, blockedUntil }: Attempts, now: Date): boolean {
  const quietSince = Date.parse(blockedUntil ?? lastAt)
  return now.getTime() - quietSince < memoryMinutes * 60_000
}

function blockedUntil(failures: number, now: Date): string | null {
  if (failures < freeFailures) return null
  const minutes = Math.min(2 ** (failures - freeFailures), longestWaitMinutes)
  return new Date(now.getTime() + minutes * 60_000).toISOString()
}
