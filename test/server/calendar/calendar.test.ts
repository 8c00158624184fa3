import { describe, expect, test } from 'vitest'
import { isCalendarDate, isTimeOfDay, printDate, printList, printNumber } from '../../../server/calendar/calendar.ts'

describe('calendar dates', () => {
  test('only days that exist are dates', () => {
    expect(['2024-02-29', '2026-11-26', '1000-01-01'].map(isCalendarDate)).toEqual([true, true, true])
    const refused = ['2026-02-29', '2026-02-30', '2026-13-01', '2026-00-10', '26.11.2026', '2026-1-1', '0999-12-31', '']
    expect(refused.filter(isCalendarDate)).toEqual([])
  })

  test('a date prints short, long and with its weekday', () => {
    expect(printDate('2021-09-14')).toBe('14.09.2021')
    expect(printDate('2026-11-26', 'long')).toBe('26. November 2026')
    expect(printDate('2026-11-26', 'weekday')).toBe('Donnerstag, 26. November 2026')
    expect(printDate('2024-03-01', 'weekday')).toBe('Freitag, 1. März 2024')
  })

  test('printing a day that does not exist is a mistake of the program', () => {
    expect(() => printDate('2026-02-30')).toThrow(RangeError)
  })

  test('times of day run from 00:00 to 23:59', () => {
    expect(['00:00', '10:00', '23:59'].every(isTimeOfDay)).toBe(true)
    expect(['24:00', '9:00', '10:60', '10.00'].some(isTimeOfDay)).toBe(false)
  })
})

test('numbers print in German', () => {
  expect([0, 7, 999, 1040, 1234567.5, -12.25].map(printNumber)).toEqual([
    '0',
    '7',
    '999',
    '1.040',
    '1.234.567,5',
    '−12,25',
  ])
  expect([1e21, 1e-7].map(printNumber)).toEqual(['1.000.000.000.000.000.000.000', '0,0000001'])
})

test('an enumeration ends with und', () => {
  expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(printList)).toEqual(['', 'a', 'a und b', 'a, b und c'])
})
