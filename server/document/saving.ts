import { endRequest, newestRequest } from '../approval/approval-actions.ts'
import { attachmentHashes } from '../attachment/attachment-actions.ts'
import { type AuditDetails, transact } from '../audit/audit.ts'
import { appendEntry } from '../audit/chain.ts'
import type { Actor } from '../auth/auth.ts'
import type { Db, Tx } from '../base/database.ts'
import { conflict, invalid, notFound, ok, type Problem, type Result, stale } from '../base/result.ts'
import { type Change, compareValues } from '../fields/changes.ts'
import type { Values } from '../fields/fields.ts'
import { formProblems } from '../fields/form-problems.ts'
import { type Choice, type Conflict, mergeValues } from '../fields/merging.ts'
import { queueNotice, settleNotices } from '../notice/notice-actions.ts'
import type { Template } from '../template/library.ts'
import { changesFrom } from '../writing/changes-between.ts'
import type { LiveState, Change as LoggedChange } from '../writing/writing.ts'
import { appendChanges, markSettled, readLive, readSettled, unfreeze } from '../writing/writing-actions.ts'
import { carryValues } from './carrying.ts'
import { type Document, refuseEditing, refuseWriting } from './document.ts'
import * as store from './document-store.ts'
import { type DraftedRevision, draftRevision, readDraft } from './drafting.ts'
import { templateAt, templateOf } from './pinned-template.ts'
import { changedFields, settleDocument } from './settling.ts'

export interface DocumentEdit {
  readonly id: string
  /** The revision whose values the form showed. */
  readonly baseRevision: number
  readonly input: unknown
  /** What was decided about conflicts, by their key, for exactly the revision that was shown with them. */
  readonly decided?: { readonly revision: number; readonly choices: Readonly<Record<string, Choice>> }
  /** Said by whoever knows that saving ends the approval. */
  readonly voidApproval?: boolean
}

export type DocumentSaved =
  | {
      readonly kind: 'saved'
      readonly revision: number
      /** False when there was nothing to save. */
      readonly changed: boolean
      /** What others had changed meanwhile and is kept beside it; empty when nobody had. */
      readonly merged: readonly Change[]
    }
  | DocumentConflict

/** Nothing was saved: somebody else changed the same. */
export interface DocumentConflict {
  readonly kind: 'conflict'
  readonly conflicts: readonly Conflict[]
  readonly theirs: { readonly revision: number; readonly byName: string; readonly at: string }
  /** What I wanted to save, as it was read. */
  readonly mine: Values
}

/** Saves a document as its next revision. If others saved meanwhile, both are brought together field by field; what both
 *  changed in different ways comes back as a conflict, and nothing is saved until it is decided. */
export const saveDocument = (db: Db, actor: Actor, edit: DocumentEdit): Promise<Result<DocumentSaved>> =>
  untilStored(() => saveOnce(db, actor, edit))

/** Tries again when somebody else was quicker to store. */
export async function untilStored<T>(store: () => Promise<Result<T>>): Promise<Result<T>> {
  for (let attempt = 1; ; attempt++) {
    const stored = await store()
    if (stored.ok || stored !== movedOn || attempt === mostAttempts) return stored
  }
}

/** So many people never write in one document at once. */
const mostAttempts = 50

const gone = notFound('Dieses Dokument gibt es nicht.')
const movedOn = stale('Dieses Dokument wird gerade von vielen zugleich geändert. Speichern Sie noch einmal.')

type SettledDocument = Pick<PlannedRevision, 'current' | 'live' | 'template'>

/** The document with everything that was written in it, if this person may change it. */
export async function findSettled(
  db: Db,
  actor: Actor,
  { id, voidApproval: mayVoid }: { readonly id: string; readonly voidApproval: boolean },
): Promise<Result<SettledDocument>> {
  const found = await store.findVisible(db, actor, id)
  if (!found) return gone
  const refused = refuseWriting(actor, found) ?? refuseEditing(found.state, { voidApproval: mayVoid })
  if (refused) return refused
  const settled = await settleDocument(db, id)
  if (!settled.ok) return settled
  const template = await templateOf(db, found)
  const live = await readLive(db, id, template.fields)
  const current = await store.findVisible(db, actor, id)
  const head = await readSettled(db, id)
  const isSameForm = current?.templateHash === found.templateHash
  const isSettled = current && isSameForm && (head?.settledVersion ?? null) === (live?.version ?? null)
  return isSettled ? ok({ current, live, template }) : movedOn
}

async function saveOnce(db: Db, actor: Actor, edit: DocumentEdit): Promise<Result<DocumentSaved>> {
  const found = await findSettled(db, actor, { id: edit.id, voidApproval: true })
  if (!found.ok) return found
  const { current, template } = found.value
  const base = await store.findRevision(db, edit.id, edit.baseRevision)
  if (!base) return stale('Diese Seite ist nicht mehr gültig. Öffnen Sie das Dokument neu.')
  const read = readDraft(template, edit.input)
  if (!read.ok) return refusal(template, edit.input, read)
  const mine = read.value
  const then = await templateAt(db, current, edit.baseRevision)
  const versions = { base: carryValues(then.fields, template.fields, base.values), mine, theirs: current.values }
  const choices = edit.decided?.revision === current.revision ? edit.decided.choices : {}
  const { merged, conflicts } = mergeValues(template.fields, versions, choices)
  if (conflicts.length > 0) {
    // With those that are decided: nothing is, before everything is.
    const all = mergeValues(template.fields, versions).conflicts
    const theirs = { revision: current.revision, byName: current.editorName, at: current.savedAt }
    return ok({ kind: 'conflict', conflicts: all, theirs, mine })
  }
  // What two people made may be too much together, as in a list with a longest length.
  const whole = readDraft(template, merged)
  if (!whole.ok) return refusal(template, merged, whole)
  const changes = compareValues(template.fields, current.values, whole.value)
  const kept = compareValues(template.fields, versions.base, current.values)
  if (changes.length === 0) return ok({ kind: 'saved', revision: current.revision, changed: false, merged: kept })
  const mayEdit = refuseEditing(current.state, { voidApproval: edit.voidApproval === true })
  if (mayEdit) return mayEdit
  const details = { fields: changedFields(changes), ...(kept.length > 0 ? { merged: true } : {}) }
  const planned = { ...found.value, values: whole.value, event: 'document.saved', details } as const
  const stored = await storeRevision(db, actor, planned)
  return stored.ok ? ok({ kind: 'saved', revision: stored.value.revision, changed: true, merged: kept }) : stored
}

/** In the words of the form. */
const refusal = ({ fields }: Template, input: unknown, problem: Problem): Problem =>
  invalid('Das Dokument ist noch nicht gespeichert.', formProblems(fields, input, problem))

interface PlannedRevision {
  readonly current: Document
  /** What people who write live stand at, which is the newest revision; null where nobody does. */
  readonly live: LiveState | null
  readonly template: Template
  readonly values: Values
  readonly event: 'document.saved' | 'document.restored'
  readonly details: AuditDetails
}

/** Stores the next revision, and its changes in the log of those who write live. */
async function storeRevision(
  db: Db,
  actor: Actor,
  { current, live, template, values, event, details }: PlannedRevision,
): Promise<Result<{ revision: number }>> {
  const drafted = await draftRevision(template, values)
  if (!drafted.ok) return drafted
  const { id } = current
  const revision = current.revision + 1
  const changes = live ? changesFrom(template.fields, live, drafted.value.values) : []
  const entry = {
    by: actor.ref,
    event,
    subject: id,
    related: current.caseId,
    details: { revision, ...details },
  } as const
  return transact(db, entry, (tx) =>
    insertNext(tx, actor, { current, live, template, drafted: drafted.value, changes, at: db.clock.now() }),
  )
}

export interface NextRevision {
  readonly current: Document
  readonly live: LiveState | null
  readonly template: Template
  readonly drafted: DraftedRevision
  /** What is different from the current one, for the log of those who write live. */
  readonly changes: readonly LoggedChange[]
  readonly at: Date
}

/** Stores the revision after the current one, with the attachments as they are now; a step. An approval of the current one
 *  ends. Refuses with `movedOn` where the current one no longer is it. */
export async function insertNext(
  tx: Tx,
  actor: Actor,
  { current, live, template, drafted, changes, at }: NextRevision,
): Promise<Result<{ revision: number }>> {
  const { id } = current
  const revision = current.revision + 1
  const now = await store.findVisible(tx, actor, id)
  if (now?.revision !== current.revision || now.state !== current.state) return movedOn
  if (current.state === 'approved') {
    const voided = await voidApproval(tx, actor, { document: current, revision, at })
    if (!voided.ok) return voided
  }
  const savedAt = at.toISOString()
  const appended = await appendToLog(tx, { id, revision, live, by: actor.userId, at: savedAt, changes })
  if (!appended.ok) return appended
  const { hashWith, ...written } = drafted
  await store.insertRevision(tx, {
    documentId: id,
    revision,
    editorId: actor.userId,
    writers: null,
    savedAt,
    ...written,
    contentHash: hashWith(await attachmentHashes(tx, id)),
    fields: template.fields,
  })
  return ok({ revision })
}

interface Appended {
  readonly id: string
  readonly revision: number
  readonly live: LiveState | null
  readonly by: string
  readonly at: string
  readonly changes: readonly LoggedChange[]
}

async function appendToLog(tx: Tx, { id, revision, live, by, at, changes }: Appended): Promise<Result<null>> {
  if (!live) return (await readSettled(tx, id)) ? movedOn : ok(null)
  const version = await appendChanges(tx, id, { version: live.version, by, at, changes })
  if (version === null) return movedOn
  await markSettled(tx, id, { version, revision })
  return ok(null)
}

/** Makes an earlier content the newest one, as a change like every other: what stood there since stays to be read. */
export async function restoreRevision(
  db: Db,
  actor: Actor,
  { id, revision }: { readonly id: string; readonly revision: number },
): Promise<Result<{ revision: number }>> {
  return untilStored(async () => {
    const found = await findSettled(db, actor, { id, voidApproval: false })
    if (!found.ok) return found
    const { current, template } = found.value
    const earlier = await store.findRevision(db, id, revision)
    if (!earlier) return notFound('Diese Fassung gibt es nicht.')
    const then = await templateAt(db, current, revision)
    const values = carryValues(then.fields, template.fields, earlier.values)
    const changes = compareValues(template.fields, current.values, values)
    if (changes.length === 0) return conflict('Das Dokument steht schon so da. Geändert ist nichts.')
    const details = { fields: changedFields(changes), restored: revision }
    return storeRevision(db, actor, { ...found.value, values, event: 'document.restored', details })
  })
}

/** The approval was of another content: it ends in the same transaction, and those who relied on it are told. */
async function voidApproval(
  tx: Tx,
  actor: Actor,
  { document, revision, at }: { readonly document: Document; readonly revision: number; readonly at: Date },
): Promise<Result<null>> {
  const request = await newestRequest(tx, document.id)
  if (!request?.decision) return movedOn
  const ended = await endRequest(tx, actor, { requestId: request.id, kind: 'voided', at })
  if (!ended.ok) return ended
  const entry = {
    event: 'document.approval_voided',
    subject: document.id,
    related: document.caseId ?? undefined,
    userId: actor.userId,
    onBehalfOf: actor.ref.onBehalfOf,
    details: { request: request.id, revision },
  }
  await appendEntry(tx, entry, at)
  await unfreeze(tx, document.id)
  await settleNotices(tx, { about: document.id, kinds: ['approved'], at })
  for (const to of new Set([document.authorId, request.decision.userId])) {
    if (to !== actor.userId) await queueNotice(tx, { to, kind: 'approval_voided', about: document.id, at })
  }
  return ok(null)
}
