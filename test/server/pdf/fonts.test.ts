import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { create } from '@cantoo/fontkit'
import { expect, test } from 'vitest'
import { fontMetrics, measureText, missingCharacters, shapeText } from '../../../server/pdf/fonts.ts'
import type { TextStyle } from '../../../server/pdf/pdf.ts'
import { dinTexts } from './din-91379.ts'

const body: TextStyle = { face: 'regular', sizePt: 10 }
const noto = createRequire(import.meta.url).resolve('@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf')

test('every character and sequence of DIN 91379 can be printed', () => {
  expect(dinTexts).toHaveLength(927)
  expect(missingCharacters(dinTexts.join(''))).toEqual([])
  for (const face of ['regular', 'bold', 'italic', 'boldItalic'] as const) {
    expect(measureText(dinTexts.join(' '), { face, sizePt: 10 })).toBeGreaterThan(4000)
  }
})

test('characters that cannot be printed are named so that a person finds them', () => {
  expect(missingCharacters('Ayşe 漢字 \u0007\t\u202e 漢')).toEqual([
    '漢 (U+6F22)',
    '字 (U+5B57)',
    'U+0007',
    'U+0009',
    'U+202E',
  ])
  expect(missingCharacters('سلام').length).toBe(4)
})

test('a decomposed letter is as wide as the composed one', () => {
  expect(measureText('O\u0308ztu\u0308rk', body)).toBe(measureText('Öztürk', body))
})

test('kerning pulls pairs together', () => {
  expect(measureText('AV', body)).toBeLessThan(measureText('A', body) + measureText('V', body))
})

test('kerning read from the table is the kerning of the whole layout engine', () => {
  const font = create(readFileSync(noto))
  if ('fonts' in font) throw new Error('one font expected')
  const seed = readFileSync(new URL('../../cases/seed-sitzungsvorlage-0303-2021.txt', import.meta.url), 'utf8')
  const words = new Set(
    seed.split(/\s+/).concat('AV', 'Typ', 'Te', 'Wörter', '„Vater“', 'LT', 'Yvonne', 'f.', 'fi', 'ffl'),
  )
  for (const word of words) {
    if (!word || missingCharacters(word).length > 0) continue
    const laidOut = font.layout(word.normalize('NFC'), { liga: false }).advanceWidth / 100
    expect(measureText(word, body), word).toBeCloseTo(laidOut, 6)
  }
})

test('a base and its marks come from one font and the mark is placed over the base', () => {
  const [word] = shapeText('M\u0302', 'regular')
  expect(word?.runs).toHaveLength(1)
  expect(word?.runs[0]?.glyphs.map(({ text, shiftX, shiftY }) => ({ text, shiftX, shiftY }))).toEqual([
    { text: 'M', shiftX: 0, shiftY: 0 },
    { text: '\u0302', shiftX: -455, shiftY: 178 },
  ])
})

test('a character that Noto Sans lacks falls back to DejaVu Sans for itself alone', () => {
  const fonts = shapeText('5≤x', 'bold').flatMap((word) => word.runs.map((run) => run.font.name))
  expect(fonts).toEqual(['NotoSans-Bold', 'DejaVuSans-Bold', 'NotoSans-Bold'])
})

test('characters that share a glyph keep their own text', () => {
  const glyphs = shapeText('a\u00a0b\u00ad-\u2011', 'regular').flatMap((word) => word.runs.flatMap((run) => run.glyphs))
  expect(glyphs.map((glyph) => glyph.text).join('')).toBe('a\u00a0b\u00ad-\u2011')
})

test('metrics grow with the size', () => {
  expect(fontMetrics({ face: 'bold', sizePt: 20 }).ascentPt).toBeCloseTo(
    2 * fontMetrics({ face: 'bold', sizePt: 10 }).ascentPt,
  )
  expect(fontMetrics(body)).toMatchObject({ ascentPt: 10.69, descentPt: 2.93 })
})
