import { expect, test } from 'vitest'
import {
  type Consent,
  coveredGoals,
  dayProblem,
  forPartners,
  goalNumbersIn,
  recipientKey,
  refuseEnded,
  refuseUncovered,
  topicsIn,
} from '../../../server/consent/consent.ts'
import { lastSuchDay } from '../../../server/consent/days.ts'
import { goalsOf } from '../../../server/document/goals.ts'
import { agreementCase } from './consents.ts'

test.each([
  ['Ziele 2, 3, 5 und der Bearbeitungsstand', [2, 3, 5]],
  ['Ziele 1 bis 6 und der Bearbeitungsstand', [1, 2, 3, 4, 5, 6]],
  ['Anmeldung und Teilnahme (Ziel 2)', [2]],
  ['Name und Telefonnummer\nZiele 1, 2 und 4 mit ihrem Bearbeitungsstand', [1, 2, 4]],
  ['Ziele 1–3', [1, 2, 3]],
  ['Ziel 2, ausgenommen die Prüfung', []],
  ['Ziele 1 bis 6 außer Ziel 3', []],
  ['alle Ziele', []],
  ['Kurs in 2 Wochen', []],
])('the words „%s“ propose the goals %j', (words, numbers) => {
  expect(goalNumbersIn(words)).toEqual(numbers)
})

test('the words of a consent propose kinds of data', () => {
  expect(topicsIn('Ziele 2, 3, 5 und der Bearbeitungsstand')).toEqual(['progress'])
  expect(topicsIn('Schulbesuch und Fehlzeiten (Ziel 2)')).toEqual(['participation'])
  expect(topicsIn('nur der Name und die Telefonnummer für die Anmeldung')).toEqual(['contact', 'participation'])
})

const consent: Consent = {
  id: 'c',
  caseId: 'f',
  recipient: 'VHS',
  words: 'Ziel 2',
  goals: [{ id: 'z2', nr: 2, title: 'Deutschkenntnisse  Niveau A2 (mündlich)' }],
  topics: ['participation'],
  grantedOn: '2026-11-05',
  evidence: { kind: 'note', text: 'Blatt 44' },
  recordedBy: 'u',
  recordedAt: '2026-11-05T09:00:00.000Z',
  end: null,
}

test('a consent covers its goals as they were called then, and nothing else', () => {
  const goals = goalsOf(agreementCase)
  expect(coveredGoals(consent, goals).map(({ nr }) => nr)).toEqual([2])
  expect(
    coveredGoals(
      consent,
      goals.map((goal) => ({ ...goal, title: 'Deutsch B1' })),
    ),
  ).toEqual([])
  const [, , third] = goals
  if (!third) throw new Error('The agreement has too few goals.')
  expect(refuseUncovered(consent, { goals: consent.goals, topics: ['participation'] })).toBeNull()
  expect(refuseUncovered(consent, { goals: [third], topics: ['work'] })).toMatchObject({
    problem: 'forbidden',
    message: expect.stringContaining('umfasst Ziel 3 und „Arbeit und Einkommen“ nicht'),
  })
})

test('what has ended lets nothing out', () => {
  expect(refuseEnded(consent)).toBeNull()
  for (const kind of ['withdrawn', 'replaced'] as const) {
    expect(refuseEnded({ ...consent, end: { kind, by: 'u', at: '' } })).toMatchObject({ problem: 'forbidden' })
  }
})

test('neither offences nor residence reach a partner, and it is said what stays away', () => {
  const { goals, leftOut } = forPartners(goalsOf(agreementCase))
  expect(goals.map(({ nr }) => nr)).toEqual([1, 2, 3, 4, 5])
  expect(JSON.stringify(goals)).not.toMatch(/straf|beschäftigungserlaubnis/i)
  expect(leftOut).toEqual([
    expect.stringContaining('Ziel 3, Schritt „entscheidet über einen vollständigen Antrag'),
    'Ziel 6 „Verlässlichkeit und Straffreiheit“',
  ])
  const step = { id: 's', who: 'Frau Camara', what: 'übt die Straßennamen', frist: { art: 'laufend' }, evidence: null }
  expect(forPartners([{ id: 'z', nr: 1, title: 'Weg zur Straßenbahn', steps: [step] }]).leftOut).toEqual([])
})

test('two ways of writing a recipient are one', () => {
  expect(recipientKey('  Volkshochschule  Auental ')).toBe(recipientKey('volkshochschule auental'))
  expect(recipientKey('Jugendamt')).not.toBe(recipientKey('Jobcenter'))
})

test.each([
  ['', 'Geben Sie den Tag an.'],
  ['morgen', 'als Datum'],
  ['2026-11-24', 'liegt in der Zukunft'],
  ['2026-11-04', 'gab es die Einwilligung noch nicht'],
])('a hand-over is not on %j', (day, words) => {
  const [problem] = dayProblem('handedOn', day, { today: '2026-11-23', notBefore: '2026-11-05' })
  expect(problem?.message).toContain(words)
})

test('a day without its year is the last such day', () => {
  expect(lastSuchDay('26.11.', '2026-11-29')).toBe('2026-11-26')
  expect(lastSuchDay('30.11.', '2026-11-29')).toBe('2025-11-30')
  expect(lastSuchDay('05.01.2026', '2026-11-29')).toBe('2026-01-05')
  expect(lastSuchDay('gestern', '2026-11-29')).toBe('gestern')
})
