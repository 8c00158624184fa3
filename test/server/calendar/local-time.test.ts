import { expect, test } from 'vitest'
import { localTime, printMoment } from '../../../server/calendar/local-time.ts'

test('a moment is shown as clocks in Germany show it, in summer and in winter', () => {
  expect(localTime('2026-11-23T08:00:00.000Z')).toBe('09:00')
  expect(localTime('2026-07-01T22:30:00.000Z')).toBe('00:30')
  expect(printMoment('2026-12-31T23:05:00.000Z')).toBe('01.01.2027, 00:05 Uhr')
})
