import { z } from 'zod'
import type { Actor } from '../auth/auth.ts'
import type { Reader, SqlValue } from '../base/database.ts'
import { matching, type Query, readQuery, titled } from '../search/search.ts'
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

/** Whoever was written in last comes first. */
export function selectDocuments(
  reader: Reader,
  actor: Actor,
  { filter, limit, offset }: { readonly filter: DocumentFilter; readonly limit: number; readonly offset: number },
): Promise<DocumentLine[]> {
  const { sql, args } = condition(actor, filter)
  const page = `SELECT document.id, 0 AS in_title, standing.saved_at ${fromCounted} WHERE ${sql}
    ORDER BY standing.saved_at DESC, document.id DESC LIMIT ? OFFSET ?`
  return selectLines(reader, { sql: page, args: [...args, limit, offset] })
}

/** A page that is chosen and ordered already: what a line shows is read for its documents alone. */
const selectLines = (reader: Reader, page: { readonly sql: string; readonly args: readonly SqlValue[] }) =>
  reader.all(
    lineRow,
    `SELECT document.id, kind, ${title}, subtitle, issue_order.number, standing.state, case_id,
       author.name AS author_name, unit.name AS unit_name, standing.saved_at
     ${fromDocument} JOIN (${page.sql}) AS page ON page.id = document.id
     ORDER BY page.in_title DESC, page.saved_at DESC, page.id DESC`,
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

/** Those in whose title, subject or number the words stand come first, then whatever was written in last. */
export function selectFound(
  reader: Reader,
  actor: Actor,
  { query, isPaper, limit, offset }: FoundDocuments & { readonly limit: number; readonly offset: number },
): Promise<DocumentLine[]> {
  const { sql, args } = foundCondition(actor, isPaper)
  const hits = matching(query)
  const page = `SELECT document.id, in_title, standing.saved_at ${fromCounted}
    JOIN (${hits.sql}) AS hit ON hit.subject = document.id
    WHERE ${sql} ORDER BY in_title DESC, standing.saved_at DESC, document.id DESC LIMIT ? OFFSET ?`
  return selectLines(reader, { sql: page, args: [...hits.args, ...args, limit, offset] })
}

export async function countFound(reader: Reader, actor: Actor, { query, isPaper }: FoundDocuments): Promise<number> {
  const { sql, args } = foundCondition(actor, isPaper)
  const hits = matching(query)
  const row = z.object({ count: z.number() })
  const counted = `SELECT count(*) AS count ${fromCounted} JOIN (${hits.sql}) AS hit ON hit.subject = document.id
    WHERE ${sql}`
  return (await reader.first(row, counted, [...hits.args, ...args]))?.count ?? 0
}

export interface FoundDocuments {
  readonly query: Query
  /** Sitzungsvorlagen, or everything else. */
  readonly isPaper: boolean
}

function foundCondition(actor: Actor, isPaper: boolean) {
  const visible = visibleDocuments(actor)
  const sql = `${visible.sql} AND document.kind ${isPaper ? '=' : '<>'} 'paper' AND standing.state <> 'discarded'`
  return { sql, args: visible.args }
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
