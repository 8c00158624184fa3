import { transact } from '../audit/audit.ts'
import type { Actor } from '../auth/auth.ts'
import { readBlob, storeBlob, type UploadedFile } from '../base/blobs.ts'
import type { Db, Reader } from '../base/database.ts'
import { newId } from '../base/ids.ts'
import { jobsOf, queueJob } from '../base/jobs.ts'
import { conflict, invalid, notFound, ok, type Result } from '../base/result.ts'
import { findVisible } from './document-store.ts'
import type { StoredScan } from './issue.ts'
import * as issues from './issue-store.ts'
import { findToSign } from './paper-signature-actions.ts'
import { readScanFiles } from './scan-file.ts'
import { scanJob } from './scan-jobs.ts'
import { acceptWhenComplete, readStanding, type ScanStanding, standingDetails } from './scan-standing.ts'
import * as store from './scan-store.ts'

/** Keeps files with scans of the signed paper beside the issued file, which stays as it is. A job reads their pages. */
export async function uploadScans(
  db: Db,
  actor: Actor,
  { id, files }: { readonly id: string; readonly files: readonly UploadedFile[] },
): Promise<Result<{ scanIds: readonly string[] }>> {
  const found = await findToSign(db, actor, id)
  if (!found.ok) return found
  const scans = readScanFiles(files)
  if (!scans.ok) return scans
  const scanIds = scans.value.map(() => newId())
  const details = { scans: scanIds.join(' ') }
  const entry = { by: actor.ref, event: 'document.scan_uploaded', subject: id, details } as const
  return transact(db, { ...entry, related: found.value.document.caseId }, async (tx) => {
    const already = (await store.listScanFiles(tx, id)).length
    if (already + scanIds.length > mostScans) return conflict(enoughScans(already))
    const uploadedAt = db.clock.now().toISOString()
    for (const [index, { bytes, mediaType, fileName }] of scans.value.entries()) {
      const scanId = scanIds[index] ?? newId()
      const blob = await storeBlob(tx, { bytes, mediaType })
      const scan = { id: scanId, documentId: id, blobId: blob.id, fileName, uploadedBy: actor.userId, uploadedAt }
      await store.insertScanFile(tx, scan)
      await queueJob(tx, { kind: scanJob, subject: scanId })
    }
    return ok({ scanIds })
  })
}

const mostScans = 60
const enoughScans = (already: number): string =>
  `Hier liegen schon ${already} Dateien. Mehr als ${mostScans} nimmt ein Dokument nicht auf.`

export interface SeenPage {
  readonly position: number
  /** Of the document; as it came from the form. */
  readonly page: number
}

/** Notes down which pages of the document somebody recognised where no code could be read. */
export async function confirmScanPages(
  db: Db,
  actor: Actor,
  { id, scanId, seen }: { readonly id: string; readonly scanId: string; readonly seen: readonly SeenPage[] },
): Promise<Result<ScanStanding>> {
  const found = await findToSign(db, actor, id)
  if (!found.ok) return found
  const message = 'Wählen Sie bei mindestens einem Blatt aus, welche Seite es ist.'
  if (seen.length === 0) return invalid(message, [{ path: scanId, message }])
  const details = (standing: ScanStanding) => ({
    scan: scanId,
    confirmed: seen.map(({ page }) => page).join(' '),
    ...standingDetails(standing),
  })
  const entry = { by: actor.ref, event: 'document.scan_page_confirmed', subject: id, details } as const
  return transact(db, { ...entry, related: found.value.document.caseId }, async (tx) => {
    const { verdict, pages } = await readStanding(tx, id)
    for (const { position, page } of seen) {
      const sheet = verdict.sheets.find((each) => each.scanId === scanId && each.position === position)
      if (!sheet) return notFound('Dieses Blatt gibt es nicht mehr. Die Datei wurde entfernt.')
      if (sheet.kind !== 'unreadable' && sheet.kind !== 'blank') return conflict('Dieses Blatt ist schon zugeordnet.')
      if (!Number.isInteger(page) || page < 1 || page > pages)
        return notFound(`Eine Seite ${page} hat dieses Dokument nicht.`)
      const confirmedAt = db.clock.now().toISOString()
      await store.insertConfirmation(tx, { scanId, position, page, confirmedBy: actor.userId, confirmedAt })
    }
    return ok(await acceptWhenComplete(tx, id))
  })
}

/** Takes away a file that does not belong here; not one that counts as a copy of the signed paper. */
export async function removeScan(
  db: Db,
  actor: Actor,
  { id, scanId }: { readonly id: string; readonly scanId: string },
): Promise<Result<ScanStanding>> {
  const found = await findToSign(db, actor, id)
  if (!found.ok) return found
  const details = (standing: ScanStanding) => ({ scan: scanId, ...standingDetails(standing) })
  const entry = { by: actor.ref, event: 'document.scan_removed', subject: id, details } as const
  return transact(db, { ...entry, related: found.value.document.caseId }, async (tx) => {
    const scan = await store.findScanFile(tx, scanId)
    if (scan?.documentId !== id) return notFound('Diese Datei gibt es nicht mehr.')
    if (scan.isCopy) return conflict('Diese Datei gehört zur Kopie des unterschriebenen Papiers und bleibt.')
    await store.insertRemoval(tx, { scanId, removedBy: actor.userId, removedAt: db.clock.now().toISOString() })
    return ok(await acceptWhenComplete(tx, id))
  })
}

export interface ScanCheck extends ScanStanding {
  /** Titles of other documents whose pages lie here, by code; only of those that the person may see. */
  readonly others: ReadonlyMap<string, { readonly id: string; readonly title: string }>
  /** Why reading does not go on, by scan. */
  readonly failures: ReadonlyMap<string, string>
}

/** What has come back of the paper, for somebody who may see the document. Null before it is issued. */
export async function readScanCheck(reader: Reader, actor: Actor, id: string): Promise<ScanCheck | null> {
  if (!(await findVisible(reader, actor, id)) || !(await issues.findIssuedFile(reader, id))) return null
  const standing = await readStanding(reader, id)
  const others = new Map<string, { id: string; title: string }>()
  for (const sheet of standing.verdict.sheets) {
    if (sheet.kind !== 'foreign' || others.has(sheet.code)) continue
    const otherId = await store.findDocumentByCode(reader, sheet.code)
    const other = otherId === null ? null : await findVisible(reader, actor, otherId)
    if (other) others.set(sheet.code, { id: other.id, title: other.title })
  }
  const failures = new Map<string, string>()
  for (const { id: scanId } of standing.pending) {
    const [job] = await jobsOf(reader, scanId)
    if (job?.lastError) failures.set(scanId, job.lastError)
  }
  return { ...standing, others, failures }
}

interface OneScan {
  readonly id: string
  readonly scanId: string
}

/** A scan of a document, for somebody who may see the document. */
export async function readStoredScan(
  reader: Reader,
  actor: Actor,
  { id, scanId }: OneScan,
): Promise<StoredScan | null> {
  if (!(await findVisible(reader, actor, id))) return null
  // Those from before pages were read are copies without a file of their own.
  const all = [...(await store.listScanFiles(reader, id)), ...(await issues.listScans(reader, id))]
  const scan = all.find((each) => each.id === scanId)
  const bytes = scan && (await readBlob(reader, scan.blobId))
  return scan && bytes ? { bytes, mediaType: scan.mediaType } : null
}

/** A small picture of a page that could not be read, for somebody who may see the document. */
export async function readScanPreview(
  reader: Reader,
  actor: Actor,
  { id, scanId, position }: OneScan & { readonly position: number },
): Promise<Uint8Array | null> {
  if (!(await findVisible(reader, actor, id))) return null
  const scan = await store.findScanFile(reader, scanId)
  return scan?.documentId === id ? store.findPreview(reader, { scanId, position }) : null
}
