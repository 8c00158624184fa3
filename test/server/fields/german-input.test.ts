import { expect, test } from 'vitest'
import { readGermanDates, readGermanNumber, readGermanTime } from '../../../server/fields/german-input.ts'

const today = '2026-11-22'

test('several days stand in one line, parted by commas or „und“', () => {
  const typed = '25.02.2027, 27.05.2027; 1.6.2027 und bald'
  expect(readGermanDates(typed, today)).toEqual(['2027-02-25', '2027-05-27', '2027-06-01', 'bald'])
})

test.each([
  ['10:00', '10:00'],
  ['9.30', '09:30'],
  ['9 Uhr', '09:00'],
  ['9.30 Uhr', '09:30'],
  ['25:00', '25:00'],
  ['9', '9'],
])('the time %s is read as %s', (typed, time) => {
  expect(readGermanTime(typed)).toBe(time)
})

test.each([
  ['1.234,5', 1234.5],
  ['1234,5', 1234.5],
  ['-3', -3],
  ['−3', -3],
  ['22 h', 22],
  ['22h', 22],
  ['1.5', '1.5'],
  ['12.34', '12.34'],
  ['viele', 'viele'],
  ['1e3', '1e3'],
])('the number %s is read as %s', (typed, number) => {
  expect(readGermanNumber(typed, 'h')).toBe(number)
})
