import { z } from 'zod'
import { verifyChain } from '../../server/audit/verify-chain.ts'
import { readBlob } from '../../server/base/blobs.ts'
import { sha256Hex } from '../../server/base/canonical-json.ts'
import type { Reader } from '../../server/base/database.ts'

/** What contradicts itself in a database: a broken file or chain, a record without its entry in the trail or the other way
 *  round, a number that is missing or there twice, an order that nobody works on. Empty when all is well. */
export async function contradictions(reader: Reader): Promise<string[]> {
  const chain = await verifyChain(reader)
  return [
    ...('brokenAt' in chain ? [`chain: ${chain.why}`] : []),
    ...(await brokenFile(reader)),
    ...(await wrongRows(reader)),
    ...(await wrongBytes(reader)),
  ]
}

async function brokenFile(reader: Reader): Promise<string[]> {
  const integrity = await reader.all(z.object({ integrityCheck: z.string() }), 'PRAGMA integrity_check')
  const dangling = await reader.all(z.looseObject({ table: z.string() }), 'PRAGMA foreign_key_check')
  const said = integrity.map(({ integrityCheck }) => integrityCheck).filter((line) => line !== 'ok')
  return [...said, ...dangling.map(({ table }) => `a row of ${table} points to nothing`)]
}

/** The entries about documents, as the records could have written them. */
const trailOfRecords = `
  SELECT document_id AS subject, iif(revision = 1, 'document.created', 'document.saved') AS event,
    iif(revision = 1, NULL, revision) AS detail, editor_id AS user_id FROM document_revision
  UNION ALL SELECT document_id, 'document.discarded', NULL, user_id FROM document_discard
  UNION ALL SELECT subject, 'document.submitted', content_hash, requested_by FROM approval_request
  UNION ALL SELECT request.subject, 'document.' || outcome, decision.content_hash, decision.user_id
    FROM approval_decision AS decision JOIN approval_request AS request ON request.id = decision.request_id
  UNION ALL SELECT request.subject, iif(kind = 'voided', 'document.approval_voided', 'document.recalled'),
    iif(kind = 'voided', request.id, NULL), ended.user_id
    FROM approval_end AS ended JOIN approval_request AS request ON request.id = ended.request_id
  UNION ALL SELECT document_id, 'document.issue_ordered', code || ' ' || coalesce(number, ''), ordered_by
    FROM issue_order
  UNION ALL SELECT document_id, 'document.issued', file_hash, 'system' FROM issued_file`

const trailAsWritten = `
  SELECT subject, event, payload ->> '$.userId' AS user_id,
    CASE event
      WHEN 'document.saved' THEN payload ->> '$.details.revision'
      WHEN 'document.submitted' THEN payload ->> '$.details.contentHash'
      WHEN 'document.approved' THEN payload ->> '$.details.contentHash'
      WHEN 'document.returned' THEN payload ->> '$.details.contentHash'
      WHEN 'document.approval_voided' THEN payload ->> '$.details.request'
      WHEN 'document.issue_ordered' THEN
        (payload ->> '$.details.code') || ' ' || coalesce(payload ->> '$.details.number', '')
      WHEN 'document.issued' THEN payload ->> '$.details.file'
    END AS detail
  FROM audit_payload
  WHERE event IN ('document.created', 'document.saved', 'document.discarded', 'document.submitted',
    'document.approved', 'document.returned', 'document.approval_voided', 'document.recalled',
    'document.issue_ordered', 'document.issued')`

/** Counted, so that an entry or a record too many shows as well as one too few. */
const counted = (rows: string) =>
  `SELECT subject || ' ' || event || ' ' || user_id || ' ' || coalesce(detail, '') || ' x' || count(*) AS what
   FROM (${rows}) GROUP BY subject, event, user_id, detail`

/** What each query finds is wrong. */
const wrong: Readonly<Record<string, string>> = {
  'a record has no entry': `${counted(trailOfRecords)} EXCEPT ${counted(trailAsWritten)}`,
  'an entry has no record': `${counted(trailAsWritten)} EXCEPT ${counted(trailOfRecords)}`,
  'an order stands elsewhere in the chain than it says': `
    SELECT document_id AS what FROM issue_order
    LEFT JOIN audit_entry ON audit_entry.seq = checkpoint_seq AND entry_hash = checkpoint_hash
    LEFT JOIN audit_payload AS own ON own.seq = checkpoint_seq + 1
      AND own.subject = document_id AND own.event = 'document.issue_ordered'
    WHERE audit_entry.seq IS NULL OR own.seq IS NULL`,
  'an order was not approved': `
    SELECT document_id AS what FROM issue_order WHERE NOT EXISTS (
      SELECT 1 FROM approval_request AS request JOIN approval_decision AS decision ON decision.request_id = request.id
      WHERE request.subject = document_id AND outcome = 'approved' AND request.content_hash = issue_order.content_hash
        AND NOT EXISTS (SELECT 1 FROM approval_end WHERE approval_end.request_id = request.id))`,
  'an order has not exactly one job': `
    SELECT document_id AS what FROM issue_order
    WHERE (SELECT count(*) FROM job WHERE kind = 'document.issue' AND subject = document_id) <> 1`,
  'a job is about nothing': `
    SELECT id AS what FROM job WHERE kind = 'document.issue' AND subject NOT IN (SELECT document_id FROM issue_order)`,
  'a job is done without a file': `
    SELECT id AS what FROM job WHERE kind = 'document.issue' AND done_at IS NOT NULL
      AND subject NOT IN (SELECT document_id FROM issued_file)`,
  'the numbers have gaps': `
    SELECT name || ' ' || year AS what FROM number_circle WHERE last <>
      (SELECT count(DISTINCT number) FROM issue_order
       WHERE number LIKE '%/' || year || '/' || name AND CAST(number AS INTEGER) BETWEEN 1 AND last)`,
  'a number was never counted': `
    SELECT number AS what FROM issue_order WHERE number IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM number_circle WHERE number LIKE '%/' || year || '/' || name)`,
  'a blob belongs to nothing': `
    SELECT id AS what FROM blob
    WHERE id NOT IN (SELECT blob_id FROM issued_file UNION ALL SELECT blob_id FROM signed_scan)`,
  'nobody was told of a request': `
    SELECT document_id AS what FROM document_state WHERE state = 'in_approval'
      AND NOT EXISTS (SELECT 1 FROM notice WHERE about = document_id AND kind = 'approval_requested' AND seen_at IS NULL)`,
  'people are told of a request that no longer waits': `
    SELECT document_id AS what FROM document_state JOIN notice ON about = document_id
    WHERE state <> 'in_approval' AND notice.kind = 'approval_requested' AND seen_at IS NULL`,
  'who ordered was not told of the file': `
    SELECT document_id AS what FROM issued_file JOIN issue_order USING (document_id)
    WHERE (SELECT count(*) FROM notice WHERE about = document_id AND kind = 'issued' AND to_user_id = ordered_by) <> 1`,
}

async function wrongRows(reader: Reader): Promise<string[]> {
  const row = z.object({ what: z.string() })
  const found: string[] = []
  for (const [sentence, sql] of Object.entries(wrong)) {
    found.push(...(await reader.all(row, sql)).map(({ what }) => `${sentence}: ${what}`))
  }
  return found
}

/** The stored bytes are those that the trail names. */
async function wrongBytes(reader: Reader): Promise<string[]> {
  const files = await reader.all(
    z.object({ blobId: z.string(), fileHash: z.string() }),
    'SELECT blob_id, file_hash FROM issued_file',
  )
  const found: string[] = []
  for (const { blobId, fileHash } of files) {
    const bytes = await readBlob(reader, blobId)
    if (!bytes || sha256Hex(bytes) !== fileHash) found.push(`not the bytes that were issued: ${fileHash}`)
  }
  return found
}
