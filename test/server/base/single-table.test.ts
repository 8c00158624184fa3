import { expect, test } from 'vitest'
import { z } from 'zod'
import { restrictTo } from '../../../server/base/single-table.ts'
import { count, openNotes } from './places.ts'

async function notesOnly() {
  const { db } = await openNotes()
  await db.write((tx) => tx.run('CREATE TABLE other (id TEXT PRIMARY KEY, note_id TEXT) STRICT'))
  const run = (sql: string) => db.write((tx) => restrictTo(tx, ['note']).run(sql))
  return { db, run }
}

test('one table may be written, all may be read', async () => {
  const { db, run } = await notesOnly()
  expect(await run("INSERT INTO note (id) SELECT 'a' WHERE NOT EXISTS (SELECT 1 FROM other)")).toBe(1)
  expect(await run('UPDATE "NOTE" SET body = 1')).toBe(1)
  const returned = await db.write((tx) =>
    restrictTo(tx, ['note']).all(z.object({ id: z.string() }), 'DELETE FROM main.note RETURNING id'),
  )
  expect(returned).toEqual([{ id: 'a' }])
})

test.each([
  "INSERT INTO other (id) VALUES ('a')",
  "INSERT INTO [other] (id) VALUES ('a')",
  "INSERT OR REPLACE INTO 'other' (id) VALUES ('a')",
  'REPLACE INTO "other" (id) VALUES (\'note\')',
  "UPDATE other SET id = 'note' WHERE id IN (SELECT id FROM note)",
  'WITH note AS (SELECT 1) DELETE FROM other',
  "/* INSERT INTO note */ INSERT INTO other (id) VALUES ('INSERT INTO note')",
  "INSERT INTO note (id) VALUES ('a'); INSERT INTO other (id) VALUES ('b')",
  'DROP TABLE other',
  'ALTER TABLE note RENAME TO other',
  'COMMIT',
])('%s is refused and rolls back', async (sql) => {
  const { db, run } = await notesOnly()
  await expect(run(sql)).rejects.toThrow()
  const returning = (tx: Parameters<typeof restrictTo>[0]) =>
    restrictTo(tx, ['note']).first(z.unknown(), `${sql} RETURNING id`)
  await expect(db.write(returning)).rejects.toThrow()
  expect([await count(db), await count(db, 'other')]).toEqual([0, 0])
})

test('a trigger on the table, or a cascade from it, would write for it: refused', async () => {
  const { db, run } = await notesOnly()
  const define = (sql: string) => db.write((tx) => tx.run(sql))
  await define('CREATE TRIGGER spy AFTER INSERT ON note BEGIN INSERT INTO other (id) VALUES (NEW.id); END')
  await expect(run("INSERT INTO note (id) VALUES ('a')")).rejects.toThrow('by spy')
  await define('DROP TRIGGER spy')
  await define('CREATE TABLE child (id TEXT REFERENCES "Note" (id) ON DELETE CASCADE) STRICT')
  await expect(run('DELETE FROM note')).rejects.toThrow('by child')
  await define('DROP TABLE child')
  await define('CREATE TABLE child (id TEXT REFERENCES note (id)) STRICT')
  expect(await run("INSERT INTO note (id) VALUES ('a')")).toBe(1)
  expect(await count(db, 'other')).toBe(0)
})

test('several tables may be written where several are named, and triggers may stand there that stay within these', async () => {
  const { db } = await notesOnly()
  const define = (sql: string) => db.write((tx) => tx.run(sql))
  const run = (sql: string) => db.write((tx) => restrictTo(tx, ['note', 'other']).run(sql))
  await define("CREATE TRIGGER kept BEFORE DELETE ON note BEGIN SELECT RAISE(ABORT, 'a note never goes'); END")
  await define('CREATE TRIGGER copied AFTER INSERT ON note BEGIN INSERT INTO other (id) VALUES (NEW.id); END')
  expect([await run("INSERT INTO note (id) VALUES ('a')"), await count(db, 'other')]).toEqual([1, 1])
  await expect(run('DELETE FROM note')).rejects.toThrow('a note never goes')
  await expect(run('DELETE FROM migration')).rejects.toThrow('note, other')
  await define("CREATE TRIGGER spy AFTER UPDATE ON other BEGIN SELECT 'END'; DELETE FROM migration; END")
  await expect(run("INSERT INTO note (id) VALUES ('b')")).rejects.toThrow('by spy')
})
