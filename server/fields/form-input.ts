import { newId } from '../base/ids.ts'
import { richInput } from '../blocks/rich-input.ts'
import { readGermanDate } from '../calendar/german-date.ts'
import type { Field, ScalarField, Value, Values } from './fields.ts'
import { type FormNode, formTree } from './form-tree.ts'
import { readGermanDates, readGermanNumber, readGermanTime } from './german-input.ts'
import { type RawForm, type RawValue, rawGroup, rawIds, rawRows, rawText } from './raw-form.ts'
import { type JsonObject, rowId } from './reading.ts'
import { asGroup, asRows } from './walk.ts'

export interface FormInput {
  /** For `readValues`: dates and numbers in their stored form; what could not be read stays as it was typed. */
  readonly input: JsonObject
  /** To show the form again exactly as it was typed. */
  readonly raw: RawForm
  /** The ids of the rows that stood open. */
  readonly open: ReadonlySet<string>
}

export interface FormReading {
  /** Calendar date, for dates without a year. */
  readonly today: string
  /** What is stored: `assigned` values, which no form holds, are kept from it. */
  readonly stored?: Values
}

/** The name under which a form tells which rows stand open. No field can have it. */
export const openRowsName = ':open'

/** Reads what a form sent. The names are paths, as in `ziele[0].schritte[1].was`; names that the schema does not know
 *  mean nothing, a list may have gaps, and a row without an id gets one. A form always sends all of its fields: what is
 *  missing was emptied. */
export function readForm(
  fields: readonly Field[],
  entries: Iterable<readonly [string, string]>,
  reading: FormReading,
): FormInput {
  const tree = formTree(entries)
  const raw = readGroup(fields, tree)
  return {
    raw,
    input: formInput(fields, raw, reading),
    open: new Set(tree.children.get(openRowsName)?.values),
  }
}

function readGroup(fields: readonly Field[], node: FormNode | undefined): RawForm {
  const asked = fields.filter((field) => field.kind !== 'assigned')
  return Object.fromEntries(asked.map((field) => [field.name, readField(field, node?.children.get(field.name))]))
}

function readField(field: Field, node: FormNode | undefined): RawValue | undefined {
  if (field.type === 'group') return readGroup(field.fields, node)
  if (field.type === 'rows') return rowNodes(node).map((row) => ({ id: rowIdOf(row), ...readGroup(field.fields, row) }))
  if (field.type === 'frist') {
    return Object.fromEntries(['art', 'datum', 'daten', 'text'].map((part) => [part, lastOf(node?.children.get(part))]))
  }
  if (field.type === 'references') return node?.values.filter((id) => id !== '') ?? []
  return lastOf(node)
}

/** Of several controls with one name the last one counts: a checkbox stands behind the hidden "no". */
const lastOf = (node: FormNode | undefined): string | undefined => node?.values.at(-1)?.replaceAll('\r\n', '\n')

function rowNodes(node: FormNode | undefined): FormNode[] {
  const numbered = [...(node?.children ?? [])].filter(([index]) => /^\d{1,9}$/.test(index))
  return numbered.sort(([one], [other]) => Number(one) - Number(other)).map(([, row]) => row)
}

function rowIdOf(row: FormNode): string {
  const id = lastOf(row.children.get('id'))
  return id !== undefined && rowId.test(id) ? id : newId()
}

/** What a form holds, as input for `readValues`. */
export function formInput(fields: readonly Field[], raw: RawForm, { today, stored = {} }: FormReading): JsonObject {
  const members = fields.map((field): [string, unknown] => {
    const kept = stored[field.name]
    if (field.kind === 'assigned') return [field.name, kept]
    const value = raw[field.name]
    if (field.type === 'group')
      return [field.name, formInput(field.fields, rawGroup(value), { today, stored: asGroup(kept) })]
    if (field.type === 'rows') {
      return [field.name, rawRows(value).map((row) => ({ ...inputOfRow(row, kept), id: rawText(row.id) }))]
    }
    return [field.name, scalarInput(field, value, today)]

    function inputOfRow(row: RawForm, keptRows: Value | undefined): JsonObject {
      const keptRow = asRows(keptRows).find(({ id }) => id === row.id) ?? {}
      return 'fields' in field ? formInput(field.fields, row, { today, stored: keptRow }) : {}
    }
  })
  return Object.fromEntries(members.filter(([, value]) => value !== undefined))
}

function scalarInput(field: ScalarField, value: RawValue | undefined, today: string): unknown {
  if (field.type === 'frist') return fristInput(rawGroup(value), today)
  if (field.type === 'references') return rawIds(value)
  const typed = rawText(value)
  const text = typed.trim()
  if (text === '') return undefined
  switch (field.type) {
    case 'date':
      return readGermanDate(text, today)
    case 'dates':
      return readGermanDates(text, today)
    case 'time':
      return readGermanTime(text)
    case 'number':
      return readGermanNumber(text, field.unit)
    case 'boolean':
      return { true: true, false: false }[text] ?? text
    case 'rich':
      return richInput(typed)
    default:
      return typed
  }
}

const parts = { termin: 'datum', termine: 'daten', wiederkehrend: 'text', laufend: null, text: 'text' } as const
const isArt = (art: string): art is keyof typeof parts => Object.hasOwn(parts, art)

/** Only what belongs to the chosen kind. Where none was chosen but something was typed, it says which kind is meant. */
function fristInput(raw: RawForm, today: string): JsonObject | undefined {
  const [datum, daten, text] = [rawText(raw.datum).trim(), rawText(raw.daten).trim(), rawText(raw.text).trim()]
  const art = rawText(raw.art) || (datum && 'termin') || (daten && 'termine') || (text && 'text')
  if (art === '') return undefined
  if (!isArt(art)) return { art }
  const part = parts[art]
  if (part === 'datum') return { art, ...(datum && { datum: readGermanDate(datum, today) }) }
  if (part === 'daten') return { art, ...(daten && { daten: readGermanDates(daten, today) }) }
  return part === 'text' ? { art, ...(text && { text }) } : { art }
}
