import { LibsqlError } from '@libsql/client'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { openLocalConnection } from '../../../server/base/local-connection.ts'
import { openNotes } from './places.ts'

async function openReading() {
  const { db, file } = await openNotes()
  const reading = openLocalConnection(file, { timeoutMs: 20 })
  onTestFinished(() => reading.close())
  const add = (id: string, body: string | null = null) =>
    db.write((tx) => tx.run('INSERT INTO note (id, body) VALUES (?, ?)', [id, body]))
  return { db, reading, add }
}

test('a statement that was prepared before sees what was committed since, also after it failed half-way', async () => {
  const { reading, add } = await openReading()
  const sql = 'SELECT id, json_extract(body, ?) AS told FROM note ORDER BY id'
  await add('a', '{"x":"1"}')
  expect(reading.execute(sql, ['$.x']).rows).toEqual([['a', '1']])
  await add('b', '{"x":"2"}')
  expect(reading.execute(sql, ['$.x']).rows).toEqual([
    ['a', '1'],
    ['b', '2'],
  ])
  await add('c', 'no json')
  expect(() => reading.execute(sql, ['$.x'])).toThrow(LibsqlError)
  await add('d')
  expect(reading.execute('SELECT id FROM note WHERE id > ? ORDER BY id', ['b']).rows).toEqual([['c'], ['d']])
})

test('what was read keeps no write-ahead log from being emptied', async () => {
  const { db, reading, add } = await openReading()
  await add('a')
  for (const sql of ['SELECT id FROM note', 'SELECT count(*) FROM note', 'SELECT id FROM note WHERE id = 0'])
    reading.execute(sql, [])
  await add('b')
  const row = z.object({ busy: z.number(), log: z.number(), checkpointed: z.number() })
  expect(await db.first(row, 'PRAGMA wal_checkpoint(TRUNCATE)')).toEqual({ busy: 0, log: 0, checkpointed: 0 })
})

test('a changed table is read as it is now, and after a new connection too', async () => {
  const { db, reading, add } = await openReading()
  await add('a')
  expect(reading.execute('SELECT id FROM note', []).rows).toEqual([['a']])
  await db.write((tx) => tx.run("ALTER TABLE note ADD COLUMN more TEXT DEFAULT 'm'"))
  expect(reading.execute('SELECT id FROM note', []).rows).toEqual([['a']])
  reading.reconnect()
  expect(reading.execute('SELECT id, more FROM note', [])).toMatchObject({
    columns: ['id', 'more'],
    rows: [['a', 'm']],
  })
  reading.close()
  expect(() => reading.execute('SELECT id FROM note', [])).toThrow('closed')
})

test('a transaction that was rolled back under it takes nothing more, and one that is closed leaves nothing', async () => {
  const { reading } = await openReading()
  const ended = reading.begin()
  ended.execute("INSERT INTO note (id) VALUES ('a')", [])
  reading.execute('ROLLBACK', [])
  expect(() => ended.execute("INSERT INTO note (id) VALUES ('b')", [])).toThrow('closed')
  ended.close()
  const left = reading.begin()
  expect(left.execute("INSERT INTO note (id) VALUES ('c')", []).rowsAffected).toBe(1)
  left.close()
  const kept = reading.begin()
  kept.execute("INSERT INTO note (id) VALUES ('d')", [])
  kept.commit()
  kept.close()
  expect(reading.execute('SELECT id FROM note', []).rows).toEqual([['d']])
})

test('after a constraint has refused a statement, the transaction goes on', async () => {
  const { reading } = await openReading()
  const insert = 'INSERT INTO note (id) VALUES (?)'
  const transaction = reading.begin()
  transaction.execute(insert, ['a'])
  expect(() => transaction.execute(insert, ['a'])).toThrow(LibsqlError)
  transaction.execute(insert, ['b'])
  transaction.commit()
  expect(reading.execute('SELECT id FROM note ORDER BY id', []).rows).toEqual([['a'], ['b']])
})
