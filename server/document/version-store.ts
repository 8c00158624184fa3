import { z } from 'zod'
import type { Reader, Tx } from '../base/database.ts'
import { writerNames } from './document-store.ts'
import { type DocumentVersion, type Stand, type VersionKind, versionKinds } from './version.ts'

export interface NewVersion {
  readonly documentId: string
  readonly revision: number
  readonly kind: VersionKind
  readonly name: string | null
  readonly userId: string
  readonly onBehalfOf: string | null
  readonly at: string
}

/** Returns its number. */
export async function insertVersion(tx: Tx, version: NewVersion): Promise<number> {
  const { documentId, revision, kind, name, userId, onBehalfOf, at } = version
  await tx.run(
    `INSERT INTO document_version (document_id, number, revision, kind, name, user_id, on_behalf_of, at)
     SELECT ?, coalesce(max(number), 0) + 1, ?, ?, ?, ?, ?, ? FROM document_version WHERE document_id = ?`,
    [documentId, revision, kind, name, userId, onBehalfOf, at, documentId],
  )
  const newest = 'SELECT max(number) AS number FROM document_version WHERE document_id = ?'
  return (await tx.first(z.object({ number: z.number() }), newest, [documentId]))?.number ?? 0
}

const versionRow: z.ZodType<DocumentVersion> = z.object({
  number: z.number(),
  revision: z.number(),
  kind: z.enum(versionKinds),
  name: z.string().nullable(),
  userName: z.string(),
  onBehalfOfName: z.string().nullable(),
  at: z.string(),
})

/** Those of these revisions, the newest first. */
export const selectVersions = (
  reader: Reader,
  documentId: string,
  revisions: readonly number[],
): Promise<DocumentVersion[]> =>
  reader.all(
    versionRow,
    `SELECT number, revision, kind, document_version.name, user.name AS user_name,
       represented.name AS on_behalf_of_name, at
     FROM document_version JOIN user ON user.id = user_id
     LEFT JOIN user AS represented ON represented.id = on_behalf_of
     WHERE document_id = ? AND revision IN (SELECT value FROM json_each(?)) ORDER BY number DESC`,
    [documentId, JSON.stringify(revisions)],
  )

export const countVersions = async (reader: Reader, documentId: string): Promise<number> =>
  (
    await reader.first(
      z.object({ count: z.number() }),
      'SELECT count(*) AS count FROM document_version WHERE document_id = ?',
      [documentId],
    )
  )?.count ?? 0

export type SavedRevision = Omit<Stand, 'versions'>

const revisionRow: z.ZodType<SavedRevision> = z.object({
  revision: z.number(),
  writerNames: z.string(),
  savedAt: z.string(),
})

export interface RevisionPage {
  /** Only the newest one and those that are versions. */
  readonly versionsOnly: boolean
  /** Only those before this one. */
  readonly before: number
  readonly limit: number
}

const selectRevision = `
  SELECT revision, ${writerNames}, saved_at FROM document_revision JOIN user ON user.id = editor_id`

export const findSaved = (reader: Reader, documentId: string, revision: number): Promise<SavedRevision | null> =>
  reader.first(revisionRow, `${selectRevision} WHERE document_id = ? AND revision = ?`, [documentId, revision])

/** Without their values; the newest first. */
export const selectRevisionPage = (
  reader: Reader,
  documentId: string,
  { versionsOnly, before, limit }: RevisionPage,
): Promise<SavedRevision[]> =>
  reader.all(
    revisionRow,
    `${selectRevision} WHERE document_id = ? AND revision < ? AND (
       NOT ? OR revision IN (SELECT revision FROM document_version WHERE document_id = ?)
       OR revision = (SELECT max(revision) FROM document_revision WHERE document_id = ?))
     ORDER BY revision DESC LIMIT ?`,
    [documentId, before, versionsOnly ? 1 : 0, documentId, documentId, limit],
  )
