import { X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { readCertificates } from '../../../server/signature/anchor.ts'
import { createHouseKey } from '../../../server/signature/house-key.ts'
import { readP12 } from '../../../server/signature/p12.ts'

const at = new Date('2026-11-22T12:00:00.700Z')

async function houseSigner() {
  const house = await createHouseKey({ organisation: 'Kreis Höxter-Süd', at })
  const signer = await readP12(house.p12, house.password)
  if (!signer.ok) throw new Error(signer.message)
  return { house, signer: signer.value }
}

test('the house makes itself a key that says it is no qualified one', async () => {
  const { signer } = await houseSigner()
  expect(signer).toMatchObject({
    name: 'Vorlagenwerk Entwicklungssiegel (nicht qualifiziert)',
    algorithm: 'ecdsa-sha256',
  })
  const certificate = new X509Certificate(signer.certificateDer)
  expect(certificate.subject.split('\n')).toEqual(['C=DE', 'O=Kreis Höxter-Süd', `CN=${signer.name}`])
  expect(certificate.ca).toBe(false)
})

test('its certificate counts from this second on for three years', async () => {
  const certificate = new X509Certificate((await houseSigner()).signer.certificateDer)
  expect(new Date(certificate.validFrom)).toEqual(new Date('2026-11-22T12:00:00Z'))
  expect(new Date(certificate.validTo)).toEqual(new Date('2029-11-22T12:00:00Z'))
})

test('the anchor handed out is the issuer of the seal and came with it', async () => {
  const { house, signer } = await houseSigner()
  const anchors = readCertificates(Buffer.from(house.caPem))
  expect(anchors).toEqual({ ok: true, value: signer.chainDer })
  const [anchor] = signer.chainDer.map((der) => new X509Certificate(der))
  const certificate = new X509Certificate(signer.certificateDer)
  expect(anchor?.ca).toBe(true)
  expect(anchor && certificate.checkIssued(anchor) && certificate.verify(anchor.publicKey)).toBe(true)
})

test('every house key and every password is a new one', async () => {
  const [first, second] = [await houseSigner(), await houseSigner()]
  expect(first.house.password).not.toBe(second.house.password)
  expect(first.signer.certificateDer).not.toEqual(second.signer.certificateDer)
})
