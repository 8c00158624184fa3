import { idOf } from './changes.ts'
import { placeLabel } from './field-places.ts'
import type { Field, RowsField, ScalarField, Value, Values } from './fields.ts'
import { partsOf } from './form-tree.ts'
import { rowId } from './reading.ts'
import { asGroup, asRows } from './walk.ts'

/** A place names a field or a row for good: names of fields and ids of rows, as in `ziele.z1.schritte.s2.was`. A path, as
 *  in `ziele[0].schritte[1].was`, names the same only as long as nobody moves a row. */
export interface FoundPlace {
  readonly place: string
  /** Of a row its list. The parts of a Frist and the entries of a list belong to the field. */
  readonly field: Field
  readonly isRow: boolean
  /** Null when a row on the way, or the row itself, is gone. */
  readonly path: string | null
  /** As people name it, from the outside in: `Ziel 2`, `Schritt 1`, `Was`; a row that is gone has no number. */
  readonly names: readonly string[]
}

/** The place, or path, of a field inside a group or row; '' stands around the outermost. */
export const below = (around: string, name: string): string => (around === '' ? name : `${around}.${name}`)

/** Whether a place is this one or lies inside it. */
export const isWithin = (place: string, outer: string): boolean => place === outer || place.startsWith(`${outer}.`)

/** What a place names in these values, or null where the schema has nothing of that name. */
export const findPlace = (fields: readonly Field[], values: Values, place: string): FoundPlace | null =>
  findField(place.split('.'), { fields, values, findRow: withId, ...outside })

/** The same for a path; null also where there is no such row. */
export function findPath(fields: readonly Field[], values: Values, path: string): FoundPlace | null {
  const found = findField(partsOf(path), { fields, values, findRow: atIndex, ...outside })
  return found?.path === null ? null : found
}

/** What people call a place; the place itself where the schema has nothing of that name. */
export function labelOfPlace(fields: readonly Field[], values: Values, place: string): string {
  const found = findPlace(fields, values, place)
  return found ? placeLabel(found.names) : place
}

type FindRow = (rows: readonly Values[], part: string) => number
const withId: FindRow = (rows, id) => rows.findIndex((row) => row.id === id)
const atIndex: FindRow = (rows, index) => (/^\d+$/.test(index) && Number(index) < rows.length ? Number(index) : -1)

interface Around extends Pick<FoundPlace, 'place' | 'path' | 'names'> {
  readonly fields: readonly Field[]
  /** Nothing inside a row that is gone. */
  readonly values: Values
  readonly findRow: FindRow
}

const outside = { place: '', path: '', names: [] }

function findField([name = '', ...rest]: readonly string[], around: Around): FoundPlace | null {
  const field = around.fields.find((each) => each.name === name)
  if (!field) return null
  const found = {
    place: below(around.place, name),
    field,
    isRow: false,
    path: around.path === null ? null : below(around.path, name),
    names: [...around.names, field.label],
  }
  if (rest.length === 0) return found
  const inside = { ...around, ...found, values: asGroup(around.values[name]) }
  if (field.type === 'group') return findField(rest, { ...inside, fields: field.fields })
  return field.type === 'rows' ? findInRows(field, rest, { ...inside, rows: asRows(around.values[name]) }) : found
}

function findInRows(
  field: RowsField,
  [part = '', ...rest]: readonly string[],
  list: Around & { readonly rows: readonly Values[] },
): FoundPlace | null {
  if (!rowId.test(part)) return null
  const index = list.findRow(list.rows, part)
  const row = list.rows[index]
  const found = {
    place: below(list.place, row ? idOf(row) : part),
    field,
    isRow: true,
    path: row && list.path !== null ? `${list.path}[${index}]` : null,
    names: [...list.names.slice(0, -1), row ? `${field.rowLabel} ${index + 1}` : field.rowLabel],
  }
  if (rest.length === 0) return found
  return findField(rest, { ...list, ...found, fields: field.fields, values: row ?? {} })
}

/** What stands at the place of a field, if anything does. */
export function valueAt(values: Values, place: string): Value | undefined {
  let value: Value | undefined = values
  for (const part of place.split('.')) {
    value = Array.isArray(value) ? asRows(value).find(({ id }) => id === part) : ownMember(value, part)
  }
  return value
}

const ownMember = (value: Value | undefined, name: string): Value | undefined => {
  const group = asGroup(value)
  return Object.hasOwn(group, name) ? group[name] : undefined
}

/** The values with another value at the place of a field, undefined for none; null when a row on the way is gone, or where
 *  the schema has nothing of that name. A group that holds nothing any more goes, and so does a list without rows. */
export const withValue = (
  fields: readonly Field[],
  values: Values,
  place: string,
  value: Value | undefined,
): Values | null => replaced(fields, values, place.split('.'), value)

function replaced(
  fields: readonly Field[],
  group: Values,
  [name = '', ...rest]: readonly string[],
  value: Value | undefined,
): Values | null {
  const field = fields.find((each) => each.name === name)
  if (!field) return null
  if (rest.length === 0) return withMember(group, name, value)
  if (field.type === 'group') {
    const changed = replaced(field.fields, asGroup(group[name]), rest, value)
    return changed && withMember(group, name, Object.keys(changed).length > 0 ? changed : undefined)
  }
  const [id, ...inRow] = rest
  const rows = asRows(group[name])
  const index = rows.findIndex((row) => row.id === id)
  const row = rows[index]
  const changed = row && field.type === 'rows' && inRow.length > 0 ? replaced(field.fields, row, inRow, value) : null
  return changed && withMember(group, name, rows.with(index, changed))
}

function withMember(group: Values, name: string, value: Value | undefined): Values {
  const { [name]: _before, ...others } = group
  const isNothing = value === undefined || (Array.isArray(value) && value.length === 0)
  return isNothing ? others : { ...others, [name]: value }
}

/** A row behind the one with this id, or as the first (null); null when there is no such row. */
export function withRow(rows: readonly Values[], row: Values, after: string | null): Values[] | null {
  const others = rows.filter(({ id }) => id !== row.id)
  const index = after === null ? 0 : others.findIndex(({ id }) => id === after) + 1
  return after !== null && index === 0 ? null : others.toSpliced(index, 0, row)
}

/** The id of the row before this one; null for the first. */
export function rowBefore(rows: readonly Values[], id: string): string | null {
  const before = rows[rows.findIndex((row) => row.id === id) - 1]
  return before ? idOf(before) : null
}

/** A field that holds a value, with its place. */
export interface FilledPlace {
  readonly place: string
  readonly field: ScalarField
  readonly value: Value
}

/** Every value that is there, in the order of the schema. */
export function* filledPlaces(fields: readonly Field[], values: Values, around = ''): Generator<FilledPlace> {
  for (const field of fields) {
    const value = values[field.name]
    const place = below(around, field.name)
    if (value === undefined) continue
    if (field.type === 'group') yield* filledPlaces(field.fields, asGroup(value), place)
    else if (field.type === 'rows') {
      for (const row of asRows(value)) yield* filledPlaces(field.fields, row, below(place, idOf(row)))
    } else yield { place, field, value }
  }
}
