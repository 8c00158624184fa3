import { invalid, ok, type Result } from '../base/result.ts'
import type { Values } from '../fields/fields.ts'
import { formProblems } from '../fields/form-problems.ts'
import { readValues } from '../fields/values.ts'
import { missingCharacters } from '../pdf/fonts.ts'
import { caseFields } from './case-fields.ts'
import { implausibleDates } from './casefile.ts'

/** The values of a case as they are stored, or every problem at its field, in words that say what to do. Names take every
 *  character of DIN 91379; what no font can print is refused here, not years later at issuing. */
export function readCaseValues(input: unknown, today: string): Result<Values> {
  const read = readValues(caseFields, input, { purpose: 'issue', missingCharacters })
  const problems = read.ok ? implausibleDates(read.value, today) : formProblems(caseFields, input, read)
  if (problems.length > 0 || !read.ok) return invalid('Der Fall ist noch nicht gespeichert.', problems)
  return ok(read.value)
}
