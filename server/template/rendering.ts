import { ok, type Result } from '../base/result.ts'
import type { Block } from '../blocks/blocks.ts'
import type { Values } from '../fields/fields.ts'
import { type ExpansionMode, expandLine, expandTemplate } from '../render/expand.ts'
import { printPdf } from '../render/print.ts'
import type { Printed, PrintJob } from '../render/render.ts'
import type { Template } from './library.ts'
import { withNeutralTitles } from './paper-fields.ts'

/** What a template and values make before it is laid out: the document as it reads, and the texts around it. */
export interface ExpandedDocument {
  readonly blocks: readonly Block[]
  readonly title: string
  readonly author: string
  readonly subject?: string
  readonly footer?: string
}

export interface RenderedDocument extends ExpandedDocument {
  readonly bytes: Uint8Array
  readonly pages: number
}

export interface DocumentToExpand {
  readonly template: Template
  /** As `readValues` gave them. */
  readonly values: Values
  /** `preview` shows missing required values as gaps. */
  readonly mode: ExpansionMode
}

export interface DocumentToRender extends DocumentToExpand {
  /** The document's own time: the same input and time give the same bytes. */
  readonly at: Date
  /** Draws ENTWURF across every page. */
  readonly draft: boolean
  /** Code and address of the public check, at the foot of issued documents. */
  readonly code?: string
}

/** Template and values to the blocks of the document, without laying them out: for previews, approvals and hashes. */
export async function expandDocument({
  template,
  values: all,
  mode,
}: DocumentToExpand): Promise<Result<ExpandedDocument>> {
  const { description, fields, source } = template
  const values = template.kind === 'paper' ? withNeutralTitles(all) : all
  const blocks = await expandTemplate({ source, fields, values, mode })
  if (!blocks.ok) return blocks
  const lines: Record<string, string> = {}
  for (const name of ['documentTitle', 'author', 'subject', 'footer'] as const) {
    const line = await expandLine({ source: description[name] ?? '', fields, values, mode })
    if (!line.ok) return line
    lines[name] = line.value
  }
  const { documentTitle, author, subject, footer } = lines
  return ok({
    blocks: blocks.value,
    title: documentTitle || template.title,
    author: author || template.title,
    ...(subject && { subject }),
    ...(footer && { footer }),
  })
}

/** Template and values to a PDF, unsealed. Pure but for the fonts it reads. `print` sets it elsewhere. */
export async function renderDocument(
  { at, draft, code, ...document }: DocumentToRender,
  print: (job: PrintJob) => Promise<Result<Printed>> = printHere,
): Promise<Result<RenderedDocument>> {
  const expanded = await expandDocument(document)
  if (!expanded.ok) return expanded
  const printed = await print({ ...expanded.value, at, draft, ...(code !== undefined && { code }) })
  return printed.ok ? ok({ ...expanded.value, ...printed.value }) : printed
}

export const printHere = async (job: PrintJob): Promise<Result<Printed>> => ok(await printPdf(job))
