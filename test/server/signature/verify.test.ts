import { expect, test } from 'vitest'
import { certification, judge, leitung, only, seal, sealedPaper, signedTwice, whyOf } from './crafted-house.ts'
import { appendRevision, bytesOf, catalog, cmsValue, paper, paperObjects, signRevision } from './crafted-pdf.ts'

const value = cmsValue({ signer: seal })

test('a sealed paper is intact, covers the whole file and tells who sealed it and when', async () => {
  const pdf = sealedPaper()
  const report = await judge(pdf)
  expect(report).toMatchObject({ readable: true, intact: true, trusted: null, bytes: pdf.length })
  expect(only(report)).toMatchObject({
    field: 'feld10',
    signer: 'Siegel Kreis Beispiel',
    issuer: 'Prüfwurzel',
    claimedAt: '2026-11-22T12:00:00.000Z',
    kind: 'signature',
    certifies: false,
    covers: 'file',
    coveredBytes: pdf.length,
    bytesAfter: 0,
    intact: true,
    trusted: null,
  })
  expect(report.reasons).toEqual(['Noch nicht unterschrieben: „feld11“.'])
})

test('a paper signed twice is intact; the first signature covers an earlier state', async () => {
  const report = await judge(signedTwice())
  expect(report.intact).toBe(true)
  expect(report.signatures).toMatchObject([
    { field: 'feld10', signer: 'Siegel Kreis Beispiel', covers: 'revision', intact: true },
    { field: 'feld11', signer: 'Sabine Leitung', covers: 'file', intact: true },
  ])
})

test('an unsigned paper is readable, not intact and names its empty fields', async () => {
  const report = await judge(paper('seal'))
  expect(report).toMatchObject({ readable: true, intact: false, signatures: [] })
  expect(report.reasons).toEqual(['Die Datei enthält keine Unterschrift.', 'Noch nicht unterschrieben: „seal“.'])
})

test.each([
  ['with the byte range before the value', () => sealedPaper({ rangeFirst: true })],
  ['in a state written as cross-reference stream', () => sealedPaper({ form: 'stream' })],
  ['in a hybrid file', () => sealedPaper({ hybrid: true, packed: { 30: '<< /Hidden true >>' } })],
  [
    'over a paper whose objects are packed',
    () => {
      const { 1: root = '', 5: form = '', ...rest } = paperObjects(['feld10'])
      const packed = appendRevision(bytesOf('%PDF-1.7\n'), rest, {
        form: 'stream',
        packed: { 1: root, 5: form },
        prev: null,
      })
      return signRevision(packed, { value })
    },
  ],
  [
    'in a child of another field',
    () => {
      const nested = {
        ...paperObjects(['x']),
        5: '<< /Fields [12 0 R] >>',
        12: '<< /T (gruppe) /FT /Sig /Kids [10 0 R] >>',
      }
      return signRevision(appendRevision(bytesOf('%PDF-1.7\n'), nested, { prev: null }), { value, fieldName: 'kind' })
    },
  ],
])('a seal %s is intact', async (_, write) => {
  const report = await judge(write())
  expect(whyOf(report)).toContain('unverändert')
  expect(report.intact).toBe(true)
})

test('a field below another is named with its path', async () => {
  const nested = {
    ...paperObjects(['x']),
    5: '<< /Fields [12 0 R] >>',
    12: '<< /T (gruppe) /FT /Sig /Kids [10 0 R] >>',
  }
  const pdf = signRevision(appendRevision(bytesOf('%PDF-1.7\n'), nested, { prev: null }), { value, fieldName: 'kind' })
  expect(only(await judge(pdf)).field).toBe('gruppe.kind')
})

test('a broken second signature breaks the first, whose later bytes then nobody vouches for', async () => {
  const report = await judge(signedTwice({ value: () => Buffer.from('3000', 'hex') }))
  expect(report.signatures.map(({ intact }) => intact)).toEqual([false, false])
})

test('a file cut back to its first signature is intact, but says that a field is empty', async () => {
  const report = await judge(signedTwice().subarray(0, sealedPaper().length))
  expect(report.intact).toBe(true)
  expect(report.reasons).toEqual(['Noch nicht unterschrieben: „feld11“.'])
})

test('a certification comes first, allows signing and is named', async () => {
  const certified = sealedPaper({ dictionary: certification, more: { 1: catalog('/Perms << /DocMDP 20 0 R >> ') } })
  const report = await judge(signRevision(certified, { field: 11, value: cmsValue({ signer: leitung }) }))
  expect(report.intact).toBe(true)
  expect(report.signatures.map(({ certifies }) => certifies)).toEqual([true, false])
})

test('an encrypted file gets a clear verdict', async () => {
  const report = await judge(appendRevision(paper('a'), {}, { trailer: '/Encrypt 9 0 R' }))
  expect(report).toMatchObject({ readable: false, intact: false, reasons: [expect.stringContaining('verschlüsselt')] })
})

test('names with control characters and turned text are shown without them', async () => {
  const report = await judge(paper('a\\033[31m\\000b', 'c'))
  expect(report.reasons.join()).toContain('„a\ufffd[31m\ufffdb“')
  expect(JSON.parse(JSON.stringify(report))).toEqual(report)
})
