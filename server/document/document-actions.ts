import { transact } from '../audit/audit.ts'
import type { Actor } from '../auth/auth.ts'
import type { Db, Reader } from '../base/database.ts'
import { newId } from '../base/ids.ts'
import { type Paged, readPage } from '../base/paging.ts'
import { notFound, ok, type Result } from '../base/result.ts'
import { actingOnCase, findCase } from '../casefile/casefile-actions.ts'
import { actingOn } from './acting.ts'
import type { Document, DocumentLine, DocumentRevision } from './document.ts'
import { refuseDiscarding } from './document.ts'
import * as lists from './document-list-store.ts'
import * as store from './document-store.ts'
import { draftRevision } from './drafting.ts'
import { type NewDocument, noCase, planDocument } from './new-document.ts'
import { refuseKeeping } from './participant.ts'
import { freezeSettled, whenSettled } from './settling.ts'

export type { DocumentFilter } from './document-list-store.ts'
export type { NewDocument } from './new-document.ts'

/** The newest valid version of the template, with all that is known already. */
export async function createDocument(db: Db, person: Actor, wanted: NewDocument): Promise<Result<{ id: string }>> {
  const actor = await creating(db, person, wanted)
  const planned = await planDocument(db, actor, wanted)
  if (!planned.ok) return planned
  const { template, kind, caseFile, values, earlier } = planned.value
  const drafted = await draftRevision(template, values)
  if (!drafted.ok) return drafted
  const { hashWith, ...revision } = drafted.value
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
      kind,
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
      writers: null,
      savedAt: at,
      ...revision,
      contentHash: hashWith([]),
      fields: template.fields,
    })
    return ok({ id })
  })
}

const gone = notFound('Dieses Dokument gibt es nicht.')

/** Takes a draft away from everybody's lists. It stays to be read, for nothing is ever deleted. */
export async function discardDocument(
  db: Db,
  actor: Actor,
  { id }: { readonly id: string },
): Promise<Result<{ id: string }>> {
  const found = await store.findVisible(db, actor, id)
  if (!found) return gone
  const entry = { by: actor.ref, event: 'document.discarded', subject: id, related: found.caseId } as const
  return whenSettled(db, id, () =>
    transact(db, entry, async (tx) => {
      const document = await store.findVisible(tx, actor, id)
      if (!document) return gone
      const refused = refuseKeeping(actor, document) ?? refuseDiscarding(document.state)
      if (refused) return refused
      const frozen = await freezeSettled(tx, id)
      if (!frozen.ok) return frozen
      await store.insertDiscard(tx, { documentId: id, userId: actor.userId, at: db.clock.now().toISOString() })
      return ok({ id })
    }),
  )
}

/** In a case of somebody for whom she stands in she makes it for her. */
async function creating(reader: Reader, person: Actor, { caseId, copyOf }: NewDocument): Promise<Actor> {
  if (caseId) return actingOnCase(reader, person, caseId)
  return copyOf ? actingOn(reader, person, copyOf) : person
}

/** The document, if this person may see it. */
export const readDocument = (reader: Reader, actor: Actor, id: string): Promise<Document | null> =>
  store.findVisible(reader, actor, id)

/** Titles by id, for lists of what somebody may see. */
export async function documentTitles(reader: Reader, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  return new Map((await store.selectNamed(reader, ids)).map(({ id, title }) => [id, title]))
}

export const documentsPerPage = 50

export interface DocumentList extends Omit<Paged<unknown>, 'lines'> {
  readonly documents: readonly DocumentLine[]
}

/** What this person may see and what fits the filter, whatever was saved last first. A page after the last is the last. */
export async function listDocuments(
  reader: Reader,
  actor: Actor,
  { filter, page }: { readonly filter: lists.DocumentFilter; readonly page: number },
): Promise<DocumentList> {
  const { lines, ...rest } = await readPage({ page, perPage: documentsPerPage }, (place) =>
    lists.selectDocuments(reader, actor, { filter, ...place }),
  )
  return { documents: lines, ...rest }
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
