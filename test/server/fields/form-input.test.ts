import { describe, expect, test } from 'vitest'
import type { Field, Values } from '../../../server/fields/fields.ts'
import { readForm } from '../../../server/fields/form-input.ts'
import { formProblems } from '../../../server/fields/form-problems.ts'
import { type RawForm, rawForm } from '../../../server/fields/raw-form.ts'
import { readValues } from '../../../server/fields/values.ts'
import { missingCharacters } from '../../../server/pdf/fonts.ts'
import { seededRandom } from '../blocks/random-blocks.ts'
import { diceOf, everyField, randomInput, schema, stored } from './random-values.ts'

const today = '2026-11-22'
const read = (fields: readonly Field[], entries: [string, string][], values: Values = {}) =>
  readForm(fields, entries, { today, stored: values })

/** What a browser sends of a form that shows this. */
function entriesOf(raw: RawForm, prefix = ''): [string, string][] {
  return Object.entries(raw).flatMap(([name, value]): [string, string][] => {
    const path = `${prefix}${name}`
    if (typeof value === 'string') return [[path, value.replaceAll('\n', '\r\n')]]
    if (!Array.isArray(value)) return value === undefined ? [] : entriesOf(value as RawForm, `${path}.`)
    return value.flatMap((item: string | RawForm, index): [string, string][] =>
      typeof item === 'string' ? [[path, item]] : entriesOf(item, `${path}[${index}].`),
    )
  })
}

test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  'a form that is shown and sent back unchanged changes nothing (seed %i)',
  (seed) => {
    for (let round = 0; round < 25; round++) {
      const dice = diceOf(seededRandom(seed * 1000 + round))
      const values = { ...stored(everyField, randomInput(dice)), nummer: '7' }
      const { input } = read(everyField, entriesOf(rawForm(everyField, values)), values)
      expect(readValues(everyField, input, { purpose: 'draft', missingCharacters: () => [] })).toEqual({
        ok: true,
        value: values,
      })
    }
  },
)

const goals = schema({
  name: 'ziele',
  label: 'Ziele',
  type: 'rows',
  rowLabel: 'Ziel',
  fields: [
    { name: 'was', label: 'Was', type: 'text' },
    { name: 'frist', label: 'Bis wann', type: 'frist' },
    { name: 'stand', label: 'Stand', type: 'text', kind: 'assigned' },
  ],
})

describe('what a form sends', () => {
  test('a wrong date stays as it was typed, and the problem stands at its field', () => {
    const fields = schema({ name: 'tag', label: 'Tag', type: 'date' }, { name: 'zeit', label: 'Zeit', type: 'time' })
    const { raw, input } = read(fields, [
      ['tag', ' 31.02.2026'],
      ['zeit', 'früh'],
    ])
    const result = readValues(fields, input, { purpose: 'draft', missingCharacters })
    expect(raw).toEqual({ tag: ' 31.02.2026', zeit: 'früh' })
    if (result.ok) throw new Error('expected a problem')
    expect(formProblems(fields, input, result)).toEqual([
      {
        path: 'tag',
        label: 'Tag',
        message: 'Den Tag 31.02.2026 gibt es im Kalender nicht. Geben Sie einen anderen an.',
      },
      { path: 'zeit', label: 'Zeit', message: 'Geben Sie eine Uhrzeit wie 10:00 an.' },
    ])
  })

  test('a list may have gaps and keeps its order and ids', () => {
    const { input } = read(goals, [
      ['ziele[10].was', 'c'],
      ['ziele[10].id', 'z10'],
      ['ziele[2].was', 'b'],
      ['ziele[2].id', 'z2'],
    ])
    expect(input).toEqual({
      ziele: [
        { id: 'z2', was: 'b' },
        { id: 'z10', was: 'c' },
      ],
    })
  })

  test('a row without an id gets one that no other person gets', () => {
    const ids = [1, 2].map(() => read(goals, [['ziele[0].was', 'a']]).input.ziele as { id: string }[])
    expect(ids[0]?.[0]?.id).toHaveLength(26)
    expect(ids[0]?.[0]?.id).not.toBe(ids[1]?.[0]?.id)
  })

  test('what nobody is asked is kept from the stored values, row by row', () => {
    const values = {
      ziele: [
        { id: 'a', stand: 'offen' },
        { id: 'b', stand: 'belegt' },
      ],
    }
    const { input } = read(
      goals,
      [
        ['ziele[0].id', 'b'],
        ['ziele[0].stand', 'gefälscht'],
      ],
      values,
    )
    expect(input).toEqual({ ziele: [{ id: 'b', stand: 'belegt' }] })
  })

  test('a Frist takes what belongs to its kind and keeps the rest on the form', () => {
    const { raw, input } = read(goals, [
      ['ziele[0].id', 'a'],
      ['ziele[0].frist.art', 'laufend'],
      ['ziele[0].frist.datum', '1.3.2027'],
    ])
    expect(input).toEqual({ ziele: [{ id: 'a', frist: { art: 'laufend' } }] })
    expect(raw).toMatchObject({ ziele: [{ frist: { art: 'laufend', datum: '1.3.2027' } }] })
  })

  test('a day typed without choosing a kind of Frist means that day', () => {
    const { input } = read(goals, [
      ['ziele[0].id', 'a'],
      ['ziele[0].frist.datum', '1.3.2027'],
    ])
    expect(input).toEqual({ ziele: [{ id: 'a', frist: { art: 'termin', datum: '2027-03-01' } }] })
  })

  test('words without tags become paragraphs of rich text', () => {
    const fields = schema({ name: 'vortrag', label: 'Vortrag', type: 'rich' })
    const { input } = read(fields, [['vortrag', 'Alter < 27 & mehr\r\nneue Zeile\r\n\r\nzweiter Absatz']])
    expect(stored(fields, input)).toEqual({
      vortrag: '<p>Alter &lt; 27 &amp; mehr<br>neue Zeile</p>\n<p>zweiter Absatz</p>',
    })
  })

  test('names that are no field of the form mean nothing', () => {
    const { input, raw } = read(goals, [
      ['__proto__.polluted', 'x'],
      ['constructor', 'x'],
      ['ziele[0].constructor.prototype', 'x'],
      ['ziele[0].id', 'a'],
      ['ziele[999999999999].was', 'x'],
      ['act', 'add:ziele'],
    ])
    expect(input).toEqual({ ziele: [{ id: 'a' }] })
    expect(Object.keys(raw)).toEqual(['ziele'])
    expect(({} as { polluted?: string }).polluted).toBeUndefined()
  })

  test('an unticked box is a no, where somebody must decide', () => {
    const fields = schema({ name: 'geprueft', label: 'Geprüft', type: 'boolean', required: true })
    expect(read(fields, [['geprueft', 'false']]).input).toEqual({ geprueft: false })
    expect(
      read(fields, [
        ['geprueft', 'false'],
        ['geprueft', 'true'],
      ]).input,
    ).toEqual({ geprueft: true })
  })
})

test('what is missing is said as what to do, and named as people know it', () => {
  const fields = schema(
    { name: 'titel', label: 'Titel', type: 'text', required: true },
    { name: 'tag', label: 'Tag', type: 'date', required: true },
    {
      name: 'ziele',
      label: 'Ziele',
      type: 'rows',
      rowLabel: 'Ziel',
      required: true,
      fields: [{ name: 'frist', label: 'Bis wann', type: 'frist', required: true }],
    },
  )
  const said = (input: unknown) => {
    const result = readValues(fields, input, { purpose: 'issue', missingCharacters })
    return result.ok ? [] : formProblems(fields, input, result).map(({ label, message }) => `${label}: ${message}`)
  }
  expect(said({})).toEqual([
    'Titel: Geben Sie „Titel“ an.',
    'Tag: Geben Sie „Tag“ an, zum Beispiel 26.11.2026.',
    'Ziele: Fügen Sie unter „Ziele“ etwas ein (Ziel).',
  ])
  const late = { titel: 'a'.repeat(2001), tag: 'x', ziele: [{}, { frist: { art: 'termin' } }] }
  expect(said(late)).toEqual([
    'Titel: Der Text hat 2.001 Zeichen, erwartet werden höchstens 2.000.',
    'Tag: Geben Sie Tag, Monat und Jahr an, zum Beispiel 26.11.2026.',
    'Ziel 1: Bis wann: Geben Sie „Bis wann“ an.',
    'Ziel 2: Bis wann: Geben Sie den Tag an, zum Beispiel 26.11.2026.',
  ])
})
