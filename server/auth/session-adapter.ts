import { type Adapter, type DatabaseSession, type DatabaseUser, Lucia, TimeSpan } from 'lucia'
import { z } from 'zod'
import { sha256Hex } from '../base/canonical-json.ts'
import type { Reader, Tx } from '../base/database.ts'

/** Lucia keeps the rules of sessions, this file what it does not: only a hash of the id is stored, a session ends after a
 *  fixed time and after a time without use, and both follow the product's clock. Way out: docs/decisions/0005-sign-in.md. */

export interface SessionLimits {
  /** A session ends this long after signing in, used or not. */
  readonly absoluteMinutes: number
  /** A session ends after this long without a request. */
  readonly idleMinutes: number
}

export const defaultSessionLimits: SessionLimits = { absoluteMinutes: 12 * 60, idleMinutes: 60 }

/** The prefix makes the browser refuse the cookie from another host, without https and for a part of the paths. */
export const sessionCookieName = (secure: boolean): string => (secure ? '__Host-session' : 'session')

export interface SessionFacts {
  /** Browser and system in words, so that people recognise their sessions. */
  readonly device: string
  /** ISO time of the last recorded use. */
  readonly seenAt: string
}

export type Sessions = Lucia<SessionFacts>

declare module 'lucia' {
  interface Register {
    Lucia: Sessions
    DatabaseSessionAttributes: SessionFacts
  }
}

export interface SessionPorts {
  readonly reader: Reader
  /** Runs the adapter's own writes: in a transaction that is already open, or in one of its own. */
  readonly write: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>
  readonly now: Date
  readonly limits: SessionLimits
}

export const hashSessionId = (sessionId: string): string => sha256Hex(sessionId)

export const sessionsIn = (tx: Tx, now: Date, limits: SessionLimits): Sessions =>
  sessionsOver({ reader: tx, write: (work) => work(tx), now, limits })

export const sessionsOver = (ports: SessionPorts): Sessions =>
  new Lucia(adapterOver(ports), {
    sessionExpiresIn: new TimeSpan(ports.limits.absoluteMinutes, 'm'),
    getSessionAttributes: (facts) => facts,
  })

/** The Set-Cookie header of a session, or the one that takes the cookie away. */
export function sessionCookie(sessionId: string | null, secure: boolean, limits: SessionLimits): string {
  const attributes = { secure, sameSite: 'lax', path: '/' } as const
  const lucia = new Lucia(withoutDatabase, {
    sessionExpiresIn: new TimeSpan(limits.absoluteMinutes, 'm'),
    sessionCookie: { name: sessionCookieName(secure), attributes },
  })
  return (sessionId === null ? lucia.createBlankSessionCookie() : lucia.createSessionCookie(sessionId)).serialize()
}

/** From when on a session must have been started, and from when on used, to be alive now. */
export function aliveSince(now: Date, limits: SessionLimits): { startedAfter: string; seenAfter: string } {
  const before = (minutes: number) => new Date(now.getTime() - minutes * 60_000).toISOString()
  return { startedAfter: before(limits.absoluteMinutes), seenAfter: before(limits.idleMinutes) }
}

const sessionRow = z.object({ userId: z.string(), device: z.string(), startedAt: z.string(), seenAt: z.string() })

function adapterOver({ reader, write, now, limits }: SessionPorts): Adapter {
  const { startedAfter, seenAfter } = aliveSince(now, limits)
  return {
    async getSessionAndUser(sessionId): Promise<[DatabaseSession | null, DatabaseUser | null]> {
      const row = await reader.first(
        sessionRow,
        `SELECT session.user_id, device, started_at, seen_at FROM session JOIN user ON user.id = session.user_id
         WHERE id_hash = ? AND started_at > ? AND seen_at > ? AND user.deactivated_at IS NULL`,
        [hashSessionId(sessionId), startedAfter, seenAfter],
      )
      if (!row) return [null, null]
      const { userId, startedAt, ...attributes } = row
      const session = { id: sessionId, userId, expiresAt: endForLucia(startedAt), attributes }
      return [session, { id: userId, attributes: {} }]
    },
    // A stored hash does not give back the id that Lucia asks for: the profile page lists sessions with its own query.
    getUserSessions: async () => [],
    setSession: ({ id, userId, attributes }) =>
      write(async (tx) => {
        await tx.run('INSERT INTO session (id_hash, user_id, device, started_at, seen_at) VALUES (?, ?, ?, ?, ?)', [
          hashSessionId(id),
          userId,
          attributes.device,
          now.toISOString(),
          attributes.seenAt,
        ])
      }),
    // Lucia would move the end; ours is fixed at the start. Use is recorded by readSession.
    updateSessionExpiration: async () => undefined,
    deleteSession: (sessionId) =>
      write(async (tx) => {
        await tx.run('DELETE FROM session WHERE id_hash = ?', [hashSessionId(sessionId)])
      }),
    deleteUserSessions: (userId) =>
      write(async (tx) => {
        await tx.run('DELETE FROM session WHERE user_id = ?', [userId])
      }),
    deleteExpiredSessions: () =>
      write(async (tx) => {
        await tx.run('DELETE FROM session WHERE started_at <= ? OR seen_at <= ?', [startedAfter, seenAfter])
      }),
  }

  /** Lucia compares with the machine's clock, the product may run on another. */
  function endForLucia(startedAt: string): Date {
    const leftMs = Date.parse(startedAt) + limits.absoluteMinutes * 60_000 - now.getTime()
    return new Date(Date.now() + leftMs)
  }
}

const refuse = async (): Promise<never> => {
  throw new Error('Cookies are written without the database.')
}

const withoutDatabase: Adapter = {
  getSessionAndUser: refuse,
  getUserSessions: refuse,
  setSession: refuse,
  updateSessionExpiration: refuse,
  deleteSession: refuse,
  deleteUserSessions: refuse,
  deleteExpiredSessions: refuse,
}
