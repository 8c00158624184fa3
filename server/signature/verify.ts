import { sha256Hex } from '../base/canonical-json.ts'
import { type PdfFile, readPdf } from '../pdf/reader.ts'
import { checkTime, PdfUnreadable } from '../pdf/reader-limits.ts'
import type { SignatureReport, VerificationReport } from './signature.ts'
import { inspectCertificate, type ReadCertificate } from './verify-certificate.ts'
import { judgeSurroundings } from './verify-changes.ts'
import { findSignatures } from './verify-fields.ts'
import { type JudgedSignature, judgeSignature } from './verify-signature.ts'
import { refuseTrust } from './verify-trust.ts'

export interface VerificationOptions {
  /** Certificates (DER) that are believed without proof; without any, trust is not judged. */
  readonly anchors: readonly Uint8Array[]
}

/** Judges every signature of a PDF, those of earlier states included: what it covers, whether that is unchanged, whether
 *  everything behind it is signed too, and with anchors whether its certificate leads to one of them
 *  (ETSI EN 319 102-1 § 5; ISO 32000-1 § 12.8). Any bytes get a verdict, none make it throw. It takes no look at
 *  revocation. Hostile files are bounded in what they cost, but give them to `verifyInProcess`. */
export async function verifyPdf(bytes: Uint8Array, { anchors }: VerificationOptions): Promise<VerificationReport> {
  try {
    return judgeFile(readPdf(bytes), anchors)
  } catch (error) {
    if (error instanceof PdfUnreadable) return unreadableReport(bytes, error.message)
    throw error
  }
}

/** The verdict on bytes that could not be read within the limits. */
export const unreadableReport = (bytes: Uint8Array, reason: string): VerificationReport => ({
  readable: false,
  fileHash: sha256Hex(bytes),
  bytes: bytes.length,
  signatures: [],
  intact: false,
  trusted: null,
  reasons: [reason],
})

function judgeFile(file: PdfFile, anchorsDer: readonly Uint8Array[]): VerificationReport {
  const anchors = anchorsDer.flatMap((der) => inspectCertificate(der) ?? [])
  const { signatures: found, empty } = findSignatures(file)
  const judged = found.map((signature) => judgeSignature(file, signature)).sort(byEnd)
  const asked = anchorsDer.length > 0
  const signatures = judged.map((own) => reportOf(file, own, { all: judged, anchors: asked ? anchors : null }))
  return {
    readable: true,
    fileHash: sha256Hex(file.bytes),
    bytes: file.bytes.length,
    signatures,
    intact: signatures.length > 0 && signatures.every(({ intact }) => intact),
    trusted: asked ? signatures.length > 0 && signatures.every(({ trusted }) => trusted === true) : null,
    reasons: fileReasons(file, signatures, empty),
  }
}

const byEnd = (one: JudgedSignature, other: JudgedSignature): number =>
  (one.range?.end ?? Number.MAX_SAFE_INTEGER) - (other.range?.end ?? Number.MAX_SAFE_INTEGER)

interface Context {
  readonly all: readonly JudgedSignature[]
  /** Null where trust is not asked for. */
  readonly anchors: readonly ReadCertificate[] | null
}

function reportOf(file: PdfFile, own: JudgedSignature, { all, anchors }: Context): SignatureReport {
  checkTime(file.budget)
  const { range, signer, claimedAt } = own
  const flaws = [...own.flaws, ...judgeSurroundings(file, own, all)]
  const intact = flaws.length === 0
  const covers = range?.revision ? (range.end === file.bytes.length ? 'file' : 'revision') : null
  const trust = anchors ? judgeTrust(own, anchors) : { trusted: null, anchored: null, reasons: [] }
  return {
    field: own.field,
    signer: signer?.name || null,
    issuer: signer?.issuerName || null,
    claimedAt: claimedAt?.toISOString() ?? null,
    kind: own.kind,
    certifies: own.rules.certifies,
    covers,
    coveredBytes: range?.end ?? null,
    bytesAfter: range ? file.bytes.length - range.end : null,
    intact,
    trusted: trust.trusted,
    anchored: trust.anchored,
    reasons: [...flaws, ...(intact ? [coverage(covers)] : []), ...trust.reasons, ...aboutTime(own)],
  }
}

const coverage = (covers: 'file' | 'revision' | null): string =>
  covers === 'file'
    ? 'Die Datei ist seit dieser Unterschrift unverändert.'
    : 'Was diese Unterschrift abdeckt, ist unverändert. Danach wurde die Datei fortgeschrieben und erneut unterschrieben; was dabei hinzukam, ist nicht im Einzelnen beurteilt.'

function judgeTrust(
  own: JudgedSignature,
  anchors: readonly ReadCertificate[],
): { trusted: boolean; anchored: boolean; reasons: string[] } {
  const { signer, embedded, kind, timeStamps } = own
  if (!signer) return { trusted: false, anchored: false, reasons: [] }
  const at = own.claimedAt ?? timeStamps[0]?.at ?? new Date()
  const refused = refuseTrust({ certificate: signer, embedded, anchors, at, use: kind })
  // A certificate whose signature does not hold proves nothing about the file.
  if (own.flaws.length > 0) return { trusted: false, anchored: refused === null, reasons: [] }
  if (refused) return { trusted: false, anchored: false, reasons: [refused] }
  const time = own.claimedAt ? 'zu der Zeit, die die Unterschrift angibt,' : 'bei dieser Prüfung'
  return {
    trusted: true,
    anchored: true,
    reasons: [
      `Das Zertifikat führt über „${signer.issuerName}“ zu den angegebenen Vertrauensankern und war ${time} gültig.`,
      'Ob das Zertifikat gesperrt wurde, ist nicht geprüft.',
    ],
  }
}

function aboutTime({ kind, claimedAt, timeStamps, flaws, signer }: JudgedSignature): string[] {
  const [stamp] = timeStamps
  if (kind === 'timestamp' || flaws.length > 0 || !signer) return []
  if (stamp) {
    const at = stamp.at.toLocaleString('de-DE', { timeZone: 'Europe/Berlin', dateStyle: 'medium', timeStyle: 'medium' })
    return [`Ein Zeitstempel von „${stamp.authority.name}“ nennt den ${at} Uhr; die Stelle selbst ist nicht geprüft.`]
  }
  if (!claimedAt) return ['Die Unterschrift nennt keine Zeit.']
  return ['Die Zeit gibt die Unterschrift selbst an; kein Zeitstempel belegt sie.']
}

const shownNames = 10

function fileReasons(file: PdfFile, signatures: readonly SignatureReport[], empty: readonly string[]): string[] {
  const reasons: string[] = []
  if (signatures.length === 0) reasons.push('Die Datei enthält keine Unterschrift.')
  const broken = signatures.filter(({ intact }) => !intact).length
  if (broken > 0) reasons.push(`${broken} von ${signatures.length} Unterschriften sind nicht in Ordnung.`)
  if (!file.endsClean) reasons.push('Hinter dem Ende des letzten Standes der Datei steht weiterer Text.')
  const skipped = file.revisions.some(({ sections: [own] }) => own && !file.newest.sections.includes(own))
  const repeated = file.revisions.slice(0, -1).some(({ sections: [own] }) => own === file.newest.sections[0])
  if (skipped || repeated) {
    reasons.push('Das Ende der Datei verweist auf einen früheren Stand; ein späterer wird übergangen.')
  }
  if (empty.length > 0) {
    const names = empty.slice(0, shownNames).map((name) => `„${name}“`)
    const more = empty.length > shownNames ? ` und ${empty.length - shownNames} weitere` : ''
    reasons.push(`Noch nicht unterschrieben: ${names.join(', ')}${more}.`)
  }
  return reasons
}
