import { expect, test } from 'vitest'
import { z } from 'zod'
import { verifyChain } from '../../../server/audit/verify-chain.ts'
import { freezeNow, openingHouses, stored } from './houses.ts'
import { documentId } from './writers.ts'

const open = openingHouses()

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
