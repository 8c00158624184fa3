import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'
import { expect, test } from 'vitest'
import { projectRoot } from '../../../server/base/project-root.ts'
import { buildCms } from '../../../server/signature/cms.ts'
import { createHouseKey } from '../../../server/signature/house-key.ts'
import { readP12 } from '../../../server/signature/p12.ts'
import type { Signer } from '../../../server/signature/signature.ts'

const parts = [Buffer.from('Der Ausschuss nimmt '), Buffer.from('zur Kenntnis.')]

async function open(p12: Uint8Array, password: string): Promise<Signer> {
  const signer = await readP12(p12, password)
  if (!signer.ok) throw new Error(signer.message)
  return signer.value
}

const fixtureSigner = async (name: string) =>
  open(await readFile(join(projectRoot, 'test/server/signature/fixtures', name)), 'test')

async function houseSigner(): Promise<Signer> {
  const house = await createHouseKey({ organisation: 'Kreis Beispiel', at: new Date('2026-11-22T12:00:00Z') })
  return open(house.p12, house.password)
}

function signedDataOf(cms: Uint8Array): { signed: pkijs.SignedData; signerInfo: pkijs.SignerInfo } {
  const message = pkijs.ContentInfo.fromBER(new Uint8Array(cms))
  const signed = new pkijs.SignedData({ schema: message.content })
  const [signerInfo] = signed.signerInfos
  if (!signerInfo) throw new Error('There is no signer.')
  return { signed, signerInfo }
}

const verify = (signed: pkijs.SignedData, bytes: Uint8Array) =>
  signed.verify({ signer: 0, data: new Uint8Array(bytes).buffer, checkChain: false })

test.each([
  ['RSA', () => fixtureSigner('rsa.p12'), 'sha256', '2.16.840.1.101.3.4.2.1', '1.2.840.113549.1.1.11'],
  ['P-256', houseSigner, 'sha256', '2.16.840.1.101.3.4.2.1', '1.2.840.10045.4.3.2'],
  ['P-384', () => fixtureSigner('ec-384.p12'), 'sha384', '2.16.840.1.101.3.4.2.2', '1.2.840.10045.4.3.3'],
  ['P-521', () => fixtureSigner('ec-521.p12'), 'sha512', '2.16.840.1.101.3.4.2.3', '1.2.840.10045.4.3.4'],
])('%s signs both parts with the digest that goes with the key', async (_, signerOf, digest, digestId, signatureId) => {
  const { signed, signerInfo } = signedDataOf(await buildCms(parts, await signerOf()))
  expect(signerInfo.digestAlgorithm.algorithmId).toBe(digestId)
  expect(signerInfo.signatureAlgorithm.algorithmId).toBe(signatureId)
  const expected = createHash(digest).update(Buffer.concat(parts)).digest('hex')
  const encoded = Buffer.from(signerInfo.signedAttrs?.toSchema().toBER() ?? new ArrayBuffer(0)).toString('hex')
  expect(encoded).toContain(expected)
  expect(await verify(signed, Buffer.concat(parts))).toBe(true)
})

test('one changed letter breaks the signature', async () => {
  const { signed } = signedDataOf(await buildCms(parts, await houseSigner()))
  await expect(verify(signed, Buffer.from('Der Ausschuss nimmt zur Kenntniß.'))).rejects.toThrow('digest')
})

test('signed are content type, digest and signing certificate, in DER order, and no time', async () => {
  const { signerInfo } = signedDataOf(await buildCms(parts, await houseSigner()))
  const attributes = signerInfo.signedAttrs?.attributes ?? []
  expect(attributes.map(({ type }) => type).sort()).toEqual([
    '1.2.840.113549.1.9.16.2.47',
    '1.2.840.113549.1.9.3',
    '1.2.840.113549.1.9.4',
  ])
  const encoded = attributes.map((attribute) => Buffer.from(attribute.toSchema().toBER()))
  expect(encoded).toEqual([...encoded].sort(Buffer.compare))
  expect(signerInfo.unsignedAttrs).toBeUndefined()
})

test('the signing certificate is named by its hash, issuer and number', async () => {
  const signer = await houseSigner()
  const { signerInfo, signed } = signedDataOf(await buildCms(parts, signer))
  const named = signerInfo.signedAttrs?.attributes.find(({ type }) => type.endsWith('.2.47'))?.values[0]
  const encoded = named instanceof asn1js.Sequence ? Buffer.from(named.toBER()).toString('hex') : ''
  expect(encoded).toContain(createHash('sha256').update(signer.certificateDer).digest('hex'))
  const [certificate] = signed.certificates ?? []
  if (!(certificate instanceof pkijs.Certificate)) throw new Error('There is no certificate.')
  expect(encoded).toContain(Buffer.from(certificate.issuer.toSchema().toBER()).toString('hex'))
  expect(encoded.endsWith(Buffer.from(certificate.serialNumber.toBER()).toString('hex'))).toBe(true)
})

test('the content stays outside and every certificate travels along, byte for byte', async () => {
  const signer = await fixtureSigner('rsa.p12')
  const cms = Buffer.from(await buildCms(parts, signer))
  expect(signedDataOf(cms).signed.encapContentInfo.eContent).toBeUndefined()
  for (const der of [signer.certificateDer, ...signer.chainDer]) expect(cms.includes(Buffer.from(der))).toBe(true)
})
