import { expect, test } from 'vitest'
import { readGermanDate } from '../../../server/calendar/german-date.ts'

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
