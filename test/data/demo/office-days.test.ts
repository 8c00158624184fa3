import { expect, test } from 'vitest'
import { momentOf, officeDayFrom, officeDaysBefore, officeDaysFrom } from '../../../data/demo/office-days.ts'

test('the office is closed on weekends and holidays', () => {
  expect(officeDaysBefore('2026-11-23', 2)).toEqual(['2026-11-19', '2026-11-20'])
  expect(officeDayFrom('2026-12-25')).toBe('2026-12-28')
})

test('days counted forward are those counted back', () => {
  const days = officeDaysBefore('2026-11-23', 48)
  expect(officeDaysFrom(days[0] ?? '', 48)).toEqual(days)
})

test('a time of day is the one that clocks in Germany show, in summer and in winter', () => {
  expect(momentOf('2026-10-23', 9 * 60)).toBe('2026-10-23T07:00:00.000Z')
  expect(momentOf('2026-10-26', 9 * 60)).toBe('2026-10-26T08:00:00.000Z')
})
