import { afterEach, beforeEach, expect, test } from 'vitest'
import { saveCase } from '../../../server/casefile/casefile-actions.ts'
import { withdrawConsent } from '../../../server/consent/consent-actions.ts'
import { overviewParts } from '../../../server/handout/handout.ts'
import { printAgreementList, printOverview } from '../../../server/handout/handout-actions.ts'
import { printTagTree, readTagTree } from '../../../server/pdf/tag-tree.ts'
import type { Printed } from '../../../server/render/render.ts'
import { expectOk } from '../../house.ts'
import { caseInput, caseOf, readCase } from '../casefile/cases.ts'
import { consentOf, openConsentOffice } from '../consent/consents.ts'
import { houseName } from '../document/documents.ts'

let office: Awaited<ReturnType<typeof openConsentOffice>>
beforeEach(async () => {
  office = await openConsentOffice()
}, 60_000)
afterEach(() => office.house.close())

const textOf = async ({ bytes }: Printed) => printTagTree(await readTagTree(bytes))
const normal = { size: 'normal', houseName } as const

test('the overview says what the Lotsin chose, and never what only the file knows', async () => {
  const { house, ahlers, caseId } = office
  const { version, values } = await readCase(house, ahlers, caseId)
  const aufenthalt = { duldungSeit: '2021-03-09', pass: 'liegt nicht vor', verurteilungen: 'zehn Tagessätze' }
  expectOk(await saveCase(house.db, ahlers, { id: caseId, baseVersion: version, input: { ...values, aufenthalt } }))
  await consentOf(house, ahlers, caseId)
  const withdrawn = await consentOf(house, ahlers, caseId, { recipient: 'Schule' })
  expectOk(await withdrawConsent(house.db, ahlers, { caseId, id: withdrawn }))

  const all = await textOf(expectOk(await printOverview(house.db, ahlers, { caseId, parts: overviewParts, ...normal })))
  for (const words of [
    'Fatoumata Camara',
    '12.03.1991',
    caseInput().aktenzeichen,
    '1. Identität klären',
    'Volkshochschule',
    'Gespräch über den Stand',
  ])
    expect(all).toContain(words)
  for (const words of ['Tagessätze', 'Duldung', 'liegt nicht vor', 'Schule'])
    expect(all.replaceAll('Volkshochschule', ''), words).not.toContain(words)

  const little = await textOf(expectOk(await printOverview(house.db, ahlers, { caseId, parts: [], ...normal })))
  for (const words of ['12.03.1991', caseInput().aktenzeichen, 'Identität', 'Volkshochschule', 'Termine'])
    expect(little).not.toContain(words)
}, 60_000)

test('the list of agreements has goals, steps and the days that come, in large print without tables', async () => {
  const { house, ahlers, kortmann, caseId } = office
  const list = expectOk(await printAgreementList(house.db, kortmann, { caseId, ...normal }))
  const text = await textOf(list)
  expect(text).toContain('Ziel 5: Schulbesuch der Tochter')
  expect(text).toContain('vermittelt einen Kursplatz')
  expect(text.indexOf('15.12.2026')).toBeLessThan(text.indexOf('15.01.2027'))
  house.clock.advanceMinutes(190 * 24 * 60)
  const later = await textOf(expectOk(await printAgreementList(house.db, ahlers, { caseId, ...normal })))
  expect(later.slice(0, later.indexOf('H2 Zielvereinbarung'))).not.toContain('15.01.2027')
  const large = expectOk(await printAgreementList(house.db, ahlers, { caseId, size: 'large', houseName }))
  expect(await textOf(large)).not.toContain('Table')
  expect(large.pages).toBeGreaterThan(list.pages)
}, 60_000)

test('without an agreement there is no list, and nobody prints a case that is not hers', async () => {
  const { house, ahlers, deppe, vosskamp, caseId } = office
  const other = await caseOf(house, ahlers, { aktenzeichen: '32.3-ZV-2026-0999' })
  expect(await printAgreementList(house.db, ahlers, { caseId: other.id, ...normal })).toMatchObject({
    problem: 'conflict',
  })
  expect(
    expectOk(await printOverview(house.db, ahlers, { caseId: other.id, parts: overviewParts, ...normal })).pages,
  ).toBe(1)
  for (const stranger of [deppe, vosskamp]) {
    expect(await printOverview(house.db, stranger, { caseId, parts: [], ...normal })).toMatchObject({
      problem: 'not_found',
    })
    expect(await printAgreementList(house.db, stranger, { caseId, ...normal })).toMatchObject({ problem: 'not_found' })
  }
}, 60_000)
