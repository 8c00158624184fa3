import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { nextAgreement } from '../../../data/demo/template-deeds.ts'
import { transact } from '../../../server/audit/audit.ts'
import { ok } from '../../../server/base/result.ts'
import { approveDocument, recallDocument, submitDocument } from '../../../server/document/approval-actions.ts'
import { createDocument } from '../../../server/document/document-actions.ts'
import { restoreRevision } from '../../../server/document/saving.ts'
import {
  moveDocument,
  readKeptValues,
  readMoveOffer,
  readMovePreview,
} from '../../../server/document/template-move-actions.ts'
import { readComparison } from '../../../server/document/version-actions.ts'
import { closePrinter } from '../../../server/render/print-aside.ts'
import { expectOk } from '../../house.ts'
import { publishVersion } from '../template/drafts.ts'
import { agreementInput, fullAgreement, houseName, read, save } from './documents.ts'
import { openWritingOffice, set, type } from './writing-office.ts'

const slug = 'zielvereinbarung-25b'
let office: Awaited<ReturnType<typeof openWritingOffice>>

beforeEach(async () => {
  office = await openWritingOffice()
})
afterEach(() => office.close())
afterAll(closePrinter)

const publishSecond = async (validFrom = '2026-11-23') =>
  publishVersion(office.house, { slug, files: await nextAgreement(), validFrom })

const move = (id: string, from = 1, to = 2, by = office.ahlers) =>
  moveDocument({ db: office.house.db, writing: office.writing }, by, { id, from, to })

test('a newer version is offered from its first day on, and says what would be different', async () => {
  const { house, ahlers } = office
  const draft = await fullAgreement(house, ahlers)
  expect(await readMoveOffer(house.db, draft)).toEqual({ newer: null, back: null })
  await publishSecond('2026-11-24')
  expect(await readMoveOffer(house.db, draft)).toEqual({ newer: null, back: null })
  house.clock.advanceMinutes(24 * 60)
  expect(await readMoveOffer(house.db, draft)).toEqual({ newer: 2, back: null })
  const preview = await readMovePreview(house.db, ahlers, { id: draft.id, to: 2 })
  expect(preview?.lost.map(({ label }) => label)).toEqual(['Sprache der Lesefassung'])
  expect(preview?.missing.map(({ label }) => label)).toEqual(['Verständigung im Gespräch'])
  expect(preview?.blocks.some(({ change }) => change !== 'same')).toBe(true)
  expect(await read(house, ahlers, draft.id)).toMatchObject({ templateVersion: 1, revision: draft.revision })
})

test('moving keeps every value that has a field, keeps the others too, and going back brings them back', async () => {
  const { house, ahlers } = office
  const draft = await fullAgreement(house, ahlers)
  await publishSecond()
  expectOk(await move(draft.id))
  const moved = await read(house, ahlers, draft.id)
  const { lesefassung, ...rest } = draft.values
  expect(moved).toMatchObject({ templateVersion: 2, revision: draft.revision + 1, contentHash: null })
  expect(moved.values).toEqual(rest)
  expect((await readKeptValues(house.db, moved))?.values).toEqual([
    { place: 'lesefassung', label: 'Sprache der Lesefassung', value: lesefassung },
  ])
  await save(house, ahlers, {
    id: draft.id,
    baseRevision: moved.revision,
    input: { ...rest, verstaendigung: 'deutsch', fassung: '2.0' },
  })
  expect(await readMoveOffer(house.db, await read(house, ahlers, draft.id))).toEqual({ newer: null, back: 1 })
  expectOk(await move(draft.id, 2, 1))
  const back = await read(house, ahlers, draft.id)
  expect(back.templateVersion).toBe(1)
  expect(back.values).toEqual({ ...draft.values, fassung: '2.0' })
  expect(await house.eventsOf(draft.id)).toEqual([
    'document.created',
    'document.saved',
    'document.template_moved',
    'document.saved',
    'document.template_moved',
  ])
  const [, , entry] = (await house.trailOf(draft.id)).reverse()
  expect(entry).toMatchObject({ userId: ahlers.userId, details: { from: 1, to: 2, lost: 1 } })
})

test('what is typed live is settled first, goes on afterwards, and a text keeps its authors', async () => {
  const { house, ahlers, kortmann } = office
  const draft = await fullAgreement(house, ahlers)
  await office.open(ahlers, draft.id)
  await office.write(ahlers, draft.id, set('lesefassung', 'Tigrinya'))
  await office.write(kortmann, draft.id, set('fassung', '1.7'))
  const texts = [...(await office.stateOf(draft.id)).texts.keys()]
  const place = texts[0] ?? ''
  await office.write(kortmann, draft.id, type(place, 'Zuerst: '))
  const { authors } = (await office.stateOf(draft.id)).texts.get(place) ?? {}
  await publishSecond()
  expectOk(await move(draft.id))
  expect((await readKeptValues(house.db, await read(house, ahlers, draft.id)))?.values[0]?.value).toBe('Tigrinya')
  const state = await office.stateOf(draft.id)
  expect(state.texts.get(place)?.authors).toEqual(authors)
  expect(await office.liveValues(draft.id)).toEqual((await read(house, ahlers, draft.id)).values)
  expect(await office.write(ahlers, draft.id, set('verstaendigung', 'deutsch'))).toMatchObject({ kind: 'done' })
  expect(await office.write(ahlers, draft.id, set('lesefassung', 'x'))).toMatchObject({ kind: 'refused' })
  expectOk(await office.settle(draft.id))
  expect((await read(house, ahlers, draft.id)).values).toMatchObject({ verstaendigung: 'deutsch', fassung: '1.7' })
  expectOk(await move(draft.id, 2, 1))
  expect(await office.liveValues(draft.id)).toMatchObject({ lesefassung: 'Tigrinya', fassung: '1.7' })
})

test('whoever has it open is sent away to come again, and what she sends meanwhile waits', async () => {
  const { house, ahlers } = office
  const draft = await fullAgreement(house, ahlers)
  await office.open(ahlers, draft.id)
  const ends: string[] = []
  const messages: { type: string; form?: string }[] = []
  const connection = {
    person: { userId: ahlers.userId, name: ahlers.name },
    rights: async () => ({ mode: 'write' as const, author: ahlers.ref }),
    send: (sent: string) => void messages.push(JSON.parse(sent)),
    drained: async () => undefined,
    close: (end: string) => void ends.push(end),
  }
  const session = await office.writing.join(draft.id, connection)
  await session.receive({ type: 'hello', client: 'eins', version: null })
  const before = messages.find((message) => message.type === 'ready')?.form
  await publishSecond()
  const [moved, written] = await Promise.all([
    move(draft.id),
    office.writing.commit(draft.id, ahlers.ref, {
      id: '01jdaaaaaaaaaaaaaaaaaaaaaa',
      base: 0,
      seen: 0,
      change: set('fassung', '3.1'),
    }),
  ])
  expectOk(moved)
  expect(written.kind).toBe('done')
  expect(ends).toEqual(['restart'])
  messages.length = 0
  const again = await office.writing.join(draft.id, connection)
  await again.receive({ type: 'hello', client: 'eins', version: 0 })
  const after = messages.find((message) => message.type === 'ready')?.form
  expect(before).not.toBe(after)
  expect(await office.liveValues(draft.id)).toMatchObject({ fassung: '3.1' })
  again.leave()
})

test('two who move at once move it once', async () => {
  const { house, ahlers, kortmann } = office
  const draft = await fullAgreement(house, ahlers)
  await publishSecond()
  const both = await Promise.all([move(draft.id), move(draft.id, 1, 2, kortmann)])
  expect(both.filter((done) => done.ok)).toHaveLength(1)
  expect(both.find((done) => !done.ok)).toMatchObject({ problem: 'stale' })
})

test('only drafts are moved, by those who write them, and back only until they are submitted', async () => {
  const { house, ahlers, kortmann, yildiz } = office
  const draft = await fullAgreement(house, ahlers)
  expect(await move(draft.id)).toMatchObject({ problem: 'conflict' })
  await publishSecond()
  expect(await move(draft.id, 1, 2, yildiz)).toMatchObject({ problem: 'not_found' })
  expectOk(await submitDocument(house.db, ahlers, { id: draft.id }))
  expect(await move(draft.id)).toMatchObject({ problem: 'conflict' })
  expectOk(await recallDocument(house.db, ahlers, { id: draft.id }))
  expectOk(await move(draft.id))
  const moved = await read(house, ahlers, draft.id)
  await save(house, ahlers, {
    id: draft.id,
    baseRevision: moved.revision,
    input: { ...moved.values, verstaendigung: 'deutsch' },
  })
  expectOk(await submitDocument(house.db, ahlers, { id: draft.id }))
  const { contentHash } = await read(house, ahlers, draft.id)
  expectOk(await approveDocument(house.db, kortmann, { id: draft.id, contentHash: contentHash ?? '' }))
  expect(await move(draft.id, 2, 1)).toMatchObject({ problem: 'conflict' })
})

test('an earlier content is compared and brought back across versions', async () => {
  const { house, ahlers } = office
  const draft = await fullAgreement(house, ahlers)
  await publishSecond()
  expectOk(await move(draft.id))
  const moved = await read(house, ahlers, draft.id)
  await save(house, ahlers, { id: draft.id, baseRevision: moved.revision, input: { ...moved.values, fassung: '9.0' } })
  const compared = await readComparison(house.db, ahlers, { id: draft.id, revisions: [2, 'now'] })
  expect(compared?.values.map(({ path }) => path)).toEqual(['fassung'])
  expect(compared?.blocks.some(({ change }) => change !== 'same')).toBe(true)
  expectOk(await restoreRevision(house.db, ahlers, { id: draft.id, revision: 2 }))
  expect(await read(house, ahlers, draft.id)).toMatchObject({ templateVersion: 2, values: moved.values })
})

test('new drafts take the new version at once, old ones stay', async () => {
  const { house, ahlers } = office
  const draft = await fullAgreement(house, ahlers)
  await publishSecond()
  const next = expectOk(await createDocument(house.db, ahlers, { slug, caseId: draft.caseId ?? '', houseName }))
  expect(await read(house, ahlers, next.id)).toMatchObject({ templateVersion: 2 })
  expect(
    await save(house, ahlers, {
      id: draft.id,
      baseRevision: draft.revision,
      input: agreementInput({ fassung: '5.0' }),
    }),
  ).toMatchObject({
    templateVersion: 1,
  })
})

test.each([
  'UPDATE document_move SET to_version = 1',
  'DELETE FROM document_move',
  'INSERT OR REPLACE INTO document_move SELECT document_id, revision, from_version, 3, to_hash, user_id, at FROM document_move',
])('the database refuses to change a move: %s', async (sql) => {
  const { house, ahlers } = office
  const draft = await fullAgreement(house, ahlers)
  await publishSecond()
  expectOk(await move(draft.id))
  const entry = { by: ahlers.ref, event: 'document.forged', subject: 'x' } as const
  await expect(transact(house.db, entry, async (tx) => ok(await tx.run(sql)))).rejects.toThrow('move')
})
