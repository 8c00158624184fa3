import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Actor } from '../../../server/auth/auth.ts'
import { tellTrail } from '../../../server/auth/trail.ts'
import { endVertretung, enterVertretung } from '../../../server/auth/vertretung-actions.ts'
import { actingOnCase, listCases } from '../../../server/casefile/casefile-actions.ts'
import { actingOn, decidingOn } from '../../../server/document/acting.ts'
import { approveDocument } from '../../../server/document/approval-actions.ts'
import { createDocument, listDocuments, readDocument } from '../../../server/document/document-actions.ts'
import { tellDocument } from '../../../server/document/document-trail.ts'
import { inviteParticipant } from '../../../server/document/participant-actions.ts'
import { listStands } from '../../../server/document/version-actions.ts'
import { standShown } from '../../../server/document/version-facts.ts'
import { countWaiting, listWaiting } from '../../../server/document/waiting.ts'
import { expectOk } from '../../house.ts'
import {
  agreementInput,
  fullAgreement,
  fullPaper,
  houseName,
  openOffice,
  read,
  save,
  submit,
  submittedAgreement,
} from './documents.ts'

let office: Awaited<ReturnType<typeof openOffice>>
beforeEach(async () => {
  office = await openOffice()
})
afterEach(() => office.house.close())

/** From today to Friday; returns the deputy as she acts from now on. */
async function deputise(person: Actor, deputy: Actor, from = '23.11.2026') {
  const form = { userId: person.userId, deputyId: deputy.userId, from, until: '27.11.2026', absent: '1' }
  const { id } = expectOk(await enterVertretung(office.house.db, person, form))
  return { id, actor: await office.house.actor(deputy.userId) }
}

const waitingFor = async (actor: Actor) =>
  (await listWaiting(office.house.db, actor, { filter: {}, page: 1 })).documents

describe('what a deputy sees', () => {
  test('are the cases and documents of whom she stands in for, as long as that lasts, and nothing else', async () => {
    const { house, ahlers, deppe, yildiz } = office
    const mine = await fullAgreement(house, ahlers)
    await fullAgreement(house, yildiz)
    const sees = async (actor: Actor) => [
      (await listCases(house.db, actor, { filter: { state: 'all' }, page: 1 })).total,
      (await listDocuments(house.db, actor, { filter: {}, page: 1 })).documents.map(({ id }) => id),
    ]
    expect(await sees(deppe)).toEqual([0, []])
    const { id, actor } = await deputise(ahlers, deppe)
    expect(await sees(actor)).toEqual([1, [mine.id]])
    expectOk(await endVertretung(house.db, ahlers, { id }))
    expect(await sees(await house.actor(deppe.userId))).toEqual([0, []])
  })

  test('begins and ends with its days', async () => {
    const { house, ahlers, deppe } = office
    const { id } = await fullAgreement(house, ahlers)
    await deputise(ahlers, deppe, '25.11.2026')
    const seen: boolean[] = []
    for (let day = 23; day <= 28; day += 1) {
      seen.push((await readDocument(house.db, await house.actor(deppe.userId), id)) !== null)
      house.clock.advanceMinutes(24 * 60)
    }
    expect(seen).toEqual([false, false, true, true, true, false])
  })

  test('is what the role sees, not what the person is invited to', async () => {
    const { house, ahlers, deppe, vosskamp } = office
    const { id } = await fullPaper(house, vosskamp)
    expectOk(await inviteParticipant(house.db, vosskamp, { id, userId: ahlers.userId, mode: 'write' }))
    const { actor } = await deputise(ahlers, deppe)
    expect(await readDocument(house.db, ahlers, id)).not.toBeNull()
    expect(await readDocument(house.db, actor, id)).toBeNull()
  })

  test('does not reach through to a third person', async () => {
    const { house, ahlers, deppe, kortmann, siebert } = office
    const { id } = await fullAgreement(house, ahlers)
    await deputise(kortmann, deppe)
    const { actor } = await deputise(deppe, office.yildiz)
    expect(await readDocument(house.db, actor, id)).toBeNull()
    expect(await readDocument(house.db, siebert, id)).not.toBeNull()
  })
})

describe('as whom she acts', () => {
  test('is herself where it is her own work, and whom she stands in for elsewhere', async () => {
    const { house, ahlers, deppe } = office
    const [own, other] = [await fullAgreement(house, deppe, '32.3-A'), await fullAgreement(house, ahlers, '32.3-B')]
    const { actor } = await deputise(ahlers, deppe)
    expect((await actingOn(house.db, actor, own.id)).inPlaceOf).toBeUndefined()
    expect((await actingOn(house.db, actor, other.id)).inPlaceOf?.name).toBe('Jutta Ahlers')
    expect((await actingOnCase(house.db, actor, own.caseId ?? '')).inPlaceOf).toBeUndefined()
    expect((await actingOnCase(house.db, actor, other.caseId ?? '')).ref.onBehalfOf).toBe(ahlers.userId)
    expect(await actingOn(house.db, actor, 'new')).toBe(actor)
  })

  test('is the Leitung whose decision it is, though she may read the document herself', async () => {
    const { house, ahlers, deppe, kortmann } = office
    const { id } = await submittedAgreement(house, ahlers)
    expectOk(await inviteParticipant(house.db, ahlers, { id, userId: deppe.userId, mode: 'comment' }))
    const { actor } = await deputise(kortmann, deppe)
    expect((await decidingOn(house.db, actor, id)).ref).toEqual({ userId: deppe.userId, onBehalfOf: kortmann.userId })
  })

  test('a document that she makes in a case of hers is made in Vertretung', async () => {
    const { house, ahlers, deppe } = office
    const { caseId } = await fullAgreement(house, ahlers)
    const { actor } = await deputise(ahlers, deppe)
    const made = { slug: 'zielvereinbarung-25b', caseId: caseId ?? '', houseName }
    const { id } = expectOk(await createDocument(house.db, actor, made))
    expect((await house.trailOf(id))[0]).toMatchObject({ userId: deppe.userId, onBehalfOf: ahlers.userId })
    expect((await read(house, actor, id)).values.unterschriften).toMatchObject([{}, { name: 'i. V. Malte Deppe' }])
  })
})

describe('deciding in Vertretung', () => {
  test('what waits for the Leitung waits for her deputy too, named, and for the Leitung when she is back', async () => {
    const { house, ahlers, deppe, kortmann } = office
    const { id } = await submittedAgreement(house, ahlers)
    const { actor } = await deputise(kortmann, deppe)
    expect(await waitingFor(actor)).toMatchObject([
      { documentId: id, inPlaceOf: { name: 'Dr. Sabine Kortmann' }, barred: null },
    ])
    expect(await countWaiting(house.db, deppe)).toBe(0)
    expect(await waitingFor(kortmann)).toMatchObject([{ documentId: id, inPlaceOf: null }])
  })

  test('is recorded as such: in the decision, the trail, the versions', async () => {
    const { house, ahlers, deppe, kortmann } = office
    const submitted = await submittedAgreement(house, ahlers)
    const { actor } = await deputise(kortmann, deppe)
    expectOk(await approveDocument(house.db, await decidingOn(house.db, actor, submitted.id), submitted))
    const { lines } = await tellTrail(house.db, submitted.id, { limit: 1, tellers: [tellDocument] })
    expect(lines[0]?.sentence).toBe('Malte Deppe hat in Vertretung für Dr. Sabine Kortmann das Dokument freigegeben.')
    const list = await listStands(house.db, ahlers, submitted.id, { all: false })
    const [stand] = list?.stands ?? []
    expect(stand && standShown(stand).reasons[0]).toMatchObject({
      byName: 'Malte Deppe in Vertretung für Dr. Sabine Kortmann',
    })
  })

  test('four eyes: neither the author as a deputy nor the deputy of an author', async () => {
    const { house, ahlers, kortmann, siebert } = office
    const submitted = await submittedAgreement(house, ahlers)
    const { actor } = await deputise(kortmann, ahlers)
    expect(await waitingFor(actor)).toMatchObject([{ barred: 'herself' }])
    const asKortmann = await decidingOn(house.db, actor, submitted.id)
    expect(asKortmann.ref.onBehalfOf).toBe(kortmann.userId)
    expect(await approveDocument(house.db, asKortmann, submitted)).toMatchObject({ problem: 'forbidden' })
    expectOk(await approveDocument(house.db, siebert, submitted))
  })

  test('whoever has her deputy write does not approve what he wrote', async () => {
    const { house, ahlers, deppe, kortmann, siebert } = office
    const draft = await fullAgreement(house, ahlers)
    const { actor } = await deputise(kortmann, deppe)
    const asKortmann = await actingOn(house.db, actor, draft.id)
    const input = agreementInput({ lesefassung: 'Romanes' })
    await save(house, asKortmann, { id: draft.id, baseRevision: 2, input })
    const submitted = await submit(house, ahlers, await read(house, ahlers, draft.id))
    for (const by of [kortmann, asKortmann])
      expect(await approveDocument(house.db, by, submitted)).toMatchObject({ problem: 'forbidden' })
    expectOk(await approveDocument(house.db, siebert, submitted))
  })

  test('nobody decides once the Vertretung has ended, though she acted a moment ago', async () => {
    const { house, ahlers, deppe, kortmann } = office
    const submitted = await submittedAgreement(house, ahlers)
    const { id } = await deputise(kortmann, deppe)
    expectOk(await endVertretung(house.db, kortmann, { id }))
    const now = await house.actor(deppe.userId)
    const acting = await decidingOn(house.db, now, submitted.id)
    expect(await approveDocument(house.db, acting, submitted)).toMatchObject({ problem: 'not_found' })
  })
})
