import { PDFDocument, PDFName } from 'pdf-lib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readIssuedPdf } from '../../../server/document/issue-actions.ts'
import { readPageAddress } from '../../../server/render/page-mark.ts'
import { printCopy } from '../../../server/render/print-copy.ts'
import { verifyPdf } from '../../../server/signature/verify.ts'
import { openOffice } from '../document/documents.ts'
import { issuedAgreement } from '../document/issuing.ts'

let office: Awaited<ReturnType<typeof openOffice>>
let sealed: Uint8Array
let code: string
beforeAll(async () => {
  office = await openOffice()
  const { id } = await issuedAgreement(office.house, office.ahlers, office.kortmann)
  const pdf = await readIssuedPdf(office.house.db, office.ahlers, id)
  if (!pdf) throw new Error('Nothing was issued.')
  sealed = pdf.bytes
  code = pdf.code
})
afterAll(() => office.house.close())

const copy = () => printCopy({ sealed, code, publicUrl: 'https://vorlagen.kreis-auental.de' })

test('the same file gives the same copy, and stays as it is', async () => {
  const before = Buffer.from(sealed)
  expect(Buffer.from(await copy()).equals(Buffer.from(await copy()))).toBe(true)
  expect(Buffer.from(sealed).equals(before)).toBe(true)
})

test('the copy names itself and claims no seal', async () => {
  const bytes = await copy()
  expect((await verifyPdf(bytes, { anchors: [] })).signatures).toEqual([])
  const document = await PDFDocument.load(bytes, { updateMetadata: false })
  expect(document.getTitle()).toMatch(/^Druckexemplar: Zielvereinbarung/)
  expect(document.catalog.has(PDFName.of('Perms'))).toBe(false)
  expect(document.getPageCount()).toBe(6)
})

test.each([
  ['https://vorlagen.kreis-auental.de/pruefung/AU7F3A91C2K48?s=2-4', { code: 'AU7F3A91C2K48', page: 2, of: 4 }],
  ['http://localhost:3000/pruefung/AU7F-3A91-C2K4-8?s=1-1', { code: 'AU7F-3A91-C2K4-8', page: 1, of: 1 }],
  ['https://vorlagen.kreis-auental.de/pruefung/AU7F3A91C2K48', null],
  ['https://vorlagen.kreis-auental.de/pruefung/AU7F3A91C2K48?s=5-4', null],
  ['https://vorlagen.kreis-auental.de/pruefung/AU7F3A91C2K48?s=0-4', null],
  ['javascript:alert(1)', null],
  ['https://example.org/pruefung/../?s=1-1', null],
])('the address %s says which page it is', (text, mark) => {
  expect(readPageAddress(text)).toEqual(mark)
})
