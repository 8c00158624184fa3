import { type FieldProblem, invalid, ok, type Result } from '../base/result.ts'
import { type Field, fieldsSchema } from './fields.ts'
import { didYouMean } from './nearest.ts'
import { germanIssue, problemsOf } from './schema-wording.ts'
import { walkSchema } from './walk.ts'

/** The field schema of a `fields.json`, or all that is wrong with it: its form, and what one field says of another. */
export function readFieldSchema(input: unknown): Result<readonly Field[]> {
  const parsed = fieldsSchema.safeParse(input, { error: germanIssue })
  if (!parsed.success) {
    return invalid('Die Felder der Vorlage sind nicht lesbar.', problemsOf(parsed.error))
  }
  const { fields } = parsed.data
  const problems = [...checkSiblings(fields, ''), ...checkReferences(fields)]
  return problems.length > 0 ? invalid('Die Felder der Vorlage passen nicht zueinander.', problems) : ok(fields)
}

function checkSiblings(fields: readonly Field[], prefix: string): FieldProblem[] {
  const names = fields.map((field) => field.name)
  return fields.flatMap((field, index) => {
    const path = `${prefix}${field.name}`
    const problems: string[] = []
    if (names.indexOf(field.name) < index) problems.push('diesen Namen gibt es zweimal')
    if (field.name === 'id' && prefix.endsWith('[].')) problems.push('„id“ hat jeder Eintrag schon')
    const other = fields.find((each) => each.name === field.requiredIf?.field)
    if (field.requiredIf && !other) {
      problems.push(
        `das Feld „${field.requiredIf.field}“ gibt es daneben nicht${didYouMean(field.requiredIf.field, names)}`,
      )
    }
    if (other?.type === 'choice') problems.push(...unknownCodes(field, other.choices))
    if (field.type === 'choice' && new Set(field.choices.map(({ value }) => value)).size < field.choices.length) {
      problems.push('ein Wert steht zweimal zur Auswahl')
    }
    const told = problems.map((message) => ({ path, message }))
    if (field.type === 'group') return [...told, ...checkSiblings(field.fields, `${path}.`)]
    return field.type === 'rows' ? [...told, ...checkSiblings(field.fields, `${path}[].`)] : told
  })
}

function unknownCodes(field: Field, choices: readonly { readonly value: string }[]): string[] {
  const known = choices.map(({ value }) => value)
  const unknown = field.requiredIf?.is.filter((code) => !known.includes(String(code))) ?? []
  return unknown.map(
    (code) => `„${code}“ ist kein Wert von „${field.requiredIf?.field}“${didYouMean(String(code), known)}`,
  )
}

function checkReferences(fields: readonly Field[]): FieldProblem[] {
  const places = [...walkSchema(fields)]
  const lists = places.filter(({ field }) => field.type === 'rows').map(({ path }) => path.replaceAll('[]', ''))
  return places.flatMap(({ path, field }) => {
    if (field.type !== 'references' || field.of === undefined || lists.includes(field.of)) return []
    return [{ path, message: `eine Liste „${field.of}“ gibt es nicht${didYouMean(field.of, lists)}` }]
  })
}
