import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Document } from '../../../server/document/document.ts'
import { registerShipped } from '../../../server/template/template-actions.ts'
import { expectOk } from '../../house.ts'
import { openWeb, readText, type SignedIn, type Web } from '../../web.ts'
import { fullPaper } from './documents.ts'

let web: Web
let vosskamp: SignedIn
let siebert: SignedIn
let paper: Document

beforeEach(async () => {
  web = await openWeb()
  expectOk(await registerShipped(web.db))
  vosskamp = await web.visitor('sitzungsdienst', 'Henning Vosskamp')
  siebert = await web.visitor('leitung', 'Uwe Siebert')
  await web.user('leitung', 'Dr. Sabine Kortmann')
  paper = await fullPaper(web, siebert.actor)
  await vosskamp.get(`/documents/${paper.id}/draft`)
})
afterEach(() => web.close())

const address = () => `/documents/${paper.id}/suggestions`

/** Proposes the first word of the paper's reasons away. */
const suggest = (key: string) => {
  const form = { place: 'sachdarstellung', version: '0', from: '1', to: '7', slice: '{}' }
  return vosskamp.post(address(), form, { 'Idempotency-Key': key })
}

test('without script a proposal is read, accepted and told of, and sending it again changes nothing', async () => {
  expect([(await suggest('s1')).status, (await suggest('s1')).status]).toEqual([204, 204])
  const page = await readText(await siebert.get(address()))
  for (const words of ['Vorschläge (1)', 'Henning Vosskamp', 'Anlass', 'Annehmen']) expect(page).toContain(words)
  const accepted = await siebert.post(`${address()}/s1/acceptances`)
  expect(accepted.headers.get('Location')).toBe(`/documents/${paper.id}/draft?view=comments#vorschlaege`)
  expect((await siebert.post(`${address()}/s1/acceptances`)).status).toBe(409)
  const trail = await readText(await siebert.get(`/documents/${paper.id}/trail`))
  expect(trail).toContain('Uwe Siebert hat einen Vorschlag angenommen.')
})

test('a submission asks what shall become of open ones, and does it', async () => {
  await suggest('s1')
  const asked = await siebert.post(`/documents/${paper.id}/submissions`)
  expect(asked.status).toBe(422)
  expect(await readText(asked)).toContain('1 Vorschlag ist offen.')
  const done = await siebert.post(`/documents/${paper.id}/submissions`, { openSuggestions: 'rejected' })
  expect(done.headers.get('Location')).toBe(`/documents/${paper.id}/draft?done=submitted`)
  const events = await web.eventsOf(paper.id)
  expect(events.slice(-2)).toEqual(['document.suggestion_rejected', 'document.submitted'])
})
