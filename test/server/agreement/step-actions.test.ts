import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { listDue } from '../../../server/agreement/due.ts'
import {
  offeredEvidence,
  readStep,
  recordStepDone,
  stepsOfCase,
  takeBackStep,
} from '../../../server/agreement/step-actions.ts'
import { addAttachment, removeAttachment } from '../../../server/attachment/attachment-actions.ts'
import { tellTrail } from '../../../server/auth/trail.ts'
import { caseAttachments } from '../../../server/casefile/case-attachments.ts'
import { closeCase, handOverCase } from '../../../server/casefile/casefile-actions.ts'
import { tellDocumentsOfCase } from '../../../server/document/document-trail.ts'
import { expectOk } from '../../house.ts'
import { openOffice } from '../document/documents.ts'
import { orderedAgreement } from './agreements.ts'

let office: Awaited<ReturnType<typeof openOffice>>
let people: Parameters<typeof orderedAgreement>[0]

beforeEach(async () => {
  office = await openOffice()
  people = { house: office.house, lotsin: office.ahlers, leitung: office.kortmann }
})

afterEach(() => office.house.close())

const today = '2026-11-23'

const dueOf = async (actor = office.ahlers, until = '2026-11-29') => {
  const { groups } = await listDue(office.house.db, actor, { today, until, limit: 20 })
  return groups.flatMap(({ name, shown }) =>
    shown.map((due) => `${name} ${due.dueOn} ${due.kind === 'step' ? due.step.what : due.reminder.reason}`),
  )
}

const done = (caseId: string, stepId = 'z1s1', dueOn = '2026-11-19') => ({
  caseId,
  stepId,
  dueOn,
  doneOn: '2026-11-20',
  note: 'Terminbestätigung vom 18.11. gesehen',
  attachments: [],
})

test('the steps of an issued agreement stand by themselves where they are due', async () => {
  expect(await dueOf()).toEqual([])
  await orderedAgreement(people)
  expect(await dueOf()).toEqual([
    'overdue 2026-11-19 vereinbart einen Termin bei der Botschaft',
    'today 2026-11-23 gibt die Geburtsurkunde heraus',
    'week 2026-11-26 Standortgespräch',
    'week 2026-11-27 meldet sich',
  ])
  expect(await dueOf(office.deppe)).toEqual([])
  expect(await dueOf(office.kortmann)).toEqual([])
})

test('what is due is exactly what the issued revisions say', async () => {
  await orderedAgreement(people)
  const row = z.object({ stepId: z.string(), dueOn: z.string(), art: z.string() })
  const select = (table: string) =>
    office.house.db.all(row, `SELECT DISTINCT step_id, due_on, art FROM ${table} ORDER BY 1, 2`, [])
  const steps = await select('agreement_step')
  expect(steps).toEqual(await select('agreement_step_source'))
  expect(steps).toHaveLength(10)
  await expect(
    office.house.db.write((tx) => tx.run("UPDATE agreement_step SET due_on = '2030-01-01'", [])),
  ).rejects.toThrow('never changes')
})

test('a step is done with day, evidence and person, and stands in both trails', async () => {
  const { id, caseId } = await orderedAgreement(people)
  const attachment = await addFile(caseId)
  expectOk(
    await recordStepDone(office.house.db, office.ahlers, { ...done(caseId), note: '', attachments: [attachment] }),
  )
  expect(await dueOf()).not.toContain('overdue 2026-11-19 vereinbart einen Termin bei der Botschaft')
  const [first] = await stepsOfCase(office.house.db, office.kortmann, caseId)
  expect(first).toMatchObject({
    goalTitle: 'Pass beantragen',
    isOpen: false,
    completions: [
      {
        doneOn: '2026-11-20',
        evidence: [{ title: 'Botschaft', mediaType: 'application/pdf' }],
        userName: 'Jutta Ahlers',
      },
    ],
  })
  expect(await office.house.eventsOf(id)).toContain('document.step_done')
  const { lines } = await tellTrail(office.house.db, caseId, { limit: 1, tellers: [tellDocumentsOfCase] })
  expect(lines[0]?.sentence).toMatch(
    /^Jutta Ahlers hat im Dokument „.*“ einen Schritt als erledigt eingetragen, getan am 20\.11\.2026, mit Nachweis als Datei\.$/,
  )
})

/** Beside the case, as every file. */
async function addFile(caseId: string): Promise<string> {
  const file = { name: 'Botschaft.pdf', bytes: new TextEncoder().encode('%PDF-1.7 Terminbestätigung') }
  const place = { holder: caseAttachments, id: caseId }
  const added = await addAttachment(office.house.db, office.ahlers, {
    ...place,
    file,
    isPublic: false,
    maxBytes: 2 ** 20,
  })
  return expectOk(added).attachment
}

test('a step that was taken back offers its file again; a file that is gone from the case is none', async () => {
  const { house, ahlers, deppe } = office
  const { caseId } = await orderedAgreement(people)
  const attachment = await addFile(caseId)
  const { id } = expectOk(await recordStepDone(house.db, ahlers, { ...done(caseId), attachments: [attachment] }))
  expectOk(await takeBackStep(house.db, ahlers, { caseId, id }))
  const offered = (actor: typeof ahlers) => offeredEvidence(house.db, actor, { ...done(caseId), attachments: [] })
  expect((await offered(ahlers)).map(({ title }) => title)).toEqual(['Botschaft'])
  expect(await offered(deppe)).toEqual([])
  expectOk(await removeAttachment(house.db, ahlers, { holder: caseAttachments, id: caseId, attachment }))
  expect(await offered(ahlers)).toEqual([])
  const again = await recordStepDone(house.db, ahlers, { ...done(caseId), attachments: [attachment] })
  expect(again).toMatchObject({ problem: 'invalid', fields: [{ path: 'file' }] })
})

test('what showed a step stays named there when it leaves the attachments of the case', async () => {
  const { house, ahlers } = office
  const { caseId } = await orderedAgreement(people)
  const attachment = await addFile(caseId)
  expectOk(await recordStepDone(house.db, ahlers, { ...done(caseId), attachments: [attachment] }))
  expectOk(await removeAttachment(house.db, ahlers, { holder: caseAttachments, id: caseId, attachment }))
  const [first] = await stepsOfCase(house.db, ahlers, caseId)
  expect(first?.completions[0]?.evidence.map(({ removedAt }) => removedAt === null)).toEqual([false])
})

test('taking it back opens the step again, and both stay in the trail', async () => {
  const { id, caseId } = await orderedAgreement(people)
  const recorded = expectOk(await recordStepDone(office.house.db, office.ahlers, done(caseId)))
  expectOk(await takeBackStep(office.house.db, office.ahlers, { caseId, id: recorded.id }))
  expect(await dueOf()).toContain('overdue 2026-11-19 vereinbart einen Termin bei der Botschaft')
  expect(await takeBackStep(office.house.db, office.ahlers, { caseId, id: recorded.id })).toMatchObject({ ok: false })
  expect((await office.house.eventsOf(id)).slice(-2)).toEqual(['document.step_done', 'document.step_reopened'])
  expectOk(await recordStepDone(office.house.db, office.ahlers, done(caseId)))
})

test.each([
  [{ doneOn: '' }, 'doneOn', 'Geben Sie an, an welchem Tag das erledigt war.'],
  [{ doneOn: '31.11.' }, 'doneOn', 'Geben Sie den Tag als Datum an, zum Beispiel 26.11.2026.'],
  [
    { doneOn: '2026-11-24' },
    'doneOn',
    'Der 24.11.2026 liegt in der Zukunft. Geben Sie einen Tag bis zum 23.11.2026 an.',
  ],
  [{ note: ' ' }, 'note', 'Geben Sie an, woran man sieht, dass der Schritt getan ist, oder fügen Sie eine Datei bei.'],
  [
    { attachments: ['erfunden'] },
    'file',
    'Eine Datei liegt nicht mehr bei den Anlagen des Falls. Wählen Sie sie noch einmal.',
  ],
])('%o is refused at its field, and nothing is noted', async (wrong, path, message) => {
  const { id, caseId } = await orderedAgreement(people)
  const refused = await recordStepDone(office.house.db, office.ahlers, { ...done(caseId), ...wrong })
  expect(refused).toMatchObject({ ok: false, problem: 'invalid', fields: [{ path, message }] })
  expect(await office.house.eventsOf(id)).not.toContain('document.step_done')
})

test('a conversation needs no evidence, and a step is done once', async () => {
  const { caseId } = await orderedAgreement(people, { values: { standortgespraeche: ['2026-11-20'] } })
  const talk = { ...done(caseId, 'standortgespraech', '2026-11-20'), note: '' }
  expectOk(await recordStepDone(office.house.db, office.ahlers, talk))
  expect(await recordStepDone(office.house.db, office.kortmann, talk)).toMatchObject({ problem: 'conflict' })
})

test('what goes on is done again and again; several days are done one by one', async () => {
  const { caseId } = await orderedAgreement(people)
  for (const note of ['Oktober', 'November']) {
    expectOk(await recordStepDone(office.house.db, office.ahlers, { ...done(caseId, 'z2s2', ''), note }))
  }
  expectOk(await recordStepDone(office.house.db, office.ahlers, done(caseId, 'z2s1', '2026-11-27')))
  const steps = await stepsOfCase(office.house.db, office.ahlers, caseId)
  expect(steps.find(({ stepId }) => stepId === 'z2s2')).toMatchObject({
    isOpen: true,
    deadline: 'zum 15. jedes Monats',
    completions: [{ note: 'November' }, { note: 'Oktober' }],
  })
  expect(steps.filter(({ stepId }) => stepId === 'z2s1').map(({ isOpen }) => isOpen)).toEqual([false, true])
})

test('the next agreement takes the place of the one before; what was done of it stays done', async () => {
  const first = await orderedAgreement(people)
  expectOk(await recordStepDone(office.house.db, office.ahlers, done(first.caseId)))
  office.house.clock.advanceMinutes(5)
  await orderedAgreement(people, { caseId: first.caseId, copyOf: first.id, values: { standortgespraeche: [] } })
  expect(await dueOf()).toEqual([
    'today 2026-11-23 gibt die Geburtsurkunde heraus',
    'week 2026-11-26 Standortgespräch',
    'week 2026-11-27 meldet sich',
  ])
  expect(await stepsOfCase(office.house.db, office.ahlers, first.caseId)).toHaveLength(9)
})

test('nobody notes anything in a case that she does not see, nor in a closed one', async () => {
  const { caseId } = await orderedAgreement(people)
  for (const stranger of [office.deppe, office.brandt, office.yildiz, office.vosskamp]) {
    expect(await recordStepDone(office.house.db, stranger, done(caseId))).toMatchObject({ problem: 'not_found' })
    expect(await readStep(office.house.db, stranger, done(caseId))).toBeNull()
    expect(await stepsOfCase(office.house.db, stranger, caseId)).toEqual([])
  }
  expectOk(await closeCase(office.house.db, office.ahlers, { id: caseId }))
  expect(await recordStepDone(office.house.db, office.ahlers, done(caseId))).toMatchObject({ problem: 'conflict' })
  expect(await dueOf()).toEqual([])
})

test('with the case its steps go to whoever takes it over', async () => {
  const { caseId } = await orderedAgreement(people)
  expectOk(await handOverCase(office.house.db, office.kortmann, { id: caseId, to: office.deppe.userId }))
  expect(await dueOf()).toEqual([])
  expect(await dueOf(office.deppe)).toHaveLength(4)
})
