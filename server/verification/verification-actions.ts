import { bookkeep } from '../audit/audit.ts'
import { sha256Hex } from '../base/canonical-json.ts'
import type { Db, Reader } from '../base/database.ts'
import { invalid, notFound, ok, type Result } from '../base/result.ts'
import { readCheckCode } from '../document/check-code.ts'
import { issuedWithCode, issuedWithHash } from '../document/issue-actions.ts'
import type { VerificationReport } from '../signature/signature.ts'
import { verifyInProcess } from '../signature/verify-process.ts'
import { bearsOurSeal, checkedSignature, checkWindowMinutes, countCheck, type FileVerdict } from './verification.ts'
import * as store from './verification-store.ts'

/** Counts one check of this address; the moment from which on the next one is answered where there were too many. */
export async function admitCheck(db: Db, address: string): Promise<{ waitUntil: string } | null> {
  const now = db.clock.now()
  return bookkeep(db, 'public_check', async (tx) => {
    await store.forgetCountsBefore(tx, new Date(now.getTime() - checkWindowMinutes * 60_000).toISOString())
    const counted = countCheck(await store.findCount(tx, address), now)
    if ('waitUntil' in counted) return counted
    await store.saveCount(tx, address, counted.next)
    return null
  })
}

/** Judges any bytes; they are never stored. `anchors` are the certificates (DER) that the house vouches for. */
export async function checkFile(
  reader: Reader,
  bytes: Uint8Array,
  anchors: readonly Uint8Array[],
): Promise<FileVerdict> {
  const report = await verifyInProcess(bytes, anchors)
  const said = {
    fileHash: report.fileHash,
    signatures: report.signatures.map(checkedSignature),
    reasons: report.reasons,
  }
  const issued = await issuedWithHash(reader, report.fileHash)
  if (issued) return { ...said, kind: 'issued', issuedAt: issued.at }
  const beganAs = await issuedBeginning(reader, bytes, report)
  if (beganAs || bearsOurSeal(report)) return { ...said, kind: 'changed', beganAs }
  return { ...said, kind: report.readable ? 'unknown' : 'unreadable' }
}

/** Something was appended to what we issued: then one of its signatures ends where our file ended. */
async function issuedBeginning(
  reader: Reader,
  bytes: Uint8Array,
  { signatures }: VerificationReport,
): Promise<string | null> {
  const ends = new Set(signatures.slice(0, mostBeginnings).flatMap(({ coveredBytes }) => coveredBytes ?? []))
  for (const end of ends) {
    const issued = end < bytes.length ? await issuedWithHash(reader, sha256Hex(bytes.subarray(0, end))) : null
    if (issued) return issued.at
  }
  return null
}

const mostBeginnings = 8

/** That something was issued here under this code, and when; not what. */
export async function checkCode(
  reader: Reader,
  typed: string,
): Promise<Result<{ readonly code: string; readonly issuedAt: string }>> {
  const code = readCheckCode(typed)
  if (!code) return invalid(wrongCode, [{ path: 'code', message: wrongCode }])
  const issued = await issuedWithCode(reader, code)
  return issued ? ok({ code, issuedAt: issued.at }) : notFound('Zu diesem Code kennen wir kein Dokument.')
}

const wrongCode =
  'Dieser Code kann nicht stimmen: Er hat 13 Zeichen, wie in AU7F-3A91-C2K4-8. Vergleichen Sie Zeichen für Zeichen.'
