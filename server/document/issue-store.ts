import { z } from 'zod'
import type { Reader, Tx } from '../base/database.ts'
import type { IssuedFile, IssueOrder, PaperSignature, SignedScan } from './issue.ts'

const orderRow: z.ZodType<IssueOrder> = z.object({
  documentId: z.string(),
  number: z.string().nullable(),
  code: z.string(),
  at: z.string(),
  checkpointSeq: z.number(),
  checkpointHash: z.string(),
  contentHash: z.string(),
  rendererVersion: z.string(),
  revision: z.number(),
  orderedBy: z.string(),
})

const orderColumns =
  'document_id, number, code, at, checkpoint_seq, checkpoint_hash, content_hash, renderer_version, revision, ordered_by'

export async function insertOrder(tx: Tx, order: IssueOrder): Promise<void> {
  await tx.run(`INSERT INTO issue_order (${orderColumns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, [
    order.documentId,
    order.number,
    order.code,
    order.at,
    order.checkpointSeq,
    order.checkpointHash,
    order.contentHash,
    order.rendererVersion,
    order.revision,
    order.orderedBy,
  ])
}

export const findOrder = (reader: Reader, documentId: string): Promise<IssueOrder | null> =>
  reader.first(orderRow, `SELECT ${orderColumns} FROM issue_order WHERE document_id = ?`, [documentId])

export async function updateRendererVersion(tx: Tx, documentId: string, version: string): Promise<void> {
  await tx.run('UPDATE issue_order SET renderer_version = ? WHERE document_id = ?', [version, documentId])
}

const fileRow: z.ZodType<IssuedFile> = z.object({
  documentId: z.string(),
  blobId: z.string(),
  fileHash: z.string(),
  pages: z.number(),
  size: z.number(),
  storedAt: z.string(),
})

export async function insertIssuedFile(tx: Tx, file: Omit<IssuedFile, 'size'>): Promise<void> {
  await tx.run('INSERT INTO issued_file (document_id, blob_id, file_hash, pages, stored_at) VALUES (?, ?, ?, ?, ?)', [
    file.documentId,
    file.blobId,
    file.fileHash,
    file.pages,
    file.storedAt,
  ])
}

export const findIssuedFile = (reader: Reader, documentId: string): Promise<IssuedFile | null> =>
  reader.first(
    fileRow,
    `SELECT document_id, blob_id, file_hash, pages, size, stored_at
     FROM issued_file JOIN blob ON blob.id = issued_file.blob_id WHERE document_id = ?`,
    [documentId],
  )

const issuedAtRow = z.object({ at: z.string() })

export const findIssuedByHash = (reader: Reader, fileHash: string): Promise<{ at: string } | null> =>
  reader.first(
    issuedAtRow,
    'SELECT issue_order.at FROM issued_file JOIN issue_order USING (document_id) WHERE file_hash = ?',
    [fileHash],
  )

/** Nothing as long as the file is not stored: a code may stand in an order that waits. */
export const findIssuedByCode = (reader: Reader, code: string): Promise<{ at: string } | null> =>
  reader.first(
    issuedAtRow,
    'SELECT issue_order.at FROM issue_order JOIN issued_file USING (document_id) WHERE code = ?',
    [code],
  )

const signatureRow: z.ZodType<PaperSignature> = z.object({
  rowId: z.string(),
  signedOn: z.string(),
  recordedBy: z.string(),
  recordedAt: z.string(),
})

export const listSignatures = (reader: Reader, documentId: string): Promise<PaperSignature[]> =>
  reader.all(
    signatureRow,
    'SELECT row_id, signed_on, recorded_by, recorded_at FROM paper_signature WHERE document_id = ? ORDER BY recorded_at',
    [documentId],
  )

export async function insertSignature(tx: Tx, documentId: string, signature: PaperSignature): Promise<void> {
  await tx.run(
    'INSERT INTO paper_signature (document_id, row_id, signed_on, recorded_by, recorded_at) VALUES (?, ?, ?, ?, ?)',
    [documentId, signature.rowId, signature.signedOn, signature.recordedBy, signature.recordedAt],
  )
}

export async function deleteSignature(tx: Tx, documentId: string, rowId: string): Promise<void> {
  await tx.run('DELETE FROM paper_signature WHERE document_id = ? AND row_id = ?', [documentId, rowId])
}

const scanRow: z.ZodType<SignedScan> = z.object({
  id: z.string(),
  blobId: z.string(),
  fileName: z.string(),
  size: z.number(),
  mediaType: z.string(),
  uploadedBy: z.string(),
  uploadedAt: z.string(),
})

/** In the order in which they came. */
export const listScans = (reader: Reader, documentId: string): Promise<SignedScan[]> =>
  reader.all(
    scanRow,
    `SELECT signed_scan.id, blob_id, file_name, size, media_type, uploaded_by, uploaded_at
     FROM signed_scan JOIN blob ON blob.id = signed_scan.blob_id WHERE document_id = ? ORDER BY signed_scan.id`,
    [documentId],
  )

export type NewScan = Pick<SignedScan, 'id' | 'blobId' | 'fileName' | 'uploadedBy' | 'uploadedAt'>

export async function insertScan(tx: Tx, documentId: string, scan: NewScan): Promise<void> {
  await tx.run(
    'INSERT INTO signed_scan (id, document_id, blob_id, file_name, uploaded_by, uploaded_at) VALUES (?, ?, ?, ?, ?, ?)',
    [scan.id, documentId, scan.blobId, scan.fileName, scan.uploadedBy, scan.uploadedAt],
  )
}

export interface OrderedRevision {
  readonly templateSlug: string
  readonly templateVersion: number
  readonly templateHash: string
  readonly caseId: string | null
  readonly valuesJson: string
}

const revisionRow: z.ZodType<OrderedRevision> = z.object({
  templateSlug: z.string(),
  templateVersion: z.number(),
  templateHash: z.string(),
  caseId: z.string().nullable(),
  valuesJson: z.string(),
})

export const findOrderedRevision = (
  reader: Reader,
  { documentId, revision }: { readonly documentId: string; readonly revision: number },
): Promise<OrderedRevision | null> =>
  reader.first(
    revisionRow,
    `SELECT template_slug, coalesce(to_version, template_version) AS template_version,
       coalesce(to_hash, template_hash) AS template_hash, case_id, values_json
     FROM document JOIN document_revision ON document_revision.document_id = document.id
     LEFT JOIN document_move AS move ON move.document_id = document.id AND move.revision =
       (SELECT max(revision) FROM document_move WHERE document_id = document.id AND revision <= document_revision.revision)
     WHERE document.id = ? AND document_revision.revision = ?`,
    [documentId, revision],
  )
