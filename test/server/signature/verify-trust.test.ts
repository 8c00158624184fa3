import { expect, test } from 'vitest'
import type { VerificationReport } from '../../../server/signature/signature.ts'
import { verifyPdf } from '../../../server/signature/verify.ts'
import { newParty, type Party, type PartyOptions, writeTimeStamp } from './crafted-cms.ts'
import { anchors, only, root, seal, sealedPaper, signedTwice, stranger, whyOf } from './crafted-house.ts'
import { cmsValue } from './crafted-pdf.ts'

/** The paper sealed by `signer`, with the certificates of `others` beside, judged against `trusted`. */
function judgeWith(
  signer: Party,
  others: readonly Party[] = [],
  trusted: readonly Party[] = [root],
): Promise<VerificationReport> {
  const pdf = sealedPaper({ value: cmsValue({ signer, others }), room: 8000 })
  return verifyPdf(pdf, { anchors: trusted.map(({ certificate }) => certificate) })
}

const authority = (name: string, options: PartyOptions = {}): Party =>
  newParty(name, { authority: true, issuer: root, ...options })

const chainOf = (length: number): Party[] => {
  const chain: Party[] = []
  for (let i = 0; i < length; i++) chain.push(authority(`Stelle ${i}`, { issuer: chain.at(-1) ?? root }))
  return chain
}

test('a seal whose authority is an anchor is trusted, and says what was not checked', async () => {
  const report = await judgeWith(seal)
  expect(report).toMatchObject({ intact: true, trusted: true })
  expect(only(report).reasons).toEqual([
    'Die Datei ist seit dieser Unterschrift unverändert.',
    'Das Zertifikat führt über „Prüfwurzel“ zu den angegebenen Vertrauensankern und war zu der Zeit, die die Unterschrift angibt, gültig.',
    'Ob das Zertifikat gesperrt wurde, ist nicht geprüft.',
    'Die Zeit gibt die Unterschrift selbst an; kein Zeitstempel belegt sie.',
  ])
})

test('without anchors trust is not judged', async () => {
  const report = await verifyPdf(sealedPaper(), { anchors: [] })
  expect([report.trusted, only(report).trusted]).toEqual([null, null])
})

test('a self-signed seal is trusted where it is itself an anchor', async () => {
  expect(await judgeWith(stranger, [], [stranger])).toMatchObject({ trusted: true })
})

test('a chain over two more authorities leads to the anchor, whatever their order', async () => {
  const chain = chainOf(2)
  const signer = newParty('Siegel', { issuer: chain.at(-1) ?? root })
  expect(await judgeWith(signer, chain)).toMatchObject({ trusted: true })
  expect(await judgeWith(signer, chain.toReversed())).toMatchObject({ trusted: true })
})

const expired = { from: '2020-01-01T00:00:00Z', to: '2025-01-01T00:00:00Z' }
const noAuthority = newParty('Keine Stelle', { issuer: root })
const noCertSign = authority('Ohne Recht', { keyUsage: 0x02 })
const shortPath = authority('Kurz', { pathLength: 0 })
const belowShortPath = authority('Darunter', { issuer: shortPath })
const old = authority('Abgelaufen', expired)
const strict = authority('Streng', { unknownCritical: true })
const longChain = chainOf(9)
const impostor = newParty('Prüfwurzel', { authority: true })

const distrusted: readonly (readonly [string, Party, readonly Party[], string])[] = [
  ['from a foreign authority', stranger, [], 'Der Aussteller „Fremde Stelle“ gehört nicht zu den angegebenen'],
  [
    'from an authority with the name of the anchor',
    newParty('Siegel', { issuer: impostor }),
    [impostor],
    'gehört nicht',
  ],
  ['with a missing link', newParty('Siegel', { issuer: longChain[0] ?? root }), [], '„Stelle 0“ gehört nicht'],
  ['whose issuer is no authority', newParty('Siegel', { issuer: noAuthority }), [noAuthority], 'gehört nicht'],
  ['whose issuer must not issue', newParty('Siegel', { issuer: noCertSign }), [noCertSign], 'gehört nicht'],
  [
    'whose chain is longer than allowed',
    newParty('Siegel', { issuer: belowShortPath }),
    [belowShortPath, shortPath],
    'gehört nicht',
  ],
  ['whose issuer had expired', newParty('Siegel', { issuer: old }), [old], 'gehört nicht'],
  ['whose issuer demands what is not understood', newParty('Siegel', { issuer: strict }), [strict], 'gehört nicht'],
  ['with a chain of ten', newParty('Siegel', { issuer: longChain.at(-1) ?? root }), longChain, 'gehört nicht'],
  [
    'that had expired',
    newParty('Siegel', { issuer: root, ...expired }),
    [],
    'war zu der angegebenen Zeit nicht gültig',
  ],
  ['not valid yet', newParty('Siegel', { issuer: root, from: '2030-01-01T00:00:00Z' }), [], 'nicht gültig'],
  ['that is not for signing', newParty('Siegel', { issuer: root, keyUsage: 0x20 }), [], 'nicht für diesen Zweck'],
  [
    'that demands what is not understood',
    newParty('Siegel', { issuer: root, unknownCritical: true }),
    [],
    'nicht für diesen Zweck',
  ],
]

test.each(distrusted)('a seal %s is intact but not trusted', async (_, signer, others, why) => {
  const report = await judgeWith(signer, others)
  expect(report).toMatchObject({ intact: true, trusted: false })
  expect(whyOf(report)).toContain(why)
})

test('a certificate is held against the path length below its authority', async () => {
  expect(await judgeWith(newParty('Siegel', { issuer: shortPath }), [shortPath])).toMatchObject({ trusted: true })
})

test('a time stamp is trusted only from a certificate made for it', async () => {
  const stampBy = (signer: Party) =>
    verifyPdf(
      sealedPaper({
        subFilter: 'ETSI.RFC3161',
        type: '/Type /DocTimeStamp',
        value: (parts) => writeTimeStamp(parts, { authority: signer }),
      }),
      { anchors },
    )
  const proper = newParty('Zeitstempelstelle', { issuer: root, extendedKeyUsage: '1.3.6.1.5.5.7.3.8' })
  expect(await stampBy(proper)).toMatchObject({ intact: true, trusted: true })
  expect(await stampBy(seal)).toMatchObject({ intact: true, trusted: false })
})

test('the whole file is trusted only where every signature is', async () => {
  expect(await verifyPdf(signedTwice(), { anchors })).toMatchObject({ intact: true, trusted: true })
  const mixed = await verifyPdf(signedTwice({ value: cmsValue({ signer: stranger }) }), { anchors })
  expect(mixed).toMatchObject({ intact: true, trusted: false })
  expect(mixed.signatures.map(({ trusted }) => trusted)).toEqual([true, false])
})
