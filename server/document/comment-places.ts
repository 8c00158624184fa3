import { idOf } from '../fields/changes.ts'
import { placeLabel } from '../fields/field-places.ts'
import type { Field, Values } from '../fields/fields.ts'
import { below } from '../fields/places.ts'
import { asGroup, asRows } from '../fields/walk.ts'

/** A field, group, list or row that can be commented on. */
export interface CommentPlace {
  readonly place: string
  /** The same in the values as they stand, as in `ziele[1].schritte[0].frist`. */
  readonly path: string
  /** `Ziel 2, Schritt 1: Bis wann`. */
  readonly label: string
  /** What the outermost field around it is called. */
  readonly section: string
}

export const wholeDocument = 'Ganzes Dokument'

/** Every place of a document as it stands, in its order, those around others first. */
export const commentPlaces = (fields: readonly Field[], values: Values): CommentPlace[] => [
  ...placesIn(fields, values, { place: '', path: '', names: [], section: '' }),
]

interface Around extends Omit<CommentPlace, 'label'> {
  readonly names: readonly string[]
}

function* placesIn(fields: readonly Field[], values: Values, around: Around): Generator<CommentPlace> {
  for (const field of fields) {
    if (field.kind === 'assigned') continue
    const here: Around = {
      place: below(around.place, field.name),
      path: below(around.path, field.name),
      names: [...around.names, field.label],
      section: around.section || field.label,
    }
    yield labelled(here)
    if (field.type === 'group') yield* placesIn(field.fields, asGroup(values[field.name]), here)
    if (field.type !== 'rows') continue
    for (const [index, row] of asRows(values[field.name]).entries()) {
      const inRow: Around = {
        ...here,
        place: below(here.place, idOf(row)),
        path: `${here.path}[${index}]`,
        names: [...around.names, `${field.rowLabel} ${index + 1}`],
      }
      yield labelled(inRow)
      yield* placesIn(field.fields, row, inRow)
    }
  }
}

const labelled = ({ place, path, names, section }: Around): CommentPlace => ({
  place,
  path,
  label: placeLabel(names),
  section,
})
