import { constants, createHash, type KeyObject, verify } from 'node:crypto'
import type { SignedMessage } from './verify-cms.ts'
import { type Asn1, childWith, contentOf, idOf, tags } from './verify-der.ts'

export type Digest = 'sha256' | 'sha384' | 'sha512'

const digests: Readonly<Record<string, Digest>> = {
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
}

/** The accepted digests; anything else, SHA-1 and MD5 first of all, is null. */
export const digestNamed = (id: string): Digest | null => digests[id] ?? null

export function digestOf(digest: Digest | 'sha1', ...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash(digest)
  for (const part of parts) hash.update(part)
  return hash.digest()
}

const rsa = '1.2.840.113549.1.1.1'
const rsaPss = '1.2.840.113549.1.1.10'
const mgf1 = '1.2.840.113549.1.1.8'

const rsaWith: Readonly<Record<string, Digest>> = {
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
}
const ecdsaWith: Readonly<Record<string, Digest>> = {
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
}

/** Algorithms with which a certificate of a chain may be signed. */
export const isAcceptedForCertificates = (id: string): boolean => id in rsaWith || id in ecdsaWith || id === rsaPss

interface Scheme {
  readonly keyTypes: readonly string[]
  readonly digest: Digest
  readonly padding?: number
  readonly saltLength?: number
}

/** Why the signature value does not hold, or null. */
export function verifySignatureValue(message: SignedMessage, publicKey: KeyObject): string | null {
  const scheme = schemeOf(message.signatureAlgorithm, message.digest)
  // The digest of the content and that of the attributes must be one, so that no weaker one is slipped in.
  if (!scheme || scheme.digest !== message.digest || !scheme.keyTypes.includes(publicKey.asymmetricKeyType ?? '')) {
    return 'Die Unterschrift verwendet ein Verfahren, das nicht anerkannt ist.'
  }
  const { padding, saltLength } = scheme
  const options = {
    key: publicKey,
    ...(padding ? { padding } : {}),
    ...(saltLength === undefined ? {} : { saltLength }),
  }
  return verifies(scheme.digest, message.signedBytes, options, message.signature)
    ? null
    : 'Die Unterschrift passt nicht zum Schlüssel ihres Zertifikats.'
}

function verifies(
  digest: Digest,
  signed: Uint8Array,
  options: { key: KeyObject; padding?: number; saltLength?: number },
  signature: Uint8Array,
): boolean {
  try {
    return verify(digest, signed, options, signature)
  } catch {
    return false
  }
}

function schemeOf(algorithm: Asn1, digest: Digest): Scheme | null {
  const id = idOf(algorithm.children[0])
  const rsaDigest = id === rsa ? digest : rsaWith[id]
  if (rsaDigest) return { keyTypes: ['rsa'], digest: rsaDigest, padding: constants.RSA_PKCS1_PADDING }
  const ecDigest = ecdsaWith[id]
  if (ecDigest) return { keyTypes: ['ec'], digest: ecDigest }
  return id === rsaPss ? pssScheme(algorithm.children[1]) : null
}

/** RSASSA-PSS-params (RFC 4055 § 3.1). The defaults are SHA-1, so the digests must be named, and both must be the same. */
function pssScheme(parameters: Asn1 | undefined): Scheme | null {
  const hash = childWith(parameters, tags.explicit0)?.children[0]
  const mask = childWith(parameters, tags.explicit1)?.children[0]
  const salt = childWith(parameters, 0xa2)?.children[0]
  const digest = digestNamed(idOf(hash?.children[0]))
  const maskDigest = digestNamed(idOf(mask?.children[1]?.children[0]))
  if (!digest || idOf(mask?.children[0]) !== mgf1 || maskDigest !== digest) return null
  const saltLength = salt ? contentOf(salt).reduce((value, byte) => value * 256 + byte, 0) : 20
  if (childWith(parameters, 0xa3) || saltLength > 512) return null
  return { keyTypes: ['rsa', 'rsa-pss'], digest, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }
}
