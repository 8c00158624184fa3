import { afterEach, beforeEach, expect, test } from 'vitest'
import { listVertretungen } from '../../../server/auth/vertretung-actions.ts'
import { readPage } from '../../form-page.ts'
import { openWeb, readText, type SignedIn, type Web } from '../../web.ts'

let web: Web
let kortmann: SignedIn
let deppe: SignedIn
beforeEach(async () => {
  web = await openWeb()
  kortmann = await web.visitor('leitung', 'Dr. Sabine Kortmann')
  deppe = await web.visitor('lotsin', 'Malte Deppe')
})
afterEach(() => web.close())

const entry = (more: Record<string, string> = {}) => ({
  userId: kortmann.actor.userId,
  deputyId: deppe.actor.userId,
  from: '30.11.2026',
  until: '4.12.',
  absent: '1',
  ...more,
})

test('what is entered stands among what comes, then what runs, then what is over', async () => {
  const entered = await kortmann.post('/vertretungen', entry())
  expect(entered.headers.get('Location')).toBe('/vertretungen?done=entered')
  const coming = await readText(await kortmann.get('/vertretungen?done=entered'))
  expect(coming).toContain('Die Vertretung ist eingetragen.')
  expect(coming).toMatch(/Kommt .*Malte Deppe .*30.11.2026 bis 04.12.2026/)
  const running = { userId: deppe.actor.userId, deputyId: kortmann.actor.userId, from: '23.11.2026' }
  expect((await kortmann.post('/vertretungen', entry(running))).status).toBe(303)
  const [id] = (await listVertretungen(web.db, deppe.actor, web.clock.now())).map((each) => each.id)
  expect(await readText(await deppe.get('/vertretungen'))).toMatch(/Läuft .*Malte Deppe \(Sie\) .*Kommt /)
  expect((await deppe.post(`/vertretungen/${id}/ends`)).status).toBe(303)
  expect(await readText(await deppe.get('/vertretungen'))).toMatch(/Kommt .*Vorbei .*Malte Deppe \(Sie\)/)
})

test('what is wrong is said at its field, and nothing typed is lost', async () => {
  const refused = await kortmann.post('/vertretungen', entry({ until: '29.11.2026', deputyId: '' }))
  expect(refused.status).toBe(422)
  const page = readPage(await refused.text())
  expect(page.describedBy('until')).toContain('liegt vor dem ersten')
  expect(Object.fromEntries(page.entries('/vertretungen'))).toMatchObject({ from: '30.11.2026', until: '29.11.2026' })
  expect(page.faults()).toEqual([])
})

test('only whoever may end it finds the button, and pressing ends it at once', async () => {
  await kortmann.post('/vertretungen', entry({ from: '23.11.2026' }))
  const buttons = async (visitor: SignedIn) =>
    readPage(await (await visitor.get('/vertretungen')).text())
      .all('form', {})
      .filter(({ attribs }) => /\/ends$/.test(attribs.action ?? ''))
  expect((await buttons(deppe)).filter(({ attribs }) => attribs.action?.startsWith('/vertretungen'))).toEqual([])
  const [button] = (await buttons(kortmann)).filter(({ attribs }) => attribs.action?.startsWith('/vertretungen'))
  const action = button?.attribs.action ?? ''
  expect((await deppe.post(action)).status).toBe(403)
  expect((await kortmann.post(action)).status).toBe(303)
  expect(await readText(await kortmann.get('/vertretungen'))).toContain('beendet von Dr. Sabine Kortmann')
  expect((await kortmann.post(action)).status).toBe(409)
})

test('a gap is said to the Leitung on her list and on the page, and closed there', async () => {
  await kortmann.post('/vertretungen', entry({ userId: deppe.actor.userId, deputyId: '', from: '23.11.2026' }))
  const gap = 'Malte Deppe ist bis zum 04.12.2026 abwesend. Niemand vertritt.'
  expect(await readText(await kortmann.get('/approvals'))).toContain(gap)
  expect(await readText(await kortmann.get('/vertretungen'))).toContain(gap)
  const ahlers = await web.visitor('lotsin', 'Jutta Ahlers')
  const closing = { userId: deppe.actor.userId, deputyId: ahlers.actor.userId, from: '23.11.2026', absent: '' }
  expect((await kortmann.post('/vertretungen', entry(closing))).status).toBe(303)
  expect(await readText(await kortmann.get('/vertretungen'))).not.toContain('Niemand vertritt.')
})

test('people whose work nobody takes over read so, without a form', async () => {
  const uphoff = await web.visitor('revision', 'Gesa Uphoff')
  const page = readPage(await (await uphoff.get('/vertretungen')).text())
  expect(page.text).toContain('Keine Vertretungen')
  expect(page.all('form', { action: '/vertretungen' })).toEqual([])
})
