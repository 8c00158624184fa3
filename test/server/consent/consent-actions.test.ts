import { afterEach, beforeEach, expect, test } from 'vitest'
import { verifyChain } from '../../../server/audit/verify-chain.ts'
import { tellTrail } from '../../../server/auth/trail.ts'
import { closeCase } from '../../../server/casefile/casefile-actions.ts'
import {
  grantAsked,
  readConsents,
  recordConsent,
  refuseAsked,
  withdrawConsent,
} from '../../../server/consent/consent-actions.ts'
import { tellConsentsOfCase } from '../../../server/consent/consent-trail.ts'
import { expectOk } from '../../house.ts'
import { consentInput, consentOf, issuedConsent, openConsentOffice, signAll } from './consents.ts'

let office: Awaited<ReturnType<typeof openConsentOffice>>
beforeEach(async () => {
  office = await openConsentOffice()
}, 60_000)
afterEach(() => office.house.close())

const told = async () =>
  (await tellTrail(office.house.db, office.caseId, { limit: 20, tellers: [tellConsentsOfCase] })).lines.map(
    ({ sentence }) => sentence,
  )

test('a signed document offers each recipient with what its words name; one click records it', async () => {
  const { house, ahlers, kortmann, caseId } = office
  const documentId = await issuedConsent(house, { author: ahlers, leitung: kortmann }, caseId)
  const decision = { caseId, documentId, rowId: 'e1', goalIds: ['z2', 'z3', 'z5'], topics: ['progress'] }
  expect((await readConsents(house.db, ahlers, caseId))?.offers.map(({ signedOn }) => signedOn)).toEqual([
    null,
    null,
    null,
  ])
  expect(await grantAsked(house.db, ahlers, decision)).toMatchObject({
    problem: 'conflict',
    message: expect.stringContaining('unterschrieben'),
  })

  await signAll(house, ahlers, documentId)
  const read = await readConsents(house.db, ahlers, caseId)
  expect(read?.offers).toMatchObject([
    { rowId: 'e1', signedOn: '2026-11-23', proposed: { goalIds: ['z2', 'z3', 'z5'], topics: ['progress'] } },
    { rowId: 'e2', proposed: { goalIds: ['z1', 'z2', 'z3', 'z4', 'z5', 'z6'], topics: ['progress'] } },
    { rowId: 'e3', recipient: 'Volkshochschule', proposed: { goalIds: ['z2'], topics: ['participation'] } },
  ])
  expectOk(await grantAsked(house.db, ahlers, decision))
  expectOk(await refuseAsked(house.db, ahlers, { caseId, documentId, rowId: 'e2' }))
  expect(await grantAsked(house.db, ahlers, { ...decision, rowId: 'e2' })).toMatchObject({ problem: 'conflict' })
  const after = await readConsents(house.db, ahlers, caseId)
  expect(after?.offers.map(({ rowId }) => rowId)).toEqual(['e3'])
  expect(after?.consents).toMatchObject([
    {
      recipient: 'Case-Management im Kommunalen Integrationszentrum',
      grantedOn: '2026-11-23',
      evidence: { kind: 'document', documentId, rowId: 'e1' },
      end: null,
    },
  ])
  expect((await told()).slice(0, 2)).toEqual([
    'Jutta Ahlers hat festgehalten, dass für „Beratungsstelle Beispielverband e. V.“ keine Einwilligung erteilt ist.',
    'Jutta Ahlers hat die Einwilligung für „Case-Management im Kommunalen Integrationszentrum“ vom 23.11.2026 festgehalten.',
  ])
}, 60_000)

test('each row of a document is decided once, also when two click at once', async () => {
  const { house, ahlers, kortmann, caseId } = office
  const documentId = await issuedConsent(house, { author: ahlers, leitung: kortmann }, caseId)
  await signAll(house, ahlers, documentId)
  const decision = { caseId, documentId, rowId: 'e3', goalIds: ['z2'], topics: [] }
  const done = await Promise.all([
    grantAsked(house.db, ahlers, decision),
    grantAsked(house.db, kortmann, decision),
    refuseAsked(house.db, ahlers, decision),
  ])
  expect(done.filter(({ ok }) => ok)).toHaveLength(1)
  expect(done.filter((each) => !each.ok && each.problem === 'conflict')).toHaveLength(2)
}, 60_000)

test('by hand it needs recipient, words, scope, day and evidence, each said at its place', async () => {
  const { house, ahlers, caseId } = office
  const empty = {
    caseId,
    recipient: ' ',
    words: '',
    goalIds: ['z99'],
    topics: ['verurteilungen'],
    grantedOn: '2026-11-24',
    evidence: '',
  }
  const refused = await recordConsent(house.db, ahlers, empty)
  expect(refused).toMatchObject({ problem: 'invalid' })
  expect(refused.ok ? [] : refused.fields.map(({ path }) => path)).toEqual([
    'recipient',
    'words',
    'goals',
    'grantedOn',
    'evidence',
  ])
  const odd = await recordConsent(house.db, ahlers, {
    ...consentInput(caseId),
    recipient: 'Schule \u{12000}',
    words: 'x'.repeat(2001),
  })
  expect(odd.ok ? [] : odd.fields.map(({ path }) => path)).toEqual(['recipient', 'words'])
  expect(await house.eventsOf(caseId)).not.toContain('consent.granted')
  expect(await recordConsent(house.db, ahlers, consentInput(caseId))).toMatchObject({
    ok: true,
    value: { replaced: false },
  })
})

test('a newer consent for the same recipient replaces the earlier one, whatever way it is written', async () => {
  const { house, ahlers, caseId } = office
  await consentOf(house, ahlers, caseId)
  const wider = { ...consentInput(caseId), recipient: ' volkshochschule', goalIds: ['z2', 'z4'] }
  expect(await recordConsent(house.db, ahlers, wider)).toMatchObject({ ok: true, value: { replaced: true } })
  const read = await readConsents(house.db, ahlers, caseId)
  expect(read?.consents.map(({ goals, end }) => [goals.length, end?.kind])).toEqual([
    [2, undefined],
    [1, 'replaced'],
  ])
  expect((await told())[0]).toContain('sie ersetzt die frühere')
})

test('a withdrawal counts at once, once, and also in a closed case; nothing brings it back', async () => {
  const { house, ahlers, caseId } = office
  const id = await consentOf(house, ahlers, caseId)
  expectOk(await closeCase(house.db, ahlers, { id: caseId }))
  expect(await recordConsent(house.db, ahlers, { ...consentInput(caseId), recipient: 'Schule' })).toMatchObject({
    problem: 'conflict',
  })
  expect(await withdrawConsent(house.db, ahlers, { caseId, id })).toMatchObject({
    ok: true,
    value: { end: { kind: 'withdrawn', at: '2026-11-23T08:00:00.000Z' } },
  })
  expect(await withdrawConsent(house.db, ahlers, { caseId, id })).toMatchObject({ problem: 'conflict' })
  expect((await told())[0]).toBe('Jutta Ahlers hat den Widerruf der Einwilligung für „Volkshochschule“ festgehalten.')
  expect(await verifyChain(house.db)).toHaveProperty('entries')
})

test('whoever does not see the case neither reads nor changes its consents', async () => {
  const { house, ahlers, kortmann, deppe, brandt, vosskamp, caseId } = office
  const id = await consentOf(house, ahlers, caseId)
  for (const stranger of [deppe, brandt, vosskamp]) {
    expect(await readConsents(house.db, stranger, caseId)).toBeNull()
    expect(await recordConsent(house.db, stranger, consentInput(caseId))).toMatchObject({ problem: 'not_found' })
    expect(await withdrawConsent(house.db, stranger, { caseId, id })).toMatchObject({ problem: 'not_found' })
  }
  expect(await withdrawConsent(house.db, ahlers, { caseId: 'anders', id })).toMatchObject({ problem: 'not_found' })
  expect((await readConsents(house.db, kortmann, caseId))?.consents).toHaveLength(1)
})
