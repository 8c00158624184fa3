import { Hono } from 'hono'
import { afterEach, expect, test } from 'vitest'
import { originCheck } from '../../server/origin-check.ts'
import { openWeb, readText, type Web, type WebOptions } from '../web.ts'

const opened: Web[] = []

afterEach(async () => {
  for (const web of opened.splice(0)) await web.close()
})

async function open(options: WebOptions = {}): Promise<Web> {
  const web = await openWeb(options)
  opened.push(web)
  return web
}

test('every answer carries the strict policy, whether page, redirect, file or error', async () => {
  const { stranger } = await open()
  for (const path of ['/session', '/', '/gibt-es-nicht', '/assets/x/y.css']) {
    const { headers } = await stranger.get(path)
    const policy = headers.get('Content-Security-Policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("require-trusted-types-for 'script'")
    expect(policy).not.toContain('unsafe')
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff')
    expect(headers.get('Cross-Origin-Opener-Policy')).toBe('same-origin')
    expect(headers.get('Strict-Transport-Security')).toMatch(/^max-age=\d{8}/)
    expect(headers.get('Cache-Control')).toBe('no-store')
  }
})

test('without https there is no promise of https', async () => {
  const { stranger } = await open({ baseUrl: 'http://localhost:3000' })
  expect((await stranger.get('/session')).headers.has('Strict-Transport-Security')).toBe(false)
})

test('a PDF may stand in a frame of our own pages, a page in none', async () => {
  const { stranger } = await open({
    extend: (app) => app.get('/probe.pdf', (c) => c.body('%PDF', 200, { 'Content-Type': 'application/pdf' })),
  })
  const policy = (await stranger.get('/probe.pdf')).headers.get('Content-Security-Policy')
  expect(policy).toContain("frame-ancestors 'self'")
  expect((await stranger.get('/session')).headers.get('Content-Security-Policy')).toContain("frame-ancestors 'none'")
})

test.each([
  ['another site', { Origin: 'https://evil.test', 'Sec-Fetch-Site': 'cross-site' }],
  ['a neighbour under the same domain', { Origin: 'https://andere.test', 'Sec-Fetch-Site': 'same-site' }],
  ['a browser that tells only a foreign origin', { Origin: 'https://evil.test' }],
  ['a page without an origin of its own', { Origin: 'null' }],
  [
    'a page that claims our site but has another origin',
    { Origin: 'https://evil.test', 'Sec-Fetch-Site': 'same-origin' },
  ],
  ['our host without https', { Origin: 'http://vorlagen.test' }],
  ['a program that tells nothing', {}],
])('a form from %s is refused before anything happens', async (_, headers) => {
  const { app, baseUrl, trail } = await withUser()
  const body = new URLSearchParams({ login: 'ahlers', password: 'richtiges langes Passwort' })
  const answer = await app.request(`${baseUrl}/sessions`, { method: 'POST', body, headers })
  expect(answer.status).toBe(403)
  expect(await readText(answer)).toContain('kam nicht von einer Seite dieses Vorlagenwerks')
  expect(answer.headers.has('Set-Cookie')).toBe(false)
  expect(await trail()).not.toContain('session.started')
})

test.each([
  ['both headers', { Origin: 'https://vorlagen.test', 'Sec-Fetch-Site': 'same-origin' }],
  ['only the origin', { Origin: 'https://vorlagen.test' }],
  ['only the site', { 'Sec-Fetch-Site': 'same-origin' }],
])('a form from our own page is taken when the browser sends %s', async (_, headers) => {
  const { app, baseUrl, trail } = await withUser()
  const body = new URLSearchParams({ login: 'ahlers', password: 'richtiges langes Passwort' })
  const answer = await app.request(`${baseUrl}/sessions`, { method: 'POST', body, headers })
  expect(answer.status).toBe(303)
  expect(answer.headers.get('Set-Cookie')).toMatch(/^__Host-session=.*HttpOnly.*Secure/)
  expect(await trail()).toContain('session.started')
})

async function withUser() {
  const web = await open()
  const { userId } = await web.user('lotsin', 'Jutta Ahlers', {
    login: 'ahlers',
    password: 'richtiges langes Passwort',
  })
  return { ...web, trail: () => web.eventsOf(userId) }
}

test('in development, without an address of its own, the host that was asked counts as ours', async () => {
  const app = new Hono().use(originCheck({ baseUrl: null })).post('/', (c) => c.text('taken'))
  const ask = async (origin: string) =>
    (await app.request('/', { method: 'POST', headers: { Origin: origin, Host: 'localhost:3000' } })).status
  expect([await ask('http://localhost:3000'), await ask('http://localhost:4000')]).toEqual([200, 403])
})

test('a form of more than 2 MiB is refused with a page, announced or not', async () => {
  const { app, baseUrl, stranger } = await open()
  const login = 'x'.repeat(2 ** 21)
  const announced = await stranger.post('/sessions', { login }, { 'Content-Length': String(login.length + 6) })
  expect(announced.status).toBe(413)
  expect(await readText(announced)).toContain('Das ist zu groß')
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(`login=${login}`))
      controller.close()
    },
  })
  const init = { method: 'POST', body, headers: { Origin: baseUrl }, duplex: 'half' }
  expect((await app.request(new Request(`${baseUrl}/sessions`, init))).status).toBe(413)
})

test('a fault shows a number that stands in the log, and nothing of what went wrong', async () => {
  const web = await open({
    extend: (app) =>
      app.get('/fault', () => {
        throw new TypeError('Geheimnis der Datenbank')
      }),
  })
  const answer = await web.stranger.get('/fault')
  const text = await readText(answer)
  expect(answer.status).toBe(500)
  expect(text).toContain('Hier ist etwas schiefgegangen')
  expect(text).not.toMatch(/Geheimnis|TypeError|\.ts/)
  const reference = /Fehlernummer (\d{4}-\d{4})/.exec(text)?.[1]
  const line = web.logged.find((entry) => entry.reference === reference)
  expect(line).toMatchObject({ route: '/fault', err: { message: 'Geheimnis der Datenbank' } })
})

test('a database that fails is a fault like any other, for people who are signed in too', async () => {
  const fault = { isOn: false }
  const web = await open({
    wrapCall: (call) => (fault.isOn ? Promise.reject(new Error('disk I/O error')) : call()),
  })
  const visitor = await web.visitor('lotsin', 'Jutta Ahlers')
  fault.isOn = true
  const answer = await visitor.get('/profile')
  fault.isOn = false
  expect(answer.status).toBe(500)
  expect(await readText(answer)).toMatch(/Fehlernummer \d{4}-\d{4}/)
})

test('htmx gets a note instead of a page when a part fails', async () => {
  const web = await open({
    extend: (app) =>
      app.get('/fault', () => {
        throw new Error('broken')
      }),
  })
  const html = await (await web.stranger.get('/fault', { 'HX-Request': 'true', 'HX-Request-Type': 'partial' })).text()
  expect(html).toMatch(/^<div role="alert">/)
  expect(html).not.toContain('<html')
})

test('what does not exist is a 404, what exists under another method a 405 that names it', async () => {
  const { stranger } = await open({ extend: (app) => app.post('/only/:id/posted', (c) => c.text('')) })
  const missing = await stranger.get('/gibt-es-nicht')
  expect(missing.status).toBe(404)
  expect(await readText(missing)).toContain('Diese Seite gibt es nicht')
  const wrong = await stranger.get('/only/7/posted')
  expect(wrong.status).toBe(405)
  expect(wrong.headers.get('Allow')).toBe('POST')
  expect((await stranger.post('/session')).status).toBe(405)
})

test('the log has method, pattern, status and duration, and no id, token or word typed', async () => {
  const { stranger, logged } = await open()
  await stranger.get('/password/ein-geheimer-token?next=/cases/geheim')
  await stranger.post('/sessions', { login: 'geheim@example.de', password: 'geheim' })
  expect(logged).toMatchObject([
    { msg: 'request', method: 'GET', route: '/password/:token', status: 404 },
    { msg: 'request', method: 'POST', route: '/sessions', status: 422 },
  ])
  expect(JSON.stringify(logged)).not.toContain('geheim')
})

test('files of the interface are compressed and kept for ever under an address with their hash', async () => {
  const { stranger } = await open()
  const html = await (await stranger.get('/session')).text()
  const addresses = [...html.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map((match) => match[1] ?? '')
  expect(addresses.map((address) => address.split('/').at(-1)).sort()).toEqual([
    'app.css',
    'client.js',
    'fonts.css',
    'icon.svg',
    'kern.min.css',
  ])
  for (const address of addresses) {
    const plain = await stranger.get(address)
    const packed = await stranger.get(address, { 'Accept-Encoding': 'gzip;q=0, br' })
    expect(plain.status).toBe(200)
    expect(plain.headers.get('Cache-Control')).toContain('immutable')
    expect(packed.headers.get('Content-Encoding')).toBe('br')
    expect((await packed.arrayBuffer()).byteLength).toBeLessThan((await plain.arrayBuffer()).byteLength)
  }
  const font = (addresses[0] ?? '').replace(/[^/]+$/, 'FiraSans-Regular.woff2')
  const loaded = await stranger.get(font, { 'Accept-Encoding': 'gzip, br' })
  expect(loaded.headers.get('Content-Type')).toBe('font/woff2')
  expect(loaded.headers.has('Content-Encoding')).toBe(false)
  expect((await stranger.get(font.replace(/[0-9a-f]{16}/, '0'.repeat(16)))).status).toBe(404)
})

test('behind a proxy of ours plain http leads to https; without such a proxy nobody can claim it', async () => {
  const behind = await open({ trustProxy: true })
  const led = await behind.stranger.get('/session?next=/cases', { 'X-Forwarded-Proto': 'http' })
  expect([led.status, led.headers.get('Location')]).toEqual([308, 'https://vorlagen.test/session?next=/cases'])
  const alone = await open()
  expect((await alone.stranger.get('/session', { 'X-Forwarded-Proto': 'http' })).status).toBe(200)
})

test('a name with markup in it is shown as it is written, everywhere on the page', async () => {
  const web = await open()
  const visitor = await web.visitor('lotsin', '<img src=x> Ahlers')
  const html = await (await visitor.get('/')).text()
  expect(html).not.toContain('<img')
  expect(html).toContain('&lt;img src=x&gt; Ahlers')
})
