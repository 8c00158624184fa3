import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { readTrail, type TrailEntry } from '../server/audit/audit.ts'
import { type Actor, type Role, setupActor, type Unit } from '../server/auth/auth.ts'
import { redeemPasswordLink } from '../server/auth/auth-actions.ts'
import { createUnit, createUser, findUnit, findUser, issuePasswordLink } from '../server/auth/user-actions.ts'
import { actorAt } from '../server/auth/vertretung-actions.ts'
import { fixedClock, type MovableClock } from '../server/base/clock.ts'
import { type Db, openDatabase, type WrapCall } from '../server/base/database.ts'
import { applyMigrations } from '../server/base/migrations.ts'
import type { Result } from '../server/base/result.ts'

/** An office to test in: a real database in a folder of its own, a clock that stands at Monday, 23.11.2026, 9:00 in
 *  Germany, and people made through the actions. */
export interface House {
  readonly db: Db
  readonly clock: MovableClock
  /** The unit with this short form, made when missing. */
  unit(short?: string): Promise<Unit>
  /** A new person with one role or several, in the unit 32.3 unless told otherwise. Her login is her last name. */
  user(role: Role | readonly Role[], name: string, options?: PersonOptions): Promise<Actor>
  /** The person as she acts now, after her roles or unit have changed. */
  actor(userId: string): Promise<Actor>
  /** What happened to a thing, the newest first. */
  trailOf(subject: string): Promise<TrailEntry[]>
  /** The same as event names only, the oldest first. */
  eventsOf(subject: string): Promise<string[]>
  close(): Promise<void>
}

export interface PersonOptions {
  readonly unit?: string
  /** Without one she cannot sign in: making the hash takes a moment. */
  readonly password?: string
  readonly login?: string
}

export async function openHouse(options: { wrapCall?: WrapCall } = {}): Promise<House> {
  const folder = await mkdtemp(join(tmpdir(), 'house-'))
  const clock = fixedClock('2026-11-23T08:00:00.000Z')
  const url = pathToFileURL(join(folder, 'house.db')).href
  await writeFile(join(folder, 'house.db'), await emptyHouse(), { mode: 0o600 })
  const db = await openDatabase({ url, clock, ...options })
  const units = new Map<string, Unit>()

  const house: House = {
    db,
    clock,
    async unit(short = '32.3') {
      const unit = units.get(short) ?? (await makeUnit(db, short))
      units.set(short, unit)
      return unit
    },
    async user(role, name, { unit, password, login = loginOf(name) } = {}) {
      const unitId = (await house.unit(unit)).id
      const roles = typeof role === 'string' ? [role] : role
      const form = { login, name, salutation: '', email: '', unitId, roles }
      const { id } = expectOk(await createUser(db, setupActor, form))
      if (password !== undefined) await setPassword(db, id, password)
      return house.actor(id)
    },
    async actor(userId) {
      const user = await findUser(db, userId)
      if (!user) throw new Error(`Nobody in this house has the id ${userId}.`)
      return actorAt(db, user, clock.now())
    },
    trailOf: (subject) => readTrail(db, subject),
    eventsOf: async (subject) => (await readTrail(db, subject)).map(({ event }) => event).reverse(),
    async close() {
      await db.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
  return house
}

let empty: Promise<Uint8Array> | null = null

/** A database file with the newest schema: made once for all tests of a file, because the migrations take their time. */
function emptyHouse(): Promise<Uint8Array> {
  empty ??= makeEmptyHouse()
  return empty
}

async function makeEmptyHouse(): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'empty-house-'))
  const file = join(folder, 'house.db')
  const db = await openDatabase({ url: pathToFileURL(file).href, clock: fixedClock('2026-11-23T08:00:00.000Z') })
  await applyMigrations(db)
  await db.close()
  const bytes = await readFile(file)
  await rm(folder, { recursive: true, force: true })
  return bytes
}

/** The value of a result that the test takes for granted. */
export function expectOk<T>(result: Result<T>): T {
  if (result.ok) return result.value
  throw new Error(`${result.message} ${result.fields.map(({ path, message }) => `${path}: ${message}`).join(' ')}`)
}

async function makeUnit(db: Db, short: string): Promise<Unit> {
  const { id } = expectOk(await createUnit(db, setupActor, { name: `Einheit ${short}`, short }))
  const unit = await findUnit(db, id)
  if (!unit) throw new Error('The unit was not stored.')
  return unit
}

async function setPassword(db: Db, userId: string, password: string): Promise<void> {
  const { token } = expectOk(await issuePasswordLink(db, setupActor, userId))
  expectOk(await redeemPasswordLink(db, { token, password }))
}

const loginOf = (name: string): string =>
  (name.split(' ').at(-1) ?? '')
    .toLowerCase()
    .replaceAll('ä', 'ae')
    .replaceAll('ö', 'oe')
    .replaceAll('ü', 'ue')
    .replaceAll('ß', 'ss')
    .replace(/[^a-z0-9._-]/g, '')
