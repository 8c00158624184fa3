import { z } from 'zod'
import { isCalendarDate } from '../calendar/calendar.ts'

/** `template.json` of a template version: what it is, what it rests on, and the short texts around the document.
 *  The four texts are Handlebars in one line without markup (docs/template-language.md). */
export const templateDescriptionSchema = z.strictObject({
  /** As it stands in the list of templates. */
  title: z.string().min(1),
  /** A `sheet` is filled by the product from what is known, printed and taken along: nobody writes, approves or seals it. */
  kind: z.enum(['agreement', 'paper', 'consent', 'sheet']),
  /** Norm or rule that the text rests on, as in "§ 25b AufenthG". */
  legalBasis: z.string().min(1),
  /** First day of use, `2026-09-01`. */
  validFrom: z.string().refine(isCalendarDate),
  /** Number of the version it replaces, null for the first one. */
  supersedes: z.number().int().positive().nullable(),
  /** The PDF's title, as in `Zielvereinbarung {{person.vorname}} {{person.nachname}}`. */
  documentTitle: z.string().min(1),
  /** Who publishes the document; the PDF's author. */
  author: z.string().min(1),
  /** At the left of every page's foot, as in `{{aktenzeichen}} · Fassung {{fassung}}`. */
  footer: z.string().min(1).optional(),
  /** The PDF's subject. */
  subject: z.string().min(1).optional(),
})

export type TemplateDescription = z.infer<typeof templateDescriptionSchema>
export type TemplateKind = TemplateDescription['kind']
