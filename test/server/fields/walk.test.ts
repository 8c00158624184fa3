import { expect, test } from 'vitest'
import { readFieldSchema } from '../../../server/fields/schema.ts'
import { missingValues, walkSchema, walkValues } from '../../../server/fields/walk.ts'

const text = (name: string, more: object = {}) => ({ name, label: name.toUpperCase(), type: 'text', ...more })
const read = readFieldSchema({
  fields: [
    text('betreff', { required: true }),
    { name: 'person', label: 'Person', type: 'group', fields: [text('vorname', { required: true })] },
    {
      name: 'amt',
      label: 'Amt',
      type: 'group',
      required: true,
      fields: [text('leitung', { required: true }), text('ort')],
    },
    {
      name: 'ziele',
      label: 'Ziele',
      type: 'rows',
      rowLabel: 'Ziel',
      required: true,
      minRows: 2,
      fields: [text('titel', { required: true }), text('grund', { requiredIf: { field: 'titel', is: ['anders'] } })],
    },
  ],
})
const fields = read.ok ? read.value : []

test('the schema is walked in its order, groups and rows before what they hold', () => {
  expect([...walkSchema(fields)].map(({ path }) => path)).toEqual([
    'betreff',
    'person',
    'person.vorname',
    'amt',
    'amt.leitung',
    'amt.ort',
    'ziele',
    'ziele[].titel',
    'ziele[].grund',
  ])
})

test('values are walked once for each row', () => {
  const places = [...walkValues(fields, { ziele: [{ id: 'a', titel: 'x' }, { id: 'b' }] })]
  const found = places
    .filter(({ schemaPath }) => schemaPath === 'ziele[].titel')
    .map(({ path, value }) => [path, value])
  expect(found).toEqual([
    ['ziele[0].titel', 'x'],
    ['ziele[1].titel', undefined],
  ])
})

test('missing values are those that the document cannot be issued without', () => {
  const missing = missingValues(fields, { ziele: [{ id: 'a', titel: 'anders' }] })
  expect(missing.map(({ path, label }) => [path, label])).toEqual([
    ['betreff', 'BETREFF'],
    ['amt.leitung', 'LEITUNG'],
    ['ziele', 'Ziele'],
    ['ziele[0].grund', 'GRUND'],
  ])
})
