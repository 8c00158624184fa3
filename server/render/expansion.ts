import { z } from 'zod'
import type { Field, Values } from '../fields/fields.ts'
import type { LoopPlaces, TemplateForm } from './template-language.ts'

/** `final`: what is missing prints as nothing. `preview`: a missing required value leaves a gap that says so. */
export type ExpansionMode = 'final' | 'preview'

/** What the worker is asked: an inspected template and values as plain JSON. */
export interface ExpansionJob {
  readonly form: TemplateForm
  readonly source: string
  readonly fields: readonly Field[]
  readonly values: Values
  readonly mode: ExpansionMode
  readonly loops: LoopPlaces
}

/** What may stand behind `<vw-block n="…">`. */
const payload = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('rich'), path: z.string(), html: z.string() }),
  z.strictObject({
    kind: z.literal('signature'),
    id: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
    role: z.string(),
    name: z.string(),
    note: z.string(),
  }),
  z.strictObject({ kind: z.literal('seal') }),
  z.strictObject({ kind: z.literal('marking'), text: z.string() }),
])
export type Payload = z.infer<typeof payload>

const gap = z.strictObject({ label: z.string(), path: z.string() })
export type NamedGap = z.infer<typeof gap>

/** What the worker answers: text with placeholders, and beside it what they stand for; or where the template failed. */
export const expansionAnswer = z.discriminatedUnion('done', [
  z.strictObject({ done: z.literal(true), text: z.string(), payloads: z.array(payload), gaps: z.array(gap) }),
  z.strictObject({
    done: z.literal(false),
    reason: z.string(),
    line: z.number().nullable(),
    column: z.number().nullable(),
  }),
])
export type ExpansionAnswer = z.infer<typeof expansionAnswer>
