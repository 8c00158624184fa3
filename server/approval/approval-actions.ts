import { bookkeep } from '../audit/audit.ts'
import type { Actor, User } from '../auth/auth.ts'
import { findUser, listColleagues } from '../auth/user-actions.ts'
import type { Db, Reader, Tx } from '../base/database.ts'
import { newId } from '../base/ids.ts'
import { conflict, forbidden, invalid, notFound, ok, type Result, stale } from '../base/result.ts'
import {
  type ApprovalRequest,
  type Barring,
  type ComparedChange,
  couldDecide,
  type EndKind,
  isApproved,
  isBarred,
  isResponsible,
  isWaiting,
  type Outcome,
  refuseDecision,
} from './approval.ts'
import * as store from './approval-store.ts'

export interface NewRequest {
  readonly subject: string
  readonly unitId: string
  readonly contentHash: string
  readonly authorId: string
  readonly lastEditorId: string
  /** Everybody who wrote in it live since the request before. */
  readonly writers: readonly string[]
  /** Of the subject: what the hash was made of. */
  readonly revision: number
  readonly compared: ComparedChange
  readonly at: Date
}

/** Asks for the approval of a content; a step. Refuses while another request about the subject still counts. */
export async function requestApproval(tx: Tx, by: Actor, request: NewRequest): Promise<Result<{ requestId: string }>> {
  const [newest] = await store.selectRequests(tx, request.subject)
  if (newest && isWaiting(newest)) return conflict('Dieses Dokument liegt schon zur Freigabe vor.')
  if (newest && isApproved(newest)) return conflict('Dieses Dokument ist schon freigegeben.')
  const { at, ...rest } = request
  const id = newId()
  const number = (newest?.number ?? 0) + 1
  await store.insertRequest(tx, { ...rest, id, number, requestedBy: by.userId, requestedAt: at.toISOString() })
  return ok({ requestId: id })
}

export interface NewDecision {
  readonly requestId: string
  readonly outcome: Outcome
  /** Needed for a return. */
  readonly reason?: string
  /** Of what the person has read. */
  readonly contentHash: string
  readonly at: Date
}

export const longestReason = 4000

/** Records one decision on a content hash; a step. Refuses what `refuseDecision` refuses, people with whom the request
 *  does not lie, a hash that is no longer the asked one, and a return without a reason. */
export async function recordDecision(tx: Tx, by: Actor, decision: NewDecision): Promise<Result<ApprovalRequest>> {
  const request = await store.findRequest(tx, decision.requestId)
  if (!request) return notFound('Diese Freigabe gibt es nicht.')
  if (!isResponsible(by, request)) return forbidden(notResponsible)
  if (request.contentHash !== decision.contentHash) {
    return stale('Der Inhalt wurde seitdem geändert. Lesen Sie die neue Fassung, bevor Sie entscheiden.')
  }
  const refused = refuseDecision(by.ref, request)
  if (refused) return refused
  const reason = decision.reason?.trim() ?? ''
  if (decision.outcome === 'returned' && reason === '') {
    return atReason('Nennen Sie den Grund, damit klar ist, was zu ändern ist.')
  }
  if (reason.length > longestReason) {
    return atReason(`Der Grund hat ${reason.length} Zeichen, erlaubt sind ${longestReason}. Kürzen Sie ihn.`)
  }
  await store.insertDecision(tx, request.id, {
    outcome: decision.outcome,
    reason: decision.outcome === 'returned' ? reason : null,
    contentHash: decision.contentHash,
    userId: by.userId,
    onBehalfOf: by.ref.onBehalfOf ?? null,
    decidedAt: decision.at.toISOString(),
  })
  return ok(request)
}

const notResponsible = 'Darüber entscheidet die Leitung der Einheit oder an wen es weitergeleitet wurde.'

const atReason = (message: string) =>
  invalid('Das Dokument ist noch nicht zurückgegeben.', [{ path: 'reason', message }])

/** Lets another Leitung decide, of whatever unit; a step. Everybody with whom it lay may still do so. */
export async function forwardRequest(
  tx: Tx,
  by: Actor,
  { requestId, to, at }: { readonly requestId: string; readonly to: string; readonly at: Date },
): Promise<Result<ApprovalRequest>> {
  const request = await store.findRequest(tx, requestId)
  if (!request || !isWaiting(request)) return conflict('Darüber ist nicht mehr zu entscheiden.')
  const mayForward = isResponsible(by, request) || by.userId === request.requestedBy
  if (!mayForward) return forbidden(notResponsible)
  const chosen = to === '' ? null : await findUser(tx, to)
  if (!chosen || !couldDecide(chosen, request)) {
    return atTo(
      chosen && isBarred(chosen.id, request)
        ? `${chosen.name} hat dieses Dokument geschrieben oder zuletzt geändert. Wählen Sie eine andere Leitung.`
        : 'Wählen Sie eine Leitung aus der Liste.',
    )
  }
  if (to === by.userId || request.forwardedTo.includes(to)) {
    const whom = to === by.userId ? 'Ihnen' : chosen.name
    return atTo(`Das Dokument ist schon bei ${whom}. Wählen Sie eine andere Leitung.`)
  }
  await store.insertForwarding(tx, {
    id: newId(),
    requestId,
    toUserId: to,
    byUserId: by.userId,
    at: at.toISOString(),
  })
  return ok(request)
}

const atTo = (message: string) => invalid('Das Dokument ist noch nicht weitergeleitet.', [{ path: 'to', message }])

export interface NewEnd {
  readonly requestId: string
  readonly kind: EndKind
  readonly reason?: string
  readonly at: Date
}

/** Lets a request no longer count; a step. Only what waits is recalled, only what is approved is voided. */
export async function endRequest(tx: Tx, by: Actor, end: NewEnd): Promise<Result<ApprovalRequest>> {
  const request = await store.findRequest(tx, end.requestId)
  if (!request) return notFound('Diese Freigabe gibt es nicht.')
  if (end.kind === 'recalled' && !isWaiting(request)) {
    return conflict('Darüber ist schon entschieden. Zurückholen geht nur vorher.')
  }
  if (end.kind === 'voided' && !isApproved(request)) return conflict('Es gibt keine Freigabe, die aufzuheben wäre.')
  const { kind, reason = null, at } = end
  await store.insertEnd(tx, request.id, { kind, userId: by.userId, at: at.toISOString(), reason })
  return ok(request)
}

/** The request that somebody still has to decide, if there is one. */
export async function openRequest(reader: Reader, subject: string): Promise<ApprovalRequest | null> {
  const [newest] = await store.selectRequests(reader, subject)
  return newest && isWaiting(newest) ? newest : null
}

/** The newest request, whatever became of it. */
export const newestRequest = async (reader: Reader, subject: string): Promise<ApprovalRequest | null> =>
  (await store.selectRequests(reader, subject))[0] ?? null

export type DecidedRequest = ApprovalRequest & { readonly decision: NonNullable<ApprovalRequest['decision']> }

/** The request that was decided last, by this person or by anybody. */
export async function lastDecision(reader: Reader, subject: string, userId?: string): Promise<DecidedRequest | null> {
  const decided = await decisionsOf(reader, subject)
  return decided.find(({ decision }) => userId === undefined || decision.userId === userId) ?? null
}

/** Every request that was decided, the newest first. */
export async function decisionsOf(reader: Reader, subject: string): Promise<DecidedRequest[]> {
  return (await store.selectRequests(reader, subject)).filter(isDecided)
}

/** Every request ever made, the newest first. */
export const requestsOf = (reader: Reader, subject: string): Promise<ApprovalRequest[]> =>
  store.selectRequests(reader, subject)

const isDecided = (request: ApprovalRequest): request is DecidedRequest => request.decision !== null

export async function requestsById(
  reader: Reader,
  ids: readonly string[],
): Promise<ReadonlyMap<string, ApprovalRequest>> {
  return new Map((await store.selectRequestsById(reader, ids)).map((request) => [request.id, request]))
}

/** The page with what is asked about stands before this person: from now on she may decide. The content of a request
 *  never changes, so whoever has had it once has read exactly that. */
export async function noteReading(db: Db, actor: Actor, requestId: string): Promise<void> {
  if (await store.hasRead(db, requestId, actor.userId)) return
  const reading = { requestId, userId: actor.userId, at: db.clock.now().toISOString() }
  await bookkeep(db, 'approval_reading', (tx) => store.insertReading(tx, reading))
}

export const hasRead = (reader: Reader, actor: Actor, requestId: string): Promise<boolean> =>
  store.hasRead(reader, requestId, actor.userId)

/** Who of a unit can decide about what these people wrote. */
export async function decidersOf(reader: Reader, unitId: string, barring: Barring): Promise<User[]> {
  const leaders = await listColleagues(reader, { unitId, role: 'leitung' })
  return leaders.filter((user) => couldDecide(user, barring))
}

/** Everything in the house that waits, each with those who could decide about it. */
export async function waitingWithDeciders(
  reader: Reader,
): Promise<readonly { readonly request: ApprovalRequest; readonly deciders: readonly User[] }[]> {
  const leaders = await listColleagues(reader, { role: 'leitung' })
  return (await store.selectWaitingRequests(reader)).map((request) => ({
    request,
    deciders: leaders.filter(
      (user) => (user.unitId === request.unitId || request.forwardedTo.includes(user.id)) && couldDecide(user, request),
    ),
  }))
}

/** Whom this person could forward a request to: each other Leitung of the house who could decide about it. */
export async function forwardChoices(
  reader: Reader,
  actor: Actor,
  { forwardedTo, ...barring }: Barring & Pick<ApprovalRequest, 'forwardedTo'>,
): Promise<User[]> {
  const leaders = await listColleagues(reader, { role: 'leitung' })
  return leaders.filter((user) => {
    const hasIt = user.id === actor.userId || forwardedTo.includes(user.id)
    return !hasIt && couldDecide(user, barring)
  })
}
