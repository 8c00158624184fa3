import { afterEach, beforeEach, expect, test } from 'vitest'
import { newId } from '../../../server/base/ids.ts'
import type { Document } from '../../../server/document/document.ts'
import { registerShipped } from '../../../server/template/template-actions.ts'
import type { Change } from '../../../server/writing/writing.ts'
import { listUnplaced } from '../../../server/writing/writing-actions.ts'
import { readPage } from '../../form-page.ts'
import { expectOk } from '../../house.ts'
import { openWeb, type SignedIn, type Web } from '../../web.ts'
import { fullPaper } from './documents.ts'

let web: Web
let groth: SignedIn
let vosskamp: SignedIn
let paper: Document

beforeEach(async () => {
  web = await openWeb()
  expectOk(await registerShipped(web.db))
  groth = await web.visitor('sitzungsdienst', 'Marlies Groth')
  vosskamp = await web.visitor('sitzungsdienst', 'Henning Vosskamp')
  paper = await fullPaper(web, groth.actor)
  await groth.get(draft())
})
afterEach(() => web.close())

const draft = () => `/documents/${paper.id}/draft`
const address = () => `/documents/${paper.id}/unplaced`

async function write(by: SignedIn, change: Change, seen?: number): Promise<void> {
  const state = await web.writing.state(paper.id)
  if (!state) throw new Error('Nobody has opened the paper.')
  const base = seen ?? state.version
  await web.writing.commit(paper.id, by.actor.ref, { id: newId(), base, seen: base, change })
}

/** Groth types a title into a row that Vosskamp takes away before he has read it. */
async function loseTitle(): Promise<void> {
  await write(vosskamp, { kind: 'row-added', place: 'anlagen', id: 'r1', after: null })
  await write(groth, { kind: 'value', place: 'anlagen.r1.titel', value: 'Plan <1>' })
  await write(vosskamp, { kind: 'row-removed', place: 'anlagen', id: 'r1' }, 1)
}

const waiting = (by: SignedIn) => listUnplaced(web.db, { documentId: paper.id, userId: by.actor.userId })

test('what a person typed and the document could not take stands on her page, and on nobody else’s', async () => {
  await loseTitle()
  const page = readPage(await (await groth.get(draft())).text())
  for (const words of ['Nicht übernommene Eingaben', 'Anlage: Titel', 'Plan <1>', '1 Eingabe nicht übernommen'])
    expect(page.text).toContain(words)
  expect(page.faults()).toEqual([])
  const [item] = page.all('li', { 'data-kind': 'value' })
  expect(item?.attribs).toMatchObject({
    'data-gone-list': 'anlagen',
    'data-gone-row': 'r1',
    'data-content': 'Plan <1>',
  })
  expect(readPage(await (await vosskamp.get(draft())).text()).text).not.toContain('Plan <1>')
  expect(await (await vosskamp.get(address())).text()).not.toContain('Plan')
})

test('the list comes alone, with its count for the bar', async () => {
  await loseTitle()
  const html = await (await groth.get(address(), { 'HX-Request': 'true' })).text()
  expect(html).toContain('Plan &lt;1&gt;')
  expect(html).toContain('hx-swap-oob')
  expect(html).not.toContain('<html')
})

test('without script an input is put away and the page comes back; doing it again changes nothing', async () => {
  await loseTitle()
  const [item] = await waiting(groth)
  const settlements = `${address()}/${item?.id}/settlements`
  for (const _time of [1, 2]) {
    const done = await groth.post(settlements)
    expect([done.status, done.headers.get('Location')]).toEqual([303, draft()])
  }
  expect(await waiting(groth)).toEqual([])
  expect(readPage(await (await groth.get(draft())).text()).text).not.toContain('Plan <1>')
})

test('nobody puts away what another typed', async () => {
  await loseTitle()
  const [item] = await waiting(groth)
  expect((await vosskamp.post(`${address()}/${item?.id}/settlements`, {}, { 'HX-Request': 'true' })).status).toBe(200)
  expect(await waiting(groth)).toHaveLength(1)
})
