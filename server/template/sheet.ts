import type { Reader } from '../base/database.ts'
import { notFound, ok, type Result } from '../base/result.ts'
import { localDate } from '../calendar/local-time.ts'
import { readValues } from '../fields/values.ts'
import { missingCharacters } from '../pdf/fonts.ts'
import { largePrint } from '../render/large-print.ts'
import { printPdf } from '../render/print.ts'
import type { Printed, PrintSize } from '../render/render.ts'
import { expandDocument } from './rendering.ts'
import { findLatestPublished } from './template-actions.ts'

export interface Sheet {
  /** Of a template of kind `sheet`; its version in force is taken. */
  readonly slug: string
  readonly values: unknown
  readonly at: Date
  readonly size?: PrintSize
  /** Draws ENTWURF across every page: only to be looked at. */
  readonly draft?: boolean
}

/** Prints a sheet from what is known. Refuses values that its template does not take. */
export async function renderSheet(
  reader: Reader,
  { slug, values: input, at, size = 'normal', draft = false }: Sheet,
): Promise<Result<Printed>> {
  const template = await findLatestPublished(reader, slug, { on: localDate(at.toISOString()) })
  if (template?.kind !== 'sheet') return notFound(`Für dieses Blatt gilt keine Dokumentvorlage (${slug}).`)
  const values = readValues(template.fields, input, { purpose: 'issue', missingCharacters })
  if (!values.ok) return values
  const expanded = await expandDocument({ template, values: values.value, mode: 'final' })
  if (!expanded.ok) return expanded
  const { blocks } = expanded.value
  const set = size === 'large' ? largePrint(blocks, { signature: ({ role, name }) => `${role}: ${name}` }) : blocks
  return ok(await printPdf({ ...expanded.value, blocks: set, at, draft, size }))
}
