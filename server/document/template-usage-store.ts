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
    `SELECT template_slug, template_version, sum(documents) AS documents FROM (
       SELECT template_slug, template_version, count(*) AS documents FROM document
       WHERE ${isKept} AND id NOT IN (SELECT document_id FROM document_move) GROUP BY template_slug, template_version
       UNION ALL
       SELECT template_slug, version, 1 FROM document JOIN document_template ON document_id = id
       WHERE ${isKept} AND id IN (SELECT document_id FROM document_move)
     ) GROUP BY template_slug, template_version`,
  )

const isKept = 'id NOT IN (SELECT document_id FROM document_discard)'

/** How many drafts are written on earlier versions than this one. */
export async function countDraftsBefore(reader: Reader, slug: string, version: number): Promise<number> {
  const sql = `SELECT count(*) AS count FROM document
    JOIN document_standing ON document_standing.document_id = document.id
    JOIN document_template ON document_template.document_id = document.id
    WHERE template_slug = ? AND version < ? AND state IN ('draft', 'returned')`
  return (await reader.first(z.object({ count: z.number() }), sql, [slug, version]))?.count ?? 0
}

/** Those drafts, each with who goes on with it: whoever guides its case by now, or its author. */
export const selectDraftsToMove = (reader: Reader, slug: string, version: number) =>
  reader.all(
    z.object({ id: z.string(), writerId: z.string() }),
    `SELECT document.id, coalesce(lotsin_id, author_id) AS writer_id FROM document
     JOIN document_standing ON document_standing.document_id = document.id
     JOIN document_template ON document_template.document_id = document.id
     LEFT JOIN case_file ON case_file.id = document.case_id
     WHERE template_slug = ? AND document_template.version < ? AND state IN ('draft', 'returned')`,
    [slug, version],
  )

/** Drafts of one unit that are written on one version. */
export interface DraftsOfUnit {
  readonly version: number
  readonly unitName: string
  readonly drafts: number
  /** When the one was saved that has waited longest. */
  readonly oldest: string
}

const draftsRow: z.ZodType<DraftsOfUnit> = z.object({
  version: z.number(),
  unitName: z.string(),
  drafts: z.number(),
  oldest: z.string(),
})

/** Where drafts are still written on earlier versions than this one: numbers alone, which say nothing of whom they are
 *  about. */
export const selectDraftsBefore = (reader: Reader, slug: string, version: number): Promise<DraftsOfUnit[]> =>
  reader.all(
    draftsRow,
    `SELECT document_template.version, unit.name AS unit_name, count(*) AS drafts, min(saved_at) AS oldest
     FROM document
     JOIN document_standing ON document_standing.document_id = document.id
     JOIN document_template ON document_template.document_id = document.id
     LEFT JOIN case_file ON case_file.id = document.case_id
     JOIN unit ON unit.id = coalesce(case_file.unit_id, document.unit_id)
     WHERE template_slug = ? AND document_template.version < ? AND state IN ('draft', 'returned')
     GROUP BY document_template.version, unit.name ORDER BY document_template.version DESC, unit.name`,
    [slug, version],
  )
