import { isAcceptedForCertificates } from './verify-algorithms.ts'
import type { ReadCertificate } from './verify-certificate.ts'
import { sameBytes } from './verify-der.ts'

export interface TrustQuestion {
  readonly certificate: ReadCertificate
  /** Certificates that came with the signature. */
  readonly embedded: readonly ReadCertificate[]
  readonly anchors: readonly ReadCertificate[]
  readonly at: Date
  readonly use: 'signature' | 'timestamp'
}

const maxChainLength = 8
const maxChecks = 200
const digitalSignature = 0x80
const nonRepudiation = 0x40
const keyCertSign = 0x04
const timeStamping = '1.3.6.1.5.5.7.3.8'

/** Why the certificate does not lead to one of the anchors, as a German sentence, or null where it does (RFC 5280 § 6:
 *  signatures, validity at `at`, authority, path length). Whether a certificate was revoked is not asked here. */
export function refuseTrust(question: TrustQuestion): string | null {
  const { certificate, anchors, at } = question
  if (at < certificate.notBefore || at > certificate.notAfter) {
    return `Das Zertifikat von „${certificate.name}“ war zu der angegebenen Zeit nicht gültig.`
  }
  if (!mayBeUsed(question)) return `Das Zertifikat von „${certificate.name}“ ist nicht für diesen Zweck bestimmt.`
  if (anchors.some(({ der }) => sameBytes(der, certificate.der))) return null
  const found = findAnchor(question, [certificate], { checks: maxChecks })
  if (found) return null
  return `Der Aussteller „${certificate.issuerName}“ gehört nicht zu den angegebenen Vertrauensankern.`
}

function mayBeUsed({ certificate, use }: TrustQuestion): boolean {
  const { keyUsage, extendedKeyUsage, unknownCritical } = certificate
  const signs = keyUsage === null || (keyUsage & (digitalSignature | nonRepudiation)) !== 0
  // RFC 3161 § 2.3: a time-stamping authority's certificate is for this alone.
  const purpose = use === 'signature' || (extendedKeyUsage.length === 1 && extendedKeyUsage[0] === timeStamping)
  return signs && purpose && !unknownCritical
}

/** Walks upward from the last certificate of `chain`, depth first, within the budget. */
function findAnchor(
  question: TrustQuestion,
  chain: readonly [ReadCertificate, ...ReadCertificate[]],
  budget: { checks: number },
): boolean {
  const child = chain.at(-1) ?? chain[0]
  if (chain.length > maxChainLength) return false
  const isIssuer = (issuer: ReadCertificate) =>
    --budget.checks >= 0 && mayIssue(issuer, chain, question.at) && hasSigned(issuer, child)
  if (question.anchors.some(isIssuer)) return true
  return question.embedded
    .filter((candidate) => !chain.some(({ der }) => sameBytes(der, candidate.der)))
    .some((candidate) => isIssuer(candidate) && findAnchor(question, [...chain, candidate], budget))
}

/** `chain` begins with the signer's certificate, which path length does not count, nor self-issued ones (§ 4.2.1.9). */
function mayIssue(issuer: ReadCertificate, chain: readonly ReadCertificate[], at: Date): boolean {
  const below = chain.slice(1).filter((certificate) => !sameBytes(certificate.subject, certificate.issuer)).length
  return (
    issuer.isAuthority &&
    !issuer.unknownCritical &&
    (issuer.keyUsage === null || (issuer.keyUsage & keyCertSign) !== 0) &&
    (issuer.pathLength === null || below <= issuer.pathLength) &&
    at >= issuer.notBefore &&
    at <= issuer.notAfter
  )
}

function hasSigned(issuer: ReadCertificate, child: ReadCertificate): boolean {
  if (!sameBytes(issuer.subject, child.issuer) || !isAcceptedForCertificates(child.signatureId)) return false
  try {
    return child.x509.verify(issuer.publicKey)
  } catch {
    return false
  }
}
