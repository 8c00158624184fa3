import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Actor } from '../../../server/auth/auth.ts'
import { handOverCase } from '../../../server/casefile/casefile-actions.ts'
import {
  approveDocument,
  forwardDocument,
  recallDocument,
  returnDocument,
  submitDocument,
} from '../../../server/document/approval-actions.ts'
import type { Document } from '../../../server/document/document.ts'
import {
  createDocument,
  discardDocument,
  listDocuments,
  listRevisions,
  readDocument,
  readRevision,
} from '../../../server/document/document-actions.ts'
import { changesSinceLastDecision, readReview } from '../../../server/document/reviewing.ts'
import { saveDocument } from '../../../server/document/saving.ts'
import { expectOk } from '../../house.ts'
import { agreementInput, fullAgreement, fullPaper, houseName, openOffice, paperInput, submit } from './documents.ts'

let office: Awaited<ReturnType<typeof openOffice>>
beforeEach(async () => {
  office = await openOffice()
})
afterEach(() => office.house.close())

async function visibleTo(actor: Actor): Promise<string[]> {
  return (await listDocuments(office.house.db, actor, { filter: {}, page: 1 })).documents.map(({ id }) => id).sort()
}

const ids = (...documents: readonly Document[]) => documents.map(({ id }) => id).sort()

test('each role sees its own: the list and the single document agree, with ids that were guessed', async () => {
  const { house, ahlers, deppe, kortmann, siebert, brandt, yildiz, vosskamp } = office
  const agreement = await fullAgreement(house, ahlers)
  const elsewhere = await fullAgreement(house, yildiz, '50.1-ZV-2026-0001')
  const unitPaper = await fullPaper(house, siebert)
  const clerkPaper = await fullPaper(house, vosskamp)
  const all = [agreement, elsewhere, unitPaper, clerkPaper]
  const others = await Promise.all([
    house.user('vorlagenpflege', 'Paula Pflege'),
    house.user('administration', 'Anton Admin'),
    house.user('revision', 'Rita Revision'),
    house.user(['administration', 'vorlagenpflege', 'revision'], 'Alma Alles'),
  ])
  const matrix: readonly (readonly [Actor, readonly Document[]])[] = [
    [ahlers, [agreement]],
    [deppe, []],
    [kortmann, [agreement, unitPaper]],
    [siebert, [agreement, unitPaper]],
    [brandt, [elsewhere]],
    [yildiz, [elsewhere]],
    [vosskamp, [unitPaper, clerkPaper]],
    ...others.map((actor) => [actor, []] as const),
  ]
  for (const [actor, visible] of matrix) {
    expect(await visibleTo(actor), actor.name).toEqual(ids(...visible))
    for (const document of all) {
      const sees = visible.includes(document)
      expect((await readDocument(house.db, actor, document.id)) !== null, `${actor.name}: ${document.title}`).toBe(sees)
    }
  }
})

test('nobody does anything to a document that she cannot see, and learns nothing of it', async () => {
  const { house, ahlers, deppe, vosskamp, brandt } = office
  const agreement = await submit(house, ahlers, await fullAgreement(house, ahlers))
  const { id, contentHash } = agreement
  const edit = { id, baseRevision: 2, input: agreementInput() }
  for (const actor of [deppe, vosskamp, brandt]) {
    const { db } = house
    for (const refused of [
      await saveDocument(db, actor, edit),
      await discardDocument(db, actor, { id }),
      await submitDocument(db, actor, { id }),
      await recallDocument(db, actor, { id }),
      await approveDocument(db, actor, { id, contentHash }),
      await returnDocument(db, actor, { id, contentHash, reason: 'Nein' }),
      await forwardDocument(db, actor, { id, to: brandt.userId }),
      await createDocument(db, actor, { copyOf: id, houseName }),
    ]) {
      expect(refused).toMatchObject({ problem: 'not_found' })
      expect(JSON.stringify(refused)).not.toContain(agreement.title)
    }
    expect(await listRevisions(db, actor, id)).toEqual([])
    expect(await readRevision(db, actor, { id, revision: 1 })).toBeNull()
    expect(await readReview(db, actor, id)).toBeNull()
    expect(await changesSinceLastDecision(db, actor, id)).toBeNull()
  }
})

test('a document goes with its case: the new Lotsin sees it, the former one no longer', async () => {
  const { house, ahlers, deppe } = office
  const agreement = await fullAgreement(house, ahlers)
  expectOk(await handOverCase(house.db, ahlers, { id: agreement.caseId ?? '', to: deppe.userId }))
  expect(await visibleTo(ahlers)).toEqual([])
  expect(await visibleTo(deppe)).toEqual([agreement.id])
  const input = agreementInput({ lesefassung: 'Arabisch' })
  expectOk(await saveDocument(house.db, deppe, { id: agreement.id, baseRevision: 2, input }))
})

test('a Leitung elsewhere sees what was forwarded to her and decides, but does not write in it', async () => {
  const { house, ahlers, kortmann, brandt } = office
  const { id, contentHash } = await submit(house, ahlers, await fullAgreement(house, ahlers))
  expectOk(await forwardDocument(house.db, kortmann, { id, to: brandt.userId }))
  expect(await visibleTo(brandt)).toEqual([id])
  expect(await recallDocument(house.db, brandt, { id })).toMatchObject({ problem: 'forbidden' })
  expectOk(await returnDocument(house.db, brandt, { id, contentHash, reason: 'Bitte ergänzen.' }))
  const edit = { id, baseRevision: 2, input: agreementInput({ lesefassung: 'Arabisch' }) }
  expect(await saveDocument(house.db, brandt, edit)).toMatchObject({ problem: 'forbidden' })
})

test('a Lotsin writes a paper of her own, which the Sitzungsdienst may finish', async () => {
  const { house, ahlers, deppe, vosskamp } = office
  const paper = await fullPaper(house, ahlers)
  expect(await visibleTo(ahlers)).toEqual([paper.id])
  expect(await visibleTo(deppe)).toEqual([])
  const input = paperInput({ beratungsgegenstand: 'Anderer Gegenstand' })
  expectOk(await saveDocument(house.db, vosskamp, { id: paper.id, baseRevision: 2, input }))
})
