import { expect, test } from 'vitest'
import { verifyPdf } from '../../../server/signature/verify.ts'
import { type CmsOptions, newParty, octets, oid, sequence, set, writeCms, writeTimeStamp } from './crafted-cms.ts'
import { anchors, judge, leitung, only, seal, sealedPaper, stranger, whyOf } from './crafted-house.ts'
import { cmsValue, type SignOptions } from './crafted-pdf.ts'

const authority = newParty('Zeitstempelstelle', { extendedKeyUsage: '1.3.6.1.5.5.7.3.8' })
const p384 = newParty('Siegel 384', { kind: 'p384' })

const sealedWith = (cms: Partial<CmsOptions>, options: Partial<SignOptions> = {}) =>
  sealedPaper({ value: cmsValue({ signer: seal, ...cms }), ...options })

const stampOf = (parts: readonly Uint8Array[]) => writeTimeStamp(parts, { authority })
const stamped = { subFilter: 'ETSI.RFC3161', type: '/Type /DocTimeStamp' }

const good: readonly (readonly [string, () => Uint8Array])[] = [
  ['with RSA PKCS #1 v1.5', () => sealedWith({ signer: leitung })],
  ['with RSA-PSS', () => sealedWith({ signer: leitung, pss: true })],
  ['with ECDSA and SHA-384', () => sealedWith({ signer: p384, digest: 'sha384' })],
  ['with ECDSA and SHA-512', () => sealedWith({ signer: p384, digest: 'sha512' })],
  ['with indefinite lengths', () => sealedWith({ endless: true })],
  ['whose signed attributes stand in no order', () => sealedWith({ unsortedAttributes: true })],
  [
    'of the older kind adbe.pkcs7.detached',
    () => sealedWith({ binding: 'none' }, { subFilter: 'adbe.pkcs7.detached' }),
  ],
  ['with further certificates', () => sealedWith({ others: [stranger, leitung] })],
  ['with a time stamp', () => sealedWith({ timeStamp: (signature) => stampOf([signature]) })],
  [
    'with a time stamp whose certificate is named by SHA-1',
    () => sealedWith({ timeStamp: (signature) => writeTimeStamp([signature], { authority, binding: 'v1' }) }),
  ],
  ['that is a time stamp of the document', () => sealedWith({}, { ...stamped, value: stampOf })],
]

test.each(good)('a signature %s is intact', async (_, write) => {
  const report = await judge(write())
  expect(whyOf(report)).toContain('unverändert')
  expect(report.intact).toBe(true)
})

test('a time stamp of the document tells its authority and its time', async () => {
  expect(only(await judge(sealedWith({}, { ...stamped, value: stampOf })))).toMatchObject({
    kind: 'timestamp',
    signer: 'Zeitstempelstelle',
    claimedAt: '2026-11-22T12:00:00.000Z',
  })
})

test('a time stamp on a signature is named', async () => {
  const report = await judge(sealedWith({ timeStamp: (signature) => stampOf([signature]) }))
  expect(whyOf(report)).toContain('Ein Zeitstempel von „Zeitstempelstelle“')
})

const bad: readonly (readonly [string, () => Uint8Array, string])[] = [
  ['without a signer', () => sealedWith({ signerCount: 0 }), 'nennt niemanden'],
  ['with two signers', () => sealedWith({ signerCount: 2 }), 'mehr als einen Unterzeichner'],
  ['that brings a content of its own', () => sealedWith({ content: Buffer.from('anderer Text') }), 'eigenen Inhalt'],
  ['over another file', () => sealedWith({ messageDigest: Buffer.alloc(32) }), 'nach dem Unterschreiben verändert'],
  ['with SHA-1', () => sealedWith({ signer: leitung, digest: 'sha1' }), 'nicht anerkannt'],
  ['with MD5', () => sealedWith({ signer: leitung, digest: 'md5' }), 'nicht anerkannt'],
  ['that names another digest than it used', () => sealedWith({ claimedDigest: 'sha512' }), 'verändert'],
  ['bound to another certificate', () => sealedWith({ binding: 'foreign' }), 'nicht das, mit dem'],
  ['bound to another serial number', () => sealedWith({ binding: 'foreign-serial' }), 'nicht das, mit dem'],
  ['bound to no certificate', () => sealedWith({ binding: 'none' }), 'signing-certificate-v2 fehlt'],
  ['bound by SHA-1 alone', () => sealedWith({ binding: 'v1' }), 'signing-certificate-v2 fehlt'],
  ['without signed attributes', () => sealedWith({ noAttributes: true }), 'keine unterschriebenen Angaben'],
  [
    'whose attributes name another kind of content',
    () => sealedWith({ attributeContentType: '1.2.840.113549.1.9.16.1.4' }),
    'passen nicht zum Inhalt',
  ],
  [
    'with two message digests',
    () =>
      sealedWith({
        extraAttributes: [sequence(oid('1.2.840.113549.1.9.4'), set(octets(Buffer.alloc(32))))],
      }),
    'nicht lesbar',
  ],
  [
    'without its certificate',
    () => sealedWith({ certificates: [leitung.certificate] }),
    'Zertifikat zur Unterschrift fehlt',
  ],
  [
    'made with the key of another',
    () => sealedWith({ signer: { ...seal, key: stranger.key } }),
    'passt nicht zum Schlüssel',
  ],
  ['of an unknown kind', () => sealedWith({}, { subFilter: 'adbe.x509.rsa_sha1' }), '„adbe.x509.rsa_sha1“'],
  ['that claims to be a time stamp', () => sealedWith({}, stamped), 'kein Zeitstempel'],
  ['that is a time stamp and claims to be a signature', () => sealedWith({}, { value: stampOf }), 'eigenen Inhalt'],
  [
    'whose type and kind do not fit',
    () => sealedWith({}, { subFilter: 'ETSI.RFC3161', value: stampOf }),
    'Art der Unterschrift',
  ],
  [
    'that is a time stamp of another file',
    () => sealedWith({}, { ...stamped, value: () => stampOf([Buffer.from('another')]) }),
    'gehört nicht zu dem',
  ],
  [
    'with a time stamp of another signature',
    () => sealedWith({ timeStamp: () => stampOf([Buffer.from('another')]) }),
    'gehört nicht zu dem',
  ],
  [
    'with a broken time stamp',
    () => sealedWith({ timeStamp: () => sequence() }),
    'Zeitstempel der Unterschrift ist nicht lesbar',
  ],
  [
    'with a forged time stamp',
    () =>
      sealedWith({
        timeStamp: (signature) => writeTimeStamp([signature], { authority: { ...authority, key: stranger.key } }),
      }),
    'Der Zeitstempel selbst ist ungültig',
  ],
  [
    'with a time stamp over SHA-1',
    () => sealedWith({ timeStamp: (signature) => writeTimeStamp([signature], { authority, digest: 'sha1' }) }),
    'Hash-Verfahren',
  ],
  ['that is no CMS', () => sealedPaper({ value: () => Buffer.from('hello') }), 'nicht lesbar'],
  ['that is empty', () => sealedPaper({ value: () => Buffer.alloc(0) }), 'nicht lesbar'],
  [
    'followed by a second CMS',
    () =>
      sealedPaper({
        value: (parts) => Buffer.concat([writeCms(parts, { signer: seal }), writeCms(parts, { signer: stranger })]),
      }),
    'fremde Bytes',
  ],
]

test.each(bad)('a signature %s does not pass', async (_, write, why) => {
  const report = await verifyPdf(write(), { anchors })
  expect(report).toMatchObject({ readable: true, intact: false, trusted: false })
  expect(whyOf(report)).toContain(why)
})
