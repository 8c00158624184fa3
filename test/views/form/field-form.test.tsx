import { describe, expect, test } from 'vitest'
import { readForm } from '../../../server/fields/form-input.ts'
import { formProblems } from '../../../server/fields/form-problems.ts'
import { type RawForm, rawForm } from '../../../server/fields/raw-form.ts'
import { readValues } from '../../../server/fields/values.ts'
import { FieldForm } from '../../../views/form/field-form.tsx'
import { readPage } from '../../form-page.ts'
import { seededRandom } from '../../server/blocks/random-blocks.ts'
import { diceOf, everyField, randomInput, schema, stored } from '../../server/fields/random-values.ts'

const today = '2026-11-22'
const shown = (values: RawForm, rest: Partial<Parameters<typeof FieldForm>[0]> = {}) =>
  readPage(String(<FieldForm fields={everyField} values={values} action="/x" label="Angaben" {...rest} />))

test.each([1, 2, 3])('whatever is stored comes back unchanged through the page itself (seed %i)', (seed) => {
  for (let round = 0; round < 15; round++) {
    const dice = diceOf(seededRandom(seed * 1000 + round))
    const input = randomInput(dice)
    const goals = (input.ziele ?? []) as { id: string; nach?: string[] }[]
    for (const goal of goals) goal.nach = goals.map(({ id }) => id).filter(() => dice.below(2) === 0)
    const values = stored(everyField, input)
    const page = shown(rawForm(everyField, values))
    const read = readForm(everyField, page.entries('/x'), { today })
    expect(readValues(everyField, read.input, { purpose: 'draft', missingCharacters: () => [] })).toEqual({
      ok: true,
      value: values,
    })
    expect(page.faults()).toEqual([])
  }
})

const rich = stored(everyField, {
  titel: 'T',
  ziele: [
    { id: 'z1', name: 'Pass', schritte: [{ id: 's1', was: 'Termin', frist: { art: 'termin', datum: '2027-01-31' } }] },
    { id: 'z2', name: 'Deutsch' },
  ],
})

describe('what was typed stays', () => {
  test('wrong values too, exactly, with the error at the field', () => {
    const typed: [string, string][] = [
      ['titel', ' \u2003<b>"Ü"</b> & Co'],
      ['rahmen.tag', '31.02.2026 '],
      ['rahmen.stunden', 'viele'],
      ['rahmen.stand', 'erfunden'],
      ['bemerkung', '\n\nerst in der dritten Zeile'],
      ['vortrag', '<p>offen <script>'],
      ['ziele[0].id', 'z1'],
      ['ziele[0].schritte[0].id', 's1'],
      ['ziele[0].schritte[0].frist.art', 'termine'],
      ['ziele[0].schritte[0].frist.datum', 'irgendwann'],
      ['ziele[0].schritte[0].frist.daten', '1.1.2027, bald'],
    ]
    const { raw, input, open } = readForm(everyField, typed, { today })
    const result = readValues(everyField, input, { purpose: 'draft', missingCharacters: () => [] })
    const problems = result.ok ? [] : formProblems(everyField, input, result)
    const page = shown(raw, { problems, open })
    const again = new Map(page.entries('/x'))
    for (const [name, value] of typed) expect(again.get(name)?.replaceAll('\r\n', '\n')).toBe(value)
    expect(page.describedBy('rahmen.tag')).toContain('Den Tag 31.02.2026 gibt es im Kalender nicht.')
    expect(page.describedBy('rahmen.stunden')).toContain('Geben Sie eine Zahl von −10 bis 5.000 an')
    expect(page.describedBy('ziele[0].schritte[0].frist.daten')).toContain('Geben Sie Tag, Monat und Jahr an')
    expect(page.all('input', { name: 'rahmen.tag' })[0]?.attribs['aria-invalid']).toBe('true')
    expect(page.all('details', { 'data-row': 'z1' })[0]?.attribs.open).toBeDefined()
    expect(page.faults()).toEqual([])
  })

  test('nothing typed becomes markup', () => {
    const page = shown({ titel: '"><script>alert(1)</script>', bemerkung: '</textarea><script>alert(2)</script>' })
    expect(page.all('script')).toEqual([])
  })
})

describe('rows', () => {
  test('carry their ids and buttons that say which row they are about', () => {
    const page = shown(rawForm(everyField, rich))
    expect(page.entries('/x')).toContainEqual(['ziele[0].schritte[0].id', 's1'])
    const visible = page.all('button', { name: 'act' }).filter(({ attribs }) => attribs.hidden === undefined)
    const acts = visible.map(({ attribs }) => attribs.value)
    expect(acts).toEqual([
      'remove:ziele[0].schritte[0]',
      'add:ziele[0].schritte',
      'down:ziele[0]',
      'remove:ziele[0]',
      'add:ziele[1].schritte',
      'up:ziele[1]',
      'remove:ziele[1]',
      'add:ziele',
    ])
    expect(page.all('button', { value: 'remove:ziele[1]' })[0]?.attribs['aria-label']).toBe('Entfernen: Ziel 2')
  })

  test('Enter in a field presses none of the buttons of the rows', () => {
    const [first] = shown(rawForm(everyField, rich)).all('button')
    expect(first?.attribs.name).toBeUndefined()
  })

  test('a folded row says what it is and how much is in it', () => {
    expect(shown(rawForm(everyField, rich)).text).toContain('Ziel 1: Pass1 Schritt')
  })

  test('after a row act the row is open and its first field has the focus', () => {
    const page = shown(rawForm(everyField, rich), { focus: 'ziele[1].name', said: 'Ziel 2 eingefügt' })
    expect(page.all('input', { name: 'ziele[1].name' })[0]?.attribs.autofocus).toBeDefined()
    expect(page.all('details', { 'data-row': 'z2' })[0]?.attribs.open).toBeDefined()
    expect(page.all('details', { 'data-row': 'z1' })[0]?.attribs.open).toBeUndefined()
    expect(page.all('form')[0]?.attribs['data-said']).toBe('Ziel 2 eingefügt')
  })

  test('which rows stood open travels with the form', () => {
    const page = shown(rawForm(everyField, rich), { open: new Set(['z2']) })
    expect(readForm(everyField, page.entries('/x'), { today }).open).toEqual(new Set(['z2']))
  })
})

test('voluntary fields are marked, mandatory ones are not, and assigned ones are not asked', () => {
  const page = shown({})
  expect(page.text).toContain('Bemerkung (freiwillig)')
  expect(page.text).not.toContain('Titel (freiwillig)')
  expect(page.all('input', { name: 'nummer' })).toEqual([])
})

test('few choices stand there to be seen, many in a list; a yes or no that nobody must answer may stay open', () => {
  const choices = ['a', 'b', 'c'].map((value) => ({ value, label: value }))
  const fields = schema(
    { name: 'wenig', label: 'Wenig', type: 'choice', choices, required: true },
    { name: 'offen', label: 'Offen', type: 'boolean' },
    { name: 'muss', label: 'Muss', type: 'boolean', required: true },
  )
  const page = shown({}, { fields })
  expect(page.all('input', { name: 'wenig', type: 'radio' })).toHaveLength(3)
  expect(page.all('input', { name: 'offen', type: 'radio' }).map(({ attribs }) => attribs.value)).toEqual([
    'true',
    'false',
    '',
  ])
  expect(page.all('input', { name: 'muss', type: 'checkbox' })).toHaveLength(1)
  expect(shown({}).all('select', { name: 'rahmen.stand' })).toHaveLength(1)
  expect(page.faults()).toEqual([])
})
