import { invalid, ok, type Result } from '../base/result.ts'
import type { Field, Value, Values } from '../fields/fields.ts'
import { readForm } from '../fields/form-input.ts'
import { formProblems } from '../fields/form-problems.ts'
import { type FoundPlace, valueAt, withValue } from '../fields/places.ts'
import { withoutLostReferences } from '../fields/references.ts'
import type { Template } from '../template/library.ts'
import { readDraft } from './drafting.ts'
import type { Entries } from './posted-draft.ts'
import { readableValues } from './readable-values.ts'

interface TypedField {
  readonly found: FoundPlace
  /** What its controls sent, with names relative to what stands around the field: `frist.art`. */
  readonly entries: Entries
  /** Calendar date, for dates without a year. */
  readonly today: string
}

/** What was typed into the controls of one field, in its stored form; null when it was emptied. Judged beside the other
 *  values of the document, or by itself when its row is gone. The problem says what to do instead. */
export function readField(
  template: Template,
  values: Values,
  { found: { field, place, path }, entries, today }: TypedField,
): Result<Value | null> {
  const typed = readForm([field], entries, { today }).input[field.name]
  const input = isValue(typed) ? typed : undefined
  if (path === null) return readAlone(template, field, input)
  const changed = withValue(template.fields, values, place, input)
  if (!changed) return ok(null)
  const together = withoutLostReferences(template.fields, changed)
  const read = readDraft(template, together)
  if (read.ok) return ok(valueAt(read.value, place) ?? null)
  const own = read.fields.filter((each) => belongsTo(each.path, path))
  const [problem] = formProblems(template.fields, together, { ...read, fields: own })
  // Other places may hold what cannot be read together: that is no reason to refuse this one.
  if (!problem) return ok(valueAt(readableValues(template.fields, together).values, place) ?? null)
  return invalid(problem.message, [problem])
}

/** The parts of a Frist and the entries of a list, too. */
const belongsTo = (path: string, field: string): boolean =>
  path === field || path.startsWith(`${field}.`) || path.startsWith(`${field}[`)

/** References are kept as they are: their rows may be gone, too. */
function readAlone(template: Template, field: Field, input: Value | undefined): Result<Value | null> {
  if (field.type === 'references') return ok(input ?? null)
  const read = readDraft({ ...template, fields: [field] }, { [field.name]: input })
  if (read.ok) return ok(read.value[field.name] ?? null)
  const [problem] = formProblems([field], { [field.name]: input }, read)
  return problem ? invalid(problem.message, [problem]) : read
}

const isValue = (input: unknown): input is Value => {
  if (Array.isArray(input)) return input.every(isValue)
  if (typeof input === 'object') return input !== null && Object.values(input).every(isValue)
  return typeof input === 'string' || typeof input === 'number' || typeof input === 'boolean'
}
