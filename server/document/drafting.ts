import { ok, type Result } from '../base/result.ts'
import type { Values } from '../fields/fields.ts'
import { filledPlaces, withValue } from '../fields/places.ts'
import { readValues } from '../fields/values.ts'
import { missingCharacters, printableText } from '../pdf/fonts.ts'
import { expandLine } from '../render/expand.ts'
import type { Template } from '../template/library.ts'
import { expandDocument } from '../template/rendering.ts'
import { contentValues, hashContent } from './content-hash.ts'

/** What is stored with values so that lists, approvals and issuing need not expand the template again. */
export interface DraftedRevision {
  readonly values: Values
  readonly title: string
  readonly numberedTitle: string | null
  readonly subtitle: string
  /** The content hash together with these attachments; null as long as something is missing. */
  readonly hashWith: (attachmentHashes: readonly string[]) => string | null
}

/** What was typed as values in their stored form, or every problem at its field. A draft may lack what must be there in
 *  the end. What only issuing assigns nobody types. */
export function readDraft({ fields }: Template, input: unknown): Result<Values> {
  const read = readValues(fields, input, { purpose: 'draft', missingCharacters })
  return read.ok ? ok(contentValues(fields, read.value)) : read
}

/** Whether everything is there that an issued document must have; else every missing place. */
export const readComplete = ({ fields }: Template, values: Values): Result<Values> =>
  readValues(fields, values, { purpose: 'issue', missingCharacters })

/** The same values with � in texts for signs that no font has. Who writes live may have typed some, and a draft prints all
 *  the same; it cannot be given to approval. */
export function printableDraft({ fields }: Template, values: Values): Values {
  let printable = values
  for (const { place, field, value } of filledPlaces(fields, values)) {
    if (field.type !== 'rich') continue
    printable = withValue(fields, printable, place, printableText(String(value))) ?? printable
  }
  return printable
}

/** Expands the template once: for the title and for the hash. Needs no database and runs before any transaction. */
export async function draftRevision(template: Template, values: Values): Promise<Result<DraftedRevision>> {
  const expanded = await expandDocument({ template, values, mode: 'final' })
  if (!expanded.ok) return expanded
  const { title, subject = '', blocks } = expanded.value
  const isComplete = readComplete(template, values).ok
  const hashWith = (attachmentHashes: readonly string[]) =>
    isComplete ? hashContent(template, { values, blocks, attachmentHashes }) : null
  const numbered = await expandNumbered(template, values)
  if (!numbered.ok) return numbered
  const numberedTitle = numbered.value === title ? null : numbered.value
  return ok({ values, title, numberedTitle, subtitle: subject, hashWith })
}

/** The title with a placeholder for the number that issuing will assign. */
async function expandNumbered({ description, fields }: Template, values: Values): Promise<Result<string | null>> {
  if (!fields.some(({ name, kind }) => name === 'nummer' && kind === 'assigned')) return ok(null)
  const numbered = { ...values, nummer: '{nummer}' }
  return expandLine({ source: description.documentTitle, fields, values: numbered, mode: 'final' })
}
