import type { z } from 'zod'
import type { FieldProblem } from '../base/result.ts'

/** What is wrong with the form of a file that people write by hand, in their words: the error map of zod for
 *  `fields.json` and `template.json`. */
export const germanIssue: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? `fehlt, erwartet wird ${typeName(issue.expected)}`
        : `passt nicht, erwartet wird ${typeName(issue.expected)}`
    case 'unrecognized_keys':
      return issue.keys.length === 1
        ? `die Angabe ${quoted(issue.keys)} gibt es hier nicht`
        : `die Angaben ${quoted(issue.keys)} gibt es hier nicht`
    case 'invalid_value':
      return `erwartet wird ${quoted(issue.values.map(String))}`
    case 'invalid_union':
      return 'diese Art gibt es nicht'
    case 'too_small':
      return issue.origin === 'number'
        ? `muss mindestens ${Number(issue.minimum) + (issue.inclusive ? 0 : 1)} sein`
        : 'darf nicht leer sein'
    case 'invalid_format':
      return 'erwartet wird ein Name aus Buchstaben und Ziffern, der mit einem Kleinbuchstaben beginnt'
    default:
      return 'passt nicht an diese Stelle'
  }
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'ein Text in Anführungszeichen',
  number: 'eine Zahl',
  int: 'eine ganze Zahl',
  boolean: 'true oder false',
  array: 'eine Liste in eckigen Klammern',
  object: 'ein Objekt in geschweiften Klammern',
}

const typeName = (expected: string): string => typeNames[expected] ?? expected

const quoted = (words: readonly string[]): string => words.map((word) => `„${word}“`).join(', ')

/** Each at its path, as in `fields.0.name`; what nobody knows at its own. */
export const problemsOf = ({ issues }: z.ZodError): FieldProblem[] =>
  issues.map((issue) => {
    const unknown = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : []
    return { path: [...issue.path, ...unknown].join('.'), message: issue.message }
  })
