import { z } from 'zod'
import { liesWith } from '../approval/approval.ts'
import { type Actor, capacitiesOf } from '../auth/auth.ts'
import type { Reader, SqlValue } from '../base/database.ts'
import type { DocumentKind } from './document.ts'
import { kindColumn, title } from './document-store.ts'
import { visibleDocuments } from './visible-documents.ts'

export interface WaitingFilter {
  readonly unitId?: string | undefined
  readonly kind?: DocumentKind | undefined
}

/** A document that lies for approval, as a list names it. */
export interface WaitingLine {
  readonly documentId: string
  readonly requestId: string
  readonly title: string
  readonly subtitle: string
  readonly kind: DocumentKind
  readonly unitName: string
  /** Which of her capacities it lies with: 0 is she herself. */
  readonly capacity: number
}

const lineRow: z.ZodType<WaitingLine> = z.object({
  documentId: z.string(),
  requestId: z.string(),
  title: z.string(),
  subtitle: z.string(),
  kind: kindColumn,
  unitName: z.string(),
  capacity: z.number(),
})

/** CROSS makes the few that wait the outer loop: nothing else of the house is read for them. */
const fromWaiting = `
  FROM approval_waiting
  CROSS JOIN approval_request AS waiting ON waiting.id = approval_waiting.request_id
  CROSS JOIN document ON document.id = waiting.subject
  LEFT JOIN case_file ON case_file.id = document.case_id
  JOIN unit ON unit.id = coalesce(case_file.unit_id, document.unit_id)`

/** The oldest first: what was asked first is due first. */
const oldestFirst = 'ORDER BY waiting.requested_at, waiting.id'

export function selectWaiting(
  reader: Reader,
  actor: Actor,
  { filter, limit, offset }: { readonly filter: WaitingFilter; readonly limit: number; readonly offset: number },
): Promise<WaitingLine[]> {
  const { lies, where } = conditions(actor, filter)
  const capacity = lies.map(({ sql }, index) => `WHEN ${sql} THEN ${index}`).join(' ')
  return reader.all(
    lineRow,
    `SELECT document.id AS document_id, waiting.id AS request_id, ${title}, subtitle, kind, unit.name AS unit_name,
       CASE ${capacity} END AS capacity
     ${fromWaiting}
     LEFT JOIN issue_order ON issue_order.document_id = document.id
     JOIN document_revision AS newest ON newest.document_id = document.id AND newest.revision =
       (SELECT max(revision) FROM document_revision WHERE document_id = document.id)
     WHERE ${where.sql} ${oldestFirst} LIMIT ? OFFSET ?`,
    [...lies.flatMap(({ args }) => args), ...where.args, limit, offset],
  )
}

const idRow = z.object({ documentId: z.string() })

/** All of them in the order of the list, as ids. */
export async function selectWaitingIds(reader: Reader, actor: Actor): Promise<string[]> {
  const { where } = conditions(actor, {})
  const sql = `SELECT document.id AS document_id ${fromWaiting} WHERE ${where.sql} ${oldestFirst}`
  return (await reader.all(idRow, sql, where.args)).map(({ documentId }) => documentId)
}

export async function countWaiting(reader: Reader, actor: Actor, filter: WaitingFilter): Promise<number> {
  const { where } = conditions(actor, filter)
  const row = z.object({ count: z.number() })
  const sql = `SELECT count(*) AS count ${fromWaiting} WHERE ${where.sql}`
  return (await reader.first(row, sql, where.args))?.count ?? 0
}

/** The units and kinds of all that waits for her, to choose from. */
export async function selectWaitingChoices(reader: Reader, actor: Actor) {
  const { where } = conditions(actor, {})
  const row = z.object({ unitId: z.string(), unitName: z.string(), kind: kindColumn })
  const sql = `SELECT DISTINCT unit.id AS unit_id, unit.name AS unit_name, kind ${fromWaiting}
    WHERE ${where.sql} ORDER BY unit.name, kind`
  return reader.all(row, sql, where.args)
}

interface Condition {
  readonly sql: string
  readonly args: readonly SqlValue[]
}

/** It lies with one of her capacities, and that one sees it. */
function conditions(actor: Actor, filter: WaitingFilter): { readonly lies: Condition[]; readonly where: Condition } {
  const { deputyships: _, ...herself } = actor
  const lies = [herself, ...capacitiesOf(actor).slice(1)].map((each) => both(liesWith(each), visibleDocuments(each)))
  const parts = [{ sql: `(${lies.map(({ sql }) => sql).join(' OR ')})`, args: lies.flatMap(({ args }) => args) }]
  if (filter.unitId) parts.push({ sql: 'unit.id = ?', args: [filter.unitId] })
  if (filter.kind) parts.push({ sql: 'document.kind = ?', args: [filter.kind] })
  const where = { sql: parts.map(({ sql }) => sql).join(' AND '), args: parts.flatMap(({ args }) => args) }
  return { lies, where }
}

const both = (one: Condition, other: Condition): Condition => ({
  sql: `(${one.sql} AND ${other.sql})`,
  args: [...one.args, ...other.args],
})
