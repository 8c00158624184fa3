import type { Node as ProseNode } from 'prosemirror-model'
import { toHtmlSubset } from '../blocks/html-out.ts'
import { parseHtmlSubset } from '../blocks/html-subset.ts'
import { fromDoc, toDoc } from '../blocks/schema.ts'
import { idOf, sameValue } from '../fields/changes.ts'
import type { Field, Value, Values } from '../fields/fields.ts'
import { below, filledPlaces, findPlace, isWithin, valueAt, withRow, withValue } from '../fields/places.ts'
import { withoutLostReferences } from '../fields/references.ts'
import { asGroup, asList, asRows } from '../fields/walk.ts'
import type { Change, LiveState, LiveText, Place, RowReferences, StoredCommit } from './writing.ts'

/** Every change but those of rich texts. */
export type ValueChange = Exclude<Change, { kind: 'text' }>

/** A document as it stands before anybody writes in it live: version 0, all of its texts by one person. Takes values in
 *  their stored form. */
export function liveStateOf(fields: readonly Field[], values: Values, by: string): LiveState {
  return { version: 0, values: plainValues(fields, values), texts: textsIn(fields, values, { by }), changed: new Map() }
}

/** A document under other fields, with what stands in these values. A text that is the same keeps its authors. */
export function renewedState(
  state: LiveState,
  { fields, values, by }: { readonly fields: readonly Field[]; readonly values: Values; readonly by: string },
): LiveState {
  const texts = new Map(state.texts)
  for (const [place, text] of textsIn(fields, values, { by })) {
    if (htmlOf(texts.get(place)) !== htmlOf(text)) texts.set(place, text)
  }
  return { ...state, values: plainValues(fields, values), texts }
}

/** What stands in a document in the stored form of values: rich texts as canonical HTML, in the order of the schema,
 *  nothing for what is empty. */
export const valuesOf = (fields: readonly Field[], state: LiveState): Values =>
  wholeValues(fields, state.values, state.texts, '')

/** The state after a change of a value or of rows that happened; it fits as it is (see `applyValueChange`). */
export function afterValueChange(
  state: LiveState,
  fields: readonly Field[],
  commit: Pick<StoredCommit, 'version' | 'by' | 'at'> & { readonly change: ValueChange },
): LiveState {
  const { version, by, at, change } = commit
  const changed = new Map(state.changed)
  const mark = (place: Place) => changed.set(place, { version, by, at })
  const next = { ...state, version, changed }
  switch (change.kind) {
    case 'value': {
      const { place, value } = change
      if (!sameValue(valueAt(state.values, place), value ?? undefined)) mark(place)
      return { ...next, values: withValue(fields, state.values, place, value ?? undefined) ?? state.values }
    }
    case 'row-added': {
      const { place, id, after, row = {}, references = {} } = change
      const rowPlace = below(place, id)
      const inner = fieldsOfRow(fields, state.values, place)
      mark(rowPlace)
      for (const filled of filledPlaces(inner, row, rowPlace)) mark(filled.place)
      const plain = { ...plainValues(inner, row), id }
      const added = withRows(fields, state.values, place, (rows) => withRow(rows, plain, after) ?? [...rows, plain])
      const values = withReferences(fields, added, references)
      return { ...next, values, texts: new Map([...state.texts, ...textsIn(inner, row, { by, around: rowPlace })]) }
    }
    case 'row-moved': {
      mark(below(change.place, change.id))
      const move = (rows: readonly Values[]) => {
        const row = rows.find(({ id }) => id === change.id)
        return (row && withRow(rows, row, change.after)) ?? rows
      }
      return { ...next, values: withRows(fields, state.values, change.place, move) }
    }
    case 'row-removed': {
      const rowPlace = below(change.place, change.id)
      for (const place of changed.keys()) if (isWithin(place, rowPlace)) changed.delete(place)
      const left = (rows: readonly Values[]) => rows.filter(({ id }) => id !== change.id)
      const values = withoutLostReferences(fields, withRows(fields, state.values, change.place, left))
      return { ...next, values, texts: new Map([...state.texts].filter(([place]) => !isWithin(place, rowPlace))) }
    }
  }
}

const withRows = (
  fields: readonly Field[],
  values: Values,
  place: Place,
  change: (rows: readonly Values[]) => readonly Values[],
): Values => withValue(fields, values, place, change(asRows(valueAt(values, place)))) ?? values

function fieldsOfRow(fields: readonly Field[], values: Values, list: Place): readonly Field[] {
  const field = findPlace(fields, values, list)?.field
  return field?.type === 'rows' ? field.fields : []
}

function withReferences(fields: readonly Field[], values: Values, references: RowReferences): Values {
  let changed = values
  for (const [place, ids] of Object.entries(references)) {
    const there = asList(valueAt(changed, place))
    const all = [...there, ...ids.filter((id) => !there.includes(id))]
    changed = withValue(fields, changed, place, all) ?? changed
  }
  return withoutLostReferences(fields, changed)
}

/** Without rich texts, and without what nobody types. */
function plainValues(fields: readonly Field[], values: Values): Values {
  const members = fields.flatMap((field): [string, Value][] => {
    const value = values[field.name]
    if (value === undefined || field.kind === 'assigned' || field.type === 'rich') return []
    if (field.type === 'rows') {
      return [[field.name, asRows(value).map((row) => ({ id: idOf(row), ...plainValues(field.fields, row) }))]]
    }
    if (field.type !== 'group') return [[field.name, value]]
    const group = plainValues(field.fields, asGroup(value))
    return Object.keys(group).length > 0 ? [[field.name, group]] : []
  })
  return Object.fromEntries(members)
}

interface TextsOf {
  readonly by: string
  readonly around?: Place
}

function textsIn(fields: readonly Field[], values: Values, { by, around = '' }: TextsOf): Map<Place, LiveText> {
  const rich = [...filledPlaces(fields, values, around)].filter(
    ({ field }) => field.type === 'rich' && field.kind !== 'assigned',
  )
  return new Map(
    rich.map(({ place, value }) => {
      const doc = docOf(String(value))
      return [place, { doc, authors: [{ size: doc.content.size, by }] }]
    }),
  )
}

/** The editor's document for a rich text in its stored form; undefined stands for an empty one. */
export const docOf = (html: string | undefined): ProseNode =>
  toDoc(parseHtmlSubset(html ?? '', { dialect: 'rich' }).blocks)

/** A rich text in its stored form, or undefined where it says nothing. */
export const htmlOf = (text: LiveText | undefined): string | undefined =>
  (text && toHtmlSubset(fromDoc(text.doc))) || undefined

function wholeValues(fields: readonly Field[], plain: Values, texts: LiveState['texts'], around: Place): Values {
  const members = fields.flatMap((field): [string, Value][] => {
    const place = below(around, field.name)
    const value = field.type === 'rich' ? htmlOf(texts.get(place)) : plain[field.name]
    if (field.type === 'group') {
      const group = wholeValues(field.fields, asGroup(value), texts, place)
      return Object.keys(group).length > 0 ? [[field.name, group]] : []
    }
    if (value === undefined || field.kind === 'assigned') return []
    if (field.type !== 'rows') return [[field.name, value]]
    return [[field.name, asRows(value).map((row) => wholeRow(field.fields, row, texts, place))]]
  })
  return Object.fromEntries(members)
}

const wholeRow = (fields: readonly Field[], row: Values, texts: LiveState['texts'], list: Place): Values => ({
  id: idOf(row),
  ...wholeValues(fields, row, texts, below(list, idOf(row))),
})
