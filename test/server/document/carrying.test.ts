import { expect, test } from 'vitest'
import { carryBack, carryValues, lostValues } from '../../../server/document/carrying.ts'
import type { Field, Values } from '../../../server/fields/fields.ts'
import { readFieldSchema } from '../../../server/fields/schema.ts'
import { expectOk } from '../../house.ts'

const schema = (...fields: object[]): readonly Field[] => expectOk(readFieldSchema({ fields }))
const text = (name: string) => ({ name, label: name.toUpperCase(), type: 'text' })
const choice = (name: string, ...values: string[]) => ({
  ...text(name),
  type: 'choice',
  choices: values.map((value) => ({ value, label: value })),
})
const rows = (name: string, ...fields: object[]) => ({ ...text(name), type: 'rows', rowLabel: 'Zeile', fields })

const lost = (from: readonly Field[], to: readonly Field[], values: Values) =>
  lostValues(from, values, carryValues(from, to, values)).map(({ label, value }) => `${label}: ${value}`)

test('what has the same name and form keeps its value, also inside groups and rows', () => {
  const from = schema(
    text('a'),
    { ...text('g'), type: 'group', fields: [text('x')] },
    rows('r', text('was'), text('wer')),
  )
  const to = schema(
    rows('r', text('was'), text('neu')),
    { ...text('g'), type: 'group', fields: [text('x'), text('y')] },
    text('a'),
  )
  const values = { a: '1', g: { x: '2' }, r: [{ id: 'r1', was: '3', wer: '4' }] }
  expect(carryValues(from, to, values)).toEqual({ r: [{ id: 'r1', was: '3' }], g: { x: '2' }, a: '1' })
  expect(lost(from, to, values)).toEqual([expect.stringMatching(/WER: 4$/)])
})

test('a choice that is gone, another form and too many rows are lost, and named', () => {
  const from = schema(choice('art', 'ja', 'nein'), text('zahl'), rows('r', text('was')), text('bleibt'))
  const to = schema(
    choice('art', 'ja'),
    { ...text('zahl'), type: 'number' },
    { ...rows('r', text('was')), maxRows: 1 },
    text('bleibt'),
  )
  const values = {
    art: 'nein',
    zahl: '12',
    r: [
      { id: 'a', was: '1' },
      { id: 'b', was: '2' },
    ],
    bleibt: 'x',
  }
  expect(carryValues(from, to, values)).toEqual({ bleibt: 'x' })
  expect(lost(from, to, values)).toHaveLength(4)
})

test('a line becomes lines, and lines become a line where they are one', () => {
  const [line, lines] = [schema(text('a')), schema({ ...text('a'), type: 'lines' })]
  expect(carryValues(line, lines, { a: 'x' })).toEqual({ a: 'x' })
  expect(carryValues(lines, line, { a: 'x' })).toEqual({ a: 'x' })
  expect(carryValues(lines, line, { a: 'x\ny' })).toEqual({})
})

test('references stay with the rows that they name', () => {
  const reference = { ...text('folgt'), type: 'references', of: 'r' }
  const from = schema(rows('r', text('was')), reference, text('weg'))
  const to = schema(rows('r', text('was')), reference)
  const values = { r: [{ id: 'a', was: '1' }], folgt: ['a'], weg: 'x' }
  expect(carryValues(from, to, values)).toEqual({ r: [{ id: 'a', was: '1' }], folgt: ['a'] })
  expect(carryValues(from, schema(reference.of === 'r' ? rows('r', text('was')) : reference), values)).toEqual({
    r: [{ id: 'a', was: '1' }],
  })
})

test('going back brings what had no place, and what was changed since stays changed', () => {
  const from = schema(
    text('a'),
    choice('art', 'ja', 'nein'),
    rows('r', text('was'), text('wer')),
    rows('alt', text('x')),
  )
  const to = schema(text('a'), choice('art', 'ja'), rows('r', text('was')), text('neu'))
  const before = {
    a: '1',
    art: 'nein',
    r: [
      { id: 'r1', was: '2', wer: '3' },
      { id: 'r2', was: '4', wer: '5' },
    ],
    alt: [{ id: 'z', x: '6' }],
  }
  const moved = carryValues(from, to, before)
  const written = {
    ...moved,
    a: 'anders',
    r: [
      { id: 'r1', was: '2' },
      { id: 'r3', was: 'neu' },
    ],
    neu: 'n',
  }
  expect(carryBack(written, { to: from, from: to, before })).toEqual({
    a: 'anders',
    art: 'nein',
    r: [
      { id: 'r1', was: '2', wer: '3' },
      { id: 'r3', was: 'neu' },
    ],
    alt: [{ id: 'z', x: '6' }],
  })
})

test('there and back again is where it began', () => {
  const from = schema(text('a'), rows('r', text('was'), { ...text('text'), type: 'rich' }), {
    ...text('tag'),
    type: 'date',
  })
  const to = schema(rows('r', text('was')), { ...text('tag'), type: 'text' })
  const before = { a: '1', r: [{ id: 'r1', was: '2', text: '<p>3</p>' }], tag: '2027-01-01' }
  expect(carryBack(carryValues(from, to, before), { to: from, from: to, before })).toEqual(before)
})
