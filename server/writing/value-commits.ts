import { idOf, printField, sameValue } from '../fields/changes.ts'
import type { Field, RowsField, ScalarField, Value, Values } from '../fields/fields.ts'
import {
  below,
  type FoundPlace,
  filledPlaces,
  findPlace,
  isWithin,
  rowBefore,
  valueAt,
  withValue,
} from '../fields/places.ts'
import { maxListLength, rowId } from '../fields/reading.ts'
import { withoutLostReferences } from '../fields/references.ts'
import { asList, asRows } from '../fields/walk.ts'
import { afterValueChange, htmlOf, type ValueChange, valuesOf } from './live-values.ts'
import type {
  Commit,
  LiveState,
  Place,
  RefusalReason,
  RowReferences,
  StoredCommit,
  Unplaced,
  ValueConflict,
} from './writing.ts'

export type AppliedValue =
  /** `change` as it goes into the log, with all that the authority adds; `afterValueChange` makes the next state of it. */
  | { readonly kind: 'done'; readonly change: ValueChange; readonly unplaced: readonly Unplaced[] }
  | { readonly kind: 'conflict'; readonly conflict: ValueConflict }
  | {
      readonly kind: 'refused'
      readonly reason: RefusalReason
      readonly message: string
      readonly unplaced: readonly Unplaced[]
    }

export interface ValueAuthor {
  readonly by: string
  /** All commits of the document newer than what its author had `seen`, the oldest first. */
  readonly since: readonly StoredCommit[]
}

/** Brings a change of a value or of rows past what others did since. A value that somebody else changed meanwhile to
 *  something else is a conflict; rows are never lost by accident and never doubled. Whether the value itself may stand
 *  there (lengths, dates, choices) has been read before. */
export function applyValueChange(
  state: LiveState,
  fields: readonly Field[],
  { base, seen, change }: Commit & { readonly change: ValueChange },
  author: ValueAuthor,
): AppliedValue {
  const applying = { state, fields, base, seen, ...author }
  switch (change.kind) {
    case 'value':
      return setValue(applying, change)
    case 'row-added':
      return addRow(applying, change)
    case 'row-moved':
      return moveRow(applying, change)
    case 'row-removed':
      return removeRow(applying, change)
  }
}

interface Applying extends ValueAuthor {
  readonly state: LiveState
  readonly fields: readonly Field[]
  readonly base: number
  readonly seen: number
}

type Of<K extends ValueChange['kind']> = Extract<ValueChange, { kind: K }>

const done = (change: ValueChange, unplaced: readonly Unplaced[] = []): AppliedValue => ({
  kind: 'done',
  change,
  unplaced,
})

const refused = (reason: RefusalReason, message: string, unplaced: readonly Unplaced[] = []): AppliedValue => ({
  kind: 'refused',
  reason,
  message,
  unplaced,
})

function setValue(applying: Applying, { place: given, value }: Of<'value'>): AppliedValue {
  const { state, fields, base, by } = applying
  const found = findPlace(fields, state.values, given)
  const field = found && valueField(found)
  if (!field) return noSuchPlace
  const { place, path } = found
  const print = (each: Value | undefined) => printField(field, each, state.values)
  if (path === null) {
    const content = print(value ?? undefined)
    if (content === null) return refused('gone', goneMessage)
    const message = `${goneMessage} Was Sie eingegeben haben, steht unter „Nicht übernommene Eingaben“.`
    return refused('gone', message, [{ place, by, content, kind: 'value' }])
  }
  const wanted = withoutLost(applying, place, value ?? undefined)
  const current = valueAt(state.values, place)
  const touches = applying.since.filter((commit) => commit.version > base && touchesValue(commit, place))
  const last = touches.at(-1)
  const before = touches[0] ? valueBefore(touches[0], place) : current
  if (last && last.by !== by && !sameValue(wanted, current) && !sameValue(before, current)) {
    const printed = { base: print(before), mine: print(wanted), theirs: print(current) }
    return { kind: 'conflict', conflict: { place, ...printed, by: last.by, at: last.at } }
  }
  return done({ kind: 'value', place, value: wanted ?? null, before: current ?? null })
}

const goneMessage = 'Diesen Eintrag hat inzwischen jemand entfernt.'

const noSuchPlace = refused('invalid', 'Diese Angabe gibt es in diesem Dokument nicht. Öffnen Sie die Seite neu.')

/** Rich texts change by steps, groups and lists by what they hold. */
const valueField = ({ field, isRow }: FoundPlace): ScalarField | null =>
  isRow || field.kind === 'assigned' || field.type === 'group' || field.type === 'rows' || field.type === 'rich'
    ? null
    : field

/** Without references to rows that are no longer there. */
function withoutLost({ fields, state }: Applying, place: Place, value: Value | undefined): Value | undefined {
  const values = withValue(fields, state.values, place, value)
  return values ? valueAt(withoutLostReferences(fields, values), place) : undefined
}

function touchesValue({ change }: StoredCommit, place: Place): boolean {
  if (change.kind === 'value')
    return change.place === place && !sameValue(change.value ?? undefined, change.before ?? undefined)
  if (change.kind === 'row-removed' && !change.row) return false
  return change.kind === 'row-added' || change.kind === 'row-removed'
    ? isWithin(place, below(change.place, change.id))
    : false
}

/** What stood there before a commit that touches it. */
function valueBefore({ change }: StoredCommit, place: Place): Value | undefined {
  if (change.kind === 'value') return change.before ?? undefined
  if (change.kind !== 'row-removed' || !change.row) return undefined
  return valueAt(change.row, place.slice(below(change.place, change.id).length + 1))
}

interface List {
  readonly field: RowsField
  readonly place: Place
  readonly rows: readonly Values[]
  /** It stood in a row that is no longer there. */
  readonly isGone: boolean
}

function listAt({ fields, state }: Applying, place: Place): List | null {
  const found = findPlace(fields, state.values, place)
  if (!found || found.isRow || found.field.type !== 'rows' || found.field.kind === 'assigned') return null
  return { field: found.field, place, rows: asRows(valueAt(state.values, place)), isGone: found.path === null }
}

const rowIn = ({ rows }: List, id: string): Values | undefined => rows.find((row) => row.id === id)

function addRow(applying: Applying, change: Of<'row-added'>): AppliedValue {
  const list = listAt(applying, change.place)
  if (!list || !rowId.test(change.id)) return noSuchPlace
  if (list.isGone) return refused('gone', goneMessage)
  // Somebody else has brought it back already.
  if (rowIn(list, change.id)) return stays(list, change.id)
  const { maxRows = maxListLength, label } = list.field
  if (list.rows.length >= maxRows) {
    return refused('invalid', `Mehr als ${maxRows} Einträge sind unter „${label}“ nicht möglich.`)
  }
  return done({ ...change, after: standingRow(applying, list, change.after) })
}

function moveRow(applying: Applying, change: Of<'row-moved'>): AppliedValue {
  const list = listAt(applying, change.place)
  if (!list) return noSuchPlace
  if (!rowIn(list, change.id)) return refused('gone', goneMessage)
  if (change.after === change.id) return stays(list, change.id)
  const others = { ...list, rows: list.rows.filter(({ id }) => id !== change.id) }
  return done({ ...change, after: standingRow(applying, others, change.after) })
}

const stays = ({ place, rows }: List, id: string): AppliedValue =>
  done({ kind: 'row-moved', place, id, after: rowBefore(rows, id) })

/** The row to stand behind: the wanted one, or what stood before it when it was removed; else the last. */
function standingRow({ since }: Applying, { place, rows }: List, wanted: string | null): string | null {
  const isThere = (id: string | null): boolean => id === null || rows.some((row) => row.id === id)
  let after = wanted
  for (const { change } of since) {
    const isRemoval = change.kind === 'row-removed' && change.place === place && change.id === after
    if (isRemoval && !isThere(after)) after = change.after ?? null
  }
  const last = rows.at(-1)
  return isThere(after) ? after : last ? idOf(last) : null
}

function removeRow(applying: Applying, { place, id }: Of<'row-removed'>): AppliedValue {
  const list = listAt(applying, place)
  if (!list) return noSuchPlace
  const row = rowIn(list, id)
  const change: Of<'row-removed'> = { kind: 'row-removed', place, id }
  if (!row) return done(change)
  const { state, fields } = applying
  const references = lostReferences(applying, change)
  const whole = asRows(valueAt(valuesOf(fields, state), place)).find((each) => each.id === id) ?? row
  const { id: _id, ...members } = whole
  return done(
    {
      ...change,
      row: members,
      after: rowBefore(list.rows, id),
      ...(Object.keys(references).length > 0 && { references }),
    },
    [...unreadValues(applying, below(place, id), Object.keys(references)), ...unreadTexts(applying, below(place, id))],
  )
}

function lostReferences({ state, fields }: Applying, change: Of<'row-removed'>): RowReferences {
  const after = afterValueChange(state, fields, { version: state.version, by: '', at: '', change }).values
  const rowPlace = below(change.place, change.id)
  const lost = [...filledPlaces(fields, state.values)].flatMap(({ place, field, value }): [Place, string[]][] => {
    if (field.type !== 'references' || isWithin(place, rowPlace)) return []
    const left = asList(valueAt(after, place))
    const ids = asList(value).filter((id) => !left.includes(id))
    return ids.length > 0 ? [[place, ids.map(String)]] : []
  })
  return Object.fromEntries(lost)
}

/** What others set in a row, or made refer to it, before whoever removes it could read that. */
function unreadValues({ state, fields, seen, by }: Applying, row: Place, referring: readonly Place[]): Unplaced[] {
  return [...filledPlaces(fields, state.values)].flatMap(({ place, field, value }): Unplaced[] => {
    const last = state.changed.get(place)
    if (!last || last.version <= seen || last.by === by) return []
    if (!isWithin(place, row) && !referring.includes(place)) return []
    return [{ place, by: last.by, content: printField(field, value, state.values) ?? '', kind: 'value' }]
  })
}

/** The whole of each rich text in the row, for everybody who wrote in it unread: rather too much than too little. */
function unreadTexts({ state, since, by }: Applying, row: Place): Unplaced[] {
  const unread = since.filter(
    ({ by: other, change }) => other !== by && change.kind === 'text' && isWithin(change.place, row),
  )
  const items = unread.flatMap((commit): Unplaced[] => {
    const content = htmlOf(state.texts.get(commit.change.place))
    return content === undefined ? [] : [{ place: commit.change.place, by: commit.by, content, kind: 'text' }]
  })
  return items.filter(
    (one, index) => items.findIndex(({ place, by: who }) => place === one.place && who === one.by) === index,
  )
}
