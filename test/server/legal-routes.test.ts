import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWeb, readText, type Web } from '../web.ts'

let web: Web
beforeAll(async () => {
  web = await openWeb()
})
afterAll(() => web.close())

test.each([
  ['/impressum', ['Am Kreishaus 1', 'Landrat Dr. Matthias Brüning', '02999 123-0', 'Fachbereich 10']],
  [
    '/datenschutz',
    ['Datenschutzbeauftragte', '02999 123-110', '__Host-session', '60 Minuten', '12 Stunden', 'ldi.nrw'],
  ],
  [
    '/barrierefreiheit',
    ['teilweise vereinbar', '29. November 2026', '02999 123-140', 'Ombudsstelle', 'Überwachungsstelle'],
  ],
])('%s says what the house has set', async (path, parts) => {
  const answer = await web.stranger.get(path)
  const html = await answer.text()
  expect(answer.status).toBe(200)
  for (const part of parts) expect(html).toContain(part)
})

test('every page leads to all three, the sign-in, the public check and errors too', async () => {
  const visitor = await web.visitor('lotsin', 'Jutta Ahlers')
  const pages = [
    await web.stranger.get('/session'),
    await web.stranger.get('/pruefung'),
    await web.stranger.get('/gibt-es-nicht'),
    await visitor.get('/'),
    await visitor.get('/profile'),
  ]
  for (const page of pages) {
    const html = await page.text()
    for (const path of ['/barrierefreiheit', '/datenschutz', '/impressum']) expect(html).toContain(`href="${path}"`)
  }
})

test('a stranger who only looks gets no cookie, as the page says', async () => {
  for (const path of ['/pruefung', '/session', '/datenschutz'])
    expect((await web.stranger.get(path)).headers.get('Set-Cookie')).toBeNull()
  expect(await readText(await web.stranger.get('/datenschutz'))).toContain('ein Cookie wird nicht gesetzt')
})
