import type { FieldProblem } from '../base/result.ts'

export interface ReadOptions {
  /** A draft may lack what an issued document must have; all else is asked of both. */
  readonly purpose: 'issue' | 'draft'
  /** The characters of a text that no font can print. */
  readonly missingCharacters: (text: string) => Iterable<string>
}

/** One reading of one input, with what it has found so far. */
export interface Reading extends ReadOptions {
  /** The ids given in the input, by the path of their list, as in `ziele.schritte`. */
  readonly rowIds: ReadonlyMap<string, ReadonlySet<string>>
  readonly usedIds: Set<string>
  readonly problems: FieldProblem[]
}

/** Longest list of any kind that a schema does not limit itself. */
export const maxListLength = 500

/** Form of a row's id. */
export const rowId = /^[A-Za-z0-9_-]{1,64}$/

export function refuse(reading: Reading, path: string, message: string): undefined {
  reading.problems.push({ path, message })
  return undefined
}

export type JsonObject = { readonly [name: string]: unknown }
export const isObject = (input: unknown): input is JsonObject =>
  typeof input === 'object' && input !== null && !Array.isArray(input)

/** Never what an object inherits, as in `constructor`. */
export const own = (input: JsonObject, name: string): unknown => (Object.hasOwn(input, name) ? input[name] : undefined)
