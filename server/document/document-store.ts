import { z } from 'zod'
import type { Actor } from '../auth/auth.ts'
import type { Reader, Tx } from '../base/database.ts'
import type { Field, Values } from '../fields/fields.ts'
import { readableText } from '../fields/readable-text.ts'
import { searchTextOf } from '../search/folding.ts'
import { indexSubject, renameSubject } from '../search/search.ts'
import type { Document, DocumentKind, DocumentRevision } from './document.ts'
import { documentStates } from './document.ts'
import { type Participant, participantModes } from './participant.ts'
import { visibleDocuments } from './visible-documents.ts'

export const kindColumn: z.ZodType<DocumentKind> = z.enum(['agreement', 'paper', 'consent'])
export const stateColumn = z.enum(documentStates)

/** Written by ourselves after `readValues`, so its form is known. */
const storedValues = z.string().transform((json): Values => JSON.parse(json))

const participant: z.ZodType<Participant> = z.object({ userId: z.string(), mode: z.enum(participantModes) })
const storedParticipants = z.string().transform((json) => z.array(participant).parse(JSON.parse(json)))

const documentRow = z
  .object({
    id: z.string(),
    templateSlug: z.string(),
    templateVersion: z.number(),
    templateHash: z.string(),
    kind: kindColumn,
    caseId: z.string().nullable(),
    caseLotsinId: z.string().nullable(),
    unitId: z.string(),
    unitName: z.string(),
    authorId: z.string(),
    authorName: z.string(),
    createdAt: z.string(),
    copiedFrom: z.string().nullable(),
    state: stateColumn,
    revision: z.number(),
    valuesJson: storedValues,
    title: z.string(),
    subtitle: z.string(),
    editorId: z.string(),
    editorName: z.string(),
    savedAt: z.string(),
    contentHash: z.string().nullable(),
    requestId: z.string().nullable(),
    number: z.string().nullable(),
    participantsJson: storedParticipants,
    isSuggestOnly: z.number(),
  })
  .transform(
    ({ valuesJson, participantsJson, isSuggestOnly, ...row }): Document => ({
      ...row,
      values: valuesJson,
      participants: participantsJson,
      isSuggestOnly: isSuggestOnly === 1,
    }),
  )

/** Its newest revision as `newest`, where it stands as `standing`. */
export const fromDocument = `
  FROM document
  JOIN document_standing AS standing ON standing.document_id = document.id
  JOIN document_revision AS newest ON newest.document_id = document.id AND newest.revision = standing.revision
  LEFT JOIN case_file ON case_file.id = document.case_id
  LEFT JOIN issue_order ON issue_order.document_id = document.id
  JOIN unit ON unit.id = coalesce(case_file.unit_id, document.unit_id)
  JOIN user AS author ON author.id = document.author_id
  JOIN user AS editor ON editor.id = newest.editor_id`

/** Of its entry in the search. */
export const searchNumber = 'document.search_number'

/** The version that a document follows now: drafts can be moved to another. */
const joinTemplate = 'JOIN document_template AS pinned ON pinned.document_id = document.id'

/** A paper is called by its number as soon as it has one. */
export const title = "coalesce(replace(newest.numbered_title, '{nummer}', issue_order.number), newest.title) AS title"

const selectDocument = `
  SELECT document.id, template_slug, pinned.version AS template_version, pinned.hash AS template_hash, kind, case_id,
    case_file.lotsin_id AS case_lotsin_id, unit.id AS unit_id, unit.name AS unit_name, author_id,
    author.name AS author_name, document.created_at, copied_from, standing.state, newest.revision,
    newest.values_json, ${title}, subtitle, editor_id, editor.name AS editor_name, newest.saved_at,
    newest.content_hash, request_id, issue_order.number,
    (SELECT json_group_array(json_object('userId', user_id, 'mode', mode)) FROM document_invitation
      WHERE document_id = document.id AND ended_at IS NULL) AS participants_json,
    EXISTS (SELECT 1 FROM document_suggest_only WHERE document_id = document.id) AS is_suggest_only
  ${fromDocument} ${joinTemplate}`

export function findVisible(reader: Reader, actor: Actor, id: string): Promise<Document | null> {
  const visible = visibleDocuments(actor)
  return reader.first(documentRow, `${selectDocument} WHERE document.id = ? AND ${visible.sql}`, [id, ...visible.args])
}

/** Whether this person may see the document, and nothing more of it. */
export async function isVisible(reader: Reader, actor: Actor, id: string): Promise<boolean> {
  const visible = visibleDocuments(actor)
  const row = z.object({ id: z.string() })
  const sql = `SELECT id FROM document WHERE id = ? AND ${visible.sql}`
  return (await reader.first(row, sql, [id, ...visible.args])) !== null
}

/** Whoever asks: for jobs. */
export const findDocumentById = (reader: Reader, id: string): Promise<Document | null> =>
  reader.first(documentRow, `${selectDocument} WHERE document.id = ?`, [id])

export type NamedDocument = Pick<Document, 'id' | 'title' | 'templateSlug' | 'templateVersion'>

const namedRow: z.ZodType<NamedDocument> = z.object({
  id: z.string(),
  title: z.string(),
  templateSlug: z.string(),
  templateVersion: z.number(),
})

/** Whoever asks: for the trail of what she may see. */
export const selectNamed = (reader: Reader, ids: readonly string[]): Promise<NamedDocument[]> =>
  reader.all(
    namedRow,
    `SELECT document.id, ${title}, template_slug, pinned.version AS template_version
     ${fromDocument} ${joinTemplate} WHERE document.id IN (SELECT value FROM json_each(?))`,
    [JSON.stringify(ids)],
  )

type DocumentInsert = Pick<
  Document,
  | 'id'
  | 'templateSlug'
  | 'templateVersion'
  | 'templateHash'
  | 'kind'
  | 'caseId'
  | 'unitId'
  | 'authorId'
  | 'createdAt'
  | 'copiedFrom'
>

export async function insertDocument(tx: Tx, document: DocumentInsert): Promise<void> {
  await tx.run(
    `INSERT INTO document (id, template_slug, template_version, template_hash, kind, case_id, unit_id, author_id,
       created_at, copied_from) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      document.id,
      document.templateSlug,
      document.templateVersion,
      document.templateHash,
      document.kind,
      document.caseId,
      document.unitId,
      document.authorId,
      document.createdAt,
      document.copiedFrom,
    ],
  )
}

export interface NewRevision {
  readonly documentId: string
  readonly revision: number
  readonly values: Values
  readonly title: string
  /** The title as it will be once it has a number, with `{nummer}` in its place; null where it does not name one. */
  readonly numberedTitle: string | null
  readonly subtitle: string
  /** Of its template, for the search. */
  readonly fields: readonly Field[]
  readonly editorId: string
  /** User ids of everybody who wrote live in it since the revision before; null where somebody saved it herself. */
  readonly writers: readonly string[] | null
  readonly savedAt: string
  readonly contentHash: string | null
}

export async function insertRevision(tx: Tx, revision: NewRevision): Promise<void> {
  await tx.run(
    `INSERT INTO document_revision (document_id, revision, values_json, title, numbered_title, subtitle, search_text,
       editor_id, writers, saved_at, content_hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      revision.documentId,
      revision.revision,
      JSON.stringify(revision.values),
      revision.title,
      revision.numberedTitle,
      revision.subtitle,
      searchTextOf([revision.title, revision.subtitle]),
      revision.editorId,
      revision.writers && JSON.stringify(revision.writers),
      revision.savedAt,
      revision.contentHash,
    ],
  )
  const title = `${revision.title} ${revision.subtitle}`
  const text = readableText(revision.fields, revision.values)
  await indexSubject(tx, { subject: revision.documentId, title, text })
}

/** Takes the number that was ordered into what the document is found by. */
export async function indexNumber(tx: Tx, id: string): Promise<void> {
  const row = z.object({ title: z.string(), subtitle: z.string() })
  const named = await tx.first(row, `SELECT ${title}, subtitle ${fromDocument} WHERE document.id = ?`, [id])
  if (named) await renameSubject(tx, { subject: id, title: `${named.title} ${named.subtitle}` })
}

/** Documents that the search does not know: those of a database from before it. */
export const selectUnindexed = (reader: Reader, limit: number): Promise<Document[]> =>
  reader.all(
    documentRow,
    `${selectDocument} WHERE NOT EXISTS (SELECT 1 FROM search_entry WHERE subject = document.id)
     ORDER BY document.id LIMIT ?`,
    [limit],
  )

const revisionRow = z
  .object({
    revision: z.number(),
    valuesJson: storedValues,
    title: z.string(),
    editorId: z.string(),
    editorName: z.string(),
    savedAt: z.string(),
    contentHash: z.string().nullable(),
  })
  .transform(({ valuesJson, ...row }): DocumentRevision => ({ ...row, values: valuesJson }))

const selectRevision = `
  SELECT revision, values_json, title, editor_id, user.name AS editor_name, saved_at, content_hash
  FROM document_revision JOIN user ON user.id = editor_id`

export const findRevision = (reader: Reader, id: string, revision: number): Promise<DocumentRevision | null> =>
  reader.first(revisionRow, `${selectRevision} WHERE document_id = ? AND revision = ?`, [id, revision])

/** Names of everybody who wrote in a revision, whoever wrote last first: a column beside `user`, who saved it. */
export const writerNames = `coalesce(
  (SELECT group_concat(writer.name, ', ') FROM json_each(document_revision.writers) JOIN user AS writer ON writer.id = value),
  user.name) AS writer_names`

export interface WrittenRevision extends Pick<DocumentRevision, 'revision' | 'values' | 'editorId' | 'savedAt'> {
  /** Enumerated by commas. */
  readonly writerNames: string
}

const writtenRow = z
  .object({
    revision: z.number(),
    valuesJson: storedValues,
    editorId: z.string(),
    writerNames: z.string(),
    savedAt: z.string(),
  })
  .transform(({ valuesJson, ...row }): WrittenRevision => ({ ...row, values: valuesJson }))

/** This one and those before it, the newest first. */
export const selectRevisionsUpTo = (
  reader: Reader,
  id: string,
  { upTo, limit }: { readonly upTo: number; readonly limit: number },
): Promise<WrittenRevision[]> =>
  reader.all(
    writtenRow,
    `SELECT revision, values_json, editor_id, ${writerNames}, saved_at
     FROM document_revision JOIN user ON user.id = editor_id
     WHERE document_id = ? AND revision <= ? ORDER BY revision DESC LIMIT ?`,
    [id, upTo, limit],
  )

/** The newest first. */
export const selectRevisions = (reader: Reader, id: string): Promise<DocumentRevision[]> =>
  reader.all(revisionRow, `${selectRevision} WHERE document_id = ? ORDER BY revision DESC`, [id])

/** User ids of everybody who wrote live in what came after this revision. */
export async function selectWriters(reader: Reader, id: string, after: number): Promise<string[]> {
  const rows = await reader.all(
    z.object({ userId: z.string() }),
    `SELECT DISTINCT writer.value AS user_id FROM document_revision, json_each(writers) AS writer
     WHERE document_id = ? AND revision > ?`,
    [id, after],
  )
  return rows.map(({ userId }) => userId)
}

export async function insertDiscard(
  tx: Tx,
  { documentId, userId, at }: { readonly documentId: string; readonly userId: string; readonly at: string },
): Promise<void> {
  await tx.run('INSERT INTO document_discard (document_id, user_id, at) VALUES (?, ?, ?)', [documentId, userId, at])
}
