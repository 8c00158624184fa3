import { z } from 'zod'
import { sha256Hex } from '../base/canonical-json.ts'
import type { Reader, Tx } from '../base/database.ts'
import { aliveSince, type SessionLimits } from './session-adapter.ts'
import type { Attempts } from './sign-in-limits.ts'

const credentials = z.object({ id: z.string(), login: z.string(), passwordHash: z.string().nullable() })

export type Credentials = z.infer<typeof credentials>

export const findCredentials = (reader: Reader, login: string): Promise<Credentials | null> =>
  reader.first(credentials, 'SELECT id, login, password_hash FROM user WHERE login = ? AND deactivated_at IS NULL', [
    login,
  ])

export const findCredentialsById = (reader: Reader, id: string): Promise<Credentials | null> =>
  reader.first(credentials, 'SELECT id, login, password_hash FROM user WHERE id = ? AND deactivated_at IS NULL', [id])

/** Sets a new hash if the account still has the one that was read before, and is still active. */
export async function replacePassword(
  tx: Tx,
  { id, passwordHash }: Credentials,
  next: { hash: string; at: string },
): Promise<boolean> {
  const changed = await tx.run(
    `UPDATE user SET password_hash = ?, password_set_at = ?
     WHERE id = ? AND password_hash IS ? AND deactivated_at IS NULL`,
    [next.hash, next.at, id, passwordHash],
  )
  return changed === 1
}

export interface NewLink {
  readonly token: string
  readonly userId: string
  readonly issuedBy: string
  readonly issuedAt: string
  readonly expiresAt: string
}

/** A new link takes the place of the one that nobody used. */
export async function insertPasswordLink(tx: Tx, link: NewLink): Promise<void> {
  await tx.run('DELETE FROM password_link WHERE user_id = ? AND used_at IS NULL', [link.userId])
  await tx.run(
    'INSERT INTO password_link (token_hash, user_id, issued_by, issued_at, expires_at) VALUES (?, ?, ?, ?, ?)',
    [sha256Hex(link.token), link.userId, link.issuedBy, link.issuedAt, link.expiresAt],
  )
}

/** Whose password an unused link may set. */
export const findLinkOwner = (reader: Reader, token: string, now: string): Promise<Credentials | null> =>
  reader.first(
    credentials,
    `SELECT user.id, user.login, user.password_hash FROM password_link JOIN user ON user.id = password_link.user_id
     WHERE token_hash = ? AND used_at IS NULL AND expires_at > ? AND user.deactivated_at IS NULL`,
    [sha256Hex(token), now],
  )

/** Uses the link up. False when somebody was quicker. */
export async function spendPasswordLink(tx: Tx, token: string, now: string): Promise<boolean> {
  const spent = await tx.run(
    'UPDATE password_link SET used_at = ? WHERE token_hash = ? AND used_at IS NULL AND expires_at > ?',
    [now, sha256Hex(token), now],
  )
  return spent === 1
}

export async function deletePasswordLinks(tx: Tx, userId: string): Promise<void> {
  await tx.run('DELETE FROM password_link WHERE user_id = ? AND used_at IS NULL', [userId])
}

const sessionRow = z.object({ idHash: z.string(), device: z.string(), startedAt: z.string(), seenAt: z.string() })

export type SessionRow = z.infer<typeof sessionRow>

export function listAliveSessions(
  reader: Reader,
  userId: string,
  { now, limits }: { now: Date; limits: SessionLimits },
): Promise<SessionRow[]> {
  const { startedAfter, seenAfter } = aliveSince(now, limits)
  return reader.all(
    sessionRow,
    `SELECT id_hash, device, started_at, seen_at FROM session
     WHERE user_id = ? AND started_at > ? AND seen_at > ? ORDER BY seen_at DESC`,
    [userId, startedAfter, seenAfter],
  )
}

export async function markSeen(tx: Tx, idHash: string, now: string): Promise<void> {
  await tx.run('UPDATE session SET seen_at = ? WHERE id_hash = ? AND seen_at < ?', [now, idHash, now])
}

export async function deleteOwnSession(tx: Tx, userId: string, idHash: string): Promise<void> {
  await tx.run('DELETE FROM session WHERE user_id = ? AND id_hash = ?', [userId, idHash])
}

export async function deleteOtherSessions(tx: Tx, userId: string, keptIdHash: string): Promise<void> {
  await tx.run('DELETE FROM session WHERE user_id = ? AND id_hash <> ?', [userId, keptIdHash])
}

export async function deleteSessions(tx: Tx, userId: string): Promise<void> {
  await tx.run('DELETE FROM session WHERE user_id = ?', [userId])
}

const attemptRow = z.object({ failures: z.number(), lastAt: z.string(), blockedUntil: z.string().nullable() })

export const findAttempts = (reader: Reader, key: string): Promise<Attempts | null> =>
  reader.first(attemptRow, 'SELECT failures, last_at, blocked_until FROM login_attempt WHERE key_hash = ?', [
    sha256Hex(key),
  ])

export async function saveAttempts(tx: Tx, key: string, attempts: Attempts | null): Promise<void> {
  if (!attempts) {
    await tx.run('DELETE FROM login_attempt WHERE key_hash = ?', [sha256Hex(key)])
    return
  }
  await tx.run(
    `INSERT INTO login_attempt (key_hash, failures, last_at, blocked_until) VALUES (?, ?, ?, ?)
     ON CONFLICT (key_hash) DO UPDATE SET
       failures = excluded.failures, last_at = excluded.last_at, blocked_until = excluded.blocked_until`,
    [sha256Hex(key), attempts.failures, attempts.lastAt, attempts.blockedUntil],
  )
}

export async function forgetAttemptsBefore(tx: Tx, moment: string): Promise<void> {
  await tx.run('DELETE FROM login_attempt WHERE last_at < ?', [moment])
}
