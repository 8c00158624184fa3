import { labelAt } from '../fields/field-places.ts'
import type { Field, Values } from '../fields/fields.ts'
import { missingValues } from '../fields/walk.ts'

export interface MissingPlace {
  readonly path: string
  /** `Ziel 2, Schritt 1: Bis wann`. */
  readonly label: string
}

export interface FormSection {
  /** The top-level field that the section begins with. */
  readonly name: string
  readonly label: string
  /** A group or a list has a heading of its own; what stands between them has none. */
  readonly hasHeading: boolean
  /** How many values are missing in it. */
  readonly missing: number
}

/** All that is missing before the document may go to approval, as people name it. */
export const missingPlaces = (fields: readonly Field[], values: Values): MissingPlace[] =>
  missingValues(fields, values).map(({ path }) => ({ path, label: labelAt(fields, path) }))

/** The sections of a form, in its order: each group, each list, and the fields between them together. */
export function formSections(fields: readonly Field[], missing: readonly MissingPlace[]): FormSection[] {
  const sections: Field[][] = []
  for (const field of fields.filter(({ kind }) => kind !== 'assigned')) {
    const last = sections.at(-1)
    if (last?.[0] && !holdsFields(field) && !holdsFields(last[0])) last.push(field)
    else sections.push([field])
  }
  return sections.flatMap((members) => {
    const [first] = members
    const last = members.at(-1)
    if (!first || !last) return []
    const names = new Set(members.map(({ name }) => name))
    return [
      {
        name: first.name,
        label: first === last ? first.label : `${first.label} bis ${last.label}`,
        hasHeading: holdsFields(first),
        missing: missing.filter(({ path }) => names.has(topOf(path))).length,
      },
    ]
  })
}

const holdsFields = ({ type }: Field): boolean => type === 'group' || type === 'rows'

const topOf = (path: string): string => path.split(/[.[]/, 1)[0] ?? ''
