import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Role, roles } from '../../../server/auth/auth.ts'
import { findUser, listUsers } from '../../../server/auth/user-actions.ts'
import { type House, openHouse } from '../../house.ts'
import { type Browser, errorAt, openBrowser, typedIn } from './browser.ts'

const password = 'vier kluge Enten am See'

let house: House
let browser: Browser
beforeEach(async () => {
  house = await openHouse()
  browser = openBrowser(house)
})
afterEach(() => house.close())

async function signedIn(role: Role = 'administration', name = 'Tom Wellmann') {
  const actor = await house.user(role, name, { password })
  await browser.signIn(name.split(' ').at(-1)?.toLowerCase() ?? '', password)
  return actor
}

const form = async (changes: object = {}) => ({
  login: 'ahlers.j',
  name: 'Jana Ahlers',
  salutation: 'Frau',
  email: '',
  unitId: (await house.unit()).id,
  roles: ['lotsin', 'leitung'],
  ...changes,
})

const routes = (id: string, unitId: string) =>
  [
    ['GET', '/users'],
    ['GET', '/users/new'],
    ['POST', '/users'],
    ['GET', `/users/${id}`],
    ['POST', `/users/${id}`],
    ['POST', `/users/${id}/password-links`],
    ['GET', `/users/${id}/deactivations`],
    ['GET', '/units'],
    ['POST', '/units'],
    ['GET', `/units/${unitId}`],
    ['POST', `/units/${unitId}`],
  ] as const

test.each(roles.filter((role) => role !== 'administration'))('the role %s reaches nothing here', async (role) => {
  const { userId, unitId } = await signedIn(role, 'Ohne Recht')
  for (const [method, path] of routes(userId, unitId)) {
    const answer = method === 'GET' ? await browser.get(path) : await browser.post(path, await form())
    expect([method, path, answer.status]).toEqual([method, path, 403])
    expect(answer.html).toContain('Administration')
  }
  expect(await listUsers(house.db)).toHaveLength(1)
})

test('a new account gets a link that is shown once, and its person signs in with it', async () => {
  await signedIn()
  const created = await browser.post('/users', await form())
  expect(created).toMatchObject({
    status: 303,
    location: expect.stringMatching(/^\/users\/[0-9a-z]{26}\?done=created$/),
  })
  const page = await browser.get(created.location ?? '')
  expect(page.html).toContain('Noch kein Passwort')
  const user = created.location?.replace('?done=created', '') ?? ''
  const issued = await browser.post(`${user}/password-links`)
  expect(issued.status).toBe(201)
  const [, link = ''] = /value="https:\/\/vorlagen\.example(\/password\/[\w-]{43})"/.exec(issued.html) ?? []
  expect((await browser.get(user)).html).not.toContain(link)
  expect((await browser.get(`${user}/password-links`)).location).toBe(user)
  const person = openBrowser(house)
  await person.post(link, { password, repeat: password })
  await person.signIn('ahlers.j', password)
  expect((await person.get('/private')).html).toBe('Hier ist Jana Ahlers.')
  const trail = (await browser.get(user)).html
  for (const sentence of [
    'Tom Wellmann hat das Konto angelegt (Rollen jetzt: Integrationslotsin oder -lotse und Leitung).',
    'Tom Wellmann hat einen Passwort-Link erstellt.',
    'Jana Ahlers hat ein neues Passwort gesetzt.',
  ]) {
    expect(trail).toContain(sentence)
  }
  expect(trail).not.toContain('angemeldet.')
})

test('a refused account shows every problem at its field and keeps what was typed', async () => {
  await signedIn()
  const refused = await browser.post(
    '/users',
    await form({ login: 'Mit Leer', name: '', email: 'falsch', unitId: '', roles: ['revision', 'koenig'] }),
  )
  expect(refused.status).toBe(422)
  for (const field of ['login', 'name', 'email', 'unitId', 'roles']) expect(errorAt(refused.html, field)).toBeTruthy()
  expect(typedIn(refused.html, 'login')).toBe('Mit Leer')
  expect(typedIn(refused.html, 'email')).toBe('falsch')
  expect(refused.html).toMatch(/value="revision"[^>]*checked/)
  expect(refused.html).toContain('<a href="#feld-login">')
})

test('a form with nothing in it is refused in words', async () => {
  await signedIn()
  expect((await browser.post('/users')).status).toBe(422)
  expect((await browser.post('/units')).status).toBe(422)
})

test('a name is text, whatever stands in it', async () => {
  await signedIn()
  const name = '<img src=x onerror=alert(1)> "O\'Neill" & Söhne'
  const created = await browser.post('/users', await form({ name }))
  const user = created.location?.replace('?done=created', '') ?? ''
  for (const path of ['/users', user, `${user}/deactivations`]) {
    const { html } = await browser.get(path)
    expect(html).not.toContain('<img')
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;')
  }
})

test('a change is stored, told and part of the trail', async () => {
  await signedIn()
  const { userId } = await house.user('lotsin', 'Jana Ahlers')
  const changed = await browser.post(`/users/${userId}`, await form({ name: 'Jana Özdemir', roles: 'leitung' }))
  expect(changed).toMatchObject({ status: 303, location: `/users/${userId}?done=changed` })
  expect(await findUser(house.db, userId)).toMatchObject({ name: 'Jana Özdemir', login: 'ahlers', roles: ['leitung'] })
  const { html } = await browser.get(`/users/${userId}?done=changed`)
  expect(html).toContain('Die Änderungen sind gespeichert.')
  expect(html).toContain('hat Name, Anrede und Rollen geändert (Rollen jetzt: Leitung).')
})

test('the last administrator is refused at the field when she gives the role away', async () => {
  const { userId } = await house.user(['administration', 'lotsin'], 'Tom Wellmann', { password })
  await browser.signIn('wellmann', password)
  const last = await browser.post(`/users/${userId}`, await form({ name: 'Tom W.', roles: 'lotsin' }))
  expect([last.status, errorAt(last.html, 'roles')]).toEqual([409, expect.stringContaining('letzte Konto')])
  expect(typedIn(last.html, 'name')).toBe('Tom W.')
  expect((await house.actor(userId)).roles).toEqual(['lotsin', 'administration'])
})

test('an administrator who gives herself a role is refused at the field', async () => {
  const { userId } = await signedIn()
  const refused = await browser.post(`/users/${userId}`, await form({ roles: ['administration', 'revision'] }))
  expect([refused.status, errorAt(refused.html, 'roles')]).toEqual([403, expect.stringContaining('andere Person')])
})

test('the list filters, counts and goes through its pages', async () => {
  await signedIn()
  for (let i = 0; i < 51; i++) await house.user('lotsin', `Person ${i}`, { login: `p.${i}` })
  await house.user('leitung', 'Dr. Sabine Kortmann', { unit: '32.4' })
  const first = (await browser.get('/users')).html
  expect(first).toContain('53 Konten')
  expect(first).toContain('Seite 1 von 2')
  expect((await browser.get('/users?page=2')).html).toContain('Tom Wellmann')
  expect((await browser.get('/users?page=99')).html).toContain('Seite 2 von 2')
  const leaders = (await browser.get('/users?role=leitung')).html
  expect(leaders).toContain('Kortmann')
  expect(leaders).not.toContain('Person 1')
  expect((await browser.get('/users?unit=gibt-es-nicht')).html).toContain('Kein Konto passt')
})

test('the page for deactivating names who may take the cases, and only where there may be some', async () => {
  const admin = await signedIn()
  const { userId } = await house.user('lotsin', 'Jana Ahlers')
  await house.user('lotsin', 'Malte Deppe')
  const { html } = await browser.get(`/users/${userId}/deactivations`)
  expect(html).toContain(`action="/users/${userId}/deactivations"`)
  expect(html).toContain('Malte Deppe, Einheit 32.3')
  expect(html).not.toContain('Jana Ahlers, Einheit')
  const { userId: clerk } = await house.user('sitzungsdienst', 'Ute Kamp')
  expect((await browser.get(`/users/${clerk}/deactivations`)).html).not.toContain('handOverTo')
  expect((await browser.get(`/users/${admin.userId}`)).html).not.toContain('/deactivations')
})

test('a unit is made, listed with its people, and renamed', async () => {
  await signedIn()
  expect((await browser.post('/units', { name: 'Ausländerbehörde', short: '32.1' })).location).toBe('/units?done=unit')
  const twice = await browser.post('/units', { name: 'Andere', short: '32.1' })
  expect([twice.status, errorAt(twice.html, 'short')]).toEqual([422, expect.stringContaining('schon vergeben')])
  expect(typedIn(twice.html, 'name')).toBe('Andere')
  const { html } = await browser.get('/units')
  expect(html).toContain('Ausländerbehörde')
  expect(html).toContain('32.1 · 0 Personen')
  const { id } = await house.unit()
  expect((await browser.post(`/units/${id}`, { name: '', short: '1' })).status).toBe(422)
  expect((await browser.post(`/units/${id}`, { name: 'Integration', short: '32.3' })).location).toBe(
    '/units?done=changed',
  )
  expect((await browser.get(`/units/${id}`)).html).toContain('value="Integration"')
})

test('what is not there is a 404', async () => {
  await signedIn()
  for (const path of ['/users/gibt-es-nicht', '/users/gibt-es-nicht/deactivations', '/units/gibt-es-nicht']) {
    expect((await browser.get(path)).status).toBe(404)
  }
  for (const path of ['/users/nein', '/users/nein/password-links', '/units/nein']) {
    expect((await browser.post(path, { ...(await form()), short: 'x' })).status).toBe(404)
  }
})
