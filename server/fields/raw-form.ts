import { printDate, printNumber } from '../calendar/calendar.ts'
import type { Field, Value, Values } from './fields.ts'
import { asGroup, asList, asRows } from './walk.ts'

/** What stands in the controls of a form, in the shape of its schema: a value that is no list as the text in its control,
 *  references as ids, a Frist as a group of all its controls, each row with its `id`. */
export interface RawForm {
  readonly [name: string]: RawValue | undefined
}
export type RawValue = string | readonly string[] | RawForm | readonly RawForm[]

/** Stored values as a form shows them: dates as 26.11.2026, numbers with a comma. */
export function rawForm(fields: readonly Field[], values: Values): RawForm {
  const shown = fields.filter((field) => field.kind !== 'assigned')
  return Object.fromEntries(shown.map((field) => [field.name, rawValue(field, values[field.name])]))
}

function rawValue(field: Field, value: Value | undefined): RawValue | undefined {
  if (field.type === 'group') return rawForm(field.fields, asGroup(value))
  if (field.type === 'rows') return asRows(value).map((row) => ({ id: String(row.id), ...rawForm(field.fields, row) }))
  if (field.type === 'frist') return rawFrist(asGroup(value))
  if (field.type === 'references') return asList(value).map(String)
  if (value === undefined) return undefined
  switch (field.type) {
    case 'date':
      return printDate(String(value))
    case 'dates':
      return rawDates(value)
    case 'number':
      return printNumber(Number(value)).replaceAll('.', '').replace('−', '-')
    default:
      return String(value)
  }
}

const rawFrist = ({ art, datum, daten, text }: Values): RawForm => ({
  art: art === undefined ? undefined : String(art),
  datum: datum === undefined ? undefined : printDate(String(datum)),
  daten: daten === undefined ? undefined : rawDates(daten),
  text: text === undefined ? undefined : String(text),
})

const rawDates = (dates: Value): string =>
  asList(dates)
    .map((date) => printDate(String(date)))
    .join(', ')

export const rawText = (value: RawValue | undefined): string => (typeof value === 'string' ? value : '')
export const rawGroup = (value: RawValue | undefined): RawForm =>
  typeof value === 'object' && !isRawList(value) ? value : {}
export const rawRows = (value: RawValue | undefined): readonly RawForm[] =>
  [...rawItems(value)].filter((item) => typeof item === 'object')
export const rawIds = (value: RawValue | undefined): readonly string[] =>
  [...rawItems(value)].filter((item) => typeof item === 'string')

const isRawList = (value: RawValue | undefined): value is readonly string[] | readonly RawForm[] => Array.isArray(value)
const rawItems = (value: RawValue | undefined): Iterable<string | RawForm> => (isRawList(value) ? value : [])
