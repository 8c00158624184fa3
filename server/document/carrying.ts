import { printField, sameValue } from '../fields/changes.ts'
import type { Field, Value, Values } from '../fields/fields.ts'
import { filledPlaces, findPath, labelOfPlace, valueAt, withValue } from '../fields/places.ts'
import { readValues } from '../fields/values.ts'
import { asGroup, asRows } from '../fields/walk.ts'
import type { missingCharacters } from '../pdf/fonts.ts'

/** A value that stands under one version of a template and has no place under another. */
export interface LostValue {
  readonly place: string
  /** As people name and read it. */
  readonly label: string
  readonly value: string
}

type Schema = readonly Field[]

/** The values of one version of a template under another: each field of the same name and form keeps its value. */
export function carryValues(from: Schema, to: Schema, values: Values): Values {
  let carried = carryGroup(from, to, values)
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const read = readDraftValues(to, carried)
    if (read.ok) return read.value
    for (const { path } of read.fields) {
      const place = findPath(to, carried, path)?.place ?? path.split(/[.[]/)[0] ?? ''
      carried = withValue(to, carried, place, undefined) ?? carried
    }
  }
  throw new Error('Values of one version of a template could not be brought under another.')
}

/** Each takes at least one misfit away. */
const mostAttempts = 50

const readDraftValues = (fields: Schema, values: Values) =>
  readValues(fields, values, { purpose: 'draft', missingCharacters: noneMissing })

/** A sign without a font is said when the document is submitted; no value is lost for it. */
const noneMissing: typeof missingCharacters = () => []

function carryGroup(from: Schema, to: Schema, values: Values): Values {
  const members = to.flatMap((field): [string, Value][] => {
    const value = values[field.name]
    const old = from.find(({ name }) => name === field.name)
    if (value === undefined || !old || !isAlike(old, field)) return []
    if (field.type === 'group' && old.type === 'group') {
      const group = carryGroup(old.fields, field.fields, asGroup(value))
      return Object.keys(group).length > 0 ? [[field.name, group]] : []
    }
    if (field.type === 'rows' && old.type === 'rows') {
      return [
        [field.name, asRows(value).map((row) => ({ ...carryGroup(old.fields, field.fields, row), id: row.id ?? '' }))],
      ]
    }
    return fits(field, value) ? [[field.name, value]] : []
  })
  return Object.fromEntries(members)
}

const isAlike = (old: Field, field: Field): boolean =>
  old.kind === field.kind && (old.type === field.type || (isText(old) && isText(field)))

const isText = ({ type }: Field): boolean => type === 'text' || type === 'lines'

/** References can only be read beside the rows that they name. */
const fits = (field: Field, value: Value): boolean =>
  field.type === 'references' || readDraftValues([field], { [field.name]: value }).ok

/** What stands in the values and not in what was carried over, in the order of the schema. */
export function lostValues(from: Schema, values: Values, carried: Values): LostValue[] {
  return [...filledPlaces(from, values)].flatMap(({ place, field, value }) =>
    field.kind === 'assigned' || sameValue(valueAt(carried, place), value)
      ? []
      : [{ place, label: labelOfPlace(from, values, place), value: printField(field, value, values) ?? '' }],
  )
}

interface Back {
  /** The schema that it goes back to, and the one that it comes from. */
  readonly to: Schema
  readonly from: Schema
  /** As they stood before it was moved away. */
  readonly before: Values
}

/** The values under the version that they come from, with what had no place under the other. What was changed since stays
 *  changed. */
export function carryBack(values: Values, { to, from, before }: Back): Values {
  const carried = carryValues(from, to, values)
  const read = readDraftValues(to, restored(to, from, { now: carried, before }))
  return read.ok ? read.value : carried
}

function restored(
  to: Schema,
  from: Schema,
  { now, before }: { readonly now: Values; readonly before: Values },
): Values {
  const members = to.flatMap((field): [string, Value][] => {
    const other = from.find(({ name }) => name === field.name)
    const [value, earlier] = [now[field.name], before[field.name]]
    const put = (result: Value | undefined): [string, Value][] => (result === undefined ? [] : [[field.name, result]])
    if (!other || !isAlike(field, other)) return put(value ?? earlier)
    if (field.type === 'group' && other.type === 'group') {
      const group = restored(field.fields, other.fields, { now: asGroup(value), before: asGroup(earlier) })
      return put(Object.keys(group).length > 0 ? group : undefined)
    }
    if (field.type === 'rows' && other.type === 'rows') {
      const rows = asRows(value).map((row) => {
        const same = asRows(earlier).find(({ id }) => id === row.id) ?? {}
        return { ...restored(field.fields, other.fields, { now: row, before: same }), id: row.id ?? '' }
      })
      return put(rows.length > 0 ? rows : undefined)
    }
    const wasLost = earlier !== undefined && !fits(other, earlier)
    return put(value ?? (wasLost ? earlier : undefined))
  })
  return Object.fromEntries(members)
}
