import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { transact } from '../../../server/audit/audit.ts'
import { setupActor } from '../../../server/auth/auth.ts'
import {
  changeOwnPassword,
  endOwnSession,
  listOwnSessions,
  readPasswordLink,
  readSession,
  redeemPasswordLink,
  signIn,
  signOut,
  signOutEverywhere,
} from '../../../server/auth/auth-actions.ts'
import { changeUser, deactivateUser, issuePasswordLink } from '../../../server/auth/user-actions.ts'
import { expectOk, type House, openHouse } from '../../house.ts'

const password = 'vier kluge Enten am See'

let house: House
beforeEach(async () => {
  house = await openHouse()
})
afterEach(() => house.close())

const ahlers = () => house.user('lotsin', 'Jana Ahlers', { password })
const tryAs = (login: string, typed: string, address = '10.0.0.1') =>
  signIn(house.db, { login, password: typed, address })
const enter = async (login = 'ahlers') => expectOk(await tryAs(login, password)).sessionId

test('with login and password a person is signed in as herself, and the trail says so without an address', async () => {
  const { userId } = await ahlers()
  const { actor, sessionId } = expectOk(await tryAs(' Ahlers ', password, '10.9.8.7'))
  expect(actor).toMatchObject({ userId, name: 'Jana Ahlers', unitName: 'Einheit 32.3', roles: ['lotsin'] })
  expect(await readSession(house.db, sessionId)).toEqual(actor)
  expect((await house.trailOf(userId))[0]).toMatchObject({ event: 'session.started', userId, details: {} })
})

test('neither the session nor the address stands in the database in the clear', async () => {
  await ahlers()
  const sessionId = await enter()
  const stored = await house.db.all(
    z.record(z.string(), z.unknown()),
    'SELECT session.*, key_hash FROM session LEFT JOIN login_attempt',
  )
  expect(stored).toHaveLength(1)
  expect(JSON.stringify(stored)).not.toContain(sessionId)
  expect(JSON.stringify(stored)).not.toContain('10.0.0.1')
})

test('a wrong password, an unknown login, a deactivated account and one without a password get the same answer', async () => {
  const user = await ahlers()
  const wrong = await tryAs('ahlers', 'falsch falsch falsch')
  expect(wrong).toMatchObject({ ok: false, problem: 'invalid', fields: [{ path: 'login' }] })
  expect(await tryAs('niemand', password)).toEqual(wrong)
  await house.user('lotsin', 'Neu Eingestellt', { login: 'neu' })
  expect(await tryAs('neu', password)).toEqual(wrong)
  const admin = await house.user('administration', 'Tom Wellmann')
  expectOk(await deactivate(admin, user.userId))
  expect(await tryAs('ahlers', password)).toEqual(wrong)
})

test('an unknown login takes about as long as a wrong password', async () => {
  await ahlers()
  await tryAs('niemand', password)
  const timed = async (login: string) => {
    const start = performance.now()
    for (let i = 0; i < 4; i++) await tryAs(login, 'falsch falsch falsch', `${login}${i}`)
    return performance.now() - start
  }
  const [known, unknown] = [await timed('ahlers'), await timed('niemand2')]
  expect(Math.max(known, unknown) / Math.min(known, unknown)).toBeLessThan(4)
})

test('empty fields are named', async () => {
  const refused = await tryAs('', '')
  expect(refused).toMatchObject({ ok: false, fields: [{ path: 'login' }, { path: 'password' }] })
})

test('a session ends after an hour without use, and use keeps it', async () => {
  await ahlers()
  const sessionId = await enter()
  for (let i = 0; i < 3; i++) {
    house.clock.advanceMinutes(59)
    expect(await readSession(house.db, sessionId)).not.toBeNull()
  }
  house.clock.advanceMinutes(60)
  expect(await readSession(house.db, sessionId)).toBeNull()
})

test('a session ends twelve hours after signing in, however much it is used', async () => {
  await ahlers()
  const sessionId = await enter()
  for (let minutes = 0; minutes < 12 * 60 - 30; minutes += 30) {
    house.clock.advanceMinutes(30)
    expect(await readSession(house.db, sessionId)).not.toBeNull()
  }
  house.clock.advanceMinutes(30)
  expect(await readSession(house.db, sessionId)).toBeNull()
})

test('the limits of a session can be set', async () => {
  await ahlers()
  const limits = { absoluteMinutes: 600, idleMinutes: 10 }
  const sessionId = await enter()
  house.clock.advanceMinutes(10)
  expect(await readSession(house.db, sessionId, limits)).toBeNull()
})

test('signing in gives a new session and ends the one that the browser had before', async () => {
  await ahlers()
  const planted = await enter()
  const { sessionId } = expectOk(
    await signIn(house.db, { login: 'ahlers', password, address: '10.0.0.1', replaces: planted }),
  )
  expect(sessionId).not.toBe(planted)
  expect(await readSession(house.db, planted)).toBeNull()
  expect(await readSession(house.db, sessionId)).not.toBeNull()
})

test('signing in clears sessions that have ended', async () => {
  await ahlers()
  await enter()
  house.clock.advanceMinutes(61)
  await enter()
  expect(await house.db.all(z.object({ device: z.string() }), 'SELECT device FROM session')).toHaveLength(1)
})

test('signing out ends this session, signing out everywhere all of them, but nobody else’s', async () => {
  const actor = await ahlers()
  await house.user('leitung', 'Dr. Sabine Kortmann', { password })
  const other = await enter('kortmann')
  const [first, second, third] = [await enter(), await enter(), await enter()]
  await signOut(house.db, first)
  expect(await readSession(house.db, first)).toBeNull()
  expect(await readSession(house.db, second)).not.toBeNull()
  await signOutEverywhere(house.db, actor)
  expect(await readSession(house.db, third)).toBeNull()
  expect(await readSession(house.db, other)).not.toBeNull()
})

test('the list of sessions shows the living ones, and a person can end her own but nobody else’s', async () => {
  const actor = await ahlers()
  const kortmann = await house.user('leitung', 'Dr. Sabine Kortmann')
  const sessionId = await enter()
  const [session, ...more] = await listOwnSessions(house.db, actor)
  expect(more).toEqual([])
  expect(session).toMatchObject({ device: 'Unbekanntes Gerät', startedAt: '2026-11-23T08:00:00.000Z' })
  await endOwnSession(house.db, kortmann, session?.id ?? '')
  expect(await readSession(house.db, sessionId)).not.toBeNull()
  await endOwnSession(house.db, actor, session?.id ?? '')
  expect(await readSession(house.db, sessionId)).toBeNull()
})

test('after five failures the login has to wait, told with the time, and even the right password waits', async () => {
  await ahlers()
  for (let i = 0; i < 5; i++) await tryAs('ahlers', 'falsch falsch falsch', `10.0.0.${i}`)
  const refused = await tryAs('ahlers', password, '10.0.0.9')
  expect(refused).toMatchObject({ ok: false, waitUntil: '2026-11-23T08:01:00.000Z', fields: [{ path: 'login' }] })
  expect(refused.ok || refused.message).toContain('Um 09:01 Uhr')
  house.clock.advanceMinutes(1)
  expect((await tryAs('ahlers', password, '10.0.0.9')).ok).toBe(true)
})

test('after thirty failures from one address it has to wait, whatever the login', async () => {
  await ahlers()
  for (let i = 0; i < 29; i++) await tryAs(`niemand${i}`, 'falsch falsch falsch')
  expect((await tryAs('ahlers', password)).ok).toBe(true)
  for (let i = 0; i < 2; i++) await tryAs(`nochniemand${i}`, 'falsch falsch falsch')
  expect(await tryAs('ahlers', password)).toMatchObject({ ok: false, waitUntil: expect.any(String) })
  expect((await tryAs('ahlers', password, '10.0.0.2')).ok).toBe(true)
})

test('guesses at the same moment all count', async () => {
  await ahlers()
  const guesses = Array.from({ length: 20 }, (_, i) => tryAs('ahlers', 'falsch falsch falsch', `10.0.1.${i}`))
  const refused = (await Promise.all(guesses)).filter((guess) => !guess.ok && guess.waitUntil)
  expect(refused).toHaveLength(15)
})

test('a success clears the failures of the login', async () => {
  await ahlers()
  for (let round = 0; round < 3; round++) {
    for (let i = 0; i < 4; i++) await tryAs('ahlers', 'falsch falsch falsch', `10.0.${round}.${i}`)
    expect((await tryAs('ahlers', password, `10.0.${round}.9`)).ok).toBe(true)
  }
})

test('signing in rightly, again and again, never makes an address wait', async () => {
  await ahlers()
  for (let i = 0; i < 8; i++) expect((await tryAs('ahlers', password)).ok).toBe(true)
})

test('new roles end the sessions of a person', async () => {
  const { userId, unitId } = await ahlers()
  const sessionId = await enter()
  const form = { id: userId, name: 'Jana Ahlers', salutation: '', email: '', unitId, roles: ['lotsin', 'leitung'] }
  expectOk(await changeUser(house.db, setupActor, form))
  expect(await readSession(house.db, sessionId)).toBeNull()
  expect(expectOk(await tryAs('ahlers', password)).actor.roles).toEqual(['lotsin', 'leitung'])
})

test('a new name leaves the session and shows at once', async () => {
  const { userId, unitId } = await ahlers()
  const sessionId = await enter()
  const form = { id: userId, name: 'Jana Ahlers-Özdemir', salutation: 'Frau', email: '', unitId, roles: ['lotsin'] }
  expectOk(await changeUser(house.db, setupActor, form))
  expect(await readSession(house.db, sessionId)).toMatchObject({ name: 'Jana Ahlers-Özdemir', salutation: 'Frau' })
})

test('a password link sets the password once, then never again', async () => {
  const { userId } = await house.user('lotsin', 'Jana Ahlers')
  const { token, expiresAt } = expectOk(await issuePasswordLink(house.db, setupActor, userId))
  expect(expiresAt).toBe('2026-11-30T08:00:00.000Z')
  expect(await readPasswordLink(house.db, token)).toEqual({ ok: true, value: { login: 'ahlers' } })
  expectOk(await redeemPasswordLink(house.db, { token, password }))
  expect((await tryAs('ahlers', password)).ok).toBe(true)
  expect(await redeemPasswordLink(house.db, { token, password: 'ein ganz anderes Wort' })).toMatchObject({
    problem: 'not_found',
  })
  expect(await readPasswordLink(house.db, token)).toMatchObject({ problem: 'not_found' })
  expect(await house.eventsOf(userId)).toEqual([
    'user.created',
    'password.link_issued',
    'password.set',
    'session.started',
  ])
})

test('two people with the same link: one sets the password, the other is refused', async () => {
  const { userId } = await house.user('lotsin', 'Jana Ahlers')
  const { token } = expectOk(await issuePasswordLink(house.db, setupActor, userId))
  const both = [`${password} eins`, `${password} zwei`].map((chosen) =>
    redeemPasswordLink(house.db, { token, password: chosen }),
  )
  expect((await Promise.all(both)).filter(({ ok }) => ok)).toHaveLength(1)
})

test('a link ends after seven days, and when a newer one is issued', async () => {
  const { userId } = await house.user('lotsin', 'Jana Ahlers')
  const older = expectOk(await issuePasswordLink(house.db, setupActor, userId))
  const newer = expectOk(await issuePasswordLink(house.db, setupActor, userId))
  expect(await readPasswordLink(house.db, older.token)).toMatchObject({ problem: 'not_found' })
  house.clock.advanceMinutes(7 * 24 * 60)
  expect(await redeemPasswordLink(house.db, { token: newer.token, password })).toMatchObject({ problem: 'not_found' })
})

test('a refused password leaves the link to try again', async () => {
  const { userId } = await house.user('lotsin', 'Jana Ahlers')
  const { token } = expectOk(await issuePasswordLink(house.db, setupActor, userId))
  const refused = await redeemPasswordLink(house.db, { token, password, repeat: 'anders' })
  expect(refused).toMatchObject({ problem: 'invalid', fields: [{ path: 'repeat' }] })
  expect((await redeemPasswordLink(house.db, { token, password, repeat: password })).ok).toBe(true)
})

test('a new password ends every session and the waiting', async () => {
  const { userId } = await ahlers()
  const sessionId = await enter()
  for (let i = 0; i < 6; i++) await tryAs('ahlers', 'falsch falsch falsch', `10.0.0.${i}`)
  const { token } = expectOk(await issuePasswordLink(house.db, setupActor, userId))
  expectOk(await redeemPasswordLink(house.db, { token, password: 'fünf kluge Enten am See' }))
  expect(await readSession(house.db, sessionId)).toBeNull()
  expect((await tryAs('ahlers', password, '10.0.3.1')).ok).toBe(false)
  expect((await tryAs('ahlers', 'fünf kluge Enten am See', '10.0.3.2')).ok).toBe(true)
})

test('a link of somebody deactivated meanwhile is worth nothing', async () => {
  const { userId } = await house.user('lotsin', 'Jana Ahlers')
  const { token } = expectOk(await issuePasswordLink(house.db, setupActor, userId))
  const admin = await house.user('administration', 'Tom Wellmann')
  expectOk(await deactivate(admin, userId))
  expect(await redeemPasswordLink(house.db, { token, password })).toMatchObject({ problem: 'not_found' })
  expect(await issuePasswordLink(house.db, admin, userId)).toMatchObject({ problem: 'conflict' })
})

test('whoever changes her own password keeps this session and loses the others', async () => {
  const actor = await ahlers()
  const [here, elsewhere] = [await enter(), await enter()]
  const next = 'sechs kluge Enten am See'
  expectOk(await changeOwnPassword(house.db, actor, { current: password, password: next, sessionId: here }))
  expect(await readSession(house.db, here)).not.toBeNull()
  expect(await readSession(house.db, elsewhere)).toBeNull()
  expect((await tryAs('ahlers', next)).ok).toBe(true)
  expect((await house.eventsOf(actor.userId)).filter((event) => event === 'password.set')).toHaveLength(2)
})

test('changing the password takes the present one, and guessing it is limited too', async () => {
  const actor = await ahlers()
  const sessionId = await enter()
  const guess = () =>
    changeOwnPassword(house.db, actor, { current: 'geraten', password: 'sechs kluge Enten', sessionId })
  for (let i = 0; i < 5; i++) expect(await guess()).toMatchObject({ fields: [{ path: 'current' }] })
  expect(await guess()).toMatchObject({ problem: 'invalid', waitUntil: expect.any(String) })
})

function deactivate(admin: typeof setupActor, id: string) {
  return transact(house.db, { by: admin.ref, event: 'user.deactivated', subject: id }, (tx) =>
    deactivateUser(tx, admin, { id, at: house.clock.now() }),
  )
}
