import { expect, test } from 'vitest'
import { readCertificates } from '../../../server/signature/anchor.ts'
import { createHouseKey } from '../../../server/signature/house-key.ts'

const housePem = async () =>
  (await createHouseKey({ organisation: 'Kreis Beispiel', at: new Date('2026-11-22T12:00:00Z') })).caPem
const read = (text: string) => readCertificates(Buffer.from(text))

test('a PEM file may hold several anchors with text between them', async () => {
  const anchors = read(
    `Erste Stelle\n${await housePem()}\nZweite Stelle\n${(await housePem()).replaceAll('\n', '\r\n')}`,
  )
  expect(anchors.ok && anchors.value).toHaveLength(2)
})

test('a DER file is one anchor', async () => {
  const anchors = read(await housePem())
  if (!anchors.ok) throw new Error(anchors.message)
  const [der = new Uint8Array()] = anchors.value
  expect(readCertificates(der)).toEqual(anchors)
})

test.each([
  ['an empty file', ''],
  ['a letter', 'Sehr geehrte Damen und Herren,'],
  ['a key', '-----BEGIN PRIVATE KEY-----\nMIG2AgEAMBAGByqGSM49AgEG\n-----END PRIVATE KEY-----\n'],
  ['a torn certificate', '-----BEGIN CERTIFICATE-----\nMIIBkTCB+wIJAL\n-----END CERTIFICATE-----\n'],
])('%s is no anchor', (_, text) => {
  expect(read(text)).toMatchObject({ ok: false, problem: 'invalid' })
})
