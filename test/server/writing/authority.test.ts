import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'
import { recordWriting, transact } from '../../../server/audit/audit.ts'
import { verifyChain } from '../../../server/audit/verify-chain.ts'
import { ok } from '../../../server/base/result.ts'
import { verifyLog } from '../../../server/writing/commit-chain.ts'
import type { WritingMode } from '../../../server/writing/protocol.ts'
import {
  addUnplaced,
  appendChanges,
  freeze,
  listUnplaced,
  readLive,
  readSettled,
  unfreeze,
  writersSince,
} from '../../../server/writing/writing-actions.ts'
import { documentId, fields, openWritingHouse, type Page, textIn, typed, typing, type WritingHouse } from './writers.ts'

const opened: WritingHouse[] = []

afterEach(async () => {
  for (const house of opened.splice(0)) await house.close()
})

async function open(options: Parameters<typeof openWritingHouse>[0] = {}): Promise<WritingHouse> {
  const house = await openWritingHouse(options)
  opened.push(house)
  return house
}

const stored = async ({ db }: WritingHouse) => textIn(await readLive(db, documentId, fields))
const rowsOf = async ({ db }: WritingHouse, table: string) =>
  (await db.first(z.object({ count: z.number() }), `SELECT count(*) AS count FROM ${table}`))?.count
const until = (page: Page, count: number) => page.until(() => page.commits().length >= count)

/** What another transaction of the product does to the log. */
const elsewhere = (house: WritingHouse, by: string, text: string) =>
  transact(house.db, { by: { userId: by }, event: 'document.saved', subject: documentId }, async (tx) => {
    const { version = 0 } = (await readSettled(tx, documentId)) ?? {}
    const changes = [typed('x', text).change]
    return ok(await appendChanges(tx, documentId, { version, by, at: house.clock.now().toISOString(), changes }))
  })

const freezeNow = (house: WritingHouse) =>
  transact(house.db, { by: { userId: 'leitung' }, event: 'document.submitted', subject: documentId }, async (tx) => {
    const { version = 0 } = (await readSettled(tx, documentId)) ?? {}
    return ok(await freeze(tx, documentId, version))
  })

test('two people type into one text; what they are told is stored, and both are told the same', async () => {
  const house = await open()
  const [anna, malte] = [await house.join('anna'), await house.join('malte')]
  await Promise.all([anna.type('a1', 'Anna'), malte.type('m1', 'Malte')])
  await until(malte, 2)
  await until(anna, 2)
  expect(anna.commits()).toEqual(malte.commits())
  expect(anna.commits().map(({ version, id, by }) => [version, id, by])).toEqual([
    [1, 'a1', 'anna'],
    [2, 'm1', 'malte'],
  ])
  expect(await house.text()).toMatch(/^(AnnaMalte|MalteAnna)$/)
  expect(await stored(house)).toBe(await house.text())
  expect(await verifyLog(house.db, documentId)).toMatchObject({ commits: 2, version: 2 })
})

test('what was acknowledged is there after the process has died', async () => {
  const house = await open()
  const anna = await house.join('anna')
  for (let n = 0; n < 20; n += 1) await anna.type(`a${n}`, 'x', { base: n })
  const next = house.restart()
  expect(textIn(await next.state(documentId))).toBe('x'.repeat(20))
  const again = await house.writing.commit(documentId, { userId: 'anna' }, typed('a7', 'x', { base: 7 }))
  expect(again).toMatchObject({ kind: 'done', commit: { version: 8, id: 'a7' } })
})

test('a commit that is sent twice happens once, also at the same time, after a restart, or with another base', async () => {
  const house = await open()
  const send = (base = 0) => house.writing.commit(documentId, { userId: 'anna' }, typed('a1', 'Anna', { base }))
  const [first, second] = await Promise.all([send(), send()])
  expect(first).toEqual(second)
  expect(await send(1)).toMatchObject({ kind: 'done', commit: { version: 1 } })
  const { writing } = { writing: house.restart() }
  const late = await writing.commit(documentId, { userId: 'anna' }, typed('a1', 'Anna', { base: 1 }))
  expect(late).toMatchObject({ kind: 'done', commit: { version: 1 } })
  expect(await stored(house)).toBe('Anna')
})

test('whoever sends a commit again that she may have missed is sent it again', async () => {
  const house = await open()
  await (await house.join('anna')).type('a1', 'Anna')
  const again = await house.join('anna')
  expect(again.commits()).toEqual([])
  await again.type('a1', 'Anna', { base: 0 })
  expect(again.commits()).toMatchObject([{ version: 1, id: 'a1' }])
  const since = await house.join('anna', { version: 0 })
  await since.type('a1', 'Anna', { base: 0 })
  expect(since.commits()).toMatchObject([{ version: 1, id: 'a1' }])
})

test('commits made for an older text are brought past what happened since, from memory and from the database', async () => {
  const house = await open()
  const anna = await house.join('anna')
  await anna.type('a1', 'Ende')
  for (let n = 1; n < 30; n += 1) await anna.type(`a${n + 1}`, 'x', { base: n })
  const malte = { userId: 'malte' }
  expect(await house.writing.commit(documentId, malte, typed('m1', '!', { at: 5, base: 1 }))).toMatchObject({
    kind: 'done',
  })
  expect(await stored(house)).toBe(`${'x'.repeat(29)}Ende!`)
  const next = house.restart()
  expect(await next.commit(documentId, malte, typed('m2', '?', { at: 5, base: 1 }))).toMatchObject({ kind: 'done' })
  expect(await stored(house)).toMatch(/^x{29}Ende(!\?|\?!)$/)
})

test.each([
  ['a version from the future', { base: 99, seen: 0 }],
  ['a negative version', { base: -1, seen: -1 }],
  ['half a version', { base: 0.5, seen: 0 }],
  ['having seen more than it was made for', { base: 0, seen: 1 }],
])('%s is refused', async (_, versions) => {
  const house = await open()
  await (await house.join('anna')).type('a1', 'Anna')
  const outcome = await house.writing.commit(documentId, { userId: 'malte' }, { ...typed('m1', 'x'), ...versions })
  expect(outcome).toMatchObject({ kind: 'refused', reason: 'invalid' })
  expect(await rowsOf(house, 'writing_commit')).toBe(1)
})

test('steps outside the schema or of another place are refused, and nobody else notices', async () => {
  const house = await open()
  const [anna, malte] = [await house.join('anna'), await house.join('malte')]
  const steps = [{ stepType: 'replace', from: 0, to: 0, slice: { content: [{ type: 'script' }] } }]
  await malte.send({ type: 'commit', id: 'm1', base: 0, seen: 0, place: 'text', steps })
  await malte.type('m2', 'x', { place: 'titel' })
  await malte.type('m3', 'x', { place: 'gibt.es.nicht' })
  await malte.type('m4', 'x', { at: 4711 })
  expect(malte.refusals()).toMatchObject(Array(4).fill({ kind: 'refused', reason: 'invalid' }))
  await anna.type('a1', 'Anna')
  expect(await stored(house)).toBe('Anna')
  expect(house.errors).toEqual([])
})

test('what another transaction appended meanwhile is kept, and what came later fits behind it', async () => {
  const house = await open()
  const anna = await house.join('anna')
  await anna.type('a1', 'Anna')
  await elsewhere(house, 'form', 'Formular ')
  await anna.type('a2', 'Neu ', { base: 1 })
  await until(anna, 3)
  expect(anna.commits().map(({ version, by }) => [version, by])).toEqual([
    [1, 'anna'],
    [2, 'form'],
    [3, 'anna'],
  ])
  expect(await stored(house)).toMatch(/^(Neu Formular |Formular Neu )Anna$/)
  expect(await verifyLog(house.db, documentId)).toMatchObject({ commits: 3 })
  expect(await writersSince(house.db, documentId, { after: 0, upTo: 3 })).toEqual(['anna', 'form'])
})

test('what another transaction appended is told to everybody when the log is looked at', async () => {
  const house = await open()
  const anna = await house.join('anna')
  await house.writing.refresh(documentId)
  await elsewhere(house, 'form', 'Formular')
  await house.writing.refresh(documentId)
  await until(anna, 1)
  expect(anna.commits()).toMatchObject([{ version: 1, by: 'form' }])
})

test('many transactions elsewhere and many people typing lose nothing', async () => {
  const house = await open()
  const people = ['anna', 'malte', 'lena']
  const pages = await Promise.all(people.map((name) => house.join(name)))
  const typing = pages.map(async (page, index) => {
    for (let n = 0; n < 20; n += 1) await page.type(`${people[index]}${n}`, `${'abc'[index]}`)
  })
  const forms = (async () => {
    for (let n = 0; n < 15; n += 1) {
      await elsewhere(house, 'form', 'F')
      if (n % 3 === 0) await house.writing.refresh(documentId)
    }
  })()
  await Promise.all([...typing, forms])
  await house.writing.refresh(documentId)
  expect(pages.flatMap((page) => page.refusals())).toEqual([])
  const text = await stored(house)
  expect([...'abcF'].map((letter) => text.split(letter).length - 1)).toEqual([20, 20, 20, 15])
  for (const page of pages) await until(page, 75)
  for (const page of pages)
    expect(page.commits().map(({ version }) => version)).toEqual(Array.from({ length: 75 }, (_, n) => n + 1))
  expect(house.errors).toEqual([])
})

test('a disk that fails takes nothing: whoever sent something sends it again, and all goes on', async () => {
  const disk = { isFull: false }
  const house = await open({
    wrapCall: (call, { kind }) =>
      disk.isFull && (kind === 'commit' || kind === 'begin') ? Promise.reject(new Error('disk full')) : call(),
  })
  const [anna, malte] = [await house.join('anna'), await house.join('malte')]
  await anna.type('a1', 'Anna')
  await until(malte, 1)
  disk.isFull = true
  await Promise.all([anna.type('a2', 'A'), malte.type('m1', 'M', { base: 1 })])
  expect([...anna.refusals(), ...malte.refusals()]).toMatchObject(
    Array(2).fill({ kind: 'refused', reason: 'unavailable' }),
  )
  expect(await house.text()).toBe('Anna')
  disk.isFull = false
  await Promise.all([anna.type('a2', 'A'), malte.type('m1', 'M', { base: 1 })])
  await until(malte, 3)
  expect((await stored(house)).length).toBe(6)
  expect(await verifyLog(house.db, documentId)).toMatchObject({ commits: 3 })
})

test('a commit that was stored though nobody heard of it is found when it is sent again', async () => {
  const wire = { isCut: false }
  const house = await open({
    wrapCall: async (call, { kind }) => {
      const value = await call()
      if (wire.isCut && kind === 'commit') throw new Error('connection lost')
      return value
    },
  })
  const anna = await house.join('anna')
  wire.isCut = true
  await anna.type('a1', 'Anna')
  wire.isCut = false
  expect(anna.refusals()).toMatchObject([{ reason: 'unavailable' }])
  await anna.type('a1', 'Anna', { base: 0 })
  await until(anna, 1)
  expect(await stored(house)).toBe('Anna')
})

test('while a document is frozen nothing is written; it can be opened again', async () => {
  const house = await open()
  const anna = await house.join('anna')
  await anna.type('a1', 'Anna')
  await freezeNow(house)
  await anna.type('a2', 'zu spät ', { base: 1 })
  expect(anna.refusals()).toMatchObject([{ kind: 'refused', reason: 'frozen' }])
  expect(anna.messages).toContainEqual({ type: 'frozen', frozen: true })
  await transact(house.db, { by: { userId: 'l' }, event: 'document.returned', subject: documentId }, async (tx) =>
    ok(await unfreeze(tx, documentId)),
  )
  await anna.type('a3', 'wieder ', { base: 1 })
  await until(anna, 2)
  expect(await stored(house)).toBe('wieder Anna')
})

test('freezing while people type: either a commit is in what was frozen, or its author is told', async () => {
  const house = await open()
  const pages = await Promise.all(['anna', 'malte', 'lena'].map((name) => house.join(name)))
  const typing = pages.flatMap((page, index) =>
    Array.from({ length: 15 }, (_, n) => page.type(`p${index}-${n}`, 'x', { base: 0 })),
  )
  await new Promise((resolve) => setTimeout(resolve, 15))
  while ((await freezeNow(house)).ok === false || !(await readSettled(house.db, documentId))?.frozen);
  const frozenText = await stored(house)
  await Promise.all(typing)
  expect(await stored(house)).toBe(frozenText)
  const refused = pages.flatMap((page) => page.refusals())
  expect(refused.every((outcome) => outcome.kind === 'refused' && outcome.reason === 'frozen')).toBe(true)
  expect(frozenText.length + refused.length).toBe(45)
})

test('a sitting is told in the trail when it begins and when it has ended, each with the case', async () => {
  const house = await open({ writing: { pace: { sittings: 10 } } })
  const anna = await house.join('anna')
  await anna.type('a1', 'Anna')
  await anna.type('a2', 'x', { place: 'beschluss' })
  house.clock.advanceMinutes(12)
  await anna.type('a3', 'y')
  expect(await house.eventsOf(documentId)).toEqual(['document.writing_began'])
  house.clock.advanceMinutes(31)
  await expect.poll(() => house.eventsOf(documentId)).toHaveLength(2)
  const [written, began] = await house.trailOf(documentId)
  expect(began).toMatchObject({ userId: 'anna', related: 'c1', event: 'document.writing_began' })
  expect(written).toMatchObject({
    event: 'document.written',
    userId: 'anna',
    related: 'c1',
    details: {
      sitting: began?.details.sitting,
      from: '2026-11-23T08:00Z',
      to: '2026-11-23T08:12Z',
      versions: 3,
      places: 'beschluss text',
    },
  })
  await anna.type('a4', 'z')
  expect(await house.eventsOf(documentId)).toHaveLength(3)
  expect(await verifyChain(house.db)).toMatchObject({ entries: 3 })
})

test('places in the trail are those of the schema, without ids of rows', async () => {
  const values = { ziele: [{ id: 'z1', was: 'Deutsch' }] }
  const house = await open({ values, writing: { pace: { sittings: 10 } } })
  const change = { kind: 'value', place: 'ziele.z1.was', value: 'Arbeit' } as const
  await house.writing.commit(documentId, { userId: 'anna' }, { id: 'a1', base: 0, seen: 0, change })
  house.clock.advanceMinutes(6)
  await expect.poll(() => house.eventsOf(documentId)).toHaveLength(2)
  expect((await house.trailOf(documentId))[0]?.details.places).toBe('ziele[].was')
})

test('a sitting ends five minutes after somebody has gone, and at once when the document is frozen', async () => {
  const house = await open({ writing: { pace: { sittings: 10 } } })
  const [anna, malte] = [await house.join('anna'), await house.join('malte')]
  await Promise.all([anna.type('a1', 'Anna'), malte.type('m1', 'Malte')])
  anna.session.leave()
  house.clock.advanceMinutes(4)
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(await house.eventsOf(documentId)).toHaveLength(2)
  house.clock.advanceMinutes(2)
  await expect.poll(() => house.eventsOf(documentId)).toHaveLength(3)
  await freezeNow(house)
  await house.writing.refresh(documentId)
  await expect.poll(() => house.eventsOf(documentId)).toContain('document.submitted')
  await expect
    .poll(async () => (await house.eventsOf(documentId)).filter((e) => e === 'document.written').length)
    .toBe(2)
})

test('the next start ends the sittings that a crash left open and makes the revisions that are missing', async () => {
  const house = await open({ writing: { pace: { settleAfter: 60_000, settleEvery: 60_000 } } })
  const anna = await house.join('anna')
  await anna.type('a1', 'Anna')
  house.restart()
  await expect.poll(() => house.eventsOf(documentId)).toEqual(['document.writing_began', 'document.written'])
  await expect.poll(() => house.settled).toEqual([documentId])
})

test('everybody here is told who is here and where, and when somebody has gone', async () => {
  const house = await open()
  const [anna, malte] = [await house.join('anna'), await house.join('malte')]
  const people = (page: Page) => page.messages.findLast((message) => message.type === 'people')?.people ?? []
  await anna.until(() => people(anna).length === 2)
  expect(people(anna)).toEqual([
    { client: 'anna-page', userId: 'anna', name: 'Frau anna', at: null },
    { client: 'malte-page', userId: 'malte', name: 'Frau malte', at: null },
  ])
  const at = { place: 'text', version: 0, from: 1, to: 1 }
  await malte.send({ type: 'caret', at })
  await anna.until(() => people(anna)[1]?.at !== null)
  expect(people(anna)[1]?.at).toEqual(at)
  malte.session.leave()
  await anna.until(() => people(anna).length === 1)
})

test('whoever joins late gets the whole text, or only what she missed', async () => {
  const house = await open()
  const anna = await house.join('anna')
  for (let n = 0; n < 5; n += 1) await anna.type(`a${n}`, 'x', { base: n })
  const whole = await house.join('malte')
  expect(whole.messages.map(({ type }) => type)).toEqual(['state', 'ready'])
  expect(whole.messages[0]).toMatchObject({ version: 5 })
  const part = await house.join('malte', { version: 3 })
  expect(part.messages.map(({ type }) => type)).toEqual(['commits', 'ready'])
  expect(part.commits().map(({ version }) => version)).toEqual([4, 5])
  const future = await house.join('malte', { version: 99 })
  expect(future.messages.map(({ type }) => type)).toEqual(['state', 'ready'])
})

test('whoever joins while others type misses nothing and gets nothing twice', async () => {
  const house = await open()
  const anna = await house.join('anna')
  const typing = (async () => {
    for (let n = 0; n < 60; n += 1) await anna.type(`a${n}`, 'x', { base: n })
  })()
  const late: Page[] = []
  for (let n = 0; n < 10; n += 1) {
    await new Promise((resolve) => setTimeout(resolve, 4))
    late.push(await house.join(`p${n}`, { version: 0 }))
  }
  await typing
  for (const page of late) {
    await until(page, 60)
    expect(page.commits().map(({ version }) => version)).toEqual(Array.from({ length: 60 }, (_, n) => n + 1))
  }
})

test('after a long time away everything comes in parts, in order', async () => {
  const house = await open()
  const send = (n: number) => house.writing.commit(documentId, { userId: 'anna' }, typed(`a${n}`, 'x'))
  await Promise.all(Array.from({ length: 1300 }, (_, n) => send(n)))
  const page = await house.join('malte', { version: 2 })
  expect(page.messages.filter(({ type }) => type === 'commits').length).toBeGreaterThan(2)
  expect(page.commits().map(({ version }) => version)).toEqual(Array.from({ length: 1298 }, (_, n) => n + 3))
  const kept = await house.db.all(
    z.object({ version: z.number() }),
    'SELECT version FROM writing_snapshot ORDER BY version',
  )
  expect(kept).toHaveLength(2)
})

test('readers may read but not write; rights that end, end the connection', async () => {
  const house = await open({ writing: { pace: { rights: 20 } } })
  const now: { mode: WritingMode | 'gone' | 'signed-out' } = { mode: 'comment' }
  const rights = async () => {
    if (now.mode === 'signed-out') return now.mode
    return now.mode === 'gone' ? null : { mode: now.mode, author: { userId: 'malte' } }
  }
  const [anna, malte] = [await house.join('anna'), await house.join('malte', { rights })]
  await malte.type('m1', 'x')
  expect(malte.refusals()).toMatchObject([{ reason: 'forbidden' }])
  now.mode = 'write'
  await malte.until(() => malte.messages.some((message) => message.type === 'ready' && message.mode === 'write'))
  await malte.type('m2', 'x')
  await anna.until(() => anna.commits().length === 1)
  now.mode = 'gone'
  await malte.until(() => malte.ended !== null)
  expect(malte.ended).toBe('forbidden')
  await anna.type('a1', 'y')
  expect(malte.commits()).toHaveLength(1)
  now.mode = 'signed-out'
  expect((await house.join('malte', { rights })).ended).toBe('signed-out')
})

test('nobody writes in the name of somebody else', async () => {
  const house = await open()
  const malte = await house.join('malte')
  await malte.send({ type: 'commit', ...typing('m1', 'x'), by: 'anna', userId: 'anna' })
  expect(malte.refusals()).toMatchObject([{ reason: 'invalid' }])
  await malte.type('m2', 'x')
  await until(malte, 1)
  expect(malte.commits()[0]?.by).toBe('malte')
})

test.each([[null], ['Unsinn'], [42], [{ type: 'commits' }], [{ type: 'hello', client: '', version: -1 }]])(
  'what is no message ends the connection: %j',
  async (message) => {
    const house = await open()
    const malte = await house.join('malte')
    await malte.send(message)
    expect(malte.ended).toBe('unreadable')
  },
)

test('text of somebody else that is deleted unread is kept for its author, who is told', async () => {
  const house = await open()
  const [anna, malte] = [await house.join('anna'), await house.join('malte')]
  await anna.type('a1', 'Alles')
  await anna.type('a2', ' und mehr', { at: 6 })
  await until(malte, 2)
  const steps = [{ stepType: 'replace', from: 1, to: 15 }]
  await malte.send({ type: 'commit', id: 'm1', base: 2, seen: 1, place: 'text', steps })
  await anna.until((messages) => messages.some(({ type }) => type === 'unplaced'))
  const kept = await listUnplaced(house.db, { documentId, userId: 'anna' })
  expect(kept).toMatchObject([{ place: 'text', kind: 'text', content: '<p>und mehr</p>' }])
  expect(malte.messages.some(({ type }) => type === 'unplaced')).toBe(false)
  await malte.send({ type: 'commit', id: 'm1', base: 2, seen: 1, place: 'text', steps })
  expect(await listUnplaced(house.db, { documentId, userId: 'anna' })).toHaveLength(1)
})

test('what a browser could not place is kept once, as text of the subset and nothing else', async () => {
  const house = await open()
  const anna = await house.join('anna')
  const content = '<p>Verloren</p>'
  await anna.send({ type: 'unplaced', id: 'u1', place: 'text', content })
  await anna.send({ type: 'unplaced', id: 'u1', place: 'text', content })
  await anna.send({ type: 'unplaced', id: 'u2', place: 'text', content: '<script>alert(1)</script>' })
  expect(await listUnplaced(house.db, { documentId, userId: 'anna' })).toMatchObject([{ content }])
  expect(anna.refusals()).toMatchObject([{ reason: 'invalid' }])
  expect(await listUnplaced(house.db, { documentId, userId: 'malte' })).toEqual([])
})

test('a value typed into a row that is gone is refused and kept for whoever typed it', async () => {
  const house = await open({ values: { ziele: [{ id: 'z1', was: 'Deutsch' }] } })
  const commit = (id: string, change: Parameters<typeof house.writing.commit>[2]['change']) =>
    house.writing.commit(documentId, { userId: 'anna' }, { id, base: 0, seen: 0, change })
  await commit('a1', { kind: 'row-removed', place: 'ziele', id: 'z1' })
  const outcome = await commit('a2', { kind: 'value', place: 'ziele.z1.was', value: 'Arbeit' })
  expect(outcome).toMatchObject({ kind: 'refused', reason: 'gone' })
  await commit('a2', { kind: 'value', place: 'ziele.z1.was', value: 'Arbeit' })
  expect(await listUnplaced(house.db, { documentId, userId: 'anna' })).toMatchObject([{ content: 'Arbeit' }])
})

test('two who change the same value: the second is told both, and nothing of hers is stored', async () => {
  const house = await open({ values: { titel: 'Alt' } })
  const set = (id: string, userId: string, value: string) =>
    house.writing.commit(
      documentId,
      { userId },
      { id, base: 0, seen: 0, change: { kind: 'value', place: 'titel', value } },
    )
  const [first, second] = await Promise.all([set('a1', 'anna', 'Neu'), set('m1', 'malte', 'Anders')])
  expect(first.kind).toBe('done')
  expect(second).toMatchObject({
    kind: 'conflict',
    conflict: { base: 'Alt', mine: 'Anders', theirs: 'Neu', by: 'anna' },
  })
  expect((await readLive(house.db, documentId, fields))?.values).toEqual({ titel: 'Neu' })
})

test('a revision is made after a pause, not with each word, and when everybody has gone', async () => {
  const house = await open({ writing: { pace: { settleAfter: 60, settleEvery: 200 } } })
  const anna = await house.join('anna')
  for (let n = 0; n < 12; n += 1) {
    await anna.type(`a${n}`, 'x', { base: n })
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  await expect.poll(() => house.settled.length, { interval: 5 }).toBeGreaterThanOrEqual(1)
  expect(house.settled.length).toBeLessThan(4)
  const before = house.settled.length
  await anna.type('last', 'y')
  anna.session.leave()
  await expect.poll(() => house.settled.length, { timeout: 150, interval: 5 }).toBeGreaterThan(before)
})

test('a revision that failed is tried again', async () => {
  let tries = 0
  const settle = async () => {
    tries += 1
    if (tries < 3) throw new Error('the template does not expand')
  }
  const house = await open({ writing: { settle, pace: { settleAfter: 20, settleEvery: 20 } } })
  await (await house.join('anna')).type('a1', 'Anna')
  await expect.poll(() => tries).toBe(3)
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect([tries, house.errors.length]).toEqual([3, 2])
})

test('a document that nobody has open falls asleep with a snapshot and wakes up as it was', async () => {
  const house = await open({ writing: { pace: { sleepAfter: 30, settleAfter: 0, settleEvery: 0 } } })
  const anna = await house.join('anna')
  await anna.type('a1', 'Anna')
  anna.session.leave()
  const snapshots = () => house.db.all(z.object({ version: z.number() }), 'SELECT version FROM writing_snapshot')
  await expect.poll(snapshots).toHaveLength(2)
  const again = await house.join('malte')
  expect(again.messages[0]).toMatchObject({ type: 'state', version: 1 })
  await again.type('m1', 'M')
  expect((await stored(house)).length).toBe(5)
})

test('passages are followed through what others write, and gone with their text', async () => {
  const house = await open()
  const anna = await house.join('anna')
  await anna.type('a1', 'Hier steht ein Satz')
  const anchor = { place: 'text', version: 1, from: 12, to: 15 }
  await anna.type('a2', 'Davor. ', { base: 1 })
  const follow = (...anchors: (typeof anchor)[]) => house.writing.follow(documentId, anchors)
  expect(await follow(anchor)).toEqual([{ ...anchor, version: 2, from: 19, to: 22 }])
  await anna.send({
    type: 'commit',
    id: 'a3',
    base: 2,
    seen: 2,
    place: 'text',
    steps: [{ stepType: 'replace', from: 1, to: 27 }],
  })
  expect(await follow(anchor, { ...anchor, version: 99 })).toEqual([null, null])
})

test('comments are news for everybody who has the document open', async () => {
  const house = await open()
  const anna = await house.join('anna')
  house.writing.discussionChanged(documentId)
  house.writing.discussionChanged('nobody-has-it-open')
  expect(anna.messages.at(-1)).toEqual({ type: 'discussion' })
})

test('at the end everybody is sent away to come again, and nothing that came in is lost', async () => {
  const house = await open()
  const anna = await house.join('anna')
  const commits = Array.from({ length: 30 }, (_, n) =>
    house.writing.commit(documentId, { userId: 'anna' }, typed(`a${n}`, 'x')),
  )
  await house.writing.close()
  const outcomes = await Promise.all(commits)
  expect(anna.ended).toBe('restart')
  const done = outcomes.filter(({ kind }) => kind === 'done').length
  expect((await stored(house)).length).toBe(done)
  expect(await house.writing.commit(documentId, { userId: 'anna' }, typed('late', 'x'))).toMatchObject({
    reason: 'unavailable',
  })
  expect((await house.eventsOf(documentId)).filter((event) => event === 'document.written')).toHaveLength(
    done > 0 ? 1 : 0,
  )
})

test('a changed or missing commit is found by its hash', async () => {
  const house = await open()
  const anna = await house.join('anna')
  for (let n = 0; n < 4; n += 1) await anna.type(`a${n}`, 'x', { base: n })
  const change = (sql: string) => house.db.write((tx) => tx.run(sql))
  await expect(change("UPDATE writing_commit SET user_id = 'malte'")).rejects.toThrow('a commit never changes')
  await change('DROP TRIGGER writing_commit_never_changes')
  await change("UPDATE writing_commit SET user_id = 'malte' WHERE version = 3")
  expect(await verifyLog(house.db, documentId)).toMatchObject({ brokenAt: 3 })
  expect(await verifyLog(house.db, 'unknown')).toBeNull()
})

test('the door for the log lets nothing else be written, and takes everything back when it throws', async () => {
  const house = await open()
  const item = {
    id: 'u1',
    place: 'text',
    by: 'anna',
    content: 'x',
    kind: 'text',
    at: '2026-11-23T08:00:00.000Z',
  } as const
  const failing = recordWriting(house.db, async (tx) => {
    await addUnplaced(tx, documentId, [item])
    throw new Error('broken')
  })
  await expect(failing).rejects.toThrow('broken')
  for (const sql of ["INSERT INTO job (id, kind, subject) VALUES ('a', 'b', 'c')", 'DELETE FROM audit_payload']) {
    await expect(recordWriting(house.db, async (tx) => ({ value: await tx.run(sql) }))).rejects.toThrow(
      'Only the table',
    )
  }
  expect(await listUnplaced(house.db, { documentId, userId: 'anna' })).toEqual([])
})
