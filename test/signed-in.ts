import { transact } from '../server/audit/audit.ts'
import { defaultSessionLimits, sessionsIn } from '../server/auth/session-adapter.ts'
import type { Db } from '../server/base/database.ts'
import { ok } from '../server/base/result.ts'
import { expectOk } from './house.ts'

/** Begins a session and returns its id. Without a password: making its hash and checking it takes longer than most tests. */
export async function beginSession(db: Db, userId: string): Promise<string> {
  const now = db.clock.now()
  const entry = { by: { userId }, event: 'session.started', subject: userId } as const
  const started = await transact(db, entry, async (tx) => {
    const sessions = sessionsIn(tx, now, defaultSessionLimits)
    return ok(await sessions.createSession(userId, { device: 'Test', seenAt: now.toISOString() }))
  })
  return expectOk(started).id
}
