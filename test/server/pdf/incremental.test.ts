import { PDFDocument, type PDFRef } from 'pdf-lib'
import { expect, test } from 'vitest'
import {
  insertSignature,
  prepareSignature,
  type SignatureRequest,
  signatureFields,
} from '../../../server/pdf/incremental.ts'
import { printTagTree, readTagTree } from '../../../server/pdf/tag-tree.ts'
import { a4, line, newWriter, samplePdf } from './sample.ts'

const value = new Uint8Array([0x30, 0x03, 0x01, 0x02, 0xff])
const request: SignatureRequest = {
  field: 'seal',
  name: 'Kreis Musterland',
  at: new Date('2026-11-22T10:00:00Z'),
  reason: 'Ausfertigung',
  certify: true,
  lines: ['Elektronisches Siegel', 'Kreis Musterland', '22.11.2026, 11:00 Uhr (UTC+01:00)'],
  subFilter: 'ETSI.CAdES.detached',
}
const byClient: SignatureRequest = { ...request, field: 'unterschrift_u1', name: 'Ayşe Öztürk', certify: false }

test('a signature leaves every earlier byte as it is', async () => {
  const original = await samplePdf()
  const sealed = await seal(original, request)
  const signed = await seal(sealed, byClient)
  expect(startsWith(sealed, original)).toBe(true)
  expect(startsWith(signed, sealed)).toBe(true)
})

test('a signature gives new versions to its field and the catalog alone', async () => {
  const sealed = await seal(await samplePdf(), request)
  const before = await objectsOf(sealed)
  const after = await objectsOf(await seal(sealed, byClient))
  const changed = [...before].filter(([ref, text]) => after.get(ref) !== text).map(([, text]) => text)
  expect(changed).toEqual([expect.stringContaining('(unterschrift_u1)')])
})

test('the signed parts are the whole file but the value itself, as the byte range says', async () => {
  const { bytes, signedParts, byteRange, contentsAt, capacityBytes } = await prepareSignature(
    await samplePdf(),
    request,
  )
  const [start, before, behind, length] = byteRange
  expect([start, before, behind, length]).toEqual([
    0,
    contentsAt - 1,
    contentsAt + capacityBytes * 2 + 1,
    signedParts[1].length,
  ])
  expect(behind + length).toBe(bytes.length)
  const text = Buffer.from(bytes).toString('latin1')
  expect(text).toContain(`/ByteRange [ 0 ${before} ${behind} ${length} `)
  expect(text.slice(before, behind)).toBe(`<${'0'.repeat(capacityBytes * 2)}>`)
})

test('inserting the value touches nothing that is signed', async () => {
  const prepared = await prepareSignature(await samplePdf(), request)
  const asPrepared = Buffer.from(prepared.bytes)
  const signed = insertSignature(prepared, value)
  expect(asPrepared.equals(prepared.bytes)).toBe(true)
  const [, before, behind] = prepared.byteRange
  expect(startsWith(signed, prepared.signedParts[0])).toBe(true)
  expect(Buffer.from(signed.subarray(behind)).equals(Buffer.from(prepared.signedParts[1]))).toBe(true)
  expect(Buffer.from(signed.subarray(before, before + 11)).toString()).toBe('<30030102ff')
  expect(() => insertSignature(prepared, new Uint8Array(9001))).toThrow(/9001 bytes; there is room for 9000/)
})

test('only the certifying signature limits what may follow', async () => {
  const sealed = await seal(await samplePdf(), request)
  const text = Buffer.from(sealed).toString('latin1')
  expect(text).toMatch(/\/TransformMethod \/DocMDP[^>]*\/P 2/)
  expect(text).toContain('/M (D:20261122100000Z)')
  await expect(prepareSignature(sealed, { ...byClient, certify: true })).rejects.toThrow('certified already')
  const uncertified = Buffer.from(await seal(await samplePdf(), { ...request, certify: false })).toString('latin1')
  expect(uncertified).not.toContain('DocMDP')
})

test('fields are known before and after they are filled', async () => {
  const original = await samplePdf()
  expect(await signatureFields(original)).toEqual([
    { name: 'unterschrift_u1', filled: false },
    { name: 'seal', filled: false },
  ])
  const sealed = await seal(original, request)
  expect((await signatureFields(sealed))[1]).toEqual({ name: 'seal', filled: true })
  expect(printTagTree(await readTagTree(sealed))).toContain('Form signed field seal')
  await expect(prepareSignature(sealed, request)).rejects.toThrow('seal is filled already')
  await expect(prepareSignature(sealed, { ...request, field: 'fehlt' })).rejects.toThrow(
    'no signature field named fehlt',
  )
})

test('a file without a form has no signature fields', async () => {
  const writer = newWriter()
  line(writer.addPage(a4), writer.element(writer.root, 'P'), 'Text', 700)
  expect(await signatureFields(await writer.save())).toEqual([])
})

test('long names are cut and unprintable ones do not keep a document from being signed', async () => {
  const original = await samplePdf()
  for (const lines of [['x'.repeat(500)], ['漢字 Müller', '\u0007'], Array.from({ length: 30 }, () => 'Zeile'), ['']]) {
    const prepared = await prepareSignature(original, { ...request, lines })
    expect(prepared.bytes.length).toBeGreaterThan(original.length)
  }
})

test('the same signature request gives the same bytes', async () => {
  const original = await samplePdf()
  const [first, again] = [await seal(original, request), await seal(original, request)]
  expect(Buffer.from(first).equals(Buffer.from(again))).toBe(true)
})

const seal = async (bytes: Uint8Array, wanted: SignatureRequest) =>
  insertSignature(await prepareSignature(bytes, wanted), value)

const startsWith = (bytes: Uint8Array, start: Uint8Array) =>
  Buffer.from(bytes.subarray(0, start.length)).equals(Buffer.from(start))

async function objectsOf(bytes: Uint8Array): Promise<Map<PDFRef, string>> {
  const { context } = await PDFDocument.load(bytes, { updateMetadata: false })
  return new Map(context.enumerateIndirectObjects().map(([ref, object]) => [ref, object.toString()]))
}
