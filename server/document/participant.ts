import { type Actor, has, rightsOf } from '../auth/auth.ts'
import { conflict, forbidden, type Problem } from '../base/result.ts'
import type { WritingMode } from '../writing/protocol.ts'
import type { Document, DocumentState } from './document.ts'

/** As what somebody can be invited, the most first. */
export const participantModes = ['write', 'suggest', 'comment'] as const satisfies readonly WritingMode[]

export type ParticipantMode = (typeof participantModes)[number]

export const isParticipantMode = (text: string): text is ParticipantMode =>
  participantModes.some((mode) => mode === text)

export const participantLabels: Readonly<Record<ParticipantMode, string>> = {
  write: 'Schreiben',
  suggest: 'Änderungen vorschlagen',
  comment: 'Kommentieren',
}

/** Somebody who was invited, and still is. */
export interface Participant {
  readonly userId: string
  readonly mode: ParticipantMode
}

export interface Invitation extends Participant {
  readonly id: string
  readonly name: string
  readonly unitName: string
  readonly invitedByName: string
  readonly invitedAt: string
}

/** What says who takes part. */
export type Kept = Pick<Document, 'kind' | 'unitId' | 'authorId' | 'caseLotsinId' | 'participants' | 'isSuggestOnly'>

/** Whether somebody writes in a document because it is her work and not because she was invited. A Lotsin writes in the
 *  documents of her cases, a Leitung in those of her unit, the Sitzungsdienst in every paper, and everybody in a paper of
 *  her own. */
export function keepsDocument(
  actor: Actor,
  { kind, unitId, authorId, caseLotsinId }: Omit<Kept, 'participants' | 'isSuggestOnly'>,
): boolean {
  if (has(actor, 'leitung') && actor.unitId === unitId) return true
  if (kind !== 'paper') return has(actor, 'lotsin') && caseLotsinId === rightsOf(actor)
  return has(actor, 'sitzungsdienst') || (authorId === rightsOf(actor) && mayTakePart(actor))
}

/** Roles whose people write and read documents, and can be invited to one. */
export const mayTakePart = (actor: Actor): boolean =>
  has(actor, 'lotsin') || has(actor, 'leitung') || has(actor, 'sitzungsdienst')

/** As what somebody was invited; null for whoever was not. */
export const participantMode = (
  { participants }: Pick<Document, 'participants'>,
  userId: string,
): ParticipantMode | null => participants.find((each) => each.userId === userId)?.mode ?? null

/** Whether somebody would not see the document without her invitation, as far as writing goes. */
export const isGuest = (actor: Actor, document: Kept): boolean =>
  !keepsDocument(actor, document) && participantMode(document, actor.userId) !== null

/** How somebody who sees a document takes part in it while it is written. */
export function partIn(actor: Actor, document: Kept): ParticipantMode {
  const mode = keepsDocument(actor, document) ? 'write' : (participantMode(document, actor.userId) ?? 'comment')
  return mode === 'write' && document.isSuggestOnly && document.authorId !== actor.userId ? 'suggest' : mode
}

/** Why this person may not decide about the document as a whole, or nothing: who takes part, or that it is discarded.
 *  Whoever was invited may not, even to write. */
export const refuseKeeping = (actor: Actor, document: Kept): Problem | null =>
  keepsDocument(actor, document)
    ? null
    : forbidden('Das ist denen vorbehalten, zu deren Arbeit dieses Dokument gehört.')

/** What is issued or discarded is not written any more: nobody is invited to it. */
export function refuseInvitationTo(state: DocumentState): Problem | null {
  if (state === 'discarded') return conflict('Dieses Dokument ist verworfen. Eingeladen wird nur, solange es entsteht.')
  if (state === 'issuing' || state === 'issued' || state === 'signed')
    return conflict('Dieses Dokument ist ausgefertigt. Eingeladen wird nur, solange es entsteht.')
  return null
}
