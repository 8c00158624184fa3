import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createClient } from '@libsql/client'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { fixedClock } from '../../../server/base/clock.ts'
import { databaseFile, openDatabase } from '../../../server/base/database.ts'
import { conflict, ok } from '../../../server/base/result.ts'
import { count, noon, openNotes, temporaryFolder } from './places.ts'

test('column names arrive in camelCase, blobs as bytes, and the schema decides what a row is', async () => {
  const { db } = await openNotes()
  const bytes = new Uint8Array([9, 1, 2, 3]).subarray(1)
  await db.write((tx) => tx.run('INSERT INTO note (id, body, bytes) VALUES (?, ?, ?)', ['a', null, bytes]))
  const row = z.object({ noteId: z.string(), body: z.null(), bytes: z.instanceof(Uint8Array) })
  const read = await db.first(row, 'SELECT id AS note_id, body, bytes FROM note')
  expect(read).toEqual({ noteId: 'a', body: null, bytes: new Uint8Array([1, 2, 3]) })
  await expect(db.all(z.object({ id: z.number() }), 'SELECT id FROM note')).rejects.toThrow()
  expect(await db.first(row, 'SELECT id AS note_id, body, bytes FROM note WHERE id = ?', ['b'])).toBeNull()
})

test('the file and its folder are for their owner alone, and the journal is a write-ahead log', async () => {
  const file = join(temporaryFolder(), 'new', 'test.db')
  const { db } = await openNotes({ file })
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(statSync(join(file, '..')).mode & 0o777).toBe(0o700)
  expect(await db.first(z.object({ journalMode: z.string() }), 'PRAGMA journal_mode')).toEqual({ journalMode: 'wal' })
})

test('fifty transactions begun at once all count, one after the other', async () => {
  const { db } = await openNotes()
  await db.write((tx) => tx.run("INSERT INTO note (id, body) VALUES ('sum', '0')"))
  const addOne = () =>
    db.write(async (tx) => {
      const sum = await tx.first(z.object({ body: z.string() }), "SELECT body FROM note WHERE id = 'sum'")
      await new Promise((done) => setTimeout(done, Math.random()))
      await tx.run("UPDATE note SET body = ? WHERE id = 'sum'", [String(Number(sum?.body) + 1)])
    })
  await Promise.all(Array.from({ length: 50 }, addOne))
  expect(await db.first(z.object({ body: z.string() }), "SELECT body FROM note WHERE id = 'sum'")).toEqual({
    body: '50',
  })
})

test('work that throws, or that returns a problem, leaves nothing behind', async () => {
  const { db } = await openNotes()
  const failing = db.write(async (tx) => {
    await tx.run("INSERT INTO note (id) VALUES ('a')")
    throw new Error('broken')
  })
  await expect(failing).rejects.toThrow('broken')
  const refused = await db.write(async (tx) => {
    await tx.run("INSERT INTO note (id) VALUES ('b')")
    return conflict('Das geht nicht.')
  })
  expect(refused).toMatchObject({ ok: false, problem: 'conflict' })
  expect(await count(db)).toBe(0)
  await db.write(async (tx) => ok(await tx.run("INSERT INTO note (id) VALUES ('c')")))
  expect(await count(db)).toBe(1)
})

test('a write inside a write throws at once, and later writes still work', async () => {
  const { db } = await openNotes()
  const nested = db.write(() => db.write(async () => 1))
  await expect(nested).rejects.toThrow('inside another')
  const outlived = await db.write(async () => new Promise<void>((done) => setTimeout(done, 5)).then(() => 'first'))
  expect(outlived).toBe('first')
  await db.write((tx) => tx.run("INSERT INTO note (id) VALUES ('a')"))
  expect(await count(db)).toBe(1)
})

test('work begun in a transaction but carried out after it may write again', async () => {
  const { db } = await openNotes()
  let later: Promise<number> | undefined
  await db.write(async () => {
    later = new Promise<void>((done) => setTimeout(done, 20)).then(() =>
      db.write((tx) => tx.run("INSERT INTO note (id) VALUES ('later')")),
    )
  })
  expect(await later).toBe(1)
})

test('a step that uses its transaction after the end is refused', async () => {
  const { db } = await openNotes()
  const tx = await db.write(async (open) => open)
  await expect(tx.run("INSERT INTO note (id) VALUES ('late')")).rejects.toThrow()
  expect(await count(db)).toBe(0)
})

test('while another program holds the lock, writes wait, run again, and every acknowledged one is on disk', async () => {
  const { db, file } = await openNotes()
  const other = createClient({ url: `file:${file}` })
  const held = await other.transaction('write')
  let runs = 0
  const waiting = Array.from({ length: 10 }, (_, index) =>
    db.write((tx) => {
      runs += 1
      return tx.run('INSERT INTO note (id) VALUES (?)', [`n${index}`])
    }),
  )
  await new Promise((done) => setTimeout(done, 150))
  expect(runs).toBe(0)
  await held.rollback()
  expect(await Promise.all(waiting)).toEqual(Array(10).fill(1))
  other.close()
  // The loss: acknowledged on a connection that saw BUSY, but never committed. Only another connection can tell.
  const witness = createClient({ url: `file:${file}` })
  expect((await witness.execute('SELECT count(*) FROM note')).rows[0]?.[0]).toBe(10)
  witness.close()
})

test('several statements, missing values and named parameters are refused before anything runs', async () => {
  const { db } = await openNotes()
  const run = (sql: string, args: string[] = []) => db.write((tx) => tx.run(sql, args))
  await expect(run("INSERT INTO note (id) VALUES ('a'); DELETE FROM note")).rejects.toThrow('one statement')
  await expect(run('INSERT INTO note (id, body) VALUES (?, ?)', ['a'])).rejects.toThrow('2 are wanted')
  await expect(run('INSERT INTO note (id) VALUES (?1)', ['a'])).rejects.toThrow('bare ?')
  await expect(db.all(z.any(), 'SELECT id FROM note WHERE id = :id')).rejects.toThrow('bare ?')
  expect(await count(db)).toBe(0)
})

test('a backup made while writing is a whole database for its owner alone, and never overwrites', async () => {
  const { db } = await openNotes()
  const file = join(temporaryFolder(), 'backup.db')
  const writing = Promise.all(
    Array.from({ length: 30 }, (_, index) =>
      db.write((tx) => tx.run('INSERT INTO note (id) VALUES (?)', [`n${index}`])),
    ),
  )
  await db.backup(file)
  await writing
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const copy = await openDatabase({ url: `file:${file}`, clock: fixedClock(noon) })
  expect(await copy.first(z.object({ integrityCheck: z.string() }), 'PRAGMA integrity_check')).toEqual({
    integrityCheck: 'ok',
  })
  expect(await count(copy)).toBeLessThanOrEqual(30)
  await copy.close()
  await expect(db.backup(file)).rejects.toThrow('gibt es schon')
})

test('a backup that fails leaves no file', async () => {
  let isFull = false
  const { db } = await openNotes({
    wrapCall: async (call, what) => {
      if (isFull && what.sql?.startsWith('VACUUM')) throw new Error('disk full')
      return call()
    },
  })
  isFull = true
  const file = join(temporaryFolder(), 'backup.db')
  await expect(db.backup(file)).rejects.toThrow('disk full')
  expect(existsSync(file)).toBe(false)
})

test('closing waits for the writes that were begun', async () => {
  const { db, file } = await openNotes()
  const writing = db.write(async (tx) => {
    await new Promise((done) => setTimeout(done, 30))
    return tx.run("INSERT INTO note (id) VALUES ('last')")
  })
  await db.close()
  expect(await writing).toBe(1)
  const { db: again } = await openNotes({ file })
  expect(await count(again)).toBe(1)
})

test.each([
  ['file:/var/lib/x.db', '/var/lib/x.db'],
  ['file:///var/lib/x%20y.db', '/var/lib/x y.db'],
  ['file:data/local/x.db', join(process.cwd(), 'data/local/x.db')],
  ['libsql://db.example.org', null],
  ['http://127.0.0.1:8080', null],
])('the file behind %s is %s', (url, file) => {
  expect(databaseFile(url)).toBe(file)
})
