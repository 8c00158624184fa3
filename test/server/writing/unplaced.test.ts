import { expect, test } from 'vitest'
import { listUnplaced, readLive } from '../../../server/writing/writing-actions.ts'
import { openingHouses, until } from './houses.ts'
import { documentId, fields } from './writers.ts'

const open = openingHouses()

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
