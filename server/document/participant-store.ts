import { z } from 'zod'
import type { Reader, Tx } from '../base/database.ts'
import { type Invitation, participantModes } from './participant.ts'

const invitationRow: z.ZodType<Invitation> = z.object({
  id: z.string(),
  userId: z.string(),
  mode: z.enum(participantModes),
  name: z.string(),
  unitName: z.string(),
  invitedByName: z.string(),
  invitedAt: z.string(),
})

/** Those that stand, the oldest first. */
export const selectInvitations = (reader: Reader, documentId: string): Promise<Invitation[]> =>
  reader.all(
    invitationRow,
    `SELECT invitation.id, user_id, mode, invited.name, unit.name AS unit_name, host.name AS invited_by_name, invited_at
     FROM document_invitation AS invitation
     JOIN user AS invited ON invited.id = user_id
     JOIN unit ON unit.id = invited.unit_id
     JOIN user AS host ON host.id = invited_by
     WHERE document_id = ? AND ended_at IS NULL ORDER BY invitation.id`,
    [documentId],
  )

interface NewInvitation extends Pick<Invitation, 'id' | 'userId' | 'mode' | 'invitedAt'> {
  readonly documentId: string
  readonly invitedBy: string
}

export async function insertInvitation(tx: Tx, invitation: NewInvitation): Promise<void> {
  const { id, documentId, userId, mode, invitedBy, invitedAt } = invitation
  await tx.run(
    `INSERT INTO document_invitation (id, document_id, user_id, mode, invited_by, invited_at)
     VALUES (?, ?, ?, ?, ?, ?)`,
    [id, documentId, userId, mode, invitedBy, invitedAt],
  )
}

/** The one that stands, if one does. */
export async function endInvitation(
  tx: Tx,
  { documentId, userId, at }: { readonly documentId: string; readonly userId: string; readonly at: string },
): Promise<void> {
  await tx.run(
    'UPDATE document_invitation SET ended_at = ? WHERE document_id = ? AND user_id = ? AND ended_at IS NULL',
    [at, documentId, userId],
  )
}

interface NewSuggestOnly {
  readonly documentId: string
  readonly userId: string
  readonly at: string
}

export async function insertSuggestOnly(tx: Tx, { documentId, userId, at }: NewSuggestOnly): Promise<void> {
  await tx.run('INSERT INTO document_suggest_only (document_id, user_id, at) VALUES (?, ?, ?)', [
    documentId,
    userId,
    at,
  ])
}

export async function deleteSuggestOnly(tx: Tx, documentId: string): Promise<void> {
  await tx.run('DELETE FROM document_suggest_only WHERE document_id = ?', [documentId])
}
