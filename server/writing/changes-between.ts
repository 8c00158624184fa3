import { commonSubsequence } from '../blocks/common-subsequence.ts'
import { idOf, sameValue } from '../fields/changes.ts'
import type { Field, RowsField, Value, Values } from '../fields/fields.ts'
import { below, filledPlaces, valueAt } from '../fields/places.ts'
import { asGroup, asRows } from '../fields/walk.ts'
import { afterValueChange, docOf, liveStateOf, type ValueChange, valuesOf } from './live-values.ts'
import { replacement } from './replacement.ts'
import { applyValueChange } from './value-commits.ts'
import type { Change, LiveState, Place } from './writing.ts'

/** The changes that make values in their stored form of others, as they go into the log one after another. */
export const changesBetween = (fields: readonly Field[], before: Values, after: Values): Change[] =>
  changesFrom(fields, liveStateOf(fields, before, ''), after)

/** The same for a document as it stands, whose texts may hold what no stored form does, such as empty paragraphs. Rows
 *  come first and references last, so that none points to a row that is not there yet. */
export function changesFrom(fields: readonly Field[], state: LiveState, after: Values): Change[] {
  const recording: Recording = { fields, state, changes: [] }
  removeRows(recording, fields, { before: valuesOf(fields, state), after, around: '' })
  placeRows(recording, fields, { before: valuesOf(fields, recording.state), after, around: '' })
  const now = valuesOf(fields, recording.state)
  const filled = [...filledPlaces(fields, now), ...filledPlaces(fields, after)]
  const types = new Map(filled.map(({ place, field }) => [place, field.type]))
  const different = [...types].filter(([place]) => !sameValue(valueAt(now, place), valueAt(after, place)))
  const isReference = ([, type]: (typeof different)[number]): boolean => type === 'references'
  for (const [place, type] of different.toSorted(
    (one, other) => Number(isReference(one)) - Number(isReference(other)),
  )) {
    const value = valueAt(after, place)
    if (type === 'rich') replaceText(recording, place, value)
    else record(recording, { kind: 'value', place, value: value ?? null })
  }
  return recording.changes
}

interface Recording {
  readonly fields: readonly Field[]
  /** After all that is recorded but texts. */
  state: LiveState
  readonly changes: Change[]
}

function record(recording: Recording, change: ValueChange): void {
  const { state, fields } = recording
  const commit = { id: '', base: state.version, seen: state.version, change }
  const applied = applyValueChange(state, fields, commit, { by: '', since: [] })
  if (applied.kind !== 'done') throw new Error(`The change at ${change.place} (${change.kind}) does not fit.`)
  recording.changes.push(applied.change)
  recording.state = afterValueChange(state, fields, { version: state.version, by: '', at: '', change: applied.change })
}

interface Two {
  readonly before: Values
  readonly after: Values
  readonly around: Place
}

interface List {
  readonly field: RowsField
  readonly place: Place
  readonly before: readonly Values[]
  readonly after: readonly Values[]
}

/** Every list of the schema, the outer ones first, and those inside rows that both have. */
function eachList(fields: readonly Field[], { before, after, around }: Two, visit: (list: List) => void): void {
  for (const field of fields) {
    const place = below(around, field.name)
    const [old, wanted] = [before[field.name], after[field.name]]
    if (field.kind === 'assigned') continue
    if (field.type === 'group') {
      eachList(field.fields, { before: asGroup(old), after: asGroup(wanted), around: place }, visit)
    }
    if (field.type !== 'rows') continue
    const list = { field, place, before: asRows(old), after: asRows(wanted) }
    visit(list)
    for (const row of list.before) {
      const same = list.after.find(({ id }) => id === row.id)
      if (same) eachList(field.fields, { before: row, after: same, around: below(place, idOf(row)) }, visit)
    }
  }
}

function removeRows(recording: Recording, fields: readonly Field[], two: Two): void {
  eachList(fields, two, ({ place, before, after }) => {
    const gone = before.filter((row) => !after.some(({ id }) => id === row.id))
    for (const row of gone) record(recording, { kind: 'row-removed', place, id: idOf(row) })
  })
}

/** Adds and moves as few rows as possible, each behind the one that it shall stand behind. */
function placeRows(recording: Recording, fields: readonly Field[], two: Two): void {
  eachList(fields, two, ({ field, place, before, after }) => {
    const [old, wanted] = [before.map(idOf), after.map(idOf)]
    const standing = new Set(commonSubsequence(old, wanted).map(([index]) => old[index]))
    for (const [index, row] of after.entries()) {
      const id = idOf(row)
      const behind = wanted[index - 1] ?? null
      if (!old.includes(id)) {
        const added = withoutReferences(field.fields, row)
        record(recording, { kind: 'row-added', place, id, after: behind, row: added })
      } else if (!standing.has(id)) record(recording, { kind: 'row-moved', place, id, after: behind })
    }
  })
}

function withoutReferences(fields: readonly Field[], values: Values): Values {
  const members = fields.flatMap((field): [string, Value][] => {
    const value = values[field.name]
    if (value === undefined || field.type === 'references') return []
    if (field.type === 'group') return [[field.name, withoutReferences(field.fields, asGroup(value))]]
    if (field.type !== 'rows') return [[field.name, value]]
    return [[field.name, asRows(value).map((row) => ({ id: idOf(row), ...withoutReferences(field.fields, row) }))]]
  })
  return Object.fromEntries(members)
}

function replaceText(recording: Recording, place: Place, html: Value | undefined): void {
  const before = recording.state.texts.get(place)?.doc ?? docOf(undefined)
  const step = replacement(before, docOf(html === undefined ? undefined : String(html)))
  if (step) recording.changes.push({ kind: 'text', place, steps: [step.toJSON()] })
}
