import { z } from 'zod'
import type { Reader, Tx } from '../base/database.ts'
import { type Role, roles, type Unit, type User } from './auth.ts'
import type { UnitForm, UserInput } from './user-input.ts'

const userRow = z
  .object({
    id: z.string(),
    login: z.string(),
    name: z.string(),
    salutation: z.string(),
    email: z.string(),
    unitId: z.string(),
    unitName: z.string(),
    roleList: z.string().nullable(),
    passwordSetAt: z.string().nullable(),
    deactivatedAt: z.string().nullable(),
  })
  .transform(({ roleList, ...user }): User => {
    const held = roleList?.split(',') ?? []
    return { ...user, roles: roles.filter((role) => held.includes(role)) }
  })

const selectUser = `
  SELECT user.id, login, user.name, salutation, email, unit_id, unit.name AS unit_name, password_set_at, deactivated_at,
    (SELECT group_concat(role) FROM user_role WHERE user_role.user_id = user.id) AS role_list
  FROM user JOIN unit ON unit.id = user.unit_id`

export const findUserById = (reader: Reader, id: string): Promise<User | null> =>
  reader.first(userRow, `${selectUser} WHERE user.id = ?`, [id])

export const findUserByLogin = (reader: Reader, login: string): Promise<User | null> =>
  reader.first(userRow, `${selectUser} WHERE login = ?`, [login])

export interface UserFilter {
  readonly unitId?: string | undefined
  readonly role?: Role | undefined
  readonly activeOnly?: boolean
}

/** By name, as a German dictionary sorts. */
export async function selectUsers(reader: Reader, { unitId, role, activeOnly }: UserFilter): Promise<User[]> {
  const users = await reader.all(
    userRow,
    `${selectUser}
     WHERE unit_id = coalesce(?, unit_id)
       AND (? OR EXISTS (SELECT 1 FROM user_role WHERE user_id = user.id AND role = ?))
       AND (? OR deactivated_at IS NULL)`,
    [unitId ?? null, role ? 0 : 1, role ?? null, activeOnly ? 0 : 1],
  )
  return users.sort((a, b) => collator.compare(a.name, b.name))
}

const collator = new Intl.Collator('de')

export async function selectUserNames(reader: Reader, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await reader.all(
    z.object({ id: z.string(), name: z.string() }),
    'SELECT id, name FROM user WHERE id IN (SELECT value FROM json_each(?))',
    [JSON.stringify(ids)],
  )
  return new Map(rows.map(({ id, name }) => [id, name]))
}

export async function insertUser(tx: Tx, id: string, user: UserInput & { createdAt: string }): Promise<void> {
  await tx.run(
    'INSERT INTO user (id, login, name, salutation, email, unit_id, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
    [id, user.login, user.name, user.salutation, user.email, user.unitId, user.createdAt],
  )
  await insertRoles(tx, id, user.roles)
}

export async function updateUser(tx: Tx, id: string, user: UserInput): Promise<void> {
  await tx.run('UPDATE user SET name = ?, salutation = ?, email = ?, unit_id = ? WHERE id = ?', [
    user.name,
    user.salutation,
    user.email,
    user.unitId,
    id,
  ])
  await tx.run('DELETE FROM user_role WHERE user_id = ?', [id])
  await insertRoles(tx, id, user.roles)
}

async function insertRoles(tx: Tx, id: string, held: readonly Role[]): Promise<void> {
  for (const role of held) await tx.run('INSERT INTO user_role (user_id, role) VALUES (?, ?)', [id, role])
}

export async function markDeactivated(tx: Tx, id: string, at: string): Promise<void> {
  await tx.run('UPDATE user SET deactivated_at = ? WHERE id = ? AND deactivated_at IS NULL', [at, id])
}

export async function hasOtherAdministrator(reader: Reader, id: string): Promise<boolean> {
  const other = await reader.first(
    z.object({ id: z.string() }),
    `SELECT id FROM user JOIN user_role ON user_role.user_id = user.id
     WHERE role = 'administration' AND deactivated_at IS NULL AND id <> ? LIMIT 1`,
    [id],
  )
  return other !== null
}

const unitRow = z.object({ id: z.string(), name: z.string(), short: z.string() })

export const findUnitById = (reader: Reader, id: string): Promise<Unit | null> =>
  reader.first(unitRow, 'SELECT id, name, short FROM unit WHERE id = ?', [id])

export const selectUnits = (reader: Reader): Promise<Unit[]> =>
  reader.all(unitRow, 'SELECT id, name, short FROM unit ORDER BY short, name')

/** Units other than `id` that already carry the name or the short form. */
export const selectSameUnits = (reader: Reader, id: string, { name, short }: UnitForm): Promise<Unit[]> =>
  reader.all(unitRow, 'SELECT id, name, short FROM unit WHERE id <> ? AND (name = ? OR short = ?)', [id, name, short])

export async function insertUnit(tx: Tx, id: string, unit: UnitForm & { createdAt: string }): Promise<void> {
  await tx.run('INSERT INTO unit (id, name, short, created_at) VALUES (?, ?, ?, ?)', [
    id,
    unit.name,
    unit.short,
    unit.createdAt,
  ])
}

export async function updateUnit(tx: Tx, id: string, unit: UnitForm): Promise<void> {
  await tx.run('UPDATE unit SET name = ?, short = ? WHERE id = ?', [unit.name, unit.short, id])
}
