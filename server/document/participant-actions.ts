import { transact } from '../audit/audit.ts'
import { type Actor, actorOf, type User } from '../auth/auth.ts'
import { findUser, listColleagues } from '../auth/user-actions.ts'
import type { Db, Reader, Tx } from '../base/database.ts'
import { newId } from '../base/ids.ts'
import { conflict, invalid, notFound, ok, type Problem, type Result } from '../base/result.ts'
import { queueNotice } from '../notice/notice-actions.ts'
import type { Document } from './document.ts'
import { findVisible } from './document-store.ts'
import {
  type Invitation,
  isParticipantMode,
  keepsDocument,
  mayTakePart,
  participantMode,
  refuseInvitationTo,
  refuseKeeping,
} from './participant.ts'
import * as store from './participant-store.ts'

export interface InvitationForm {
  readonly id: string
  readonly userId: string
  /** `write`, `suggest` or `comment`. */
  readonly mode: string
}

/** Lets a colleague take part in one document, or changes how she does. She sees it from then on, and is told. */
export async function inviteParticipant(
  db: Db,
  actor: Actor,
  { id, userId, mode }: InvitationForm,
): Promise<Result<{ id: string }>> {
  const found = await findVisible(db, actor, id)
  if (!found) return gone
  const details = { user: userId, right: mode }
  const entry = { by: actor.ref, event: 'document.invited', subject: id, related: found.caseId, details } as const
  return transact(db, entry, async (tx) => {
    const document = await findVisible(tx, actor, id)
    if (!document) return gone
    const refused = refuseKeeping(actor, document) ?? refuseInvitationTo(document.state)
    if (refused) return refused
    const user = await findUser(tx, userId)
    const wrong = refuseInvited(user, document) ?? refuseMode(mode, participantMode(document, userId))
    if (wrong) return wrong
    if (!isParticipantMode(mode)) throw new Error(`Nobody is invited as ${mode}.`)
    return storeInvitation(tx, actor, { documentId: id, userId, mode, at: db.clock.now() })
  })
}

const gone = notFound('Dieses Dokument gibt es nicht.')

const atField = (path: string, message: string): Problem =>
  invalid('Die Einladung ist noch nicht ausgesprochen.', [{ path, message }])

function refuseInvited(user: User | null, document: Document): Problem | null {
  if (!user || user.deactivatedAt !== null || !mayTakePart(actorOf(user)))
    return atField('userId', 'Wählen Sie eine Person aus der Liste.')
  return keepsDocument(actorOf(user), document)
    ? atField(
        'userId',
        `${user.name} schreibt hier schon mit und braucht keine Einladung. Wählen Sie eine andere Person.`,
      )
    : null
}

function refuseMode(mode: string, current: string | null): Problem | null {
  if (!isParticipantMode(mode)) return atField('mode', 'Wählen Sie, was die Person tun kann.')
  return mode === current ? conflict('So ist die Person schon eingeladen. Geändert ist nichts.') : null
}

interface StoredInvitation extends Pick<Invitation, 'userId' | 'mode'> {
  readonly documentId: string
  readonly at: Date
}

async function storeInvitation(
  tx: Tx,
  actor: Actor,
  { documentId, userId, mode, at }: StoredInvitation,
): Promise<Result<{ id: string }>> {
  const id = newId()
  const invitedAt = at.toISOString()
  await store.endInvitation(tx, { documentId, userId, at: invitedAt })
  await store.insertInvitation(tx, { id, documentId, userId, mode, invitedBy: actor.userId, invitedAt })
  await queueNotice(tx, { to: userId, kind: 'document_invited', about: documentId, at })
  return ok({ id })
}

/** From then on she sees the document only if it is her work. Whoever was invited may also leave by herself. */
export async function uninviteParticipant(
  db: Db,
  actor: Actor,
  { id, userId }: Omit<InvitationForm, 'mode'>,
): Promise<Result<{ id: string }>> {
  const found = await findVisible(db, actor, id)
  if (!found) return gone
  const details = { user: userId }
  const entry = { by: actor.ref, event: 'document.uninvited', subject: id, related: found.caseId, details } as const
  return transact(db, entry, async (tx) => {
    const document = await findVisible(tx, actor, id)
    if (!document) return gone
    const refused = userId === actor.userId ? null : refuseKeeping(actor, document)
    if (refused) return refused
    if (participantMode(document, userId) === null) return conflict('Diese Person ist nicht (mehr) eingeladen.')
    await store.endInvitation(tx, { documentId: id, userId, at: db.clock.now().toISOString() })
    return ok({ id })
  })
}

/** Lets only the author write, while everybody else suggests, or everybody write again who may. */
export async function setSuggestOnly(
  db: Db,
  actor: Actor,
  { id, on }: { readonly id: string; readonly on: boolean },
): Promise<Result<{ id: string }>> {
  const found = await findVisible(db, actor, id)
  if (!found) return gone
  const details = { on }
  const entry = { by: actor.ref, event: 'document.suggest_only', subject: id, related: found.caseId, details } as const
  return transact(db, entry, async (tx) => {
    const document = await findVisible(tx, actor, id)
    if (!document) return gone
    const refused = refuseKeeping(actor, document) ?? refuseInvitationTo(document.state)
    if (refused) return refused
    if (document.isSuggestOnly === on) return conflict(on ? alreadyOn : alreadyOff)
    if (on)
      await store.insertSuggestOnly(tx, { documentId: id, userId: actor.userId, at: db.clock.now().toISOString() })
    else await store.deleteSuggestOnly(tx, id)
    return ok({ id })
  })
}

const alreadyOn = '„Nur Vorschläge“ ist schon eingeschaltet.'
const alreadyOff = '„Nur Vorschläge“ ist schon ausgeschaltet.'

/** Who is invited now, for whoever sees the document. */
export const listInvitations = store.selectInvitations

/** Whom this document could be shown, by name. */
export async function invitationChoices(reader: Reader, document: Document): Promise<User[]> {
  const isInvited = new Set(document.participants.map(({ userId }) => userId))
  const colleagues = await listColleagues(reader, {})
  return colleagues.filter((user) => {
    const actor = actorOf(user)
    return mayTakePart(actor) && !isInvited.has(user.id) && !keepsDocument(actor, document)
  })
}
