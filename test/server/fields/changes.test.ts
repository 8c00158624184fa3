import { expect, test } from 'vitest'
import { compareValues } from '../../../server/fields/changes.ts'
import { seededRandom } from '../blocks/random-blocks.ts'
import { diceOf, everyField, randomInput, stored } from './random-values.ts'

const step = (id: string, was: string, datum = '2027-01-31') => ({ id, was, frist: { art: 'termin', datum } })
const agreement = (...ziele: unknown[]) => stored(everyField, { titel: 'T', ziele })

test('a changed deadline is told with its place and both days', () => {
  const before = agreement({ id: 'z1', name: 'Pass' }, { id: 'z2', name: 'Deutsch', schritte: [step('s1', 'lernen')] })
  const after = agreement(
    { id: 'z1', name: 'Pass' },
    { id: 'z2', name: 'Deutsch', schritte: [step('s1', 'lernen', '2027-03-31')] },
  )
  expect(compareValues(everyField, before, after)).toEqual([
    {
      kind: 'changed',
      path: 'ziele[1].schritte[0].frist',
      label: 'Ziel 2, Schritt 1: Bis wann',
      before: '31.01.2027',
      after: '31.03.2027',
    },
  ])
})

test('added and removed rows are told with all that is in them', () => {
  const before = agreement({ id: 'z1', name: 'Pass' })
  const after = agreement({ id: 'z2', name: 'Deutsch', schritte: [step('s1', 'lernen')] })
  expect(compareValues(everyField, before, after)).toEqual([
    {
      kind: 'added',
      path: 'ziele[0]',
      label: 'Ziel 1',
      before: null,
      after: 'Bezeichnung: Deutsch\nSchritt 1, Was: lernen\nSchritt 1, Bis wann: 31.01.2027',
    },
    { kind: 'removed', path: 'ziele[0]', label: 'Ziel 1', before: 'Bezeichnung: Pass', after: null },
  ])
})

test('only the row that somebody moved counts as moved', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((id) => ({ id, name: id }))
  expect(compareValues(everyField, agreement(a, b, c), agreement(c, a, b))).toEqual([
    { kind: 'moved', path: 'ziele[0]', label: 'Ziel 1', before: 'an Stelle 3', after: 'an Stelle 1' },
  ])
})

test('a change of form alone in rich text is shown by its source', () => {
  const [before, after] = ['<p>wichtig</p>', '<p><strong>wichtig</strong></p>'].map((vortrag) =>
    stored(everyField, { vortrag }),
  )
  expect(compareValues(everyField, before ?? {}, after ?? {})).toMatchObject([
    { label: 'Vortrag', before: '<p>wichtig</p>', after: '<p><strong>wichtig</strong></p>' },
  ])
})

test('a value in a group is named with its group, a missing one is null', () => {
  const changes = compareValues(everyField, {}, stored(everyField, { rahmen: { stand: 'offen' } }))
  expect(changes).toEqual([
    { kind: 'changed', path: 'rahmen.stand', label: 'Rahmen: Stand', before: null, after: 'OFFEN' },
  ])
})

test('numbers that only issuing assigns are no change of content', () => {
  expect(compareValues(everyField, {}, { nummer: '0303/2021' })).toEqual([])
})

test.each([1, 2, 3, 4])('no difference goes unsaid, and none is made up (seed %i)', (seed) => {
  for (let round = 0; round < 50; round++) {
    const dice = diceOf(seededRandom(seed * 1000 + round))
    const [one, other] = [stored(everyField, randomInput(dice)), stored(everyField, randomInput(dice))]
    expect(compareValues(everyField, one, one)).toEqual([])
    const changes = compareValues(everyField, one, other)
    expect(changes.length > 0).toBe(JSON.stringify(one) !== JSON.stringify(other))
    for (const { before, after } of changes) expect(before).not.toBe(after)
  }
})
