import { expect, test } from 'vitest'
import { fixedClock } from '../../../server/base/clock.ts'
import { newId } from '../../../server/base/ids.ts'

test('ids have 26 characters, never repeat, and sort in the order they were made', () => {
  const ids = Array.from({ length: 5000 }, newId)
  expect(ids.every((id) => /^[0-7][0-9a-hjkmnp-tv-z]{25}$/.test(id))).toBe(true)
  expect(new Set(ids).size).toBe(ids.length)
  expect([...ids].sort()).toEqual(ids)
})

test('a fixed clock stands still until it is moved', () => {
  const clock = fixedClock('2026-11-22T11:00:00Z')
  clock.advanceMinutes(90)
  expect([clock.now().toISOString(), clock.now().toISOString()]).toEqual(Array(2).fill('2026-11-22T12:30:00.000Z'))
  expect(() => fixedClock('noon')).toThrow('no moment')
})
