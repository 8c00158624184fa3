import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fixedClock } from '../../../server/base/clock.ts'
import { openDatabase } from '../../../server/base/database.ts'
import { lockDatabase } from '../../../server/base/lock.ts'
import { backUp } from '../../../server/operations/backup.ts'
import { judgeBackup } from '../../../server/operations/judge-backup.ts'
import { restore } from '../../../server/operations/restore.ts'
import { count, noon, openNotes, temporaryFolder } from '../base/places.ts'
import { houseFolder } from './house-folder.ts'

const clock = fixedClock(noon)

async function houseWithBackup() {
  const house = await houseFolder()
  const backup = join(house.dataFolder, 'backup.db')
  await backUp(house.db, backup)
  const target = join(temporaryFolder(), 'new', 'vorlagenwerk.db')
  return { ...house, backup, target, putBack: (file = backup) => restore({ file, url: `file:${target}`, clock }) }
}

test('a backup put in an empty place is the database again', async () => {
  const { putBack, target, backup } = await houseWithBackup()
  const before = readFileSync(backup)
  expect(await putBack()).toMatchObject({ ok: true, value: { entries: 5 } })
  expect(statSync(target).mode & 0o777).toBe(0o600)
  expect(readdirSync(join(target, '..')).sort()).toEqual(['vorlagenwerk.db', 'vorlagenwerk.db.lock'])
  const { db } = await openNotes({ file: target })
  expect(await count(db)).toBe(5)
  expect(readFileSync(backup).equals(before)).toBe(true)
})

test('a database that is there is never overwritten, nor is what is left of one', async () => {
  const { putBack, target } = await houseWithBackup()
  await putBack()
  expect(await putBack()).toMatchObject({
    ok: false,
    problem: 'conflict',
    message: expect.stringContaining('gibt es schon'),
  })
  const place = join(temporaryFolder(), 'vorlagenwerk.db')
  writeFileSync(`${place}-wal`, 'the log of another database')
  expect(await restore({ file: target, url: `file:${place}`, clock })).toMatchObject({ ok: false, problem: 'conflict' })
  expect(existsSync(place)).toBe(false)
})

test('nothing is put in place while a program has the lock', async () => {
  const { putBack, target } = await houseWithBackup()
  const lock = await lockDatabase({ url: `file:${target}`, clock })
  expect(await putBack()).toMatchObject({ ok: false, message: expect.stringContaining('schon geöffnet') })
  if (lock.ok) await lock.value.release()
  expect(await putBack()).toMatchObject({ ok: true })
})

test('a database in use is no backup: its newest writes stand beside it', async () => {
  const { putBack, file, target } = await houseWithBackup()
  expect(await putBack(file)).toMatchObject({ ok: false, message: expect.stringContaining('in Gebrauch') })
  expect(existsSync(target)).toBe(false)
  const lock = await lockDatabase({ url: `file:${file}`, clock })
  expect(await judgeBackup(file)).toMatchObject({ ok: false, message: expect.stringContaining('schon geöffnet') })
  if (lock.ok) await lock.value.release()
})

test('a backup with a broken chain, a damaged one, and what is no backup are refused and leave nothing', async () => {
  const { putBack, target, backup, dataFolder } = await houseWithBackup()
  const bytes = readFileSync(backup)
  const variant = (name: string, content: Uint8Array | string) => {
    writeFileSync(join(dataFolder, name), content)
    return join(dataFolder, name)
  }
  const forged = variant('forged.db', bytes)
  const db = await openDatabase({ url: `file:${forged}`, clock })
  await db.write(async (tx) => {
    await tx.run('DROP TRIGGER audit_entry_never_changes')
    await tx.run("UPDATE audit_entry SET at = '2020-01-01T00:00:00.000Z' WHERE seq = 3")
  })
  await db.close()
  expect(await putBack(forged)).toMatchObject({
    ok: false,
    message: expect.stringContaining('Eintrag 3 wurde geändert'),
  })
  expect(await judgeBackup(forged)).toMatchObject({ ok: true, value: { brokenAt: 3 } })
  const holed = Buffer.from(bytes)
  holed.fill(0xff, 4096 * 2)
  for (const file of [
    variant('holed.db', holed),
    variant('short.db', bytes.subarray(0, 9000)),
    variant('letter.txt', 'Guten Tag'),
    variant('empty.db', ''),
    dataFolder,
    join(dataFolder, 'nothing.db'),
  ]) {
    expect(await putBack(file), file).toMatchObject({ ok: false, problem: 'invalid' })
  }
  expect(readdirSync(join(target, '..'))).toEqual(['vorlagenwerk.db.lock'])
})
