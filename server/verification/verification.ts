import type { SignatureReport, VerificationReport } from '../signature/signature.ts'

/** What the public check says about a file. Nothing of what a document is about, whom it concerns or who wrote it. */
export type FileVerdict = {
  readonly fileHash: string
  readonly signatures: readonly CheckedSignature[]
  /** German sentences about the file as a whole. */
  readonly reasons: readonly string[]
} & (
  | { /** Byte for byte what was issued here. */ readonly kind: 'issued'; readonly issuedAt: string }
  | {
      /** Bears our seal and is not what was issued here. */
      readonly kind: 'changed'
      /** Where it begins, byte for byte, with something issued here: when that was. */
      readonly beganAs: string | null
    }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'unreadable' }
)

export interface CheckedSignature {
  /** Only `valid` is unchanged and comes from somebody the house trusts. */
  readonly state: 'valid' | 'stranger' | 'broken'
  /** The name in the certificate, only where the house vouches for it: anybody may write any name into his own. */
  readonly signer: string | null
  /** What the signature itself claims, ISO text, or null. */
  readonly claimedAt: string | null
  readonly kind: SignatureReport['kind']
  readonly coversFile: boolean
  readonly reasons: readonly string[]
}

export const checkedSignature = (report: SignatureReport): CheckedSignature => ({
  state: stateOf(report),
  signer: stateOf(report) === 'valid' ? report.signer : null,
  claimedAt: report.claimedAt,
  kind: report.kind,
  coversFile: report.covers === 'file',
  reasons: report.reasons,
})

function stateOf({ intact, trusted }: SignatureReport): CheckedSignature['state'] {
  if (!intact) return 'broken'
  return trusted === true ? 'valid' : 'stranger'
}

/** Whether a certificate of the house stands in one of the signatures, whatever became of the signature. */
export const bearsOurSeal = ({ signatures }: VerificationReport): boolean =>
  signatures.some(({ anchored }) => anchored === true)

export const checkWindowMinutes = 10
export const checksPerWindow = 40

/** How many checks an address has made in the window that began at `since`. */
export interface CheckCount {
  readonly checks: number
  readonly since: string
}

/** One check more, or the moment from which on the next one is answered. */
export function countCheck(before: CheckCount | null, now: Date): { next: CheckCount } | { waitUntil: string } {
  const ends = before ? Date.parse(before.since) + checkWindowMinutes * 60_000 : 0
  if (!before || now.getTime() >= ends) return { next: { checks: 1, since: now.toISOString() } }
  if (before.checks >= checksPerWindow) return { waitUntil: new Date(ends).toISOString() }
  return { next: { checks: before.checks + 1, since: before.since } }
}
