import { expect, test } from 'vitest'
import { readFieldSchema } from '../../../server/fields/schema.ts'

const problems = (...fields: unknown[]) => {
  const read = readFieldSchema({ fields })
  return read.ok ? [] : read.fields.map(({ path, message }) => `${path}: ${message}`)
}
const text = { name: 'titel', label: 'Titel', type: 'text' }

test('a property that the schema does not know is refused, as is an unknown type', () => {
  expect(problems({ ...text, requird: true })).toHaveLength(1)
  expect(problems({ ...text, type: 'zahl' })).toHaveLength(1)
  expect(problems(text)).toEqual([])
})

test('a field cannot be named like a word of the template language or like what every object has', () => {
  expect(problems({ ...text, name: 'date' })).toEqual([
    'fields.0.name: ist ein Wort der Vorlagensprache und kann kein Feld heißen',
  ])
  expect(problems({ ...text, name: 'constructor' })).toEqual([
    'fields.0.name: ist ein Wort der Vorlagensprache und kann kein Feld heißen',
  ])
})

test('fields that speak of other fields must find them', () => {
  expect(problems(text, text)).toEqual(['titel: diesen Namen gibt es zweimal'])
  expect(problems({ ...text, requiredIf: { field: 'tietel', is: ['x'] } })).toEqual([
    'titel: das Feld „tietel“ gibt es daneben nicht, meinten Sie „titel“?',
  ])
  const list = { name: 'ziele', label: 'Ziele', type: 'rows', rowLabel: 'Ziel', fields: [{ ...text, name: 'id' }] }
  expect(problems(list, { ...text, type: 'references', of: 'ziel' })).toEqual([
    'ziele[].id: „id“ hat jeder Eintrag schon',
    'titel: eine Liste „ziel“ gibt es nicht, meinten Sie „ziele“?',
  ])
  const choice = { name: 'pfad', label: 'Pfad', type: 'choice', choices: [{ value: '25b', label: '§ 25b' }] }
  expect(problems(choice, { ...text, requiredIf: { field: 'pfad', is: ['25c'] } })).toEqual([
    'titel: „25c“ ist kein Wert von „pfad“, meinten Sie „25b“?',
  ])
})
