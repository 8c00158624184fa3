import { afterEach, beforeEach, expect, test } from 'vitest'
import { recordStepDone, stepsOfCase } from '../../../server/agreement/step-actions.ts'
import { transact } from '../../../server/audit/audit.ts'
import { tellTrail } from '../../../server/auth/trail.ts'
import { ok } from '../../../server/base/result.ts'
import { closeCase } from '../../../server/casefile/casefile-actions.ts'
import { readConsents, withdrawConsent } from '../../../server/consent/consent-actions.ts'
import { tellConsentsOfCase } from '../../../server/consent/consent-trail.ts'
import {
  previewSheet,
  readConsent,
  readSheet,
  recordDisclosure,
  recordReturn,
} from '../../../server/consent/disclosure-actions.ts'
import { printTagTree, readTagTree } from '../../../server/pdf/tag-tree.ts'
import { expectOk } from '../../house.ts'
import { consentOf, disclosureInput, openConsentOffice } from './consents.ts'

let office: Awaited<ReturnType<typeof openConsentOffice>>
beforeEach(async () => {
  office = await openConsentOffice()
}, 60_000)
afterEach(() => office.house.close())

const told = async () =>
  (await tellTrail(office.house.db, office.caseId, { limit: 20, tellers: [tellConsentsOfCase] })).lines.map(
    ({ sentence }) => sentence,
  )

test('a partner gets a sheet with the consented goals, and no word of offences, residence or the file', async () => {
  const { house, ahlers, caseId, agreementId } = office
  const id = await consentOf(house, ahlers, caseId, {
    recipient: 'Beratungsstelle',
    goalIds: ['z2', 'z3', 'z6'],
    topics: ['contact'],
  })
  expect((await readConsent(house.db, ahlers, { caseId, id }))?.sheets).toMatchObject([
    {
      agreementId,
      goals: [{ nr: 2 }, { nr: 3 }],
      leftOut: [expect.stringContaining('Ziel 3'), expect.stringContaining('Ziel 6')],
    },
  ])
  const wanted = { ...disclosureInput(caseId, id, agreementId), goalIds: ['z2', 'z3', 'z6'] }
  const disclosed = expectOk(await recordDisclosure(house.db, ahlers, wanted))
  expect(disclosed).toMatchObject({
    recipient: 'Beratungsstelle',
    what: { kind: 'sheet', agreementId },
    goals: [{ nr: 2 }, { nr: 3 }, { nr: 6 }],
  })
  const text = printTagTree(
    await readTagTree(expectOk(await readSheet(house.db, ahlers, { caseId, id: disclosed.id }))),
  )
  expect(text).toContain('Ziel 2: Deutschkenntnisse Niveau A2 (mündlich)')
  expect(text).toContain('Fatoumata Camara')
  for (const word of [
    'Straf',
    'Ziel 6',
    'Ziel 1',
    'Duldung',
    'Aufenthalt',
    'Beschäftigungserlaubnis',
    '32.3-ZV',
    '12.03.1991',
  ])
    expect(text, word).not.toContain(word)
  expect((await told())[0]).toBe(
    'Jutta Ahlers hat ein Partnerblatt für „Beratungsstelle“ ausgegeben und die Weitergabe festgehalten.',
  )
}, 60_000)

test('date of birth and address go along only where consented to and chosen', async () => {
  const { house, ahlers, caseId, agreementId } = office
  const id = await consentOf(house, ahlers, caseId, { topics: ['contact'] })
  const wanted = { ...disclosureInput(caseId, id, agreementId), topics: ['contact'] }
  const { id: out } = expectOk(await recordDisclosure(house.db, ahlers, wanted))
  expect(printTagTree(await readTagTree(expectOk(await readSheet(house.db, ahlers, { caseId, id: out }))))).toContain(
    '12.03.1991',
  )
}, 60_000)

test('what the consent does not cover is refused with a sentence', async () => {
  const { house, ahlers, caseId, agreementId } = office
  const id = await consentOf(house, ahlers, caseId)
  const form = disclosureInput(caseId, id, agreementId)
  expect(await recordDisclosure(house.db, ahlers, { ...form, goalIds: ['z2', 'z4'] })).toMatchObject({
    problem: 'forbidden',
    message:
      'Die Einwilligung für Volkshochschule umfasst Ziel 4 nicht. Geben Sie nur weiter, was sie umfasst, oder holen Sie eine neue ein.',
  })
  expect(await recordDisclosure(house.db, ahlers, { ...form, topics: ['work'] })).toMatchObject({
    problem: 'forbidden',
  })
  expect(await recordDisclosure(house.db, ahlers, { ...form, agreementId: 'anders' })).toMatchObject({
    problem: 'invalid',
  })
  const empty = { ...disclosureInput(caseId, id), goalIds: [], words: ' ', way: 'fax', handedOn: '2026-11-19' }
  const refused = await recordDisclosure(house.db, ahlers, empty)
  expect(refused.ok ? [] : refused.fields.map(({ path }) => path)).toEqual(['goals', 'words', 'way', 'handedOn'])
  expect((await readConsents(house.db, ahlers, caseId))?.disclosures).toEqual([])
}, 60_000)

test('after the withdrawal nothing goes out, the sheet is served no more, and what is out is listed until it is back', async () => {
  const { house, ahlers, caseId, agreementId } = office
  const id = await consentOf(house, ahlers, caseId)
  const form = disclosureInput(caseId, id, agreementId)
  const sheet = expectOk(await recordDisclosure(house.db, ahlers, form))
  const said = expectOk(
    await recordDisclosure(house.db, ahlers, { ...disclosureInput(caseId, id), topics: ['participation'] }),
  )
  expectOk(await withdrawConsent(house.db, ahlers, { caseId, id }))
  expect(await recordDisclosure(house.db, ahlers, form)).toMatchObject({
    problem: 'forbidden',
    message: expect.stringContaining('ist widerrufen'),
  })
  expect(await previewSheet(house.db, ahlers, form)).toMatchObject({ problem: 'forbidden' })
  expect(await readSheet(house.db, ahlers, { caseId, id: sheet.id })).toMatchObject({ problem: 'forbidden' })
  const read = await readConsent(house.db, ahlers, { caseId, id })
  expect(read?.out.map((each) => each.id).toSorted()).toEqual([sheet.id, said.id].toSorted())
  expect(read?.sheets).toEqual([])
  expectOk(await closeCase(house.db, ahlers, { id: caseId }))
  expectOk(await recordReturn(house.db, ahlers, { caseId, id: sheet.id }))
  expect(await recordReturn(house.db, ahlers, { caseId, id: sheet.id })).toMatchObject({ problem: 'conflict' })
  expect((await told())[0]).toBe(
    'Jutta Ahlers hat festgehalten, dass „Volkshochschule“ etwas zurückgegeben oder vernichtet hat.',
  )
}, 60_000)

test('what went out under a replaced consent is still out when the newer one is withdrawn', async () => {
  const { house, ahlers, caseId } = office
  const first = await consentOf(house, ahlers, caseId)
  expectOk(await recordDisclosure(house.db, ahlers, disclosureInput(caseId, first)))
  const second = await consentOf(house, ahlers, caseId, { topics: [] })
  expect(await recordDisclosure(house.db, ahlers, disclosureInput(caseId, first))).toMatchObject({
    problem: 'forbidden',
  })
  expectOk(await withdrawConsent(house.db, ahlers, { caseId, id: second }))
  expect((await readConsent(house.db, ahlers, { caseId, id: second }))?.out).toHaveLength(1)
}, 60_000)

test('a withdrawal that comes while the sheet is being printed stops it', async () => {
  const { house, ahlers, kortmann, caseId, agreementId } = office
  const id = await consentOf(house, ahlers, caseId)
  const disclosing = recordDisclosure(house.db, ahlers, disclosureInput(caseId, id, agreementId))
  expectOk(await withdrawConsent(house.db, kortmann, { caseId, id }))
  expect(await disclosing).toMatchObject({ problem: 'forbidden' })
  expect((await readConsents(house.db, ahlers, caseId))?.disclosures).toEqual([])
}, 60_000)

test('however withdrawal and hand-over meet, nothing goes out after it', async () => {
  const { house, ahlers, caseId } = office
  for (let round = 0; round < 10; round++) {
    const id = await consentOf(house, ahlers, caseId, { recipient: `Stelle ${round}` })
    const acts = [
      () => recordDisclosure(house.db, ahlers, disclosureInput(caseId, id)),
      () => withdrawConsent(house.db, ahlers, { caseId, id }),
    ]
    await Promise.all((round % 2 === 0 ? acts : acts.toReversed()).map((act) => act()))
    expect(await recordDisclosure(house.db, ahlers, disclosureInput(caseId, id))).toMatchObject({
      problem: 'forbidden',
    })
    const events = (await house.eventsOf(caseId)).filter(
      (event) => event === 'consent.withdrawn' || event === 'consent.disclosed',
    )
    expect(events.at(-1)).toBe('consent.withdrawn')
  }
}, 60_000)

test('the database itself lets nothing out under a consent that has ended, and forgets nothing', async () => {
  const { house, ahlers, caseId } = office
  const id = await consentOf(house, ahlers, caseId)
  const { id: out } = expectOk(await recordDisclosure(house.db, ahlers, disclosureInput(caseId, id)))
  expectOk(await withdrawConsent(house.db, ahlers, { caseId, id }))
  for (const sql of [
    `INSERT INTO disclosure SELECT 'x', consent_id, kind, words, agreement_id, blob_id, pages, goals_json, topics_json, way, handed_on, recorded_by, recorded_at FROM disclosure WHERE id = '${out}'`,
    `DELETE FROM disclosure WHERE id = '${out}'`,
    'DELETE FROM consent_end',
    `UPDATE consent SET words = 'alles' WHERE id = '${id}'`,
  ]) {
    const entry = { by: ahlers.ref, event: 'test.tried', subject: caseId } as const
    await expect(
      transact(house.db, entry, async (tx) => ok(await tx.run(sql))),
      sql,
    ).rejects.toThrow()
  }
}, 60_000)

test('whoever does not see the case hands nothing over and reads no sheet', async () => {
  const { house, ahlers, deppe, brandt, caseId, agreementId } = office
  const id = await consentOf(house, ahlers, caseId)
  const form = disclosureInput(caseId, id, agreementId)
  const { id: out } = expectOk(await recordDisclosure(house.db, ahlers, form))
  for (const stranger of [deppe, brandt]) {
    expect(await recordDisclosure(house.db, stranger, form)).toMatchObject({ problem: 'not_found' })
    expect(await previewSheet(house.db, stranger, form)).toMatchObject({ problem: 'not_found' })
    expect(await readSheet(house.db, stranger, { caseId, id: out })).toMatchObject({ problem: 'not_found' })
    expect(await recordReturn(house.db, stranger, { caseId, id: out })).toMatchObject({ problem: 'not_found' })
  }
}, 60_000)

test('where the consent covers it the sheet says how far each step is, and else not', async () => {
  const { house, ahlers, caseId, agreementId } = office
  const id = await consentOf(house, ahlers, caseId, { recipient: 'Beratungsstelle', topics: ['progress'] })
  const [step] = (await stepsOfCase(house.db, ahlers, caseId)).filter(({ goalNumber }) => goalNumber === '2')
  if (!step) throw new Error('The second goal has no steps.')
  const done = { doneOn: '2026-11-20', note: 'Bescheinigung gesehen', attachments: [] }
  expectOk(await recordStepDone(house.db, ahlers, { ...step, ...done }))
  const textWith = async (topics: string[]) => {
    const wanted = { ...disclosureInput(caseId, id, agreementId), topics }
    const { id: out } = expectOk(await recordDisclosure(house.db, ahlers, wanted))
    return printTagTree(await readTagTree(expectOk(await readSheet(house.db, ahlers, { caseId, id: out }))))
  }
  const text = await textWith(['progress'])
  expect(text).toMatch(/Stand: (erledigt|zuletzt etwas getan) am 20\.11\.2026/)
  expect(text).toContain('Stand: offen')
  expect(text).not.toContain('Bescheinigung gesehen')
  expect(await textWith([])).not.toContain('Stand: ')
})
