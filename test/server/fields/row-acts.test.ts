import { expect, test } from 'vitest'
import { type RawForm, rawForm, rawRows } from '../../../server/fields/raw-form.ts'
import { applyAct } from '../../../server/fields/row-acts.ts'
import { everyField, schema, stored } from './random-values.ts'

const values = stored(everyField, {
  titel: 'T',
  ziele: [
    {
      id: 'z1',
      name: 'eins',
      schritte: [
        { id: 's1', was: 'a' },
        { id: 's2', was: 'b' },
      ],
    },
    { id: 'z2', name: 'zwei' },
    { id: 'z3', name: 'drei' },
  ],
})
const raw = rawForm(everyField, values)
const ids = (form: RawForm | undefined, list = 'ziele') => rawRows(form?.[list]).map(({ id }) => id)

test('a new row stands at the end, with an id, and its first field gets the focus', () => {
  const applied = applyAct(everyField, raw, 'add:ziele')
  expect(ids(applied?.raw).slice(0, 3)).toEqual(['z1', 'z2', 'z3'])
  expect(ids(applied?.raw)[3]).toHaveLength(26)
  expect(applied).toMatchObject({ focus: 'ziele[3].name', said: 'Ziel 4 eingefügt' })
})

test('a row inside a row is added to the row that was meant', () => {
  const applied = applyAct(everyField, raw, 'add:ziele[1].schritte')
  expect(rawRows(rawRows(applied?.raw.ziele)[1]?.schritte)).toHaveLength(1)
  expect(ids(rawRows(applied?.raw.ziele)[0], 'schritte')).toEqual(['s1', 's2'])
  expect(applied?.focus).toBe('ziele[1].schritte[0].was')
})

test('after removing a row the focus goes to the next one, or to „einfügen“', () => {
  expect(applyAct(everyField, raw, 'remove:ziele[1]')).toMatchObject({ focus: 'ziele[1]', said: 'Ziel 2 entfernt' })
  const last = applyAct(everyField, raw, 'remove:ziele[2]')
  expect(last?.focus).toBe('add:ziele')
  expect(ids(last?.raw)).toEqual(['z1', 'z2'])
})

test('moving keeps the focus on a button that can go on', () => {
  const down = applyAct(everyField, raw, 'down:ziele[0]')
  expect(ids(down?.raw)).toEqual(['z2', 'z1', 'z3'])
  expect(down).toMatchObject({ focus: 'down:ziele[1]', said: 'Ziel 1 ist jetzt Ziel 2' })
  expect(applyAct(everyField, raw, 'up:ziele[1]')?.focus).toBe('down:ziele[0]')
})

test.each([
  '',
  'add:',
  'add:titel',
  'add:nichts',
  'remove:ziele',
  'remove:ziele[9]',
  'up:ziele[0]',
  'down:ziele[2]',
  'drop:ziele[0]',
  'add:ziele[7].schritte',
  'add:__proto__',
])('there is nothing to do for „%s“', (act) => {
  expect(applyAct(everyField, raw, act)).toBeNull()
})

test('no row comes above the most that the list may have', () => {
  const fields = schema({
    name: 'namen',
    label: 'Namen',
    type: 'rows',
    rowLabel: 'Name',
    maxRows: 1,
    fields: [{ name: 'name', label: 'Name', type: 'text' }],
  })
  expect(applyAct(fields, { namen: [{ id: 'a' }] }, 'add:namen')).toBeNull()
})
