import { afterEach, beforeEach, expect, test } from 'vitest'
import { transact } from '../../../server/audit/audit.ts'
import type { Actor } from '../../../server/auth/auth.ts'
import { ok } from '../../../server/base/result.ts'
import { approveDocument, recallDocument, returnDocument } from '../../../server/document/approval-actions.ts'
import { orderIssue } from '../../../server/document/issue-actions.ts'
import { settleDocument } from '../../../server/document/live.ts'
import {
  listStands,
  nameVersion,
  readComparison,
  readRestoration,
  standsPerPage,
} from '../../../server/document/version-actions.ts'
import { expectOk } from '../../house.ts'
import { agreementInput, fullAgreement, openOffice, read, save, submit } from './documents.ts'
import { writeLive } from './live-writing.ts'

let office: Awaited<ReturnType<typeof openOffice>>
beforeEach(async () => {
  office = await openOffice()
})
afterEach(() => office.house.close())

const stands = async (actor: Actor, id: string, all = false) =>
  (await listStands(office.house.db, actor, id, { all }))?.stands ?? []

/** `2: submitted returned`, the newest revision first. */
const versionsOf = async (actor: Actor, id: string) =>
  (await stands(actor, id)).map(({ revision, versions }) =>
    `${revision}: ${versions.map(({ kind }) => kind).join(' ')}`.trim(),
  )

test('each submission, return, approval and issue notes down the content that it was about, and a recall nothing', async () => {
  const { house, ahlers, kortmann } = office
  const { db } = house
  const first = await submit(house, ahlers, await fullAgreement(house, ahlers))
  const { id } = first
  expectOk(await recallDocument(db, ahlers, first))
  const again = await submit(house, ahlers, first)
  expectOk(await returnDocument(db, kortmann, { ...again, reason: 'Bitte ergänzen.' }))
  await save(house, ahlers, { id, baseRevision: 2, input: agreementInput({ lesefassung: 'Romanes' }) })
  expectOk(await approveDocument(db, kortmann, await submit(house, ahlers, first)))
  expectOk(await orderIssue(db, ahlers, { id }))
  expect(await versionsOf(ahlers, id)).toEqual(['3: issued approved submitted', '2: returned submitted submitted'])
  const [newest] = await stands(ahlers, id)
  expect(newest?.versions.map(({ number, userName }) => `${number} ${userName}`)).toEqual([
    '6 Jutta Ahlers',
    '5 Dr. Sabine Kortmann',
    '4 Jutta Ahlers',
  ])
})

test('an act that is refused leaves no version', async () => {
  const { house, ahlers, kortmann } = office
  const submitted = await submit(house, ahlers, await fullAgreement(house, ahlers))
  const refused = await approveDocument(house.db, kortmann, { id: submitted.id, contentHash: '0'.repeat(64) })
  expect(refused).toMatchObject({ ok: false })
  expect(await versionsOf(ahlers, submitted.id)).toEqual(['2: submitted'])
})

test('whoever writes gives the content of this moment a name, which the trail does not repeat', async () => {
  const { house, ahlers } = office
  const { id } = await fullAgreement(house, ahlers)
  const named = expectOk(await nameVersion(house.db, ahlers, { id, name: ' vor Frau Camaras Rückmeldung ' }))
  expect(named).toEqual({ number: 1, revision: 2 })
  const [newest] = await stands(ahlers, id)
  expect(newest?.versions).toMatchObject([{ kind: 'named', name: 'vor Frau Camaras Rückmeldung' }])
  const [entry] = await house.trailOf(id)
  expect(entry).toMatchObject({ event: 'document.version_named', details: { number: 1, revision: 2 } })
  expect(JSON.stringify(entry)).not.toContain('Camara')
})

test('what was typed live a moment ago belongs to the version that gets a name now', async () => {
  const { house, ahlers } = office
  const draft = await fullAgreement(house, ahlers)
  await writeLive(house, ahlers, draft, { lesefassung: 'Romanes' })
  const { revision } = expectOk(await nameVersion(house.db, ahlers, { id: draft.id, name: 'mit Lesefassung' }))
  const compared = await readComparison(house.db, ahlers, { id: draft.id, revisions: [2, revision] })
  expect(compared?.values).toMatchObject([{ path: 'lesefassung', after: 'Romanes', byName: 'Jutta Ahlers' }])
})

test('of several people who wrote in a revision together each is named', async () => {
  const { house, ahlers, kortmann } = office
  const draft = await fullAgreement(house, ahlers)
  await writeLive(house, kortmann, draft, { lesefassung: 'Romanes' })
  await writeLive(house, ahlers, draft, { fassung: '7.3' })
  await settleDocument(house.db, draft.id)
  const compared = await readComparison(house.db, ahlers, { id: draft.id, revisions: [2, 'now'] })
  expect(new Set(compared?.values.map(({ byName }) => byName))).toEqual(new Set(['Jutta Ahlers, Dr. Sabine Kortmann']))
})

test('who may only read names nothing, nor anybody what is no draft', async () => {
  const { house, ahlers, deppe, brandt, kortmann } = office
  const { db } = house
  const draft = await fullAgreement(house, ahlers)
  const name = 'meine Fassung'
  expect(await nameVersion(db, deppe, { id: draft.id, name })).toMatchObject({ problem: 'not_found' })
  expect(await nameVersion(db, ahlers, { id: draft.id, name: '' })).toMatchObject({ problem: 'invalid' })
  const submitted = await submit(house, ahlers, draft)
  expect(await nameVersion(db, kortmann, { id: draft.id, name })).toMatchObject({ problem: 'conflict' })
  expect(await nameVersion(db, brandt, { id: draft.id, name })).toMatchObject({ problem: 'not_found' })
  expectOk(await approveDocument(db, kortmann, submitted))
  expect(await nameVersion(db, ahlers, { id: draft.id, name })).toMatchObject({ problem: 'conflict' })
  expect(await versionsOf(ahlers, draft.id)).toEqual(['2: approved submitted'])
})

test('without versions everything that was saved is listed, with versions only on demand', async () => {
  const { house, ahlers } = office
  const { id } = await fullAgreement(house, ahlers)
  const before = await listStands(house.db, ahlers, id, { all: false })
  expect(before).toMatchObject({ all: true, older: null, stands: [{ revision: 2 }, { revision: 1 }] })
  expectOk(await nameVersion(house.db, ahlers, { id, name: 'erste' }))
  await save(house, ahlers, { id, baseRevision: 2, input: agreementInput({ lesefassung: 'Romanes' }) })
  const versions = await listStands(house.db, ahlers, id, { all: false })
  expect(versions).toMatchObject({ all: false, stands: [{ revision: 3, versions: [] }, { revision: 2 }] })
  expect((await stands(ahlers, id, true)).map(({ revision }) => revision)).toEqual([3, 2, 1])
})

test('a long history comes in pages', async () => {
  const { house, ahlers } = office
  const { id } = await fullAgreement(house, ahlers)
  for (let revision = 2; revision <= standsPerPage + 2; revision++) {
    const input = agreementInput({ lesefassung: revision % 2 ? 'Romanes' : 'Türkisch' })
    await save(house, ahlers, { id, baseRevision: revision, input })
  }
  const first = await listStands(house.db, ahlers, id, { all: true })
  expect(first?.stands).toHaveLength(standsPerPage)
  expect(first?.older).toBe(4)
  const second = await listStands(house.db, ahlers, id, { all: true, before: first?.older ?? 0 })
  expect(second).toMatchObject({ older: null, stands: [{ revision: 3 }, { revision: 2 }, { revision: 1 }] })
}, 120_000)

test('two contents are compared in values and in words, the older one first, whichever is named first', async () => {
  const { house, ahlers, kortmann } = office
  const { id } = await fullAgreement(house, ahlers)
  await save(house, kortmann, { id, baseRevision: 2, input: agreementInput({ lesefassung: 'Romanes' }) })
  const compared = await readComparison(house.db, ahlers, { id, revisions: ['now', 2] })
  expect(compared).toMatchObject({ from: { revision: 2 }, to: { revision: 3 } })
  expect(compared?.values).toMatchObject([{ path: 'lesefassung', after: 'Romanes', byName: 'Dr. Sabine Kortmann' }])
  expect(await readComparison(house.db, ahlers, { id, revisions: [2, 'now'] })).toEqual(compared)
  const same = await readComparison(house.db, ahlers, { id, revisions: ['now', 3] })
  expect(same?.values).toEqual([])
  expect(same?.blocks.every(({ change }) => change === 'same')).toBe(true)
})

test('what there is not, and what is not hers, is not compared', async () => {
  const { house, ahlers, yildiz } = office
  const { id } = await fullAgreement(house, ahlers)
  expect(await readComparison(house.db, ahlers, { id, revisions: [1, 99] })).toBeNull()
  expect(await readComparison(house.db, yildiz, { id, revisions: [1, 2] })).toBeNull()
  expect(await readRestoration(house.db, yildiz, { id, revision: 1 })).toBeNull()
  expect(await listStands(house.db, yildiz, id, { all: true })).toBeNull()
})

test('before an earlier content comes back, it is said what will be different', async () => {
  const { house, ahlers } = office
  const { id } = await fullAgreement(house, ahlers)
  await save(house, ahlers, { id, baseRevision: 2, input: agreementInput({ lesefassung: 'Romanes' }) })
  const restoration = await readRestoration(house.db, ahlers, { id, revision: 2 })
  expect(restoration).toMatchObject({ stand: { revision: 2 } })
  expect(restoration?.values).toMatchObject([{ path: 'lesefassung', before: 'Romanes' }])
})

test('a version never changes and never goes', async () => {
  const { house, ahlers } = office
  const { id } = await fullAgreement(house, ahlers)
  expectOk(await nameVersion(house.db, ahlers, { id, name: 'erste' }))
  const tamper = (sql: string) =>
    transact(house.db, { by: ahlers.ref, event: 'test.acted', subject: id }, async (tx) => ok(await tx.run(sql)))
  await expect(tamper("UPDATE document_version SET name = 'andere'")).rejects.toThrow('never changes')
  await expect(tamper('DELETE FROM document_version')).rejects.toThrow('never goes')
  const again = `INSERT OR REPLACE INTO document_version (document_id, number, revision, kind, name, user_id, at)
    SELECT document_id, number, 1, kind, 'andere', user_id, at
    FROM document_version`
  await expect(tamper(again)).rejects.toThrow('not the next version')
  expect(await read(house, ahlers, id)).toMatchObject({ revision: 2 })
})
