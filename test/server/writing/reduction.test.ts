import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { transact } from '../../../server/audit/audit.ts'
import type { Tx } from '../../../server/base/database.ts'
import { ok, stale } from '../../../server/base/result.ts'
import type { Field, Values } from '../../../server/fields/fields.ts'
import { changesBetween } from '../../../server/writing/changes-between.ts'
import { verifyLog } from '../../../server/writing/commit-chain.ts'
import { liveStateOf } from '../../../server/writing/live-values.ts'
import { reduceLog } from '../../../server/writing/reduction.ts'
import {
  addUnplaced,
  appendChanges,
  beginWriting,
  freeze,
  listUnplaced,
  readLive,
  readSettled,
  unfreeze,
} from '../../../server/writing/writing-actions.ts'
import { expectOk, type House, openHouse } from '../../house.ts'

const fields: readonly Field[] = [
  { name: 'titel', label: 'Titel', type: 'text', kind: 'ordinary' },
  { name: 'text', label: 'Text', type: 'rich', kind: 'ordinary' },
]

let house: House
beforeEach(async () => {
  house = await openHouse()
})
afterEach(() => house.close())

const at = '2026-11-23T08:00:00.000Z'

/** As a use case would: in a transaction with an entry of its own. */
const act = async <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
  expectOk(
    await transact(house.db, { by: { userId: 'u1' }, event: 'test.acted', subject: 'd1' }, async (tx) =>
      ok(await work(tx)),
    ),
  )

const change = (before: Values, after: Values, { by, version }: { by: string; version: number }) =>
  act((tx) => appendChanges(tx, 'd1', { version, by, at, changes: changesBetween(fields, before, after) }))

/** A log in which two people wrote; one of them deleted what she had typed. */
async function writtenLog(): Promise<number> {
  const [empty, typed, mended, ended] = [
    {},
    { titel: 'Alt', text: '<p>Geheimnis am Rand</p>' },
    { titel: 'Alt', text: '<p>am Rand</p>' },
    { titel: 'Neu', text: '<p>am Rand der Stadt</p>' },
  ]
  await act((tx) => beginWriting(tx, 'd1', liveStateOf(fields, empty, 'u1'), { revision: 1 }))
  const first = await change(empty, typed, { by: 'u1', version: 0 })
  const second = await change(typed, mended, { by: 'u1', version: first ?? 0 })
  const third = await change(mended, ended, { by: 'u2', version: second ?? 0 })
  await act((tx) =>
    addUnplaced(tx, 'd1', [{ id: 'x1', place: 'text', by: 'u2', content: '<p>Geheimnis</p>', kind: 'text', at }]),
  )
  return third ?? 0
}

const reduce = () =>
  transact(house.db, { by: { userId: 'system' }, event: 'document.writing_reduced', subject: 'd1' }, async (tx) => {
    const commits = await reduceLog(tx, 'd1', { fields, at: house.clock.now() })
    return commits === null ? stale('Nichts zu tun.') : ok(commits)
  })

/** All that is stored about the log, as one text. */
async function stored(): Promise<string> {
  const parts = await Promise.all(
    [
      'SELECT change AS part FROM writing_commit',
      'SELECT state AS part FROM writing_snapshot',
      'SELECT content AS part FROM writing_unplaced',
    ].map((sql) => house.db.all(z.object({ part: z.string() }), sql)),
  )
  return parts.flatMap((rows) => rows.map(({ part }) => part)).join('\n')
}

test('a reduced log keeps what stands there, who wrote which passage and who set which value, and nothing else', async () => {
  const version = await writtenLog()
  await act((tx) => freeze(tx, 'd1', version))
  const before = await readLive(house.db, 'd1', fields)
  expect(await stored()).toContain('Geheimnis')

  expect(expectOk(await reduce())).toBe(version)

  const after = await readLive(house.db, 'd1', fields)
  expect(JSON.stringify(after?.texts.get('text'))).toBe(JSON.stringify(before?.texts.get('text')))
  expect(after?.texts.get('text')?.authors).toContainEqual(expect.objectContaining({ by: 'u2' }))
  expect([...(after?.changed ?? [])]).toEqual([...(before?.changed ?? [])])
  expect(after?.values).toEqual(before?.values)
  expect(after?.version).toBe(version)
  expect(await stored()).not.toContain('Geheimnis')
  expect(await listUnplaced(house.db, { documentId: 'd1', userId: 'u2' })).toEqual([])
  expect(await verifyLog(house.db, 'd1')).toMatchObject({ commits: 0, version })
})

test('it happens once, and where nobody wrote not at all', async () => {
  await act((tx) => beginWriting(tx, 'd1', liveStateOf(fields, {}, 'u1'), { revision: 1 }))
  expect(await reduce()).toMatchObject({ ok: false })
  await house.close()
  house = await openHouse()
  await writtenLog()
  expectOk(await reduce())
  expect(await reduce()).toMatchObject({ ok: false })
  expect((await house.eventsOf('d1')).filter((event) => event === 'document.writing_reduced')).toHaveLength(1)
})

test('nobody writes in a reduced log again, and nothing opens it', async () => {
  const version = await writtenLog()
  expectOk(await reduce())
  expect(await readSettled(house.db, 'd1')).toMatchObject({ frozen: true, version })
  expect(await change({}, { titel: 'Später' }, { by: 'u1', version })).toBeNull()
  await expect(act((tx) => unfreeze(tx, 'd1'))).rejects.toThrow('stays frozen')
})

test('a commit goes in no other way', async () => {
  await writtenLog()
  await expect(act((tx) => tx.run('DELETE FROM writing_commit'))).rejects.toThrow('only when the log is reduced')
  const early = "INSERT INTO writing_reduction (document_id, commits, at) VALUES ('d1', 1, '')"
  await expect(act((tx) => tx.run(early))).rejects.toThrow('may still write')
  expectOk(await reduce())
  await expect(act((tx) => tx.run('DELETE FROM writing_reduction'))).rejects.toThrow('never goes')
  await expect(act((tx) => tx.run('UPDATE writing_reduction SET commits = 0'))).rejects.toThrow('never changes')
})

test('a log whose commits went without it is found', async () => {
  await writtenLog()
  await act((tx) => tx.run('DROP TRIGGER writing_commit_goes_by_reduction'))
  await act((tx) => tx.run('DELETE FROM writing_commit'))
  expect(await verifyLog(house.db, 'd1')).toMatchObject({ brokenAt: 1 })
})

test('a transaction that ends in the middle leaves the log whole', async () => {
  const version = await writtenLog()
  const failing = act(async (tx) => {
    await reduceLog(tx, 'd1', { fields, at: house.clock.now() })
    throw new Error('Der Strom ist weg.')
  })
  await expect(failing).rejects.toThrow('Der Strom')
  expect(await verifyLog(house.db, 'd1')).toMatchObject({ commits: version })
  expect(expectOk(await reduce())).toBe(version)
})
