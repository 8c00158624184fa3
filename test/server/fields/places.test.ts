import { expect, test } from 'vitest'
import {
  filledPlaces,
  findPath,
  findPlace,
  labelOfPlace,
  rowBefore,
  valueAt,
  withRow,
  withValue,
} from '../../../server/fields/places.ts'
import { walkValues } from '../../../server/fields/walk.ts'
import { seededRandom } from '../blocks/random-blocks.ts'
import { diceOf, everyField, randomInput, stored } from './random-values.ts'

const values = stored(everyField, {
  titel: 'Plan',
  rahmen: { tag: '2026-11-26' },
  ziele: [
    { id: 'z1', name: 'Pass' },
    {
      id: 'z2',
      schritte: [
        { id: 's1', was: 'Antrag' },
        { id: 's2', frist: { art: 'termin', datum: '2027-01-31' } },
      ],
    },
  ],
})

test('a place names a field by the ids of its rows, wherever they stand', () => {
  expect(findPlace(everyField, values, 'ziele.z2.schritte.s2.was')).toMatchObject({
    path: 'ziele[1].schritte[1].was',
    isRow: false,
    names: ['Ziel 2', 'Schritt 2', 'Was'],
  })
  expect(findPlace(everyField, values, 'rahmen.tag')).toMatchObject({ path: 'rahmen.tag', field: { type: 'date' } })
  expect(findPlace(everyField, values, 'ziele.z2')).toMatchObject({ path: 'ziele[1]', isRow: true })
  expect(labelOfPlace(everyField, values, 'ziele.z2.schritte.s1.was')).toBe('Ziel 2, Schritt 1: Was')
})

test('the parts of a Frist belong to its field', () => {
  const frist = 'ziele.z2.schritte.s2.frist'
  expect(findPlace(everyField, values, `${frist}.datum`)?.place).toBe(frist)
  expect(findPath(everyField, values, 'ziele[1].schritte[1].frist.daten[0]')?.place).toBe(frist)
  expect(findPath(everyField, values, 'rahmen.termine[3]')?.place).toBe('rahmen.termine')
})

test('a row that is gone has a name but no path, and what the schema does not know has neither', () => {
  expect(findPlace(everyField, values, 'ziele.z9.name')).toMatchObject({ path: null, names: ['Ziel', 'Bezeichnung'] })
  expect(findPlace(everyField, values, 'ziele.z9.schritte.s1.was')?.path).toBeNull()
  for (const place of ['', 'unbekannt', 'ziele.z1.unbekannt', 'ziele.z 1.name', 'ziele[0].name', 'constructor']) {
    expect(findPlace(everyField, values, place)).toBeNull()
  }
  for (const path of ['ziele[7].name', 'ziele.z1.name', 'ziele[0].unbekannt', '']) {
    expect(findPath(everyField, values, path)).toBeNull()
  }
})

test('every path has one place and every place leads back to its path', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const random = stored(everyField, randomInput(diceOf(seededRandom(seed))))
    for (const { path, value, field } of walkValues(everyField, random)) {
      const found = findPath(everyField, random, path)
      expect(findPlace(everyField, random, found?.place ?? '')).toMatchObject({ path, isRow: false })
      if (value !== undefined && field.type !== 'rows') expect(valueAt(random, found?.place ?? '')).toEqual(value)
    }
  }
})

test('values put together place by place are the same as at once', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const random = stored(everyField, randomInput(diceOf(seededRandom(seed))))
    const places = [...filledPlaces(everyField, random)]
    let emptied = random
    for (const { place } of places) emptied = withValue(everyField, emptied, place, undefined) ?? {}
    expect([...filledPlaces(everyField, emptied)]).toEqual([])
    expect(emptied).not.toHaveProperty('rahmen')
    let filled = emptied
    for (const { place, value } of places) filled = withValue(everyField, filled, place, value) ?? {}
    expect(filled).toEqual(random)
  }
})

test('a value for a row that is gone changes nothing', () => {
  expect(withValue(everyField, values, 'ziele.z9.name', 'x')).toBeNull()
  expect(withValue(everyField, {}, 'ziele.z1.name', 'x')).toBeNull()
  expect(withValue(everyField, values, 'unbekannt', 'x')).toBeNull()
  expect(valueAt(values, 'ziele.z9.name')).toBeUndefined()
  expect(valueAt(values, 'constructor.name')).toBeUndefined()
})

test('a row is put behind another or first, wherever it stood before', () => {
  const rows = ['a', 'b', 'c'].map((id) => ({ id }))
  const order = (row: string, after: string | null) =>
    withRow(rows, { id: row }, after)
      ?.map(({ id }) => id)
      .join('')
  expect(order('d', null)).toBe('dabc')
  expect(order('d', 'b')).toBe('abdc')
  expect(order('a', 'c')).toBe('bca')
  expect(order('c', null)).toBe('cab')
  expect(withRow(rows, { id: 'd' }, 'x')).toBeNull()
  expect(rowBefore(rows, 'a')).toBeNull()
  expect(rowBefore(rows, 'c')).toBe('b')
})
