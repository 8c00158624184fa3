import { expect, test } from 'vitest'
import { transact } from '../../../server/audit/audit.ts'
import { ok } from '../../../server/base/result.ts'
import { readSettled, unfreeze } from '../../../server/writing/writing-actions.ts'
import { freezeNow, openingHouses, stored, until } from './houses.ts'
import { documentId, typed } from './writers.ts'

const open = openingHouses()

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
