import { printDate, printList, printNumber } from '../calendar/calendar.ts'
import type { Field, RowsField, ScalarField, Value, Values } from './fields.ts'
import { asGroup, asList, asRows } from './walk.ts'

/** A field whose value prints as text; rich text prints as blocks. */
export type PrintableField = Exclude<ScalarField, { type: 'rich' }>

/** The fields of a row that print in one cell of a table: neither internal ones nor those that hold blocks or fields. */
export const printedColumns = (rows: RowsField): readonly PrintableField[] => rows.fields.filter(isColumn)

const isColumn = (field: Field): field is PrintableField =>
  field.kind !== 'internal' && field.type !== 'group' && field.type !== 'rows' && field.type !== 'rich'

/** How a value of the schema prints (docs/template-language.md); line ends of `lines` stay. `all` are the values of the
 *  whole document, which references point into. */
export function printValue(field: PrintableField, value: Value, all: Values): string {
  switch (field.type) {
    case 'date':
      return printDate(String(value))
    case 'dates':
      return printList(asList(value).map((date) => printDate(String(date))))
    case 'number':
      return `${printNumber(Number(value))}${field.unit ? `\u00a0${field.unit}` : ''}`
    case 'boolean':
      return value === true ? 'ja' : 'nein'
    case 'choice':
      return field.choices.find((choice) => choice.value === value)?.label ?? String(value)
    case 'frist':
      return printFrist(asGroup(value))
    case 'references':
      return printReferences(asList(value).map(String), field.of, all)
    case 'text':
    case 'lines':
    case 'time':
      return String(value)
  }
}

function printFrist(frist: Values): string {
  if (frist.art === 'termin') return printDate(String(frist.datum))
  if (frist.art === 'termine') return printList(asList(frist.daten).map((date) => printDate(String(date))))
  return frist.art === 'laufend' ? 'laufend' : String(frist.text)
}

function printReferences(ids: readonly string[], of: string | undefined, all: Values): string {
  if (of === undefined) return printList(ids)
  const rowIds = rowsAt(all, of).map((row) => row.id)
  return printList(ids.map((id) => String(rowIds.indexOf(id) + 1)))
}

/** All rows of the list with this path, as in `ziele` or `ziele.schritte`. */
function rowsAt(values: Values, path: string): readonly Values[] {
  const [name = '', ...rest] = path.split('.')
  const value = values[name]
  if (rest.length === 0) return asRows(value)
  const inside = Array.isArray(value) ? asRows(value) : [asGroup(value)]
  return inside.flatMap((row) => rowsAt(row, rest.join('.')))
}
