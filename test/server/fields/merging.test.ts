import { describe, expect, test } from 'vitest'
import type { Field, Value, Values } from '../../../server/fields/fields.ts'
import { type Choice, mergeValues } from '../../../server/fields/merging.ts'
import { readValues } from '../../../server/fields/values.ts'
import { seededRandom } from '../blocks/random-blocks.ts'
import { type Dice, diceOf, everyField, randomInput, randomValue, rowIds, stored } from './random-values.ts'

const of = (input: Record<string, unknown>) => stored(everyField, input)
const goal = (id: string, name: string, rest: Record<string, unknown> = {}) => ({ id, name, ...rest })
const merge = (base: Values, mine: Values, theirs: Values, choices: Record<string, Choice> = {}) =>
  mergeValues(everyField, { base, mine, theirs }, choices)

describe('two people change the same document', () => {
  test('different fields come together', () => {
    const base = of({ titel: 'a', bemerkung: 'b' })
    const { merged, conflicts } = merge(base, of({ titel: 'A', bemerkung: 'b' }), of({ titel: 'a', bemerkung: 'B' }))
    expect(merged).toEqual({ titel: 'A', bemerkung: 'B' })
    expect(conflicts).toEqual([])
  })

  test('the same field with two values is a conflict that names both; theirs stands until somebody decides', () => {
    const base = of({ rahmen: { tag: '2027-01-01' } })
    const [mine, theirs] = [of({ rahmen: { tag: '2027-12-31' } }), of({ rahmen: { tag: '2027-11-30' } })]
    const { merged, conflicts } = merge(base, mine, theirs)
    expect(merged).toEqual(theirs)
    expect(conflicts).toEqual([
      {
        kind: 'value',
        key: 'rahmen.tag',
        path: 'rahmen.tag',
        label: 'Rahmen: Tag',
        base: '01.01.2027',
        mine: '31.12.2027',
        theirs: '30.11.2027',
      },
    ])
    expect(merge(base, mine, theirs, { 'rahmen.tag': 'mine' })).toEqual({ merged: mine, conflicts: [] })
  })

  test('rows that both added are kept, each behind the row it was put behind', () => {
    const base = of({ ziele: [goal('a', 'A'), goal('b', 'B')] })
    const mine = of({ ziele: [goal('a', 'A'), goal('m', 'M'), goal('b', 'B')] })
    const theirs = of({ ziele: [goal('a', 'A'), goal('t', 'T'), goal('b', 'B'), goal('u', 'U')] })
    const { merged, conflicts } = merge(base, mine, theirs)
    expect(rowIds(merged.ziele)).toEqual(['a', 't', 'm', 'b', 'u'])
    expect(conflicts).toEqual([])
  })

  test('a row that one removed and the other changed is kept and asked for', () => {
    const base = of({ ziele: [goal('a', 'A'), goal('b', 'B')] })
    const [mine, theirs] = [of({ ziele: [goal('a', 'A')] }), of({ ziele: [goal('a', 'A'), goal('b', 'neu')] })]
    const { merged, conflicts } = merge(base, mine, theirs)
    expect(merged).toEqual(theirs)
    expect(conflicts).toMatchObject([
      { kind: 'row', key: 'ziele.b', label: 'Ziel 2', mine: null, theirs: 'Bezeichnung: neu' },
    ])
    expect(merge(base, mine, theirs, { 'ziele.b': 'mine' })).toEqual({ merged: mine, conflicts: [] })
    expect(merge(base, mine, theirs, { 'ziele.b': 'theirs' })).toEqual({ merged: theirs, conflicts: [] })
  })

  test('a row that one removed and nobody else touched is gone', () => {
    const base = of({ ziele: [goal('a', 'A'), goal('b', 'B')] })
    const { merged } = merge(base, of({ ziele: [goal('a', 'A')] }), of({ ziele: [goal('a', 'neu'), goal('b', 'B')] }))
    expect(merged).toEqual(of({ ziele: [goal('a', 'neu')] }))
  })

  test('a row that one removed while the other began to refer to it is asked for', () => {
    const base = of({ ziele: [goal('a', 'A'), goal('b', 'B')] })
    const [mine, theirs] = [
      of({ ziele: [goal('a', 'A')] }),
      of({ ziele: [goal('a', 'A', { nach: ['b'] }), goal('b', 'B')] }),
    ]
    expect(merge(base, mine, theirs).conflicts).toMatchObject([{ kind: 'row', key: 'ziele.b' }])
    expect(merge(base, mine, theirs, { 'ziele.b': 'mine' })).toEqual({ merged: mine, conflicts: [] })
  })

  test('one new order is taken, two new orders are asked for', () => {
    const [a, b, c] = [goal('a', 'A'), goal('b', 'B'), goal('c', 'C')]
    const base = of({ ziele: [a, b, c] })
    expect(rowIds(merge(base, of({ ziele: [c, a, b] }), base).merged.ziele)).toEqual(['c', 'a', 'b'])
    const both = [base, of({ ziele: [c, a, b] }), of({ ziele: [b, a, c] })] as const
    const { merged, conflicts } = merge(...both)
    expect(rowIds(merged.ziele)).toEqual(['b', 'a', 'c'])
    expect(conflicts).toMatchObject([{ kind: 'order', key: 'ziele', label: 'Ziele' }])
    expect(rowIds(merge(...both, { ziele: 'mine' }).merged.ziele)).toEqual(['c', 'a', 'b'])
  })

  test('an assigned value is theirs, because no form holds it', () => {
    expect(merge({}, {}, { nummer: '7' }).merged).toEqual({ nummer: '7' })
  })

  test('a choice for a key that an object inherits decides nothing', () => {
    const [base, mine, theirs] = [of({ titel: 'a' }), of({ titel: 'b' }), of({ titel: 'c' })]
    expect(merge(base, mine, theirs, Object.create({ titel: 'mine' })).conflicts).toHaveLength(1)
  })
})

/** What stands at each place, rows by their id; a row itself is a place too. */
function leaves(fields: readonly Field[], values: Values, prefix = ''): Map<string, string> {
  const found = new Map<string, string>()
  for (const field of fields) {
    const value = values[field.name]
    const key = prefix === '' ? field.name : `${prefix}.${field.name}`
    if (value === undefined) continue
    if (field.type === 'group') add(leaves(field.fields, value as Values, key))
    else if (field.type !== 'rows') found.set(key, JSON.stringify(value))
    else {
      for (const row of value as readonly Values[]) {
        found.set(`${key}.${row.id}`, 'row')
        add(leaves(field.fields, row, `${key}.${row.id}`))
      }
    }
  }
  return found

  function add(inner: ReadonlyMap<string, string>): void {
    for (const [key, value] of inner) found.set(key, value)
  }
}

/** As a person changes a document: some values, some rows added, removed, moved, some references. */
function edited(dice: Dice, fields: readonly Field[], values: Values, all: Values = values): Record<string, unknown> {
  return Object.fromEntries(
    fields.flatMap((field): [string, unknown][] => {
      const value = values[field.name]
      if (field.type === 'group') return [[field.name, edited(dice, field.fields, (value ?? {}) as Values, all)]]
      if (field.type === 'rows') return [[field.name, editedRows(dice, field, (value ?? []) as readonly Values[], all)]]
      if (field.kind === 'assigned' || dice.below(4) > 0) return value === undefined ? [] : [[field.name, value]]
      if (field.type === 'references')
        return [[field.name, idsOf(field.of ?? '', all).filter(() => dice.below(2) === 0)]]
      return dice.below(4) === 0 ? [] : [[field.name, randomValue(dice, field)]]
    }),
  )
}

function editedRows(dice: Dice, field: Field & { type: 'rows' }, rows: readonly Values[], all: Values): unknown[] {
  const left = rows
    .filter(() => dice.below(6) > 0)
    .map((row) => ({ id: row.id, ...edited(dice, field.fields, row, all) }))
  const added = dice.below(3) === 0 ? (randomValue(dice, field) as { id: string }[]).slice(0, 1) : []
  const result: unknown[] = left.toSpliced(
    dice.below(left.length + 1),
    0,
    ...(added.map((row) => ({ ...row })) as never[]),
  )
  if (dice.below(3) > 0 || result.length < 2) return result
  const [moved] = result.splice(dice.below(result.length), 1)
  return result.toSpliced(dice.below(result.length + 1), 0, moved)
}

const idsOf = (of: string, all: Values): string[] =>
  of === 'ziele'
    ? rowIds(all.ziele)
    : ((all.ziele ?? []) as readonly Values[]).flatMap((goalRow) => rowIds(goalRow.schritte as Value | undefined))

/** Stored values, without the references to rows that the edit removed. */
function storedEdit(input: Record<string, unknown>): Values {
  const known = { ziele: new Set<unknown>(), schritte: new Set<unknown>() }
  const goals = (input.ziele ?? []) as { id: string; nach?: string[]; schritte?: { id: string }[] }[]
  for (const each of goals) {
    known.ziele.add(each.id)
    for (const { id } of each.schritte ?? []) known.schritte.add(id)
  }
  for (const each of goals) each.nach = each.nach?.filter((id) => known.ziele.has(id)) ?? []
  const wichtig = ((input.wichtig ?? []) as string[]).filter((id) => known.schritte.has(id))
  return of({ ...input, wichtig })
}

describe.each([1, 2, 3, 4, 5, 6])('whatever two people do (seed %i)', (seed) => {
  const rounds = Array.from({ length: 60 }, (_, round) => {
    const dice = diceOf(seededRandom(seed * 1000 + round))
    const base = storedEdit(edited(dice, everyField, of(randomInput(dice))))
    const change = () => storedEdit(edited(dice, everyField, base))
    return { dice, base, mine: change(), theirs: change() }
  })
  const touches = (key: string, conflictKeys: readonly string[]) =>
    conflictKeys.some((conflict) => key === conflict || key.startsWith(`${conflict}.`))

  test('nothing that either typed vanishes without being asked for', () => {
    for (const { base, mine, theirs } of rounds) {
      const { merged, conflicts } = merge(base, mine, theirs)
      const keys = conflicts.filter(({ kind }) => kind !== 'order').map(({ key }) => key)
      const [old, now] = [leaves(everyField, base), leaves(everyField, merged)]
      for (const side of [mine, theirs]) {
        for (const [key, value] of leaves(everyField, side)) {
          if (old.get(key) === value) continue
          if (now.get(key) !== value && !touches(key, keys)) throw new Error(`${key}: ${value} is lost`)
        }
      }
    }
  })

  test('what both left alone stays, and what one removed does not come back unasked', () => {
    for (const { base, mine, theirs } of rounds) {
      const { merged, conflicts } = merge(base, mine, theirs)
      const keys = conflicts.map(({ key }) => key)
      const [my, their, now] = [mine, theirs, merged].map((values) => leaves(everyField, values))
      for (const [key, value] of leaves(everyField, base)) {
        const stays = my?.get(key) === value && their?.get(key) === value
        if (stays) expect(now?.get(key)).toBe(value)
        const isGone = !my?.has(key) || !their?.has(key)
        if (isGone && now?.get(key) === value && !touches(key, keys)) throw new Error(`${key} came back`)
      }
    }
  })

  test('the result is one that could have been typed, and each row stands there once', () => {
    for (const { base, mine, theirs } of rounds) {
      const { merged } = merge(base, mine, theirs)
      expect(readValues(everyField, merged, { purpose: 'draft', missingCharacters: () => [] })).toEqual({
        ok: true,
        value: merged,
      })
    }
  })

  test('who is alone is not asked, and who agrees is not either', () => {
    for (const { base, mine } of rounds) {
      expect(merge(base, mine, base)).toEqual({ merged: mine, conflicts: [] })
      expect(merge(base, base, mine)).toEqual({ merged: mine, conflicts: [] })
      expect(merge(base, mine, mine)).toEqual({ merged: mine, conflicts: [] })
    }
  })

  test('once everything is decided there is no question left, and the decisions hold', () => {
    for (const { dice, base, mine, theirs } of rounds) {
      const { conflicts } = merge(base, mine, theirs)
      const choices = Object.fromEntries(
        conflicts.map(({ key }) => [key, dice.below(2) === 0 ? 'mine' : 'theirs'] as const),
      )
      const decided = merge(base, mine, theirs, choices)
      expect(decided.conflicts).toEqual([])
      const chosen = { mine: leaves(everyField, mine), theirs: leaves(everyField, theirs) }
      const now = leaves(everyField, decided.merged)
      for (const { kind, key } of conflicts) {
        const side = choices[key]
        if (kind === 'order' || !side || key.includes('nach') || key === 'wichtig') continue
        expect(now.get(key)).toBe(chosen[side].get(key))
      }
      const valid = readValues(everyField, decided.merged, { purpose: 'draft', missingCharacters: () => [] })
      expect(valid.ok).toBe(true)
    }
  })
})
