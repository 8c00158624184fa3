import { z } from 'zod'

/** The recursive field schema of a template version (`fields.json`): what may be asked, in which form, and what it is
 *  called. `ordinary` and `rich` are typed by people; `assigned` only issuing or a later act sets, outside the content
 *  hash; `internal` is never printed. */

/** Words of the template language: a field of this name could not be printed (docs/template-language.md). */
const reservedNames = new Set(
  'if unless else each with is any and or not date rich table signatures seal marking this as true false null undefined'.split(
    ' ',
  ),
)

const name = z
  .string()
  .regex(/^[a-z][A-Za-z0-9]*$/)
  .refine(
    (text) => !reservedNames.has(text) && !(text in Object.prototype),
    'ist ein Wort der Vorlagensprache und kann kein Feld heißen',
  )

const common = {
  name,
  /** German, as the form shows it. */
  label: z.string().min(1),
  hint: z.string().optional(),
  /** Absent means optional. */
  required: z.boolean().optional(),
  /** Required only while the named sibling field has one of these values. */
  requiredIf: z.strictObject({ field: name, is: z.array(z.union([z.string(), z.boolean()])) }).optional(),
  kind: z.enum(['ordinary', 'assigned', 'internal']).default('ordinary'),
  /** Where the value of a new document comes from, as in `case.person.vorname` (template/prefill). */
  source: z.string().optional(),
  /** Norm or guideline that asks for it. */
  legalBasis: z.string().optional(),
  example: z.unknown().optional(),
}

const scalar = z.discriminatedUnion('type', [
  /** One line. */
  z.strictObject({ ...common, type: z.literal('text'), maxLength: z.number().int().optional() }),
  /** Plain text over several lines: a line end prints as a line end. */
  z.strictObject({ ...common, type: z.literal('lines'), maxLength: z.number().int().optional() }),
  /** HTML of the subset; becomes blocks. */
  z.strictObject({ ...common, type: z.literal('rich') }),
  /** Calendar date, `2026-11-26`. */
  z.strictObject({ ...common, type: z.literal('date') }),
  /** Time of day, `10:00`. */
  z.strictObject({ ...common, type: z.literal('time') }),
  z.strictObject({
    ...common,
    type: z.literal('number'),
    unit: z.string().optional(),
    min: z.number().optional(),
    max: z.number().optional(),
  }),
  z.strictObject({ ...common, type: z.literal('boolean') }),
  z.strictObject({
    ...common,
    type: z.literal('choice'),
    choices: z.array(z.strictObject({ value: z.string().min(1), label: z.string().min(1) })).min(1),
  }),
  /** A deadline (domain word Frist), typed so that reminders need not parse prose:
   *  `{art:'termin',datum} | {art:'termine',daten[]} | {art:'wiederkehrend',text} | {art:'laufend'} | {art:'text',text}`. */
  z.strictObject({ ...common, type: z.literal('frist') }),
  /** A list of calendar dates. */
  z.strictObject({ ...common, type: z.literal('dates') }),
  /** Ids of rows elsewhere in the same document, `of` is the path of that list, as in `ziele`. */
  z.strictObject({ ...common, type: z.literal('references'), of: z.string().optional() }),
])

export type ScalarField = z.infer<typeof scalar>
export interface GroupField extends Omit<z.infer<typeof groupHead>, 'fields'> {
  readonly fields: readonly Field[]
}
/** Repeating rows, each with a stable `id`; may nest. */
export interface RowsField extends Omit<z.infer<typeof rowsHead>, 'fields'> {
  readonly fields: readonly Field[]
}
export type Field = ScalarField | GroupField | RowsField

const groupHead = z.strictObject({ ...common, type: z.literal('group') })
const rowsHead = z.strictObject({
  ...common,
  type: z.literal('rows'),
  /** One row, in the singular, as in "Schritt". */
  rowLabel: z.string().min(1),
  minRows: z.number().int().optional(),
  maxRows: z.number().int().optional(),
})

const fieldSchema: z.ZodType<Field> = z.lazy(() => z.discriminatedUnion('type', [...scalar.options, group, rows]))

const inner = { fields: z.array(fieldSchema).min(1) }
const group = groupHead.extend(inner)
const rows = rowsHead.extend(inner)

export const fieldsSchema = z.strictObject({ fields: z.array(fieldSchema).min(1) })

/** Values as stored and hashed: plain JSON in the schema's form; a missing optional is absent, never null. */
export type Value = string | number | boolean | readonly Value[] | { readonly [name: string]: Value | undefined }
export type Values = { readonly [name: string]: Value | undefined }
