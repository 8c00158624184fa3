import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { nextAgreement } from '../../../data/demo/template-deeds.ts'
import type { Document } from '../../../server/document/document.ts'
import { moveDocument } from '../../../server/document/template-move-actions.ts'
import { closePrinter } from '../../../server/render/print-aside.ts'
import { registerShipped } from '../../../server/template/template-actions.ts'
import { type ReadPage, readPage } from '../../form-page.ts'
import { expectOk } from '../../house.ts'
import { openWeb, type SignedIn, type Web } from '../../web.ts'
import { publishVersion } from '../template/drafts.ts'
import { fullAgreement, read } from './documents.ts'

const slug = 'zielvereinbarung-25b'
let web: Web
let ahlers: SignedIn
let draft: Document
let form: Record<string, string>

/** A browser without script has the draft open; then somebody moves it to a version without "Sprache der Lesefassung". */
beforeEach(async () => {
  web = await openWeb()
  expectOk(await registerShipped(web.db))
  ahlers = await web.visitor('lotsin', 'Jutta Ahlers')
  draft = await fullAgreement(web, ahlers.actor)
  form = Object.fromEntries((await pageAt()).entries(address()))
  await publishVersion(web, { slug, files: await nextAgreement(), validFrom: '2026-11-23' })
  const { id } = draft
  expectOk(await moveDocument({ db: web.db, writing: web.writing }, ahlers.actor, { id, from: 1, to: 2 }))
})
afterEach(() => web.close())
afterAll(closePrinter)

const address = () => `/documents/${draft.id}/draft`
const pageAt = async (path = address()): Promise<ReadPage> => readPage(await (await ahlers.get(path)).text())
const now = () => read(web, ahlers.actor, draft.id)

test('what was typed into a field that is gone stands on the page, and the rest is saved', async () => {
  const saved = await ahlers.post(address(), { ...form, lesefassung: 'Tigrinya <1>', fassung: '1.1' })
  expect([saved.status, saved.headers.get('Location')]).toEqual([303, `${address()}?done=outdated`])
  expect((await now()).values).toMatchObject({ fassung: '1.1' })
  const page = await pageAt(`${address()}?done=outdated`)
  for (const words of ['nach der vorigen Version der Dokumentvorlage', 'Sprache der Lesefassung', 'Tigrinya <1>'])
    expect(page.text).toContain(words)
  expect(page.text).toContain('Dieses Feld hat die Dokumentvorlage jetzt nicht mehr.')
  expect(page.faults()).toEqual([])
  expect((await pageAt()).all('li', { 'data-kind': 'value' })).toHaveLength(1)
})

test('sent twice it stands there once, and what nobody touched does not stand there at all', async () => {
  for (const _time of [1, 2]) await ahlers.post(address(), { ...form, lesefassung: 'Tigrinya' })
  expect((await pageAt()).all('li', { 'data-kind': 'value' })).toHaveLength(1)
  expect((await ahlers.post(address(), { ...form, fassung: '1.2' })).headers.get('Location')).toMatch(/done=saved$/)
  expect((await pageAt()).all('li', { 'data-kind': 'value' })).toHaveLength(1)
})

test('a button for rows, and a form that is refused, keep it too', async () => {
  const acted = await ahlers.post(address(), { ...form, lesefassung: 'Dari', act: 'add:ziele' })
  expect(readPage(await acted.text()).text).toContain('Dari')
  const refused = await ahlers.post(address(), { ...form, lesefassung: 'Paschtu', 'gespraech.datum': 'bald' })
  expect(refused.status).toBe(422)
  const page = readPage(await refused.text())
  expect(page.text).toContain('Paschtu')
  const again = Object.fromEntries(page.entries(address()))
  expect((await ahlers.post(address(), { ...again, 'gespraech.datum': '26.11.2026' })).status).toBe(303)
  expect((await pageAt()).all('li', { 'data-kind': 'value' })).toHaveLength(2)
})

test('such a form is not given to approval: what is saved is read once more', async () => {
  const refused = await ahlers.post(`/documents/${draft.id}/submissions`, { ...form, lesefassung: 'Dari' })
  expect(refused.status).toBe(409)
  const { text } = readPage(await refused.text())
  for (const words of ['Noch nicht zur Freigabe gegeben', 'nach der vorigen Version', 'Dari'])
    expect(text).toContain(words)
  expect(await now()).toMatchObject({ state: 'draft' })
})
