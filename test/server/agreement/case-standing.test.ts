import { afterEach, beforeEach, expect, test } from 'vitest'
import { recordStepDone, standingOfCases, takeBackStep } from '../../../server/agreement/step-actions.ts'
import { closeCase } from '../../../server/casefile/casefile-actions.ts'
import { finishReminder, setReminder } from '../../../server/casefile/reminder-actions.ts'
import { registerShipped } from '../../../server/template/template-actions.ts'
import { readPage } from '../../form-page.ts'
import { expectOk } from '../../house.ts'
import { openWeb, type SignedIn, type Web } from '../../web.ts'
import { caseOf } from '../casefile/cases.ts'
import { orderedAgreement } from './agreements.ts'

/** Today is Monday, 23.11.2026. */
let web: Web
let ahlers: SignedIn
let caseId: string
beforeEach(async () => {
  web = await openWeb()
  expectOk(await registerShipped(web.db))
  ahlers = await web.visitor('lotsin', 'Jutta Ahlers')
  const leitung = (await web.visitor('leitung', 'Dr. Sabine Kortmann')).actor
  caseId = (await orderedAgreement({ house: web, lotsin: ahlers.actor, leitung })).caseId
})
afterEach(() => web.close())

const standing = async () => (await standingOfCases(web.db, [caseId])).get(caseId)

const doStep = async (stepId: string, dueOn: string) =>
  expectOk(
    await recordStepDone(web.db, ahlers.actor, {
      ...{ caseId, stepId, dueOn, doneOn: '2026-11-23' },
      note: 'gesehen',
      attachments: [],
    }),
  ).id

test('the next day is the first that is open, of steps and Wiedervorlagen; a goal is reached with its last step', async () => {
  expect(await standing()).toEqual({ caseId, nextDueOn: '2026-11-19', goals: 2, reached: 0 })
  await doStep('z1s1', '2026-11-19')
  await doStep('z1s2', '2026-11-23')
  expect(await standing()).toMatchObject({ nextDueOn: '2026-11-26', reached: 0 })
  const last = await doStep('z1s3', '')
  const reminder = { caseId, about: null, dueOn: '2026-11-24', reason: 'Rückruf' }
  const { id } = expectOk(await setReminder(web.db, ahlers.actor, reminder))
  expect(await standing()).toMatchObject({ nextDueOn: '2026-11-24', reached: 1 })
  expectOk(await finishReminder(web.db, ahlers.actor, { caseId, id }))
  expectOk(await takeBackStep(web.db, ahlers.actor, { caseId, id: last }))
  expect(await standing()).toMatchObject({ nextDueOn: '2026-11-26', reached: 0 })
})

test('what goes on for ever ends no goal, and keeps none from being reached', async () => {
  for (const dueOn of ['2026-11-27', '2027-01-29']) await doStep('z2s1', dueOn)
  expect(await standing()).toMatchObject({ reached: 1 })
})

test('the list says both of each case, and of a closed one only its goals', async () => {
  await caseOf(web, ahlers.actor, { person: { nachname: 'Rezai' } })
  const page = readPage(await (await ahlers.get('/cases')).text())
  expect(page.text).toContain('0 von 2seit Do, 19.11.')
  expect(page.text).toMatch(/Rezai.*––/)
  expect(page.faults()).toEqual([])
  expectOk(await closeCase(web.db, ahlers.actor, { id: caseId }))
  expect(readPage(await (await ahlers.get('/cases?state=closed')).text()).text).toContain('0 von 2–')
})
