import { afterEach, beforeEach, expect, test } from 'vitest'
import { returnDocument } from '../../../server/document/approval-actions.ts'
import { nameVersion } from '../../../server/document/version-actions.ts'
import { registerShipped } from '../../../server/template/template-actions.ts'
import { readPage } from '../../form-page.ts'
import { expectOk } from '../../house.ts'
import { openWeb, readText, type Web } from '../../web.ts'
import { agreementInput, fullAgreement, read, save, submit, submittedAgreement } from './documents.ts'

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

/** Submitted, returned, and changed since. */
async function changedAfterReturn(): Promise<string> {
  const submitted = await submittedAgreement(web, ahlers.actor)
  expectOk(await returnDocument(web.db, kortmann.actor, { ...submitted, reason: 'Bitte ergänzen.' }))
  const input = agreementInput({ lesefassung: 'Romanes' })
  await save(web, ahlers.actor, { id: submitted.id, baseRevision: 2, input })
  return submitted.id
}

test('the page lists versions with who, when and why, and offers two of them to be compared', async () => {
  const id = await changedAfterReturn()
  const page = await pageOf(ahlers.get(`/documents/${id}/versions`))
  expect(page.faults()).toEqual([])
  expect(page.text).toMatch(/zurückgegeben von Dr\. Sabine Kortmann, 23\.11\.2026, 09:00 Uhr/)
  expect(page.text).toMatch(/zur Freigabe gegeben von Jutta Ahlers/)
  expect(Object.fromEntries(page.entries(`/documents/${id}/comparison`))).toEqual({ from: '2', to: 'now' })
  expect(page.all('a', { href: `/documents/${id}/restorations?revision=2` })).toHaveLength(1)
})

test('the comparison shows values before and after, and the words that changed', async () => {
  const id = await changedAfterReturn()
  const response = await ahlers.get(`/documents/${id}/comparison?from=2&to=now`)
  expect(response.status).toBe(200)
  const page = await pageOf(response)
  expect(page.faults()).toEqual([])
  expect(page.all('ins').length).toBeGreaterThan(0)
  expect(page.text).toContain('neu: Romanes')
  expect(page.text).toContain('Fassung 1 bis 2')
})

test('a comparison with what is not there leads back to the list', async () => {
  const id = await changedAfterReturn()
  for (const query of ['', '?from=2', '?from=99&to=now', '?from=-1&to=2', '?from=now()&to=2', '?from=1e9&to=2']) {
    const response = await ahlers.get(`/documents/${id}/comparison${query}`)
    expect([query, response.headers.get('Location')]).toEqual([query, `/documents/${id}/versions`])
  }
})

test('a version gets a name; without one the form says so and keeps what was typed', async () => {
  const { id } = await fullAgreement(web, ahlers.actor)
  const refused = await ahlers.post(`/documents/${id}/versions`, { name: 'x'.repeat(121) })
  expect(refused.status).toBe(422)
  const page = await pageOf(refused)
  expect(page.faults()).toEqual([])
  expect(page.describedBy('name')).toContain('Der Name ist zu lang')
  const done = await ahlers.post(`/documents/${id}/versions`, { name: 'vor der <b>Abstimmung' })
  expect(done.headers.get('Location')).toBe(`/documents/${id}/versions?done=named`)
  const list = await (await ahlers.get(`/documents/${id}/versions?done=named`)).text()
  expect(list).toContain('als „vor der &lt;b&gt;Abstimmung“ festgehalten')
})

test('an earlier content comes back as the newest one, after a page that says what changes', async () => {
  const id = await changedAfterReturn()
  const before = await read(web, ahlers.actor, id)
  const page = await pageOf(ahlers.get(`/documents/${id}/restorations?revision=2`))
  expect(page.faults()).toEqual([])
  expect(page.text).toContain('entfernt: Romanes')
  const form = Object.fromEntries(page.entries(`/documents/${id}/restorations`))
  const done = await ahlers.post(`/documents/${id}/restorations`, form)
  expect(done.headers.get('Location')).toBe(`/documents/${id}/versions?done=restored`)
  const after = await read(web, ahlers.actor, id)
  expect(after.values.lesefassung).toBe(agreementInput().lesefassung)
  expect(after.revision).toBeGreaterThan(before.revision)
  const list = await pageOf(ahlers.get(`/documents/${id}/versions?view=all`))
  expect(list.all('a', { href: `/documents/${id}/restorations?revision=${before.revision}` })).toHaveLength(1)
  const trail = await readText(await ahlers.get(`/documents/${id}/trail`))
  expect(trail).toContain('Jutta Ahlers hat eine frühere Fassung wiederhergestellt.')
})

test('what lies for approval is compared but neither named nor brought back', async () => {
  const id = await changedAfterReturn()
  await submit(web, ahlers.actor, await read(web, ahlers.actor, id))
  const page = await pageOf(ahlers.get(`/documents/${id}/versions`))
  expect(page.text).not.toContain('Fassung festhalten')
  expect(page.text).not.toContain('wiederherstellen')
  const named = await ahlers.post(`/documents/${id}/versions`, { name: 'doch' })
  expect(named.status).toBe(409)
  const restored = await ahlers.post(`/documents/${id}/restorations`, { revision: '2' })
  expect(restored.status).toBe(409)
  expect(await readText(restored)).toContain('Das ist nicht geschehen.')
})

test('what was only saved is shown on demand', async () => {
  const { id } = await fullAgreement(web, ahlers.actor)
  expectOk(await nameVersion(web.db, ahlers.actor, { id, name: 'erste' }))
  const versions = await pageOf(ahlers.get(`/documents/${id}/versions`))
  expect(versions.text).not.toContain('gespeichert von')
  expect(versions.all('a', { href: `/documents/${id}/versions?view=all` })).toHaveLength(1)
  const all = await readText(await ahlers.get(`/documents/${id}/versions?view=all`))
  expect(all).toContain('gespeichert von Jutta Ahlers')
})

test('the pages of a document lead to its versions and to who wrote it', async () => {
  const { id } = await submittedAgreement(web, ahlers.actor)
  const page = await pageOf(ahlers.get(`/documents/${id}/draft`))
  for (const noun of ['versions', 'authorship']) {
    expect(page.all('a', { href: `/documents/${id}/${noun}` })).toHaveLength(1)
  }
})

test('the trail of a case calls each document by its title', async () => {
  const { id, caseId, title } = await submittedAgreement(web, ahlers.actor)
  const trail = await readText(await ahlers.get(`/cases/${caseId}/trail`))
  expect(trail).toContain(`Jutta Ahlers hat das Dokument „${title}“ zur Freigabe gegeben.`)
  expect(trail).toMatch(/Jutta Ahlers hat im Dokument „.+“ \d+ Angaben geändert\./)
  expect(await readText(await ahlers.get(`/documents/${id}/trail`))).toContain('hat das Dokument zur Freigabe gegeben.')
})
