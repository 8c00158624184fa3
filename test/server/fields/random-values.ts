import { toHtmlSubset } from '../../../server/blocks/html-out.ts'
import type { Field, Value, Values } from '../../../server/fields/fields.ts'
import { readFieldSchema } from '../../../server/fields/schema.ts'
import { readValues } from '../../../server/fields/values.ts'
import { randomBlocks } from '../blocks/random-blocks.ts'

export const schema = (...fields: unknown[]): readonly Field[] => {
  const read = readFieldSchema({ fields })
  if (!read.ok) throw new Error(JSON.stringify(read.fields))
  return read.value
}

/** The values in their stored form. */
export const stored = (fields: readonly Field[], input: unknown): Values => {
  const read = readValues(fields, input, { purpose: 'draft', missingCharacters: () => [] })
  if (!read.ok) throw new Error(JSON.stringify(read.fields))
  return read.value
}

const common = (name: string, label: string) => ({ name, label })

/** A form with a field of every type, rows inside rows and references to both lists. */
export const everyField = schema(
  { ...common('titel', 'Titel'), type: 'text', required: true },
  { ...common('nummer', 'Nummer'), type: 'text', kind: 'assigned' },
  { ...common('bemerkung', 'Bemerkung'), type: 'lines' },
  { ...common('vortrag', 'Vortrag'), type: 'rich' },
  {
    ...common('rahmen', 'Rahmen'),
    type: 'group',
    fields: [
      { ...common('tag', 'Tag'), type: 'date' },
      { ...common('uhrzeit', 'Uhrzeit'), type: 'time' },
      { ...common('stunden', 'Stunden'), type: 'number', unit: 'h', min: -10, max: 5000 },
      { ...common('liegtVor', 'Liegt vor'), type: 'boolean' },
      { ...common('termine', 'Termine'), type: 'dates' },
      {
        ...common('stand', 'Stand'),
        type: 'choice',
        choices: ['offen', 'teilweise', 'belegt', 'entfällt'].map((value) => ({ value, label: value.toUpperCase() })),
      },
    ],
  },
  {
    ...common('ziele', 'Ziele'),
    type: 'rows',
    rowLabel: 'Ziel',
    fields: [
      { ...common('name', 'Bezeichnung'), type: 'text', required: true },
      {
        ...common('schritte', 'Schritte'),
        type: 'rows',
        rowLabel: 'Schritt',
        fields: [
          { ...common('was', 'Was'), type: 'lines' },
          { ...common('frist', 'Bis wann'), type: 'frist' },
        ],
      },
      { ...common('nach', 'Nach'), type: 'references', of: 'ziele' },
    ],
  },
  { ...common('wichtig', 'Wichtig'), type: 'references', of: 'ziele.schritte' },
)

export interface Dice {
  readonly below: (limit: number) => number
  readonly pick: <T>(from: readonly T[]) => T | undefined
  readonly random: () => number
}

export const diceOf = (random: () => number): Dice => {
  const below = (limit: number) => Math.floor(random() * limit)
  return { random, below, pick: (from) => from[below(from.length)] }
}

const words = ['Ceesay', 'Ōsaka', 'Łukasz', 'Þórður', 'a & b < c', '„so“', 'x']
const dates = ['2026-11-26', '2027-02-28', '1991-03-12', '2024-02-29']

/** Values of `everyField`, not yet in their stored form: some missing, lists of nought to three rows. */
export function randomInput(dice: Dice, fields: readonly Field[] = everyField): Record<string, unknown> {
  return Object.fromEntries(
    fields.flatMap((field): [string, unknown][] => {
      if (field.kind === 'assigned' || field.type === 'references' || dice.below(4) === 0) return []
      return [[field.name, randomValue(dice, field)]]
    }),
  )
}

let serial = 0

export function randomValue(dice: Dice, field: Field): unknown {
  switch (field.type) {
    case 'text':
      return words.filter(() => dice.below(2) === 0).join(' ')
    case 'lines':
      return words.filter(() => dice.below(3) === 0).join('\n')
    case 'rich':
      return toHtmlSubset(randomBlocks(dice.random))
    case 'date':
      return dice.pick(dates)
    case 'dates':
      return dates.filter(() => dice.below(2) === 0)
    case 'time':
      return dice.pick(['09:30', '23:59', '00:00'])
    case 'number':
      return dice.pick([0, -3, 1.5, 1234.25, 4000])
    case 'boolean':
      return dice.below(2) === 0
    case 'choice':
      return dice.pick(field.choices)?.value
    case 'frist':
      return dice.pick([
        { art: 'termin', datum: '2027-01-31' },
        { art: 'termine', daten: ['2027-01-31', '2027-03-31'] },
        { art: 'wiederkehrend', text: 'jeden Monat' },
        { art: 'laufend' },
        { art: 'text', text: 'nach dem Gespräch' },
      ])
    case 'references':
      return []
    case 'group':
      return randomInput(dice, field.fields)
    case 'rows':
      return Array.from({ length: dice.below(4) }, () => ({ id: `n${++serial}`, ...randomInput(dice, field.fields) }))
  }
}

export const rowIds = (value: Value | undefined): string[] =>
  Array.isArray(value) ? value.map((row: Values) => String(row.id)) : []
