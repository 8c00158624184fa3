import { afterEach, beforeEach, expect, test } from 'vitest'
import { readIssue } from '../../../server/document/issue-actions.ts'
import { renderLargePrint } from '../../../server/document/large-print.ts'
import { readSigning, recordPaperSignature } from '../../../server/document/paper-signature-actions.ts'
import { printTagTree, readTagTree } from '../../../server/pdf/tag-tree.ts'
import { expectOk } from '../../house.ts'
import { approvedAgreement, openOffice } from './documents.ts'
import { issue } from './issuing.ts'

let office: Awaited<ReturnType<typeof openOffice>>
beforeEach(async () => {
  office = await openOffice()
})
afterEach(() => office.house.close())

test('the agreement in large print says that the signed one counts, who signed it, and its code', async () => {
  const { house, ahlers, kortmann, deppe, vosskamp } = office
  const approved = await approvedAgreement(house, ahlers, kortmann)
  expect(await renderLargePrint(house.db, ahlers, approved.id)).toMatchObject({ problem: 'not_found' })
  const { id } = await issue(house, ahlers, approved)
  const rowId = (await readSigning(house.db, ahlers, id))?.places[0]?.rowId ?? ''
  expectOk(await recordPaperSignature(house.db, ahlers, { id, rowId, signedOn: '2026-11-23' }))
  const { bytes, code } = expectOk(await renderLargePrint(house.db, kortmann, id))
  expect(code).toBe((await readIssue(house.db, ahlers, id))?.order.code)
  const read = printTagTree(await readTagTree(bytes))
  expect(read).toContain('Fassung in Großdruck – es gilt die unterschriebene Fassung')
  expect(read).toContain('(unterschrieben am 23.11.2026)')
  expect(read).toContain('(unterschreibt auf dem Original)')
  for (const stranger of [deppe, vosskamp])
    expect(await renderLargePrint(house.db, stranger, id)).toMatchObject({ problem: 'not_found' })
})
