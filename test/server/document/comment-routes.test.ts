import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Actor } from '../../../server/auth/auth.ts'
import { richSchema } from '../../../server/blocks/schema.ts'
import { approveDocument } from '../../../server/document/approval-actions.ts'
import { readThreads, startThread } from '../../../server/document/comment-actions.ts'
import { commentsOf } from '../../../server/document/comment-facts.ts'
import type { Document } from '../../../server/document/document.ts'
import { readReview } from '../../../server/document/reviewing.ts'
import { registerShipped } from '../../../server/template/template-actions.ts'
import { readPage } from '../../form-page.ts'
import { expectOk } from '../../house.ts'
import { openWeb, readText, type Web } from '../../web.ts'
import { fullAgreement, fullPaper, read, submit } from './documents.ts'
import { issue } from './issuing.ts'

let web: Web
type Visitor = Awaited<ReturnType<Web['visitor']>>
let vosskamp: Visitor
let siebert: Visitor
let kortmann: Actor
let paper: Document

beforeEach(async () => {
  web = await openWeb()
  expectOk(await registerShipped(web.db))
  vosskamp = await web.visitor('sitzungsdienst', 'Henning Vosskamp')
  siebert = await web.visitor('leitung', 'Uwe Siebert')
  kortmann = await web.user('leitung', 'Dr. Sabine Kortmann')
  paper = await fullPaper(web, siebert.actor)
})
afterEach(() => web.close())

const comments = () => `/documents/${paper.id}/comments`
const part = { 'HX-Request': 'true' }
const threads = () => readThreads(web.db, vosskamp.actor, paper.id)

/** The document as somebody opens it to write: from then on its text has versions. */
const open = async (visitor: Visitor) => expect((await visitor.get(`/documents/${paper.id}/draft`)).status).toBe(200)

const place = 'sachdarstellung'

async function textNow() {
  const state = await web.writing.state(paper.id)
  const doc = state?.texts.get(place)?.doc
  if (!state || !doc) throw new Error('The text is not open.')
  return { version: state.version, doc }
}

/** Where words stand now in the text. */
async function passageOf(words: string) {
  const { version, doc } = await textNow()
  let from = -1
  doc.descendants((node, position) => {
    const index = node.isText ? (node.text ?? '').indexOf(words) : -1
    if (from < 0 && index >= 0) from = position + index
  })
  if (from < 0) throw new Error(`„${words}“ does not stand there.`)
  return { version, from, to: from + words.length }
}

/** Replaces words, as somebody does who types. */
async function type(by: Visitor, words: string, replacement: string) {
  const { version, from, to } = await passageOf(words)
  const slice = replacement === '' ? undefined : { content: [richSchema.text(replacement).toJSON()] }
  const step = { stepType: 'replace', from, to, ...(slice ? { slice } : {}) }
  const change = { kind: 'text', place, steps: [step] } as const
  const id = crypto.randomUUID()
  expect(await web.writing.commit(paper.id, by.actor.ref, { id, base: version, seen: version, change })).toMatchObject({
    kind: 'done',
  })
}

const asForm = (values: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]))

async function shownThreads(visitor: Visitor) {
  const review = await readReview(web.db, visitor.actor, paper.id)
  if (!review) throw new Error(`${visitor.actor.name} does not see the paper.`)
  return (await commentsOf({ db: web.db, writing: web.writing }, { actor: visitor.actor, ...review })).threads
}

test('without script a comment is chosen a place, sent, answered and done, each time back on the page it came from', async () => {
  const page = readPage(await (await vosskamp.get(`/documents/${paper.id}/draft`)).text())
  expect(page.faults()).toEqual([])
  const form = { ...Object.fromEntries(page.entries(comments())), place: 'beratungsgegenstand', text: 'Kürzer, bitte.' }
  const sent = await vosskamp.post(comments(), form)
  const [thread] = await threads()
  expect(sent.headers.get('Location')).toBe(`/documents/${paper.id}/draft?view=comments#kommentar-${thread?.id}`)
  const here = `${comments()}/${thread?.id}`
  const answered = await siebert.post(`${here}/entries`, { origin: 'approvals', text: 'Gern.\nSo?' })
  expect(answered.headers.get('Location')).toBe(`/documents/${paper.id}/approvals#kommentar-${thread?.id}`)
  expect((await vosskamp.post(`${here}/resolutions`)).status).toBe(303)
  const text = await readText(await siebert.get(comments()))
  for (const words of ['Kommentare (0)', 'Kürzer, bitte.', 'Gern.', 'Erledigt von Henning Vosskamp', 'Wieder öffnen'])
    expect(text).toContain(words)
  expect((await siebert.post(`${here}/reopenings`)).status).toBe(303)
  expect(await readText(await vosskamp.get(`/documents/${paper.id}/draft`))).toContain('Kommentare (1)')
  const trail = await readText(await vosskamp.get(`/documents/${paper.id}/trail`))
  for (const sentence of [
    'Henning Vosskamp hat das Dokument kommentiert.',
    'Uwe Siebert hat auf einen Kommentar geantwortet.',
    'Henning Vosskamp hat einen Kommentar als erledigt gekennzeichnet.',
    'Uwe Siebert hat einen erledigten Kommentar wieder geöffnet.',
  ])
    expect(trail).toContain(sentence)
  expect(trail).not.toContain('Kürzer, bitte.')
})

test('a refused comment comes back as it was typed, with a sentence at its field; with script the comments alone', async () => {
  const refused = await vosskamp.post(comments(), { origin: 'draft', place: 'nirgends', text: 'Hier?', quote: 'dort' })
  expect(refused.status).toBe(422)
  const page = readPage(await refused.text())
  expect(page.faults()).toEqual([])
  expect(page.describedBy('place')).toContain('Wählen Sie eine aus der Liste.')
  expect(Object.fromEntries(page.entries(comments()))).toMatchObject({ text: 'Hier?', quote: 'dort' })
  const answer = await vosskamp.post(comments(), { origin: 'draft', text: ' ' }, part)
  const html = await answer.text()
  expect([answer.status, html.includes('<html'), html.includes('Schreiben Sie, was')]).toEqual([422, false, true])
  expect(await threads()).toEqual([])
})

test('a comment on a passage takes its words from the text and goes along with it', async () => {
  await open(vosskamp)
  const anchor = await passageOf('ruhige Räume')
  await type(siebert, 'Die Abteilung', 'Die große Abteilung')
  const sent = { ...anchor, place, quote: 'erfunden', text: 'Wie viele?' }
  expect((await vosskamp.post(comments(), asForm(sent), part)).status).toBe(200)
  const [thread] = await threads()
  expect(thread?.quote).toBe('ruhige Räume')
  await type(siebert, 'brauchen ruhige', 'brauchen sehr ruhige')
  const [shown] = await shownThreads(siebert)
  const { doc, version } = await textNow()
  expect(shown).toMatchObject({ isLost: false, passage: { version }, quote: 'ruhige Räume' })
  const { from = 0, to = 0 } = shown?.passage ?? {}
  expect(doc.textBetween(from, to)).toBe(' Räume')
})

test('a comment whose passage is deleted keeps its words and stands without a place', async () => {
  await open(vosskamp)
  const anchor = await passageOf('ruhige Räume')
  await vosskamp.post(comments(), asForm({ ...anchor, place, text: 'Wie viele?' }))
  await type(siebert, 'Gespräche mit ', '')
  await type(siebert, ' brauchen ruhige Räume, die es dort nicht gibt.', '')
  expect(await shownThreads(vosskamp)).toMatchObject([{ isLost: true, passage: null, quote: 'ruhige Räume' }])
  expect(await readText(await vosskamp.get(comments()))).toContain('Ohne Stelle (1)')
})

test('words typed without script are found in the text; words that stand nowhere stay words', async () => {
  await open(vosskamp)
  await vosskamp.post(comments(), { place, quote: 'an drei  Orten', text: 'Welchen?' })
  await vosskamp.post(comments(), { place, quote: 'an vier Orten', text: 'Welchen?' })
  expect(await shownThreads(vosskamp)).toMatchObject([
    { quote: 'an vier Orten', isLost: false, passage: null },
    { quote: 'an drei Orten', isLost: false, passage: { from: expect.any(Number) } },
  ])
})

test('positions that are made up do no harm', async () => {
  await open(vosskamp)
  const wrong = [
    { version: 99, from: 1, to: 5 },
    { version: 0, from: 5, to: 5 },
    { version: 0, from: 1, to: 99_999_999 },
    { version: -1, from: -5, to: 'x' },
    { version: '1e99', from: 'NaN', to: '' },
  ]
  for (const each of wrong) {
    const sent = { ...each, place, quote: 'Worte', text: 'Hm.' }
    expect((await vosskamp.post(comments(), asForm(sent))).status, JSON.stringify(each)).toBe(303)
  }
  expect(await threads()).toMatchObject(wrong.map(() => ({ quote: 'Worte', passage: null })))
})

test('a passage is stored anew when the log has gone on for long', async () => {
  await open(vosskamp)
  await vosskamp.post(comments(), asForm({ ...(await passageOf('ruhige Räume')), place, text: 'Wie viele?' }))
  for (let count = 0; count <= 300; count++) await type(siebert, 'Die ', 'Die ')
  const before = (await threads())[0]?.passage
  await shownThreads(siebert)
  const after = (await threads())[0]?.passage
  expect([before?.version, after?.version]).toEqual([0, (await textNow()).version])
})

test('a comment on a row stays with the row, and has no place when the row is gone', async () => {
  const [, second] = paper.values.beratungsfolge as readonly { id: string }[]
  await vosskamp.post(comments(), { place: `beratungsfolge.${second?.id}.top`, text: 'Stimmt der?' })
  const label = async () => (await shownThreads(vosskamp))[0]?.label
  expect(await label()).toMatch(/ 2: /)
  await open(siebert)
  const change = { kind: 'row-removed', place: 'beratungsfolge', id: second?.id ?? '' } as const
  const { version } = await textNow()
  const id = crypto.randomUUID()
  await web.writing.commit(paper.id, siebert.actor.ref, { id, base: version, seen: version, change })
  expect(await shownThreads(vosskamp)).toMatchObject([{ isLost: true, label: expect.stringMatching(/ 2: /) }])
})

test('everybody with the document open hears that something was said', async () => {
  await open(vosskamp)
  const heard: string[] = []
  const { actor } = siebert
  const session = await web.writing.join(paper.id, {
    person: actor,
    rights: async () => ({ mode: 'comment', author: actor.ref }),
    send: (text) => heard.push(JSON.parse(text).type),
    drained: async () => {},
    close: () => {},
  })
  await session.receive({ type: 'hello', client: 'x', version: null })
  await vosskamp.post(comments(), { place, text: 'Gut.' })
  await expect.poll(() => heard).toContain('discussion')
  session.leave()
})

test('reviewers find the comments and a form on the page where they decide', async () => {
  const { contentHash } = await submit(web, siebert.actor, paper)
  const page = readPage(await (await vosskamp.get(`/documents/${paper.id}/approvals`)).text())
  expect(page.faults()).toEqual([])
  const form = Object.fromEntries(page.entries(comments()))
  expect(form).toMatchObject({ origin: 'approvals', place: '' })
  const sent = await vosskamp.post(comments(), { ...form, text: 'Zum Ganzen: gut.' })
  expect(sent.headers.get('Location')).toMatch(/\/approvals#kommentar-/)
  expect((await read(web, siebert.actor, paper.id)).contentHash).toBe(contentHash)
  const reading = await siebert.get(`/documents/${paper.id}/draft`)
  expect(await readText(reading)).toContain('Zum Ganzen: gut.')
})

test('what is issued shows what was said and takes nothing more', async () => {
  expectOk(await startThread(web.db, siebert.actor, { ...blank(), text: 'Schön.' }))
  const { contentHash } = await submit(web, siebert.actor, paper)
  expectOk(await approveDocument(web.db, kortmann, { id: paper.id, contentHash }))
  await issue(web, siebert.actor, await read(web, siebert.actor, paper.id))
  const text = await readText(await vosskamp.get(comments()))
  expect(text).toContain('Schön.')
  expect(text).not.toContain('Kommentieren')
  expect((await vosskamp.post(comments(), { text: 'Zu spät' })).status).toBe(409)
})

const blank = () => ({ id: paper.id, place: '', passage: null, quote: '' })

test('names are offered only to whoever sees the document, and only of those who see it', async () => {
  const ahlers = await web.visitor('lotsin', 'Jutta Ahlers')
  const names = await (await siebert.get(`${comments()}/people`)).json()
  expect(names).toEqual(['Dr. Sabine Kortmann', 'Henning Vosskamp', 'Uwe Siebert'])
  expect((await ahlers.get(`${comments()}/people`)).status).toBe(404)
  expect((await ahlers.get(comments())).status).toBe(404)
})

test('what people typed is text on the page, never markup', async () => {
  const agreement = await fullAgreement(web, (await web.visitor('lotsin', 'Jutta Ahlers')).actor)
  const text = '<script>alert(1)</script> @Uwe Siebert <b>'
  expectOk(await startThread(web.db, siebert.actor, { ...blank(), id: agreement.id, quote: '"><img>', text }))
  const html = await (await siebert.get(`/documents/${agreement.id}/comments`)).text()
  expect(html).not.toContain('<script>alert')
  expect(html).not.toContain('<img>')
  expect(html).toContain('<b>@Uwe Siebert</b>')
})
