import { X509Certificate } from 'node:crypto'
import { invalid, ok, type Result } from '../base/result.ts'

const pemCertificate = /-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----/g

/** The certificates of a file as DER, in the file's order, at least one: PEM with any number of them and any text between,
 *  or a single DER certificate. */
export function readCertificates(bytes: Uint8Array): Result<readonly Uint8Array[]> {
  const pem = [...Buffer.from(bytes).toString('latin1').matchAll(pemCertificate)]
  const encoded = pem.length > 0 ? pem.map(([, base64 = '']) => Buffer.from(base64, 'base64')) : [bytes]
  try {
    return ok(encoded.map((der) => new Uint8Array(new X509Certificate(der).raw)))
  } catch {
    return invalid(
      'Die Datei enthält kein lesbares Zertifikat. Erwartet wird PEM („-----BEGIN CERTIFICATE-----“) oder ein einzelnes Zertifikat als DER.',
    )
  }
}
