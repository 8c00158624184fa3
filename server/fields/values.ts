import { type FieldProblem, invalid, ok, type Result } from '../base/result.ts'
import type { Field, GroupField, RowsField, Value, Values } from './fields.ts'
import { didYouMean } from './nearest.ts'
import {
  isObject,
  type JsonObject,
  maxListLength,
  own,
  type Reading,
  type ReadOptions,
  refuse,
  rowId,
} from './reading.ts'
import { readScalar } from './scalars.ts'
import { isDemanded } from './walk.ts'
import { entries, expected, mismatch, quoted, shortened } from './wording.ts'

export type { ReadOptions } from './reading.ts'

/** Reads input strictly against the schema: the values in their stored form, or every problem at once, in the order of
 *  the schema. Empty texts, lists and groups count as missing, and so does null. Text is trimmed and in NFC, rich text in
 *  its canonical form, each row has an id. */
export function readValues(fields: readonly Field[], input: unknown, options: ReadOptions): Result<Values> {
  if (!isObject(input))
    return refusal([{ path: '', message: mismatch(input, 'ein JSON-Objekt mit den Feldern der Vorlage') }])
  const rowIds = new Map<string, Set<string>>()
  collectRowIds(fields, input, '', rowIds)
  const usedIds = new Set([...rowIds.values()].flatMap((ids) => [...ids]))
  const reading: Reading = { ...options, rowIds, usedIds, problems: [] }
  const values = readGroup(fields, input, '', reading)
  return reading.problems.length > 0 ? refusal(reading.problems) : ok(values)
}

function refusal(problems: readonly FieldProblem[]): Result<never> {
  const [only] = problems
  if (only && problems.length === 1)
    return invalid(`Eine Angabe muss berichtigt werden: ${only.path}: ${only.message}`, problems)
  return invalid(`${problems.length} Angaben müssen berichtigt werden.`, problems)
}

function collectRowIds(
  fields: readonly Field[],
  input: JsonObject,
  prefix: string,
  found: Map<string, Set<string>>,
): void {
  for (const field of fields) {
    const value = own(input, field.name)
    const path = `${prefix}${field.name}`
    if (field.type === 'group' && isObject(value)) collectRowIds(field.fields, value, `${path}.`, found)
    if (field.type !== 'rows' || !Array.isArray(value)) continue
    const ids = found.get(path) ?? new Set()
    found.set(path, ids)
    for (const row of value.filter(isObject)) {
      const id = own(row, 'id')
      if (typeof id === 'string') ids.add(id)
      collectRowIds(field.fields, row, `${path}.`, found)
    }
  }
}

function readGroup(fields: readonly Field[], input: JsonObject, prefix: string, reading: Reading): Values {
  const values: [string, Value][] = []
  for (const field of fields) {
    const place = { path: `${prefix}${field.name}`, demanded: reading.purpose === 'issue' && isDemanded(field, input) }
    const problemsBefore = reading.problems.length
    const value = readField(field, own(input, field.name), place, reading)
    if (value !== undefined) values.push([field.name, value])
    else if (place.demanded && reading.problems.length === problemsBefore) {
      reading.problems.push({
        path: place.path,
        message: `fehlt, erwartet wird ${expected(field)}${because(field, input)}`,
      })
    }
  }
  refuseUnknown(fields, input, prefix, reading)
  return Object.fromEntries(values)
}

function because(field: Field, input: JsonObject): string {
  if (field.required === true || field.requiredIf === undefined) return ''
  return ` (nötig, weil „${field.requiredIf.field}“ hier „${String(own(input, field.requiredIf.field))}“ ist)`
}

function refuseUnknown(fields: readonly Field[], input: JsonObject, prefix: string, reading: Reading): void {
  const known = fields.map((field) => field.name)
  const inRow = prefix.endsWith('].')
  for (const name of Object.keys(input)) {
    if (known.includes(name) || (inRow && name === 'id')) continue
    const hint = didYouMean(name, known) || `, erwartet wird eines von ${known.map((each) => `„${each}“`).join(', ')}`
    reading.problems.push({ path: `${prefix}${shortened(name)}`, message: `dieses Feld gibt es nicht${hint}` })
  }
}

interface Place {
  readonly path: string
  readonly demanded: boolean
}

/** The stored value, or undefined where there is none; problems are added to `reading`. */
function readField(field: Field, input: unknown, place: Place, reading: Reading): Value | undefined {
  if (field.type === 'group') return readGroupField(field, input, place, reading)
  if (input === undefined || input === null) return undefined
  if (field.type === 'rows') return readRows(field, input, place.path, reading)
  return readScalar(field, input, place.path, reading)
}

function readGroupField(
  field: GroupField,
  input: unknown,
  { path, demanded }: Place,
  reading: Reading,
): Value | undefined {
  const absent = input === undefined || input === null
  if (!demanded && isBlank(input)) return undefined
  if (!absent && !isObject(input)) return refuse(reading, path, mismatch(input, expected(field)))
  const group = readGroup(field.fields, isObject(input) ? input : {}, `${path}.`, reading)
  return Object.keys(group).length > 0 ? group : undefined
}

function readRows(field: RowsField, input: unknown, path: string, reading: Reading): Value | undefined {
  if (!Array.isArray(input)) return refuse(reading, path, mismatch(input, expected(field)))
  const { minRows = 0, maxRows = maxListLength } = field
  if (input.length > maxRows) {
    return refuse(
      reading,
      path,
      `hat ${entries(input.length)}, erwartet werden höchstens ${maxRows} (${field.rowLabel})`,
    )
  }
  if (reading.purpose === 'issue' && input.length > 0 && input.length < minRows) {
    refuse(reading, path, `hat ${entries(input.length)}, erwartet werden mindestens ${minRows} (${field.rowLabel})`)
  }
  const seen = new Set<string>()
  const rows = input.flatMap((row: unknown, index) => {
    const rowPath = `${path}[${index}]`
    if (!isObject(row)) return refuse(reading, rowPath, mismatch(row, `ein JSON-Objekt (${field.rowLabel})`)) ?? []
    const id = readRowId(own(row, 'id'), { path: rowPath, seen }, reading)
    return [{ id, ...asFields(readGroup(field.fields, row, `${rowPath}.`, reading)) }]
  })
  return rows.length > 0 ? rows : undefined
}

const asFields = (values: Values): { readonly [name: string]: Value } => values as { readonly [name: string]: Value }

function readRowId(input: unknown, { path, seen }: { path: string; seen: Set<string> }, reading: Reading): string {
  if (input === undefined || input === null) return freeRowId(reading.usedIds)
  if (typeof input !== 'string' || !rowId.test(input)) {
    refuse(
      reading,
      `${path}.id`,
      `${quoted(input)} ist keine Kennung, erwartet werden 1 bis 64 Buchstaben, Ziffern, „-“ oder „_“`,
    )
    return ''
  }
  if (seen.has(input))
    refuse(reading, `${path}.id`, `„${input}“ ist schon vergeben, erwartet wird eine eigene Kennung für jeden Eintrag`)
  seen.add(input)
  return input
}

/** Counted up, so that the same input gets the same ids. */
function freeRowId(used: Set<string>): string {
  let number = 1
  while (used.has(`r${number}`)) number++
  used.add(`r${number}`)
  return `r${number}`
}

/** Nothing was filled in, as in a form's empty fields. */
function isBlank(input: unknown): boolean {
  if (typeof input === 'string') return input.trim() === ''
  if (Array.isArray(input)) return input.length === 0
  return input === undefined || input === null || (isObject(input) && Object.values(input).every(isBlank))
}
