import { sameValue } from './changes.ts'
import type { Field, Value, Values } from './fields.ts'
import { asGroup, asList, asRows, walkValues } from './walk.ts'

/** The rows named by references that differ from what they were. */
export function changedReferences(fields: readonly Field[], before: Values, after: Values): ReadonlySet<string> {
  const old = referencesByKey(fields, before)
  const changed = [...referencesByKey(fields, after)].filter(([key, ids]) => !sameValue(ids, old.get(key)))
  return new Set(changed.flatMap(([, ids]) => ids))
}

function referencesByKey(fields: readonly Field[], values: Values, prefix = ''): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>()
  for (const field of fields) {
    const value = values[field.name]
    const key = `${prefix}${field.name}`
    if (field.type === 'references') found.set(key, asList(value).map(String))
    if (field.type === 'group') add(referencesByKey(field.fields, asGroup(value), `${key}.`))
    if (field.type !== 'rows') continue
    for (const row of asRows(value)) add(referencesByKey(field.fields, row, `${key}.${row.id}.`))
  }
  return found

  function add(inner: ReadonlyMap<string, readonly string[]>): void {
    for (const [key, ids] of inner) found.set(key, ids)
  }
}

/** The values without references to rows that are no longer there. */
export function withoutLostReferences(fields: readonly Field[], values: Values): Values {
  const known = new Map<string, Set<string>>()
  for (const { field, schemaPath, value } of walkValues(fields, values)) {
    if (field.type !== 'rows') continue
    const list = schemaPath.replaceAll('[]', '')
    known.set(list, new Set([...(known.get(list) ?? []), ...asRows(value).map((row) => String(row.id))]))
  }
  return prune(fields, values)

  function prune(inside: readonly Field[], group: Values): Values {
    const members = Object.entries(group).flatMap(([name, value]): [string, Value][] => {
      const field = inside.find((each) => each.name === name)
      const pruned = field && value !== undefined ? pruneField(field, value) : value
      return pruned === undefined ? [] : [[name, pruned]]
    })
    return Object.fromEntries(members)
  }

  function pruneField(field: Field, value: Value): Value | undefined {
    if (field.type === 'group') {
      const group = prune(field.fields, asGroup(value))
      return Object.keys(group).length > 0 ? asValue(group) : undefined
    }
    if (field.type === 'rows') return asRows(value).map((row) => asValue(prune(field.fields, row)))
    if (field.type !== 'references' || field.of === undefined) return value
    const left = asList(value).filter((id) => known.get(field.of ?? '')?.has(String(id)))
    return left.length > 0 ? left : undefined
  }
}

const asValue = (values: Values): Value => values
