import { z } from 'zod'
import type { Actor } from '../auth/auth.ts'
import type { Reader, SqlValue } from '../base/database.ts'
import { matching, type Query } from '../search/search.ts'
import type { DocumentState } from './document.ts'
import { fromDocument, stateColumn, title } from './document-store.ts'
import { visibleDocuments } from './visible-documents.ts'

export const paperOrders = ['sitting', 'number', 'saved'] as const

/** By the next sitting, the latest number, or the latest change. */
export type PaperOrder = (typeof paperOrders)[number]

export interface PaperFilter {
  readonly query?: Query | undefined
  readonly body?: string | undefined
  /** Calendar dates of a sitting, both included. */
  readonly from?: string | undefined
  readonly until?: string | undefined
  /** Without one, all but the discarded. */
  readonly state?: DocumentState | undefined
  readonly authorId?: string | undefined
}

export interface Station {
  readonly body: string
  /** Calendar date; null while nobody has typed one. */
  readonly sitsOn: string | null
  readonly isPublic: boolean
}

export interface PaperLine {
  readonly id: string
  readonly title: string
  readonly subtitle: string
  readonly number: string | null
  readonly state: DocumentState
  readonly authorName: string
  readonly savedAt: string
  /** In their order. */
  readonly stations: readonly Station[]
}

const storedStation = z.object({
  body: z.string(),
  sitsOn: z.string().nullable(),
  isPublic: z.number().transform((flag) => flag === 1),
})

const lineRow = z
  .object({
    id: z.string(),
    title: z.string(),
    subtitle: z.string(),
    number: z.string().nullable(),
    state: stateColumn,
    authorName: z.string(),
    savedAt: z.string(),
    stationsJson: z.string().transform((json) => z.array(storedStation).parse(JSON.parse(json))),
  })
  .transform(({ stationsJson, ...line }): PaperLine => ({ ...line, stations: stationsJson }))

interface PaperPage {
  readonly filter: PaperFilter
  readonly order: PaperOrder
  /** Calendar date: the next sitting is the first one from here on. */
  readonly today: string
  readonly limit: number
  readonly offset: number
}

export function selectPapers(
  reader: Reader,
  actor: Actor,
  { filter, order, today, limit, offset }: PaperPage,
): Promise<PaperLine[]> {
  const { sql, args } = condition(actor, filter)
  return reader.all(
    lineRow,
    `SELECT document.id, ${title}, subtitle, issue_order.number, standing.state, author.name AS author_name,
       standing.saved_at,
       (SELECT json_group_array(json_object('body', body, 'sitsOn', sits_on, 'isPublic', is_public))
         FROM (SELECT * FROM paper_station WHERE document_id = document.id ORDER BY position)) AS stations_json
     ${fromDocument} JOIN (
       SELECT document.id, row_number() OVER (ORDER BY ${orders[order]}, document.id DESC) AS place
       FROM document JOIN document_standing AS standing ON standing.document_id = document.id
       LEFT JOIN issue_order ON issue_order.document_id = document.id
       LEFT JOIN (SELECT document_id, min(sits_on) AS next_on FROM paper_station WHERE sits_on >= ? GROUP BY 1) AS ahead
         ON ahead.document_id = document.id
       LEFT JOIN (SELECT document_id, max(sits_on) AS last_on FROM paper_station GROUP BY 1) AS ever
         ON ever.document_id = document.id
       WHERE ${sql} ORDER BY place LIMIT ? OFFSET ?
     ) AS page ON page.id = document.id ORDER BY page.place`,
    [today, ...args, limit, offset],
  )
}

const orders: Readonly<Record<PaperOrder, string>> = {
  // What has no sitting before it any more comes last, the latest one first.
  sitting: 'next_on IS NULL, next_on, last_on DESC',
  // A circle only counts upwards, so this is the order of its numbers whatever their pattern.
  number: 'issue_order.at IS NULL, issue_order.at DESC',
  saved: 'standing.saved_at DESC',
}

export async function countPapers(reader: Reader, actor: Actor, filter: PaperFilter): Promise<number> {
  const { sql, args } = condition(actor, filter)
  const counted = `SELECT count(*) AS count FROM document
    JOIN document_standing AS standing ON standing.document_id = document.id WHERE ${sql}`
  return (await reader.first(z.object({ count: z.number() }), counted, args))?.count ?? 0
}

function condition(actor: Actor, { query, body, from, until, state, authorId }: PaperFilter) {
  const parts: { readonly sql: string; readonly args: readonly SqlValue[] }[] = [
    { sql: "document.kind = 'paper'", args: [] },
    visibleDocuments(actor),
  ]
  if (state) parts.push({ sql: 'standing.state = ?', args: [state] })
  else parts.push({ sql: "standing.state <> 'discarded'", args: [] })
  if (authorId) parts.push({ sql: 'document.author_id = ?', args: [authorId] })
  const station = [
    ...(body ? [{ sql: 'body = ?', value: body }] : []),
    ...(from ? [{ sql: 'sits_on >= ?', value: from }] : []),
    ...(until ? [{ sql: 'sits_on <= ?', value: until }] : []),
  ]
  if (station.length > 0) {
    const where = station.map(({ sql }) => sql).join(' AND ')
    parts.push({
      sql: `document.id IN (SELECT document_id FROM paper_station WHERE ${where})`,
      args: station.map(({ value }) => value),
    })
  }
  if (query) {
    const hits = matching(query)
    parts.push({ sql: `document.id IN (SELECT subject FROM (${hits.sql}))`, args: hits.args })
  }
  return { sql: parts.map(({ sql }) => sql).join(' AND '), args: parts.flatMap(({ args }) => args) }
}

/** Bodies of all papers that this person may see, by name. */
export async function selectBodies(reader: Reader, actor: Actor): Promise<string[]> {
  const visible = visibleDocuments(actor)
  const rows = await reader.all(
    z.object({ body: z.string() }),
    `SELECT DISTINCT body FROM paper_station JOIN document ON document.id = document_id
     WHERE body <> '' AND ${visible.sql} ORDER BY body`,
    visible.args,
  )
  return rows.map(({ body }) => body)
}
