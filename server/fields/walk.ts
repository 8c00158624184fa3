import type { Field, Value, Values } from './fields.ts'

/** A field where it stands in the schema: `path` as in `ziele[].schritte[].frist`, `of` the groups and rows around it. */
export interface SchemaPlace {
  readonly path: string
  readonly field: Field
  readonly of: readonly Field[]
}

/** A field where it stands in values: `path` as in `ziele[0].schritte[2].frist`. `demanded` says whether a value must be
 *  there, `present` whether one is. */
export interface ValuePlace extends SchemaPlace {
  readonly schemaPath: string
  readonly value: Value | undefined
  readonly demanded: boolean
}

/** Every field of the schema in its order, groups and rows before what they hold. */
export function* walkSchema(fields: readonly Field[], prefix = '', of: readonly Field[] = []): Generator<SchemaPlace> {
  for (const field of fields) {
    const path = `${prefix}${field.name}`
    yield { path, field, of }
    if (field.type === 'group') yield* walkSchema(field.fields, `${path}.`, [...of, field])
    if (field.type === 'rows') yield* walkSchema(field.fields, `${path}[].`, [...of, field])
  }
}

/** Every field in the order of the schema, once for each row, with the value found there. The fields of a missing group
 *  come too; nothing is demanded of them unless the group itself is. */
export function* walkValues(fields: readonly Field[], values: Values): Generator<ValuePlace> {
  yield* walkGroup(fields, { values, missing: false, prefix: '', schemaPrefix: '', of: [] })
}

interface Surroundings {
  readonly values: Values
  readonly missing: boolean
  readonly prefix: string
  readonly schemaPrefix: string
  readonly of: readonly Field[]
}

function* walkGroup(fields: readonly Field[], around: Surroundings): Generator<ValuePlace> {
  for (const field of fields) {
    const path = `${around.prefix}${field.name}`
    const schemaPath = `${around.schemaPrefix}${field.name}`
    const value = around.values[field.name]
    const demanded = !around.missing && isDemanded(field, around.values)
    const of = [...around.of, field]
    yield { path, schemaPath, field, value, demanded, of: around.of }
    if (field.type === 'group') {
      const missing = value === undefined && !demanded
      const inside = { values: asGroup(value), missing, prefix: `${path}.`, schemaPrefix: `${schemaPath}.`, of }
      yield* walkGroup(field.fields, inside)
    }
    if (field.type === 'rows') {
      for (const [index, row] of asRows(value).entries()) {
        const inside = {
          values: row,
          missing: false,
          prefix: `${path}[${index}].`,
          schemaPrefix: `${schemaPath}[].`,
          of,
        }
        yield* walkGroup(field.fields, inside)
      }
    }
  }
}

/** Whether a value must be there, given the fields beside it. */
export function isDemanded(field: Field, siblings: { readonly [name: string]: unknown }): boolean {
  if (field.required === true) return true
  const condition = field.requiredIf
  return condition?.is.some((value) => value === siblings[condition.field]) ?? false
}

export interface MissingValue {
  readonly path: string
  readonly label: string
  readonly field: Field
}

/** What must still be filled in before the values may be issued, in the order of the schema. A list counts as missing
 *  while it has fewer rows than it must have, a group only where none of its own fields is named instead. */
export function missingValues(fields: readonly Field[], values: Values): MissingValue[] {
  return [...walkValues(fields, values)].flatMap(({ field, path, value, demanded }) => {
    if (!isMissing(field, value, demanded)) return []
    return [{ path, label: field.label, field }]
  })
}

function isMissing(field: Field, value: Value | undefined, demanded: boolean): boolean {
  if (field.type === 'rows' && value !== undefined) return asRows(value).length < (field.minRows ?? 0)
  if (field.type === 'group')
    return demanded && value === undefined && !field.fields.some((inner) => isDemanded(inner, {}))
  return demanded && value === undefined
}

export const asGroup = (value: Value | undefined): Values => (isGroup(value) ? value : {})

export const asRows = (value: Value | undefined): readonly Values[] => asList(value).filter(isGroup)

export const asList = (value: Value | undefined): readonly Value[] => (isList(value) ? value : [])

const isList = (value: Value | undefined): value is readonly Value[] => Array.isArray(value)

const isGroup = (value: Value | undefined): value is Values => typeof value === 'object' && !isList(value)
