import { idOf, printField, printRow, sameValue } from './changes.ts'
import { placeLabel } from './field-places.ts'
import type { Field, RowsField, ScalarField, Value, Values } from './fields.ts'
import { below } from './places.ts'
import { changedReferences, withoutLostReferences } from './references.ts'
import { weaveRows } from './row-order.ts'
import { asGroup, asRows } from './walk.ts'

/** What two people changed in different ways, for a third decision. The printed values are null where there is none, for
 *  a `row` where it was removed. */
export interface Conflict {
  readonly kind: 'value' | 'row' | 'order'
  /** Names the place for good, rows by their id: `ziele.z1.titel`. */
  readonly key: string
  /** The place in the merged values: `ziele[0].titel`. */
  readonly path: string
  /** `Ziel 1: Bezeichnung`. */
  readonly label: string
  readonly base: string | null
  readonly mine: string | null
  readonly theirs: string | null
}

export type Choice = 'mine' | 'theirs'

export interface Merge {
  /** Where there is a conflict, their value stands here, and a row that one of the two removed. */
  readonly merged: Values
  readonly conflicts: readonly Conflict[]
}

/** Brings together what two people made of the same values, field by field and row by row. Nothing that one of them typed
 *  goes without being asked for: rows that both added are kept, a removed row that the other changed or refers to is a
 *  conflict, and so are two new orders. `choices` decides conflicts by their key. `assigned` values are always theirs. */
export function mergeValues(
  fields: readonly Field[],
  versions: { readonly base: Values; readonly mine: Values; readonly theirs: Values },
  choices: Readonly<Record<string, Choice>> = {},
): Merge {
  const conflicts: Conflict[] = []
  const { base, mine, theirs } = versions
  const merging: Merging = {
    all: versions,
    used: { mine: changedReferences(fields, base, mine), theirs: changedReferences(fields, base, theirs) },
    choose(conflict) {
      const choice = Object.hasOwn(choices, conflict.key) ? choices[conflict.key] : undefined
      if (choice === undefined) conflicts.push(conflict)
      return choice
    },
  }
  const merged = mergeGroup(fields, { ...versions, place: { key: '', path: '', names: [] } }, merging)
  return { merged: withoutLostReferences(fields, merged), conflicts }
}

interface Merging {
  readonly all: { readonly base: Values; readonly mine: Values; readonly theirs: Values }
  /** Rows that one of the two has come to refer to. */
  readonly used: Readonly<Record<Choice, ReadonlySet<string>>>
  readonly choose: (conflict: Conflict) => Choice | undefined
}

interface Three<T> {
  readonly base: T
  readonly mine: T
  readonly theirs: T
  readonly place: Place
}

interface Place {
  readonly key: string
  readonly path: string
  readonly names: readonly string[]
}

function mergeGroup(fields: readonly Field[], group: Three<Values>, merging: Merging): Values {
  const members = fields.flatMap((field): [string, Value][] => {
    const { place } = group
    const three = {
      base: group.base[field.name],
      mine: group.mine[field.name],
      theirs: group.theirs[field.name],
      place: {
        key: below(place.key, field.name),
        path: below(place.path, field.name),
        names: [...place.names, field.label],
      },
    }
    const value = field.kind === 'assigned' ? three.theirs : mergeField(field, three, merging)
    return value === undefined ? [] : [[field.name, value]]
  })
  return Object.fromEntries(members)
}

function mergeField(field: Field, three: Three<Value | undefined>, merging: Merging): Value | undefined {
  const { base, mine, theirs } = three
  if (field.type === 'group') {
    const groups = { base: asGroup(base), mine: asGroup(mine), theirs: asGroup(theirs), place: three.place }
    const merged = mergeGroup(field.fields, groups, merging)
    return Object.keys(merged).length > 0 ? merged : undefined
  }
  if (field.type === 'rows') {
    const lists = { base: asRows(base), mine: asRows(mine), theirs: asRows(theirs), place: three.place }
    const merged = mergeRows(field, lists, merging)
    return merged.length > 0 ? merged : undefined
  }
  return mergeScalar(field, three, merging)
}

function mergeScalar(field: ScalarField, three: Three<Value | undefined>, merging: Merging): Value | undefined {
  const { base, mine, theirs, place } = three
  if (sameValue(mine, base)) return theirs
  if (sameValue(theirs, base) || sameValue(mine, theirs)) return mine
  const choice = merging.choose({
    kind: 'value',
    key: place.key,
    path: place.path,
    label: placeLabel(place.names),
    base: printField(field, base, merging.all.base),
    ...distinct(field, printField(field, mine, merging.all.mine), printField(field, theirs, merging.all.theirs)),
  })
  return choice === 'mine' ? mine : theirs

  /** Rich texts that only differ in their form are told apart by their source. */
  function distinct(type: ScalarField, printedMine: string | null, printedTheirs: string | null) {
    if (type.type !== 'rich' || printedMine !== printedTheirs) return { mine: printedMine, theirs: printedTheirs }
    return { mine: String(mine ?? ''), theirs: String(theirs ?? '') }
  }
}

type Rows = readonly Values[]

function mergeRows(field: RowsField, three: Three<Rows>, merging: Merging): Value[] {
  const { place } = three
  const ids = { base: three.base.map(idOf), mine: three.mine.map(idOf), theirs: three.theirs.map(idOf) }
  const order = weaveRows(ids, () =>
    merging.choose({
      kind: 'order',
      key: place.key,
      path: place.path,
      label: placeLabel(place.names),
      ...ordersInWords(field, three, merging),
    }),
  )
  const merged: Value[] = []
  for (const id of order) {
    const find = (rows: Rows) => rows.find((row) => row.id === id)
    const row = mergeRow(
      field,
      {
        base: find(three.base),
        mine: find(three.mine),
        theirs: find(three.theirs),
        place: {
          key: below(place.key, id),
          path: `${place.path}[${merged.length}]`,
          names: [...place.names.slice(0, -1), `${field.rowLabel} ${merged.length + 1}`],
        },
      },
      merging,
    )
    if (row) merged.push(row)
  }
  return merged
}

/** The row as it shall be, or undefined where it shall go. */
function mergeRow(field: RowsField, three: Three<Values | undefined>, merging: Merging): Value | undefined {
  const { base, mine, theirs, place } = three
  if (mine && theirs) {
    const inside = { base: base ?? {}, mine, theirs, place }
    return { id: idOf(mine), ...asMembers(mergeGroup(field.fields, inside, merging)) }
  }
  const left = mine ?? theirs
  if (!left || !base) return left
  const who: Choice = mine ? 'mine' : 'theirs'
  const isUnused = !idsWithin(field, left).some((id) => merging.used[who].has(id))
  if (sameValue(left, base) && isUnused) return undefined
  const printed = printRow(field, left, merging.all[who])
  const choice = merging.choose({
    kind: 'row',
    key: place.key,
    path: place.path,
    label: placeLabel(place.names),
    base: printRow(field, base, merging.all.base),
    mine: mine ? printed : null,
    theirs: theirs ? printed : null,
  })
  return choice === undefined || choice === who ? left : undefined
}

const asMembers = (values: Values): { readonly [name: string]: Value } => values as { readonly [name: string]: Value }

/** The ids of a row and of all rows inside it. */
function idsWithin(field: RowsField, row: Values): string[] {
  const inside = (fields: readonly Field[], values: Values): string[] =>
    fields.flatMap((each) => {
      const value = values[each.name]
      if (each.type === 'group') return inside(each.fields, asGroup(value))
      return each.type === 'rows' ? asRows(value).flatMap((inner) => idsWithin(each, inner)) : []
    })
  return [idOf(row), ...inside(field.fields, row)]
}

/** The first value of each row, one below the other. */
function ordersInWords(field: RowsField, { base, mine, theirs }: Three<Rows>, { all }: Merging) {
  const words = (rows: Rows, values: Values): string =>
    rows.map((row) => printRow(field, row, values).split('\n', 1)[0] ?? '').join('\n')
  return { base: words(base, all.base), mine: words(mine, all.mine), theirs: words(theirs, all.theirs) }
}
