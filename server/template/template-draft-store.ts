import { z } from 'zod'
import type { Reader, Tx } from '../base/database.ts'
import { fileNames } from './locating.ts'
import { type DraftFile, draftStates, type TemplateDraft } from './template-draft.ts'

const endKinds = ['published', 'returned', 'recalled'] as const

const draftRow = z
  .object({
    id: z.string(),
    slug: z.string(),
    state: z.enum(draftStates),
    createdBy: z.string(),
    createdByName: z.string(),
    createdAt: z.string(),
    edit: z.number(),
    editorId: z.string(),
    editorName: z.string(),
    editedAt: z.string(),
    submissionId: z.string().nullable(),
    submittedBy: z.string().nullable(),
    submittedByName: z.string().nullable(),
    submittedAt: z.string().nullable(),
    endKind: z.enum(endKinds).nullable(),
    endedByName: z.string().nullable(),
    endedAt: z.string().nullable(),
    reason: z.string().nullable(),
  })
  .transform((row): Omit<TemplateDraft, 'files'> => {
    const { id, slug, state, createdBy, createdByName, createdAt, edit, editorId, editorName, editedAt } = row
    const { submissionId, submittedBy, submittedByName, submittedAt, endKind, endedByName, endedAt, reason } = row
    const end = endKind && { kind: endKind, userName: endedByName ?? '', at: endedAt ?? '', reason }
    return {
      ...{ id, slug, state, createdBy, createdByName, createdAt, edit, editorId, editorName, editedAt },
      submission: submissionId
        ? { id: submissionId, userId: submittedBy ?? '', userName: submittedByName ?? '', at: submittedAt ?? '', end }
        : null,
    }
  })

const selectDraft = `
  SELECT draft.id, draft.slug, standing.state, draft.created_by, author.name AS created_by_name, draft.created_at,
    standing.edit, last.user_id AS editor_id, editor.name AS editor_name, last.at AS edited_at,
    submission.id AS submission_id, submission.user_id AS submitted_by, submitter.name AS submitted_by_name,
    submission.at AS submitted_at, ended.kind AS end_kind, ender.name AS ended_by_name, ended.at AS ended_at,
    ended.reason
  FROM template_draft AS draft
  JOIN template_draft_state AS standing ON standing.draft_id = draft.id
  JOIN template_draft_edit AS last ON last.draft_id = draft.id AND last.edit = standing.edit
  JOIN user AS author ON author.id = draft.created_by
  JOIN user AS editor ON editor.id = last.user_id
  LEFT JOIN template_submission AS submission ON submission.id = standing.submission_id
  LEFT JOIN user AS submitter ON submitter.id = submission.user_id
  LEFT JOIN template_submission_end AS ended ON ended.submission_id = submission.id
  LEFT JOIN user AS ender ON ender.id = ended.user_id`

export async function findDraft(reader: Reader, id: string): Promise<TemplateDraft | null> {
  const draft = await reader.first(draftRow, `${selectDraft} WHERE draft.id = ?`, [id])
  return draft && { ...draft, files: await selectFiles(reader, id) }
}

/** Those that somebody may still work on or decide about, the newest first. */
export const selectOpenDrafts = (reader: Reader): Promise<Omit<TemplateDraft, 'files'>[]> =>
  reader.all(
    draftRow,
    `${selectDraft} WHERE standing.state IN ('editing', 'returned', 'submitted') ORDER BY draft.id DESC`,
  )

export async function findOpenDraft(reader: Reader, slug: string): Promise<string | null> {
  const sql = `SELECT draft_id FROM template_draft_state JOIN template_draft ON template_draft.id = draft_id
    WHERE slug = ? AND state IN ('editing', 'returned', 'submitted')`
  return (await reader.first(z.object({ draftId: z.string() }), sql, [slug]))?.draftId ?? null
}

const fileRow: z.ZodType<DraftFile> = z.object({
  name: z.enum(fileNames),
  blobId: z.string(),
  size: z.number(),
  edit: z.number(),
  userName: z.string(),
  at: z.string(),
})

const selectFiles = (reader: Reader, id: string): Promise<DraftFile[]> =>
  reader.all(
    fileRow,
    `SELECT file.name, file.blob_id, blob.size, file.edit, user.name AS user_name, change.at
     FROM template_draft_file AS file
     JOIN template_draft_edit AS change ON change.draft_id = file.draft_id AND change.edit = file.edit
     JOIN user ON user.id = change.user_id
     JOIN blob ON blob.id = file.blob_id
     WHERE file.draft_id = ? AND file.edit =
       (SELECT max(edit) FROM template_draft_file WHERE draft_id = file.draft_id AND name = file.name)
     ORDER BY CASE file.name WHEN 'template.hbs' THEN 1 WHEN 'fields.json' THEN 2 WHEN 'template.json' THEN 3 ELSE 4 END`,
    [id],
  )

export async function insertDraft(
  tx: Tx,
  {
    id,
    slug,
    userId,
    at,
  }: { readonly id: string; readonly slug: string; readonly userId: string; readonly at: string },
): Promise<void> {
  await tx.run('INSERT INTO template_draft (id, slug, created_by, created_at) VALUES (?, ?, ?, ?)', [
    id,
    slug,
    userId,
    at,
  ])
}

export interface NewEdit {
  readonly draftId: string
  readonly edit: number
  readonly userId: string
  readonly at: string
  readonly files: readonly { readonly name: string; readonly blobId: string }[]
}

export async function insertEdit(tx: Tx, { draftId, edit, userId, at, files }: NewEdit): Promise<void> {
  await tx.run('INSERT INTO template_draft_edit (draft_id, edit, user_id, at) VALUES (?, ?, ?, ?)', [
    draftId,
    edit,
    userId,
    at,
  ])
  for (const { name, blobId } of files) {
    await tx.run('INSERT INTO template_draft_file (draft_id, edit, name, blob_id) VALUES (?, ?, ?, ?)', [
      draftId,
      edit,
      name,
      blobId,
    ])
  }
}

export interface NewSubmission {
  readonly id: string
  readonly draftId: string
  readonly edit: number
  readonly userId: string
  readonly at: string
}

export async function insertSubmission(tx: Tx, { id, draftId, edit, userId, at }: NewSubmission): Promise<void> {
  await tx.run(
    `INSERT INTO template_submission (id, draft_id, number, edit, user_id, at)
     SELECT ?, ?, coalesce(max(number), 0) + 1, ?, ?, ? FROM template_submission WHERE draft_id = ?`,
    [id, draftId, edit, userId, at, draftId],
  )
}

export interface NewEnd {
  readonly submissionId: string
  readonly kind: (typeof endKinds)[number]
  readonly userId: string
  readonly at: string
  readonly reason: string | null
}

export async function insertEnd(tx: Tx, { submissionId, kind, userId, at, reason }: NewEnd): Promise<void> {
  await tx.run(
    'INSERT INTO template_submission_end (submission_id, kind, user_id, at, reason) VALUES (?, ?, ?, ?, ?)',
    [submissionId, kind, userId, at, reason],
  )
}

export interface NewPublication {
  readonly slug: string
  readonly version: number
  readonly draftId: string
  readonly submissionId: string
  readonly sample: string
  readonly userId: string
  readonly onBehalfOf: string | null
}

export async function insertPublication(tx: Tx, publication: NewPublication): Promise<void> {
  const { slug, version, draftId, submissionId, sample, userId, onBehalfOf } = publication
  await tx.run(
    `INSERT INTO template_publication (slug, version, draft_id, submission_id, sample, user_id, on_behalf_of)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    [slug, version, draftId, submissionId, sample, userId, onBehalfOf],
  )
}

export async function insertDiscard(
  tx: Tx,
  { draftId, userId, at }: { readonly draftId: string; readonly userId: string; readonly at: string },
): Promise<void> {
  await tx.run('INSERT INTO template_draft_discard (draft_id, user_id, at) VALUES (?, ?, ?)', [draftId, userId, at])
}

export async function findPublishedVersion(reader: Reader, draftId: string): Promise<number | null> {
  const sql = 'SELECT version FROM template_publication WHERE draft_id = ?'
  return (await reader.first(z.object({ version: z.number() }), sql, [draftId]))?.version ?? null
}
