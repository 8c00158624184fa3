import { expect, test } from 'vitest'
import { readJson } from '../../../server/template/json-text.ts'

const mistake = (text: string) => {
  const read = readJson(text)
  return read.ok ? null : read.message
}

test('what JSON.parse reads is read', () => {
  const texts = [
    '{}',
    '[]',
    ' {"a": [1, -0.5e3, true, null, "\\u00e4\\n"], "b": {"a": ""}}\n',
    '"x"',
    '12',
    '"\u007f\u0085ä𝄞"',
  ]
  for (const text of texts) expect(readJson(text)).toEqual({ ok: true, value: JSON.parse(text) })
})

test('the first mistake is told with line and column', () => {
  expect(mistake('{"a": 1,}')).toBe('ungültiges JSON in Zeile 1, Spalte 9: ein Name in Anführungszeichen wird erwartet')
  expect(mistake('{\n  "a" 1\n}')).toBe('ungültiges JSON in Zeile 2, Spalte 7: „:“ wird erwartet')
  expect(mistake('[1 2]')).toBe('ungültiges JSON in Zeile 1, Spalte 4: „,“ oder das Ende der Klammer wird erwartet')
  expect(mistake('{"a": [1}')).toBe('ungültiges JSON in Zeile 1, Spalte 9: „,“ oder das Ende der Klammer wird erwartet')
  expect(mistake('{"a": ')).toBe('ungültiges JSON in Zeile 1, Spalte 7: ein Wert wird erwartet, die Datei endet hier')
  expect(mistake('{} {}')).toBe('ungültiges JSON in Zeile 1, Spalte 4: das Ende der Datei wird erwartet')
  expect(mistake('')).toMatch(/ein Wert wird erwartet/)
})

test('whatever JSON.parse refuses is refused', () => {
  const texts = [
    "{'a': 1}",
    '{a: 1}',
    '[01]',
    '[1.]',
    '["a\nb"]',
    '["\\x"]',
    '[NaN]',
    'undefined',
    '[,]',
    ']',
    '{]',
    '{"a"}',
    '[1,]',
    '\ufeff{}',
  ]
  for (const text of texts) {
    expect(() => JSON.parse(text), text).toThrow()
    expect(mistake(text), text).not.toBeNull()
  }
})

test('a name that stands twice is a mistake, since one of the values would be lost', () => {
  expect(mistake('{"a": 1,\n "\\u0061": 2}')).toBe(
    'ungültiges JSON in Zeile 2, Spalte 2: der Name "\\u0061" steht zweimal im selben Objekt',
  )
  expect(mistake('[{"a": 1}, {"a": {"a": 2}}]')).toBeNull()
})

test('a hundred thousand brackets break nothing', () => {
  expect(mistake('['.repeat(100_000))).toMatch(/tiefer als 64 Ebenen/)
})
