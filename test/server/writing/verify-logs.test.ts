import { afterEach, beforeEach, expect, test } from 'vitest'
import { transact } from '../../../server/audit/audit.ts'
import { chainHead } from '../../../server/audit/chain.ts'
import type { Tx } from '../../../server/base/database.ts'
import { ok } from '../../../server/base/result.ts'
import type { Field } from '../../../server/fields/fields.ts'
import { chainReport } from '../../../server/operations/chain-report.ts'
import { isUnbroken, verifyTrail } from '../../../server/operations/trail-verdict.ts'
import { changesBetween } from '../../../server/writing/changes-between.ts'
import { liveStateOf } from '../../../server/writing/live-values.ts'
import { reduceLog } from '../../../server/writing/reduction.ts'
import { verifyLogs } from '../../../server/writing/verify-logs.ts'
import { appendChanges, beginWriting } from '../../../server/writing/writing-actions.ts'
import { expectOk, type House, openHouse } from '../../house.ts'

const fields: readonly Field[] = [{ name: 'titel', label: 'Titel', type: 'text', kind: 'ordinary' }]

let house: House
beforeEach(async () => {
  house = await openHouse()
  for (const id of ['d1', 'd2', 'd3']) await writtenLog(id)
})
afterEach(() => house.close())

const act = async <T>(subject: string, work: (tx: Tx) => Promise<T>): Promise<T> =>
  expectOk(
    await transact(house.db, { by: { userId: 'u1' }, event: 'test.acted', subject }, async (tx) => ok(await work(tx))),
  )

/** Three commits. */
async function writtenLog(id: string): Promise<void> {
  const values = ['', 'Alt', 'Neu', 'Ganz neu'].map((titel) => (titel === '' ? {} : { titel }))
  await act(id, (tx) => beginWriting(tx, id, liveStateOf(fields, {}, 'u1'), { revision: 1 }))
  for (const [version, before] of values.slice(0, -1).entries()) {
    const changes = changesBetween(fields, before, values[version + 1] ?? {})
    await act(id, (tx) => appendChanges(tx, id, { version, by: 'u1', at: '2026-11-23T08:00:00.000Z', changes }))
  }
}

const reduce = (id: string) => act(id, (tx) => reduceLog(tx, id, { fields, at: house.clock.now() }))

async function tamper(...statements: readonly string[]): Promise<void> {
  await house.db.write(async (tx) => {
    await tx.run('DROP TRIGGER writing_commit_never_changes')
    for (const sql of statements) await tx.run(sql)
  })
}

test('logs that nobody touched are unbroken, those that were reduced too', async () => {
  await reduce('d2')
  const verdict = await verifyTrail(house.db)
  expect(verdict.logs).toEqual({ documents: 3, commits: 6, reduced: 1, broken: [] })
  expect(isUnbroken(verdict)).toBe(true)
  const { seq, entryHash } = await chainHead(house.db)
  expect(chainReport(verdict).split('\n')).toEqual([
    'Die Prüfkette ist unversehrt.',
    `Einträge: ${seq}`,
    `Kopf: ${seq}:${entryHash}`,
    'Die Schreibverläufe sind unversehrt.',
    'Dokumente: 3',
    'Beiträge: 6',
    'Dokumente, deren Beiträge gelöscht sind: 1',
  ])
})

test('one altered commit is found, and the report names its document and its version', async () => {
  await tamper("UPDATE writing_commit SET user_id = 'u2' WHERE document_id = 'd2' AND version = 2")
  const verdict = await verifyTrail(house.db)
  expect(verdict.logs.broken).toEqual([{ documentId: 'd2', brokenAt: 2, why: 'Der Beitrag 2 wurde geändert.' }])
  expect(isUnbroken(verdict)).toBe(false)
  expect(chainReport(verdict)).toContain(
    'Der Schreibverlauf von Dokument d2 ist gebrochen: Beitrag 2. Der Beitrag 2 wurde geändert.',
  )
})

test('every broken log is named, also one that can no longer be read', async () => {
  await tamper(
    "UPDATE writing_commit SET change = 'x' WHERE document_id = 'd1' AND version = 3",
    "UPDATE writing_commit SET at = '2020-01-01T00:00:00.000Z' WHERE document_id = 'd3' AND version = 1",
  )
  const { broken } = await verifyLogs(house.db)
  expect(broken.map(({ documentId, brokenAt }) => [documentId, brokenAt])).toEqual([
    ['d1', 3],
    ['d3', 1],
  ])
})
