import * as pkijs from 'pkijs'
import { expect, test } from 'vitest'
import { createPdfWriter } from '../../../server/pdf/writer.ts'
import { createHouseKey } from '../../../server/signature/house-key.ts'
import { readP12 } from '../../../server/signature/p12.ts'
import { refuseSigner, sealPdf } from '../../../server/signature/seal.ts'
import type { Signer } from '../../../server/signature/signature.ts'

const at = new Date('2026-11-22T12:00:00Z')

async function houseSigner(): Promise<Signer> {
  const house = await createHouseKey({ organisation: 'Kreis Beispiel', at })
  const signer = await readP12(house.p12, house.password)
  if (!signer.ok) throw new Error(signer.message)
  return signer.value
}

/** One page with the field of the house and that of a person, both empty. */
async function paperWithFields(): Promise<Uint8Array> {
  const writer = createPdfWriter({ title: 'Sitzungsvorlage', author: 'Kreis Beispiel', at, lang: 'de-DE' })
  const page = writer.addPage({ widthPt: 595.28, heightPt: 841.89 })
  const heading = writer.element(writer.root, 'H1')
  page.tagged(heading, () =>
    page.text({ text: 'Sitzungsvorlage', xPt: 71, baselinePt: 760, style: { face: 'bold', sizePt: 16 } }),
  )
  for (const [index, name] of ['seal', 'leitung'].entries()) {
    const form = writer.element(writer.root, 'Form', { alt: `Feld ${name}` })
    const rect = { xPt: 71, yPt: 600 - index * 100, widthPt: 250, heightPt: 60 }
    page.signatureField(form, { name, label: `Feld ${name}`, rect })
  }
  return writer.save()
}

interface Signature {
  readonly coveredBytes: number
  readonly verify: () => Promise<boolean>
}

/** The signatures of a file, earliest first, read without our own reader. */
function signaturesOf(pdf: Uint8Array): Signature[] {
  const ranges = Buffer.from(pdf)
    .toString('latin1')
    .matchAll(/\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/g)
  return [...ranges].map((range) => {
    const [, start1 = 0, length1 = 0, start2 = 0, length2 = 0] = range.map(Number)
    const gap = Buffer.from(pdf.subarray(start1 + length1, start2)).toString('latin1')
    const cms = pkijs.ContentInfo.fromBER(new Uint8Array(Buffer.from(gap.slice(1, -1), 'hex')))
    const parts = [pdf.subarray(start1, start1 + length1), pdf.subarray(start2, start2 + length2)]
    const signed = new pkijs.SignedData({ schema: cms.content })
    const data = new Uint8Array(Buffer.concat(parts)).buffer
    return { coveredBytes: start2 + length2, verify: () => signed.verify({ signer: 0, data, checkChain: false }) }
  })
}

test('sealing leaves every byte of the paper and signs all of the file but its own value', async () => {
  const paper = await paperWithFields()
  const sealed = await sealPdf(paper, { field: 'seal', signer: await houseSigner(), at, certify: true })
  expect(Buffer.from(sealed.subarray(0, paper.length)).equals(Buffer.from(paper))).toBe(true)
  const [seal, ...more] = signaturesOf(sealed)
  expect(more).toEqual([])
  expect(seal?.coveredBytes).toBe(sealed.length)
  expect(await seal?.verify()).toBe(true)
})

test('a person signs after the house and both signatures hold', async () => {
  const signer = await houseSigner()
  const sealed = await sealPdf(await paperWithFields(), { field: 'seal', signer, at, certify: true })
  const later = new Date(at.getTime() + 3_600_000)
  const signed = await sealPdf(sealed, { field: 'leitung', signer, at: later, reason: 'Mitgezeichnet', certify: false })
  const signatures = signaturesOf(signed)
  expect(signatures.map(({ coveredBytes }) => coveredBytes)).toEqual([sealed.length, signed.length])
  expect(await Promise.all(signatures.map(({ verify }) => verify()))).toEqual([true, true])
})

test.each([
  ['before it begins', '2026-11-22T11:59:59Z', 'gilt erst ab 22.11.2026, 13:00 Uhr (UTC+01:00)'],
  ['after it has ended', '2029-11-22T12:00:01Z', 'ist am 22.11.2029, 13:00 Uhr (UTC+01:00) abgelaufen'],
])('nothing is sealed with a certificate %s', async (_, moment, sentence) => {
  const signer = await houseSigner()
  const refused = refuseSigner(signer, new Date(moment))
  expect(refused).toMatchObject({ ok: false, problem: 'invalid' })
  expect(refused?.message).toContain(sentence)
  const sealing = sealPdf(await paperWithFields(), { field: 'seal', signer, at: new Date(moment), certify: true })
  await expect(sealing).rejects.toThrow(sentence)
})

test('the first and the last second of a certificate count', async () => {
  const signer = await houseSigner()
  expect(refuseSigner(signer, at)).toBeNull()
  expect(refuseSigner(signer, new Date('2029-11-22T12:00:00Z'))).toBeNull()
})
