import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { chainHead } from '../../../server/audit/chain.ts'
import { fixedClock } from '../../../server/base/clock.ts'
import { lockDatabase } from '../../../server/base/lock.ts'
import { builtFile } from '../../../server/base/project-root.ts'
import { startControl } from '../../../server/operations/control.ts'
import { noon, temporaryFolder } from '../base/places.ts'
import { houseFolder } from '../operations/house-folder.ts'

/** Runs a program as an operator does, for a database of hers. */
async function run(databaseFile: string, program: string, ...args: string[]) {
  // The test runner has settings of its own in its environment.
  const env = { PATH: process.env.PATH, NODE_ENV: 'development', DATABASE_URL: `file:${databaseFile}` }
  const child = spawn(process.execPath, [builtFile(program), ...args], { env })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (text) => {
    stdout += text
  })
  child.stderr.on('data', (text) => {
    stderr += text
  })
  const status = await new Promise((done) => child.once('close', done))
  return { status, stdout, stderr }
}

test('audit:verify asks the running server and prints entries and head', async () => {
  const { db, dataFolder, file } = await houseFolder()
  const control = await startControl({ db, dataFolder })
  onTestFinished(() => control.close())
  const { entryHash } = await chainHead(db)
  const checked = await run(file, 'audit-verify')
  expect(checked).toEqual({
    status: 0,
    stderr: '',
    stdout: `Die Prüfkette ist unversehrt.\nEinträge: 5\nKopf: 5:${entryHash}\n`,
  })
  expect((await run(file, 'audit-verify', '--head', `4:${entryHash}`)).stdout).toContain('gebrochen: Eintrag 4.')
  expect(await run(file, 'audit-verify', '--head', 'five')).toMatchObject({ status: 2, stdout: '' })
  await db.write(async (tx) => {
    await tx.run('DROP TRIGGER audit_entry_never_changes')
    await tx.run("UPDATE audit_entry SET at = '2020-01-01T00:00:00.000Z' WHERE seq = 3")
  })
  expect(await run(file, 'audit-verify')).toEqual({
    status: 1,
    stderr: '',
    stdout: 'Die Prüfkette ist gebrochen: Eintrag 3. Eintrag 3 wurde geändert.\n',
  })
})

test('without a server audit:verify says what to do, and checks a backup', async () => {
  const { db, dataFolder, file } = await houseFolder()
  const backup = join(dataFolder, 'backup.db')
  await db.backup(backup)
  const missing = await run(file, 'audit-verify')
  expect(missing).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('Es läuft kein Server') })
  expect(await run(file, 'audit-verify', '--backup', backup)).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('Einträge: 5'),
  })
  expect(await run(file, 'audit-verify', '--nonsense')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('Aufruf'),
  })
})

test('a backup through the running server, then restored elsewhere, is the same trail', async () => {
  const { db, dataFolder, file } = await houseFolder()
  const lock = await lockDatabase({ url: `file:${file}`, clock: fixedClock(noon) })
  const backup = join(temporaryFolder(), 'sicherung.db')
  const refused = await run(file, 'backup', backup)
  expect(refused).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('schon geöffnet') })
  const control = await startControl({ db, dataFolder })
  onTestFinished(() => control.close())
  const { entryHash } = await chainHead(db)
  const made = await run(file, 'backup', backup)
  expect(made).toMatchObject({ status: 0, stderr: '' })
  expect(made.stdout).toContain(`Gesichert: ${backup}`)
  expect(made.stdout).toContain(`Kopf 5:${entryHash}`)
  expect(made.stdout).toContain(`„${join(dataFolder, 'keys')}“`)
  expect(await run(file, 'backup', backup)).toMatchObject({
    status: 1,
    stdout: '',
    stderr: expect.stringContaining('gibt es schon'),
  })
  const place = join(temporaryFolder(), 'vorlagenwerk.db')
  const restored = await run(place, 'restore', backup)
  expect(restored).toMatchObject({ status: 0, stderr: '', stdout: expect.stringContaining(`Kopf: 5:${entryHash}`) })
  expect(restored.stdout).toContain('Schlüssel')
  expect(await run(file, 'restore', backup)).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('schon geöffnet'),
  })
  if (lock.ok) await lock.value.release()
  expect(await run(place, 'restore', backup)).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('gibt es schon'),
  })
})

test('without a server backup opens the database itself, if there is one', async () => {
  const { db, file } = await houseFolder()
  await db.close()
  const backup = join(temporaryFolder(), 'sicherung.db')
  expect(await run(file, 'backup', backup)).toMatchObject({ status: 0, stdout: expect.stringContaining('5 Einträge') })
  const nowhere = join(temporaryFolder(), 'none.db')
  expect(await run(nowhere, 'backup', `${backup}.2`)).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('noch keine Datenbank'),
  })
  expect([existsSync(nowhere), existsSync(`${backup}.2`)]).toEqual([false, false])
  expect(await run(file, 'backup')).toMatchObject({ status: 1, stderr: expect.stringContaining('Aufruf') })
})
