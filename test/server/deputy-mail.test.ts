import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Actor } from '../../server/auth/auth.ts'
import { endVertretung, enterVertretung } from '../../server/auth/vertretung-actions.ts'
import { setReminder } from '../../server/casefile/reminder-actions.ts'
import { tellDeadlines } from '../../server/deadlines.ts'
import { inviteParticipant } from '../../server/document/participant-actions.ts'
import { chooseMailWish } from '../../server/notice/mail-actions.ts'
import { markSeenBy } from '../../server/notice/notice-actions.ts'
import { expectOk } from '../house.ts'
import { type Mailbox, openMailbox } from '../mailbox.ts'
import { caseOf } from './casefile/cases.ts'
import { fullAgreement, openOffice, submittedAgreement } from './document/documents.ts'

/** Today is Monday, 23.11.2026, 9:00. */
let office: Awaited<ReturnType<typeof openOffice>>
let box: Mailbox
beforeEach(async () => {
  office = await openOffice()
  box = openMailbox(office.house.db)
})
afterEach(() => office.house.close())

const setClock = (iso: string) =>
  office.house.clock.advanceMinutes((Date.parse(`${iso}:00.000Z`) - office.house.clock.now().getTime()) / 60_000)

/** From Tuesday to Thursday; returns its id. */
async function deputise(person: Actor, deputy: Actor, more = {}): Promise<string> {
  const days = { from: '24.11.2026', until: '26.11.2026', absent: '1' }
  const form = { userId: person.userId, deputyId: deputy.userId, ...days, ...more }
  return expectOk(await enterVertretung(office.house.db, person, form)).id
}

/** What this person is told by mail at this moment. */
function told(to: Actor, at?: string): Promise<string[]> {
  if (at) setClock(at)
  return box.deliverTo(to)
}

const waits = 'In Vertretung: Eine Freigabe wartet auf Sie'

test('what waits for an absent person is told to her deputy from the first day to the last, once, without a name', async () => {
  const { house, ahlers, kortmann, brandt } = office
  await deputise(kortmann, brandt)
  await submittedAgreement(house, ahlers)
  expect(await told(brandt)).toEqual([])
  expect(await told(brandt, '2026-11-24T08:00')).toEqual([waits])
  expect(await told(brandt)).toEqual([])
  await submittedAgreement(house, ahlers, '32.3-ZV-2026-0164')
  expect(await told(brandt, '2026-11-26T22:59')).toEqual([waits])
  await submittedAgreement(house, ahlers, '32.3-ZV-2026-0165')
  expect(await told(brandt, '2026-11-26T23:00')).toEqual([])
  expect(box.mails.map(({ text, subject }) => text + subject).join()).not.toMatch(/Kortmann|Sabine|Brandt|Ahlers|32\.3/)
})

test('a Vertretung that was ended tells nothing any more, not even what was on its way', async () => {
  const { house, ahlers, kortmann, brandt } = office
  const id = await deputise(kortmann, brandt)
  await submittedAgreement(house, ahlers)
  await told(brandt)
  box.answer = { ok: false, reason: 'unreachable', mayHaveGone: false }
  expect(await told(brandt, '2026-11-24T08:00')).toEqual([])
  expectOk(await endVertretung(house.db, kortmann, { id }))
  box.answer = { ok: true }
  expect(await told(brandt, '2026-11-24T09:00')).toEqual([])
  expect(await told(brandt, '2026-11-25T08:00')).toEqual([])
})

test('a clock that jumps a day ahead and back tells it once', async () => {
  const { house, ahlers, kortmann, brandt } = office
  await deputise(kortmann, brandt)
  await submittedAgreement(house, ahlers)
  const all = [await told(brandt, '2026-11-24T08:00'), await told(brandt, '2026-11-23T08:00')]
  all.push(await told(brandt, '2026-11-24T08:00'), await told(brandt, '2026-11-25T08:00'))
  expect(all.flat()).toEqual([waits])
})

describe('a deputy is not told', () => {
  test('what she is told herself', async () => {
    const { house, ahlers, kortmann, siebert } = office
    await deputise(kortmann, siebert)
    await submittedAgreement(house, ahlers)
    await told(siebert)
    expect(await told(siebert, '2026-11-24T08:00')).toEqual([])
  })

  test('what one of them has looked at', async () => {
    const { house, ahlers, kortmann, brandt } = office
    await deputise(kortmann, brandt)
    const { id } = await submittedAgreement(house, ahlers)
    await markSeenBy(house.db, { userId: brandt.userId, onBehalfOf: kortmann.userId }, id)
    expect(await told(brandt, '2026-11-24T08:00')).toEqual([])
  })

  test('anything while the person is there herself', async () => {
    const { house, ahlers, kortmann, brandt } = office
    await deputise(kortmann, brandt, { absent: '' })
    await submittedAgreement(house, ahlers)
    expect(await told(brandt, '2026-11-24T08:00')).toEqual([])
  })

  test('of invitations, which are for a person alone, nor anything where she wants no mails', async () => {
    const { house, ahlers, deppe, kortmann, yildiz } = office
    await deputise(deppe, yildiz)
    await deputise(kortmann, office.brandt)
    const { id } = await fullAgreement(house, ahlers)
    expectOk(await inviteParticipant(house.db, ahlers, { id, userId: deppe.userId, mode: 'write' }))
    await submittedAgreement(house, ahlers, '32.3-ZV-2026-0166')
    await chooseMailWish(house.db, office.brandt.userId, 'none')
    await told(yildiz)
    await told(yildiz, '2026-11-24T08:00')
    expect(box.mails.map(({ address }) => address.split('@')[0])).not.toContain(yildiz.userId)
    expect(box.mails.map(({ address }) => address.split('@')[0])).not.toContain(office.brandt.userId)
  })
})

test('deadlines of the cases of an absent Lotsin reach her deputy, and both in one daily mail', async () => {
  const { house, ahlers, deppe } = office
  await deputise(ahlers, deppe)
  await chooseMailWish(house.db, deppe.userId, 'daily')
  for (const person of [ahlers, deppe]) {
    const { id: caseId } = await caseOf(house, person, { aktenzeichen: `32.3-${person.userId}` })
    const due = { caseId, about: null, dueOn: '2026-11-24', reason: 'Rückruf' }
    expectOk(await setReminder(house.db, person, due))
  }
  setClock('2026-11-24T05:30')
  await tellDeadlines(house.db, { approvalDays: 5 })
  expect(await told(deppe)).toEqual([])
  expect(await told(deppe, '2026-11-24T06:30')).toEqual([
    '2 Nachrichten für Sie\n- Eine Wiedervorlage ist fällig\n- In Vertretung: Eine Wiedervorlage ist fällig',
  ])
})
