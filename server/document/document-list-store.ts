import { z } from 'zod'
import type { Actor } from '../auth/auth.ts'
import type { Reader, SqlValue } from '../base/database.ts'
import { type Place, pageOfSeen } from '../base/paging.ts'
import { matching, type Query, readQuery } from '../search/search.ts'
import type { DocumentKind, DocumentLine, DocumentState } from './document.ts'
import { fromDocument, kindColumn, searchNumber, stateColumn, title } from './document-store.ts'
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

/** Of a page: how many there are in all. */
const countedRow = lineRow.and(z.object({ total: z.number() }))

export type CountedLine = z.infer<typeof countedRow>

/** Whoever was written in last comes first. */
export function selectDocuments(
  reader: Reader,
  actor: Actor,
  { filter, ...place }: Place & { readonly filter: DocumentFilter },
): Promise<CountedLine[]> {
  const { sql, args } = condition(actor, filter)
  const page = pageOfSeen({ order: 'saved_at DESC, id DESC' }, place)
  return reader.all(
    countedRow,
    `WITH seen AS MATERIALIZED (SELECT document.id, standing.saved_at ${fromSeen} WHERE ${sql}),
       page AS MATERIALIZED (${page.sql})
     SELECT ${lineColumns}, page.total ${fromDocument} JOIN page ON page.id = document.id
     ORDER BY page.saved_at DESC, page.id DESC`,
    [...args, ...page.args],
  )
}

/** Without what only a line shows: that is read for the lines of a page alone. */
const fromSeen = `
  FROM document
  JOIN document_standing AS standing ON standing.document_id = document.id`

export interface FoundDocuments {
  readonly query: Query
  /** Sitzungsvorlagen, everything else, or both. */
  readonly kinds: 'papers' | 'others' | 'both'
}

const ofKinds = {
  papers: { sql: "document.kind = 'paper'", sorts: ['is_paper'] },
  others: { sql: "document.kind <> 'paper'", sorts: ['NOT is_paper'] },
  both: { sql: 'TRUE', sorts: ['is_paper', 'NOT is_paper'] },
} as const

/** Those in whose title, subject or number the words stand come first, then whatever is newest. A page of the
 *  papers and one of the others; each line says how many of its sort there are in all; behind the last page is the last
 *  page. */
export function selectFound(
  reader: Reader,
  actor: Actor,
  { query, kinds, ...place }: FoundDocuments & Place,
): Promise<CountedLine[]> {
  const [hits, visible] = [matching(query, searchNumber), visibleDocuments(actor)]
  const order = 'in_title DESC, id DESC'
  const pages = ofKinds[kinds].sorts.map((where) => pageOfSeen({ where, order }, place))
  return reader.all(
    countedRow,
    `WITH seen AS MATERIALIZED (
       SELECT document.id, document.kind = 'paper' AS is_paper, ${hits.inTitle} AS in_title
       FROM document WHERE ${visible.sql} AND ${ofKinds[kinds].sql} AND ${hits.holds}
         AND document.id NOT IN (SELECT document_id FROM document_discard)
     ), page AS MATERIALIZED (${pages.map(({ sql }) => `SELECT * FROM (${sql})`).join(' UNION ALL ')})
     SELECT ${lineColumns}, page.total ${fromDocument} JOIN page ON page.id = document.id
     ORDER BY page.in_title DESC, page.id DESC`,
    [...hits.args.inTitle, ...visible.args, ...hits.args.holds, ...pages.flatMap(({ args }) => args)],
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
    const hits = matching(query, searchNumber)
    parts.push({ sql: hits.inTitle, args: hits.args.inTitle })
  }
  return { sql: parts.map(({ sql }) => sql).join(' AND '), args: parts.flatMap(({ args }) => args) }
}
