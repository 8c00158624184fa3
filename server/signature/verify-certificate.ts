import { type KeyObject, X509Certificate } from 'node:crypto'
import { shown } from '../pdf/reader-values.ts'
import { type Asn1, childWith, contentOf, encodingOf, idOf, octetsOf, parseAsn1, tags, timeOf } from './verify-der.ts'

/** What judging a signature asks of a certificate (RFC 5280 § 4.1). */
export interface ReadCertificate {
  readonly der: Uint8Array
  readonly x509: X509Certificate
  /** Checked for size before it was let near a computation. */
  readonly publicKey: KeyObject
  /** Names as DER. */
  readonly issuer: Uint8Array
  readonly subject: Uint8Array
  readonly serial: Uint8Array
  /** As shown to people. */
  readonly name: string
  readonly issuerName: string
  readonly notBefore: Date
  readonly notAfter: Date
  readonly signatureId: string
  readonly isAuthority: boolean
  readonly pathLength: number | null
  /** First octet of KeyUsage, or null where the extension is missing. */
  readonly keyUsage: number | null
  readonly extendedKeyUsage: readonly string[]
  readonly subjectKeyId: Uint8Array | null
  /** A critical extension that this check does not know, so that the certificate must not be relied on (§ 4.2). */
  readonly unknownCritical: boolean
}

const maxCertificateBytes = 32 * 1024
const curves = ['prime256v1', 'secp384r1', 'secp521r1', 'brainpoolP256r1', 'brainpoolP384r1', 'brainpoolP512r1']

/** basicConstraints, keyUsage, extKeyUsage, certificatePolicies, names and places of lists, qcStatements. */
const knownExtensions = new Set([
  '2.5.29.14',
  '2.5.29.15',
  '2.5.29.17',
  '2.5.29.18',
  '2.5.29.19',
  '2.5.29.31',
  '2.5.29.32',
  '2.5.29.35',
  '2.5.29.37',
  '1.3.6.1.5.5.7.1.1',
  '1.3.6.1.5.5.7.1.3',
])

/** The certificate, or null where it cannot be read or its key is none that is accepted: RSA from 2048 to 8192 bits, or
 *  EC on a NIST or Brainpool curve of at least 256 bits. */
export function inspectCertificate(der: Uint8Array): ReadCertificate | null {
  if (der.length > maxCertificateBytes) return null
  const root = parseAsn1(der)
  const [body, signatureAlgorithm] = root?.children ?? []
  if (!root || root.end !== der.length || !body || !signatureAlgorithm) return null
  const fields = body.children[0]?.tag === tags.explicit0 ? body.children.slice(1) : body.children
  const [serial, , issuer, validity, subject] = fields
  const [notBefore, notAfter] = validity?.children.map(timeOf) ?? []
  if (!serial || !issuer || !subject || !notBefore || !notAfter) return null
  const extensions = readExtensions(childWith(body, 0xa3)?.children[0])
  const key = readKey(der)
  if (!extensions || !key) return null
  return {
    der,
    ...key,
    issuer: encodingOf(issuer),
    subject: encodingOf(subject),
    serial: contentOf(serial),
    name: nameOf(subject),
    issuerName: nameOf(issuer),
    notBefore,
    notAfter,
    signatureId: idOf(signatureAlgorithm.children[0]),
    ...extensions,
  }
}

function readKey(der: Uint8Array): Pick<ReadCertificate, 'x509' | 'publicKey'> | null {
  try {
    const x509 = new X509Certificate(der)
    const { publicKey } = x509
    return isAccepted(publicKey) ? { x509, publicKey } : null
  } catch {
    return null
  }
}

/** The bounds keep a forged key of 200,000 bits, or one with a giant exponent, from being computed with. */
function isAccepted({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean {
  if (asymmetricKeyType === 'ec') return curves.includes(asymmetricKeyDetails?.namedCurve ?? '')
  if (asymmetricKeyType !== 'rsa' && asymmetricKeyType !== 'rsa-pss') return false
  const { modulusLength = 0, publicExponent = 0n } = asymmetricKeyDetails ?? {}
  return modulusLength >= 2048 && modulusLength <= 8192 && publicExponent > 2n && publicExponent < 2n ** 33n
}

type Extensions = Pick<
  ReadCertificate,
  'isAuthority' | 'pathLength' | 'keyUsage' | 'extendedKeyUsage' | 'subjectKeyId' | 'unknownCritical'
>

function readExtensions(list: Asn1 | undefined): Extensions | null {
  const values = new Map<string, Asn1>()
  let unknownCritical = false
  for (const extension of list?.children ?? []) {
    const id = idOf(extension.children[0])
    const critical = childWith(extension, tags.boolean)
    const value = octetsOf(extension.children.at(-1))
    const parsed = value && parseAsn1(value)
    if (values.has(id)) return null
    if (parsed) values.set(id, parsed)
    if (critical && contentOf(critical)[0] && !(knownExtensions.has(id) && parsed)) unknownCritical = true
  }
  const constraints = values.get('2.5.29.19')
  const authority = childWith(constraints, tags.boolean)
  const pathLength = childWith(constraints, tags.integer)
  const usage = values.get('2.5.29.15')
  return {
    isAuthority: authority !== undefined && contentOf(authority)[0] !== 0,
    pathLength: pathLength ? (contentOf(pathLength)[0] ?? 0) : null,
    keyUsage: usage?.tag === tags.bitString ? (contentOf(usage)[1] ?? 0) : null,
    extendedKeyUsage: values.get('2.5.29.37')?.children.map(idOf) ?? [],
    subjectKeyId: octetsOf(values.get('2.5.29.14')),
    unknownCritical,
  }
}

/** The common name nearest to the holder, else the organisation, fit for showing. */
function nameOf(name: Asn1): string {
  const parts = name.children.flatMap(({ children }) => children)
  const text = (id: string) => parts.findLast(({ children }) => idOf(children[0]) === id)?.children[1]
  const chosen = text('2.5.4.3') ?? text('2.5.4.10')
  return chosen ? shown(textOf(chosen)) : ''
}

/** BMPString is UTF-16, T61String in practice Latin-1, the others are UTF-8 or a part of it. */
function textOf(node: Asn1): string {
  const bytes = contentOf(node).subarray(0, 1000)
  if (node.tag === 0x1e) return new TextDecoder('utf-16be').decode(bytes)
  if (node.tag === 0x14) return Buffer.from(bytes).toString('latin1')
  return new TextDecoder().decode(bytes)
}
