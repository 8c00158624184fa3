import { afterEach, beforeEach, expect, test } from 'vitest'
import { approveDocument } from '../../../server/document/approval-actions.ts'
import type { Document } from '../../../server/document/document.ts'
import {
  dayField,
  readSigning,
  readStoredScan,
  recordPaperSignature,
  uploadScan,
  withdrawPaperSignature,
} from '../../../server/document/paper-signature-actions.ts'
import { maxScanBytes } from '../../../server/document/scan-file.ts'
import { expectOk } from '../../house.ts'
import { fullAgreement, openOffice, read, submit } from './documents.ts'
import { issuedAgreement } from './issuing.ts'

let office: Awaited<ReturnType<typeof openOffice>>
let agreement: Document
let rows: string[]
beforeEach(async () => {
  office = await openOffice()
  agreement = await issuedAgreement(office.house, office.ahlers, office.kortmann)
  const signing = await readSigning(office.house.db, office.ahlers, agreement.id)
  rows = signing?.places.map(({ rowId }) => rowId) ?? []
})
afterEach(() => office.house.close())

const pdf = new TextEncoder().encode('%PDF-1.7 gescannt')
const jpeg = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3])
const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1])

test('when every signature is noted down and a scan is there, the document is signed', async () => {
  const { house, ahlers } = office
  const { id } = agreement
  expect(rows.length).toBeGreaterThan(1)
  for (const rowId of rows) {
    expectOk(await recordPaperSignature(house.db, ahlers, { id, rowId, signedOn: '2026-11-23' }))
  }
  expect((await read(house, ahlers, id)).state).toBe('issued')
  expectOk(await uploadScan(house.db, ahlers, { id, file: { name: 'scan.pdf', bytes: pdf } }))
  expect((await read(house, ahlers, id)).state).toBe('signed')
  expect((await house.eventsOf(id)).slice(-(rows.length + 1))).toEqual([
    ...rows.map(() => 'document.signature_recorded'),
    'document.scan_uploaded',
  ])
})

test('a scan alone, or one missing signature, leaves it issued', async () => {
  const { house, ahlers } = office
  const { id } = agreement
  expectOk(await uploadScan(house.db, ahlers, { id, file: { name: 'scan.jpg', bytes: jpeg } }))
  for (const rowId of rows.slice(1)) {
    expectOk(await recordPaperSignature(house.db, ahlers, { id, rowId, signedOn: '2026-11-23' }))
  }
  expect((await read(house, ahlers, id)).state).toBe('issued')
})

test('a wrong mark is taken back; the trail keeps both', async () => {
  const { house, ahlers } = office
  const { id } = agreement
  const [rowId = ''] = rows
  expectOk(await recordPaperSignature(house.db, ahlers, { id, rowId, signedOn: '2026-11-23' }))
  expect(await recordPaperSignature(house.db, ahlers, { id, rowId, signedOn: '2026-11-23' })).toMatchObject({
    problem: 'conflict',
  })
  expectOk(await withdrawPaperSignature(house.db, ahlers, { id, rowId }))
  expect((await readSigning(house.db, ahlers, id))?.places[0]?.mark).toBeNull()
  expect(await withdrawPaperSignature(house.db, ahlers, { id, rowId })).toMatchObject({ problem: 'conflict' })
  expect((await house.eventsOf(id)).slice(-2)).toEqual(['document.signature_recorded', 'document.signature_withdrawn'])
})

test.each([
  ['2026-11-24', 'liegt in der Zukunft'],
  ['2026-11-22', 'noch nicht ausgefertigt'],
  ['31.13.', 'als Datum'],
  ['', 'an welchem Tag'],
])('nobody signs on %j', async (signedOn, words) => {
  const { house, ahlers } = office
  const [rowId = ''] = rows
  const refused = await recordPaperSignature(house.db, ahlers, { id: agreement.id, rowId, signedOn })
  expect(refused).toMatchObject({ problem: 'invalid', fields: [{ path: dayField(rowId) }] })
  expect(refused).toHaveProperty('message', expect.stringContaining(words))
})

test('whoever does not see the document notes nothing down and reads no scan', async () => {
  const { house, ahlers, deppe, brandt, vosskamp } = office
  const { id } = agreement
  const { scanId } = expectOk(await uploadScan(house.db, ahlers, { id, file: { name: 'a.png', bytes: png } }))
  for (const stranger of [deppe, brandt, vosskamp]) {
    const mark = { id, rowId: rows[0] ?? '', signedOn: '2026-11-23' }
    expect(await recordPaperSignature(house.db, stranger, mark)).toMatchObject({ problem: 'not_found' })
    const file = { name: 'a.png', bytes: png }
    expect(await uploadScan(house.db, stranger, { id, file })).toMatchObject({ problem: 'not_found' })
    expect(await readStoredScan(house.db, stranger, { id, scanId })).toBeNull()
  }
  expect(await readStoredScan(house.db, ahlers, { id, scanId })).toMatchObject({ mediaType: 'image/png', bytes: png })
  expect(await readStoredScan(house.db, ahlers, { id, scanId: 'anders' })).toBeNull()
})

test('nothing is signed before it is issued', async () => {
  const { house, deppe, kortmann } = office
  const { id, contentHash } = await submit(house, deppe, await fullAgreement(house, deppe, '32.3-ZV-2026-0999'))
  expectOk(await approveDocument(house.db, kortmann, { id, contentHash }))
  const file = { name: 'a.pdf', bytes: pdf }
  expect(await uploadScan(house.db, deppe, { id, file })).toMatchObject({ problem: 'conflict' })
})

test.each([
  ['nothing', new Uint8Array(), 'Wählen Sie'],
  ['a text', new TextEncoder().encode('Hallo'), 'kein PDF'],
  ['a page that calls itself a picture', new TextEncoder().encode('<html><script>'), 'kein PDF'],
  ['a picture of another kind', new TextEncoder().encode('GIF89a'), 'kein PDF'],
  ['a PDF that begins late', new TextEncoder().encode('<html>%PDF-1.7'), 'kein PDF'],
  ['more than 25 MiB', new Uint8Array(maxScanBytes + 1).fill(0x25), 'größer als 25 MiB'],
])('%s is no scan', async (_, bytes, words) => {
  const { house, ahlers } = office
  const refused = await uploadScan(house.db, ahlers, { id: agreement.id, file: { name: 'scan.png', bytes } })
  expect(refused).toMatchObject({ problem: 'invalid', fields: [{ path: 'scan' }] })
  expect(refused).toHaveProperty('message', expect.stringContaining(words))
  expect((await readSigning(house.db, ahlers, agreement.id))?.scans).toEqual([])
})

test('the name of a scan loses its path and what does not print', async () => {
  const { house, ahlers } = office
  const file = { name: 'C:\\Users\\x\\Unterschrift\u202E\u0000fdp.pdf', bytes: pdf }
  expectOk(await uploadScan(house.db, ahlers, { id: agreement.id, file }))
  expect((await readSigning(house.db, ahlers, agreement.id))?.scans).toMatchObject([
    { fileName: 'Unterschriftfdp.pdf' },
  ])
})
