import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadPeople } from '../../../data/demo/load.ts'
import { demoPeople } from '../../../data/demo/people.ts'
import { roles } from '../../../server/auth/auth.ts'
import { signIn } from '../../../server/auth/auth-actions.ts'
import { listUsers } from '../../../server/auth/user-actions.ts'
import { type House, openHouse } from '../../house.ts'

let house: House
let folder: string

beforeEach(async () => {
  house = await openHouse()
  folder = await mkdtemp(join(tmpdir(), 'demo-'))
})

afterEach(async () => {
  await house.close()
  await rm(folder, { recursive: true })
})

test('the first start makes everybody, in all roles, who can sign in and have a trail', async () => {
  const logins = await loadPeople(house.db, folder)
  const users = await listUsers(house.db)
  expect(users).toHaveLength(demoPeople.length)
  expect(new Set(users.flatMap((user) => user.roles))).toEqual(new Set(roles))
  const { login = '', password = '' } = logins.find((person) => person.login === 'kortmann') ?? {}
  expect(await signIn(house.db, { login, password, address: 'test' })).toMatchObject({ ok: true })
  const kortmann = users.find((user) => user.login === 'kortmann')
  expect(await house.eventsOf(kortmann?.id ?? '')).toEqual([
    'user.created',
    'password.link_issued',
    'password.set',
    'session.started',
  ])
})

test('passwords differ from person to person and start to start, and only the owner can read their file', async () => {
  const logins = await loadPeople(house.db, folder)
  expect(new Set(logins.map(({ password }) => password)).size).toBe(demoPeople.length)
  expect((await stat(join(folder, 'demo-logins.txt'))).mode & 0o777).toBe(0o600)
})

test('the second start changes nothing', async () => {
  const first = await loadPeople(house.db, folder)
  const file = await readFile(join(folder, 'demo-logins.txt'), 'utf8')
  const users = await listUsers(house.db)
  expect(await loadPeople(house.db, folder)).toEqual(first)
  expect(await readFile(join(folder, 'demo-logins.txt'), 'utf8')).toBe(file)
  expect(await listUsers(house.db)).toEqual(users)
})

test('a start that was interrupted is finished by the next one', async () => {
  await house.user('lotsin', 'Jutta Ahlers', { login: 'ahlers' })
  const line =
    'ahlers\tein langes Passwort\tJutta Ahlers\tLotsin\nkortmann\tnoch ein Passwort\tDr. Sabine Kortmann\tLeitung\n'
  await writeFile(join(folder, 'demo-logins.txt'), line)
  await loadPeople(house.db, folder)
  for (const [login, password] of [
    ['ahlers', 'ein langes Passwort'],
    ['kortmann', 'noch ein Passwort'],
  ] as const) {
    expect(await signIn(house.db, { login, password, address: 'test' })).toMatchObject({ ok: true })
  }
})

test('a database with people of its own gets none from the demo', async () => {
  await house.user('administration', 'Tom Wellmann')
  expect(await loadPeople(house.db, folder)).toEqual([])
  expect(await listUsers(house.db)).toHaveLength(1)
})
