import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Actor } from '../../../server/auth/auth.ts'
import { changeUser, findUser } from '../../../server/auth/user-actions.ts'
import { findCase } from '../../../server/casefile/casefile-actions.ts'
import { deactivateAndHandOver } from '../../../server/casefile/handover-actions.ts'
import { forwardDocument } from '../../../server/document/approval-actions.ts'
import type { Document } from '../../../server/document/document.ts'
import {
  createDocument,
  discardDocument,
  listDocuments,
  readDocument,
} from '../../../server/document/document-actions.ts'
import { type ParticipantMode, partIn } from '../../../server/document/participant.ts'
import {
  invitationChoices,
  inviteParticipant,
  listInvitations,
  setSuggestOnly,
  uninviteParticipant,
} from '../../../server/document/participant-actions.ts'
import { readReview } from '../../../server/document/reviewing.ts'
import { saveDocument } from '../../../server/document/saving.ts'
import { openNotices } from '../../../server/notice/notice-actions.ts'
import { expectOk } from '../../house.ts'
import {
  agreementInput,
  fullAgreement,
  fullPaper,
  houseName,
  openOffice,
  paperInput,
  read,
  submit,
} from './documents.ts'

let office: Awaited<ReturnType<typeof openOffice>>
beforeEach(async () => {
  office = await openOffice()
})
afterEach(() => office.house.close())

const invite = async (by: Actor, { id }: Document, { userId }: Actor, mode: ParticipantMode = 'write') =>
  inviteParticipant(office.house.db, by, { id, userId, mode })

const listed = async (actor: Actor): Promise<string[]> =>
  (await listDocuments(office.house.db, actor, { filter: {}, page: 1 })).documents.map(({ id }) => id)

const changed = (id: string, baseRevision = 2) => ({
  id,
  baseRevision,
  input: agreementInput({ lesefassung: 'Arabisch' }),
})

test('whoever is invited sees this one document, and nothing of its case', async () => {
  const { house, ahlers, yildiz } = office
  const agreement = await fullAgreement(house, ahlers)
  const other = await fullAgreement(house, ahlers, '32.3-ZV-2026-0999')
  expect(await listed(yildiz)).toEqual([])
  expectOk(await invite(ahlers, agreement, yildiz, 'comment'))
  expect(await listed(yildiz)).toEqual([agreement.id])
  expect(await readDocument(house.db, yildiz, other.id)).toBeNull()
  expect(await findCase(house.db, yildiz, agreement.caseId ?? '')).toBeNull()
  const [notice] = await openNotices(house.db, yildiz.userId)
  expect(notice).toMatchObject({ kind: 'document_invited', about: agreement.id })
  const [entry] = await house.trailOf(agreement.id)
  expect(entry).toMatchObject({
    event: 'document.invited',
    userId: ahlers.userId,
    related: agreement.caseId,
    details: { user: yildiz.userId, right: 'comment' },
  })
})

test('who is invited to write writes, who is invited to suggest or comment does not', async () => {
  const { house, ahlers, deppe, yildiz, vosskamp } = office
  const agreement = await fullAgreement(house, ahlers)
  for (const [person, mode] of [
    [deppe, 'write'],
    [yildiz, 'suggest'],
    [vosskamp, 'comment'],
  ] as const) {
    expectOk(await invite(ahlers, agreement, person, mode))
    expect(partIn(person, await read(house, person, agreement.id))).toBe(mode)
  }
  expect(await saveDocument(house.db, yildiz, changed(agreement.id))).toMatchObject({ problem: 'forbidden' })
  expect(await saveDocument(house.db, vosskamp, changed(agreement.id))).toMatchObject({ problem: 'forbidden' })
  expectOk(await saveDocument(house.db, deppe, changed(agreement.id)))
  expect((await readReview(house.db, deppe, agreement.id))?.acts).toMatchObject({
    edit: true,
    discard: false,
    copy: false,
  })
  expect((await readReview(house.db, vosskamp, agreement.id))?.acts).toMatchObject({ edit: false, submit: false })
})

test('when the invitation ends, the document is gone from the list and from its address', async () => {
  const { house, ahlers, deppe } = office
  const agreement = await fullAgreement(house, ahlers)
  expectOk(await invite(ahlers, agreement, deppe))
  expectOk(await uninviteParticipant(house.db, ahlers, { id: agreement.id, userId: deppe.userId }))
  expect(await listed(deppe)).toEqual([])
  expect(await readDocument(house.db, deppe, agreement.id)).toBeNull()
  expect(await saveDocument(house.db, deppe, changed(agreement.id))).toMatchObject({ problem: 'not_found' })
  expect((await house.eventsOf(agreement.id)).slice(-2)).toEqual(['document.invited', 'document.uninvited'])
  const again = await uninviteParticipant(house.db, ahlers, { id: agreement.id, userId: deppe.userId })
  expect(again).toMatchObject({ problem: 'conflict' })
})

test('another right takes the place of the former one, and one may leave by oneself', async () => {
  const { house, ahlers, deppe } = office
  const agreement = await fullAgreement(house, ahlers)
  expectOk(await invite(ahlers, agreement, deppe, 'write'))
  expectOk(await invite(ahlers, agreement, deppe, 'comment'))
  expect(await invite(ahlers, agreement, deppe, 'comment')).toMatchObject({ problem: 'conflict' })
  expect(await listInvitations(house.db, agreement.id)).toMatchObject([{ name: 'Malte Deppe', mode: 'comment' }])
  expectOk(await uninviteParticipant(house.db, deppe, { id: agreement.id, userId: deppe.userId }))
  expect(await listed(deppe)).toEqual([])
})

test('whoever was invited invites nobody, discards nothing and takes no copy away', async () => {
  const { house, ahlers, deppe, yildiz, siebert, vosskamp } = office
  const agreement = await fullAgreement(house, ahlers)
  expectOk(await invite(ahlers, agreement, deppe))
  expect(await invite(deppe, agreement, yildiz)).toMatchObject({ problem: 'forbidden' })
  expect(await setSuggestOnly(house.db, deppe, { id: agreement.id, on: true })).toMatchObject({ problem: 'forbidden' })
  expect(await discardDocument(house.db, deppe, { id: agreement.id })).toMatchObject({ problem: 'forbidden' })
  const paper = await fullPaper(house, siebert)
  expectOk(await invite(vosskamp, paper, deppe))
  const copy = await createDocument(house.db, deppe, { copyOf: paper.id, houseName })
  expect(copy).toMatchObject({ problem: 'forbidden' })
  expect(await house.eventsOf(agreement.id)).not.toContain('document.discarded')
})

test('only active colleagues are invited who do not write here already', async () => {
  const { house, ahlers, kortmann, deppe, vosskamp } = office
  const agreement = await fullAgreement(house, ahlers)
  const admin = await house.user('administration', 'Anton Admin')
  const former = await house.user('lotsin', 'Fritz Früher')
  expectOk(await deactivateAndHandOver(house.db, admin, { id: former.userId, handOverTo: '' }))
  const names = (await invitationChoices(house.db, agreement)).map(({ name }) => name)
  expect(names).toContain('Malte Deppe')
  for (const name of ['Jutta Ahlers', 'Dr. Sabine Kortmann', 'Anton Admin', 'Fritz Früher'])
    expect(names).not.toContain(name)
  for (const person of [ahlers, kortmann, admin, former]) {
    expect(await invite(ahlers, agreement, person)).toMatchObject({ fields: [{ path: 'userId' }] })
  }
  const wrong = await inviteParticipant(house.db, ahlers, { id: agreement.id, userId: deppe.userId, mode: 'none' })
  expect(wrong).toMatchObject({ fields: [{ path: 'mode' }] })
  expect(await invite(vosskamp, agreement, deppe)).toMatchObject({ problem: 'not_found' })
})

test('an invitation means nothing any more to somebody who has lost her role', async () => {
  const { house, ahlers, deppe } = office
  const agreement = await fullAgreement(house, ahlers)
  expectOk(await invite(ahlers, agreement, deppe))
  const admin = await house.user('administration', 'Anton Admin')
  const user = await findUser(house.db, deppe.userId)
  if (!user) throw new Error('Malte Deppe is missing.')
  expectOk(await changeUser(house.db, admin, { ...user, roles: ['vorlagenpflege'] }))
  expect(await listed(await house.actor(deppe.userId))).toEqual([])
})

test('while only suggestions are wanted, nobody but the author writes', async () => {
  const { house, ahlers, kortmann, deppe } = office
  const agreement = await fullAgreement(house, ahlers)
  expectOk(await invite(ahlers, agreement, deppe))
  expectOk(await setSuggestOnly(house.db, kortmann, { id: agreement.id, on: true }))
  for (const person of [kortmann, deppe]) {
    expect(partIn(person, await read(house, person, agreement.id))).toBe('suggest')
    expect(await saveDocument(house.db, person, changed(agreement.id))).toMatchObject({ problem: 'forbidden' })
  }
  expectOk(await saveDocument(house.db, ahlers, changed(agreement.id)))
  expect(await setSuggestOnly(house.db, ahlers, { id: agreement.id, on: true })).toMatchObject({ problem: 'conflict' })
  expectOk(await setSuggestOnly(house.db, kortmann, { id: agreement.id, on: false }))
  expectOk(await saveDocument(house.db, deppe, { ...changed(agreement.id, 3), input: agreementInput() }))
  expect(await house.trailOf(agreement.id)).toEqual(
    expect.arrayContaining([expect.objectContaining({ event: 'document.suggest_only', details: { on: true } })]),
  )
})

test('four eyes: a Leitung who was invited and wrote does not decide', async () => {
  const { house, ahlers, kortmann, brandt } = office
  const agreement = await fullAgreement(house, ahlers)
  expectOk(await invite(ahlers, agreement, brandt))
  expectOk(await saveDocument(house.db, brandt, changed(agreement.id)))
  await submit(house, ahlers, agreement)
  const forwarded = await forwardDocument(house.db, kortmann, { id: agreement.id, to: brandt.userId })
  expect(forwarded).toMatchObject({ ok: false })
  expect((await readReview(house.db, brandt, agreement.id))?.acts.decide).toBe(false)
})

test('nobody is invited to what is discarded, but an invitation can still end', async () => {
  const { house, siebert, deppe, ahlers } = office
  const paper = await fullPaper(house, siebert)
  expectOk(await invite(siebert, paper, deppe))
  expectOk(
    await saveDocument(house.db, deppe, {
      id: paper.id,
      baseRevision: 2,
      input: paperInput({ beratungsgegenstand: 'Neu' }),
    }),
  )
  expectOk(await discardDocument(house.db, siebert, { id: paper.id }))
  expect(await invite(siebert, paper, ahlers)).toMatchObject({ problem: 'conflict' })
  expectOk(await uninviteParticipant(house.db, siebert, { id: paper.id, userId: deppe.userId }))
})
