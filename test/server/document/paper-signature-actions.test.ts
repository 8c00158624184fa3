import { afterEach, beforeEach, expect, test } from 'vitest'
import { approveDocument } from '../../../server/document/approval-actions.ts'
import type { Document } from '../../../server/document/document.ts'
import {
  dayField,
  readSigning,
  recordPaperSignature,
  withdrawPaperSignature,
} from '../../../server/document/paper-signature-actions.ts'
import { expectOk } from '../../house.ts'
import { fullAgreement, openOffice, submit } from './documents.ts'
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

test('whoever does not see the document notes nothing down', async () => {
  const { house, deppe, brandt, vosskamp } = office
  for (const stranger of [deppe, brandt, vosskamp]) {
    const mark = { id: agreement.id, rowId: rows[0] ?? '', signedOn: '2026-11-23' }
    expect(await recordPaperSignature(house.db, stranger, mark)).toMatchObject({ problem: 'not_found' })
  }
})

test('nothing is signed before it is issued', async () => {
  const { house, deppe, kortmann } = office
  const { id, contentHash } = await submit(house, deppe, await fullAgreement(house, deppe, '32.3-ZV-2026-0999'))
  expectOk(await approveDocument(house.db, kortmann, { id, contentHash }))
  const mark = { id, rowId: rows[0] ?? '', signedOn: '2026-11-23' }
  expect(await recordPaperSignature(house.db, deppe, mark)).toMatchObject({ problem: 'conflict' })
})
