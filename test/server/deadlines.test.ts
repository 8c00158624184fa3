import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { recordStepDone } from '../../server/agreement/step-actions.ts'
import type { Actor } from '../../server/auth/auth.ts'
import { handOverCase } from '../../server/casefile/casefile-actions.ts'
import { finishReminder, moveReminder, setReminder } from '../../server/casefile/reminder-actions.ts'
import { tellDeadlines } from '../../server/deadlines.ts'
import { approveDocument, forwardDocument } from '../../server/document/approval-actions.ts'
import { chooseMailWish } from '../../server/notice/mail-actions.ts'
import { markSeen } from '../../server/notice/notice-actions.ts'
import { expectOk } from '../house.ts'
import { type Mailbox, openMailbox } from '../mailbox.ts'
import { orderedAgreement } from './agreement/agreements.ts'
import { caseOf } from './casefile/cases.ts'
import { openOffice, submittedAgreement } from './document/documents.ts'

/** Today is Monday, 23.11.2026, 9:00. */
let office: Awaited<ReturnType<typeof openOffice>>
let box: Mailbox
let cases = 0
beforeEach(async () => {
  office = await openOffice()
  box = openMailbox(office.house.db)
})
afterEach(() => office.house.close())

const setClock = (iso: string) =>
  office.house.clock.advanceMinutes((Date.parse(`${iso}:00.000Z`) - office.house.clock.now().getTime()) / 60_000)

/** What a look at this moment mails to this person. */
async function told(to: Actor, at?: string): Promise<string[]> {
  if (at) setClock(at)
  await tellDeadlines(office.house.db, { approvalDays: 5 })
  return box.deliverTo(to)
}

const agreement = (values = {}) => {
  const { house, ahlers: lotsin, kortmann: leitung } = office
  return orderedAgreement({ house, lotsin, leitung }, { values })
}

/** Only the Wiedervorlage of a case of hers. */
async function reminder(dueOn: string) {
  const { house, ahlers } = office
  const { id: caseId } = await caseOf(house, ahlers, { aktenzeichen: `32.3-${++cases}` })
  const { id } = expectOk(
    await setReminder(house.db, ahlers, { caseId, about: null, dueOn, reason: 'Rückruf Frau Camara' }),
  )
  return { caseId, id }
}

/** The mails that the way there has written are gone. */
async function begin() {
  await box.deliver()
  box.mails.length = 0
}

describe('what is due in the cases that somebody guides', () => {
  test('is told on its day and once more when it is overdue, however often anybody looks', async () => {
    const { ahlers } = office
    await agreement()
    await begin()
    const due = 'Schritte oder Gespräche aus Zielvereinbarungen sind fällig'
    expect(await told(ahlers)).toEqual([`2 ${due}\n- 2 ${due}`])
    expect(await told(ahlers)).toEqual([])
    expect(await told(ahlers, '2026-11-24T08:00')).toEqual([
      'Ein Schritt oder Gespräch einer Zielvereinbarung ist überfällig',
    ])
    expect(await told(ahlers, '2026-11-25T08:00')).toEqual([])
    expect(await told(ahlers, '2026-11-26T08:00')).toEqual([
      '2 Nachrichten für Sie\n- Ein Schritt oder Gespräch einer Zielvereinbarung ist überfällig\n' +
        '- Ein Schritt oder Gespräch einer Zielvereinbarung ist fällig',
    ])
    expect(box.mails.map(({ text }) => text).join()).not.toMatch(/Camara|Botschaft|32\.3|2026/)
  })

  test('is told on Friday where its day is a Saturday, and nobody is told at night or on days without work', async () => {
    const { ahlers } = office
    await reminder('2026-11-28')
    await begin()
    expect(await told(ahlers, '2026-11-26T08:00')).toEqual([])
    expect(await told(ahlers, '2026-11-27T04:59')).toEqual([])
    expect(await told(ahlers, '2026-11-27T05:00')).toEqual(['Eine Wiedervorlage ist fällig'])
    await reminder('2026-11-29')
    expect(await told(ahlers, '2026-11-29T09:00')).toEqual([])
    expect(await told(ahlers, '2026-11-30T09:00')).toEqual(['Eine Wiedervorlage ist fällig'])
  })

  test('comes together in the daily mail of its day, without what was done before it', async () => {
    const { house, ahlers } = office
    const { caseId } = await agreement()
    const first = await reminder('2026-11-24')
    await reminder('2026-11-24')
    await begin()
    await chooseMailWish(house.db, ahlers.userId, 'daily')
    expect(await told(ahlers, '2026-11-24T05:30')).toEqual([])
    expectOk(await finishReminder(house.db, ahlers, first))
    const step = { caseId, stepId: 'z1s1', dueOn: '2026-11-19', doneOn: '2026-11-24', note: 'gesehen', attachments: [] }
    expectOk(await recordStepDone(house.db, ahlers, step))
    expect(await told(ahlers, '2026-11-24T06:30')).toEqual([
      '2 Nachrichten für Sie\n- Ein Schritt oder Gespräch einer Zielvereinbarung ist fällig\n- Eine Wiedervorlage ist fällig',
    ])
    await chooseMailWish(house.db, ahlers.userId, 'none')
    expect(await told(ahlers, '2026-12-09T08:00')).toEqual([])
  })

  test('is told again for another day, and to whoever guides the case by now', async () => {
    const { house, ahlers, deppe, kortmann } = office
    const { caseId, id } = await reminder('2026-11-23')
    await begin()
    expect(await told(ahlers)).toEqual(['Eine Wiedervorlage ist fällig'])
    expectOk(await moveReminder(house.db, ahlers, { caseId, id, dueOn: '2026-11-25' }))
    expect(await told(ahlers, '2026-11-24T08:00')).toEqual([])
    expect(await told(ahlers, '2026-11-25T08:00')).toEqual(['Eine Wiedervorlage ist fällig'])
    expectOk(await handOverCase(house.db, kortmann, { id: caseId, to: deppe.userId }))
    expect(await told(deppe)).toContain('Eine Wiedervorlage ist fällig')
  })

  test('a clock that jumps a day ahead and back tells nothing twice and loses nothing', async () => {
    const { house, ahlers } = office
    await reminder('2026-11-24')
    await reminder('2026-11-25')
    await chooseMailWish(house.db, ahlers.userId, 'daily')
    await begin()
    setClock('2026-11-24T09:00')
    await tellDeadlines(house.db, { approvalDays: 5 })
    const all = [await told(ahlers, '2026-11-23T09:00')]
    for (const day of [24, 25, 26, 27]) {
      all.push(await told(ahlers, `2026-11-${day}T06:25`))
      all.push(await told(ahlers, `2026-11-${day}T06:30`))
    }
    expect(all.flat()).toEqual([
      'Eine Wiedervorlage ist fällig',
      'Eine Wiedervorlage ist fällig',
      'Eine Wiedervorlage ist überfällig',
    ])
  })

  test('a process that dies between the notice and its mail tells it once with the next start', async () => {
    const { house, ahlers } = office
    await reminder('2026-11-23')
    await begin()
    await tellDeadlines(house.db, { approvalDays: 5 })
    expect(await told(ahlers)).toEqual(['Eine Wiedervorlage ist fällig'])
    expect(await told(ahlers)).toEqual([])
  })
})

describe('the deadline of an approval', () => {
  const near = 'Die Frist einer Freigabe läuft bald ab'
  const late = 'Die Frist einer Freigabe ist abgelaufen'

  test('is told on the working day before its last one and once when it has passed, to those who can decide', async () => {
    const { house, ahlers, kortmann, siebert, brandt } = office
    const { id } = await submittedAgreement(house, ahlers)
    await begin()
    expect(await told(kortmann, '2026-11-26T08:00')).toEqual([])
    expect(await told(kortmann, '2026-11-27T08:00')).toEqual([near])
    expectOk(await forwardDocument(house.db, kortmann, { id, to: brandt.userId }))
    expect(await told(brandt)).toContain(`2 Nachrichten für Sie\n- Eine Freigabe wartet auf Sie\n- ${near}`)
    expect(await told(siebert, '2026-11-30T08:00')).toEqual([])
    expect(await told(siebert, '2026-12-01T08:00')).toEqual([late])
    expect(box.mails.filter(({ subject }) => subject.endsWith(late))).toHaveLength(3)
    expect(await told(siebert, '2026-12-08T08:00')).toEqual([])
  })

  test('is not told any more once it was looked at before the mail, or decided', async () => {
    const { house, ahlers, kortmann, siebert } = office
    const { id, contentHash } = await submittedAgreement(house, ahlers)
    for (const each of [kortmann, siebert]) await chooseMailWish(house.db, each.userId, 'daily')
    await begin()
    setClock('2026-11-27T05:30')
    await tellDeadlines(house.db, { approvalDays: 5 })
    await markSeen(house.db, kortmann.userId, id)
    await told(kortmann, '2026-11-27T06:30')
    expect(box.mails.map(({ address }) => address)).toEqual([expect.stringContaining(siebert.userId)])
    setClock('2026-12-01T05:30')
    await tellDeadlines(house.db, { approvalDays: 5 })
    expectOk(await approveDocument(house.db, kortmann, { id, contentHash }))
    expect(await told(siebert, '2026-12-01T06:30')).toEqual([])
  })
})
