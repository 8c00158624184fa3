import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { fixedClock } from '../../../server/base/clock.ts'
import { openDatabase } from '../../../server/base/database.ts'
import { applyMigrations } from '../../../server/base/migrations.ts'
import { noon, temporaryFolder } from './places.ts'

async function emptyHouse(files: Record<string, string>) {
  const folder = join(temporaryFolder(), 'migrations')
  mkdirSync(folder)
  const write = (name: string, sql: string) => writeFileSync(join(folder, name), sql)
  for (const [name, sql] of Object.entries(files)) write(name, sql)
  const db = await openDatabase({ url: `file:${join(folder, '..', 'test.db')}`, clock: fixedClock(noon) })
  onTestFinished(() => db.close())
  const tables = async () =>
    (
      await db.all(z.object({ name: z.string() }), "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    ).map(({ name }) => name)
  return { db, folder, write, tables, migrate: () => applyMigrations(db, folder) }
}

const first = { '0001-a.sql': 'CREATE TABLE a (id TEXT) STRICT; -- one\nCREATE TABLE b (id TEXT) STRICT;\n' }

test('each file is applied once, in order, with all its statements', async () => {
  const house = await emptyHouse({ ...first, '0002-b.sql': 'INSERT INTO a VALUES (1); INSERT INTO b VALUES (2)' })
  expect(await house.migrate()).toEqual(['0001-a.sql', '0002-b.sql'])
  expect(await house.migrate()).toEqual([])
  expect(await house.tables()).toEqual(['a', 'b', 'migration'])
  const record = await house.db.first(z.record(z.string(), z.unknown()), 'SELECT * FROM migration WHERE number = 2')
  expect(record).toMatchObject({ name: '0002-b.sql', appliedAt: noon })
})

test('two starts at once apply a file once', async () => {
  const house = await emptyHouse(first)
  const applied = await Promise.all([house.migrate(), house.migrate()])
  expect(applied.flat()).toEqual(['0001-a.sql'])
})

test('a file changed after it was applied stops the start with a sentence that names it', async () => {
  const house = await emptyHouse(first)
  await house.migrate()
  house.write('0001-a.sql', first['0001-a.sql'].replaceAll('\n', '\r\n'))
  expect(await house.migrate()).toEqual([])
  house.write('0001-a.sql', 'CREATE TABLE c (id TEXT) STRICT')
  await expect(house.migrate()).rejects.toThrow('„0001-a.sql“ wurde geändert')
  expect(await house.tables()).toEqual(['a', 'b', 'migration'])
})

test('a file that fails halfway leaves nothing, and is applied whole once it is cured', async () => {
  const house = await emptyHouse({ ...first, '0002-b.sql': 'CREATE TABLE c (id TEXT); CREATE TABLE a (id TEXT)' })
  await expect(house.migrate()).rejects.toThrow('already exists')
  expect(await house.tables()).toEqual(['a', 'b', 'migration'])
  house.write('0002-b.sql', 'CREATE TABLE c (id TEXT) STRICT; CREATE TABLE d (id TEXT) STRICT')
  expect(await house.migrate()).toEqual(['0002-b.sql'])
  expect(await house.tables()).toEqual(['a', 'b', 'c', 'd', 'migration'])
})

test('a database newer than the program is not touched', async () => {
  const house = await emptyHouse({ ...first, '0002-b.sql': 'CREATE TABLE c (id TEXT) STRICT' })
  await house.migrate()
  const older = await emptyHouse(first)
  await expect(applyMigrations(house.db, older.folder)).rejects.toThrow('„0002-b.sql“, die dieses Programm nicht kennt')
})

test('a number that comes too late and a number used twice are refused', async () => {
  const house = await emptyHouse({ '0002-b.sql': 'CREATE TABLE a (id TEXT) STRICT' })
  await house.migrate()
  house.write('0001-late.sql', 'CREATE TABLE b (id TEXT) STRICT')
  await expect(house.migrate()).rejects.toThrow('kommt zu spät')
  house.write('0002-twice.sql', '')
  await expect(house.migrate()).rejects.toThrow('dieselbe Nummer')
  expect(await house.tables()).toEqual(['a', 'migration'])
})

test('a name that is no migration is refused', async () => {
  const house = await emptyHouse({ '1-a.sql': '' })
  await expect(house.migrate()).rejects.toThrow('kein Name einer Migration')
})
