import { afterEach, beforeEach, expect, test } from 'vitest'
import { endVertretung, enterVertretung } from '../../../server/auth/vertretung-actions.ts'
import { createCase, listCases, openingActors } from '../../../server/casefile/casefile-actions.ts'
import { readPage } from '../../form-page.ts'
import { expectOk } from '../../house.ts'
import { openWeb, type SignedIn, type Web } from '../../web.ts'
import { caseInput } from './cases.ts'

let web: Web
let ahlers: SignedIn
let deppe: SignedIn
let kortmann: SignedIn
let vertretung: string
beforeEach(async () => {
  web = await openWeb()
  ahlers = await web.visitor('lotsin', 'Jutta Ahlers')
  deppe = await web.visitor('lotsin', 'Malte Deppe')
  kortmann = await web.visitor('leitung', 'Dr. Sabine Kortmann')
  vertretung = await deputise(deppe)
})
afterEach(() => web.close())

/** For Jutta Ahlers, from today to Friday. */
async function deputise(deputy: SignedIn): Promise<string> {
  const days = { from: '23.11.2026', until: '27.11.2026', absent: '1' }
  const form = { userId: ahlers.actor.userId, deputyId: deputy.actor.userId, ...days }
  return expectOk(await enterVertretung(web.db, ahlers.actor, form)).id
}

const pageOf = async (response: Response) => readPage(await response.text())
const newCase = { aktenzeichen: '32.3-ZV-2026-0163', 'person.nachname': 'Ceesay' }
const linesOf = async ({ actor }: SignedIn) =>
  (await listCases(web.db, await web.actor(actor.userId), { filter: { state: 'open' }, page: 1 })).cases

test('a deputy says whose case she opens, and the trail says for whom she did', async () => {
  const form = await pageOf(await deppe.get('/cases/new'))
  expect(form.text).toContain('Malte Deppe (ich selbst)Jutta Ahlers (in Vertretung für Jutta Ahlers, bis 27.11.2026)')
  expect(form.faults()).toEqual([])
  const saved = await deppe.post('/cases/new', { ...newCase, guide: ahlers.actor.userId })
  const page = await pageOf(await deppe.get(saved.headers.get('Location') ?? ''))
  expect(page.text).toContain('Begleitet von Jutta Ahlers')
  expect(page.text).toContain('in Vertretung für Jutta Ahlers, bis 27.11.2026')
  expect(page.text).toContain('Malte Deppe hat in Vertretung für Jutta Ahlers den Fall angelegt.')
  expect(await linesOf(ahlers)).toMatchObject([{ nachname: 'Ceesay', lotsinName: 'Jutta Ahlers' }])
  expectOk(await endVertretung(web.db, ahlers.actor, { id: vertretung }))
  expect(await linesOf(deppe)).toEqual([])
})

test('her own case stays her own, and whoever stands in for nobody is not asked', async () => {
  await deppe.post('/cases/new', { ...newCase, guide: deppe.actor.userId })
  expect(await linesOf(ahlers)).toEqual([])
  expect((await pageOf(await ahlers.get('/cases/new'))).text).not.toContain('Wer begleitet den Fall?')
})

test('a Leitung who stands in for a Lotsin opens one for her, in her unit, and none for herself', async () => {
  expectOk(await endVertretung(web.db, ahlers.actor, { id: vertretung }))
  expect((await kortmann.get('/cases/new')).status).toBe(403)
  await deputise(kortmann)
  expect((await pageOf(await kortmann.get('/cases'))).text).toContain('Fall anlegen')
  await kortmann.post('/cases/new', { ...newCase, guide: ahlers.actor.userId })
  expect(await linesOf(ahlers)).toHaveLength(1)
  const { deputyships: _, ...herself } = await web.actor(kortmann.actor.userId)
  expect(await createCase(web.db, herself, { input: caseInput() })).toMatchObject({ problem: 'forbidden' })
  expect(openingActors(herself)).toEqual([])
})

test('once the Vertretung is over, and for anybody else, nothing is opened and nothing typed is lost', async () => {
  const guide = ahlers.actor.userId
  expectOk(await endVertretung(web.db, ahlers.actor, { id: vertretung }))
  const refused = await deppe.post('/cases/new', { ...newCase, guide })
  expect(refused.status).toBe(422)
  const page = await pageOf(refused)
  expect(page.text).toContain('Diese Person vertreten Sie nicht (mehr).')
  expect(Object.fromEntries(page.entries('/cases/new'))).toMatchObject(newCase)
  expect(await linesOf(ahlers)).toEqual([])
})
