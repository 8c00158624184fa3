import { type Actor, has } from '../auth/auth.ts'
import { conflict, forbidden, type Problem } from '../base/result.ts'
import type { Values } from '../fields/fields.ts'
import type { TemplateKind } from '../template/description.ts'
import { type Kept, type Participant, partIn } from './participant.ts'

export const documentStates = [
  'draft',
  'returned',
  'in_approval',
  'approved',
  'issuing',
  'issued',
  'signed',
  'discarded',
] as const

export type DocumentState = (typeof documentStates)[number]
/** What people write. Sheets are printed from what is known and are no documents. */
export type DocumentKind = Exclude<TemplateKind, 'sheet'>

/** One document as it stands now, with its newest revision. */
export interface Document {
  readonly id: string
  readonly templateSlug: string
  readonly templateVersion: number
  readonly templateHash: string
  readonly kind: DocumentKind
  /** Null for papers. */
  readonly caseId: string | null
  /** Who guides that case now. */
  readonly caseLotsinId: string | null
  /** The unit that it belongs to: the case's, where there is one. */
  readonly unitId: string
  readonly unitName: string
  readonly authorId: string
  readonly authorName: string
  readonly createdAt: string
  readonly copiedFrom: string | null
  readonly state: DocumentState
  /** The number of the newest revision; whoever saves names the one she read. */
  readonly revision: number
  /** Without those of kind `assigned`. */
  readonly values: Values
  readonly title: string
  /** What the template calls the subject; may be empty. */
  readonly subtitle: string
  readonly editorId: string
  readonly editorName: string
  readonly savedAt: string
  /** Null as long as something is missing. */
  readonly contentHash: string | null
  /** The newest request for approval, whatever became of it. */
  readonly requestId: string | null
  /** Of a paper, once its issue is ordered. */
  readonly number: string | null
  /** Everybody who is invited to it now. */
  readonly participants: readonly Participant[]
  /** Only its author writes in it; everybody else suggests. */
  readonly isSuggestOnly: boolean
}

/** A document in a list. */
export interface DocumentLine {
  readonly id: string
  readonly kind: DocumentKind
  readonly title: string
  readonly subtitle: string
  readonly number: string | null
  readonly state: DocumentState
  readonly caseId: string | null
  readonly authorName: string
  readonly unitName: string
  readonly savedAt: string
}

export interface DocumentRevision {
  readonly revision: number
  readonly values: Values
  readonly title: string
  readonly editorId: string
  readonly editorName: string
  readonly savedAt: string
  readonly contentHash: string | null
}

/** Kinds that a person may write: a Lotsin for her cases, the Sitzungsdienst and a Leitung for the committees. */
export function mayCreate(actor: Actor, kind: DocumentKind): boolean {
  if (kind === 'paper') return has(actor, 'sitzungsdienst') || has(actor, 'leitung') || has(actor, 'lotsin')
  return has(actor, 'lotsin') || has(actor, 'leitung')
}

export const isEditable = (state: DocumentState): boolean => state === 'draft' || state === 'returned'

/** Why a document in this state cannot be changed, or nothing. `voidApproval` is said by whoever knows that an approval
 *  ends by it. */
export function refuseEditing(
  state: DocumentState,
  { voidApproval }: { readonly voidApproval: boolean },
): Problem | null {
  if (isEditable(state) || (state === 'approved' && voidApproval)) return null
  if (state === 'approved') {
    return conflict('Dieses Dokument ist freigegeben. Wer es ändert, hebt die Freigabe auf: Bestätigen Sie das zuerst.')
  }
  if (state === 'in_approval') {
    return conflict('Dieses Dokument liegt zur Freigabe vor. Holen Sie es zurück, bevor Sie es ändern.')
  }
  if (state === 'discarded') return conflict('Dieses Dokument ist verworfen. Legen Sie ein neues an.')
  return conflict('Dieses Dokument ist ausgefertigt und wird nicht mehr geändert. Legen Sie eine Kopie an.')
}

/** Only what was never issued can be discarded, and nothing that waits for a decision or has one. */
export function refuseDiscarding(state: DocumentState): Problem | null {
  if (isEditable(state)) return null
  if (state === 'in_approval') {
    return conflict('Dieses Dokument liegt zur Freigabe vor. Holen Sie es zurück, bevor Sie es verwerfen.')
  }
  if (state === 'approved') {
    return conflict('Dieses Dokument ist freigegeben. Nur Entwürfe können verworfen werden.')
  }
  if (state === 'discarded') return conflict('Dieses Dokument ist schon verworfen.')
  return conflict('Dieses Dokument ist ausgefertigt. Es bleibt, wie es ist.')
}

export function refuseSubmitting(state: DocumentState): Problem | null {
  if (isEditable(state)) return null
  if (state === 'in_approval') return conflict('Dieses Dokument liegt schon zur Freigabe vor.')
  if (state === 'approved') return conflict('Dieses Dokument ist schon freigegeben.')
  if (state === 'discarded') return conflict('Dieses Dokument ist verworfen.')
  return conflict('Dieses Dokument ist schon ausgefertigt.')
}

/** Why this person may read a document but not write in it, or nothing (participant.ts says who writes). */
export function refuseWriting(actor: Actor, document: Kept): Problem | null {
  const part = partIn(actor, document)
  if (part === 'write') return null
  return part === 'suggest'
    ? forbidden('Sie können in diesem Dokument Änderungen vorschlagen und kommentieren, aber nicht selbst schreiben.')
    : forbidden('Sie können dieses Dokument lesen, aber nicht bearbeiten. Das tut die Einheit, zu der es gehört.')
}
