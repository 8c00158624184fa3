import { expect, test } from 'vitest'
import { z } from 'zod'
import { transact } from '../../../server/audit/audit.ts'
import { chainHead, hashEntry, leafHash } from '../../../server/audit/chain.ts'
import { verifyChain } from '../../../server/audit/verify-chain.ts'
import type { Db, SqlValue } from '../../../server/base/database.ts'
import { ok } from '../../../server/base/result.ts'
import { openNotes } from '../base/places.ts'

/** A trail of nine entries, and what somebody who owns the file can do to it. */
async function trailOfNine() {
  const { db } = await openNotes()
  for (let n = 1; n <= 9; n += 1) {
    const entry = { by: { userId: 'u1' }, event: 'note.made', subject: `n${n}` } as const
    await transact(db, entry, async () => ok(null))
  }
  const head = await chainHead(db)
  return { db, head }
}

async function tamper(db: Db, sql: string, args: SqlValue[] = []): Promise<void> {
  const triggers = await db.all(z.object({ name: z.string() }), "SELECT name FROM sqlite_schema WHERE type = 'trigger'")
  await db.write(async (tx) => {
    for (const { name } of triggers.filter((trigger) => trigger.name.startsWith('audit_'))) {
      await tx.run(`DROP TRIGGER ${name}`)
    }
    await tx.run('PRAGMA defer_foreign_keys = ON')
    await tx.run(sql, args)
  })
}

const other = 'ab'.repeat(32)

test.each([
  ['the time', `UPDATE audit_entry SET at = '2020-01-01T00:00:00.000Z' WHERE seq = 5`],
  ['the hash before', `UPDATE audit_entry SET prev_hash = '${other}' WHERE seq = 5`],
  ['the leaf', `UPDATE audit_entry SET leaf = '${other}' WHERE seq = 5`],
  ['the spelling of the leaf', 'UPDATE audit_entry SET leaf = upper(leaf) WHERE seq = 5'],
  ['its own hash', `UPDATE audit_entry SET entry_hash = '${other}' WHERE seq = 5`],
  ['the salt', `UPDATE audit_payload SET salt = '${other}' WHERE seq = 5`],
  ['the spelling of the salt', 'UPDATE audit_payload SET salt = upper(salt) WHERE seq = 5'],
  ['who did it', `UPDATE audit_payload SET payload = json_set(payload, '$.userId', 'u2') WHERE seq = 5`],
  ['a space in what was said', `UPDATE audit_payload SET payload = payload || ' ' WHERE seq = 5`],
])('a change of %s is found at its entry', async (_, sql) => {
  const { db } = await trailOfNine()
  await tamper(db, sql)
  expect(await verifyChain(db, { pageSize: 2 })).toMatchObject({ brokenAt: 5, why: expect.stringContaining('5') })
})

test('a removed entry is missed, whatever became of its text', async () => {
  const { db } = await trailOfNine()
  await tamper(db, 'DELETE FROM audit_payload WHERE seq = 5')
  await tamper(db, 'DELETE FROM audit_entry WHERE seq = 5')
  expect(await verifyChain(db)).toEqual({ brokenAt: 5, why: 'Eintrag 5 fehlt.' })
})

test('an entry with another number is missed at its place', async () => {
  const { db } = await trailOfNine()
  await tamper(db, 'DELETE FROM audit_payload WHERE seq = 9')
  await tamper(db, 'UPDATE audit_entry SET seq = 12 WHERE seq = 9')
  expect(await verifyChain(db)).toMatchObject({ brokenAt: 9 })
})

test('an entry put before the first is found', async () => {
  const { db } = await trailOfNine()
  await db.write(async (tx) => {
    await tx.run('DROP TRIGGER audit_entry_only_grows')
    await tx.run('PRAGMA ignore_check_constraints = ON')
  })
  const forged =
    "INSERT INTO audit_entry SELECT 0, prev_hash, leaf, printf('%064d', 7), at FROM audit_entry WHERE seq = 1"
  await expect(db.write((tx) => tx.run(forged))).resolves.toBe(1)
  expect(await verifyChain(db)).toMatchObject({ brokenAt: 0 })
})

test('an entry rewritten with a right hash breaks the next one', async () => {
  const { db } = await trailOfNine()
  const row = z.object({ seq: z.number(), prevHash: z.string(), at: z.string(), salt: z.string(), payload: z.string() })
  const sql = 'SELECT seq, prev_hash, at, salt, payload FROM audit_entry JOIN audit_payload USING (seq) WHERE seq = ?'
  const entry = row.parse(await db.first(row, sql, [5]))
  const payload = entry.payload.replace('u1', 'u2')
  const leaf = leafHash(entry.salt, payload)
  await tamper(db, 'UPDATE audit_payload SET payload = ? WHERE seq = 5', [payload])
  await tamper(db, 'UPDATE audit_entry SET leaf = ?, entry_hash = ? WHERE seq = 5', [
    leaf,
    hashEntry({ ...entry, leaf }),
  ])
  expect(await verifyChain(db)).toMatchObject({ brokenAt: 6, why: expect.stringContaining('schließt nicht') })
})

test('without its newest entries the chain looks whole; an earlier head tells', async () => {
  const { db, head } = await trailOfNine()
  await tamper(db, 'DELETE FROM audit_payload WHERE seq > 7')
  await tamper(db, 'DELETE FROM audit_entry WHERE seq > 7')
  expect(await verifyChain(db)).toMatchObject({ entries: 7 })
  expect(await verifyChain(db, { against: [head] })).toMatchObject({
    brokenAt: 8,
    why: expect.stringContaining('fehlen'),
  })
  await transact(db, { by: { userId: 'u1' }, event: 'note.made', subject: 'n8' }, async () => ok(null))
  await transact(db, { by: { userId: 'u1' }, event: 'note.made', subject: 'n9' }, async () => ok(null))
  expect(await verifyChain(db, { against: [head] })).toMatchObject({
    brokenAt: 9,
    why: expect.stringContaining('ersetzt'),
  })
})

test('an erased text is no breach, and is counted', async () => {
  const { db, head } = await trailOfNine()
  await db.write((tx) => tx.run('DELETE FROM audit_payload WHERE seq = 5'))
  expect(await verifyChain(db, { against: [head] })).toEqual({ entries: 9, head: head.entryHash, erased: 1 })
})

test.each([
  "UPDATE audit_entry SET at = '2020-01-01T00:00:00.000Z' WHERE seq = 5",
  'DELETE FROM audit_entry WHERE seq = 9',
  'DELETE FROM audit_entry',
  `INSERT INTO audit_entry VALUES (11, '${other}', '${other}', '${other}', '2026-11-22T11:00:00.000Z')`,
  `INSERT OR REPLACE INTO audit_entry VALUES (9, '${other}', '${other}', '${other}', '2026-11-22T11:00:00.000Z')`,
  `REPLACE INTO audit_entry VALUES (1, '${other}', '${other}', '${other}', '2026-11-22T11:00:00.000Z')`,
  `INSERT INTO audit_entry VALUES (NULL, '${other}', '${other}', '${other}', '2026-11-22T11:00:00.000Z')`,
  `INSERT INTO audit_entry SELECT seq, prev_hash, leaf, entry_hash, at FROM audit_entry WHERE seq = 4
     ON CONFLICT (seq) DO UPDATE SET at = '2020-01-01T00:00:00.000Z'`,
  "UPDATE audit_payload SET payload = '{}' WHERE seq = 9",
  `INSERT OR REPLACE INTO audit_payload (seq, salt, payload) VALUES (9, '${other}', '{"event":"a.b","subject":"s"}')`,
  `INSERT OR REPLACE INTO audit_payload (seq, salt, payload) VALUES (3, '${other}', '{"event":"a.b","subject":"s"}')`,
])('the database itself refuses %s', async (sql) => {
  const { db, head } = await trailOfNine()
  await expect(db.write((tx) => tx.run(sql))).rejects.toThrow(/append-only|never changed|datatype|constraint/)
  expect(await verifyChain(db, { against: [head] })).toMatchObject({ entries: 9, head: head.entryHash })
})
