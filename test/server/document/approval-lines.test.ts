import { expect, test } from 'vitest'
import { ageInWorkingDays, deadlineOf } from '../../../server/document/approval-lines.ts'

test.each([
  ['2026-11-23', '2026-11-23', 'seit heute'],
  ['2026-11-20', '2026-11-23', 'seit 1 Arbeitstag'],
  ['2026-11-18', '2026-11-23', 'seit 3 Arbeitstagen'],
  ['2026-11-20', '2026-11-22', 'seit dem 20.11.2026'],
  ['2026-11-24', '2026-11-23', 'seit heute'],
])('what was asked on %s has waited on %s: %s', (asked, today, words) => {
  expect(ageInWorkingDays(asked, today)).toBe(words)
})

test.each([
  ['2026-11-30', '2026-11-23', 'noch 5 Arbeitstage', 'later'],
  ['2026-11-30', '2026-11-27', 'am nächsten Arbeitstag', 'soon'],
  ['2026-11-30', '2026-11-30', 'heute', 'soon'],
  ['2026-11-30', '2026-12-01', 'seit 1 Arbeitstag überfällig', 'late'],
  ['2026-12-23', '2026-12-29', 'seit 3 Arbeitstagen überfällig', 'late'],
  ['2026-11-27', '2026-11-28', 'überfällig', 'late'],
])('the deadline %s reads on %s: %s', (last, today, words, urgency) => {
  expect(deadlineOf(last, today)).toMatchObject({ words, urgency })
})
