import { describe, expect, test } from 'vitest'
import {
  addDays,
  addWorkingDays,
  isWorkingDay,
  workingDayFrom,
  workingDaysBetween,
} from '../../../server/calendar/working-days.ts'

/** Statutory holidays in Nordrhein-Westfalen that depend on Easter, checked by hand: Karfreitag, Ostermontag, Christi
 *  Himmelfahrt, Pfingstmontag, Fronleichnam. */
const movable: Readonly<Record<string, readonly string[]>> = {
  2024: ['03-29', '04-01', '05-09', '05-20', '05-30'],
  2025: ['04-18', '04-21', '05-29', '06-09', '06-19'],
  2026: ['04-03', '04-06', '05-14', '05-25', '06-04'],
  2027: ['03-26', '03-29', '05-06', '05-17', '05-27'],
  2028: ['04-14', '04-17', '05-25', '06-05', '06-15'],
  2029: ['03-30', '04-02', '05-10', '05-21', '05-31'],
  2030: ['04-19', '04-22', '05-30', '06-10', '06-20'],
}

/** The same in every year: Neujahr, Tag der Arbeit, Tag der Deutschen Einheit, Allerheiligen, Weihnachten. */
const fixed = ['01-01', '05-01', '10-03', '11-01', '12-25', '12-26']

describe.each(Object.entries(movable))('in %s', (year, days) => {
  test('offices in Nordrhein-Westfalen close on exactly these weekdays', () => {
    const holidays = new Set([...fixed, ...days].map((day) => `${year}-${day}`))
    const closed: string[] = []
    for (let date = `${year}-01-01`; date.startsWith(year); date = addDays(date, 1)) {
      if (!isWeekend(date) && !isWorkingDay(date)) closed.push(date)
    }
    expect(closed).toEqual([...holidays].filter((date) => !isWeekend(date)).sort())
  })
})

const isWeekend = (date: string) => [0, 6].includes(new Date(`${date}T12:00:00Z`).getUTCDay())

test('the 500th Reformationstag was a holiday, those after it are none', () => {
  expect(isWorkingDay('2017-10-31')).toBe(false)
  expect(isWorkingDay('2025-10-31')).toBe(true)
})

test('Heiligabend and Silvester are no statutory holidays', () => {
  expect([isWorkingDay('2026-12-24'), isWorkingDay('2026-12-31')]).toEqual([true, true])
})

test.each([
  ['2026-11-23', 5, '2026-11-30', 'a weekend lies between'],
  ['2026-11-27', 1, '2026-11-30', 'from Friday to Monday'],
  ['2026-11-28', 1, '2026-11-30', 'what comes on a Saturday counts from Monday'],
  ['2026-12-23', 2, '2026-12-28', 'Christmas on a Friday and a Saturday'],
  ['2026-04-02', 1, '2026-04-07', 'over Easter'],
  ['2026-12-31', 1, '2027-01-04', 'into the next year'],
  ['2026-03-27', 1, '2026-03-30', 'over the night in which clocks go forward'],
  ['2026-10-23', 1, '2026-10-26', 'over the night in which clocks go back'],
  ['2026-11-23', 0, '2026-11-23', 'no day at all'],
])('the event of %s and %i working days end on %s: %s', (event, count, end) => {
  expect(addWorkingDays(event, count)).toBe(end)
})

test.each([
  ['2026-11-23', '2026-11-23', 0],
  ['2026-11-27', '2026-11-29', 0],
  ['2026-11-27', '2026-11-30', 1],
  ['2026-12-23', '2027-01-04', 6],
  ['2026-11-30', '2026-11-27', -1],
])('from %s to %s there are %i working days', (from, to, count) => {
  expect(workingDaysBetween(from, to)).toBe(count)
})

test('a Frist that ends on a Saturday, a Sunday or a holiday ends on the next working day', () => {
  expect(workingDayFrom('2026-11-28')).toBe('2026-11-30')
  expect(workingDayFrom('2026-12-25')).toBe('2026-12-28')
  expect(workingDayFrom('2026-04-03')).toBe('2026-04-07')
  expect(workingDayFrom('2026-11-30')).toBe('2026-11-30')
})

test('a day that no calendar has is refused', () => {
  expect(() => isWorkingDay('2026-02-29')).toThrow(RangeError)
  expect(() => addDays('29.02.2026', 1)).toThrow(RangeError)
})
