import { z } from 'zod'
import { type Actor, hasAny } from '../auth/auth.ts'
import type { Reader, SqlValue } from '../base/database.ts'
import { pageOfSeen } from '../base/paging.ts'
import { guidedCases } from '../casefile/casefile.ts'
import { documentStates } from './document.ts'
import { visibleDocuments } from './visible-documents.ts'

/** A document as start pages name it. */
export interface StandingDocument {
  readonly id: string
  readonly title: string
  /** What a paper is about, which its title does not say; else empty. */
  readonly subtitle: string
  readonly state: (typeof documentStates)[number]
  readonly savedAt: string
  /** The newest request for approval, whatever became of it. */
  readonly requestId: string | null
  /** Marks of signatures on paper, and places for them. */
  readonly signed: number
  readonly places: number
  readonly hasScan: boolean
}

const standingRow = z
  .object({
    id: z.string(),
    title: z.string(),
    subtitle: z.string(),
    state: z.enum(documentStates),
    savedAt: z.string(),
    requestId: z.string().nullable(),
    signed: z.number(),
    places: z.number().nullable(),
    hasScan: z.number(),
  })
  .transform(
    ({ places, hasScan, ...row }): StandingDocument => ({ ...row, places: places ?? 0, hasScan: hasScan === 1 }),
  )

const fromStanding = 'FROM document JOIN document_standing AS standing ON standing.document_id = document.id'

const selectStanding = (...more: readonly string[]) => `
  SELECT ${['document.id', ...more].join(', ')},
    coalesce(replace(newest.numbered_title, '{nummer}', issue_order.number), newest.title) AS title,
    iif(document.kind = 'paper', newest.subtitle, '') AS subtitle, standing.state, standing.saved_at, standing.request_id,
    (SELECT count(*) FROM paper_signature WHERE document_id = document.id) AS signed,
    json_array_length(newest.values_json, '$.unterschriften') AS places,
    EXISTS (SELECT 1 FROM signed_scan WHERE document_id = document.id) AS has_scan
  ${fromStanding}
  JOIN document_revision AS newest ON newest.document_id = document.id AND newest.revision = standing.revision
  LEFT JOIN issue_order ON issue_order.document_id = document.id`

/** Hers: what she wrote, and whatever belongs to the open cases that she guides. */
function ownDocuments(actor: Actor): { readonly sql: string; readonly args: readonly SqlValue[] } {
  const written = 'document.author_id = ?'
  if (!hasAny(actor, ['lotsin'])) return { sql: written, args: [actor.userId] }
  const guided = guidedCases(actor)
  const ofCases = `document.case_id IN (SELECT id FROM case_file WHERE ${guided.sql} AND closed_at IS NULL)`
  return { sql: `(${written} OR ${ofCases})`, args: [actor.userId, ...guided.args] }
}

/** Those of hers that are not issued yet, whatever was saved last first. */
export function selectUnfinished(reader: Reader, actor: Actor, limit: number): Promise<StandingDocument[]> {
  const [own, visible] = [ownDocuments(actor), visibleDocuments(actor)]
  return reader.all(
    standingRow,
    `${selectStanding()} WHERE document.id IN (
       SELECT document.id ${fromStanding} WHERE ${own.sql} AND ${visible.sql}
         AND standing.state NOT IN ('discarded', 'issued', 'signed')
       ORDER BY standing.saved_at DESC, document.id LIMIT ?)
     ORDER BY standing.saved_at DESC, document.id`,
    [...own.args, ...visible.args, limit],
  )
}

const countedRow = standingRow.and(z.object({ total: z.number() }))

/** Those of hers that went out and are not signed by everybody, the oldest first, and how many there are in all. Where a scan
 *  is there already, only orders after `since` (ISO time) are asked: which marks are missing is read from the values of
 *  each. */
export function selectUnsigned(
  reader: Reader,
  actor: Actor,
  { since, limit }: { readonly since: string; readonly limit: number },
): Promise<(StandingDocument & { readonly total: number })[]> {
  const [own, visible] = [ownDocuments(actor), visibleDocuments(actor)]
  const page = pageOfSeen({ order: 'saved_at, id' }, { limit, offset: 0 })
  // The plus: hers are few, what is issued in the house is most of it.
  return reader.all(
    countedRow,
    `WITH seen AS MATERIALIZED (
       SELECT document.id, standing.saved_at ${fromStanding}
       WHERE ${own.sql} AND ${visible.sql} AND document.kind <> 'paper' AND +standing.state = 'issued'
         AND (NOT EXISTS (SELECT 1 FROM signed_scan WHERE document_id = document.id)
           OR (SELECT at FROM issue_order WHERE document_id = document.id) > ?)
     ), page AS MATERIALIZED (${page.sql})
     ${selectStanding('page.total')} JOIN page ON page.id = document.id ORDER BY page.saved_at, page.id`,
    [...own.args, ...visible.args, since, ...page.args],
  )
}

/** Those of these that she may see. */
export function selectStandingOf(reader: Reader, actor: Actor, ids: readonly string[]): Promise<StandingDocument[]> {
  const visible = visibleDocuments(actor)
  return reader.all(
    standingRow,
    `${selectStanding()} WHERE document.id IN (SELECT value FROM json_each(?)) AND ${visible.sql}`,
    [JSON.stringify(ids), ...visible.args],
  )
}
