import { noteAttachments } from '../attachment/stand-actions.ts'
import { transact } from '../audit/audit.ts'
import type { Actor } from '../auth/auth.ts'
import type { Db, Reader, Tx } from '../base/database.ts'
import { notFound, ok, type Result } from '../base/result.ts'
import { compareValues } from '../fields/changes.ts'
import { carryValues } from './carrying.ts'
import { compareOnPaper, compareRevisions, type Difference } from './comparison.ts'
import { type Document, refuseWriting } from './document.ts'
import { readDocument } from './document-actions.ts'
import { findRevision, findVisible } from './document-store.ts'
import { settleDocument } from './live.ts'
import { templateAt, templateOf } from './pinned-template.ts'
import { readVersionName, refuseNaming, type Stand, type VersionKind } from './version.ts'
import * as store from './version-store.ts'

export interface VersionedAct {
  readonly document: Pick<Document, 'id' | 'revision'>
  readonly kind: Exclude<VersionKind, 'named'>
  readonly at: Date
}

/** Notes down the content that an act was about; a step of the act's transaction. */
export async function recordVersion(tx: Tx, { ref }: Actor, { document, kind, at }: VersionedAct): Promise<void> {
  const { id: documentId, revision } = document
  const by = { userId: ref.userId, onBehalfOf: ref.onBehalfOf ?? null }
  await store.insertVersion(tx, { documentId, revision, kind, name: null, ...by, at: at.toISOString() })
  await noteAttachments(tx, { subject: documentId, revision })
}

/** Gives the content of this moment a name, so that it is found again. */
export async function nameVersion(
  db: Db,
  actor: Actor,
  { id, name: typed }: { readonly id: string; readonly name: string },
): Promise<Result<{ number: number; revision: number }>> {
  const found = await findVisible(db, actor, id)
  if (!found) return gone
  const mayNot = refuseWriting(actor, found) ?? refuseNaming(found.state)
  if (mayNot) return mayNot
  const name = readVersionName(typed)
  if (!name.ok) return name
  const settled = await settleDocument(db, id)
  if (!settled.ok) return settled
  const entry = {
    by: actor.ref,
    event: 'document.version_named',
    subject: id,
    related: found.caseId,
    details: (named: { readonly number: number; readonly revision: number }) => named,
  } as const
  return transact(db, entry, async (tx) => {
    const document = await findVisible(tx, actor, id)
    if (!document) return gone
    const refused = refuseWriting(actor, document) ?? refuseNaming(document.state)
    if (refused) return refused
    const { revision } = document
    const at = db.clock.now().toISOString()
    const by = { userId: actor.userId, onBehalfOf: actor.ref.onBehalfOf ?? null }
    const version = { documentId: id, revision, kind: 'named', name: name.value, ...by, at } as const
    return ok({ number: await store.insertVersion(tx, version), revision })
  })
}

const gone = notFound('Dieses Dokument gibt es nicht.')

export const standsPerPage = 50

export interface StandPage {
  /** Everything that was saved, not only versions. */
  readonly all: boolean
  /** Only what stood before this revision. */
  readonly before?: number
}

export interface StandList {
  readonly stands: readonly Stand[]
  /** Whether everything that was saved is listed: also where there is no version. */
  readonly all: boolean
  /** The next page begins before this revision; null on the last. */
  readonly older: number | null
}

/** The contents that a document had, the newest first: the newest of all and the versions, or everything that was saved.
 *  For somebody who may see the document; else nothing. */
export async function listStands(
  reader: Reader,
  actor: Actor,
  id: string,
  { all, before = Number.MAX_SAFE_INTEGER }: StandPage,
): Promise<StandList | null> {
  if (!(await readDocument(reader, actor, id))) return null
  const versionsOnly = !all && (await store.countVersions(reader, id)) > 0
  const page = { versionsOnly, before, limit: standsPerPage + 1 }
  const revisions = await store.selectRevisionPage(reader, id, page)
  const shown = revisions.slice(0, standsPerPage)
  const stands = await withVersions(reader, id, shown)
  const older = revisions.length > shown.length ? (shown.at(-1)?.revision ?? null) : null
  return { stands, all: !versionsOnly, older }
}

async function withVersions(reader: Reader, id: string, revisions: readonly store.SavedRevision[]): Promise<Stand[]> {
  const versions = await store.selectVersions(
    reader,
    id,
    revisions.map(({ revision }) => revision),
  )
  return revisions.map((each) => ({ ...each, versions: versions.filter(({ revision }) => revision === each.revision) }))
}

export interface Comparison extends Difference {
  /** The older of the two. */
  readonly from: Stand
  readonly to: Stand
}

/** What is different between two contents of a document; `now` is the newest. Null for what this person cannot see or what
 *  there is not. */
export async function readComparison(
  reader: Reader,
  actor: Actor,
  { id, revisions }: { readonly id: string; readonly revisions: readonly [number | 'now', number | 'now'] },
): Promise<Comparison | null> {
  const document = await readDocument(reader, actor, id)
  if (!document) return null
  const numbers = revisions.map((each) => (each === 'now' ? document.revision : each))
  const from = await findContent(reader, id, Math.min(...numbers))
  const to = await findContent(reader, id, Math.max(...numbers))
  if (!from || !to) return null
  const template = await templateOf(reader, document)
  const difference = await compareRevisions(reader, { id, template, from: from.saved, to: to.saved })
  return { from: from.stand, to: to.stand, ...difference }
}

async function findContent(reader: Reader, id: string, revision: number) {
  const [saved, line] = [await findRevision(reader, id, revision), await store.findSaved(reader, id, revision)]
  if (!saved || !line) return null
  const stand: Stand = { ...line, versions: await store.selectVersions(reader, id, [revision]) }
  return { saved, stand }
}

export interface Restoration extends Difference {
  readonly stand: Stand
}

/** What would be different if an earlier content came back. Null for what this person cannot see or what there is not. */
export async function readRestoration(
  reader: Reader,
  actor: Actor,
  { id, revision }: { readonly id: string; readonly revision: number },
): Promise<Restoration | null> {
  const document = await readDocument(reader, actor, id)
  const earlier = document && (await findContent(reader, id, revision))
  if (!earlier) return null
  const template = await templateOf(reader, document)
  const then = await templateAt(reader, document, revision)
  const values = carryValues(then.fields, template.fields, earlier.saved.values)
  const changes = compareValues(template.fields, document.values, values)
  return {
    stand: earlier.stand,
    values: changes.map((change) => ({ ...change, byName: '' })),
    blocks: await compareOnPaper(template, document.values, values),
  }
}
