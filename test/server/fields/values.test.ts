import { describe, expect, test } from 'vitest'
import type { Field } from '../../../server/fields/fields.ts'
import { readFieldSchema } from '../../../server/fields/schema.ts'
import { readValues } from '../../../server/fields/values.ts'
import { missingCharacters } from '../../../server/pdf/fonts.ts'

const schema = (...fields: unknown[]): readonly Field[] => {
  const read = readFieldSchema({ fields })
  if (!read.ok) throw new Error(JSON.stringify(read.fields))
  return read.value
}
const read = (fields: readonly Field[], input: unknown, purpose: 'issue' | 'draft' = 'issue') =>
  readValues(fields, input, { purpose, missingCharacters })
const problems = (fields: readonly Field[], input: unknown, purpose: 'issue' | 'draft' = 'issue') => {
  const result = read(fields, input, purpose)
  return result.ok ? [] : result.fields.map(({ path, message }) => `${path}: ${message}`)
}
const values = (fields: readonly Field[], input: unknown, purpose: 'issue' | 'draft' = 'issue') => {
  const result = read(fields, input, purpose)
  if (!result.ok) throw new Error(JSON.stringify(result.fields))
  return result.value
}

const status = {
  name: 'status',
  label: 'Status',
  type: 'choice',
  choices: [
    { value: 'oeffentlich', label: 'öffentlich' },
    { value: 'nichtoeffentlich', label: 'nichtöffentlich' },
  ],
}
const text = { name: 'facheinheit', label: 'Zuständige Facheinheit', type: 'text' }
const steps = schema({
  name: 'ziele',
  label: 'Ziele',
  type: 'rows',
  rowLabel: 'Ziel',
  fields: [
    { name: 'titel', label: 'Titel', type: 'text', required: true },
    {
      name: 'schritte',
      label: 'Schritte',
      type: 'rows',
      rowLabel: 'Schritt',
      fields: [{ name: 'frist', label: 'Frist', type: 'frist' }],
    },
  ],
})

describe('what is wrong is said with what is expected', () => {
  test('a value of another type', () => {
    const fields = schema(
      text,
      { name: 'begruendung', label: 'Begründung', type: 'lines' },
      { name: 'vortrag', label: 'Vortrag', type: 'rich' },
      { name: 'datum', label: 'Datum', type: 'date' },
      { name: 'uhrzeit', label: 'Uhrzeit', type: 'time' },
      { name: 'anzahl', label: 'Anzahl', type: 'number' },
      { name: 'liegtVor', label: 'Liegt vor', type: 'boolean' },
      status,
      { name: 'termine', label: 'Termine', type: 'dates' },
      { name: 'person', label: 'Person', type: 'group', fields: [text] },
      { name: 'ziele', label: 'Ziele', type: 'rows', rowLabel: 'Ziel', fields: [text] },
    )
    const input = {
      facheinheit: 32,
      begruendung: true,
      vortrag: [],
      datum: 20260101,
      uhrzeit: {},
      anzahl: '12',
      liegtVor: 'ja',
      status: 1,
      termine: '2026-01-01',
      person: [],
      ziele: [{}, 'Ziel'],
    }
    expect(problems(fields, input)).toEqual([
      'facheinheit: ist eine Zahl, erwartet wird eine Zeile Text',
      'begruendung: ist true oder false, erwartet wird Text',
      'vortrag: ist eine Liste, erwartet wird Text mit Auszeichnung wie „<p>…</p>“',
      'datum: ist eine Zahl, erwartet wird ein Datum wie „2026-11-26“',
      'uhrzeit: ist ein JSON-Objekt, erwartet wird eine Uhrzeit wie „10:00“',
      'anzahl: ist Text, erwartet wird eine Zahl',
      'liegtVor: ist Text, erwartet wird true oder false',
      'status: ist eine Zahl, erwartet wird „oeffentlich“ (öffentlich) oder „nichtoeffentlich“ (nichtöffentlich)',
      'termine: ist Text, erwartet wird eine Liste von Daten wie ["2026-11-26"]',
      'ziele[1]: ist Text, erwartet wird ein JSON-Objekt (Ziel)',
    ])
    expect(problems(fields, { person: 'x' })).toEqual(['person: ist Text, erwartet wird ein JSON-Objekt'])
    expect(problems(fields, [])).toEqual([
      ': ist eine Liste, erwartet wird ein JSON-Objekt mit den Feldern der Vorlage',
    ])
  })

  test('a day that does not exist, a day written in German, a time that does not exist', () => {
    const fields = schema(
      { name: 'von', label: 'Von', type: 'date' },
      { name: 'bis', label: 'Bis', type: 'date' },
      { name: 'um', label: 'Um', type: 'time' },
      { name: 'termine', label: 'Termine', type: 'dates' },
    )
    expect(
      problems(fields, { von: '2026-02-30', bis: '30.02.2026', um: '25:00', termine: ['2026-01-01', '2026-13-01'] }),
    ).toEqual([
      'von: „2026-02-30“ gibt es im Kalender nicht, erwartet wird ein Datum wie „2026-11-26“',
      'bis: „30.02.2026“ ist kein Datum, erwartet wird ein Datum wie „2026-11-26“',
      'um: „25:00“ ist keine Uhrzeit, erwartet wird eine Uhrzeit wie „10:00“',
      'termine[1]: „2026-13-01“ gibt es im Kalender nicht, erwartet wird ein Datum wie „2026-11-26“',
    ])
  })

  test('a value outside a choice is told with the allowed ones', () => {
    expect(problems(schema(status), { status: 'öffentlich' })).toEqual([
      'status: „öffentlich“ ist kein zulässiger Wert, erwartet wird „oeffentlich“ (öffentlich) oder „nichtoeffentlich“ (nichtöffentlich)',
    ])
  })

  test('a number outside its range', () => {
    const fields = schema({ name: 'anzahl', label: 'Anzahl', type: 'number', min: 1, max: 1000 })
    expect(problems(fields, { anzahl: 0.5 })).toEqual([
      'anzahl: 0,5 ist zu klein, erwartet wird eine Zahl von 1 bis 1.000',
    ])
    expect(problems(fields, { anzahl: 1e300 })[0]).toMatch(/ist zu groß, erwartet wird eine Zahl von 1 bis 1\.000$/)
  })

  test('an unknown field is told with the nearest known one', () => {
    expect(problems(schema(text, status), { facheinhiet: 'x', Status: 'x', xyz: 1 })).toEqual([
      'facheinhiet: dieses Feld gibt es nicht, meinten Sie „facheinheit“?',
      'Status: dieses Feld gibt es nicht, meinten Sie „status“?',
      'xyz: dieses Feld gibt es nicht, erwartet wird eines von „facheinheit“, „status“',
    ])
  })

  test('a missing required value, and one that another value makes required', () => {
    const fields = schema(
      status,
      { ...text, required: true },
      {
        name: 'grund',
        label: 'Grund',
        type: 'lines',
        requiredIf: { field: 'status', is: ['nichtoeffentlich'] },
      },
    )
    expect(problems(fields, { status: 'nichtoeffentlich', facheinheit: null })).toEqual([
      'facheinheit: fehlt, erwartet wird eine Zeile Text',
      'grund: fehlt, erwartet wird Text (nötig, weil „status“ hier „nichtoeffentlich“ ist)',
    ])
    expect(problems(fields, { status: 'oeffentlich', facheinheit: 'x' })).toEqual([])
    expect(problems(fields, { status: 'nichtoeffentlich' }, 'draft')).toEqual([])
  })

  test('too few and too many rows, and ids that stand twice or cannot be ids', () => {
    const fields = schema({
      name: 'ziele',
      label: 'Ziele',
      type: 'rows',
      rowLabel: 'Ziel',
      required: true,
      minRows: 2,
      maxRows: 3,
      fields: [text],
    })
    expect(problems(fields, { ziele: [] })).toEqual(['ziele: fehlt, erwartet wird eine Liste von JSON-Objekten (Ziel)'])
    expect(problems(fields, { ziele: [{}] })).toEqual(['ziele: hat 1 Eintrag, erwartet werden mindestens 2 (Ziel)'])
    expect(problems(fields, { ziele: [{}, {}, {}, {}] })).toEqual([
      'ziele: hat 4 Einträge, erwartet werden höchstens 3 (Ziel)',
    ])
    expect(problems(fields, { ziele: [{ id: 'z1' }, { id: 'z1' }, { id: 'a b' }] })).toEqual([
      'ziele[1].id: „z1“ ist schon vergeben, erwartet wird eine eigene Kennung für jeden Eintrag',
      'ziele[2].id: „a b“ ist keine Kennung, erwartet werden 1 bis 64 Buchstaben, Ziffern, „-“ oder „_“',
    ])
    expect(problems(fields, { ziele: [{}] }, 'draft')).toEqual([])
  })

  test('a reference to a row that is not there', () => {
    const fields = schema(
      { name: 'ziele', label: 'Ziele', type: 'rows', rowLabel: 'Ziel', fields: [text] },
      { name: 'weiter', label: 'Weitergabe', type: 'references', of: 'ziele' },
      { name: 'fremd', label: 'Ziele der Vereinbarung', type: 'references' },
    )
    const input = { ziele: [{ id: 'z1' }, { id: 'z2' }], weiter: ['z1', 'z9', 7], fremd: ['beliebig'] }
    expect(problems(fields, input)).toEqual([
      'weiter[1]: einen Eintrag „z9“ gibt es in „ziele“ nicht, erwartet wird „z1“ oder „z2“',
      'weiter[2]: ist eine Zahl, erwartet wird die Kennung eines Eintrags wie „z1“',
    ])
    expect(problems(fields, { weiter: ['z1'] })).toEqual([
      'weiter[0]: einen Eintrag „z1“ gibt es in „ziele“ nicht, erwartet wird keine, weil die Liste leer ist',
    ])
  })

  test('rich text outside the subset is told with line and column', () => {
    const fields = schema({ name: 'vortrag', label: 'Vortrag', type: 'rich' })
    const [problem] = problems(fields, { vortrag: '<p>Guten Tag</p>\n<p>a <script>alert(1)</script></p>' })
    expect(problem).toMatch(/^vortrag: Zeile 2, Spalte 6: /)
    expect(problems(fields, { vortrag: '<p><a href="javascript:alert(1)">x</a></p>' })).not.toEqual([])
  })

  test('a character that no font has, a control character, half a character', () => {
    const fields = schema(text, { name: 'vortrag', label: 'Vortrag', type: 'rich' })
    expect(problems(fields, { facheinheit: 'a漢b', vortrag: '<p>漢</p>' })).toEqual([
      'facheinheit: enthält das Zeichen 漢 (U+6F22), erwartet werden Zeichen, die gedruckt werden können',
      'vortrag: enthält das Zeichen 漢 (U+6F22), erwartet werden Zeichen, die gedruckt werden können',
    ])
    expect(problems(fields, { facheinheit: 'a\u0000b\u202e' })).toEqual([
      'facheinheit: enthält die Steuerzeichen U+0000, U+202E, erwartet wird Text ohne Steuerzeichen',
    ])
    expect(problems(fields, { facheinheit: 'a\ud800' })).toEqual([
      'facheinheit: enthält das Steuerzeichen U+D800, erwartet wird Text ohne Steuerzeichen',
    ])
  })

  test('text that is too long or has more than one line', () => {
    const fields = schema({ ...text, maxLength: 5 }, { name: 'grund', label: 'Grund', type: 'lines', maxLength: 5 })
    expect(problems(fields, { facheinheit: '123456', grund: 'a\nb' })).toEqual([
      'facheinheit: hat 6 Zeichen, erwartet werden höchstens 5',
    ])
    expect(problems(fields, { facheinheit: 'a\nb' })).toEqual([
      'facheinheit: hat mehrere Zeilen, erwartet wird eine Zeile Text',
    ])
  })

  test('a Frist without what its kind needs, or with what it does not', () => {
    const frist = (value: unknown) =>
      problems(schema({ name: 'frist', label: 'Frist', type: 'frist' }), { frist: value })
    expect(frist({ art: 'termin', datum: '2026-02-30' })).toEqual([
      'frist.datum: „2026-02-30“ gibt es im Kalender nicht, erwartet wird ein Datum wie „2026-11-26“',
    ])
    expect(frist({ art: 'termin' })).toEqual(['frist.datum: fehlt, erwartet wird ein Datum wie „2026-11-26“'])
    expect(frist({ art: 'laufend', text: 'x' })).toEqual([
      'frist.text: dieses Feld gibt es hier nicht, erwartet wird bei „laufend“ nur „art“',
    ])
    expect(frist({ art: 'bald' })).toEqual([
      'frist.art: „bald“ ist keine Art einer Frist, erwartet wird „termin“, „termine“, „wiederkehrend“, „laufend“ oder „text“',
    ])
    expect(frist('2026-01-01')).toEqual([
      'frist: ist Text, erwartet wird eine Frist wie {"art": "termin", "datum": "2026-11-26"}',
    ])
  })

  test('every problem of nested rows is told at once, in the order of the schema', () => {
    const input = {
      ziele: [{ titel: 'a', schritte: [{}, { frist: { art: 'termin', datum: 'morgen' } }] }, { schritte: 1 }],
      zeile: 2,
    }
    expect(problems(steps, input)).toEqual([
      'ziele[0].schritte[1].frist.datum: „morgen“ ist kein Datum, erwartet wird ein Datum wie „2026-11-26“',
      'ziele[1].titel: fehlt, erwartet wird eine Zeile Text',
      'ziele[1].schritte: ist eine Zahl, erwartet wird eine Liste von JSON-Objekten (Schritt)',
      'zeile: dieses Feld gibt es nicht, meinten Sie „ziele“?',
    ])
  })

  test('names that reach into every object are unknown fields like others', () => {
    const input = JSON.parse('{"__proto__": {"facheinheit": "x"}, "constructor": 1, "toString": 2}')
    const named = problems(schema({ ...text, required: true }), input).map((line) => line.split(':')[0])
    expect(named).toEqual(['facheinheit', '__proto__', 'constructor', 'toString'])
    expect(({} as Record<string, unknown>).facheinheit).toBeUndefined()
  })
})

describe('what is read is stored in one form', () => {
  test('text is trimmed and in NFC, line ends are one character, empty is missing', () => {
    const fields = schema(
      text,
      { name: 'grund', label: 'Grund', type: 'lines' },
      { name: 'leer', label: 'Leer', type: 'text' },
    )
    expect(values(fields, { facheinheit: ' Mu\u0308ller ', grund: 'a\r\nb', leer: '  ' })).toEqual({
      facheinheit: 'Müller',
      grund: 'a\nb',
    })
  })

  test('rich text is stored in its canonical form', () => {
    const fields = schema({ name: 'vortrag', label: 'Vortrag', type: 'rich' })
    expect(values(fields, { vortrag: 'Eins\n\n<p><b>Zwei</b>  drei</p>' })).toEqual({
      vortrag: '<p>Eins</p>\n<p><strong>Zwei</strong> drei</p>',
    })
    expect(values(fields, { vortrag: '<p></p>' })).toEqual({})
  })

  test('rows keep their ids, and those without get the same new ones each time', () => {
    const input = {
      ziele: [{ titel: 'a' }, { id: 'r1', titel: 'b', schritte: [{ frist: { art: 'laufend' } }] }, { titel: 'c' }],
    }
    const stored = values(steps, input)
    expect(stored).toEqual({
      ziele: [
        { id: 'r2', titel: 'a' },
        { id: 'r1', titel: 'b', schritte: [{ id: 'r3', frist: { art: 'laufend' } }] },
        { id: 'r4', titel: 'c' },
      ],
    })
    expect(values(steps, stored)).toEqual(stored)
  })

  test('an optional group left empty is missing, a filled one must be complete', () => {
    const fields = schema({
      name: 'person',
      label: 'Person',
      type: 'group',
      fields: [{ ...text, required: true }, status],
    })
    expect(values(fields, { person: { facheinheit: '', status: null } })).toEqual({})
    expect(problems(fields, { person: { status: 'oeffentlich' } })).toEqual([
      'person.facheinheit: fehlt, erwartet wird eine Zeile Text',
    ])
  })

  test('a required group that is missing is told by its required fields', () => {
    const fields = schema({
      name: 'person',
      label: 'Person',
      type: 'group',
      required: true,
      fields: [{ ...text, required: true }, status],
    })
    expect(problems(fields, {})).toEqual(['person.facheinheit: fehlt, erwartet wird eine Zeile Text'])
    const optional = schema({ name: 'person', label: 'Person', type: 'group', required: true, fields: [text] })
    expect(problems(optional, {})).toEqual(['person: fehlt, erwartet wird ein JSON-Objekt'])
  })
})
