import { z } from 'zod'
import type { Reader, Tx } from '../base/database.ts'
import type { ScanFailure, ScannedPage } from '../scan/scan.ts'
import type { ReadSheet } from './scan-verdict.ts'

export interface ScanRecord {
  readonly id: string
  readonly documentId: string
  readonly blobId: string
  readonly fileName: string
  readonly size: number
  readonly mediaType: string
  readonly uploadedBy: string
  readonly uploadedAt: string
  /** Null as long as it is being read. */
  readonly readAt: string | null
  readonly failure: ScanFailure | null
  /** Pages read so far, and how many there are where that is known. */
  readonly pagesRead: number
  readonly pages: number | null
  /** It counts as a copy of the signed paper. */
  readonly isCopy: boolean
}

const scanRow: z.ZodType<ScanRecord> = z.object({
  id: z.string(),
  documentId: z.string(),
  blobId: z.string(),
  fileName: z.string(),
  size: z.number(),
  mediaType: z.string(),
  uploadedBy: z.string(),
  uploadedAt: z.string(),
  readAt: z.string().nullable(),
  failure: z.enum(['broken', 'too_many_pages', 'too_long']).nullable(),
  pagesRead: z.number(),
  pages: z.number().nullable(),
  isCopy: z.number().transform(Boolean),
})

const selectScans = `SELECT scan_file.id, document_id, blob_id, file_name, size, media_type, uploaded_by, uploaded_at,
  scan_reading.at AS read_at, failure,
  (SELECT count(*) FROM scan_page WHERE scan_id = scan_file.id) AS pages_read,
  (SELECT max(of_pages) FROM scan_page WHERE scan_id = scan_file.id) AS pages,
  EXISTS (SELECT 1 FROM signed_scan WHERE signed_scan.id = scan_file.id) AS is_copy
  FROM scan_file JOIN blob ON blob.id = scan_file.blob_id LEFT JOIN scan_reading ON scan_reading.scan_id = scan_file.id
  WHERE NOT EXISTS (SELECT 1 FROM scan_removal WHERE scan_removal.scan_id = scan_file.id)`

/** In the order in which they came, without those that were removed. */
export const listScanFiles = (reader: Reader, documentId: string): Promise<ScanRecord[]> =>
  reader.all(scanRow, `${selectScans} AND document_id = ? ORDER BY scan_file.id`, [documentId])

export const findScanFile = (reader: Reader, id: string): Promise<ScanRecord | null> =>
  reader.first(scanRow, `${selectScans} AND scan_file.id = ?`, [id])

export type NewScanFile = Pick<ScanRecord, 'id' | 'documentId' | 'blobId' | 'fileName' | 'uploadedBy' | 'uploadedAt'>

export async function insertScanFile(tx: Tx, scan: NewScanFile): Promise<void> {
  const { id, documentId, blobId, fileName, uploadedBy, uploadedAt } = scan
  await tx.run(
    'INSERT INTO scan_file (id, document_id, blob_id, file_name, uploaded_by, uploaded_at) VALUES (?, ?, ?, ?, ?, ?)',
    [id, documentId, blobId, fileName, uploadedBy, uploadedAt],
  )
}

/** A page that is known already stays as it is. */
export async function insertScanPage(tx: Tx, scanId: string, page: ScannedPage): Promise<void> {
  const { position, of, marks, isBlank, preview } = page
  await tx.run(
    `INSERT INTO scan_page (scan_id, position, of_pages, marks_json, is_blank, preview) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (scan_id, position) DO NOTHING`,
    [scanId, position, of, JSON.stringify(marks), isBlank ? 1 : 0, preview],
  )
}

export async function insertReading(
  tx: Tx,
  reading: { readonly scanId: string; readonly failure: ScanFailure | null; readonly at: string },
): Promise<void> {
  await tx.run('INSERT INTO scan_reading (scan_id, failure, at) VALUES (?, ?, ?)', [
    reading.scanId,
    reading.failure,
    reading.at,
  ])
}

const marksSchema = z.array(z.object({ code: z.string(), page: z.number(), of: z.number() }))

const sheetRow: z.ZodType<ReadSheet> = z
  .object({
    scanId: z.string(),
    position: z.number(),
    marksJson: z.string(),
    isBlank: z.number(),
    confirmedAs: z.number().nullable(),
  })
  .transform(({ marksJson, isBlank, ...sheet }) => ({
    ...sheet,
    marks: marksSchema.parse(JSON.parse(marksJson)),
    isBlank: isBlank === 1,
  }))

/** Everything read so far, in the order of the files and their pages. */
export const listSheets = (reader: Reader, documentId: string): Promise<ReadSheet[]> =>
  reader.all(
    sheetRow,
    `SELECT scan_page.scan_id, scan_page.position, marks_json, is_blank, scan_confirmation.page AS confirmed_as
     FROM scan_file JOIN scan_page ON scan_page.scan_id = scan_file.id
     LEFT JOIN scan_confirmation ON scan_confirmation.scan_id = scan_page.scan_id
       AND scan_confirmation.position = scan_page.position
     WHERE document_id = ?
       AND NOT EXISTS (SELECT 1 FROM scan_removal WHERE scan_removal.scan_id = scan_file.id)
     ORDER BY scan_file.id, scan_page.position`,
    [documentId],
  )

const previewRow = z.object({ preview: z.instanceof(Uint8Array).nullable() })

export async function findPreview(
  reader: Reader,
  { scanId, position }: { readonly scanId: string; readonly position: number },
): Promise<Uint8Array | null> {
  const sql = 'SELECT preview FROM scan_page WHERE scan_id = ? AND position = ?'
  return (await reader.first(previewRow, sql, [scanId, position]))?.preview ?? null
}

export interface Confirmation {
  readonly scanId: string
  readonly position: number
  readonly page: number
  readonly confirmedBy: string
  readonly confirmedAt: string
}

export async function insertConfirmation(tx: Tx, confirmation: Confirmation): Promise<void> {
  const { scanId, position, page, confirmedBy, confirmedAt } = confirmation
  await tx.run(
    'INSERT INTO scan_confirmation (scan_id, position, page, confirmed_by, confirmed_at) VALUES (?, ?, ?, ?, ?)',
    [scanId, position, page, confirmedBy, confirmedAt],
  )
}

export async function insertRemoval(
  tx: Tx,
  removal: { readonly scanId: string; readonly removedBy: string; readonly removedAt: string },
): Promise<void> {
  await tx.run('INSERT INTO scan_removal (scan_id, removed_by, removed_at) VALUES (?, ?, ?)', [
    removal.scanId,
    removal.removedBy,
    removal.removedAt,
  ])
}

const idRow = z.object({ documentId: z.string() })

export async function findDocumentByCode(reader: Reader, code: string): Promise<string | null> {
  const sql = 'SELECT document_id FROM issue_order WHERE code = ?'
  return (await reader.first(idRow, sql, [code]))?.documentId ?? null
}

const caseRow = z.object({ caseId: z.string().nullable() })

export async function findCaseOf(reader: Reader, documentId: string): Promise<string | null> {
  return (await reader.first(caseRow, 'SELECT case_id FROM document WHERE id = ?', [documentId]))?.caseId ?? null
}
