import { invalid, ok, type Result } from '../base/result.ts'
import { type Digest, digestNamed, digestOf } from './verify-algorithms.ts'
import type { ReadCertificate } from './verify-certificate.ts'
import { ids, judgeCms, readCms, type SignedMessage } from './verify-cms.ts'
import { type Asn1, idOf, octetsOf, parseAsn1, sameBytes, tags, timeOf } from './verify-der.ts'

export interface TimeStamp {
  readonly at: Date
  readonly authority: ReadCertificate
  readonly certificates: readonly ReadCertificate[]
}

/** Judges a time-stamp token (RFC 3161 § 2.4.2) over something whose digest is `stamped`. */
export function judgeTimeStamp(message: SignedMessage, stamped: (digest: Digest) => Uint8Array): Result<TimeStamp> {
  const { content } = message
  const info = content && message.contentType === ids.timeStampInfo ? parseAsn1(content) : null
  if (!content || !info || info.end !== content.length)
    return invalid('Der Zeitstempel ist kein Zeitstempel nach RFC 3161.')
  const [, , imprint, , time] = info.children
  const digest = digestNamed(idOf(imprint?.children[0]?.children[0]))
  const hashed = octetsOf(imprint?.children[1])
  const at = timeOf(time)
  if (!hashed || !at) return invalid('Der Zeitstempel ist nicht lesbar.')
  if (!digest) return invalid('Der Zeitstempel verwendet ein Hash-Verfahren, das nicht anerkannt ist.')
  // Here SHA-1 in signing-certificate version 1 only picks out the certificate (RFC 5816 § 1).
  const { signer, flaws } = judgeCms(message, (own) => digestOf(own, content), 'any')
  if (!signer || flaws.length > 0) return invalid('Der Zeitstempel selbst ist ungültig oder wurde verändert.')
  if (!sameBytes(hashed, stamped(digest))) return invalid(foreign)
  return ok({ at, authority: signer, certificates: message.certificates })
}

const foreign = 'Der Zeitstempel gehört nicht zu dem, was er belegen soll.'

/** The time stamps that a signature carries among its unsigned attributes (ETSI EN 319 122-1 § 5.3). One that was removed
 *  leaves no trace. */
export function judgeSignatureTimeStamps(message: SignedMessage): readonly Result<TimeStamp>[] {
  const tokens = message.unsignedAttributes.get(ids.timeStampToken) ?? []
  if (tokens.length > 4) return [invalid('Die Unterschrift trägt zu viele Zeitstempel.')]
  return tokens.map((token) => judgeToken(token, message.signature))
}

function judgeToken(token: Asn1, signature: Uint8Array): Result<TimeStamp> {
  const message = token.tag === tags.sequence ? readCms(token) : null
  if (!message?.ok) return invalid('Der Zeitstempel der Unterschrift ist nicht lesbar.')
  return judgeTimeStamp(message.value, (digest) => digestOf(digest, signature))
}
