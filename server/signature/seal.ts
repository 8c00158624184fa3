import { invalid, type Problem } from '../base/result.ts'
import { insertSignature, prepareSignature } from '../pdf/incremental.ts'
import { validityOf } from './certificate.ts'
import { buildCms } from './cms.ts'
import type { SealRequest, Signer } from './signature.ts'

/** The file with its field filled and signed: PAdES baseline B-B (ETSI EN 319 142-1) as an incremental update, so that every
 *  byte of `bytes` stays as it is. Throws where `refuseSigner` would refuse; callers ask that first. */
export async function sealPdf(bytes: Uint8Array, request: SealRequest): Promise<Uint8Array> {
  const { field, signer, at, reason, certify } = request
  const refused = refuseSigner(signer, at)
  if (refused) throw new Error(refused.message)
  const prepared = await prepareSignature(bytes, {
    field,
    name: signer.name,
    at,
    ...(reason === undefined ? {} : { reason }),
    certify,
    lines: ['Elektronisches Siegel', signer.name, berlinTime(at)],
    subFilter: 'ETSI.CAdES.detached',
  })
  return insertSignature(prepared, await buildCms(prepared.signedParts, signer))
}

/** Why this key may not be used at this moment, or nothing: a certificate counts from its first to its last second
 *  (RFC 5280 § 4.1.2.5), and a signature outside of it is broken from birth. */
export function refuseSigner(signer: Signer, at: Date): Problem | null {
  const { from, to } = validityOf(signer.certificateDer)
  if (at < from) {
    return invalid(
      `Das Zertifikat „${signer.name}“ gilt erst ab ${berlinTime(from)}. Gesiegelt werden sollte mit ${berlinTime(at)}.`,
    )
  }
  if (at > to) {
    return invalid(
      `Das Zertifikat „${signer.name}“ ist am ${berlinTime(to)} abgelaufen. Zum Siegeln braucht es ein neues.`,
    )
  }
  return null
}

const berlin = new Intl.DateTimeFormat('de-DE', {
  timeZone: 'Europe/Berlin',
  day: '2-digit',
  month: '2-digit',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZoneName: 'longOffset',
})

/** As in „22.11.2026, 13:00 Uhr (UTC+01:00)“: with the offset, because one hour of the year comes twice. */
function berlinTime(at: Date): string {
  const part = Object.fromEntries(berlin.formatToParts(at).map(({ type, value }) => [type, value]))
  const offset = part.timeZoneName?.replace('GMT', 'UTC')
  return `${part.day}.${part.month}.${part.year}, ${part.hour}:${part.minute} Uhr (${offset})`
}
