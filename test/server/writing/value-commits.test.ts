import { describe, expect, test } from 'vitest'
import type { Value } from '../../../server/fields/fields.ts'
import { standingText } from '../../../server/writing/live-document.ts'
import {
  afterValueChange,
  docOf,
  liveStateOf,
  type ValueChange,
  valuesOf,
} from '../../../server/writing/live-values.ts'
import { type AppliedValue, applyValueChange } from '../../../server/writing/value-commits.ts'
import type { LiveState, StoredCommit } from '../../../server/writing/writing.ts'
import { stored } from '../fields/random-values.ts'
import { liveFields, rowsIn } from './live-fields.ts'

/** A document and its log; each `by` does something, having read up to `base`. */
function writing(input: unknown = {}) {
  let state: LiveState = liveStateOf(liveFields, stored(liveFields, input), 'author')
  const log: StoredCommit[] = []
  return {
    log,
    values: () => valuesOf(liveFields, state),
    state: () => state,
    do(by: string, change: ValueChange, base = state.version): AppliedValue {
      const commit = { id: `c${log.length}`, base, seen: base, change }
      const since = log.filter(({ version }) => version > base)
      const applied = applyValueChange(state, liveFields, commit, { by, since })
      if (applied.kind !== 'done') return applied
      const happened = {
        version: state.version + 1,
        id: commit.id,
        by,
        at: `at ${state.version + 1}`,
        base,
        change: applied.change,
      }
      state = afterValueChange(state, liveFields, happened)
      log.push(happened)
      return applied
    },
    order: () => rowsIn(valuesOf(liveFields, state).ziele).map(({ id }) => id),
  }
}

const set = (place: string, value: Value | null) => ({ kind: 'value', place, value }) as const
const add = (place: string, id: string, after: string | null = null) =>
  ({ kind: 'row-added', place, id, after }) as const
const move = (place: string, id: string, after: string | null) => ({ kind: 'row-moved', place, id, after }) as const
const remove = (place: string, id: string) => ({ kind: 'row-removed', place, id }) as const

describe('a value', () => {
  test('is set, and the log keeps what stood there before', () => {
    const document = writing({ titel: 'Alt' })
    expect(document.do('a', set('titel', 'Neu'))).toEqual({
      kind: 'done',
      change: { kind: 'value', place: 'titel', value: 'Neu', before: 'Alt' },
      unplaced: [],
    })
    expect(document.values().titel).toBe('Neu')
    expect(document.state().changed.get('titel')).toEqual({ version: 1, by: 'a', at: 'at 1' })
    document.do('a', set('titel', null))
    expect(document.values()).toEqual({})
  })

  test('that somebody else changed meanwhile to something else is a conflict with both values, printed', () => {
    const document = writing({ rahmen: { tag: '2026-11-26' } })
    document.do('a', set('rahmen.tag', '2027-01-31'))
    expect(document.do('b', set('rahmen.tag', null), 0)).toEqual({
      kind: 'conflict',
      conflict: { place: 'rahmen.tag', base: '26.11.2026', mine: null, theirs: '31.01.2027', by: 'a', at: 'at 1' },
    })
    expect(document.values().rahmen).toEqual({ tag: '2027-01-31' })
    expect(document.do('b', set('rahmen.tag', null), 1)).toMatchObject({ kind: 'done' })
  })

  test('is no conflict where both want the same, where the other took it back, or where nobody else was there', () => {
    const document = writing({ titel: 'Alt' })
    document.do('a', set('titel', 'Neu'))
    expect(document.do('b', set('titel', 'Neu'), 0).kind).toBe('done')
    document.do('a', set('titel', 'Alt'))
    expect(document.do('b', set('titel', 'Anders'), 0).kind).toBe('done')
    document.do('b', set('titel', 'Noch anders'))
    expect(document.do('b', set('titel', 'Zuletzt'), 2).kind).toBe('done')
    expect(document.do('a', set('bemerkung', 'x'), 0).kind).toBe('done')
  })

  test('for a row that is gone is refused and kept for its author, as it prints', () => {
    const document = writing({ ziele: [{ id: 'z1', schritte: [{ id: 's1' }] }] })
    document.do('a', remove('ziele', 'z1'))
    const place = 'ziele.z1.schritte.s1.frist'
    expect(document.do('b', set(place, { art: 'termin', datum: '2027-01-31' }), 0)).toMatchObject({
      kind: 'refused',
      reason: 'gone',
      unplaced: [{ place, by: 'b', content: '31.01.2027', kind: 'value' }],
    })
    expect(document.do('b', set(place, null), 0)).toMatchObject({ reason: 'gone', unplaced: [] })
  })

  test.each(['unbekannt', 'vortrag', 'nummer', 'rahmen', 'ziele', 'ziele.z1', 'ziele.z1.schritte', 'kapitel.k1.text'])(
    'cannot be set at %s',
    (place) => {
      const document = writing({ ziele: [{ id: 'z1' }], kapitel: [{ id: 'k1' }] })
      expect(document.do('a', set(place, 'x'))).toMatchObject({ kind: 'refused', reason: 'invalid', unplaced: [] })
    },
  )

  test('loses references to rows that somebody has just removed', () => {
    const document = writing({ ziele: [{ id: 'z1' }, { id: 'z2' }] })
    document.do('a', remove('ziele', 'z1'))
    document.do('b', set('ziele.z2.nach', ['z1', 'z2']), 0)
    expect(document.values().ziele).toEqual([{ id: 'z2', nach: ['z2'] }])
  })

  test('typed before a row went and came back meets what stands there now', () => {
    const document = writing({ ziele: [{ id: 'z1', name: 'Pass' }] })
    document.do('a', remove('ziele', 'z1'))
    document.do('a', { ...add('ziele', 'z1'), row: { name: 'Pass' } })
    expect(document.do('b', set('ziele.z1.name', 'Reisepass'), 0).kind).toBe('done')
    document.do('a', remove('ziele', 'z1'))
    document.do('a', { ...add('ziele', 'z1'), row: { name: 'Visum' } })
    expect(document.do('c', set('ziele.z1.name', 'Ausweis'), 3)).toMatchObject({
      conflict: { base: 'Reisepass', mine: 'Ausweis', theirs: 'Visum', by: 'a' },
    })
  })
})

describe('rows', () => {
  test('that two people add behind the same one are both kept', () => {
    const document = writing({ ziele: [{ id: 'z1' }] })
    document.do('a', add('ziele', 'a1', 'z1'))
    document.do('b', add('ziele', 'b1', 'z1'), 0)
    document.do('a', add('ziele', 'first', null), 0)
    expect(document.order()).toEqual(['first', 'z1', 'b1', 'a1'])
  })

  test('stand behind the nearest earlier row that is left, where the wanted one is gone', () => {
    const document = writing({ ziele: [{ id: 'z1' }, { id: 'z2' }, { id: 'z3' }, { id: 'z4' }] })
    document.do('a', remove('ziele', 'z2'))
    document.do('a', remove('ziele', 'z3'))
    document.do('b', add('ziele', 'new', 'z3'), 0)
    document.do('b', move('ziele', 'z4', 'z2'), 0)
    expect(document.order()).toEqual(['z1', 'z4', 'new'])
    document.do('b', add('ziele', 'last', 'never'), 0)
    expect(document.order()).toEqual(['z1', 'z4', 'new', 'last'])
  })

  test('are neither doubled nor lost, whoever adds, moves and removes the same one twice', () => {
    const document = writing({ ziele: [{ id: 'z1', name: 'A' }, { id: 'z2' }] })
    expect(document.do('a', add('ziele', 'z1', 'z2')).kind).toBe('done')
    expect(document.order()).toEqual(['z1', 'z2'])
    expect(document.do('a', move('ziele', 'z1', 'z1')).kind).toBe('done')
    document.do('a', move('ziele', 'z1', 'z2'))
    document.do('b', move('ziele', 'z1', null), 0)
    expect(document.order()).toEqual(['z1', 'z2'])
    document.do('a', remove('ziele', 'z1'))
    expect(document.do('b', remove('ziele', 'z1'), 0)).toMatchObject({ kind: 'done', unplaced: [] })
    expect(document.do('b', move('ziele', 'z1', null), 0)).toMatchObject({ kind: 'refused', reason: 'gone' })
    expect(document.order()).toEqual(['z2'])
  })

  test('are no more than the list may hold', () => {
    const document = writing({ kapitel: ['1', '2', '3', '4'].map((id) => ({ id })) })
    expect(document.do('a', add('kapitel', 'k5'))).toMatchObject({
      kind: 'refused',
      reason: 'invalid',
      message: 'Mehr als 4 Einträge sind unter „Kapitel“ nicht möglich.',
    })
    expect(document.do('a', add('kapitel', 'böse'))).toMatchObject({ reason: 'invalid' })
    expect(document.do('a', add('ziele.weg.schritte', 's1'))).toMatchObject({ reason: 'gone' })
    expect(document.do('a', add('titel', 's1'))).toMatchObject({ reason: 'invalid' })
  })

  test('take their values, texts and the references to them along, and bring them back', () => {
    const input = {
      ziele: [
        { id: 'z1', name: 'Pass', nach: ['z1'], schritte: [{ id: 's1', was: 'Antrag' }] },
        { id: 'z2', nach: ['z2', 'z1'] },
      ],
      wichtig: ['s1'],
      kapitel: [{ id: 'k1' }, { id: 'k2', text: '<p>Inhalt</p>' }],
    }
    const document = writing(input)
    document.do('a', remove('ziele', 'z1'))
    expect(document.values()).toEqual(
      stored(liveFields, { ...input, wichtig: [], ziele: [{ id: 'z2', nach: ['z2'] }] }),
    )
    document.do('a', remove('kapitel', 'k2'))
    expect(document.state().texts.size).toBe(0)
    for (const { change } of [...document.log]) {
      if (change.kind === 'row-removed') document.do('a', { ...change, kind: 'row-added', after: change.after ?? null })
    }
    expect(document.values()).toEqual(stored(liveFields, input))
    expect(document.state().texts.get('kapitel.k2.text')?.doc.eq(docOf('<p>Inhalt</p>'))).toBe(true)
  })

  test('that are removed over what others wrote unread leave that to its authors', () => {
    const document = writing({
      ziele: [{ id: 'z1', name: 'Pass' }, { id: 'z2' }],
      kapitel: [{ id: 'k1', text: '<p>T</p>' }],
    })
    document.do('a', set('ziele.z1.name', 'Reisepass'))
    document.do('b', add('ziele.z1.schritte', 's1'))
    document.do('b', set('ziele.z1.schritte.s1.was', 'Antrag'))
    document.do('c', set('ziele.z2.nach', ['z1', 'z2']))
    const removed = document.do('d', remove('ziele', 'z1'), 0)
    expect(removed.kind === 'done' && removed.unplaced).toEqual([
      { place: 'ziele.z1.name', by: 'a', content: 'Reisepass', kind: 'value' },
      { place: 'ziele.z1.schritte.s1.was', by: 'b', content: 'Antrag', kind: 'value' },
      { place: 'ziele.z2.nach', by: 'c', content: '1 und 2', kind: 'value' },
    ])
  })

  test('that are removed by whoever read everything leave nothing behind', () => {
    const document = writing({ ziele: [{ id: 'z1' }] })
    document.do('a', set('ziele.z1.name', 'Reisepass'))
    expect(document.do('d', remove('ziele', 'z1'))).toMatchObject({ unplaced: [] })
  })

  test('leave a text that others wrote in unread to each of them, once', () => {
    const document = writing({ kapitel: [{ id: 'k1', text: '<p>Text</p>' }] })
    const typed = (version: number, by: string): StoredCommit => ({
      version,
      id: `t${version}`,
      by,
      at: '',
      base: 0,
      change: { kind: 'text', place: 'kapitel.k1.text', steps: [] },
    })
    document.log.push(typed(1, 'a'), typed(2, 'a'), typed(3, 'b'), typed(4, 'd'))
    expect(document.do('d', remove('kapitel', 'k1'), 0)).toMatchObject({
      unplaced: [
        { place: 'kapitel.k1.text', by: 'a', content: '<p>Text</p>', kind: 'text' },
        { place: 'kapitel.k1.text', by: 'b', content: '<p>Text</p>', kind: 'text' },
      ],
    })
  })
})

test('steps change a text only where it stands and has not begun anew', () => {
  const document = writing({ kapitel: [{ id: 'k1' }] })
  const standing = (place: string, since = document.log) => standingText(liveFields, document.state(), { place, since })
  expect(standing('kapitel.k1.text')).toBe('there')
  expect(standing('vortrag')).toBe('there')
  expect(['titel', 'kapitel.k1', 'kapitel.k1.titel', 'unbekannt'].map((place) => standing(place))).toEqual(
    Array(4).fill('unknown'),
  )
  document.do('a', remove('kapitel', 'k1'))
  expect(standing('kapitel.k1.text')).toBe('gone')
  document.do('a', add('kapitel', 'k1'))
  expect(standing('kapitel.k1.text')).toBe('gone')
  expect(standing('kapitel.k1.text', [])).toBe('there')
})
