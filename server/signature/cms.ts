import { createHash } from 'node:crypto'
import * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'
import { readCertificate, toArrayBuffer } from './certificate.ts'
import type { Signer } from './signature.ts'

const contentType = '1.2.840.113549.1.9.3'
const messageDigest = '1.2.840.113549.1.9.4'
const signingCertificateV2 = '1.2.840.113549.1.9.16.2.47'

const sha256 = '2.16.840.1.101.3.4.2.1'
const sha384 = '2.16.840.1.101.3.4.2.2'
const sha512 = '2.16.840.1.101.3.4.2.3'

/** Identifiers of RFC 8017 (RSA, whose parameters are NULL) and RFC 5758 (ECDSA, without parameters). */
const algorithms = {
  'rsa-sha256': { digest: 'sha256', digestId: sha256, signatureId: '1.2.840.113549.1.1.11' },
  'ecdsa-sha256': { digest: 'sha256', digestId: sha256, signatureId: '1.2.840.10045.4.3.2' },
  'ecdsa-sha384': { digest: 'sha384', digestId: sha384, signatureId: '1.2.840.10045.4.3.3' },
  'ecdsa-sha512': { digest: 'sha512', digestId: sha512, signatureId: '1.2.840.10045.4.3.4' },
} as const satisfies Record<Signer['algorithm'], { digest: string; digestId: string; signatureId: string }>

/** A detached CMS signature over `parts` in their order, as DER, with all certificates of the signer: PAdES baseline B-B
 *  (ETSI EN 319 142-1 § 6.3). The signed attributes are content type, digest and signing certificate. The time of signing
 *  is not among them: PAdES keeps it in the PDF's `/M` alone. */
export async function buildCms(parts: readonly Uint8Array[], signer: Signer): Promise<Uint8Array> {
  const { digest, digestId, signatureId } = algorithms[signer.algorithm]
  const certificate = readCertificate(signer.certificateDer)
  const hash = createHash(digest)
  for (const part of parts) hash.update(part)

  const signedAttrs = new pkijs.SignedAndUnsignedAttributes({
    type: 0,
    attributes: inDerOrder([
      attribute(contentType, new asn1js.ObjectIdentifier({ value: pkijs.ContentInfo.DATA })),
      attribute(messageDigest, octets(hash.digest())),
      attribute(signingCertificateV2, signingCertificate(signer.certificateDer, certificate)),
    ]),
  })
  const signed = new pkijs.SignedData({
    version: 1,
    digestAlgorithms: [new pkijs.AlgorithmIdentifier({ algorithmId: digestId })],
    encapContentInfo: new pkijs.EncapsulatedContentInfo({ eContentType: pkijs.ContentInfo.DATA }),
    certificates: [certificate, ...signer.chainDer.map(readCertificate)],
    signerInfos: [
      new pkijs.SignerInfo({
        version: 1,
        sid: new pkijs.IssuerAndSerialNumber({ issuer: certificate.issuer, serialNumber: certificate.serialNumber }),
        digestAlgorithm: new pkijs.AlgorithmIdentifier({ algorithmId: digestId }),
        signedAttrs,
        signatureAlgorithm: new pkijs.AlgorithmIdentifier({
          algorithmId: signatureId,
          ...(signer.algorithm === 'rsa-sha256' ? { algorithmParams: new asn1js.Null() } : {}),
        }),
        signature: octets(await signer.sign(asSet(signedAttrs))),
      }),
    ],
  })
  const message = new pkijs.ContentInfo({ contentType: pkijs.ContentInfo.SIGNED_DATA, content: signed.toSchema(true) })
  return new Uint8Array(message.toSchema().toBER())
}

/** What is signed is the attributes as a SET OF (0x31), not as the implicit [0] in which they travel (RFC 5652 § 5.4). */
function asSet(attributes: pkijs.SignedAndUnsignedAttributes): Uint8Array {
  const encoded = new Uint8Array(attributes.toSchema().toBER())
  encoded[0] = 0x31
  return encoded
}

/** DER sorts the elements of a SET OF by their encoding (X.690 § 11.6). */
const inDerOrder = (attributes: pkijs.Attribute[]): pkijs.Attribute[] =>
  attributes
    .map((unsorted) => ({ unsorted, encoded: new Uint8Array(unsorted.toSchema().toBER()) }))
    .sort((a, b) => Buffer.compare(a.encoded, b.encoded))
    .map(({ unsorted }) => unsorted)

/** SigningCertificateV2 (RFC 5035 § 3): one ESSCertIDv2 whose hash algorithm is the default, SHA-256, and therefore left out;
 *  then issuer (as GeneralName `directoryName [4]`) and serial number. */
function signingCertificate(der: Uint8Array, { issuer, serialNumber }: pkijs.Certificate): asn1js.Sequence {
  const directoryName = new asn1js.Constructed({ idBlock: { tagClass: 3, tagNumber: 4 }, value: [issuer.toSchema()] })
  const issuerSerial = sequence(sequence(directoryName), serialNumber)
  const certificateId = sequence(octets(createHash('sha256').update(der).digest()), issuerSerial)
  return sequence(sequence(certificateId))
}

const attribute = (type: string, value: asn1js.BaseBlock) => new pkijs.Attribute({ type, values: [value] })
const octets = (bytes: Uint8Array) => new asn1js.OctetString({ valueHex: toArrayBuffer(bytes) })
const sequence = (...value: asn1js.BaseBlock[]) => new asn1js.Sequence({ value })
