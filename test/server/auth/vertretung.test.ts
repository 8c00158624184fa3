import { expect, test } from 'vitest'
import { readVertretung, timeOf, yearAfter } from '../../../server/auth/vertretung.ts'
import { absenceSentence, inVertretung, printSpan } from '../../../server/auth/vertretung-facts.ts'

const today = '2026-11-23'
const form = (overrides: Partial<Parameters<typeof readVertretung>[0]> = {}) => ({
  userId: 'kortmann',
  deputyId: 'deppe',
  from: '30.11.2026',
  until: '04.12.2026',
  absent: '1',
  ...overrides,
})
const problemsOf = (overrides: Partial<Parameters<typeof readVertretung>[0]>) =>
  readVertretung(form(overrides), today).problems.map(({ path, message }) => `${path}: ${message}`)

test('days are typed as people write them, the year may be left out', () => {
  expect(readVertretung(form({ from: '30.11.', until: '4.1.' }), today)).toEqual({
    input: { userId: 'kortmann', deputyId: 'deppe', from: '2026-11-30', until: '2027-01-04', absent: true },
    problems: [],
  })
})

test.each([
  [{ from: '' }, 'from: Geben Sie den ersten Tag an'],
  [{ from: 'morgen' }, 'from: Geben Sie den ersten Tag an'],
  [{ from: '22.11.2026' }, 'from: Der 22.11.2026 liegt in der Vergangenheit. Wählen Sie einen Tag ab dem 23.11.2026.'],
  [{ until: '' }, 'until: Geben Sie den letzten Tag an.'],
  [{ until: '29.11.2026' }, 'until: Der letzte Tag liegt vor dem ersten'],
  [{ until: '01.12.2027' }, 'until: Eine Vertretung gilt höchstens ein Jahr. Wählen Sie einen Tag bis zum 30.11.2027.'],
  [{ deputyId: 'kortmann' }, 'deputyId: Niemand vertritt sich selbst.'],
  [{ deputyId: '', absent: '' }, 'deputyId: Wählen Sie, wer vertritt'],
])('what cannot be is said at its field: %o', (overrides, sentence) => {
  expect(problemsOf(overrides).join()).toContain(sentence)
})

test('a year to the day is allowed, and so is being away without a deputy', () => {
  expect(problemsOf({ until: '30.11.2027' })).toEqual([])
  expect(problemsOf({ deputyId: '' })).toEqual([])
  expect(yearAfter('2028-02-29')).toBe('2029-03-01')
})

test.each([
  ['2026-11-29', 'coming'],
  ['2026-11-30', 'running'],
  ['2026-12-04', 'running'],
  ['2026-12-05', 'past'],
])('on %s it is %s: the days alone say so, first and last included', (day, time) => {
  expect(timeOf({ from: '2026-11-30', until: '2026-12-04', endedAt: null }, day)).toBe(time)
})

test('what was ended is past, whatever its days', () => {
  expect(timeOf({ from: '2026-11-30', until: '2026-12-04', endedAt: '2026-11-24T08:00:00.000Z' }, today)).toBe('past')
})

test('who is away is named with who stands in; nobody is a gap', () => {
  const away = { userId: 'k', name: 'Dr. Sabine Kortmann', unitId: 'u', until: '2026-12-04' }
  expect(absenceSentence({ ...away, deputy: 'Malte Deppe', absentDeputy: null })).toEqual({
    text: 'Dr. Sabine Kortmann ist bis zum 04.12.2026 abwesend. Malte Deppe vertritt.',
    isGap: false,
  })
  expect(absenceSentence({ ...away, deputy: null, absentDeputy: null })).toMatchObject({ isGap: true })
  expect(absenceSentence({ ...away, deputy: null, absentDeputy: 'Malte Deppe' }).text).toContain('selbst abwesend')
  expect(inVertretung(away)).toBe('in Vertretung für Dr. Sabine Kortmann, bis 04.12.2026')
  expect(printSpan({ from: '2026-12-04', until: '2026-12-04' })).toBe('04.12.2026')
})
