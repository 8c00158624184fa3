import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import type { Actor } from '../../../server/auth/auth.ts'
import { newId } from '../../../server/base/ids.ts'
import { submitDocument } from '../../../server/document/approval-actions.ts'
import type { Document } from '../../../server/document/document.ts'
import { createDocument } from '../../../server/document/document-actions.ts'
import type { ParticipantMode } from '../../../server/document/participant.ts'
import { inviteParticipant, uninviteParticipant } from '../../../server/document/participant-actions.ts'
import {
  acceptSuggestion,
  decideAll,
  dropSuggestion,
  openSuggestions,
  suggestChange,
} from '../../../server/document/suggestion-actions.ts'
import type { Values } from '../../../server/fields/fields.ts'
import { expectOk } from '../../house.ts'
import { at, docOf, htmlOf } from '../writing/texts.ts'
import { fullPaper, houseName, save } from './documents.ts'
import { approved, issue } from './issuing.ts'
import { openWritingOffice, type } from './writing-office.ts'

const place = 'sachdarstellung'
const begun = '<p>Das alte Haus steht leer.</p><p>Es kostet viel.</p>'

let office: Awaited<ReturnType<typeof openWritingOffice>>
let ports: { db: typeof office.house.db; writing: typeof office.writing }
let paper: Document

beforeEach(async () => {
  office = await openWritingOffice()
  const { house, writing, vosskamp, ahlers } = office
  ports = { db: house.db, writing }
  paper = await fullPaper(house, vosskamp)
  const input: Values = { ...paper.values, [place]: begun }
  paper = await save(house, vosskamp, { id: paper.id, baseRevision: paper.revision, input })
  await office.open(vosskamp, paper.id)
  await invite(ahlers, 'suggest')
})
afterEach(() => office.close())

const invite = async ({ userId }: Actor, mode: ParticipantMode) =>
  expectOk(await inviteParticipant(office.house.db, office.vosskamp, { id: paper.id, userId, mode }))

async function textNow() {
  const { version, texts } = await office.stateOf(paper.id)
  return { version, doc: texts.get(place)?.doc ?? docOf('') }
}

const html = async () => htmlOf((await textNow()).doc)

interface Wish {
  readonly from: number
  readonly to: number
  readonly slice: string
}

/** Other words in place of some. */
async function replacing(words: string, by: string): Promise<Wish> {
  const from = at((await textNow()).doc, words)
  const slice =
    by === ''
      ? '{}'
      : JSON.stringify(
          docOf(`<p>${by}</p>`)
            .slice(1, by.length + 1)
            .toJSON(),
        )
  return { from, to: from + words.length, slice }
}

async function send(by: Actor, { slice, ...range }: Wish, suggestionId = newId()) {
  const { version } = await textNow()
  const anchor = { place, version, ...range }
  return { suggestionId, done: await suggestChange(ports, by, { id: paper.id, suggestionId, anchor, slice }) }
}

async function suggest(words: string, by: string, who = office.ahlers): Promise<string> {
  const { suggestionId, done } = await send(who, await replacing(words, by))
  expectOk(done)
  return suggestionId
}

const act = (suggestionId: string) => ({ id: paper.id, suggestionId })
const open = () => openSuggestions(ports, paper.id)

test('a proposal stands beside the text; accepted, its words are those of whoever made it', async () => {
  const { house, ahlers, vosskamp, stateOf } = office
  const id = await suggest('alte', 'alteingesessene')
  expect(await html()).toBe(begun)
  expect(await open()).toMatchObject([
    { id, place, userName: 'Jutta Ahlers', quote: 'alte', inserted: 'alteingesessene', label: 'Sachdarstellung' },
  ])
  expectOk(await acceptSuggestion(ports, vosskamp, act(id)))
  expect(await html()).toBe(begun.replace('alte', 'alteingesessene'))
  const { texts } = await stateOf(paper.id)
  expect(texts.get(place)?.authors).toContainEqual({ size: 'ingesessene'.length, by: ahlers.userId })
  expect(await open()).toEqual([])
  const trail = (await house.trailOf(paper.id)).filter(({ event }) => event.startsWith('document.suggest'))
  expect(trail).toMatchObject([
    { event: 'document.suggestion_accepted', userId: vosskamp.userId, details: { suggestion: id } },
    { event: 'document.suggested', userId: ahlers.userId, details: { suggestion: id } },
  ])
})

test('a whole paragraph can be proposed away', async () => {
  const { vosskamp, ahlers } = office
  const { doc } = await textNow()
  const size = doc.child(0).nodeSize
  const away = await send(ahlers, { from: 0, to: size, slice: '{}' })
  expectOk(away.done)
  expect(await open()).toMatchObject([{ quote: 'Das alte Haus steht leer.', inserted: '' }])
  expectOk(await acceptSuggestion(ports, vosskamp, act(away.suggestionId)))
  expect(await html()).toBe('<p>Es kostet viel.</p>')
})

test('words are proposed for a text that nobody wrote in yet, and for no other field', async () => {
  const { house, vosskamp } = office
  const { id } = expectOk(await createDocument(house.db, vosskamp, { slug: 'sitzungsvorlage-kreis', houseName }))
  await office.open(vosskamp, id)
  const source = docOf('<p>Es kommt.</p>')
  const slice = JSON.stringify(source.slice(0, source.content.size).toJSON())
  const wish = (name: string, suggestionId: string) => {
    const anchor = { place: name, version: 0, from: 0, to: 2 }
    return suggestChange(ports, vosskamp, { id, suggestionId, anchor, slice })
  }
  expect(await wish('beratungsgegenstand', 's1')).toMatchObject({ problem: 'conflict' })
  expectOk(await wish(place, 's2'))
  expectOk(await acceptSuggestion(ports, vosskamp, { id, suggestionId: 's2' }))
  expect((await office.liveValues(id))[place]).toBe('<p>Es kommt.</p>')
})

test('rejected or withdrawn, the text is as it was, and it is decided once', async () => {
  const { ahlers, vosskamp } = office
  const rejected = await suggest('alte', 'neue')
  const withdrawn = await suggest('viel', 'wenig')
  expectOk(await dropSuggestion(ports, vosskamp, { ...act(rejected), outcome: 'rejected' }))
  const byOther = await dropSuggestion(ports, vosskamp, { ...act(withdrawn), outcome: 'withdrawn' })
  expect(byOther).toMatchObject({ problem: 'forbidden' })
  expectOk(await dropSuggestion(ports, ahlers, { ...act(withdrawn), outcome: 'withdrawn' }))
  for (const id of [rejected, withdrawn, 'unbekannt'])
    expect(await acceptSuggestion(ports, vosskamp, act(id))).toMatchObject({ problem: 'conflict' })
  expect(await html()).toBe(begun)
})

test('who is invited to comment, or not at all, or no more, proposes nothing, and who proposes decides nothing', async () => {
  const { ahlers, deppe, yildiz, house, vosskamp } = office
  await invite(deppe, 'comment')
  const wish = await replacing('alte', 'neue')
  expect((await send(deppe, wish)).done).toMatchObject({ problem: 'forbidden' })
  expect((await send(yildiz, wish)).done).toMatchObject({ problem: 'not_found' })
  const id = await suggest('alte', 'neue')
  for (const refused of [
    await acceptSuggestion(ports, ahlers, act(id)),
    await dropSuggestion(ports, ahlers, { ...act(id), outcome: 'rejected' }),
    await decideAll(ports, ahlers, { id: paper.id, outcome: 'accepted' }),
    await acceptSuggestion(ports, deppe, act(id)),
  ])
    expect(refused).toMatchObject({ problem: 'forbidden' })
  expect(await acceptSuggestion(ports, yildiz, act(id))).toMatchObject({ problem: 'not_found' })
  expectOk(await uninviteParticipant(house.db, vosskamp, { id: paper.id, userId: ahlers.userId }))
  expect((await send(ahlers, wish)).done).toMatchObject({ problem: 'not_found' })
  const late = await dropSuggestion(ports, ahlers, { ...act(id), outcome: 'withdrawn' })
  expect(late).toMatchObject({ problem: 'not_found' })
  expect(await open()).toHaveLength(1)
})

test('sent twice it is there once; the id of somebody else, or of a commit, is none', async () => {
  const { ahlers, vosskamp } = office
  const wish = await replacing('alte', 'neue')
  const { suggestionId } = await send(ahlers, wish)
  expectOk((await send(ahlers, wish, suggestionId)).done)
  expect(await open()).toHaveLength(1)
  expect((await send(vosskamp, wish, suggestionId)).done).toMatchObject({ ok: false })
  const written = await office.write(vosskamp, paper.id, type(place, 'Ja. '))
  const taken = written.kind === 'done' ? written.commit.id : ''
  expect((await send(ahlers, wish, taken)).done).toMatchObject({ ok: false })
})

test('what is no text of the schema, or stands nowhere, is refused', async () => {
  const { ahlers } = office
  const { from, to } = await replacing('alte', '')
  const script = JSON.stringify({ content: [{ type: 'script', content: [{ type: 'text', text: 'x' }] }] })
  const open99 = JSON.stringify({ content: [{ type: 'text', text: 'x' }], openStart: 99, openEnd: 99 })
  const inside = JSON.stringify({ content: [{ type: 'table', content: [] }] })
  const link = { type: 'text', text: 'x', marks: [{ type: 'link', attrs: { href: 'javascript:alert(1)' } }] }
  for (const slice of ['', '[', script, open99, inside, JSON.stringify({ content: [link] })])
    expect((await send(ahlers, { from, to, slice })).done, slice).toMatchObject({ ok: false })
  for (const range of [
    { from: to, to: from },
    { from: 5, to: 99_999 },
    { from: 5, to: 5 },
  ])
    expect((await send(ahlers, { ...range, slice: '{}' })).done).toMatchObject({ ok: false })
  const long = JSON.stringify({ content: [{ type: 'text', text: 'ä'.repeat(200_000) }] })
  expect((await send(ahlers, { from, to, slice: long })).done).toMatchObject({ ok: false })
  expect(await open()).toEqual([])
})

test('of two that overlap the first is taken; the other stays, without a place, and is named', async () => {
  const { vosskamp } = office
  await suggest('alte Haus', 'Gebäude')
  const second = await suggest('alte', 'neue')
  const { left } = expectOk(await decideAll(ports, vosskamp, { id: paper.id, outcome: 'accepted' }))
  expect(left).toEqual(['Sachdarstellung'])
  expect(await html()).toBe(begun.replace('alte Haus', 'Gebäude'))
  expect(await open()).toMatchObject([{ id: second, passage: null, quote: 'alte', inserted: 'neue' }])
  expect(await acceptSuggestion(ports, vosskamp, act(second))).toMatchObject({ problem: 'conflict' })
  expectOk(await decideAll(ports, vosskamp, { id: paper.id, outcome: 'rejected' }))
  expect(await open()).toEqual([])
})

test('after a crash between words and record it is accepted once, and cannot be rejected', async () => {
  const { ahlers, vosskamp, house } = office
  const id = await suggest('alte', 'neue')
  const { from, to, slice } = await replacing('alte', 'neue')
  const step = { stepType: 'replace', from, to, slice: JSON.parse(slice) }
  const { version } = await textNow()
  const change = { kind: 'text', place, steps: [step] } as const
  await office.writing.commit(paper.id, ahlers.ref, { id, base: version, seen: version, change })
  const refused = await dropSuggestion(ports, vosskamp, { ...act(id), outcome: 'rejected' })
  expect(refused).toMatchObject({ problem: 'conflict' })
  expect(await html()).toBe(begun.replace('alte', 'neue'))
  expect((await house.eventsOf(paper.id)).at(-1)).toBe('document.suggestion_accepted')
})

test('decided at the same moment it is decided once, and the text agrees', async () => {
  const { ahlers, vosskamp } = office
  const id = await suggest('alte', 'neue')
  const done = await Promise.all([
    dropSuggestion(ports, ahlers, { ...act(id), outcome: 'withdrawn' }),
    acceptSuggestion(ports, vosskamp, act(id)),
    acceptSuggestion(ports, vosskamp, act(id)),
  ])
  expect(done.map(({ ok }) => ok)).toEqual([true, false, false])
  expect(await html()).toBe(begun)
})

test('nothing is submitted with open ones, nothing proposed to what lies for approval, and issuing keeps no words', async () => {
  const { house, vosskamp, ahlers } = office
  const id = await suggest('alte', 'geheime')
  const refused = await submitDocument(house.db, vosskamp, { id: paper.id })
  expect(refused).toMatchObject({ fields: [{ path: 'openSuggestions', message: /^1 Vorschlag ist offen\./ }] })
  expectOk(await dropSuggestion(ports, vosskamp, { ...act(id), outcome: 'rejected' }))
  const wish = await replacing('alte', 'neue')
  const done = await approved(house, paper, { clerk: vosskamp, leitung: await landrat() })
  expect((await send(ahlers, wish)).done).toMatchObject({ problem: 'conflict' })
  await issue(house, vosskamp, done)
  const row = z.object({ slice: z.null(), quote: z.literal(''), inserted: z.literal('') })
  expect(await house.db.all(row, 'SELECT slice, quote, inserted FROM suggestion', [])).toHaveLength(1)
})

const landrat = () => office.house.user('leitung', 'Dr. Elisabeth Schwenzow', { unit: '10.2' })

test('all accepted in any order while others write, the text is of the schema; all rejected, it is as it was', async () => {
  const { ahlers, vosskamp } = office
  let seed = 7
  const random = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647
    return seed % below
  }
  for (const outcome of ['rejected', 'accepted'] as const) {
    for (let round = 0; round < 5; round++) {
      for (let count = 0; count < 6; count++) {
        const { doc } = await textNow()
        const from = random(doc.content.size)
        const to = Math.min(doc.content.size, from + 1 + random(12))
        const source = docOf(['<p>Neu</p><ul><li><p>eins</p></li></ul>', '<p>x</p>', '<h2>Kopf</h2>'][random(3)] ?? '')
        const slice = random(3) === 0 ? '{}' : JSON.stringify(source.slice(random(2), source.content.size).toJSON())
        await send(ahlers, { from, to, slice })
      }
      const before = await html()
      const ids = (await open()).map(({ id }) => id).sort(() => random(3) - 1)
      if (outcome === 'rejected') {
        expectOk(await decideAll(ports, vosskamp, { id: paper.id, outcome }))
        expect(await html()).toBe(before)
      }
      for (const id of outcome === 'accepted' ? ids : []) {
        await acceptSuggestion(ports, vosskamp, act(id))
        const { doc } = await textNow()
        doc.check()
        if (doc.child(0).isTextblock) await office.write(vosskamp, paper.id, type(place, 'Ja. '))
      }
      expectOk(await decideAll(ports, vosskamp, { id: paper.id, outcome: 'rejected' }))
      expect(await open()).toEqual([])
    }
  }
})
