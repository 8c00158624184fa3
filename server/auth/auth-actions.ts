import { randomBytes } from 'node:crypto'
import { bookkeep, transact } from '../audit/audit.ts'
import type { Db, Tx } from '../base/database.ts'
import { invalid, notFound, type Ok, ok, type Problem, type Result, stale } from '../base/result.ts'
import { localTime } from '../calendar/local-time.ts'
import type { Actor } from './auth.ts'
import * as store from './auth-store.ts'
import { checkNewPassword, checkPassword, hashPassword } from './password.ts'
import { defaultSessionLimits, hashSessionId, type SessionLimits, sessionsIn, sessionsOver } from './session-adapter.ts'
import { countAttempt, forgiveAttempt, freeFailures, waitingUntil } from './sign-in-limits.ts'
import { normaliseLogin } from './user-input.ts'
import { findUserById } from './user-store.ts'
import { actorAt } from './vertretung-actions.ts'

export interface SignInInput {
  readonly login: string
  readonly password: string
  /** Where it comes from; counted, not stored in the clear. */
  readonly address: string
  /** Browser and system in words. */
  readonly device?: string
  /** The session that the browser had before: it ends. */
  readonly replaces?: string | null
  readonly limits?: SessionLimits
}

export interface SignedIn {
  /** A secret: it goes into the cookie and nowhere else. */
  readonly sessionId: string
  readonly actor: Actor
}

/** `waitUntil` (ISO time) stands only where it was tried too often. */
export type SignInRefusal = Problem & { readonly waitUntil?: string }

export async function signIn(db: Db, input: SignInInput): Promise<Ok<SignedIn> | SignInRefusal> {
  const login = normaliseLogin(input.login)
  const missing = missingCredentials(login, input.password)
  if (missing) return missing
  const keys = [loginKey(login), addressKey(input.address)]
  const waitUntil = await countAttempts(db, keys)
  if (waitUntil) return tooManyAttempts(waitUntil)

  const credentials = await store.findCredentials(db, login)
  const isRight = await checkPassword(input.password, credentials?.passwordHash ?? null)
  if (!isRight || !credentials) return wrongCredentials
  return startSession(db, credentials, input, keys)
}

async function startSession(
  db: Db,
  credentials: store.Credentials,
  { device = 'Unbekanntes Gerät', replaces, limits = defaultSessionLimits }: SignInInput,
  keys: readonly string[],
): Promise<Result<SignedIn>> {
  const { id: userId, login, passwordHash } = credentials
  const now = db.clock.now()
  return transact(db, { by: { userId }, event: 'session.started', subject: userId }, async (tx) => {
    const user = await findUserById(tx, userId)
    const current = await store.findCredentialsById(tx, userId)
    if (!user || current?.passwordHash !== passwordHash) return wrongCredentials
    const sessions = sessionsIn(tx, now, limits)
    await sessions.deleteExpiredSessions()
    if (replaces) await sessions.invalidateSession(replaces)
    const session = await sessions.createSession(userId, { device, seenAt: now.toISOString() })
    await forgiveAttempts(tx, keys, loginKey(login))
    return ok({ sessionId: session.id, actor: await actorAt(tx, user, now) })
  })
}

/** Who is signed in with this session, or null if it has ended. Records its use, at most once a minute. */
export async function readSession(
  db: Db,
  sessionId: string,
  limits: SessionLimits = defaultSessionLimits,
): Promise<Actor | null> {
  const alive = await findAlive(db, sessionId, limits)
  if (!alive) return null
  const now = db.clock.now()
  if (now.getTime() - Date.parse(alive.seenAt) >= 60_000) {
    await bookkeep(db, 'session', (tx) => store.markSeen(tx, hashSessionId(sessionId), now.toISOString()))
  }
  return alive.actor
}

/** The same without counting as a use: a page that is merely open keeps no session alive. */
export const watchSession = async (
  db: Db,
  sessionId: string,
  limits: SessionLimits = defaultSessionLimits,
): Promise<Actor | null> => (await findAlive(db, sessionId, limits))?.actor ?? null

async function findAlive(
  db: Db,
  sessionId: string,
  limits: SessionLimits,
): Promise<{ readonly actor: Actor; readonly seenAt: string } | null> {
  const now = db.clock.now()
  const sessions = sessionsOver({ reader: db, write: (work) => bookkeep(db, 'session', work), now, limits })
  const { session } = await sessions.validateSession(sessionId)
  const user = session && (await findUserById(db, session.userId))
  return user ? { actor: await actorAt(db, user, now), seenAt: session.seenAt } : null
}

export async function signOut(db: Db, sessionId: string): Promise<void> {
  await bookkeep(db, 'session', (tx) =>
    sessionsIn(tx, db.clock.now(), defaultSessionLimits).invalidateSession(sessionId),
  )
}

export async function signOutEverywhere(db: Db, actor: Actor): Promise<void> {
  await bookkeep(db, 'session', (tx) => store.deleteSessions(tx, actor.userId))
}

export interface OwnSession {
  /** Names the session without being the secret of its cookie. */
  readonly id: string
  readonly device: string
  readonly startedAt: string
  readonly seenAt: string
}

/** The sessions of a person that are alive, last used first. */
export async function listOwnSessions(
  db: Db,
  actor: Actor,
  limits: SessionLimits = defaultSessionLimits,
): Promise<OwnSession[]> {
  const rows = await store.listAliveSessions(db, actor.userId, { now: db.clock.now(), limits })
  return rows.map(({ idHash, ...session }) => ({ id: idHash, ...session }))
}

/** Ends one session of one's own; another person's stays untouched. */
export async function endOwnSession(db: Db, actor: Actor, id: string): Promise<void> {
  await bookkeep(db, 'session', (tx) => store.deleteOwnSession(tx, actor.userId, id))
}

/** Ends every session of one's own but the one in use. */
export async function endOtherSessions(db: Db, actor: Actor, sessionId: string): Promise<void> {
  await bookkeep(db, 'session', (tx) => store.deleteOtherSessions(tx, actor.userId, hashSessionId(sessionId)))
}

export interface PasswordLink {
  /** A secret, shown once. */
  readonly token: string
  readonly expiresAt: string
}

const linkDays = 7

/** A step: makes the link by which a person sets a password herself. Earlier unused links end. */
export async function insertPasswordLink(
  tx: Tx,
  { userId, by, now }: { userId: string; by: Actor; now: Date },
): Promise<PasswordLink> {
  const token = randomBytes(32).toString('base64url')
  const expiresAt = new Date(now.getTime() + linkDays * 86_400_000).toISOString()
  await store.insertPasswordLink(tx, { token, userId, issuedBy: by.userId, issuedAt: now.toISOString(), expiresAt })
  return { token, expiresAt }
}

/** The login that the link belongs to, so that the page can name it and the browser can store both. */
export async function readPasswordLink(db: Db, token: string): Promise<Result<{ login: string }>> {
  const owner = await store.findLinkOwner(db, token, db.clock.now().toISOString())
  return owner ? ok({ login: owner.login }) : goneLink
}

export interface NewPassword {
  readonly password: string
  /** The same once more, where the form asks for it. */
  readonly repeat?: string
}

/** Sets the password and uses the link up. Every session of the account ends, and its failed attempts are forgotten. */
export async function redeemPasswordLink(
  db: Db,
  { token, ...chosen }: NewPassword & { readonly token: string },
): Promise<Result<{ login: string }>> {
  const now = db.clock.now().toISOString()
  const owner = await store.findLinkOwner(db, token, now)
  if (!owner) return goneLink
  const checked = checkChosen(chosen, owner.login)
  if (!checked.ok) return checked
  const hash = await hashPassword(checked.value)

  const { id, login } = owner
  const entry = { by: { userId: id }, event: 'password.set', subject: id, details: { way: 'link' } } as const
  return transact(db, entry, async (tx) => {
    if (!(await store.spendPasswordLink(tx, token, now))) return goneLink
    if (!(await store.replacePassword(tx, owner, { hash, at: now }))) return goneLink
    await store.deleteSessions(tx, id)
    await store.saveAttempts(tx, loginKey(login), null)
    return ok({ login })
  })
}

/** Changes one's own password. The other sessions end; the one in use stays. */
export async function changeOwnPassword(
  db: Db,
  actor: Actor,
  { current, sessionId, ...chosen }: NewPassword & { readonly current: string; readonly sessionId: string },
): Promise<Result<null>> {
  const credentials = await store.findCredentialsById(db, actor.userId)
  if (!credentials) return notFound('Dieses Konto gibt es nicht mehr.')
  const waitUntil = await countAttempts(db, [loginKey(credentials.login)])
  if (waitUntil) return tooManyAttempts(waitUntil)
  if (!(await checkPassword(current, credentials.passwordHash))) return wrongCurrentPassword
  await bookkeep(db, 'login_attempt', (tx) => store.saveAttempts(tx, loginKey(credentials.login), null))
  const checked = checkChosen(chosen, credentials.login)
  if (!checked.ok) return checked
  const next = { hash: await hashPassword(checked.value), at: db.clock.now().toISOString() }

  const entry = { by: actor.ref, event: 'password.set', subject: actor.userId, details: { way: 'profile' } } as const
  return transact(db, entry, async (tx) => {
    if (!(await store.replacePassword(tx, credentials, next))) {
      return stale('Ihr Passwort wurde inzwischen an anderer Stelle geändert. Melden Sie sich neu an.')
    }
    await store.deleteOtherSessions(tx, actor.userId, hashSessionId(sessionId))
    await store.deletePasswordLinks(tx, actor.userId)
    return ok(null)
  })
}

function checkChosen({ password, repeat }: NewPassword, login: string): Result<string> {
  const checked = checkNewPassword(password, { login, path: 'password' })
  if (!checked.ok || repeat === undefined || repeat === password) return checked
  const message = 'Die Wiederholung weicht ab. Geben Sie zweimal dasselbe Passwort ein.'
  return invalid(message, [{ path: 'repeat', message }])
}

const loginKey = (login: string): string => `login:${login}`
const addressKey = (address: string): string => `address:${address}`
const allowed = (key: string): number => (key.startsWith('address:') ? freeFailures.address : freeFailures.login)

/** Counts one attempt for every key, or tells until when somebody has to wait. Counted before the password is checked:
 *  otherwise a hundred guesses at once would all be the first. */
async function countAttempts(db: Db, keys: readonly string[]): Promise<string | null> {
  const now = db.clock.now()
  return bookkeep(db, 'login_attempt', async (tx) => {
    await store.forgetAttemptsBefore(tx, new Date(now.getTime() - 86_400_000).toISOString())
    const rows = []
    for (const key of keys) rows.push({ key, attempts: await store.findAttempts(tx, key) })
    const waits = rows.flatMap(({ attempts }) => waitingUntil(attempts, now) ?? [])
    if (waits.length > 0) return waits.sort().at(-1) ?? null
    for (const { key, attempts } of rows) await store.saveAttempts(tx, key, countAttempt(attempts, now, allowed(key)))
    return null
  })
}

/** The right password forgets the failures of the login; those of the address only become one fewer, because one right
 *  login among many guesses says nothing good about an address. */
async function forgiveAttempts(tx: Tx, keys: readonly string[], login: string): Promise<void> {
  for (const key of keys) {
    const attempts = await store.findAttempts(tx, key)
    if (attempts) await store.saveAttempts(tx, key, key === login ? null : forgiveAttempt(attempts, allowed(key)))
  }
}

function missingCredentials(login: string, password: string): Problem | null {
  const fields = [
    ...(login ? [] : [{ path: 'login', message: 'Geben Sie Ihre Kennung ein.' }]),
    ...(password ? [] : [{ path: 'password', message: 'Geben Sie Ihr Passwort ein.' }]),
  ]
  return fields.length > 0 ? invalid('Es fehlt noch etwas zum Anmelden.', fields) : null
}

const wrong = 'Kennung oder Passwort stimmen nicht. Prüfen Sie beides und versuchen Sie es noch einmal.'
const wrongCredentials = invalid(wrong, [{ path: 'login', message: wrong }])

const wrongCurrent = 'Das ist nicht Ihr jetziges Passwort. Geben Sie es noch einmal ein.'
const wrongCurrentPassword = invalid(wrongCurrent, [{ path: 'current', message: wrongCurrent }])

const goneLink = notFound(
  'Dieser Link ist abgelaufen oder schon benutzt. Bitten Sie die Administration um einen neuen Link.',
)

function tooManyAttempts(waitUntil: string): SignInRefusal {
  const message = `Das war zu oft falsch. Um ${localTime(roundedUp(waitUntil))} Uhr können Sie es wieder versuchen.`
  return { ...invalid(message, [{ path: 'login', message }]), waitUntil }
}

/** People wait for a minute on the clock, and must not be told one that is still too early. */
const roundedUp = (moment: string): string => new Date(Math.ceil(Date.parse(moment) / 60_000) * 60_000).toISOString()
