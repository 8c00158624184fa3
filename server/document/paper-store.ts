import { z } from 'zod'
import type { Actor } from '../auth/auth.ts'
import type { Reader, SqlValue } from '../base/database.ts'
import { type Place, pageOfSeen } from '../base/paging.ts'
import { matching, type Query } from '../search/search.ts'
import type { DocumentState } from './document.ts'
import { fromDocument, searchNumber, stateColumn, title } from './document-store.ts'
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

/** On a page of as many in all. */
export interface CountedPaper extends PaperLine {
  readonly total: number
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
    total: z.number(),
    stationsJson: z.string().transform((json) => z.array(storedStation).parse(JSON.parse(json))),
  })
  .transform(({ stationsJson, ...line }): CountedPaper => ({ ...line, stations: stationsJson }))

interface PaperPage extends Place {
  readonly filter: PaperFilter
  readonly order: PaperOrder
  /** Calendar date: the next sitting is the first one from here on. */
  readonly today: string
}

export function selectPapers(
  reader: Reader,
  actor: Actor,
  { filter, order, today, ...place }: PaperPage,
): Promise<CountedPaper[]> {
  const [{ sql, args }, { keys, by }] = [condition(actor, filter), orders[order]]
  const page = pageOfSeen({ order: `${by}, id DESC` }, place)
  return reader.all(
    lineRow,
    `WITH seen AS MATERIALIZED (
       SELECT document.id${keys.map((key) => `, ${key}`).join('')}
       FROM document JOIN document_standing AS standing ON standing.document_id = document.id WHERE ${sql}
     ), page AS MATERIALIZED (
       SELECT id, total, row_number() OVER (ORDER BY ${by}, id DESC) AS place FROM (${page.sql})
     )
     SELECT document.id, ${title}, subtitle, issue_order.number, standing.state, author.name AS author_name,
       standing.saved_at, total,
       (SELECT json_group_array(json_object('body', body, 'sitsOn', sits_on, 'isPublic', is_public))
         FROM (SELECT * FROM paper_station WHERE document_id = document.id ORDER BY position)) AS stations_json
     ${fromDocument} JOIN page ON page.id = document.id ORDER BY page.place`,
    [...(order === 'sitting' ? [today] : []), ...args, ...page.args],
  )
}

/** What the rows of a list are ordered by: asked for of every paper, shown of none. */
const orders: Readonly<Record<PaperOrder, { readonly keys: readonly string[]; readonly by: string }>> = {
  // What has no sitting before it any more comes last, the latest one first.
  sitting: {
    keys: [
      '(SELECT min(sits_on) FROM paper_station WHERE document_id = document.id AND sits_on >= ?) AS next_on',
      '(SELECT max(sits_on) FROM paper_station WHERE document_id = document.id) AS last_on',
    ],
    by: 'next_on IS NULL, next_on, last_on DESC',
  },
  // A circle only counts upwards, so this is the order of its numbers whatever their pattern.
  number: {
    keys: ['(SELECT at FROM issue_order WHERE document_id = document.id) AS issued_at'],
    by: 'issued_at IS NULL, issued_at DESC',
  },
  saved: { keys: ['standing.saved_at'], by: 'saved_at DESC' },
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
    const hits = matching(query, searchNumber)
    parts.push({ sql: hits.holds, args: hits.args.holds })
  }
  return { sql: parts.map(({ sql }) => sql).join(' AND '), args: parts.flatMap(({ args }) => args) }
}

/** Bodies of all papers that this person may see, by name. Each name is found from the one before it: there are a few, and
 *  stations by the thousand. */
export async function selectBodies(reader: Reader, actor: Actor): Promise<string[]> {
  const visible = visibleDocuments(actor)
  const rows = await reader.all(
    z.object({ body: z.string() }),
    `WITH RECURSIVE named (body) AS (
       SELECT min(body) FROM paper_station WHERE body > ''
       UNION ALL
       SELECT (SELECT min(body) FROM paper_station WHERE body > named.body) FROM named WHERE named.body IS NOT NULL)
     SELECT body FROM named WHERE body IS NOT NULL AND EXISTS (
       SELECT 1 FROM paper_station AS station JOIN document ON document.id = station.document_id
       WHERE station.body = named.body AND ${visible.sql}) ORDER BY body`,
    visible.args,
  )
  return rows.map(({ body }) => body)
}
