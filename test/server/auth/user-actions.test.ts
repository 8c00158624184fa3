import { afterEach, beforeEach, expect, test } from 'vitest'
import { transact } from '../../../server/audit/audit.ts'
import { type Actor, type Role, roles, setupActor } from '../../../server/auth/auth.ts'
import {
  changeUnit,
  changeUser,
  createUnit,
  createUser,
  deactivateUser,
  findUser,
  issuePasswordLink,
  listColleagues,
  listUsers,
  userNames,
} from '../../../server/auth/user-actions.ts'
import { expectOk, type House, openHouse } from '../../house.ts'

let house: House
beforeEach(async () => {
  house = await openHouse()
})
afterEach(() => house.close())

const wellmann = () => house.user('administration', 'Tom Wellmann')
const form = async (changes: object = {}) => ({
  login: 'ahlers.j',
  name: 'Jana Ahlers',
  salutation: 'Frau',
  email: 'jana.ahlers@kreis.example',
  unitId: (await house.unit()).id,
  roles: ['lotsin'],
  ...changes,
})
const deactivate = (actor: Actor, id: string) =>
  transact(house.db, { by: actor.ref, event: 'user.deactivated', subject: id }, (tx) =>
    deactivateUser(tx, actor, { id, at: house.clock.now() }),
  )
const withRoles = async (user: Actor, wanted: readonly Role[]) => ({
  id: user.userId,
  name: user.name,
  salutation: user.salutation,
  email: '',
  unitId: user.unitId,
  roles: wanted,
})

test('the administration makes an account, and the trail names roles and unit but no names', async () => {
  const admin = await wellmann()
  const { id } = expectOk(await createUser(house.db, admin, await form()))
  expect(await findUser(house.db, id)).toMatchObject({
    login: 'ahlers.j',
    salutation: 'Frau',
    roles: ['lotsin'],
    passwordSetAt: null,
    deactivatedAt: null,
  })
  const [entry] = await house.trailOf(id)
  expect(entry).toMatchObject({ event: 'user.created', userId: admin.userId, details: { roles: 'lotsin' } })
  expect(JSON.stringify(entry)).not.toContain('Ahlers')
})

test.each(roles.filter((role) => role !== 'administration'))('the role %s manages no accounts', async (role) => {
  const actor = await house.user(role, 'Ohne Recht')
  const refusals = [
    await createUser(house.db, actor, await form()),
    await changeUser(house.db, actor, await withRoles(actor, ['administration'])),
    await issuePasswordLink(house.db, actor, actor.userId),
    await deactivate(actor, actor.userId),
    await createUnit(house.db, actor, { name: 'Neu', short: 'N' }),
    await changeUnit(house.db, actor, { id: actor.unitId, name: 'Neu', short: 'N' }),
  ]
  for (const refusal of refusals) expect(refusal).toMatchObject({ ok: false, problem: 'forbidden' })
  expect(await house.eventsOf(actor.userId)).toEqual(['user.created'])
})

test.each([
  [{ login: '' }, 'login'],
  [{ login: 'mit leer' }, 'login'],
  [{ login: 'ä' }, 'login'],
  [{ name: '  ' }, 'name'],
  [{ name: 'a\u202eb' }, 'name'],
  [{ name: 'x'.repeat(201) }, 'name'],
  [{ salutation: 'Graf' }, 'salutation'],
  [{ email: 'keine adresse' }, 'email'],
  [{ email: 'a@b.de\nBcc: c@d.de' }, 'email'],
  [{ unitId: '' }, 'unitId'],
  [{ unitId: 'gibt-es-nicht' }, 'unitId'],
  [{ roles: [] }, 'roles'],
  [{ roles: ['koenig'] }, 'roles'],
])('an account with %o is refused at the field %s', async (changes, path) => {
  const refused = await createUser(house.db, setupActor, await form(changes))
  expect(refused).toMatchObject({ ok: false, problem: 'invalid', fields: [{ path }] })
})

test('a login is given once, whatever its case, even after deactivation', async () => {
  const admin = await wellmann()
  const { id } = expectOk(await createUser(house.db, admin, await form()))
  expectOk(await deactivate(admin, id))
  const refused = await createUser(house.db, admin, await form({ login: 'Ahlers.J' }))
  expect(refused).toMatchObject({ problem: 'invalid', fields: [{ path: 'login' }] })
})

test('a change is recorded by the names of its fields, and no change leaves no entry', async () => {
  const admin = await wellmann()
  const { id } = expectOk(await createUser(house.db, admin, await form()))
  const { login: _, ...same } = await form()
  expectOk(await changeUser(house.db, admin, { id, ...same }))
  expectOk(await changeUser(house.db, admin, { id, ...same, name: 'Jana Ahlers-Ö.', roles: ['lotsin', 'leitung'] }))
  expect(await house.eventsOf(id)).toEqual(['user.created', 'user.changed'])
  expect((await house.trailOf(id))[0]?.details).toEqual({ changed: 'name roles', roles: 'lotsin leitung' })
})

test('nobody gives herself a role, but a colleague of the administration can', async () => {
  const admin = await wellmann()
  const refused = await changeUser(house.db, admin, await withRoles(admin, ['administration', 'revision']))
  expect(refused).toMatchObject({ problem: 'forbidden', fields: [{ path: 'roles' }] })
  const colleague = await house.user('administration', 'Ute Kamp')
  expectOk(await changeUser(house.db, colleague, await withRoles(admin, ['administration', 'revision'])))
  expect((await house.actor(admin.userId)).roles).toEqual(['administration', 'revision'])
})

test('the last active administrator keeps the role and the account', async () => {
  const admin = await wellmann()
  const former = await house.user('administration', 'Ute Kamp')
  expectOk(await deactivate(admin, former.userId))
  const refused = await changeUser(house.db, admin, await withRoles(admin, ['lotsin']))
  expect(refused.ok).toBe(false)
  expect(await changeUser(house.db, setupActor, await withRoles(admin, ['lotsin']))).toMatchObject({
    problem: 'conflict',
    fields: [{ path: 'roles' }],
  })
  expect(await deactivate(setupActor, admin.userId)).toMatchObject({ problem: 'conflict' })
  expect((await house.actor(admin.userId)).roles).toEqual(['administration'])
})

test('two administrators who take the role from each other at the same time leave one', async () => {
  const [admin, other] = [await wellmann(), await house.user('administration', 'Ute Kamp')]
  const acts = [
    changeUser(house.db, admin, await withRoles(other, ['lotsin'])),
    changeUser(house.db, other, await withRoles(admin, ['lotsin'])),
  ]
  expect((await Promise.all(acts)).filter(({ ok }) => ok)).toHaveLength(1)
  expect(await listColleagues(house.db, { role: 'administration' })).toHaveLength(1)
})

test('nobody deactivates her own account, and a deactivated one is changed no more', async () => {
  const admin = await wellmann()
  await house.user('administration', 'Ute Kamp')
  expect(await deactivate(admin, admin.userId)).toMatchObject({ problem: 'conflict' })
  const lotsin = await house.user('lotsin', 'Jana Ahlers')
  expectOk(await deactivate(admin, lotsin.userId))
  expect(await deactivate(admin, lotsin.userId)).toMatchObject({ problem: 'conflict' })
  expect(await changeUser(house.db, admin, await withRoles(lotsin, ['leitung']))).toMatchObject({ problem: 'conflict' })
  expect(await house.eventsOf(lotsin.userId)).toEqual(['user.created', 'user.deactivated'])
})

test('a user can never be deleted', async () => {
  const { userId } = await house.user('lotsin', 'Jana Ahlers')
  await expect(house.db.write((tx) => tx.run('DELETE FROM user WHERE id = ?', [userId]))).rejects.toThrow()
})

test('the list filters by unit, role and being active, and sorts as a German dictionary does', async () => {
  const admin = await wellmann()
  await house.user('lotsin', 'Özlem Acar')
  await house.user(['lotsin', 'leitung'], 'Peter Zander', { unit: '32.4' })
  const left = await house.user('lotsin', 'Olga Weg')
  expectOk(await deactivate(admin, left.userId))
  const names = async (filter: Parameters<typeof listUsers>[1]) =>
    (await listUsers(house.db, filter)).map(({ name }) => name)
  expect(await names({})).toEqual(['Olga Weg', 'Özlem Acar', 'Peter Zander', 'Tom Wellmann'])
  expect(await names({ role: 'lotsin', activeOnly: true })).toEqual(['Özlem Acar', 'Peter Zander'])
  expect(await names({ unitId: (await house.unit('32.4')).id })).toEqual(['Peter Zander'])
})

test('names are found for people and for the actors that are none', async () => {
  const { userId } = await house.user('lotsin', 'Jana Ahlers')
  const names = await userNames(house.db, [userId, userId, 'system', 'setup', 'gibt-es-nicht'])
  expect(names.get(userId)).toBe('Jana Ahlers')
  expect(names.get('system')).toBe('Vorlagenwerk')
  expect(names.get('setup')).toBe('Die Einrichtung')
  expect(names.has('gibt-es-nicht')).toBe(false)
})

test('a unit has a name and a short form of its own', async () => {
  const { id } = expectOk(await createUnit(house.db, setupActor, { name: 'Ausländerbehörde', short: '32.1' }))
  const same = { name: 'Ausländerbehörde', short: '32.1' }
  expect(await createUnit(house.db, setupActor, same)).toMatchObject({ fields: [{ path: 'name' }, { path: 'short' }] })
  expect(await createUnit(house.db, setupActor, { name: '', short: '' })).toMatchObject({ problem: 'invalid' })
  expectOk(await changeUnit(house.db, setupActor, { id, name: 'Ausländerbehörde', short: '32.2' }))
  expect(await changeUnit(house.db, setupActor, { id: 'nein', ...same })).toMatchObject({ problem: 'not_found' })
  expect(await house.eventsOf(id)).toEqual(['unit.created', 'unit.changed'])
})
