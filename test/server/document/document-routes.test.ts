import { afterEach, beforeEach, expect, test } from 'vitest'
import { closeCase } from '../../../server/casefile/casefile-actions.ts'
import { registerShipped } from '../../../server/template/template-actions.ts'
import { readPage } from '../../form-page.ts'
import { expectOk } from '../../house.ts'
import { openWeb, readText, type Web } from '../../web.ts'
import { caseOf } from '../casefile/cases.ts'
import { emptyAgreement, fullPaper } from './documents.ts'

let web: Web
let ahlers: Awaited<ReturnType<Web['visitor']>>

beforeEach(async () => {
  web = await openWeb()
  expectOk(await registerShipped(web.db))
  ahlers = await web.visitor('lotsin', 'Jutta Ahlers')
})

afterEach(() => web.close())

const aktenzeichen = '32.3-ZV-2026-0163'
const pageOf = async (response: Response | Promise<Response>) => readPage(await (await response).text())

test('an agreement begins in its case, with what the case knows', async () => {
  const { id: caseId } = await caseOf(web, ahlers.actor, { aktenzeichen })
  const page = await pageOf(ahlers.get(`/documents/new?case=${caseId}&template=zielvereinbarung-25b`))
  expect(page.faults()).toEqual([])
  const form = Object.fromEntries(page.entries('/documents'))
  expect(form).toMatchObject({ case: caseId, template: 'zielvereinbarung-25b' })
  const created = await ahlers.post('/documents', form)
  expect(created.status).toBe(303)
  const draft = await readText(await ahlers.get(created.headers.get('Location') ?? ''))
  expect(draft).toContain(aktenzeichen)
  expect(draft).toContain('Der Entwurf ist angelegt.')
})

test('without template or case the form comes back, says what to choose and keeps what was chosen', async () => {
  const { id: caseId } = await caseOf(web, ahlers.actor, { aktenzeichen })
  const noTemplate = await ahlers.post('/documents', { case: caseId })
  expect(noTemplate.status).toBe(422)
  const page = await pageOf(noTemplate)
  expect(page.describedBy('template')).toContain('Wählen Sie eine Dokumentvorlage')
  expect(Object.fromEntries(page.entries('/documents'))).toMatchObject({ case: caseId })
  const noCase = await ahlers.post('/documents', { template: 'zielvereinbarung-25b' })
  expect(noCase.status).toBe(422)
  expect((await pageOf(noCase)).describedBy('case')).toContain('Wählen Sie den Fall')
})

test('nobody begins a document in a case that is not hers', async () => {
  const deppe = await web.visitor('lotsin', 'Malte Deppe')
  const { id: caseId } = await caseOf(web, deppe.actor, { aktenzeichen })
  const refused = await ahlers.post('/documents', { template: 'zielvereinbarung-25b', case: caseId })
  expect(refused.status).toBe(404)
  expect((await ahlers.get(`/cases/${caseId}/documents`)).status).toBe(404)
})

test('a copy begins with the values of the earlier one', async () => {
  const { id } = await emptyAgreement(web, ahlers.actor, aktenzeichen)
  const page = await pageOf(ahlers.get(`/documents/new?copy=${id}`))
  const created = await ahlers.post('/documents', Object.fromEntries(page.entries('/documents')))
  expect(created.status).toBe(303)
  expect(created.headers.get('Location')).not.toContain(id)
  expect((await ahlers.get('/documents/new?copy=gibt-es-nicht')).status).toBe(404)
})

test('the list shows what somebody may see, by state, kind, case and words', async () => {
  const { id, title, caseId } = await emptyAgreement(web, ahlers.actor, aktenzeichen)
  const clerk = await web.visitor('sitzungsdienst', 'Henning Vosskamp')
  const paper = await fullPaper(web, clerk.actor)
  const mine = await pageOf(ahlers.get('/documents'))
  expect(mine.faults()).toEqual([])
  expect(mine.all('a', { href: `/documents/${id}` })).toHaveLength(1)
  expect(mine.all('a', { href: `/documents/${paper.id}` })).toHaveLength(0)
  const theirs = await pageOf(clerk.get('/documents?kind=paper'))
  expect(theirs.all('a', { href: `/documents/${paper.id}` })).toHaveLength(1)
  expect(theirs.text).not.toContain(title)
  for (const [query, count] of [
    ['state=draft', 1],
    ['state=issued', 0],
    ['kind=paper', 0],
    [`case=${caseId}`, 1],
    ['mine=1', 1],
    [`q=${encodeURIComponent(title.split(' ').at(-1) ?? '')}`, 1],
    ['q=gibtesnicht', 0],
    ['page=99&state=quatsch', 1],
  ] as const) {
    const page = await pageOf(ahlers.get(`/documents?${query}`))
    expect([query, page.all('a', { href: `/documents/${id}` }).length]).toEqual([query, count])
  }
  expect((await pageOf(ahlers.get('/documents?state=issued'))).text).toContain('Kein Dokument passt zu dieser Auswahl')
})

test('the list of one case says which, also once that is closed, and names no case of others', async () => {
  const { caseId } = await emptyAgreement(web, ahlers.actor, aktenzeichen)
  expectOk(await closeCase(web.db, ahlers.actor, { id: caseId ?? '' }))
  const chosen = async (id: string | null) =>
    Object.fromEntries((await pageOf(ahlers.get(`/documents?case=${id}`))).entries('/documents')).case
  expect(await chosen(caseId)).toBe(caseId)
  const deppe = await web.visitor('lotsin', 'Malte Deppe')
  const foreign = await caseOf(web, deppe.actor, { aktenzeichen: '32.3-ZV-2026-0999' })
  expect(await chosen(foreign.id)).toBeUndefined()
})

test('an empty list says why, and where to begin', async () => {
  const page = await pageOf(ahlers.get('/documents'))
  expect(page.text).toContain('Noch keine Dokumente')
  expect(page.all('a', { href: '/documents/new' }).length).toBeGreaterThan(0)
})

test('the documents of a case are a part of its page, and a page of their own without script', async () => {
  const { id, caseId } = await emptyAgreement(web, ahlers.actor, aktenzeichen)
  expect((await pageOf(ahlers.get(`/cases/${caseId}`))).all('a', { href: `/cases/${caseId}/documents` })).toHaveLength(
    1,
  )
  const whole = await pageOf(ahlers.get(`/cases/${caseId}/documents`))
  expect(whole.all('h1')).toHaveLength(1)
  expect(whole.all('a', { href: `/documents/${id}` })).toHaveLength(1)
  const asked = { 'HX-Request': 'true', 'HX-Request-Type': 'partial' }
  const part = await pageOf(ahlers.get(`/cases/${caseId}/documents`, asked))
  expect(part.all('h1')).toHaveLength(0)
  expect(part.all('a', { href: `/documents/${id}` })).toHaveLength(1)
})

test('discarding asks first, and the draft leaves the list but not the house', async () => {
  const { id } = await emptyAgreement(web, ahlers.actor, aktenzeichen)
  expect((await ahlers.get(`/documents/${id}`)).headers.get('Location')).toBe(`/documents/${id}/draft`)
  const asked = await pageOf(ahlers.get(`/documents/${id}/discards`))
  expect(asked.all('form', { action: `/documents/${id}/discards` })).toHaveLength(1)
  expect((await ahlers.post(`/documents/${id}/discards`)).status).toBe(303)
  expect((await pageOf(ahlers.get('/documents'))).all('a', { href: `/documents/${id}` })).toHaveLength(0)
  expect((await pageOf(ahlers.get('/documents?state=discarded'))).all('a', { href: `/documents/${id}` })).toHaveLength(
    1,
  )
  expect(await readText(await ahlers.get(`/documents/${id}/draft`))).toContain('Dieser Entwurf ist verworfen.')
  expect((await ahlers.post(`/documents/${id}/discards`)).status).toBe(409)
})

test('the trail of a document tells what happened, in sentences', async () => {
  const { id } = await emptyAgreement(web, ahlers.actor, aktenzeichen)
  const text = await readText(await ahlers.get(`/documents/${id}/trail`))
  expect(text).toContain('Jutta Ahlers hat das Dokument angelegt.')
})

test('the trail of a case also tells what happened to its documents', async () => {
  const { id: caseId } = await caseOf(web, ahlers.actor, { aktenzeichen })
  await ahlers.post('/documents', { case: caseId, template: 'zielvereinbarung-25b' })
  for (const page of [`/cases/${caseId}`, `/cases/${caseId}/trail`]) {
    expect(await readText(await ahlers.get(page))).toMatch(/Jutta Ahlers hat das Dokument „.+“ angelegt\./)
  }
})

test('the start page leads on to the drafts', async () => {
  const { id } = await emptyAgreement(web, ahlers.actor, aktenzeichen)
  const page = await pageOf(ahlers.get('/'))
  expect(page.text).toContain('Weiterarbeiten')
  expect(page.all('a', { href: `/documents/${id}` })).toHaveLength(1)
})
