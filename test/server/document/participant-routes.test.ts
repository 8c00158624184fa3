import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Document } from '../../../server/document/document.ts'
import { registerShipped } from '../../../server/template/template-actions.ts'
import { readPage } from '../../form-page.ts'
import { expectOk } from '../../house.ts'
import { openWeb, readText, type Web } from '../../web.ts'
import { fullAgreement } from './documents.ts'
import { serve } from './live-lines.ts'

let web: Web
type Visitor = Awaited<ReturnType<Web['visitor']>>
let ahlers: Visitor
let deppe: Visitor
let agreement: Document

beforeEach(async () => {
  web = await openWeb()
  expectOk(await registerShipped(web.db))
  ahlers = await web.visitor('lotsin', 'Jutta Ahlers')
  deppe = await web.visitor('lotsin', 'Malte Deppe')
  agreement = await fullAgreement(web, ahlers.actor)
})
afterEach(() => web.close())

const here = () => `/documents/${agreement.id}/participants`
const invite = (mode: string) => ahlers.post(here(), { userId: deppe.actor.userId, mode })

test('the page invites, changes a right and ends an invitation, and the trail tells it', async () => {
  const page = readPage(await (await ahlers.get(here())).text())
  expect(page.faults()).toEqual([])
  expect(page.text).toContain('niemand eingeladen')
  const invited = await invite('suggest')
  expect(invited.headers.get('Location')).toBe(`${here()}?done=invited`)
  const shown = readPage(await (await ahlers.get(`${here()}?done=invited`)).text())
  expect(shown.faults()).toEqual([])
  expect(shown.text).toContain('Die Person ist eingeladen')
  expect((await invite('comment')).status).toBe(303)
  expect((await invite('comment')).status).toBe(409)
  expect((await ahlers.post(`${here()}/${deppe.actor.userId}/ends`)).headers.get('Location')).toBe(
    `${here()}?done=uninvited`,
  )
  const trail = await readText(await ahlers.get(`/documents/${agreement.id}/trail`))
  for (const sentence of [
    'Jutta Ahlers hat Malte Deppe eingeladen, Änderungen vorzuschlagen.',
    'Jutta Ahlers hat Malte Deppe eingeladen, zu kommentieren.',
    'Jutta Ahlers hat die Einladung von Malte Deppe beendet.',
  ])
    expect(trail).toContain(sentence)
})

test('a refused invitation comes back with a sentence at its field', async () => {
  const refused = await ahlers.post(here(), { userId: '', mode: '' })
  expect(refused.status).toBe(422)
  const page = readPage(await refused.text())
  expect(page.faults()).toEqual([])
  expect(page.text).toContain('Wählen Sie eine Person aus der Liste.')
})

test('the invited finds the document on her start page, in the list and nowhere else', async () => {
  expect(await readText(await deppe.get('/'))).not.toContain(agreement.title)
  await invite('write')
  const start = await readText(await deppe.get('/'))
  expect(start).toContain(agreement.title)
  expect(start).toContain('Sie sind eingeladen, an diesem Dokument mitzuarbeiten.')
  expect(await readText(await deppe.get('/documents'))).toContain(agreement.title)
  const draft = await readText(await deppe.get(`/documents/${agreement.id}/draft`))
  expect(draft).toContain('Zur Freigabe geben')
  expect(draft).not.toContain('Entwurf verwerfen')
  expect(draft).not.toContain('Als Vorbild')
  expect(await readText(await deppe.get('/'))).not.toContain('Sie sind eingeladen')
  for (const path of ['', '/documents', '/trail', '/form'])
    expect((await deppe.get(`/cases/${agreement.caseId}${path}`)).status).toBe(404)
})

test('after the end the document is gone from list, page, PDF and everything about it', async () => {
  await invite('write')
  const paths = ['', '/draft', '/draft.pdf', '/trail', '/approvals', '/comments', '/comments/people', '/participants']
  for (const path of paths)
    expect((await deppe.get(`/documents/${agreement.id}${path}`)).status, path).toBeLessThan(400)
  await ahlers.post(`${here()}/${deppe.actor.userId}/ends`)
  for (const path of paths) expect((await deppe.get(`/documents/${agreement.id}${path}`)).status, path).toBe(404)
  expect(await readText(await deppe.get('/documents'))).not.toContain(agreement.title)
})

test('whoever is invited sees who takes part, changes nothing of it, and may leave', async () => {
  await invite('write')
  const page = readPage(await (await deppe.get(here())).text())
  expect(page.text).toContain('Nicht mehr teilnehmen')
  expect(page.all('form', { action: here() })).toEqual([])
  expect((await deppe.post(here(), { userId: ahlers.actor.userId, mode: 'write' })).status).toBe(403)
  expect((await deppe.post(`/documents/${agreement.id}/suggest-only`, { on: 'true' })).status).toBe(403)
  const left = await deppe.post(`${here()}/${deppe.actor.userId}/ends`)
  expect(left.headers.get('Location')).toBe('/documents')
})

test('with only suggestions wanted, others read the draft and comment', async () => {
  await invite('write')
  const on = await ahlers.post(`/documents/${agreement.id}/suggest-only`, { on: 'true' })
  expect(on.headers.get('Location')).toBe(`${here()}?done=suggest-only`)
  const draft = await readText(await deppe.get(`/documents/${agreement.id}/draft`))
  expect(draft).not.toContain('Zur Freigabe geben')
  expect(draft).toContain('Kommentieren')
  expect((await ahlers.post(`/documents/${agreement.id}/suggest-only`, { on: 'true' })).status).toBe(409)
  expect((await ahlers.post(`/documents/${agreement.id}/suggest-only`, { on: '' })).status).toBe(303)
  expect(await readText(await deppe.get(`/documents/${agreement.id}/draft`))).toContain('Zur Freigabe geben')
})

test('a live connection ends with the invitation, and another right counts there at once', async () => {
  await invite('write')
  const served = await serve(web)
  const line = await served.open(deppe, agreement.id)
  const modes = () => line.messages.flatMap((message) => (message.type === 'ready' ? message.mode : []))
  await line.until(() => modes().includes('write'))
  await invite('comment')
  await line.until(() => modes().includes('comment'))
  await ahlers.post(`${here()}/${deppe.actor.userId}/ends`)
  expect((await line.closed).code).toBe(4403)
  await served.serving.stop()
})
