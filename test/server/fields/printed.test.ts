import { expect, test } from 'vitest'
import type { Value, Values } from '../../../server/fields/fields.ts'
import type { PrintableField } from '../../../server/fields/printed.ts'
import { printValue } from '../../../server/fields/printed.ts'
import { readFieldSchema } from '../../../server/fields/schema.ts'

const print = (field: object, value: Value, all: Values = {}) => {
  const read = readFieldSchema({ fields: [{ name: 'feld', label: 'Feld', ...field }, ...others] })
  if (!read.ok) throw new Error(JSON.stringify(read.fields))
  return printValue(read.value[0] as PrintableField, value, all)
}
const others = [
  {
    name: 'ziele',
    label: 'Ziele',
    type: 'rows',
    rowLabel: 'Ziel',
    fields: [{ name: 'titel', label: 'Titel', type: 'text' }],
  },
]

test('each type prints in its German form', () => {
  expect(print({ type: 'text' }, 'Müller & Söhne')).toBe('Müller & Söhne')
  expect(print({ type: 'date' }, '2021-09-14')).toBe('14.09.2021')
  expect(print({ type: 'dates' }, ['2027-02-25', '2027-05-27', '2027-08-26'])).toBe(
    '25.02.2027, 27.05.2027 und 26.08.2027',
  )
  expect(print({ type: 'time' }, '10:00')).toBe('10:00')
  expect(print({ type: 'number', unit: '€' }, 1040.5)).toBe('1.040,5\u00a0€')
  expect([true, false].map((value) => print({ type: 'boolean' }, value))).toEqual(['ja', 'nein'])
  expect(print({ type: 'choice', choices: [{ value: 'a', label: 'Ä' }] }, 'a')).toBe('Ä')
})

test('a Frist prints as its text', () => {
  const frist = (value: Value) => print({ type: 'frist' }, value)
  expect(frist({ art: 'termin', datum: '2027-01-31' })).toBe('31.01.2027')
  expect(frist({ art: 'termine', daten: ['2027-02-15', '2027-07-31'] })).toBe('15.02.2027 und 31.07.2027')
  expect(frist({ art: 'wiederkehrend', text: 'zum 15. jedes Monats' })).toBe('zum 15. jedes Monats')
  expect(frist({ art: 'laufend' })).toBe('laufend')
  expect(frist({ art: 'text', text: 'je Antrag' })).toBe('je Antrag')
})

test('references print as the numbers of their rows, or as ids when these are elsewhere', () => {
  const all = { ziele: [{ id: 'z1' }, { id: 'z2' }, { id: 'z3' }] }
  expect(print({ type: 'references', of: 'ziele' }, ['z1', 'z3'], all)).toBe('1 und 3')
  expect(print({ type: 'references' }, ['z1', 'z3'], all)).toBe('z1 und z3')
})
