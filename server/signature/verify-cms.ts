import { invalid, ok, type Result } from '../base/result.ts'
import { type Digest, digestNamed, digestOf, verifySignatureValue } from './verify-algorithms.ts'
import { inspectCertificate, type ReadCertificate } from './verify-certificate.ts'
import {
  type Asn1,
  childWith,
  contentOf,
  encodingOf,
  idOf,
  octetsOf,
  parseAsn1,
  sameBytes,
  tags,
} from './verify-der.ts'

export const ids = {
  signedData: '1.2.840.113549.1.7.2',
  data: '1.2.840.113549.1.7.1',
  timeStampInfo: '1.2.840.113549.1.9.16.1.4',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  timeStampToken: '1.2.840.113549.1.9.16.2.14',
} as const

const maxCertificates = 32

/** A CMS SignedData with its one SignerInfo (RFC 5652 § 5), read but not yet judged. */
export interface SignedMessage {
  readonly contentType: string
  readonly content: Uint8Array | null
  readonly digest: Digest
  readonly certificates: readonly ReadCertificate[]
  readonly signerId: Asn1
  /** Type to its values. */
  readonly signedAttributes: ReadonlyMap<string, readonly Asn1[]>
  /** What was signed: the attributes as they stand in the file, with the tag of a SET (§ 5.4). */
  readonly signedBytes: Uint8Array
  readonly signatureAlgorithm: Asn1
  readonly signature: Uint8Array
  readonly unsignedAttributes: ReadonlyMap<string, readonly Asn1[]>
}

const unreadable = () => invalid('Der Inhalt der Unterschrift ist nicht lesbar.')

/** Reads a CMS that fills `bytes` but for zero padding behind it. */
export function readPaddedCms(bytes: Uint8Array): Result<SignedMessage> {
  const message = parseAsn1(bytes)
  if (!message) return unreadable()
  if (bytes.subarray(message.end).some((byte) => byte !== 0)) {
    return invalid('Hinter der Unterschrift stehen im selben Feld fremde Bytes.')
  }
  return readCms(message)
}

export function readCms(message: Asn1): Result<SignedMessage> {
  const [type, wrapper, ...rest] = message.children
  const signedData = wrapper?.tag === tags.explicit0 && wrapper.children.length === 1 ? wrapper.children[0] : undefined
  if (message.tag !== tags.sequence || rest.length > 0 || idOf(type) !== ids.signedData) return unreadable()
  if (signedData?.tag !== tags.sequence) return unreadable()
  const [version, digests, encapsulated] = signedData.children
  const signers = signedData.children.at(-1)
  if (version?.tag !== tags.integer || digests?.tag !== tags.set || signers?.tag !== tags.set) return unreadable()
  if (!hasOnlyKnownParts(signedData.children.slice(3, -1))) return unreadable()
  const [signer, ...more] = signers.children
  if (!signer) return invalid('Die Unterschrift nennt niemanden, der unterschrieben hat.')
  if (more.length > 0) return invalid('Die Unterschrift nennt mehr als einen Unterzeichner.')
  const content = readContent(encapsulated)
  if (!content) return unreadable()
  const certificates = childWith(signedData, tags.explicit0)?.children ?? []
  if (certificates.length > maxCertificates) return invalid('Die Unterschrift bringt zu viele Zertifikate mit.')
  const info = readSignerInfo(signer, digests)
  if (!info.ok) return info
  return ok({
    ...content,
    ...info.value,
    certificates: certificates.flatMap((node) => inspectCertificate(encodingOf(node)) ?? []),
  })
}

/** Certificates [0] and revocation lists [1], each at most once and in this order. */
function hasOnlyKnownParts(parts: readonly Asn1[]): boolean {
  const found = parts.map(({ tag }) => tag).join()
  return ['', `${tags.explicit0}`, `${tags.explicit1}`, `${tags.explicit0},${tags.explicit1}`].includes(found)
}

function readContent(encapsulated: Asn1 | undefined): Pick<SignedMessage, 'contentType' | 'content'> | null {
  const [type, wrapper, ...rest] = encapsulated?.children ?? []
  if (encapsulated?.tag !== tags.sequence || rest.length > 0 || idOf(type) === '') return null
  if (!wrapper) return { contentType: idOf(type), content: null }
  const content = wrapper.tag === tags.explicit0 && wrapper.children.length === 1 ? octetsOf(wrapper.children[0]) : null
  return content && { contentType: idOf(type), content }
}

function readSignerInfo(
  signer: Asn1,
  digests: Asn1,
): Result<Omit<SignedMessage, 'contentType' | 'content' | 'certificates'>> {
  const [version, signerId, digestAlgorithm, signedAttrs, signatureAlgorithm, signatureValue, unsigned, ...rest] =
    signer.children
  if (signer.tag !== tags.sequence || version?.tag !== tags.integer || !signerId || rest.length > 0) return unreadable()
  if (signedAttrs?.tag === tags.sequence) {
    return invalid('Die Unterschrift enthält keine unterschriebenen Angaben (signed attributes).')
  }
  const signature = octetsOf(signatureValue)
  const signedAttributes = readAttributes(signedAttrs, tags.explicit0)
  const unsignedAttributes = unsigned ? readAttributes(unsigned, tags.explicit1) : new Map<string, readonly Asn1[]>()
  // An indefinite length has no DER form that could have been hashed.
  if (!signedAttrs || signedAttrs.indefinite || !signatureAlgorithm || !signature) return unreadable()
  if (!signedAttributes || !unsignedAttributes) return unreadable()
  const digest = digestNamed(idOf(digestAlgorithm?.children[0]))
  if (!digest) return invalid(weakDigest)
  if (!digests.children.some(({ children }) => digestNamed(idOf(children[0])) === digest)) return unreadable()
  const signedBytes = new Uint8Array(encodingOf(signedAttrs))
  signedBytes[0] = tags.set
  return ok({ signerId, digest, signedAttributes, signedBytes, signatureAlgorithm, signature, unsignedAttributes })
}

export const weakDigest =
  'Die Unterschrift verwendet ein Hash-Verfahren, das nicht anerkannt ist (zum Beispiel SHA-1 oder MD5).'

/** Null where a type occurs twice: readers disagree on which one counts. */
function readAttributes(set: Asn1 | undefined, tag: number): ReadonlyMap<string, readonly Asn1[]> | null {
  if (set?.tag !== tag) return null
  const attributes = new Map<string, readonly Asn1[]>()
  for (const { children } of set.children) {
    const [type, values] = children
    const id = idOf(type)
    if (id === '' || values?.tag !== tags.set || children.length !== 2 || attributes.has(id)) return null
    attributes.set(id, values.children)
  }
  return attributes
}

/** Who signed, and every German reason why the message does not hold. */
export interface CmsVerdict {
  readonly signer: ReadCertificate | null
  readonly flaws: readonly string[]
}

/** Judges the message over content whose digest is `contentDigest` (RFC 5652 § 5.6). `binding` tells which attribute must
 *  tie the signer's certificate to the signature: CAdES demands version 2 (ETSI EN 319 122-1 § 5.2.2.3). */
export function judgeCms(
  message: SignedMessage,
  contentDigest: (digest: Digest) => Uint8Array,
  binding: 'v2' | 'any' | 'optional',
): CmsVerdict {
  const flaws: string[] = []
  const contentType = only(message.signedAttributes.get(ids.contentType))
  const messageDigest = octetsOf(only(message.signedAttributes.get(ids.messageDigest)))
  if (!messageDigest || idOf(contentType) !== message.contentType) {
    flaws.push('Die unterschriebenen Angaben passen nicht zum Inhalt der Unterschrift.')
  } else if (!sameBytes(messageDigest, contentDigest(message.digest))) {
    flaws.push('Die Datei wurde nach dem Unterschreiben verändert.')
  }
  const signer = message.certificates.find((certificate) => isSigner(certificate, message.signerId)) ?? null
  if (!signer) {
    return { signer, flaws: [...flaws, 'Das Zertifikat zur Unterschrift fehlt oder ist von keiner anerkannten Art.'] }
  }
  const wrongBinding = judgeBinding(message, signer, binding)
  if (wrongBinding) flaws.push(wrongBinding)
  const wrongSignature = verifySignatureValue(message, signer.publicKey)
  if (wrongSignature) flaws.push(wrongSignature)
  return { signer, flaws }
}

const only = (values: readonly Asn1[] | undefined): Asn1 | undefined => (values?.length === 1 ? values[0] : undefined)

/** By issuer and serial number, or by key identifier (RFC 5652 § 5.3). */
function isSigner(certificate: ReadCertificate, id: Asn1): boolean {
  if (id.tag === 0x80) return certificate.subjectKeyId !== null && sameBytes(certificate.subjectKeyId, contentOf(id))
  const [issuer, serial] = id.children
  if (id.tag !== tags.sequence || !issuer || serial?.tag !== tags.integer) return false
  return sameBytes(encodingOf(issuer), certificate.issuer) && sameBytes(contentOf(serial), certificate.serial)
}

const wrongCertificate = 'Das Zertifikat ist nicht das, mit dem unterschrieben wurde.'

/** signing-certificate and signing-certificate-v2 (RFC 5035): the first certificate named is the signer's. In version 1
 *  SHA-1 only picks out a certificate, so it may contradict, but never be the proof that CAdES demands. */
function judgeBinding(
  message: SignedMessage,
  signer: ReadCertificate,
  binding: 'v2' | 'any' | 'optional',
): string | null {
  const v2 = message.signedAttributes.get(ids.signingCertificateV2)
  const v1 = message.signedAttributes.get(ids.signingCertificate)
  if (v2 && !namesCertificate(only(v2), signer, 2)) return wrongCertificate
  if (v1 && !namesCertificate(only(v1), signer, 1)) return wrongCertificate
  if (v2 || binding === 'optional' || (v1 && binding === 'any')) return null
  return 'Die Unterschrift legt nicht fest, zu welchem Zertifikat sie gehört (signing-certificate-v2 fehlt).'
}

function namesCertificate(attribute: Asn1 | undefined, signer: ReadCertificate, version: 1 | 2): boolean {
  const identifier = attribute?.children[0]?.children[0]
  const parts = identifier?.children ?? []
  const algorithm = version === 2 && parts[0]?.tag === tags.sequence ? parts[0] : null
  const [hash, issuerSerial] = algorithm ? parts.slice(1) : parts
  const named = algorithm ? digestNamed(idOf(algorithm.children[0])) : version === 2 ? 'sha256' : 'sha1'
  const expected = octetsOf(hash)
  if (!named || !expected || !sameBytes(expected, digestOf(named, signer.der))) return false
  if (!issuerSerial) return true
  const [names, serial] = issuerSerial.children
  const issuer = names?.children.find(({ tag }) => tag === 0xa4)?.children[0]
  if (serial?.tag !== tags.integer || !sameBytes(contentOf(serial), signer.serial)) return false
  return issuer !== undefined && sameBytes(encodingOf(issuer), signer.issuer)
}
