import type { ApprovalRequest } from '../approval/approval.ts'
import { isActorBarred, isResponsible, isWaiting } from '../approval/approval.ts'
import { decisionsOf, lastDecision, newestRequest } from '../approval/approval-actions.ts'
import { type AttachmentsSince, attachmentChanges } from '../attachment/stand-actions.ts'
import { type Actor, has, rightsOf } from '../auth/auth.ts'
import type { Reader } from '../base/database.ts'
import { compareBlocks } from '../blocks/difference.ts'
import type { Template } from '../template/library.ts'
import { blocksOf, compareRevisions, type Difference } from './comparison.ts'
import { type Document, isEditable, mayCreate, refuseDiscarding, refuseSubmitting, refuseWriting } from './document.ts'
import { findRevision, findVisible } from './document-store.ts'
import { isGuest, keepsDocument } from './participant.ts'
import { templateOf } from './pinned-template.ts'

/** What a person can do with a document now. */
export interface DocumentActs {
  readonly edit: boolean
  /** Editing is possible and would end the approval. */
  readonly voidApproval: boolean
  readonly submit: boolean
  readonly recall: boolean
  readonly discard: boolean
  readonly copy: boolean
  /** It lies with her, and she may decide. */
  readonly decide: boolean
  /** It lies with her, but she wrote or last edited it. */
  readonly barred: boolean
  readonly forward: boolean
}

export function actsOn(actor: Actor, document: Document, request: ApprovalRequest | null): DocumentActs {
  const { state } = document
  const writes = refuseWriting(actor, document) === null
  const waiting = state === 'in_approval' && request !== null && isWaiting(request) ? request : null
  const responsible = waiting !== null && isResponsible(actor, waiting)
  const barred = responsible && waiting !== null && isActorBarred(actor.ref, waiting)
  return {
    edit: writes && (isEditable(state) || state === 'approved'),
    voidApproval: writes && state === 'approved',
    submit: writes && refuseSubmitting(state) === null,
    recall: writes && waiting !== null,
    discard: keepsDocument(actor, document) && refuseDiscarding(state) === null,
    copy: mayCreate(actor, document.kind) && mayCopy(actor, document),
    decide: responsible && !barred,
    barred,
    forward: responsible || (waiting !== null && waiting.requestedBy === actor.userId),
  }
}

/** A copy would stay with her when the invitation ends. */
const mayCopy = (actor: Actor, document: Document): boolean =>
  document.kind === 'paper' ? !isGuest(actor, document) : canReadCase(actor, document)

const canReadCase = (actor: Actor, { caseLotsinId, unitId }: Document): boolean =>
  (has(actor, 'lotsin') && caseLotsinId === rightsOf(actor)) || (has(actor, 'leitung') && unitId === actor.unitId)

/** What somebody reads who decides: the document, the newest request about it and what she can do. */
export interface DocumentReview {
  readonly document: Document
  readonly template: Template
  readonly request: ApprovalRequest | null
  readonly acts: DocumentActs
}

export async function readReview(reader: Reader, actor: Actor, id: string): Promise<DocumentReview | null> {
  const document = await findVisible(reader, actor, id)
  if (!document) return null
  const [template, request] = [await templateOf(reader, document), await newestRequest(reader, id)]
  return { document, template, request, acts: actsOn(actor, document, request) }
}

/** All blocks are `same` where nothing was decided yet. */
export interface ChangesSince extends Difference {
  /** The decision that the changes are counted from; null where nothing was decided yet. */
  readonly since: {
    readonly revision: number
    readonly outcome: 'approved' | 'returned'
    readonly reason: string | null
    readonly byName: string
    /** Whether it was this person's own decision. */
    readonly own: boolean
    readonly at: string
  } | null
}

export interface ReviewedSince extends ChangesSince {
  readonly attachments: AttachmentsSince
}

/** What changed since this person last decided about the document, or else since anybody did. Null where she cannot see
 *  the document. */
export async function changesSinceLastDecision(
  reader: Reader,
  actor: Actor,
  id: string,
): Promise<ReviewedSince | null> {
  const document = await findVisible(reader, actor, id)
  if (!document) return null
  const template = await templateOf(reader, document)
  const decided = (await lastDecision(reader, id, actor.userId)) ?? (await lastDecision(reader, id))
  const base = decided && (await findRevision(reader, id, decided.revision))
  if (!decided || !base) {
    const blocks = await blocksOf(template, document.values)
    const attachments = await attachmentChanges(reader, { subject: id, revision: 0 })
    return { since: null, values: [], blocks: compareBlocks(blocks, blocks), attachments }
  }
  const { decision, revision } = decided
  return {
    since: {
      revision,
      outcome: decision.outcome,
      reason: decision.reason,
      byName: decision.userName,
      own: decision.userId === actor.userId,
      at: decision.decidedAt,
    },
    ...(await compareRevisions(reader, { id, template, from: base, to: document })),
    attachments: await attachmentChanges(reader, { subject: id, revision }),
  }
}

/** Whoever decided what, the newest first: for the way that the document took. */
export const readDecisions = decisionsOf
