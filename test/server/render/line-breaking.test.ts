import { expect, test } from 'vitest'
import { measureText } from '../../../server/pdf/fonts.ts'
import { bodySetting } from '../../../server/render/layout-style.ts'
import { breakLines, wordsOf, wordWidths } from '../../../server/render/line-breaking.ts'
import { inline, marked } from './print-blocks.ts'

const style = { face: 'regular', sizePt: bodySetting.sizePt } as const
const linesOf = (text: string, widthPt: number): string[] =>
  breakLines(wordsOf(inline(text), bodySetting), widthPt).map((line) =>
    line.fragments.map((part) => part.text).join(''),
  )

test('lines end in the blank they were broken at, the last one in none', () => {
  expect(linesOf('eins zwei drei', measureText('eins zwei', style))).toEqual(['eins zwei ', 'drei'])
})

test('a word that exactly fits stays, and one a hair too wide moves on', () => {
  const widthPt = measureText('eins zwei', style)
  expect(linesOf('eins zwei', widthPt)).toEqual(['eins zwei'])
  expect(linesOf('eins zwei', widthPt - 0.1)).toEqual(['eins ', 'zwei'])
})

test('a soft hyphen is a place to break and otherwise not there', () => {
  expect(linesOf('Donau\u00addampf', 400)).toEqual(['Donaudampf'])
  expect(linesOf('Donau\u00addampf', measureText('Donau\u00ad', style))).toEqual(['Donau\u00ad', 'dampf'])
})

test('a line has room for the hyphen it ends in', () => {
  const lines = linesOf('Ver\u00adwal\u00adtung', measureText('Verwal', style))
  expect(lines).toEqual(['Ver\u00ad', 'wal\u00ad', 'tung'])
})

test('a word breaks behind its own hyphen, but not behind a single letter or within a number', () => {
  expect(linesOf('Duldungs-Verlängerung', measureText('Duldungs-Verl', style))).toEqual(['Duldungs-', 'Verlängerung'])
  expect(wordsOf(inline('E-Mail 32.3-ZV-2026-0147 2026-2027'), bodySetting)).toHaveLength(3)
})

test('a long address breaks behind slashes and without a hyphen', () => {
  const lines = linesOf('https://www.recht.nrw.de/lmi/owa/br_text_anzeigen', 150)
  expect(lines.length).toBeGreaterThan(1)
  expect(lines.slice(0, -1).every((line) => line.endsWith('/'))).toBe(true)
  expect(lines.join('')).toBe('https://www.recht.nrw.de/lmi/owa/br_text_anzeigen')
})

test('a word wider than its line is broken between letters with a hyphen, marks stay on their letters', () => {
  const lines = linesOf(`${'M̂'.repeat(40)}.`, 100)
  expect(lines.length).toBeGreaterThan(2)
  expect(lines.slice(0, -1).every((line) => line.endsWith('\u00ad') && !/^\p{M}/u.test(line))).toBe(true)
  expect(lines.join('').replaceAll('\u00ad', '')).toBe(`${'M̂'.repeat(40)}.`)
})

test('no line is so narrow that text is lost or stands still', () => {
  expect(linesOf('abc d', 0)).toEqual(['a', 'b', 'c ', 'd'])
})

test('a no-break space and what belongs to a number do not break', () => {
  expect(linesOf('zu 1.234,56 € am', measureText('zu 1.234,56', style))).toEqual(['zu ', '1.234,56 € ', 'am'])
  expect(wordsOf(inline('§\u00a025b § 60a Abs. 2 1,5 % 3. Oktober'), bodySetting)).toHaveLength(5)
})

test('a word keeps together over a change of marks', () => {
  expect(wordsOf([marked('Ausländer', 'strong'), marked('behörde')], bodySetting)).toHaveLength(1)
})

test('the widest word and the longest line are known before lines are broken', () => {
  const { minPt, maxPt } = wordWidths(wordsOf(inline('ein Wort und Ausländerbehörde'), bodySetting))
  expect(minPt).toBeCloseTo(measureText('Ausländerbehörde', style))
  expect(maxPt).toBeCloseTo(measureText('ein Wort und Ausländerbehörde', style))
})
