import { Step } from 'prosemirror-transform'
import { richSchema } from '../../../server/blocks/schema.ts'
import type { Field, Value, Values } from '../../../server/fields/fields.ts'
import { filledPlaces, withValue } from '../../../server/fields/places.ts'
import { walkSchema, walkValues } from '../../../server/fields/walk.ts'
import { afterValueChange, docOf } from '../../../server/writing/live-values.ts'
import type { Change, LiveState, Place, StepJson } from '../../../server/writing/writing.ts'
import { type Dice, everyField, randomInput, schema, stored } from '../fields/random-values.ts'

/** A form with a field of every type, with rich texts also in rows. */
export const liveFields: readonly Field[] = [
  ...everyField,
  ...schema({
    name: 'kapitel',
    label: 'Kapitel',
    type: 'rows',
    rowLabel: 'Kapitel',
    maxRows: 4,
    fields: [
      { name: 'titel', label: 'Titel', type: 'text' },
      { name: 'text', label: 'Text', type: 'rich' },
    ],
  }),
]

/** Stored values of `liveFields`, with references. */
export function randomValues(dice: Dice): Values {
  let values = stored(liveFields, randomInput(dice, liveFields))
  for (const { field, path } of walkSchema(liveFields)) {
    if (field.type !== 'references' || path.includes('[]')) continue
    const ids = idsOf(values, field.of ?? '').filter(() => dice.below(2) === 0)
    values = withValue(liveFields, values, path, ids) ?? values
  }
  for (const { place } of [...filledPlaces(liveFields, values)]) {
    const [list = '', id = '', ...rest] = place.split('.')
    if (list !== 'ziele' || rest.length !== 1) continue
    const ids = idsOf(values, 'ziele').filter(() => dice.below(2) === 0)
    values = withValue(liveFields, values, `ziele.${id}.nach`, ids) ?? values
  }
  return values
}

/** All rows of the list with this path, as in `ziele.schritte`. */
export const idsOf = (values: Values, list: string): string[] =>
  [...walkValues(liveFields, values)].flatMap(({ schemaPath, field, value }) =>
    field.type === 'rows' && schemaPath.replaceAll('[]', '') === list ? rowsIn(value).map(({ id }) => String(id)) : [],
  )

export const rowsIn = (value: Value | undefined): readonly Values[] =>
  Array.isArray(value) ? value.filter((row: Value): row is Values => typeof row === 'object') : []

/** What the log makes of changes that fit; authors of texts are left as they were. */
export function applyAll(fields: readonly Field[], state: LiveState, changes: readonly Change[]): LiveState {
  let now = state
  for (const change of changes) {
    const version = now.version + 1
    now =
      change.kind === 'text'
        ? { ...withSteps(now, change.place, change.steps), version }
        : afterValueChange(now, fields, { version, by: 'x', at: '', change })
  }
  return now
}

function withSteps(state: LiveState, place: Place, steps: readonly StepJson[]): LiveState {
  const text = state.texts.get(place) ?? { doc: docOf(undefined), authors: [] }
  let { doc } = text
  for (const json of steps) {
    const { doc: after, failed } = Step.fromJSON(richSchema, json).apply(doc)
    if (!after) throw new Error(failed ?? 'the step does not fit')
    doc = after
  }
  doc.check()
  return { ...state, texts: new Map(state.texts).set(place, { ...text, doc }) }
}
