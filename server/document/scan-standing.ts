import type { Reader, Tx } from '../base/database.ts'
import * as issues from './issue-store.ts'
import * as store from './scan-store.ts'
import { judgeScan, type ScanVerdict } from './scan-verdict.ts'

export interface ScanStanding {
  readonly files: readonly store.ScanRecord[]
  readonly pages: number
  readonly verdict: ScanVerdict
  /** Files of which not every page has been read. */
  readonly pending: readonly store.ScanRecord[]
}

/** What has come back of an issued document's paper. */
export async function readStanding(reader: Reader, documentId: string): Promise<ScanStanding> {
  const order = await issues.findOrder(reader, documentId)
  const issued = await issues.findIssuedFile(reader, documentId)
  if (!order || !issued) throw new Error(`The document ${documentId} is not issued.`)
  const files = await store.listScanFiles(reader, documentId)
  return {
    files,
    pages: issued.pages,
    verdict: judgeScan({ code: order.code, pages: issued.pages }, await store.listSheets(reader, documentId)),
    pending: files.filter(({ readAt }) => readAt === null),
  }
}

/** Once the paper is back as a whole, its files count as copies of the signed paper. A step of whatever completed it;
 *  returns how it stands now. */
export async function acceptWhenComplete(tx: Tx, documentId: string): Promise<ScanStanding> {
  const standing = await readStanding(tx, documentId)
  if (!standing.verdict.isComplete || standing.pending.length > 0) return standing
  const useful = standing.files.filter(({ isCopy, failure }) => !isCopy && failure === null)
  for (const file of useful) await issues.insertScan(tx, documentId, file)
  return standing
}

/** For the trail: numbers of pages only. */
export const standingDetails = ({ verdict, pages, pending }: ScanStanding) => ({
  pages,
  missing: verdict.missing.join(' '),
  complete: verdict.isComplete && pending.length === 0,
})
