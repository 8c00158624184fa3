import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectRoot } from '../../../server/base/project-root.ts'
import { richSchema } from '../../../server/blocks/schema.ts'
import type { Field, Values } from '../../../server/fields/fields.ts'
import { readFieldSchema } from '../../../server/fields/schema.ts'
import { changesBetween, changesFrom } from '../../../server/writing/changes-between.ts'
import { docOf, liveStateOf, valuesOf } from '../../../server/writing/live-values.ts'
import { expectOk } from '../../house.ts'
import { seededRandom } from '../blocks/random-blocks.ts'
import { diceOf, everyField, stored } from '../fields/random-values.ts'
import { applyAll, liveFields, randomValues, rowsIn } from './live-fields.ts'

const between = (before: unknown, after: unknown) =>
  changesBetween(everyField, stored(everyField, before), stored(everyField, after))

test('values that are the same need no change', () => {
  for (let seed = 1; seed <= 40; seed++) {
    const values = randomValues(diceOf(seededRandom(seed)))
    expect(changesBetween(liveFields, values, values)).toEqual([])
  }
})

test('the changes between any two values make the one of the other', () => {
  for (let seed = 1; seed <= 400; seed++) {
    const dice = diceOf(seededRandom(seed))
    const [before, other] = [randomValues(dice), randomValues(dice)]
    const after = dice.below(3) === 0 ? other : mixed(dice, before, other)
    const state = liveStateOf(liveFields, before, 'a')
    const changed = applyAll(liveFields, state, changesBetween(liveFields, before, after))
    expect(valuesOf(liveFields, changed), `seed ${seed}`).toEqual(after)
  }
})

/** Rows of both, some of them moved. */
function mixed(dice: ReturnType<typeof diceOf>, before: Values, other: Values): Values {
  const members = Object.entries({ ...before, ...other }).map(([name, value]) => {
    const own = before[name]
    if (!Array.isArray(value) || !Array.isArray(own) || name === 'wichtig') return [name, dice.below(2) ? value : own]
    const rows = [...own, ...rowsIn(other[name])].filter(() => dice.below(3) > 0).sort(() => dice.random() - 0.5)
    return [name, rows.slice(0, 4)]
  })
  return stored(liveFields, withoutReferences(Object.fromEntries(members)))
}

/** They would point to rows that one of the two has not. */
const withoutReferences = ({ wichtig: _gone, ...values }: Values): unknown =>
  JSON.parse(JSON.stringify(values), (name, value) => (name === 'nach' ? undefined : value))

test('a reference to a row that is added later, moved into another row or taken out again comes out right', () => {
  const before = {
    ziele: [
      { id: 'z1', schritte: [{ id: 's1', was: 'A' }] },
      { id: 'z2', nach: ['z1'] },
    ],
    wichtig: ['s1'],
  }
  const after = {
    ziele: [
      { id: 'z3', nach: ['z4', 'z2'] },
      { id: 'z2', nach: ['z3'], schritte: [{ id: 's1', was: 'A' }] },
      { id: 'z4' },
    ],
    wichtig: ['s1'],
  }
  const state = liveStateOf(everyField, stored(everyField, before), 'a')
  expect(valuesOf(everyField, applyAll(everyField, state, between(before, after)))).toEqual(stored(everyField, after))
})

test('as few rows as possible move', () => {
  const rows = (...ids: string[]) => ({ ziele: ids.map((id) => ({ id, name: id })) })
  expect(between(rows('a', 'b', 'c', 'd'), rows('d', 'a', 'b', 'c'))).toEqual([
    { kind: 'row-moved', place: 'ziele', id: 'd', after: null },
  ])
  expect(between(rows('a', 'b', 'c'), rows('a', 'x', 'c'))).toEqual([
    { kind: 'row-removed', place: 'ziele', id: 'b', row: { name: 'b' }, after: 'a' },
    { kind: 'row-added', place: 'ziele', id: 'x', after: 'a', row: { name: 'x' } },
  ])
})

test('in a rich text only what is different is replaced', () => {
  const [change] = between(
    { vortrag: '<p>Der Kreis beschließt.</p><p>Ende</p>' },
    { vortrag: '<p>Der Kreis beschließt nichts.</p><p>Ende</p>' },
  )
  expect(change).toMatchObject({ kind: 'text', place: 'vortrag', steps: [{ from: 21, to: 21 }] })
})

test('a text that holds empty paragraphs and double spaces is changed as it stands', () => {
  const { paragraph, doc } = richSchema.nodes
  const state = liveStateOf(liveFields, stored(liveFields, { vortrag: '<p>eins</p>' }), 'a')
  const live = doc.create(null, [
    paragraph.create(),
    paragraph.create(null, richSchema.text('zwei  drei')),
    paragraph.create(),
  ])
  const now = { ...state, texts: new Map([['vortrag', { doc: live, authors: [] }]]) }
  expect(changesFrom(liveFields, now, { vortrag: '<p>zwei drei</p>' })).toEqual([])
  const changed = applyAll(liveFields, now, changesFrom(liveFields, now, { vortrag: '<p>zwei drei vier</p>' }))
  expect(valuesOf(liveFields, changed)).toEqual({ vortrag: '<p>zwei drei vier</p>' })
})

test('a text that nobody wrote in yet is an empty paragraph', () => {
  const changed = applyAll(
    liveFields,
    liveStateOf(liveFields, {}, 'a'),
    changesBetween(liveFields, {}, { vortrag: '<h2>A</h2>' }),
  )
  expect(valuesOf(liveFields, changed)).toEqual({ vortrag: '<h2>A</h2>' })
  expect(docOf(undefined).toString()).toBe('doc(paragraph)')
})

test.each(['zielvereinbarung-25b', 'sitzungsvorlage-0303-2021', 'einwilligung-weitergabe'])(
  'the case %s is written from nothing and emptied again',
  (name) => {
    const slug = name === 'sitzungsvorlage-0303-2021' ? 'sitzungsvorlage-kreis' : name
    const fields = fieldsOf(slug)
    const input: Values = JSON.parse(readFileSync(join(projectRoot, 'test', 'cases', `${name}.json`), 'utf8'))
    const values = stored(fields, input)
    const plain = valuesOf(fields, liveStateOf(fields, values, 'a'))
    const written = applyAll(fields, liveStateOf(fields, {}, 'a'), changesBetween(fields, {}, plain))
    expect(valuesOf(fields, written)).toEqual(plain)
    expect(valuesOf(fields, applyAll(fields, written, changesFrom(fields, written, {})))).toEqual({})
  },
)

const fieldsOf = (slug: string): readonly Field[] =>
  expectOk(readFieldSchema(JSON.parse(readFileSync(join(projectRoot, 'templates', slug, 'v1', 'fields.json'), 'utf8'))))
