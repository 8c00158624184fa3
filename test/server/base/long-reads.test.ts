import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Connection, connectFile } from '../../../server/base/connection.ts'
import { openLongReads } from '../../../server/base/long-reads.ts'
import type { Reads } from '../../../server/base/reading-threads.ts'

let folder: string
let writer: Connection
let reader: Connection
let reads: Reads
/** How many statements were read where everybody waits. */
let here: number
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'long-reads-'))
  const file = join(folder, 'house.db')
  writer = connectFile(file)
  await writer.execute('PRAGMA journal_mode = WAL', [])
  await writer.execute('CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT, bytes BLOB)', [])
  here = 0
  const connection = connectFile(file)
  reader = {
    ...connection,
    execute(sql, args) {
      here += 1
      return connection.execute(sql, args)
    },
  }
})
afterEach(async () => {
  await reads.close()
  reader.close()
  writer.close()
  await rm(folder, { recursive: true })
})

const add = (id: number, name: string) =>
  writer.execute('INSERT INTO thing VALUES (?, ?, ?)', [id, name, Buffer.from(name)])
const all = 'SELECT id, name, bytes FROM thing WHERE id > ? OR bytes = ? ORDER BY id'
const names = async () => (await reads.execute(all, [0, Buffer.from('x')])).rows.map((row) => row[1])

test('what takes long three times in a row is read elsewhere, and finds what was written just before', async () => {
  reads = openLongReads(reader, join(folder, 'house.db'), -1)
  for (const [index, name] of ['Ä', 'B', 'C', 'D', 'E'].entries()) {
    await add(index + 1, name)
    expect(await names()).toHaveLength(index + 1)
  }
  expect(here).toBe(3)
  const { columns, rows } = await reads.execute(all, [0, Buffer.from('x')])
  expect(columns).toEqual(['id', 'name', 'bytes'])
  expect(Array.from(rows[0] ?? [])).toEqual([1n, 'Ä', new Uint8Array(Buffer.from('Ä'))])
})

test('what is quick stays where it is', async () => {
  reads = openLongReads(reader, join(folder, 'house.db'), 10_000)
  for (let time = 0; time < 9; time++) expect(await names()).toEqual([])
  expect(here).toBe(9)
})

test('several are read beside each other, each with its own answer; closing waits for them', async () => {
  reads = openLongReads(reader, join(folder, 'house.db'), -1)
  await add(1, 'A')
  for (let time = 0; time < 3; time++) await names()
  const asked = Array.from({ length: 20 }, () => names())
  await reads.close()
  expect(await Promise.all(asked)).toEqual(asked.map(() => ['A']))
})

test('what the database refuses is refused with its code, and the next statement is answered', async () => {
  reads = openLongReads(reader, join(folder, 'house.db'), -1)
  const broken = 'SELECT json(name) AS name FROM thing'
  for (let time = 0; time < 3; time++) await reads.execute(broken, [])
  await add(1, '{')
  const refused = expect(reads.execute(broken, [])).rejects
  await refused.toMatchObject({ name: 'LibsqlError', code: 'SQLITE_ERROR', message: 'SQLITE_ERROR: malformed JSON' })
  await writer.execute("UPDATE thing SET name = '[]'", [])
  expect((await reads.execute(broken, [])).rows).toHaveLength(1)
  expect(here).toBe(3)
})

test('what takes long only for a while comes back', async () => {
  reads = openLongReads(reader, join(folder, 'house.db'), 5)
  const counting =
    'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT count(*) AS count FROM n'
  for (let time = 0; time < 3; time++) await reads.execute(counting, [1_000_000])
  expect(here).toBe(3)
  await reads.execute(counting, [1])
  expect(here).toBe(3)
  await expect.poll(async () => (await reads.execute(counting, [1])) && here).toBeGreaterThan(3)
})

test('nothing is read after the end', async () => {
  reads = openLongReads(reader, join(folder, 'house.db'), -1)
  for (let time = 0; time < 3; time++) await names()
  await reads.close()
  await expect(names()).rejects.toMatchObject({ code: 'CLIENT_CLOSED' })
})
