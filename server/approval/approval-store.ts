import { z } from 'zod'
import type { Reader, SqlValue, Tx } from '../base/database.ts'
import { type ApprovalDecision, type ApprovalEnd, type ApprovalRequest, changeKinds } from './approval.ts'

const listOfIds = z.string().transform((json) => z.array(z.string()).parse(JSON.parse(json)))

const requestRow = z
  .object({
    id: z.string(),
    subject: z.string(),
    number: z.number(),
    unitId: z.string(),
    contentHash: z.string(),
    revision: z.number(),
    authorId: z.string(),
    authorName: z.string(),
    lastEditorId: z.string(),
    lastEditorName: z.string(),
    requestedBy: z.string(),
    requestedByName: z.string(),
    requestedAt: z.string(),
    writers: listOfIds,
    change: z.enum(changeKinds).nullable(),
    comparedWith: z.enum(['approved', 'returned']).nullable(),
    changedAttachments: z.number(),
    forwardedTo: listOfIds,
    outcome: z.enum(['approved', 'returned']).nullable(),
    reason: z.string().nullable(),
    decidedHash: z.string().nullable(),
    decidedBy: z.string().nullable(),
    decidedByName: z.string().nullable(),
    onBehalfOf: z.string().nullable(),
    decidedAt: z.string().nullable(),
    endKind: z.enum(['recalled', 'voided']).nullable(),
    endUserId: z.string().nullable(),
    endAt: z.string().nullable(),
    endReason: z.string().nullable(),
  })
  .transform((row): ApprovalRequest => {
    const { outcome, reason, decidedHash, decidedBy, decidedByName, onBehalfOf, decidedAt, ...rest } = row
    const { endKind, endUserId, endAt, endReason, change, comparedWith, changedAttachments, ...request } = rest
    const compared = change && { change, comparedWith, changedAttachments }
    const decision: ApprovalDecision | null =
      outcome && decidedHash && decidedBy && decidedByName && decidedAt
        ? {
            outcome,
            reason,
            contentHash: decidedHash,
            userId: decidedBy,
            userName: decidedByName,
            onBehalfOf,
            decidedAt,
          }
        : null
    const end: ApprovalEnd | null =
      endKind && endUserId && endAt ? { kind: endKind, userId: endUserId, at: endAt, reason: endReason } : null
    return { ...request, compared, decision, end }
  })

const selectRequest = `
  SELECT request.id, subject, number, request.unit_id, request.content_hash, revision, author_id,
    author.name AS author_name, last_editor_id, last_editor.name AS last_editor_name, writers, change, compared_with, changed_attachments, requested_by,
    requester.name AS requested_by_name, requested_at,
    (SELECT json_group_array(to_user_id) FROM approval_forwarding WHERE request_id = request.id) AS forwarded_to,
    outcome, decision.reason, decision.content_hash AS decided_hash, decision.user_id AS decided_by,
    decider.name AS decided_by_name, on_behalf_of, decided_at,
    ending.kind AS end_kind, ending.user_id AS end_user_id, ending.at AS end_at, ending.reason AS end_reason
  FROM approval_request AS request
  JOIN user AS author ON author.id = author_id
  JOIN user AS last_editor ON last_editor.id = last_editor_id
  JOIN user AS requester ON requester.id = requested_by
  LEFT JOIN approval_decision AS decision ON decision.request_id = request.id
  LEFT JOIN user AS decider ON decider.id = decision.user_id
  LEFT JOIN approval_end AS ending ON ending.request_id = request.id`

export const findRequest = (reader: Reader, id: string): Promise<ApprovalRequest | null> =>
  reader.first(requestRow, `${selectRequest} WHERE request.id = ?`, [id])

/** Of all requests about a subject the newest first. */
export const selectRequests = (reader: Reader, subject: string): Promise<ApprovalRequest[]> =>
  reader.all(requestRow, `${selectRequest} WHERE subject = ? ORDER BY number DESC`, [subject])

export const selectRequestsById = (reader: Reader, ids: readonly string[]): Promise<ApprovalRequest[]> =>
  reader.all(requestRow, `${selectRequest} WHERE request.id IN (SELECT value FROM json_each(?))`, [JSON.stringify(ids)])

/** Everything that waits for a decision. */
export const selectWaitingRequests = (reader: Reader): Promise<ApprovalRequest[]> =>
  reader.all(requestRow, `${selectRequest} WHERE request.id IN (SELECT request_id FROM approval_waiting)`)

/** Whether this person has had the page of the request before her. */
export async function hasRead(reader: Reader, requestId: string, userId: string): Promise<boolean> {
  const sql = 'SELECT at FROM approval_reading WHERE request_id = ? AND user_id = ?'
  return (await reader.first(z.object({ at: z.string() }), sql, [requestId, userId])) !== null
}

export async function insertReading(
  tx: Tx,
  { requestId, userId, at }: { readonly requestId: string; readonly userId: string; readonly at: string },
): Promise<void> {
  await tx.run('INSERT INTO approval_reading (request_id, user_id, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING', [
    requestId,
    userId,
    at,
  ])
}

type RequestInsert = Pick<
  ApprovalRequest,
  | 'id'
  | 'subject'
  | 'number'
  | 'unitId'
  | 'contentHash'
  | 'revision'
  | 'authorId'
  | 'lastEditorId'
  | 'writers'
  | 'requestedBy'
  | 'requestedAt'
  | 'compared'
>

export async function insertRequest(tx: Tx, request: RequestInsert): Promise<void> {
  const values: SqlValue[] = [
    request.id,
    request.subject,
    request.number,
    request.unitId,
    request.contentHash,
    request.revision,
    request.authorId,
    request.lastEditorId,
    JSON.stringify(request.writers),
    request.requestedBy,
    request.requestedAt,
    request.compared?.change ?? null,
    request.compared?.comparedWith ?? null,
    request.compared?.changedAttachments ?? 0,
  ]
  await tx.run(
    `INSERT INTO approval_request (id, subject, number, unit_id, content_hash, revision, author_id, last_editor_id,
       writers, requested_by, requested_at, change, compared_with, changed_attachments) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    values,
  )
}

export async function insertForwarding(
  tx: Tx,
  forwarding: { id: string; requestId: string; toUserId: string; byUserId: string; at: string },
): Promise<void> {
  const { id, requestId, toUserId, byUserId, at } = forwarding
  await tx.run('INSERT INTO approval_forwarding (id, request_id, to_user_id, by_user_id, at) VALUES (?, ?, ?, ?, ?)', [
    id,
    requestId,
    toUserId,
    byUserId,
    at,
  ])
}

export async function insertDecision(
  tx: Tx,
  requestId: string,
  decision: Omit<ApprovalDecision, 'userName'>,
): Promise<void> {
  await tx.run(
    `INSERT INTO approval_decision (request_id, outcome, reason, content_hash, user_id, on_behalf_of, decided_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    [
      requestId,
      decision.outcome,
      decision.reason,
      decision.contentHash,
      decision.userId,
      decision.onBehalfOf,
      decision.decidedAt,
    ],
  )
}

export async function insertEnd(tx: Tx, requestId: string, { kind, userId, at, reason }: ApprovalEnd): Promise<void> {
  await tx.run('INSERT INTO approval_end (request_id, kind, user_id, at, reason) VALUES (?, ?, ?, ?, ?)', [
    requestId,
    kind,
    userId,
    at,
    reason,
  ])
}
