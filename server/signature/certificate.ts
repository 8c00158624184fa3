import { X509Certificate } from 'node:crypto'
import type * as asn1js from 'asn1js'
import { Certificate, type RelativeDistinguishedNames } from 'pkijs'

const commonNameType = '2.5.4.3'

/** A copy in memory of its own, as pkijs, asn1js and WebCrypto want it. */
export const toArrayBuffer = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer

/** Throws where the bytes are no certificate: they come from a key store that was read before. */
export const readCertificate = (der: Uint8Array): Certificate => Certificate.fromBER(toArrayBuffer(der))

/** The common name of a certificate's holder, as printed; without one, the whole name on one line. */
export function holderName(der: Uint8Array): string {
  return commonName(readCertificate(der).subject) ?? new X509Certificate(der).subject.replaceAll('\n', ', ')
}

/** The last common name, which stands nearest to the holder, or null. */
function commonName(name: RelativeDistinguishedNames): string | null {
  const value = name.typesAndValues.findLast(({ type }) => type === commonNameType)?.value
  return value ? textOf(value) : null
}

const textOf = (value: asn1js.BaseBlock): string | null => {
  const text: unknown = 'value' in value.valueBlock ? value.valueBlock.value : null
  return typeof text === 'string' && text !== '' ? text : null
}

/** First and last moment at which the certificate is valid (RFC 5280 § 4.1.2.5), both included. */
export function validityOf(der: Uint8Array): { readonly from: Date; readonly to: Date } {
  const { notBefore, notAfter } = readCertificate(der)
  return { from: notBefore.value, to: notAfter.value }
}
