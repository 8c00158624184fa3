import { canonicalJson } from '../base/canonical-json.ts'
import { commonSubsequence } from '../blocks/common-subsequence.ts'
import { parseHtmlSubset } from '../blocks/html-subset.ts'
import { plainText } from '../blocks/plain-text.ts'
import { placeLabel } from './field-places.ts'
import type { Field, RowsField, ScalarField, Value, Values } from './fields.ts'
import { printValue } from './printed.ts'
import { asGroup, asRows } from './walk.ts'

export interface Change {
  /** `moved` tells of a row that stands elsewhere now, `added` and `removed` of a whole row with all that is in it. */
  readonly kind: 'changed' | 'added' | 'removed' | 'moved'
  /** As in `ziele[1].schritte[0].frist`: where it stands afterwards, or stood, if it was removed. */
  readonly path: string
  /** `Ziel 2, Schritt 1: Bis wann`. */
  readonly label: string
  /** As people read it; null where there was nothing. */
  readonly before: string | null
  readonly after: string | null
}

/** What is different, in the order of the schema. Rows are matched by their id. `assigned` values are no content and not
 *  compared. Empty exactly when the rest of the values is the same. */
export function compareValues(fields: readonly Field[], before: Values, after: Values): Change[] {
  return compareGroup(fields, { before, after, prefix: '', names: [], all: { before, after } })
}

interface Pair {
  readonly before: Values
  readonly after: Values
  readonly prefix: string
  readonly names: readonly string[]
  /** The values of the whole document, which references point into. */
  readonly all: { readonly before: Values; readonly after: Values }
}

function compareGroup(fields: readonly Field[], pair: Pair): Change[] {
  return fields.flatMap((field): Change[] => {
    if (field.kind === 'assigned') return []
    const [before, after] = [pair.before[field.name], pair.after[field.name]]
    const path = `${pair.prefix}${field.name}`
    const names = [...pair.names, field.label]
    if (sameValue(before, after)) return []
    if (field.type === 'group') {
      const inside = { before: asGroup(before), after: asGroup(after), prefix: `${path}.`, names, all: pair.all }
      return compareGroup(field.fields, inside)
    }
    if (field.type === 'rows') return compareRows(field, { before: asRows(before), after: asRows(after), path }, pair)
    return [{ kind: 'changed', path, label: placeLabel(names), ...printedBoth(field, before, after, pair.all) }]
  })
}

interface RowsPair {
  readonly before: readonly Values[]
  readonly after: readonly Values[]
  readonly path: string
}

function compareRows(field: RowsField, { before, after, path }: RowsPair, pair: Pair): Change[] {
  const moved = movedRows(before.map(idOf), after.map(idOf))
  const kept = after.flatMap((row, index): Change[] => {
    const place = { path: `${path}[${index}]`, names: [...pair.names, `${field.rowLabel} ${index + 1}`] }
    const label = placeLabel(place.names)
    const from = before.findIndex((each) => each.id === row.id)
    const old = before[from]
    if (!old) {
      return [{ kind: 'added', path: place.path, label, before: null, after: printRow(field, row, pair.all.after) }]
    }
    const inside = { before: old, after: row, prefix: `${place.path}.`, names: place.names, all: pair.all }
    const changes = compareGroup(field.fields, inside)
    if (!moved.has(idOf(row))) return changes
    const places = { before: `an Stelle ${from + 1}`, after: `an Stelle ${index + 1}` }
    return [{ kind: 'moved', path: place.path, label, ...places }, ...changes]
  })
  const removed = before.flatMap((row, index): Change[] => {
    if (after.some(({ id }) => id === row.id)) return []
    const label = placeLabel([...pair.names, `${field.rowLabel} ${index + 1}`])
    const printed = printRow(field, row, pair.all.before)
    return [{ kind: 'removed', path: `${path}[${index}]`, label, before: printed, after: null }]
  })
  return [...kept, ...removed]
}

/** As few rows as possible that must change their place for the order to come out. */
function movedRows(before: readonly string[], after: readonly string[]): ReadonlySet<string> {
  const [old, now] = [before.filter((id) => after.includes(id)), after.filter((id) => before.includes(id))]
  const standing = new Set(commonSubsequence(old, now).map(([index]) => old[index]))
  return new Set(now.filter((id) => !standing.has(id)))
}

export const idOf = (row: Values): string => String(row.id)

/** Two texts that differ, also where only their form does: then the source of both. */
function printedBoth(
  field: ScalarField,
  before: Value | undefined,
  after: Value | undefined,
  all: Pair['all'],
): { before: string | null; after: string | null } {
  const printed = { before: printField(field, before, all.before), after: printField(field, after, all.after) }
  if (field.type !== 'rich' || printed.before !== printed.after) return printed
  return { before: String(before ?? ''), after: String(after ?? '') }
}

/** A value as people read it, rich text without its form; null where there is none. */
export function printField(field: ScalarField, value: Value | undefined, all: Values): string | null {
  if (value === undefined) return null
  if (field.type !== 'rich') return printValue(field, value, all)
  return plainText(parseHtmlSubset(String(value), { dialect: 'rich' }).blocks)
}

/** All that stands in a row, a line for each value: `Bezeichnung: Deutsch lernen`, `Schritt 1, Wer: Frau Camara`. */
export function printRow(field: RowsField, row: Values, all: Values): string {
  return lines(field.fields, row, [], all).join('\n')
}

function lines(fields: readonly Field[], values: Values, names: readonly string[], all: Values): string[] {
  return fields.flatMap((field): string[] => {
    const value = values[field.name]
    if (value === undefined || field.kind === 'assigned') return []
    if (field.type === 'group') return lines(field.fields, asGroup(value), [...names, field.label], all)
    if (field.type === 'rows') {
      const { rowLabel } = field
      return asRows(value).flatMap((row, index) =>
        lines(field.fields, row, [...names, `${rowLabel} ${index + 1}`], all),
      )
    }
    return [`${[...names, field.label].join(', ')}: ${printField(field, value, all) ?? ''}`]
  })
}

export const sameValue = (one: Value | undefined, other: Value | undefined): boolean =>
  one === other || (one !== undefined && other !== undefined && canonicalJson(one) === canonicalJson(other))
