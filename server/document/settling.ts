import { attachmentHashes } from '../attachment/attachment-actions.ts'
import { recordWriting, transact } from '../audit/audit.ts'
import type { Db, Tx } from '../base/database.ts'
import { ok, type Result, stale } from '../base/result.ts'
import { type Change, compareValues } from '../fields/changes.ts'
import type { Template } from '../template/library.ts'
import { valuesOf } from '../writing/live-values.ts'
import { freeze, markSettled, readLive, readSettled, type Settled, writersSince } from '../writing/writing-actions.ts'
import type { Document } from './document.ts'
import { findDocumentById, insertRevision } from './document-store.ts'
import { type DraftedRevision, draftRevision } from './drafting.ts'
import { templateOf } from './pinned-template.ts'

/** Makes the newest revision hold everything that was acknowledged to those who write live. It is saved by whoever wrote
 *  last and names all who wrote since the one before. What stands there is stored as it is, also where it could not be
 *  printed or is not complete: submitting says so at its field. A problem only where the template can make nothing of it:
 *  then it stays in the log. */
export async function settleDocument(db: Db, id: string): Promise<Result<null>> {
  for (let attempt = 1; attempt <= mostAttempts; attempt++) {
    const head = await readSettled(db, id)
    if (!head || head.version === head.settledVersion) return ok(null)
    const settled = await settleOnce(db, id, head)
    if (settled.ok || settled !== movedOn) return settled
  }
  throw new Error(`The document ${id} was saved ${mostAttempts} times by others while it was settled.`)
}

/** Each time somebody else was quicker to make a revision. */
const mostAttempts = 50

async function settleOnce(db: Db, id: string, head: Settled): Promise<Result<null>> {
  const document = await findDocumentById(db, id)
  if (!document) throw new Error(`There is a log of the document ${id}, but no document.`)
  if (document.revision !== head.settledRevision) return movedOn
  const template = await templateOf(db, document)
  const state = await readLive(db, id, template.fields)
  if (!state) return movedOn
  const values = valuesOf(template.fields, state)
  const changes = compareValues(template.fields, document.values, values)
  if (changes.length === 0) return noteSettled(db, document, state.version)
  const drafted = await draftRevision(template, values)
  if (!drafted.ok) return drafted
  const writers = await writersSince(db, id, { after: head.settledVersion, upTo: state.version })
  return storeSettled(db, { document, template, drafted: drafted.value, changes, writers, version: state.version })
}

/** What was typed and taken back needs no revision. */
const noteSettled = (db: Db, { id, revision }: Document, version: number): Promise<Result<null>> =>
  recordWriting(db, async (tx) => {
    const isNewest = (await readSettled(tx, id))?.settledRevision === revision
    if (isNewest) await markSettled(tx, id, { version, revision })
    return { value: isNewest ? ok(null) : movedOn }
  })

interface SettledContent {
  readonly document: Document
  readonly template: Template
  readonly drafted: DraftedRevision
  readonly changes: readonly Change[]
  /** Whoever wrote last comes first. */
  readonly writers: readonly string[]
  readonly version: number
}

async function storeSettled(
  db: Db,
  { document, template, drafted, changes, writers, version }: SettledContent,
): Promise<Result<null>> {
  const { id, caseId } = document
  const [editorId = document.editorId] = writers
  const revision = document.revision + 1
  const details = { revision, fields: changedFields(changes), version, writers: writers.length }
  const entry = { by: { userId: editorId }, event: 'document.saved', subject: id, related: caseId, details } as const
  return transact(db, entry, async (tx) => {
    if ((await readSettled(tx, id))?.settledRevision !== document.revision) return movedOn
    const savedAt = db.clock.now().toISOString()
    const { fields } = template
    const { hashWith, ...written } = drafted
    const contentHash = hashWith(await attachmentHashes(tx, id))
    await insertRevision(tx, { documentId: id, revision, editorId, writers, savedAt, fields, ...written, contentHash })
    await markSettled(tx, id, { version, revision })
    return ok(null)
  })
}

const movedOn = stale('Dieses Dokument wurde inzwischen gespeichert.')

/** Paths of the schema, each once: which row it was says nothing years later. */
export const changedFields = (changes: readonly Change[]): string =>
  [...new Set(changes.map(({ path }) => path.replace(/\[\d+\]/g, '[]')))].join(' ')

/** Closes the log with what the newest revision holds; a step. Refuses with `wroteMeanwhile` when somebody has written
 *  since: settle, and try again. Documents that nobody wrote in live have no log. */
export async function freezeSettled(tx: Tx, id: string): Promise<Result<null>> {
  const head = await readSettled(tx, id)
  if (!head || head.frozen || (await freeze(tx, id, head.settledVersion))) return ok(null)
  return wroteMeanwhile
}

export const wroteMeanwhile = stale(
  'In diesem Dokument wird gerade geschrieben. Versuchen Sie es noch einmal, wenn alle fertig sind.',
)

/** Runs an act that needs what is written to be settled, again as long as somebody writes in between. */
export async function whenSettled<T>(db: Db, id: string, act: () => Promise<Result<T>>): Promise<Result<T>> {
  for (let attempt = 1; ; attempt++) {
    const settled = await settleDocument(db, id)
    if (!settled.ok) return settled
    const done = await act()
    if (done.ok || done !== wroteMeanwhile || attempt === mostAttempts) return done
  }
}
