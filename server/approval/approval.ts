import type { ActorRef } from '../audit/audit.ts'
import { type Actor, has, rightsOf, type User } from '../auth/auth.ts'
import type { SqlValue } from '../base/database.ts'
import { conflict, forbidden, type Problem } from '../base/result.ts'

export type Outcome = 'approved' | 'returned'
export type EndKind = 'recalled' | 'voided'

export interface ApprovalDecision {
  readonly outcome: Outcome
  /** Why it was returned. */
  readonly reason: string | null
  readonly contentHash: string
  readonly userId: string
  readonly userName: string
  readonly onBehalfOf: string | null
  readonly decidedAt: string
}

export interface ApprovalEnd {
  readonly kind: EndKind
  readonly userId: string
  readonly at: string
  readonly reason: string | null
}

export const changeKinds = ['first', 'values', 'text', 'wording', 'none'] as const

/** What was asked about, compared with what was decided before: for whoever chooses what to read first. */
export interface ComparedChange {
  readonly change: (typeof changeKinds)[number]
  /** What became of that; null where nothing was decided before. */
  readonly comparedWith: Outcome | null
  /** How many files beside it came, went or were changed. */
  readonly changedAttachments: number
}

/** Somebody asks for the approval of one content, named by its hash. What the subject is, only its module knows. */
export interface ApprovalRequest {
  readonly id: string
  readonly subject: string
  /** Counts the requests about this subject. */
  readonly number: number
  readonly unitId: string
  readonly contentHash: string
  /** Of the subject, for those who want to read what the hash was made of. */
  readonly revision: number
  readonly authorId: string
  readonly authorName: string
  readonly lastEditorId: string
  readonly lastEditorName: string
  /** Everybody who wrote in it live since the request before. */
  readonly writers: readonly string[]
  readonly requestedBy: string
  readonly requestedByName: string
  readonly requestedAt: string
  /** Null in requests from before it was compared. */
  readonly compared: ComparedChange | null
  readonly forwardedTo: readonly string[]
  readonly decision: ApprovalDecision | null
  readonly end: ApprovalEnd | null
}

/** Whether somebody still has to decide. */
export const isWaiting = (request: ApprovalRequest): boolean => !request.decision && !request.end

/** Whether the request is answered with an approval that still counts. */
export const isApproved = (request: ApprovalRequest): boolean =>
  request.decision?.outcome === 'approved' && !request.end

/** Whoever wrote or last edited the content. */
export const isBarred = (userId: string, { authorId, lastEditorId, writers }: Barring): boolean =>
  userId === authorId || userId === lastEditorId || writers.includes(userId)

export type Barring = Pick<ApprovalRequest, 'authorId' | 'lastEditorId' | 'writers'>

/** Four eyes count for whoever acts and for whom she acts. */
export const isActorBarred = ({ userId, onBehalfOf }: ActorRef, barring: Barring): boolean =>
  isBarred(userId, barring) || (onBehalfOf !== undefined && isBarred(onBehalfOf, barring))

/** Why this person may not decide on this request, or nothing. Four eyes: whoever wrote or last edited the content never
 *  decides, neither in person nor through a deputy (domain.md § 4). Whoever saved an earlier version by herself may. */
export function refuseDecision(by: ActorRef, request: ApprovalRequest): Problem | null {
  if (request.decision) return conflict(`Darüber hat ${request.decision.userName} schon entschieden.`)
  if (request.end) return conflict('Die Freigabe wurde zurückgeholt. Darüber ist nicht mehr zu entscheiden.')
  if (isActorBarred(by, request)) {
    return forbidden(
      'Sie haben dieses Dokument geschrieben oder zuletzt geändert. Freigeben muss eine andere Person: ' +
        'Leiten Sie es an eine andere Leitung weiter.',
    )
  }
  return null
}

/** Whether the request lies with this person: with each Leitung of the unit, and with whom it was forwarded to. She may
 *  still be barred from deciding. */
export const isResponsible = (actor: Actor, request: Pick<ApprovalRequest, 'unitId' | 'forwardedTo'>): boolean =>
  has(actor, 'leitung') && (actor.unitId === request.unitId || request.forwardedTo.includes(rightsOf(actor)))

/** The same as a condition on `approval_request AS waiting`, with its values. */
export const liesWith = (actor: Actor): { readonly sql: string; readonly args: readonly SqlValue[] } => {
  if (!has(actor, 'leitung')) return { sql: 'FALSE', args: [] }
  const forwarded = 'SELECT request_id FROM approval_forwarding WHERE to_user_id = ?'
  return { sql: `(waiting.unit_id = ? OR waiting.id IN (${forwarded}))`, args: [actor.unitId, rightsOf(actor)] }
}

/** Whether a request could be decided by this person, if it lay with her. */
export const couldDecide = (user: User, barring: Barring): boolean =>
  user.deactivatedAt === null && user.roles.includes('leitung') && !isBarred(user.id, barring)

/** The subjects that were ever forwarded to this person, as a query for `IN`. */
export const forwardedSubjects = (userId: string): { readonly sql: string; readonly args: readonly SqlValue[] } => ({
  sql: `SELECT forwarded.subject FROM approval_request AS forwarded
    JOIN approval_forwarding ON approval_forwarding.request_id = forwarded.id WHERE approval_forwarding.to_user_id = ?`,
  args: [userId],
})
