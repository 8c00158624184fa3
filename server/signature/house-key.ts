import { randomBytes, type webcrypto } from 'node:crypto'
import * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'
import { toArrayBuffer } from './certificate.ts'

const { subtle } = globalThis.crypto
const algorithm = { name: 'ECDSA', namedCurve: 'P-256' } as const

interface Holder {
  readonly organisation: string
  readonly commonName: string
}

interface CertificateOrder {
  readonly holder: Holder
  readonly issuer: Holder
  readonly publicKey: webcrypto.CryptoKey
  readonly issuerKeys: webcrypto.CryptoKeyPair
  readonly at: Date
  readonly extensions: readonly pkijs.Extension[]
}

export interface HouseKey {
  /** PKCS #12 with the seal's key, its certificate and the issuer's. */
  readonly p12: Uint8Array
  readonly password: string
  /** The issuer: the anchor with which others check the seal. */
  readonly caPem: string
}

/** A development key for sealing, made on the spot: EC P-256, valid for three years from `at`. It says in its name that it
 *  is no qualified seal (Art. 38 eIDAS) and nobody outside the house vouches for it. The key of its little authority is
 *  forgotten at once, so no second certificate can ever be issued under the same anchor. Nothing is written to disk. */
export async function createHouseKey({ organisation, at }: { organisation: string; at: Date }): Promise<HouseKey> {
  const authority = { organisation, commonName: 'Vorlagenwerk Entwicklungsstelle (nicht qualifiziert)' }
  const seal = { organisation, commonName: 'Vorlagenwerk Entwicklungssiegel (nicht qualifiziert)' }
  const authorityKeys = await subtle.generateKey(algorithm, false, ['sign', 'verify'])
  const sealKeys = await subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const authorityId = await keyIdentifier(authorityKeys.publicKey)

  const caDer = await issueCertificate({
    holder: authority,
    issuer: authority,
    publicKey: authorityKeys.publicKey,
    issuerKeys: authorityKeys,
    at,
    extensions: [
      extension('2.5.29.19', true, new pkijs.BasicConstraints({ cA: true, pathLenConstraint: 0 }).toSchema()),
      keyUsage(keyCertSign | cRLSign),
      subjectKeyIdentifier(authorityId),
    ],
  })
  const sealDer = await issueCertificate({
    holder: seal,
    issuer: authority,
    publicKey: sealKeys.publicKey,
    issuerKeys: authorityKeys,
    at,
    extensions: [
      extension('2.5.29.19', false, new pkijs.BasicConstraints().toSchema()),
      keyUsage(digitalSignature | nonRepudiation),
      subjectKeyIdentifier(await keyIdentifier(sealKeys.publicKey)),
      extension('2.5.29.35', false, authorityKeyIdentifier(authorityId)),
    ],
  })
  const password = randomBytes(24).toString('base64url')
  const pkcs8 = new Uint8Array(await subtle.exportKey('pkcs8', sealKeys.privateKey))
  return { p12: await writeP12(pkcs8, [sealDer, caDer], password), password, caPem: toPem(caDer) }
}

async function issueCertificate(order: CertificateOrder): Promise<Uint8Array> {
  const certificate = new pkijs.Certificate({
    version: 2,
    serialNumber: new asn1js.Integer({ valueHex: toArrayBuffer(serialNumber()) }),
    issuer: distinguishedName(order.issuer),
    subject: distinguishedName(order.holder),
    notBefore: time(order.at),
    notAfter: time(threeYearsAfter(order.at)),
    extensions: [...order.extensions],
  })
  await certificate.subjectPublicKeyInfo.importKey(order.publicKey)
  await certificate.sign(order.issuerKeys.privateKey, 'SHA-256')
  return new Uint8Array(certificate.toSchema(true).toBER())
}

/** Positive, non-zero and unpredictable, 16 octets (RFC 5280 § 4.1.2.2). */
function serialNumber(): Uint8Array {
  const bytes = randomBytes(16)
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40
  return bytes
}

/** Every part stands in a set of its own. pkijs alone would write them all into one set, but copies a parsed name as it is. */
function distinguishedName({ organisation, commonName }: Holder): pkijs.RelativeDistinguishedNames {
  const parts = [
    new pkijs.AttributeTypeAndValue({ type: '2.5.4.6', value: new asn1js.PrintableString({ value: 'DE' }) }),
    new pkijs.AttributeTypeAndValue({ type: '2.5.4.10', value: new asn1js.Utf8String({ value: organisation }) }),
    new pkijs.AttributeTypeAndValue({ type: '2.5.4.3', value: new asn1js.Utf8String({ value: commonName }) }),
  ]
  const sets = parts.map((part) => new asn1js.Set({ value: [part.toSchema()] }))
  return pkijs.RelativeDistinguishedNames.fromBER(new asn1js.Sequence({ value: sets }).toBER())
}

/** UTCTime until 2049, GeneralizedTime from 2050 on, whole seconds (RFC 5280 § 4.1.2.5). */
const time = (at: Date) =>
  new pkijs.Time({
    type: at.getUTCFullYear() < 2050 ? 0 : 1,
    value: new Date(Math.floor(at.getTime() / 1000) * 1000),
  })

function threeYearsAfter(at: Date): Date {
  const later = new Date(at)
  later.setUTCFullYear(at.getUTCFullYear() + 3)
  return later
}

/** Bits of KeyUsage (RFC 5280 § 4.2.1.3), the first one highest. */
const digitalSignature = 0x80
const nonRepudiation = 0x40
const keyCertSign = 0x04
const cRLSign = 0x02

function keyUsage(bits: number): pkijs.Extension {
  // DER leaves out the trailing zero bits of a named bit list (X.690 § 11.2.2).
  const unusedBits = Math.clz32(bits & -bits) ^ 31
  return extension('2.5.29.15', true, new asn1js.BitString({ valueHex: new Uint8Array([bits]).buffer, unusedBits }))
}

const subjectKeyIdentifier = (id: ArrayBuffer) =>
  extension('2.5.29.14', false, new asn1js.OctetString({ valueHex: id }))

const authorityKeyIdentifier = (id: ArrayBuffer) =>
  new pkijs.AuthorityKeyIdentifier({ keyIdentifier: new asn1js.OctetString({ valueHex: id }) }).toSchema()

/** SHA-1 of the public key is a name here, not a protection (RFC 5280 § 4.2.1.2 method 1). */
async function keyIdentifier(publicKey: webcrypto.CryptoKey): Promise<ArrayBuffer> {
  return subtle.digest('SHA-1', await subtle.exportKey('raw', publicKey))
}

const extension = (extnID: string, critical: boolean, value: asn1js.BaseBlock) =>
  new pkijs.Extension({ extnID, critical, extnValue: value.toBER() })

/** PKCS #12 (RFC 7292): AES-256, SHA-256. The password is random, so stretching it further would only cost time. */
async function writeP12(
  pkcs8: Uint8Array,
  certificatesDer: readonly Uint8Array[],
  password: string,
): Promise<Uint8Array> {
  const secret = toArrayBuffer(new TextEncoder().encode(password))
  const encryption = {
    password: secret,
    // The type asks for an iv, but pkijs draws a random one itself and ignores this.
    contentEncryptionAlgorithm: { name: 'AES-CBC', length: 256, iv: new Uint8Array(16) },
    hmacHashAlgorithm: 'SHA-256',
    iterationCount: 2048,
  }
  const key = new pkijs.PKCS8ShroudedKeyBag({ parsedValue: pkijs.PrivateKeyInfo.fromBER(toArrayBuffer(pkcs8)) })
  await key.makeInternalValues(encryption)
  const certificates = certificatesDer.map(
    (der) => new pkijs.CertBag({ parsedValue: pkijs.Certificate.fromBER(toArrayBuffer(der)) }),
  )
  const authenticatedSafe = new pkijs.AuthenticatedSafe({
    parsedValue: {
      safeContents: [
        { privacyMode: 1, value: safe('1.2.840.113549.1.12.10.1.3', certificates) },
        { privacyMode: 0, value: safe('1.2.840.113549.1.12.10.1.2', [key]) },
      ],
    },
  })
  await authenticatedSafe.makeInternalValues({ safeContents: [encryption, {}] })
  const pfx = new pkijs.PFX({ parsedValue: { integrityMode: 0, authenticatedSafe } })
  await pfx.makeInternalValues({
    password: secret,
    iterations: 2048,
    pbkdf2HashAlgorithm: { name: 'SHA-256' },
    hmacHashAlgorithm: 'SHA-256',
  })
  return new Uint8Array(pfx.toSchema().toBER())
}

const safe = (bagId: string, values: readonly (pkijs.CertBag | pkijs.PKCS8ShroudedKeyBag)[]) =>
  new pkijs.SafeContents({ safeBags: values.map((bagValue) => new pkijs.SafeBag({ bagId, bagValue })) })

const toPem = (der: Uint8Array): string => {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}
