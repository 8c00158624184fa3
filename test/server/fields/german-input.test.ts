import { expect, test } from 'vitest'
import {
  readGermanDate,
  readGermanDates,
  readGermanNumber,
  readGermanTime,
} from '../../../server/fields/german-input.ts'

const today = '2026-11-22'

test.each([
  ['26.11.2026', '2026-11-26'],
  ['1.2.2027', '2027-02-01'],
  ['26. 11. 2026', '2026-11-26'],
  ['26.11.', '2026-11-26'],
  ['22.11.', '2026-11-22'],
  ['21.11.', '2027-11-21'],
  ['2026-11-26', '2026-11-26'],
])('the day %s is read as %s', (typed, date) => {
  expect(readGermanDate(typed, today)).toBe(date)
})

test.each(['31.02.2026', '26.11.26', '26.11', '29.02.', 'morgen', '00.00.2026', '1.1.0999'])(
  'what is no day stays as it was typed: %s',
  (typed) => {
    expect(readGermanDate(typed, today)).toBe(typed)
  },
)

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
