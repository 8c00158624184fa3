import { endRequest, newestRequest } from '../approval/approval-actions.ts'
import { type AuditDetails, transact } from '../audit/audit.ts'
import { appendEntry } from '../audit/chain.ts'
import type { Actor } from '../auth/auth.ts'
import type { Db, Reader, Tx } from '../base/database.ts'
import { newId } from '../base/ids.ts'
import { invalid, notFound, ok, type Problem, type Result, stale } from '../base/result.ts'
import { findCase } from '../casefile/casefile-actions.ts'
import { type Change, compareValues } from '../fields/changes.ts'
import type { Values } from '../fields/fields.ts'
import { formProblems } from '../fields/form-problems.ts'
import { type Choice, type Conflict, mergeValues } from '../fields/merging.ts'
import { queueNotice, settleNotices } from '../notice/notice-actions.ts'
import type { Template } from '../template/library.ts'
import { loadTemplate } from '../template/template-actions.ts'
import type { Document, DocumentLine, DocumentRevision } from './document.ts'
import { refuseDiscarding, refuseEditing, refuseWriting } from './document.ts'
import * as store from './document-store.ts'
import { type DraftedRevision, draftRevision, readDraft } from './drafting.ts'
import { type NewDocument, noCase, planDocument } from './new-document.ts'

export type { DocumentFilter } from './document-store.ts'
export type { NewDocument } from './new-document.ts'

/** The newest valid version of the template, with all that is known already. */
export async function createDocument(db: Db, actor: Actor, wanted: NewDocument): Promise<Result<{ id: string }>> {
  const planned = await planDocument(db, actor, wanted)
  if (!planned.ok) return planned
  const { template, caseFile, values, earlier } = planned.value
  const drafted = await draftRevision(template, values)
  if (!drafted.ok) return drafted
  const id = newId()
  const at = db.clock.now().toISOString()
  const entry = {
    by: actor.ref,
    event: 'document.created',
    subject: id,
    related: caseFile?.id ?? null,
    details: { template: `${template.slug}@${template.version}`, ...(earlier ? { copiedFrom: earlier.id } : {}) },
  } as const
  return transact(db, entry, async (tx) => {
    if (caseFile && !(await findCase(tx, actor, caseFile.id))) return noCase
    await store.insertDocument(tx, {
      id,
      templateSlug: template.slug,
      templateVersion: template.version,
      templateHash: template.templateHash,
      kind: template.kind,
      caseId: caseFile?.id ?? null,
      unitId: caseFile?.unitId ?? actor.unitId,
      authorId: actor.userId,
      createdAt: at,
      copiedFrom: earlier?.id ?? null,
    })
    await store.insertRevision(tx, {
      documentId: id,
      revision: 1,
      editorId: actor.userId,
      savedAt: at,
      ...drafted.value,
    })
    return ok({ id })
  })
}

const gone = notFound('Dieses Dokument gibt es nicht.')

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
export async function saveDocument(db: Db, actor: Actor, edit: DocumentEdit): Promise<Result<DocumentSaved>> {
  for (let attempt = 1; ; attempt++) {
    const saved = await saveOnce(db, actor, edit)
    if (saved.ok || saved !== movedOn || attempt === mostAttempts) return saved
  }
}

/** Each time somebody else was quicker: so many people never write in one document at once. */
const mostAttempts = 50

const movedOn = stale('Dieses Dokument wird gerade von vielen zugleich geändert. Speichern Sie noch einmal.')

async function saveOnce(db: Db, actor: Actor, edit: DocumentEdit): Promise<Result<DocumentSaved>> {
  const current = await store.findVisible(db, actor, edit.id)
  if (!current) return gone
  const refused = refuseWriting(actor, current) ?? refuseEditing(current.state, { voidApproval: true })
  if (refused) return refused
  const template = await templateOf(db, current)
  const base = await store.findRevision(db, edit.id, edit.baseRevision)
  if (!base) return stale('Diese Seite ist nicht mehr gültig. Öffnen Sie das Dokument neu.')
  const read = readDraft(template, edit.input)
  if (!read.ok) return refusal(template, edit.input, read)
  const mine = read.value
  const versions = { base: base.values, mine, theirs: current.values }
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
  const kept = compareValues(template.fields, base.values, current.values)
  const { revision } = current
  if (changes.length === 0) return ok({ kind: 'saved', revision, changed: false, merged: kept })
  const mayEdit = refuseEditing(current.state, { voidApproval: edit.voidApproval === true })
  if (mayEdit) return mayEdit
  const drafted = await draftRevision(template, whole.value)
  if (!drafted.ok) return drafted
  return storeRevision(db, actor, { current, drafted: drafted.value, changes, kept })
}

/** In the words of the form. */
const refusal = ({ fields }: Template, input: unknown, problem: Problem): Problem =>
  invalid('Das Dokument ist noch nicht gespeichert.', formProblems(fields, input, problem))

interface PlannedRevision {
  readonly current: Document
  readonly drafted: DraftedRevision
  readonly changes: readonly Change[]
  readonly kept: readonly Change[]
}

async function storeRevision(
  db: Db,
  actor: Actor,
  { current, drafted, changes, kept }: PlannedRevision,
): Promise<Result<DocumentSaved>> {
  const revision = current.revision + 1
  const details: AuditDetails = {
    revision,
    fields: changedFields(changes),
    ...(kept.length > 0 ? { merged: true } : {}),
  }
  const entry = {
    by: actor.ref,
    event: 'document.saved',
    subject: current.id,
    related: current.caseId,
    details,
  } as const
  return transact<DocumentSaved>(db, entry, async (tx) => {
    const now = await store.findVisible(tx, actor, current.id)
    if (now?.revision !== current.revision || now.state !== current.state) return movedOn
    const at = db.clock.now()
    if (current.state === 'approved') {
      const voided = await voidApproval(tx, actor, { document: current, revision, at })
      if (!voided.ok) return voided
    }
    const savedAt = at.toISOString()
    await store.insertRevision(tx, { documentId: current.id, revision, editorId: actor.userId, savedAt, ...drafted })
    return ok({ kind: 'saved', revision, changed: true, merged: kept })
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
  await settleNotices(tx, { about: document.id, kinds: ['approved'], at })
  for (const to of new Set([document.authorId, request.decision.userId])) {
    if (to !== actor.userId) await queueNotice(tx, { to, kind: 'approval_voided', about: document.id, at })
  }
  return ok(null)
}

/** Paths of the schema, each once: which row it was says nothing years later. */
const changedFields = (changes: readonly Change[]): string =>
  [...new Set(changes.map(({ path }) => path.replace(/\[\d+\]/g, '[]')))].join(' ')

/** Takes a draft away from everybody's lists. It stays to be read, for nothing is ever deleted. */
export async function discardDocument(
  db: Db,
  actor: Actor,
  { id }: { readonly id: string },
): Promise<Result<{ id: string }>> {
  const found = await store.findVisible(db, actor, id)
  if (!found) return gone
  const entry = { by: actor.ref, event: 'document.discarded', subject: id, related: found.caseId } as const
  return transact(db, entry, async (tx) => {
    const document = await store.findVisible(tx, actor, id)
    if (!document) return gone
    const refused = refuseWriting(actor, document) ?? refuseDiscarding(document.state)
    if (refused) return refused
    await store.insertDiscard(tx, { documentId: id, userId: actor.userId, at: db.clock.now().toISOString() })
    return ok({ id })
  })
}

/** The document, if this person may see it. */
export const readDocument = (reader: Reader, actor: Actor, id: string): Promise<Document | null> =>
  store.findVisible(reader, actor, id)

/** The version that a document pins; its hash is checked. */
export async function templateOf(
  reader: Reader,
  document: Pick<Document, 'templateSlug' | 'templateVersion' | 'templateHash'>,
): Promise<Template> {
  const { templateSlug, templateVersion, templateHash } = document
  const template = await loadTemplate(reader, templateSlug, templateVersion)
  if (template.ok && template.value.templateHash === templateHash) return template.value
  throw new Error(`The template ${templateSlug}@${templateVersion} with the hash ${templateHash} is missing.`)
}

export const documentsPerPage = 50

export interface DocumentList {
  readonly documents: readonly DocumentLine[]
  readonly total: number
  readonly page: number
  readonly pages: number
}

/** What this person may see and what fits the filter, whatever was saved last first. A page after the last is the last. */
export async function listDocuments(
  reader: Reader,
  actor: Actor,
  { filter, page }: { readonly filter: store.DocumentFilter; readonly page: number },
): Promise<DocumentList> {
  const total = await store.countDocuments(reader, actor, filter)
  const pages = Math.max(Math.ceil(total / documentsPerPage), 1)
  const shown = Math.min(Math.max(page, 1), pages)
  const place = { limit: documentsPerPage, offset: (shown - 1) * documentsPerPage }
  return { documents: await store.selectDocuments(reader, actor, { filter, ...place }), total, page: shown, pages }
}

/** Every saved version, the newest first; none of a document that this person may not see. */
export async function listRevisions(reader: Reader, actor: Actor, id: string): Promise<DocumentRevision[]> {
  const document = await store.findVisible(reader, actor, id)
  return document ? store.selectRevisions(reader, id) : []
}

export async function readRevision(
  reader: Reader,
  actor: Actor,
  { id, revision }: { readonly id: string; readonly revision: number },
): Promise<DocumentRevision | null> {
  const document = await store.findVisible(reader, actor, id)
  return document ? store.findRevision(reader, id, revision) : null
}
