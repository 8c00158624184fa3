import { z } from 'zod'
import type { Actor } from '../auth/auth.ts'
import type { Reader, SqlValue } from '../base/database.ts'
import { matching, onPage, pageArgs, type Query, readQuery, titled } from '../search/search.ts'
import type { DocumentKind, DocumentLine, DocumentState } from './document.ts'
import { fromDocument, kindColumn, stateColumn, title } from './document-store.ts'
import { visibleDocuments } from './visible-documents.ts'

export interface DocumentFilter {
  readonly kind?: DocumentKind | undefined
  /** Without one, all but the discarded. */
  readonly state?: DocumentState | undefined
  readonly caseId?: string | undefined
  /** Only those that this person wrote. */
  readonly authorId?: string | undefined
  /** Words of the title, the subject or the number. */
  readonly text?: string | undefined
}

const lineRow: z.ZodType<DocumentLine> = z.object({
  id: z.string(),
  kind: kindColumn,
  title: z.string(),
  subtitle: z.string(),
  number: z.string().nullable(),
  state: stateColumn,
  caseId: z.string().nullable(),
  authorName: z.string(),
  unitName: z.string(),
  savedAt: z.string(),
})

const lineColumns = `document.id, kind, ${title}, subtitle, issue_order.number, standing.state, case_id,
  author.name AS author_name, unit.name AS unit_name, standing.saved_at`

/** Whoever was written in last comes first. */
export function selectDocuments(
  reader: Reader,
  actor: Actor,
  { filter, limit, offset }: { readonly filter: DocumentFilter; readonly limit: number; readonly offset: number },
): Promise<DocumentLine[]> {
  const { sql, args } = condition(actor, filter)
  const page = `SELECT document.id, standing.saved_at ${fromCounted} WHERE ${sql}
    ORDER BY standing.saved_at DESC, document.id DESC LIMIT ? OFFSET ?`
  return selectLines(reader, { sql: page, args: [...args, limit, offset] })
}

/** A page that is chosen and ordered already: what a line shows is read for its documents alone. */
const selectLines = (reader: Reader, page: { readonly sql: string; readonly args: readonly SqlValue[] }) =>
  reader.all(
    lineRow,
    `SELECT ${lineColumns} ${fromDocument} JOIN (${page.sql}) AS page ON page.id = document.id
     ORDER BY page.saved_at DESC, page.id DESC`,
    page.args,
  )

export async function countDocuments(reader: Reader, actor: Actor, filter: DocumentFilter): Promise<number> {
  const { sql, args } = condition(actor, filter)
  const row = z.object({ count: z.number() })
  return (await reader.first(row, `SELECT count(*) AS count ${fromCounted} WHERE ${sql}`, args))?.count ?? 0
}

/** Without what only a line shows. */
const fromCounted = `
  FROM document
  JOIN document_standing AS standing ON standing.document_id = document.id`

const foundRow = lineRow.and(z.object({ total: z.number() }))

export interface FoundDocuments {
  readonly query: Query
  /** Sitzungsvorlagen, everything else, or both. */
  readonly kinds: 'papers' | 'others' | 'both'
}

const ofKinds = { papers: "document.kind = 'paper'", others: "document.kind <> 'paper'", both: 'TRUE' } as const

/** Those in whose title, subject or number the words stand come first, then whatever was written in last. A page of the
 *  papers and one of the others; each line says how many of its sort there are in all; behind the last page is the last
 *  page. */
export function selectFound(
  reader: Reader,
  actor: Actor,
  { query, kinds, limit, offset }: FoundDocuments & { readonly limit: number; readonly offset: number },
): Promise<(DocumentLine & { readonly total: number })[]> {
  const [hits, visible] = [matching(query), visibleDocuments(actor)]
  return reader.all(
    foundRow,
    `WITH seen AS MATERIALIZED (
       SELECT document.id, document.kind = 'paper' AS is_paper, ${hits.inTitle} AS in_title, standing.saved_at
       ${fromCounted} CROSS JOIN search_entry ON search_entry.subject = document.id
       WHERE ${visible.sql} AND ${ofKinds[kinds]} AND standing.state <> 'discarded' AND ${hits.holds}
     ), placed AS (
       SELECT id, is_paper, count(*) OVER (PARTITION BY is_paper) AS total,
         row_number() OVER (PARTITION BY is_paper ORDER BY in_title DESC, saved_at DESC, id DESC) AS place
       FROM seen
     ), page AS (SELECT id, total, place FROM placed WHERE ${onPage})
     SELECT ${lineColumns}, page.total ${fromDocument} JOIN page ON page.id = document.id ORDER BY page.place`,
    [...hits.args.inTitle, ...visible.args, ...hits.args.holds, ...pageArgs(limit, offset)],
  )
}

function condition(actor: Actor, filter: DocumentFilter) {
  const parts: { readonly sql: string; readonly args: readonly SqlValue[] }[] = [visibleDocuments(actor)]
  if (filter.kind) parts.push({ sql: 'document.kind = ?', args: [filter.kind] })
  if (filter.state) parts.push({ sql: 'standing.state = ?', args: [filter.state] })
  else parts.push({ sql: "standing.state <> 'discarded'", args: [] })
  if (filter.caseId) parts.push({ sql: 'document.case_id = ?', args: [filter.caseId] })
  if (filter.authorId) parts.push({ sql: 'document.author_id = ?', args: [filter.authorId] })
  const query = readQuery(filter.text ?? '')
  if (query) {
    const hits = titled(query)
    parts.push({ sql: `document.id IN (${hits.sql})`, args: hits.args })
  }
  return { sql: parts.map(({ sql }) => sql).join(' AND '), args: parts.flatMap(({ args }) => args) }
}
