import { expect, test } from 'vitest'
import { sameValue } from '../../../server/fields/changes.ts'
import type { Value, Values } from '../../../server/fields/fields.ts'
import { filledPlaces, valueAt } from '../../../server/fields/places.ts'
import { readValues } from '../../../server/fields/values.ts'
import { walkValues } from '../../../server/fields/walk.ts'
import { afterValueChange, liveStateOf, type ValueChange, valuesOf } from '../../../server/writing/live-values.ts'
import { type AppliedValue, applyValueChange } from '../../../server/writing/value-commits.ts'
import type { LiveState, StoredCommit } from '../../../server/writing/writing.ts'
import { seededRandom } from '../blocks/random-blocks.ts'
import { type Dice, diceOf, randomValue } from '../fields/random-values.ts'
import { idsOf, liveFields, randomValues, rowsIn } from './live-fields.ts'

const runs = 100

test(`in ${runs} runs of several people who write at once nothing goes unread, and no row is lost or doubled`, () => {
  for (let seed = 1; seed <= runs; seed++) simulate(seed)
})

function simulate(seed: number): void {
  const dice = diceOf(seededRandom(seed * 7919))
  const begun = liveStateOf(liveFields, randomValues(dice), 'author')
  const states: LiveState[] = [begun]
  const log: StoredCommit[] = []
  /** Up to which version each person has read. */
  const people = Array.from({ length: 2 + dice.below(3) }, (_, index) => ({ by: `person ${index}`, read: 0 }))
  for (let turn = 0; turn < 60; turn++) {
    const person = dice.pick(people)
    const before = states.at(-1)
    if (!person || !before) throw new Error('nobody')
    if (dice.below(3) === 0) person.read = before.version
    const seen = states[person.read] ?? begun
    const change = randomChange(dice, seen, log)
    if (!change) continue
    const commit = { id: `${turn}`, base: seen.version, seen: seen.version, change }
    const since = log.slice(seen.version)
    const applied = applyValueChange(before, liveFields, commit, { by: person.by, since })
    const where = `seed ${seed}, turn ${turn}, ${person.by}: ${JSON.stringify(commit)}`
    if (applied.kind !== 'done') {
      isAnswered(applied, change, person.by, where)
      continue
    }
    const happened = {
      version: before.version + 1,
      id: commit.id,
      by: person.by,
      at: '',
      base: commit.base,
      change: applied.change,
    }
    const after = afterValueChange(before, liveFields, happened)
    nothingGoesUnread({ before, after, seen, by: person.by, applied }, where)
    rowsStay(before, after, applied.change, where)
    log.push(happened)
    states.push(after)
  }
  const end = states.at(-1) ?? begun
  const values = valuesOf(liveFields, end)
  expect(readValues(liveFields, values, { purpose: 'draft', missingCharacters: () => [] })).toEqual({
    ok: true,
    value: values,
  })
  expect(replayed(begun, log)).toEqual(end)
}

/** What an acknowledged commit replaces was read by its author, or was her own, or is kept for whoever typed it. */
function nothingGoesUnread(
  done: {
    readonly before: LiveState
    readonly after: LiveState
    readonly seen: LiveState
    readonly by: string
    readonly applied: AppliedValue & { kind: 'done' }
  },
  where: string,
): void {
  const { before, after, seen, by, applied } = done
  for (const { place, value } of filledPlaces(liveFields, before.values)) {
    if (isLeft(valueAt(after.values, place), value)) continue
    const last = before.changed.get(place)
    if (!last || last.by === by || last.version <= seen.version || sameValue(valueAt(seen.values, place), value))
      continue
    const kept = applied.unplaced.some((item) => item.place === place && item.by === last.by && item.content !== '')
    expect(kept, `${place} of ${last.by}, ${where}`).toBe(true)
  }
}

/** References that come back with a row are added to what stands there. */
const isLeft = (after: Value | undefined, before: Value): boolean =>
  sameValue(after, before) ||
  (Array.isArray(after) && Array.isArray(before) && before.every((id) => after.includes(id)))

/** What was not done says what stands there, or is kept. */
function isAnswered(
  applied: Exclude<AppliedValue, { kind: 'done' }>,
  change: ValueChange,
  by: string,
  where: string,
): void {
  if (applied.kind === 'conflict') {
    expect(applied.conflict.by, where).not.toBe(by)
    expect(applied.conflict.mine, where).not.toBe(applied.conflict.theirs)
    return
  }
  expect(['gone', 'invalid'], where).toContain(applied.reason)
  const typed =
    change.kind === 'value' && change.value !== null && !(Array.isArray(change.value) && change.value.length === 0)
  if (applied.reason === 'gone' && typed) expect(applied.unplaced, where).toMatchObject([{ by, place: change.place }])
}

function rowsStay(before: LiveState, after: LiveState, change: ValueChange, where: string): void {
  const [old, now] = [listsOf(before.values), listsOf(after.values)]
  for (const [list, ids] of now) expect(new Set(ids).size, `${list}, ${where}`).toBe(ids.length)
  if (change.kind === 'value') {
    expect(now, where).toEqual(old)
    return
  }
  const row = `${change.place}.${change.id}`
  for (const lists of [old, now]) {
    for (const [list, ids] of lists) {
      if (list.startsWith(`${row}.`)) lists.delete(list)
      else if (list === change.place)
        lists.set(
          list,
          ids.filter((id) => id !== change.id),
        )
    }
    if (lists.get(change.place)?.length === 0) lists.delete(change.place)
  }
  expect(now, where).toEqual(old)
  const isThere = rowsIn(valueAt(after.values, change.place)).some(({ id }) => id === change.id)
  expect(isThere, where).toBe(change.kind !== 'row-removed')
}

function listsOf(values: Values): Map<string, string[]> {
  const lists = new Map<string, string[]>()
  const visit = (inside: unknown, around: string): void => {
    if (typeof inside !== 'object' || inside === null) return
    for (const [name, value] of Object.entries(inside)) {
      const place = around === '' ? name : `${around}.${name}`
      const rows = rowsIn(value)
      if (rows.length > 0)
        lists.set(
          place,
          rows.map(({ id }) => String(id)),
        )
      for (const row of rows) visit(row, `${place}.${row.id}`)
      if (!Array.isArray(value)) visit(value, place)
    }
  }
  visit(values, '')
  return lists
}

function replayed(begun: LiveState, log: readonly StoredCommit[]): LiveState {
  let state = begun
  for (const commit of log) {
    if (commit.change.kind !== 'text') state = afterValueChange(state, liveFields, { ...commit, change: commit.change })
  }
  return state
}

let serial = 0

/** Something that a person could do who sees this. */
function randomChange(dice: Dice, seen: LiveState, log: readonly StoredCommit[]): ValueChange | null {
  const places = [...walkValues(liveFields, seen.values)].filter(({ field }) => field.kind !== 'assigned')
  const lists = places.filter(({ field }) => field.type === 'rows').map(({ path }) => placeOf(seen.values, path))
  const place = dice.pick(lists) ?? ''
  const ids = rowsIn(valueAt(seen.values, place)).map(({ id }) => String(id))
  const after = dice.below(3) === 0 ? null : (dice.pick(ids) ?? null)
  const id = dice.pick(ids)
  switch (dice.below(8)) {
    case 0:
      return { kind: 'row-added', place, id: `x${++serial}`, after }
    case 1:
      return id === undefined ? null : { kind: 'row-moved', place, id, after }
    case 2:
      return id === undefined ? null : { kind: 'row-removed', place, id }
    case 3: {
      const removals = log.flatMap(({ change }) => (change.kind === 'row-removed' && change.row ? [change] : []))
      const removal = dice.pick(removals)
      return removal ? { ...removal, kind: 'row-added', after: removal.after ?? null } : null
    }
    default: {
      const scalars = places.filter(({ field }) => !['group', 'rows', 'rich'].includes(field.type))
      const found = dice.pick(scalars)
      if (!found) return null
      const { field } = found
      const known = field.type === 'references' ? idsOf(seen.values, field.of ?? '') : []
      const typed = field.type === 'references' ? known.filter(() => dice.below(2) === 0) : randomValue(dice, field)
      const read = readValues([field], { [field.name]: typed }, { purpose: 'draft', missingCharacters: () => [] })
      const value = field.type === 'references' ? (typed as string[]) : read.ok ? read.value[field.name] : undefined
      const isNothing = value === undefined || (Array.isArray(value) && value.length === 0)
      return { kind: 'value', place: placeOf(seen.values, found.path), value: isNothing ? null : value }
    }
  }
}

/** `ziele[0].name` in these values is `ziele.z1.name`. */
function placeOf(values: Values, path: string): string {
  let inside: unknown = values
  const parts = path.split(/[.[\]]+/).filter((part) => part !== '')
  return parts
    .map((part) => {
      inside = typeof inside === 'object' && inside !== null ? Reflect.get(inside, part) : undefined
      return /^\d+$/.test(part) ? String((inside as Values).id) : part
    })
    .join('.')
}
