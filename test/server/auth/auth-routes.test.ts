import { afterEach, beforeEach, expect, test } from 'vitest'
import { setupActor } from '../../../server/auth/auth.ts'
import { readSession } from '../../../server/auth/auth-actions.ts'
import { issuePasswordLink } from '../../../server/auth/user-actions.ts'
import { expectOk, type House, openHouse } from '../../house.ts'
import { type Browser, errorAt, openBrowser, typedIn } from './browser.ts'

const password = 'vier kluge Enten am See'

let house: House
let browser: Browser
beforeEach(async () => {
  house = await openHouse()
  browser = openBrowser(house)
})
afterEach(() => house.close())

const ahlers = () => house.user('lotsin', 'Jana Ahlers', { password })

test('a stranger who asks for a page signs in and comes back to it', async () => {
  await ahlers()
  const sent = await browser.get('/private?seite=2')
  expect(sent).toMatchObject({ status: 303, location: '/session?next=%2Fprivate%3Fseite%3D2' })
  const page = await browser.get(sent.location ?? '')
  expect(page.status).toBe(200)
  const next = typedIn(page.html, 'next') ?? ''
  const entered = await browser.post('/sessions', { login: 'ahlers', password, next })
  expect(entered).toMatchObject({ status: 303, location: '/private?seite=2' })
  expect((await browser.get('/private')).html).toBe('Hier ist Jana Ahlers.')
})

test.each([
  'https://boese.example/',
  '//boese.example',
  '/\\boese.example',
  '/.//boese.example',
  '/%09/boese.example'.replace('%09', '\t'),
  'javascript:alert(1)',
  '/session',
  '/sessions/x/ends',
  '/password/abc',
  '',
])('after signing in nobody is led to %s', async (next) => {
  await ahlers()
  expect((await browser.post('/sessions', { login: 'ahlers', password, next })).location).toBe('/')
})

test('behind https the cookie is bound to this host and hidden from scripts', async () => {
  await ahlers()
  browser = openBrowser(house, { secure: true })
  const cookie = (await browser.signIn('ahlers', password)).headers.get('Set-Cookie') ?? ''
  expect(cookie).toMatch(/^__Host-session=[a-z0-9]{40}; /)
  for (const part of ['HttpOnly', 'Secure', 'SameSite=Lax', 'Path=/', 'Max-Age=43200']) expect(cookie).toContain(part)
  expect(cookie).not.toContain('Domain')
  expect((await browser.get('/private')).status).toBe(200)
})

test('behind https a cookie without the prefix is worth nothing', async () => {
  await ahlers()
  const plain = openBrowser(house)
  await plain.signIn('ahlers', password)
  browser = openBrowser(house, { secure: true })
  browser.cookies.set('session', plain.cookies.get('session') ?? '')
  expect((await browser.get('/private')).status).toBe(303)
})

test('a session id that somebody planted is not taken over', async () => {
  await ahlers()
  browser.cookies.set('session', 'a'.repeat(40))
  await browser.signIn('ahlers', password)
  expect(browser.cookies.get('session')).not.toBe('a'.repeat(40))
  expect(await readSession(house.db, 'a'.repeat(40))).toBeNull()
})

test.each(['%E0%A4%A', 'x'.repeat(5000), "' OR 1=1 --"])('a cookie like %s means nobody', async (cookie) => {
  browser.cookies.set('session', cookie)
  expect((await browser.get('/private')).status).toBe(303)
})

test('a wrong password shows the form again with the login, never the password', async () => {
  await ahlers()
  const refused = await browser.post('/sessions', { login: 'ahlers', password: 'falsch & geheim', next: '/private' })
  expect(refused.status).toBe(422)
  expect(typedIn(refused.html, 'login')).toBe('ahlers')
  expect(typedIn(refused.html, 'next')).toBe('/private')
  expect(errorAt(refused.html, 'login')).toContain('Kennung oder Passwort stimmen nicht.')
  expect(refused.html).not.toContain('geheim')
  expect(browser.cookies.size).toBe(0)
})

test('empty fields are named where they stand', async () => {
  const refused = await browser.signIn('', '')
  expect(refused.status).toBe(422)
  expect(errorAt(refused.html, 'login')).toBe('Geben Sie Ihre Kennung ein.')
  expect(errorAt(refused.html, 'password')).toBe('Geben Sie Ihr Passwort ein.')
})

test('a body that is no form is refused as unreadable', async () => {
  const broken = await browser.post('/sessions', {}, { 'Content-Type': 'multipart/form-data' })
  expect(broken.status).toBe(400)
  expect((await browser.post('/sessions', {}, { 'Content-Type': 'application/json' })).status).toBe(422)
})

test('too many failures answer 429 with the time when it goes on', async () => {
  await ahlers()
  for (let i = 0; i < 5; i++) await browser.signIn('ahlers', 'falsch falsch falsch')
  const refused = await browser.signIn('ahlers', password)
  expect(refused.status).toBe(429)
  expect(refused.headers.get('Retry-After')).toBe('60')
  expect(errorAt(refused.html, 'login')).toBe('Das war zu oft falsch. Um 09:01 Uhr können Sie es wieder versuchen.')
})

test('what is typed as a login appears as text, whatever it is', async () => {
  const refused = await browser.signIn('"><script>alert(1)</script>', 'x')
  expect(refused.html).not.toContain('<script>alert')
  expect(typedIn(refused.html, 'login')).toContain('&quot;&gt;&lt;script&gt;')
})

test('signing out ends the session and takes the cookie away', async () => {
  await ahlers()
  await browser.signIn('ahlers', password)
  const sessionId = browser.cookies.get('session') ?? ''
  expect(await browser.post('/session/ends')).toMatchObject({ status: 303, location: '/session?after=sign-out' })
  expect(browser.cookies.size).toBe(0)
  expect(await readSession(house.db, sessionId)).toBeNull()
  expect((await browser.get('/session?after=sign-out')).html).toContain('Sie sind abgemeldet.')
})

test('whoever signs out everywhere is signed out on the other device too', async () => {
  await ahlers()
  const other = openBrowser(house)
  await other.signIn('ahlers', password)
  await browser.signIn('ahlers', password)
  expect((await browser.post('/sessions/ends')).location).toBe('/session?after=everywhere')
  expect((await other.get('/private')).status).toBe(303)
})

test('after an hour without use a page leads to signing in and says why', async () => {
  await ahlers()
  await browser.signIn('ahlers', password)
  house.clock.advanceMinutes(60)
  const { location } = await browser.get('/private')
  expect(location).toBe('/session?next=%2Fprivate&after=expiry')
  expect((await browser.get(location ?? '')).html).toContain('Ihre Sitzung ist beendet.')
})

test('a form posted after the session has ended is kept through signing in, and nothing typed is lost', async () => {
  await ahlers()
  await browser.signIn('ahlers', password)
  house.clock.advanceMinutes(60)
  const typed = { 'ziele[0].was': 'Sprachkurs „A2“ & <Prüfung>\r\nzweite Zeile', leer: '' }
  const refused = await browser.post('/private?x=1', typed, { Referer: 'http://localhost/private?seite=2' })
  expect(refused.status).toBe(401)
  expect(refused.html).toContain('noch nicht gespeichert')
  const [kept, next] = [unescaped(typedIn(refused.html, 'kept')), typedIn(refused.html, 'next') ?? '']
  const wrong = await browser.post('/sessions', { login: 'ahlers', password: 'vertippt vertippt', kept, next })
  expect(unescaped(typedIn(wrong.html, 'kept'))).toBe(kept)
  const entered = await browser.post('/sessions', { login: 'ahlers', password, kept, next })
  expect(entered.status).toBe(200)
  expect(entered.html).toContain('action="/private?x=1"')
  expect(entered.html).toContain('href="/private?seite=2"')
  for (const [name, value] of Object.entries(typed)) expect(unescaped(typedIn(entered.html, name))).toBe(value)
  expect((await browser.post('/private?x=1', typed)).status).toBe(200)
})

test.each([
  '{"action":"https://boese.example/","entries":[]}',
  '{"action":"//boese.example/","entries":[]}',
  '{"action":"javascript:alert(1)","entries":[]}',
  '{"action":"/sessions/ends","entries":[]}',
  'kein JSON',
])('a kept form like %s is thrown away', async (kept) => {
  await ahlers()
  expect(await browser.post('/sessions', { login: 'ahlers', password, kept })).toMatchObject({ status: 303 })
})

test('a form with a password in it is not kept', async () => {
  const refused = await browser.post('/profile/passwords', { current: 'alt', password: 'geheim', repeat: 'geheim' })
  expect(refused.status).toBe(401)
  expect(refused.html).not.toContain('geheim')
})

test('a fragment asked for after the session has ended sends the whole window to signing in', async () => {
  const htmx = { 'HX-Request': 'true', 'HX-Request-Type': 'partial' }
  const answer = await browser.get('/private', htmx)
  expect([answer.status, answer.headers.get('HX-Redirect')]).toEqual([401, '/session?after=expiry'])
  expect((await browser.post('/private', {}, htmx)).headers.get('HX-Retarget')).toBe('#seite')
})

test('the profile shows who I am and where I am signed in, and ends another session', async () => {
  await ahlers()
  const other = openBrowser(house)
  const agent = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0'
  await other.post('/sessions', { login: 'ahlers', password }, { 'User-Agent': agent })
  await browser.signIn('ahlers', password)
  const { html } = await browser.get('/profile')
  for (const word of ['Jana Ahlers', 'Einheit 32.3', 'Integrationslotsin', 'Firefox unter Windows', 'diese Sitzung']) {
    expect(html).toContain(word)
  }
  const end = /action="(\/sessions\/[0-9a-f]{64}\/ends)"/.exec(html)?.[1] ?? ''
  expect((await browser.post(end)).location).toBe('/profile?done=session')
  expect((await other.get('/private')).status).toBe(303)
  expect((await browser.get('/private')).status).toBe(200)
})

test('nobody ends the session of somebody else', async () => {
  await ahlers()
  await house.user('leitung', 'Dr. Sabine Kortmann', { password })
  await browser.signIn('ahlers', password)
  const other = openBrowser(house)
  await other.signIn('kortmann', password)
  const page = await openSecond('ahlers')
  const end = /action="(\/sessions\/[0-9a-f]{64}\/ends)"/.exec(page)?.[1] ?? ''
  await other.post(end)
  expect((await browser.get('/private')).status).toBe(200)
})

test('the password is changed on the profile page, every refusal at its field', async () => {
  await ahlers()
  await browser.signIn('ahlers', password)
  const change = (current: string, next: string, repeat = next) =>
    browser.post('/profile/passwords', { current, password: next, repeat })
  const guessed = await change('falsch falsch falsch', 'sechs kluge Enten am See')
  expect([guessed.status, errorAt(guessed.html, 'current')]).toEqual([
    422,
    expect.stringContaining('jetziges Passwort'),
  ])
  expect(errorAt((await change(password, 'kurz')).html, 'password')).toContain('mindestens 12 Zeichen')
  const differing = await change(password, 'sechs kluge Enten am See', 'sieben')
  expect(errorAt(differing.html, 'repeat')).toContain('zweimal dasselbe')
  expect(await change(password, 'sechs kluge Enten am See')).toMatchObject({ location: '/profile?done=password' })
  expect((await browser.get('/profile?done=password')).html).toContain('Ihr Passwort ist geändert.')
  expect((await openBrowser(house).signIn('ahlers', 'sechs kluge Enten am See')).status).toBe(303)
})

test('a password link leads to a form, sets the password and then is gone', async () => {
  const { userId } = await house.user('lotsin', 'Jana Ahlers')
  const { token } = expectOk(await issuePasswordLink(house.db, setupActor, userId))
  expect((await browser.get(`/password/${token}`)).html).toContain('<strong>ahlers</strong>')
  const short = await browser.post(`/password/${token}`, { password: 'kurz', repeat: 'kurz' })
  expect([short.status, errorAt(short.html, 'password')]).toEqual([422, expect.stringContaining('mindestens 12')])
  const set = await browser.post(`/password/${token}`, { password, repeat: password })
  expect(set).toMatchObject({ status: 303, location: '/session?after=password' })
  for (const again of [
    await browser.get(`/password/${token}`),
    await browser.post(`/password/${token}`, { password }),
  ]) {
    expect(again.status).toBe(404)
    expect(again.html).toContain('schon benutzt')
  }
  expect((await browser.signIn('ahlers', password)).status).toBe(303)
})

test('an unknown link says the same as a used one', async () => {
  expect((await browser.get('/password/gibt-es-nicht')).status).toBe(404)
})

test.each([
  ['/sessions', '/session'],
  ['/profile/passwords', '/profile'],
])('reloading a refused form at %s leads to the form', async (path, form) => {
  expect(await browser.get(path)).toMatchObject({ status: 303, location: form })
})

test('whoever is signed in does not see the sign-in page again', async () => {
  await ahlers()
  await browser.signIn('ahlers', password)
  expect(await browser.get('/session?next=%2Fprivate')).toMatchObject({ status: 303, location: '/private' })
})

test.each(['/profile', '/users', '/units'])('%s is for people who are signed in', async (path) => {
  expect((await browser.get(path)).location).toBe(`/session?next=${encodeURIComponent(path)}`)
  expect((await browser.post(path === '/profile' ? '/profile/passwords' : path)).status).toBe(401)
})

async function openSecond(login: string): Promise<string> {
  const second = openBrowser(house)
  await second.signIn(login, password)
  return (await second.get('/profile')).html
}

const unescaped = (html = ''): string =>
  html
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
