import { z } from 'zod'
import type { Reader } from '../base/database.ts'

export interface TemplateUsage {
  readonly slug: string
  readonly version: number
  readonly documents: number
}

const usageRow = z.object({ templateSlug: z.string(), templateVersion: z.number(), documents: z.number() }).transform(
  ({ templateSlug, templateVersion, documents }): TemplateUsage => ({
    slug: templateSlug,
    version: templateVersion,
    documents,
  }),
)

/** How many documents of the whole house each version has, discarded drafts left out. A number says nothing of whom they
 *  are about, so whoever may read templates may read it. */
export const selectTemplateUsage = (reader: Reader): Promise<TemplateUsage[]> =>
  reader.all(
    usageRow,
    `SELECT template_slug, template_version, count(*) AS documents FROM document
     WHERE id NOT IN (SELECT document_id FROM document_discard)
     GROUP BY template_slug, template_version`,
  )
