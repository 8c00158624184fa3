import { expect, test } from 'vitest'
import { tellTrail } from '../../../server/auth/trail.ts'
import {
  approveDocument,
  forwardDocument,
  recallDocument,
  returnDocument,
} from '../../../server/document/approval-actions.ts'
import { discardDocument } from '../../../server/document/document-actions.ts'
import { tellDocument } from '../../../server/document/document-trail.ts'
import { expectOk } from '../../house.ts'
import { agreementInput, openOffice, save, submit, submittedAgreement } from './documents.ts'

test('the trail tells in sentences who did what, and never what is written', async () => {
  const { house, ahlers, kortmann, brandt } = await openOffice()
  const { db } = house
  const document = await submittedAgreement(house, ahlers)
  expectOk(await recallDocument(db, ahlers, document))
  const second = await submit(house, ahlers, document)
  expectOk(await forwardDocument(db, kortmann, { id: document.id, to: brandt.userId }))
  expectOk(await returnDocument(db, brandt, { ...second, reason: 'Bitte ergänzen.' }))
  expectOk(await approveDocument(db, kortmann, await submit(house, ahlers, document)))
  const input = agreementInput({ lesefassung: 'Romanes' })
  await save(house, ahlers, { id: document.id, baseRevision: 2, input, voidApproval: true })
  expectOk(await discardDocument(db, ahlers, document))
  const { lines } = await tellTrail(db, document.id, { limit: 50, tellers: [tellDocument] })
  const sentences = lines.map(({ sentence }) => sentence).toReversed()
  expect(sentences[1]).toMatch(/^Jutta Ahlers hat \d+ Angaben geändert\.$/)
  expect(sentences.toSpliced(1, 1)).toEqual([
    'Jutta Ahlers hat das Dokument angelegt.',
    'Jutta Ahlers hat das Dokument zur Freigabe gegeben.',
    'Jutta Ahlers hat das Dokument aus der Freigabe zurückgeholt.',
    'Jutta Ahlers hat das Dokument zur Freigabe gegeben.',
    'Dr. Sabine Kortmann hat das Dokument an Ina Brandt weitergeleitet.',
    'Ina Brandt hat das Dokument mit einem Grund zurückgegeben.',
    'Jutta Ahlers hat das Dokument zur Freigabe gegeben.',
    'Dr. Sabine Kortmann hat das Dokument freigegeben.',
    'Jutta Ahlers hat mit einer Änderung die Freigabe aufgehoben.',
    'Jutta Ahlers hat eine Angabe geändert.',
    'Jutta Ahlers hat den Entwurf verworfen.',
  ])
  await house.close()
})
