import { afterEach, beforeEach, expect, test } from 'vitest'
import { approveDocument, returnDocument } from '../../../server/document/approval-actions.ts'
import { registerShipped } from '../../../server/template/template-actions.ts'
import { readPage } from '../../form-page.ts'
import { expectOk } from '../../house.ts'
import { openWeb, type Visitor, type Web } from '../../web.ts'
import { emptyAgreement, fullAgreement, read, submittedAgreement } from './documents.ts'

let web: Web
let ahlers: Awaited<ReturnType<Web['visitor']>>
let kortmann: Awaited<ReturnType<Web['visitor']>>

beforeEach(async () => {
  web = await openWeb()
  expectOk(await registerShipped(web.db))
  ahlers = await web.visitor('lotsin', 'Jutta Ahlers')
  kortmann = await web.visitor('leitung', 'Dr. Sabine Kortmann')
})

afterEach(() => web.close())

const pageOf = async (response: Response | Promise<Response>) => readPage(await (await response).text())

/** The form as it stands on the page, with some fields filled in. */
async function formOf(visitor: Visitor, id: string, filledIn: Readonly<Record<string, string>> = {}) {
  const page = await pageOf(visitor.get(`/documents/${id}/draft`))
  return { ...Object.fromEntries(page.entries(`/documents/${id}/draft`)), ...filledIn }
}

test('a draft shows the form and beside it the paper, with a marked way to each value that is missing', async () => {
  const { id } = await emptyAgreement(web, ahlers.actor)
  const response = await ahlers.get(`/documents/${id}/draft`)
  expect(response.status).toBe(200)
  const page = await pageOf(response)
  expect(page.faults()).toEqual([])
  expect(page.all('h1')).toHaveLength(1)
  expect(page.all('article')).toHaveLength(1)
  const gap = page.all('a', { 'data-gap': 'gespraech.datum' })[0]
  expect(gap?.attribs.href).toBe('?view=form#feld-gespraech-datum')
  expect(page.text).toContain('Angaben fehlen')
  expect(page.text).toContain('Entwurf – nicht unterschreiben')
  expect(page.all('button').every(({ attribs }) => attribs.disabled === undefined)).toBe(true)
})

test('saving leads back to the draft, and what was typed stands there and in the trail', async () => {
  const { id } = await emptyAgreement(web, ahlers.actor)
  const saved = await ahlers.post(
    `/documents/${id}/draft`,
    await formOf(ahlers, id, { 'gespraech.datum': '26.11.2026' }),
  )
  expect(saved.status).toBe(303)
  expect(saved.headers.get('Location')).toBe(`/documents/${id}/draft?done=saved`)
  expect(await formOf(ahlers, id)).toMatchObject({ 'gespraech.datum': '26.11.2026' })
  expect(await web.eventsOf(id)).toEqual(['document.created', 'document.saved'])
})

test('what cannot be saved comes back as it was typed, with a sentence at its field', async () => {
  const { id } = await emptyAgreement(web, ahlers.actor)
  const form = await formOf(ahlers, id, { 'gespraech.datum': 'morgen früh', fassung: '1.7' })
  const refused = await ahlers.post(`/documents/${id}/draft`, form)
  expect(refused.status).toBe(422)
  const page = await pageOf(refused)
  expect(page.faults()).toEqual([])
  expect(Object.fromEntries(page.entries(`/documents/${id}/draft`))).toMatchObject({
    'gespraech.datum': 'morgen früh',
    fassung: '1.7',
  })
  expect(page.describedBy('gespraech.datum')).toContain('Geben Sie Tag, Monat und Jahr an')
  expect(await web.eventsOf(id)).toEqual(['document.created'])
})

test('a row is added without script and without saving, and nothing typed is lost', async () => {
  const { id } = await emptyAgreement(web, ahlers.actor)
  const form = await formOf(ahlers, id, { fassung: '1.7', act: 'add:ziele' })
  const response = await ahlers.post(`/documents/${id}/draft`, form)
  expect(response.status).toBe(200)
  const entries = Object.fromEntries((await pageOf(response)).entries(`/documents/${id}/draft`))
  expect(entries).toMatchObject({ fassung: '1.7', 'ziele[0].titel': '' })
  expect(await web.eventsOf(id)).toEqual(['document.created'])
})

test('the tabs of a phone keep what was typed', async () => {
  const { id } = await emptyAgreement(web, ahlers.actor)
  const response = await ahlers.post(
    `/documents/${id}/draft`,
    await formOf(ahlers, id, { fassung: '1.7', act: 'view:paper' }),
  )
  const page = await pageOf(response)
  expect(page.all('div', { 'data-tab': 'paper' })).toHaveLength(1)
  expect(Object.fromEntries(page.entries(`/documents/${id}/draft`))).toMatchObject({ fassung: '1.7' })
})

test('what is missing is listed on demand, each a way to its field, with what was typed', async () => {
  const { id } = await emptyAgreement(web, ahlers.actor)
  const response = await ahlers.post(
    `/documents/${id}/draft`,
    await formOf(ahlers, id, { fassung: '1.7', act: 'missing' }),
  )
  const page = await pageOf(response)
  expect(response.status).toBe(200)
  expect(page.all('a', { href: '#feld-gespraech-datum' })).toHaveLength(1)
  expect(Object.fromEntries(page.entries(`/documents/${id}/draft`))).toMatchObject({ fassung: '1.7' })
})

test('the preview shows what is typed, also while a date is half written, and saves nothing', async () => {
  const { id } = await emptyAgreement(web, ahlers.actor)
  const form = await formOf(ahlers, id, { fassung: '1.7', 'gespraech.datum': '26.1' })
  const response = await ahlers.post(`/documents/${id}/previews`, form, {
    'HX-Request': 'true',
    'HX-Request-Type': 'partial',
  })
  expect(response.status).toBe(200)
  const page = await pageOf(response)
  expect(page.all('html')).toHaveLength(0)
  expect(page.text).toContain('1.7')
  expect(page.text).toContain('Noch nicht lesbar und deshalb nicht auf dem Papier: Gespräch: Datum')
  expect(page.all('ol', { id: 'abschnitte', 'hx-swap-oob': 'true' })).toHaveLength(1)
  expect(await web.eventsOf(id)).toEqual(['document.created'])
})

test('two people in different fields both keep what they typed', async () => {
  const { id } = await emptyAgreement(web, ahlers.actor)
  const mine = await formOf(ahlers, id, { fassung: '1.7' })
  const theirs = await formOf(kortmann, id, { 'gespraech.ort': 'Raum 1.114' })
  await kortmann.post(`/documents/${id}/draft`, theirs)
  const saved = await ahlers.post(`/documents/${id}/draft`, mine)
  expect(saved.headers.get('Location')).toContain('done=merged')
  expect(await formOf(ahlers, id)).toMatchObject({ fassung: '1.7', 'gespraech.ort': 'Raum 1.114' })
})

test('two people in the same field decide between both values, and nothing is saved before', async () => {
  const { id } = await emptyAgreement(web, ahlers.actor)
  const mine = await formOf(ahlers, id, { fassung: '1.7', 'gespraech.ort': 'bei mir' })
  await kortmann.post(`/documents/${id}/draft`, await formOf(kortmann, id, { fassung: '2.0' }))
  const conflict = await ahlers.post(`/documents/${id}/draft`, mine)
  expect(conflict.status).toBe(409)
  const page = await pageOf(conflict)
  expect(page.faults()).toEqual([])
  expect(page.text).toContain('Angabe von Dr. Sabine Kortmann: 2.0')
  expect(page.text).toContain('Meine Angabe: 1.7')
  const undecided = Object.fromEntries(page.entries(`/documents/${id}/merges`))
  const again = await ahlers.post(`/documents/${id}/merges`, undecided)
  expect(again.status).toBe(422)
  expect(readPage(await again.text()).text).toContain('Wählen Sie, welche Angabe gelten soll.')
  const decided = await ahlers.post(`/documents/${id}/merges`, { ...undecided, 'choice:fassung': 'mine' })
  expect(decided.status).toBe(303)
  expect(await formOf(ahlers, id)).toMatchObject({ fassung: '1.7', 'gespraech.ort': 'bei mir' })
})

test('"Zur Freigabe geben" saves first and then says what is missing, each a way to its field', async () => {
  const { id } = await emptyAgreement(web, ahlers.actor)
  const form = await formOf(ahlers, id, { 'gespraech.ort': 'Raum 1.114' })
  const refused = await ahlers.post(`/documents/${id}/submissions`, form)
  expect(refused.status).toBe(422)
  const page = await pageOf(refused)
  expect(page.faults()).toEqual([])
  expect(page.all('a', { href: '#feld-gespraech-datum' })).toHaveLength(1)
  expect(page.text).toContain('Noch nicht zur Freigabe gegeben')
  expect(await formOf(ahlers, id)).toMatchObject({ 'gespraech.ort': 'Raum 1.114' })
  expect(await web.eventsOf(id)).toEqual(['document.created', 'document.saved'])
})

test('a complete draft goes to approval in one click, and back by another', async () => {
  const { id } = await fullAgreement(web, ahlers.actor)
  const submitted = await ahlers.post(`/documents/${id}/submissions`, await formOf(ahlers, id))
  expect(submitted.status).toBe(303)
  const waiting = await pageOf(ahlers.get(`/documents/${id}/draft?done=submitted`))
  expect(waiting.text).toContain('In Freigabe')
  expect(waiting.text).toContain('Das Dokument liegt jetzt zur Freigabe vor.')
  expect(waiting.all('form', { action: `/documents/${id}/recalls` })).toHaveLength(1)
  expect((await ahlers.post(`/documents/${id}/recalls`)).status).toBe(303)
  expect((await read(web, ahlers.actor, id)).state).toBe('draft')
  const twice = await ahlers.post(`/documents/${id}/recalls`)
  expect(twice.status).toBe(409)
})

test('a Leitung finds the way to the decision, and nobody edits what waits for one', async () => {
  const { id } = await submittedAgreement(web, ahlers.actor)
  const page = await pageOf(kortmann.get(`/documents/${id}/draft`))
  expect(page.all('a', { href: `/documents/${id}/approvals` })).toHaveLength(1)
  expect(page.all('form', { id: 'angaben' })).toHaveLength(0)
  const refused = await ahlers.post(`/documents/${id}/draft`, { revision: '2', fassung: '9.9' })
  expect(refused.status).toBe(409)
  expect(readPage(await refused.text()).text).toContain('Holen Sie es zurück')
})

test('where nobody of the unit can decide, the Leitung of another unit is chosen', async () => {
  const brandt = await web.user('leitung', 'Ina Brandt', { unit: '50.1' })
  const { id } = await fullAgreement(web, ahlers.actor)
  const edited = await formOf(kortmann, id, { 'gespraech.ort': 'Raum 1.114' })
  expect((await kortmann.post(`/documents/${id}/draft`, edited)).status).toBe(303)
  const refused = await ahlers.post(`/documents/${id}/submissions`, await formOf(ahlers, id))
  expect(refused.status).toBe(422)
  const page = await pageOf(refused)
  expect(page.faults()).toEqual([])
  expect(page.describedBy('forwardTo')).toContain('Wählen Sie die Leitung einer anderen Einheit.')
  const form = { ...Object.fromEntries(page.entries(`/documents/${id}/draft`)), forwardTo: brandt.userId }
  expect((await ahlers.post(`/documents/${id}/submissions`, form)).status).toBe(303)
  expect((await read(web, brandt, id)).state).toBe('in_approval')
})

test('whoever changes what is approved is told first that the approval ends', async () => {
  const { id, contentHash } = await submittedAgreement(web, ahlers.actor)
  expectOk(await approveDocument(web.db, kortmann.actor, { id, contentHash }))
  expect((await pageOf(ahlers.get(`/documents/${id}/draft`))).all('form', { id: 'angaben' })).toHaveLength(0)
  const page = await pageOf(ahlers.get(`/documents/${id}/draft?edit=yes`))
  expect(page.text).toContain('erlischt die Freigabe')
  expect(page.all('div', { 'data-live': `/documents/${id}` })).toHaveLength(0)
  const form = { ...Object.fromEntries(page.entries(`/documents/${id}/draft`)), fassung: '1.9' }
  expect((await ahlers.post(`/documents/${id}/draft`, form)).status).toBe(303)
  expect(await web.eventsOf(id)).toContain('document.approval_voided')
})

test('a document that was given back opens with the reason', async () => {
  const { id, contentHash } = await submittedAgreement(web, ahlers.actor)
  expectOk(await returnDocument(web.db, kortmann.actor, { id, contentHash, reason: 'Der Kurs beginnt erst im März.' }))
  expect(await (await ahlers.get('/')).text()).toContain('Der Kurs beginnt erst im März.')
  const page = await pageOf(ahlers.get(`/documents/${id}/draft`))
  expect(page.text).toContain('Dr. Sabine Kortmann hat das Dokument am')
  expect(page.text).toContain('„Der Kurs beginnt erst im März.“')
})

test('the draft can be printed to look at, marked as one', async () => {
  const { id } = await emptyAgreement(web, ahlers.actor)
  const response = await ahlers.get(`/documents/${id}/draft.pdf`)
  expect(response.headers.get('Content-Type')).toBe('application/pdf')
  expect(response.headers.get('Content-Disposition')).toBe('inline; filename="entwurf.pdf"')
  expect(new TextDecoder('latin1').decode((await response.arrayBuffer()).slice(0, 5))).toBe('%PDF-')
})

test('what somebody may not see does not exist for her, by whatever address', async () => {
  const { id } = await emptyAgreement(web, ahlers.actor)
  const clerk = await web.visitor('sitzungsdienst', 'Henning Vosskamp')
  const other = await web.visitor('lotsin', 'Malte Deppe')
  for (const visitor of [clerk, other]) {
    for (const path of ['', '/draft', '/draft/form', '/draft.pdf', '/trail', '/discards']) {
      expect((await visitor.get(`/documents/${id}${path}`)).status).toBe(404)
    }
    for (const path of ['/draft', '/previews', '/submissions', '/recalls', '/discards', '/merges']) {
      expect((await visitor.post(`/documents/${id}${path}`, { mine: '{}' })).status).toBe(404)
    }
  }
  const administration = await web.visitor('administration', 'Karin Wolters')
  expect((await administration.get(`/documents/${id}/draft`)).status).toBe(403)
  expect((await web.stranger.get(`/documents/${id}/draft`)).status).toBe(303)
  expect(await web.eventsOf(id)).toEqual(['document.created'])
})

test('a form without a revision or with nonsense is refused, and nothing changes', async () => {
  const { id } = await emptyAgreement(web, ahlers.actor)
  const forms: Record<string, string>[] = [{}, { revision: 'x' }, { revision: '99' }]
  for (const form of forms) expect((await ahlers.post(`/documents/${id}/draft`, form)).status).toBe(409)
  expect((await ahlers.post(`/documents/${id}/merges`, { mine: 'kein JSON' })).status).toBe(400)
  const unknownAct = await ahlers.post(`/documents/${id}/draft`, await formOf(ahlers, id, { act: 'remove:nichts[7]' }))
  expect(unknownAct.status).toBe(200)
  expect(await web.eventsOf(id)).toEqual(['document.created'])
})

test('the page of a draft says where it is written in together, and of which version it is', async () => {
  const { id } = await fullAgreement(web, ahlers.actor)
  const page = await pageOf(ahlers.get(`/documents/${id}/draft`))
  const [split] = page.all('div', { 'data-live': `/documents/${id}` })
  expect(split?.attribs).toMatchObject({ 'data-user': ahlers.actor.userId, 'data-mode': 'write', 'data-version': '0' })
  expect(page.all('form', { id: 'angaben' })[0]?.attribs['data-version']).toBe('0')
  const goal = page.all('div', { 'data-list': 'ziele' })[0]
  expect(goal?.attribs).toMatchObject({ 'data-name': 'ziele', 'data-row-label': 'Ziel' })
  const row = page.all('details', { 'data-name': 'ziele[0]' })[0]?.attribs['data-row']
  expect(page.all('div', { 'data-place': `ziele.${row}.titel`, 'data-name': 'ziele[0].titel' })).toHaveLength(1)
})

test('a form that holds what nobody has stored is saved by hand', async () => {
  const { id } = await emptyAgreement(web, ahlers.actor)
  const form = await formOf(ahlers, id, { act: 'add:ziele' })
  const page = await pageOf(ahlers.post(`/documents/${id}/draft`, form))
  expect(page.all('div', { 'data-live': `/documents/${id}` })).toHaveLength(0)
  expect(page.all('form', { id: 'angaben' })[0]?.attribs['data-version']).toBeUndefined()
})

test('the form alone has what the log has, before any revision does', async () => {
  const { id } = await emptyAgreement(web, ahlers.actor)
  await ahlers.get(`/documents/${id}/draft`)
  const commit = {
    id: 'c1',
    base: 0,
    seen: 0,
    change: { kind: 'value', place: 'gespraech.ort', value: 'Saal' },
  } as const
  expect(await web.writing.commit(id, kortmann.actor.ref, commit)).toMatchObject({ kind: 'done' })
  const response = await ahlers.get(`/documents/${id}/draft/form`)
  const page = await pageOf(response)
  expect(page.all('html')).toHaveLength(0)
  expect(page.all('form', { id: 'angaben' })[0]?.attribs['data-version']).toBe('1')
  expect(Object.fromEntries(page.entries(`/documents/${id}/draft`))).toMatchObject({ 'gespraech.ort': 'Saal' })
  expect(await web.eventsOf(id)).not.toContain('document.saved')
})

test('there is no form alone of what lies for approval', async () => {
  const { id } = await submittedAgreement(web, ahlers.actor)
  expect((await ahlers.get(`/documents/${id}/draft/form`)).status).toBe(404)
})

test('what is missing is marked from what is stored', async () => {
  const { id } = await emptyAgreement(web, ahlers.actor)
  const page = await pageOf(ahlers.get(`/documents/${id}/draft?missing=marked`))
  expect(page.all('a', { href: '#feld-gespraech-datum' })).toHaveLength(1)
  expect(page.all('div', { 'data-live': `/documents/${id}` })).toHaveLength(1)
})
