import { attachmentHashes } from '../attachment/attachment-actions.ts'
import { transact } from '../audit/audit.ts'
import type { Actor } from '../auth/auth.ts'
import type { Db, Reader } from '../base/database.ts'
import { conflict, notFound, ok, type Problem, type Result, stale } from '../base/result.ts'
import type { BlockChange } from '../blocks/difference.ts'
import { compareBlocks } from '../blocks/difference.ts'
import { localDate } from '../calendar/local-time.ts'
import type { Values } from '../fields/fields.ts'
import { type MissingValue, missingValues } from '../fields/walk.ts'
import type { Template } from '../template/library.ts'
import { findLatestPublished, loadTemplate } from '../template/template-actions.ts'
import type { Writing } from '../writing/authority.ts'
import { readLive, readSettled, renewWriting } from '../writing/writing-actions.ts'
import { carryBack, carryValues, type LostValue, lostValues } from './carrying.ts'
import { blocksOf } from './comparison.ts'
import { type Document, isEditable, refuseEditing, refuseWriting } from './document.ts'
import { findRevision, findVisible, insertRevision } from './document-store.ts'
import { draftRevision } from './drafting.ts'
import { templateOf } from './pinned-template.ts'
import { settleDocument } from './settling.ts'
import { type DocumentMove, findMove, insertMove } from './template-move-store.ts'

/** A newer version of the template that a draft may be moved to, and the one that it can go back to. */
export interface MoveOffer {
  readonly newer: number | null
  readonly back: number | null
}

/** What is open to a draft; nothing where it is not written any more. A newer version is offered, never imposed. */
export async function readMoveOffer(db: Db, document: Document): Promise<MoveOffer> {
  if (!isEditable(document.state)) return { newer: null, back: null }
  const on = localDate(db.clock.now().toISOString())
  const [newest, move] = [await findLatestPublished(db, document.templateSlug, { on }), await findMove(db, document.id)]
  return {
    newer: newest && newest.version > document.templateVersion ? newest.version : null,
    back: move && !move.isSubmitted ? move.fromVersion : null,
  }
}

export interface MovePreview {
  readonly document: Document
  readonly from: Template
  readonly to: Template
  /** Words that would read differently; nothing where they cannot be told. */
  readonly blocks: readonly BlockChange[]
  /** They have no place any more and are kept. */
  readonly lost: readonly LostValue[]
  /** What must be filled in then and need not be now. */
  readonly missing: readonly MissingValue[]
}

/** What would be different if a draft followed another version; null where that version is not open to it. */
export async function readMovePreview(
  db: Db,
  actor: Actor,
  { id, to: version }: { readonly id: string; readonly to: number },
): Promise<MovePreview | null> {
  const document = await findVisible(db, actor, id)
  const planned = document && (await planMove(db, document, version))
  if (!document || !planned?.ok) return null
  const { from, to, values } = planned.value
  const before = new Set(missingValues(from.fields, document.values).map(({ path }) => path))
  return {
    document,
    from,
    to,
    blocks: compareBlocks(await blocksOf(from, document.values), await blocksOf(to, values)),
    lost: lostValues(from.fields, document.values, values),
    missing: missingValues(to.fields, values).filter(({ path }) => !before.has(path)),
  }
}

interface PlannedMove {
  readonly from: Template
  readonly to: Template
  readonly values: Values
}

async function planMove(db: Db, document: Document, version: number): Promise<Result<PlannedMove>> {
  const { newer, back } = await readMoveOffer(db, document)
  if (version !== newer && version !== back) return notOpen
  const from = await templateOf(db, document)
  const to = await loadTemplate(db, document.templateSlug, version)
  if (!to.ok) return to
  const move = version === back ? await findMove(db, document.id) : null
  const before = move && (await findRevision(db, document.id, move.revision - 1))
  const values = before
    ? carryBack(document.values, { to: to.value.fields, from: from.fields, before: before.values })
    : carryValues(from.fields, to.value.fields, document.values)
  return ok({ from, to: to.value, values })
}

const notOpen = conflict('Auf diese Version lässt sich das Dokument nicht (mehr) umstellen.')
const gone = notFound('Dieses Dokument gibt es nicht.')
const movedOn = stale('In diesem Dokument wurde gerade geschrieben. Versuchen Sie es noch einmal.')

export interface Move {
  readonly id: string
  /** The version that was shown as the current one. */
  readonly from: number
  readonly to: number
}

/** Lets a draft follow another version of its template, as its next revision. What is written live is settled first; whoever
 *  has the document open is sent away to come again. What has no place any more stays in the revision before. */
export async function moveDocument(
  { db, writing }: { readonly db: Db; readonly writing: Writing },
  actor: Actor,
  move: Move,
): Promise<Result<{ revision: number }>> {
  const found = await findVisible(db, actor, move.id)
  if (!found) return gone
  const refused = refuseMoving(actor, found, move)
  if (refused) return refused
  return writing.alone(move.id, () => moveOnce(db, actor, move))
}

function refuseMoving(actor: Actor, document: Document, { from }: Move): Problem | null {
  const refused = refuseWriting(actor, document) ?? refuseEditing(document.state, { voidApproval: false })
  if (refused) return refused
  return document.templateVersion === from
    ? null
    : stale('Dieses Dokument ist inzwischen umgestellt. Sehen Sie es sich noch einmal an.')
}

async function moveOnce(db: Db, actor: Actor, move: Move): Promise<Result<{ revision: number }>> {
  const { id } = move
  const settled = await settleDocument(db, id)
  if (!settled.ok) return settled
  const document = await findVisible(db, actor, id)
  if (!document) return gone
  const isMoved = refuseMoving(actor, document, move)
  if (isMoved) return isMoved
  const planned = await planMove(db, document, move.to)
  if (!planned.ok) return planned
  const { from, to, values } = planned.value
  const drafted = await draftRevision(to, values)
  if (!drafted.ok) return drafted
  const live = await readLive(db, id, from.fields)
  const revision = document.revision + 1
  const lost = lostValues(from.fields, document.values, values).length
  const details = { revision, from: move.from, to: move.to, lost }
  const entry = {
    by: actor.ref,
    event: 'document.template_moved',
    subject: id,
    related: document.caseId,
    details,
  } as const
  return transact(db, entry, async (tx): Promise<Result<{ revision: number }>> => {
    const now = await findVisible(tx, actor, id)
    if (!now) return gone
    const refused = refuseMoving(actor, now, move)
    if (refused) return refused
    if (
      now.revision !== document.revision ||
      ((await readSettled(tx, id))?.version ?? null) !== (live?.version ?? null)
    ) {
      return movedOn
    }
    const at = db.clock.now().toISOString()
    const { userId } = actor
    const { hashWith, ...written } = drafted.value
    await insertRevision(tx, {
      documentId: id,
      revision,
      editorId: userId,
      writers: null,
      savedAt: at,
      ...written,
      contentHash: hashWith(await attachmentHashes(tx, id)),
      fields: to.fields,
    })
    await insertMove(tx, {
      ...{ documentId: id, revision, fromVersion: move.from, toVersion: move.to, userId, at },
      toHash: to.templateHash,
    })
    if (live && !(await renewWriting(tx, id, { live, fields: to.fields, values, by: userId, revision }))) return movedOn
    return ok({ revision })
  })
}

/** What a draft that was moved keeps without a place for it, with the move. */
export interface KeptValues {
  readonly move: DocumentMove
  readonly values: readonly LostValue[]
}

/** Null where it was never moved. For somebody who may see the document. */
export async function readKeptValues(reader: Reader, document: Document): Promise<KeptValues | null> {
  const move = await findMove(reader, document.id)
  const before = move && (await findRevision(reader, document.id, move.revision - 1))
  if (!move || !before) return null
  const [from, to] = [
    await loadTemplate(reader, document.templateSlug, move.fromVersion),
    await templateOf(reader, document),
  ]
  if (!from.ok) return null
  const carried = carryValues(from.value.fields, to.fields, before.values)
  return { move, values: lostValues(from.value.fields, before.values, carried) }
}
