import { createPrivateKey, type KeyObject, sign, X509Certificate } from 'node:crypto'
import { promisify } from 'node:util'
import * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'
import { invalid, ok, type Problem, type Result } from '../base/result.ts'
import { holderName, toArrayBuffer } from './certificate.ts'
import type { Signer } from './signature.ts'

const pbes2 = '1.2.840.113549.1.5.13'
/** AES-128, -192 and -256 in CBC mode (RFC 8018 § B.2.5). */
const aesCbc = ['2.16.840.1.101.3.4.1.2', '2.16.840.1.101.3.4.1.22', '2.16.840.1.101.3.4.1.42']

const signAsync = promisify(sign)

/** The one key of a PKCS #12 file (RFC 7292) with its certificate and issuers. Reads what OpenSSL 3 and `createHouseKey`
 *  write: password integrity, PBES2 with AES. RSA from 2048 bits, EC on P-256, P-384 and P-521. Whether the certificate is
 *  valid is a question of the moment of use: `refuseSigner`. The key stays in memory, inside the signer. */
export async function readP12(bytes: Uint8Array, password: string): Promise<Result<Signer>> {
  const pfx = parsePfx(bytes)
  if (!pfx) return invalid('Die Datei ist kein Schlüsselspeicher im Format PKCS #12 (.p12 oder .pfx).')
  try {
    const secret = toArrayBuffer(new TextEncoder().encode(password))
    const refused = await refusePassword(pfx, secret)
    return refused ?? pickSigner(await readBags(pfx, secret))
  } catch (error) {
    if (error instanceof LegacyEncryption) return invalid(legacyAdvice)
    return invalid('Der Schlüsselspeicher lässt sich nicht lesen. Schreiben Sie ihn mit OpenSSL 3 neu.')
  }
}

function parsePfx(bytes: Uint8Array): pkijs.PFX | null {
  try {
    const pfx = pkijs.PFX.fromBER(toArrayBuffer(bytes))
    return pfx.version === 3 ? pfx : null
  } catch {
    return null
  }
}

async function refusePassword(pfx: pkijs.PFX, password: ArrayBuffer): Promise<Problem | null> {
  const { authSafe, macData } = pfx
  const engine = pkijs.getCrypto(true)
  if (!macData || authSafe.contentType !== pkijs.ContentInfo.DATA) {
    return invalid('Der Schlüsselspeicher ist nicht durch ein Passwort gesichert. Schreiben Sie ihn mit OpenSSL 3 neu.')
  }
  const right = await engine.verifyDataStampedWithPassword({
    password,
    hashAlgorithm: engine.getAlgorithmByOID(macData.mac.digestAlgorithm.algorithmId, true).name,
    salt: macData.macSalt.getValue(),
    iterationCount: macData.iterations ?? 1,
    contentToVerify: octetsOf(authSafe.content),
    signatureToVerify: macData.mac.digest.getValue(),
  })
  return right ? null : invalid('Das Passwort des Schlüsselspeichers ist falsch, oder die Datei ist beschädigt.')
}

interface Bags {
  readonly keys: readonly KeyObject[]
  readonly certificates: readonly X509Certificate[]
}

async function readBags(pfx: pkijs.PFX, password: ArrayBuffer): Promise<Bags> {
  const keys: KeyObject[] = []
  const certificates: X509Certificate[] = []
  for (const content of pkijs.AuthenticatedSafe.fromBER(octetsOf(pfx.authSafe.content)).safeContents) {
    for (const { bagValue } of await readSafe(content, password)) {
      if (bagValue instanceof pkijs.PrivateKeyInfo) keys.push(privateKey(bagValue.toSchema().toBER()))
      if (bagValue instanceof pkijs.PKCS8ShroudedKeyBag) keys.push(privateKey(await unshroud(bagValue, password)))
      if (bagValue instanceof pkijs.CertBag) certificates.push(new X509Certificate(certificateDer(bagValue)))
    }
  }
  return { keys, certificates }
}

async function readSafe(content: pkijs.ContentInfo, password: ArrayBuffer): Promise<pkijs.SafeBag[]> {
  if (content.contentType !== pkijs.ContentInfo.ENCRYPTED_DATA) {
    return pkijs.SafeContents.fromBER(octetsOf(content.content)).safeBags
  }
  const encrypted = new pkijs.EncryptedData({ schema: content.content })
  return pkijs.SafeContents.fromBER(await decrypt(encrypted, password)).safeBags
}

const unshroud = (bag: pkijs.PKCS8ShroudedKeyBag, password: ArrayBuffer): Promise<ArrayBuffer> => {
  const encryptedContentInfo = new pkijs.EncryptedContentInfo({
    contentEncryptionAlgorithm: bag.encryptionAlgorithm,
    encryptedContent: bag.encryptedData,
  })
  return decrypt(new pkijs.EncryptedData({ encryptedContentInfo }), password)
}

function decrypt(encrypted: pkijs.EncryptedData, password: ArrayBuffer): Promise<ArrayBuffer> {
  const { algorithmId, algorithmParams } = encrypted.encryptedContentInfo.contentEncryptionAlgorithm
  if (algorithmId !== pbes2) throw new LegacyEncryption()
  const scheme = new pkijs.PBES2Params({ schema: algorithmParams }).encryptionScheme.algorithmId
  if (!aesCbc.includes(scheme)) throw new LegacyEncryption()
  return encrypted.decrypt({ password })
}

/** A class, because only that can be told apart in a `catch`. */
class LegacyEncryption extends Error {}

const legacyAdvice =
  'Der Schlüsselspeicher ist mit einem veralteten Verfahren verschlüsselt (RC2 oder 3DES). Schreiben Sie ihn mit OpenSSL 3 neu: ' +
  'openssl pkcs12 -legacy -in alt.p12 -out zwischen.pem && openssl pkcs12 -export -in zwischen.pem -out neu.p12 ' +
  '(die Datei zwischen.pem danach löschen).'

function pickSigner({ keys, certificates }: Bags): Result<Signer> {
  const [key, ...more] = keys
  if (!key) return invalid('Der Schlüsselspeicher enthält keinen privaten Schlüssel.')
  if (more.length > 0) {
    return invalid(`Der Schlüsselspeicher enthält ${keys.length} private Schlüssel. Er darf nur einen enthalten.`)
  }
  const algorithm = algorithmOf(key)
  if (!algorithm) {
    return invalid(
      'Der Schlüssel ist von einer Art, mit der nicht gesiegelt wird. Möglich sind RSA ab 2048 Bit und EC auf P-256, P-384 oder P-521.',
    )
  }
  const own = certificates
    .filter((certificate) => certificate.checkPrivateKey(key))
    .reduce<X509Certificate | null>(longerValid, null)
  if (!own) return invalid('Der Schlüsselspeicher enthält kein Zertifikat, das zu seinem privaten Schlüssel gehört.')
  const certificateDer = new Uint8Array(own.raw)
  return ok({
    name: holderName(certificateDer),
    certificateDer,
    chainDer: issuersOf(own, certificates).map(({ raw }) => new Uint8Array(raw)),
    algorithm,
    sign: async (bytes) => new Uint8Array(await signAsync(algorithm.replace(/^.*-/, ''), bytes, key)),
  })
}

function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): Signer['algorithm'] | null {
  if (asymmetricKeyType === 'rsa') return (asymmetricKeyDetails?.modulusLength ?? 0) >= 2048 ? 'rsa-sha256' : null
  if (asymmetricKeyType !== 'ec') return null
  if (asymmetricKeyDetails?.namedCurve === 'prime256v1') return 'ecdsa-sha256'
  if (asymmetricKeyDetails?.namedCurve === 'secp384r1') return 'ecdsa-sha384'
  return asymmetricKeyDetails?.namedCurve === 'secp521r1' ? 'ecdsa-sha512' : null
}

/** A renewed certificate may lie beside its predecessor for the same key. */
const longerValid = (chosen: X509Certificate | null, other: X509Certificate): X509Certificate =>
  chosen && new Date(chosen.validTo) >= new Date(other.validTo) ? chosen : other

function issuersOf(certificate: X509Certificate, others: readonly X509Certificate[]): X509Certificate[] {
  const rest = others.filter((other) => !other.raw.equals(certificate.raw))
  const issuer = rest.find((other) => certificate.checkIssued(other) && certificate.verify(other.publicKey))
  return issuer ? [issuer, ...issuersOf(issuer, rest)] : []
}

function octetsOf(content: unknown): ArrayBuffer {
  if (!(content instanceof asn1js.OctetString)) throw new Error('An OCTET STRING was expected.')
  return content.getValue()
}

function certificateDer(bag: pkijs.CertBag): Uint8Array {
  return new Uint8Array(octetsOf(bag.certValue))
}

const privateKey = (pkcs8: ArrayBuffer): KeyObject =>
  createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' })
