import { expect, test } from 'vitest'
import { z } from 'zod'
import type { WritingMode } from '../../../server/writing/protocol.ts'
import { openingHouses, until } from './houses.ts'
import { documentId, type Page, typed, typing } from './writers.ts'

const open = openingHouses()

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
