import type { Field, Values } from '../fields/fields.ts'
import { partsOf } from '../fields/form-tree.ts'
import { isObject } from '../fields/reading.ts'
import { readValues } from '../fields/values.ts'
import { missingCharacters } from '../pdf/fonts.ts'

export interface ReadableValues {
  readonly values: Values
  /** Paths of what could not be read and was left out. */
  readonly left: readonly string[]
}

/** What can be read of a form that somebody is still typing into: values that are wrong are left out, so that the rest
 *  can be shown. */
export function readableValues(fields: readonly Field[], input: unknown): ReadableValues {
  const left: string[] = []
  let rest: unknown = input
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const read = readValues(fields, rest, { purpose: 'draft', missingCharacters })
    if (read.ok) return { values: read.value, left }
    for (const { path } of read.fields) {
      rest = without(rest, partsOf(path))
      left.push(path)
    }
  }
  return { values: {}, left }
}

/** Leaving something out can make something else wrong, a reference to a row above all; never for long. */
const mostAttempts = 5

/** Entries of lists become empty instead of moving up, so that the paths of the others stay right. */
function without(input: unknown, [part, ...rest]: readonly string[]): unknown {
  if (part === undefined) return undefined
  if (Array.isArray(input)) return input.map((each, index) => (String(index) === part ? without(each, rest) : each))
  if (!isObject(input)) return undefined
  return { ...input, [part]: without(input[part], rest) }
}
