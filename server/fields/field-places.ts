import type { Field } from './fields.ts'
import { partsOf } from './form-tree.ts'

export interface FieldPlace {
  readonly field: Field
  /** How people name the place, from the outside in: `Ziel 2`, `Schritt 1`, `Bis wann`. */
  readonly names: readonly string[]
}

/** The field at a path of values, as in `ziele[1].schritte[0].frist.datum`; a row is found as its list. The parts of a
 *  Frist and the entries of a list belong to the field. */
export function fieldAt(fields: readonly Field[], path: string): FieldPlace | null {
  let inside = fields
  let found: Field | null = null
  const names: string[] = []
  for (const part of partsOf(path)) {
    if (found?.type === 'rows' && /^\d+$/.test(part)) {
      names[names.length - 1] = `${found.rowLabel} ${Number(part) + 1}`
      continue
    }
    const field = inside.find((each) => each.name === part)
    if (!field) return found && !('fields' in found) ? { field: found, names } : null
    found = field
    inside = 'fields' in field ? field.fields : []
    names.push(field.label)
  }
  return found && { field: found, names }
}

/** `Ziel 2, Schritt 1: Bis wann`. */
export function placeLabel(names: readonly string[]): string {
  const around = names.slice(0, -1).join(', ')
  return around === '' ? (names.at(-1) ?? '') : `${around}: ${names.at(-1)}`
}

/** What people call the field at a path; the path itself where the schema knows no such field. */
export function labelAt(fields: readonly Field[], path: string): string {
  const place = fieldAt(fields, path)
  return place ? placeLabel(place.names) : path
}
