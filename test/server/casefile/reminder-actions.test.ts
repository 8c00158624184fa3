import { afterEach, beforeEach, expect, test } from 'vitest'
import { listSilences } from '../../../server/agreement/due.ts'
import { tellTrail } from '../../../server/auth/trail.ts'
import { closeCase } from '../../../server/casefile/casefile-actions.ts'
import { caseTeller } from '../../../server/casefile/casefile-trail.ts'
import {
  contactsOfCase,
  noteContact,
  setContactWeeks,
  withdrawContact,
} from '../../../server/casefile/contact-actions.ts'
import {
  dueReminders,
  finishReminder,
  moveReminder,
  remindersOfCase,
  reopenReminder,
  setReminder,
} from '../../../server/casefile/reminder-actions.ts'
import { expectOk } from '../../house.ts'
import { orderedAgreement } from '../agreement/agreements.ts'
import { openOffice } from '../document/documents.ts'
import { caseOf } from './cases.ts'

let office: Awaited<ReturnType<typeof openOffice>>
let caseId: string

beforeEach(async () => {
  office = await openOffice()
  caseId = (await caseOf(office.house, office.ahlers)).id
})

afterEach(() => office.house.close())

const set = async (dueOn = '2026-11-26', reason = 'Lohnabrechnung Oktober anfordern') =>
  setReminder(office.house.db, office.ahlers, { caseId, about: null, dueOn, reason })

const reasons = async (actor = office.ahlers, until = '2026-12-31') =>
  (await dueReminders(office.house.db, actor, until)).map(({ dueOn, reason }) => `${dueOn} ${reason}`)

test('a Wiedervorlage stands there for its day, moves, is done and comes back', async () => {
  const { id } = expectOk(await set())
  expectOk(await set('2026-11-24', 'Anruf bei der Schule'))
  expect(await reasons()).toEqual(['2026-11-24 Anruf bei der Schule', '2026-11-26 Lohnabrechnung Oktober anfordern'])
  expectOk(await moveReminder(office.house.db, office.ahlers, { caseId, id, dueOn: '2026-12-03' }))
  expect(await reasons(office.ahlers, '2026-11-30')).toEqual(['2026-11-24 Anruf bei der Schule'])
  expectOk(await finishReminder(office.house.db, office.kortmann, { caseId, id }))
  expect(await reasons()).toEqual(['2026-11-24 Anruf bei der Schule'])
  expect((await remindersOfCase(office.house.db, office.ahlers, caseId)).map(({ done }) => done?.by)).toEqual([
    undefined,
    office.kortmann.userId,
  ])
  expect(await finishReminder(office.house.db, office.ahlers, { caseId, id })).toMatchObject({ problem: 'conflict' })
  expectOk(await reopenReminder(office.house.db, office.ahlers, { caseId, id }))
  expect(await reopenReminder(office.house.db, office.ahlers, { caseId, id })).toMatchObject({ problem: 'conflict' })
  expect(await reasons()).toHaveLength(2)
  const { lines } = await tellTrail(office.house.db, caseId, { limit: 4, tellers: [async () => caseTeller] })
  expect(lines.map(({ sentence }) => sentence)).toEqual([
    'Jutta Ahlers hat eine erledigte Wiedervorlage wieder geöffnet.',
    'Dr. Sabine Kortmann hat eine Wiedervorlage erledigt.',
    'Jutta Ahlers hat eine Wiedervorlage vom 26.11.2026 auf den 03.12.2026 verschoben.',
    'Jutta Ahlers hat eine Wiedervorlage für den 24.11.2026 eingetragen.',
  ])
})

test.each([
  [{ dueOn: '' }, 'dueOn', 'Geben Sie an, an welchem Tag Sie das wieder sehen wollen.'],
  [{ dueOn: 'bald' }, 'dueOn', 'Geben Sie den Tag als Datum an, zum Beispiel 26.11.2026.'],
  [
    { dueOn: '2026-11-22' },
    'dueOn',
    'Der 22.11.2026 liegt in der Vergangenheit. Wählen Sie einen Tag ab dem 23.11.2026.',
  ],
  [
    { dueOn: '2062-11-26' },
    'dueOn',
    'Der 26.11.2062 liegt zu weit in der Zukunft. Wählen Sie einen Tag bis zum 31.12.2036.',
  ],
  [{ reason: ' \n ' }, 'reason', 'Geben Sie an, worum es geht.'],
  [{ reason: 'x'.repeat(301) }, 'reason', 'Kürzen Sie den Grund auf höchstens 300 Zeichen.'],
])('%o is refused at its field', async (wrong, path, message) => {
  const form = { caseId, about: null, dueOn: '2026-11-26', reason: 'Anruf', ...wrong }
  const refused = await setReminder(office.house.db, office.ahlers, form)
  expect(refused).toMatchObject({ problem: 'invalid', fields: [{ path, message }] })
  expect(await office.house.eventsOf(caseId)).toEqual(['case.created'])
})

test('nobody sets, sees or ends one in a case that is not hers, nor in a closed one', async () => {
  const { id } = expectOk(await set())
  for (const stranger of [office.deppe, office.yildiz, office.brandt, office.vosskamp]) {
    const form = { caseId, about: null, dueOn: '2026-11-26', reason: 'Anruf' }
    expect(await setReminder(office.house.db, stranger, form)).toMatchObject({ problem: 'not_found' })
    expect(await finishReminder(office.house.db, stranger, { caseId, id })).toMatchObject({ problem: 'not_found' })
    expect(await remindersOfCase(office.house.db, stranger, caseId)).toEqual([])
    expect(await noteContact(office.house.db, stranger, { caseId, day: '2026-11-20', note: '' })).toMatchObject({
      problem: 'not_found',
    })
    expect(await reasons(stranger)).toEqual([])
  }
  const other = await caseOf(office.house, office.deppe, { aktenzeichen: '32.3-2' })
  expect(await finishReminder(office.house.db, office.deppe, { caseId: other.id, id })).toMatchObject({
    problem: 'not_found',
  })
  expectOk(await closeCase(office.house.db, office.ahlers, { id: caseId }))
  expect(await set()).toMatchObject({ problem: 'conflict' })
  expect(await reasons()).toEqual([])
})

const silent = async (since: string, actor = office.ahlers) =>
  (await listSilences(office.house.db, actor, { since, today: '2026-11-23', limit: 10 })).shown.map(
    ({ caseTitle, lastOn }) => `${caseTitle} ${lastOn}`,
  )

test('a case is silent until something is recorded with its client', async () => {
  office.house.clock.advanceMinutes(60 * 24 * 70)
  expect(await silent('2026-11-24')).toEqual(['Ceesay null'])
  expect(await silent('2026-11-23')).toEqual([])
  expect(await silent('2026-11-24', office.deppe)).toEqual([])
  const { id } = expectOk(
    await noteContact(office.house.db, office.ahlers, { caseId, day: '2026-11-02', note: 'Anruf' }),
  )
  expect(await silent('2026-11-24')).toEqual(['Ceesay 2026-11-02'])
  expectOk(await noteContact(office.house.db, office.ahlers, { caseId, day: '2026-11-24', note: '' }))
  expect(await silent('2026-11-24')).toEqual([])
  expect(await contactsOfCase(office.house.db, office.kortmann, caseId)).toHaveLength(2)
  expectOk(await withdrawContact(office.house.db, office.ahlers, { caseId, id }))
  expect(await contactsOfCase(office.house.db, office.kortmann, caseId)).toMatchObject([{ day: '2026-11-24' }])
})

test('the conversation of an agreement and a step that was done count as contact', async () => {
  const people = { house: office.house, lotsin: office.ahlers, leitung: office.kortmann }
  await orderedAgreement(people, { caseId })
  expect(await silent('2026-11-24')).toEqual(['Ceesay 2026-10-05'])
})

test('each Lotsin sets for herself after how many weeks she is told', async () => {
  expect(await setContactWeeks(office.house.db, office.ahlers, '99')).toMatchObject({ problem: 'invalid' })
  expect(await setContactWeeks(office.house.db, office.ahlers, 'vier')).toMatchObject({ problem: 'invalid' })
  expect(await setContactWeeks(office.house.db, office.vosskamp, '4')).toMatchObject({ problem: 'forbidden' })
  for (const [typed, weeks] of [
    ['4', 4],
    ['0', 0],
    ['', null],
  ] as const) {
    expect(expectOk(await setContactWeeks(office.house.db, office.ahlers, typed))).toEqual({ weeks })
  }
  expect((await office.house.eventsOf(office.ahlers.userId)).filter((event) => event.includes('weeks'))).toHaveLength(3)
})
