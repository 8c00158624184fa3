import { expect, test } from 'vitest'
import { formatNumber, readPattern, skeletonOf } from '../../../server/document/number-scheme.ts'

test.each([
  ['{nr:4}/{jahr}/KREIS', '0303/2026/KREIS'],
  ['SV-{jahr}-{nr:3}', 'SV-2026-303'],
  ['FB 36/{nr:4}/WP{wp}', 'FB 36/0303/WP16'],
  ['{nr}', '303'],
])('%s makes %s', (pattern, number) => {
  expect(formatNumber(pattern, { nr: 303, year: 2026, term: 16 })).toBe(number)
})

test.each([
  ['{nr:4}/{jahr}/KREIS', 'year'],
  ['FB 36/{nr:4}/WP{wp}', 'term'],
  ['{nr}/{wp}/{jahr}', 'term'],
] as const)('%s counted by %s is taken', (pattern, period) => {
  expect(readPattern(` ${pattern} `, period)).toEqual({ ok: true, value: pattern })
})

test.each([
  ['', 'year', 'genau einmal'],
  ['{jahr}/KREIS', 'year', 'genau einmal'],
  ['{nr}/{nr:4}/{jahr}', 'year', 'genau einmal'],
  ['{nr:4}/KREIS', 'year', 'jedes Jahr beginnt wieder bei 1'],
  ['{nr:4}/{jahr}', 'term', 'jede Wahlperiode beginnt wieder bei 1'],
  ['{nr:9}/{jahr}', 'year', '„{nr:9}“ gibt es nicht'],
  ['{nummer}/{jahr}', 'year', '„{nummer}“ gibt es nicht'],
  ['{nr}{jahr}', 'year', 'Trennen Sie'],
  ['2{nr}/{jahr}', 'year', 'Trennen Sie'],
  ['<b>{nr}/{jahr}', 'year', 'nur Buchstaben'],
  [`{nr}/{jahr}/${'x'.repeat(60)}`, 'year', 'Kürzen'],
] as const)('%s counted by %s is refused: %s', (pattern, period, said) => {
  const refused = readPattern(pattern, period)
  expect(refused).toMatchObject({ ok: false, problem: 'invalid', fields: [{ path: 'pattern' }] })
  expect(refused.ok ? '' : refused.message).toContain(said)
})

test('patterns that could make the same number have one skeleton', () => {
  expect(skeletonOf('{nr:4}/{jahr}/KREIS')).toBe(skeletonOf('{nr}/{wp}/kreis'))
  expect(skeletonOf('{nr}/2026/{wp}')).toBe(skeletonOf('{nr}/{jahr}/{wp}'))
  expect(skeletonOf('{nr:4}/{jahr}/KREIS')).not.toBe(skeletonOf('{nr:4}/{jahr}/KT'))
})
