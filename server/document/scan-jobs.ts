import { bookkeep, transact } from '../audit/audit.ts'
import { readBlob } from '../base/blobs.ts'
import type { Db } from '../base/database.ts'
import type { JobHandlers } from '../base/jobs.ts'
import { conflict, ok } from '../base/result.ts'
import type { ScanFailure, ScanMediaType } from '../scan/scan.ts'
import { readScanInProcess, type ScanRun } from '../scan/scan-process.ts'
import { acceptWhenComplete, type ScanStanding, standingDetails } from './scan-standing.ts'
import * as store from './scan-store.ts'

/** The job that reads one file; its subject is the scan's id. */
export const scanJob = 'document.scan_read'

/** For a job loop of their own: reading takes long, and nobody's issue shall wait for it. `signal` ends a reading; it goes
 *  on at the next start with the page that it had come to. */
export const scanJobs = (signal?: AbortSignal): JobHandlers => ({
  [scanJob]: (db, { subject }) => readScanFile(db, subject, (run) => readScanInProcess({ ...run, signal })),
})

/** Reads on where an earlier try ended, and judges what has come back. */
export async function readScanFile(
  db: Db,
  scanId: string,
  read: (run: ScanRun) => Promise<ScanFailure | null>,
): Promise<void> {
  const scan = await store.findScanFile(db, scanId)
  if (!scan || scan.readAt !== null) return
  const bytes = await readBlob(db, scan.blobId)
  if (!bytes) throw new Error(`The scan ${scanId} is missing.`)
  const isReadToTheEnd = scan.pages !== null && scan.pagesRead >= scan.pages
  const failure = isReadToTheEnd
    ? null
    : await read({
        bytes,
        mediaType: mediaTypeOf(scan),
        from: scan.pagesRead + 1,
        onPage: (page) => bookkeep(db, 'scan_page', (tx) => store.insertScanPage(tx, scanId, page)),
      })
  await finish(db, scan, failure)
}

async function finish(db: Db, scan: store.ScanRecord, failure: ScanFailure | null): Promise<void> {
  const { id: scanId, documentId } = scan
  const related = await store.findCaseOf(db, documentId)
  const details = (standing: ScanStanding) => ({
    scan: scanId,
    ...(failure === null ? standingDetails(standing) : { failure }),
  })
  const entry = {
    by: { userId: 'system' },
    event: 'document.scan_read',
    subject: documentId,
    related,
    details,
  } as const
  await transact<ScanStanding>(db, entry, async (tx) => {
    const now = await store.findScanFile(tx, scanId)
    // Removed meanwhile, or finished by another worker.
    if (!now || now.readAt !== null) return conflict('Dieser Scan wird nicht mehr gelesen.')
    await store.insertReading(tx, { scanId, failure, at: db.clock.now().toISOString() })
    return ok(await acceptWhenComplete(tx, documentId))
  })
}

const mediaTypes: readonly ScanMediaType[] = ['application/pdf', 'image/jpeg', 'image/png', 'image/tiff']

function mediaTypeOf({ id, mediaType }: store.ScanRecord): ScanMediaType {
  const known = mediaTypes.find((each) => each === mediaType)
  if (!known) throw new Error(`The scan ${id} is of the type ${mediaType}.`)
  return known
}
