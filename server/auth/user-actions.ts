import { transact } from '../audit/audit.ts'
import type { Db, Reader, Tx } from '../base/database.ts'
import { newId } from '../base/ids.ts'
import { conflict, forbidden, invalid, notFound, ok, type Problem, type Result } from '../base/result.ts'
import { type Actor, has, type Role, setupActor, type Unit, type User } from './auth.ts'
import { insertPasswordLink, type PasswordLink } from './auth-actions.ts'
import { deletePasswordLinks, deleteSessions } from './auth-store.ts'
import { readUnitForm, readUserForm, type UnitForm, type UserForm, type UserInput } from './user-input.ts'
import * as store from './user-store.ts'

export async function createUser(db: Db, actor: Actor, form: UserForm): Promise<Result<{ id: string }>> {
  if (!has(actor, 'administration')) return notYours
  const read = readUserForm(form)
  if (!read.ok) return read
  const input = read.value
  const id = newId()
  const createdAt = db.clock.now().toISOString()
  const details = { unit: input.unitId, roles: input.roles.join(' ') }
  return transact(db, { by: actor.ref, event: 'user.created', subject: id, details }, async (tx) => {
    const refused = (await refuseUnit(tx, input.unitId)) ?? (await refuseLogin(tx, input.login))
    if (refused) return refused
    await store.insertUser(tx, id, { ...input, createdAt })
    return ok({ id })
  })
}

/** The login stays for ever. New roles end the person's sessions: she signs in anew with exactly these. */
export async function changeUser(
  db: Db,
  actor: Actor,
  { id, ...form }: Omit<UserForm, 'login'> & { readonly id: string },
): Promise<Result<{ id: string }>> {
  if (!has(actor, 'administration')) return notYours
  const before = await store.findUserById(db, id)
  if (!before) return gone
  const read = readUserForm({ ...form, login: before.login })
  if (!read.ok) return read
  if (changedFields(before, read.value).length === 0) return ok({ id })
  return transact<{ id: string; changed: readonly string[]; roles: readonly Role[] }>(
    db,
    {
      by: actor.ref,
      event: 'user.changed',
      subject: id,
      details: ({ changed, roles }) => ({
        changed: changed.join(' '),
        ...(changed.includes('roles') ? { roles: roles.join(' ') } : {}),
      }),
    },
    (tx) => storeChange(tx, actor, id, read.value),
  )
}

async function storeChange(tx: Tx, actor: Actor, id: string, input: UserInput) {
  const user = await store.findUserById(tx, id)
  if (!user) return gone
  const refused =
    refuseDeactivated(user) ??
    refuseOwnRoles(actor, user, input.roles) ??
    (await refuseUnit(tx, input.unitId)) ??
    (await refuseLastAdministrator(tx, user, input.roles))
  if (refused) return refused
  const changed = changedFields(user, input)
  await store.updateUser(tx, id, input)
  if (changed.includes('roles')) await deleteSessions(tx, id)
  return ok({ id, changed, roles: input.roles })
}

/** A step: takes the account out of use for good; it stays in the trail and on every document. Whoever calls it hands the
 *  person's work over in the same transaction. */
export async function deactivateUser(
  tx: Tx,
  actor: Actor,
  { id, at }: { readonly id: string; readonly at: Date },
): Promise<Result<User>> {
  if (!has(actor, 'administration')) return notYours
  const user = await store.findUserById(tx, id)
  if (!user) return gone
  if (actor.userId === id)
    return conflict('Ihr eigenes Konto kann nur eine andere Person der Administration deaktivieren.')
  const refused = refuseDeactivated(user) ?? (await refuseLastAdministrator(tx, user, []))
  if (refused) return refused
  await store.markDeactivated(tx, id, at.toISOString())
  await deleteSessions(tx, id)
  await deletePasswordLinks(tx, id)
  return ok(user)
}

/** Makes a link with which the person sets a password herself; nobody else ever knows it. */
export async function issuePasswordLink(db: Db, actor: Actor, userId: string): Promise<Result<PasswordLink>> {
  if (!has(actor, 'administration')) return notYours
  const now = db.clock.now()
  return transact(db, { by: actor.ref, event: 'password.link_issued', subject: userId }, async (tx) => {
    const user = await store.findUserById(tx, userId)
    if (!user) return gone
    const refused = refuseDeactivated(user)
    return refused ?? ok(await insertPasswordLink(tx, { userId, by: actor, now }))
  })
}

export async function createUnit(db: Db, actor: Actor, form: UnitForm): Promise<Result<{ id: string }>> {
  if (!has(actor, 'administration')) return notYours
  const read = readUnitForm(form)
  if (!read.ok) return read
  const id = newId()
  const createdAt = db.clock.now().toISOString()
  return transact(db, { by: actor.ref, event: 'unit.created', subject: id }, async (tx) => {
    const refused = await refuseSameUnit(tx, id, read.value)
    if (refused) return refused
    await store.insertUnit(tx, id, { ...read.value, createdAt })
    return ok({ id })
  })
}

export async function changeUnit(
  db: Db,
  actor: Actor,
  { id, ...form }: UnitForm & { readonly id: string },
): Promise<Result<{ id: string }>> {
  if (!has(actor, 'administration')) return notYours
  const read = readUnitForm(form)
  if (!read.ok) return read
  return transact(db, { by: actor.ref, event: 'unit.changed', subject: id }, async (tx) => {
    if (!(await store.findUnitById(tx, id))) return notFound('Diese Einheit gibt es nicht.')
    const refused = await refuseSameUnit(tx, id, read.value)
    if (refused) return refused
    await store.updateUnit(tx, id, read.value)
    return ok({ id })
  })
}

export const findUser = (reader: Reader, id: string): Promise<User | null> => store.findUserById(reader, id)

/** Everybody who fits the filter, by name; deactivated accounts too unless `activeOnly`. */
export const listUsers = (reader: Reader, filter: store.UserFilter = {}): Promise<User[]> =>
  store.selectUsers(reader, filter)

/** Active people of a unit, or of all, with a role. */
export const listColleagues = (reader: Reader, filter: Omit<store.UserFilter, 'activeOnly'>): Promise<User[]> =>
  store.selectUsers(reader, { ...filter, activeOnly: true })

/** Names by id, for sentences of the trail; also those of the two actors that are no persons. */
export async function userNames(reader: Reader, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const names = await store.selectUserNames(reader, [...new Set(ids)])
  return names.set('system', 'Vorlagenwerk').set(setupActor.userId, 'Die Einrichtung')
}

export const findUnit = (reader: Reader, id: string): Promise<Unit | null> => store.findUnitById(reader, id)

export const listUnits = (reader: Reader): Promise<Unit[]> => store.selectUnits(reader)

function changedFields(user: User, input: UserInput): string[] {
  const names = ['name', 'salutation', 'email', 'unitId'] as const
  const changed: string[] = names.filter((name) => user[name] !== input[name])
  return user.roles.join() === input.roles.join() ? changed : [...changed, 'roles']
}

/** Otherwise content and trail would follow from administration: whoever gives out roles could give herself any. */
function refuseOwnRoles(actor: Actor, user: User, wanted: readonly Role[]): Problem | null {
  if (actor.userId !== user.id || wanted.every((role) => user.roles.includes(role))) return null
  const message = 'Sich selbst können Sie keine Rolle geben. Das tut eine andere Person der Administration.'
  return { ...forbidden(message), fields: [{ path: 'roles', message }] }
}

async function refuseLastAdministrator(tx: Tx, user: User, wanted: readonly Role[]): Promise<Problem | null> {
  if (!user.roles.includes('administration') || wanted.includes('administration')) return null
  if (await store.hasOtherAdministrator(tx, user.id)) return null
  const message = 'Das ist das letzte Konto der Administration. Geben Sie die Rolle zuerst einer anderen Person.'
  return { ...conflict(message), fields: [{ path: 'roles', message }] }
}

async function refuseUnit(tx: Tx, unitId: string): Promise<Problem | null> {
  if (await store.findUnitById(tx, unitId)) return null
  const message = 'Diese Einheit gibt es nicht. Wählen Sie eine aus der Liste.'
  return invalid(message, [{ path: 'unitId', message }])
}

async function refuseLogin(tx: Tx, login: string): Promise<Problem | null> {
  if (!(await store.findUserByLogin(tx, login))) return null
  const message = `Die Kennung ${login} ist schon vergeben, auch deaktivierte Konten behalten ihre. Wählen Sie eine andere.`
  return invalid(message, [{ path: 'login', message }])
}

function refuseDeactivated(user: User): Problem | null {
  return user.deactivatedAt
    ? conflict(`Das Konto von ${user.name} ist deaktiviert. Es lässt sich nicht mehr ändern.`)
    : null
}

async function refuseSameUnit(tx: Tx, id: string, unit: UnitForm): Promise<Problem | null> {
  const same = await store.selectSameUnits(tx, id, unit)
  const fields = [
    ...(same.some(({ name }) => name === unit.name)
      ? [{ path: 'name', message: 'Eine Einheit mit diesem Namen gibt es schon. Wählen Sie einen anderen.' }]
      : []),
    ...(same.some(({ short }) => short === unit.short)
      ? [{ path: 'short', message: 'Dieses Kurzzeichen ist schon vergeben. Wählen Sie ein anderes.' }]
      : []),
  ]
  return fields.length > 0 ? invalid('Die Einheit kann so noch nicht gespeichert werden.', fields) : null
}

const notYours = forbidden('Konten und Einheiten verwaltet die Administration.')
const gone = notFound('Dieses Konto gibt es nicht.')
