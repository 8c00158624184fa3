import { mkdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { chainHead } from '../../../server/audit/chain.ts'
import { controlSocket, startControl } from '../../../server/operations/control.ts'
import { askForAudit, askForBackup } from '../../../server/operations/control-client.ts'
import { judgeBackup } from '../../../server/operations/judge-backup.ts'
import { openNotes, temporaryFolder } from '../base/places.ts'
import { runningHouse, writeNote } from './house-folder.ts'

test('the running server checks its trail, also against a head noted earlier', async () => {
  const { db, dataFolder } = await runningHouse()
  const head = await chainHead(db)
  expect(await askForAudit(dataFolder, null)).toEqual({
    ok: true,
    value: {
      entries: 5,
      head: head.entryHash,
      erased: 0,
      logs: { documents: 0, commits: 0, reduced: 0, broken: [] },
    },
  })
  expect(await askForAudit(dataFolder, `5:${head.entryHash}`)).toMatchObject({ ok: true, value: { entries: 5 } })
  expect(await askForAudit(dataFolder, `6:${head.entryHash}`)).toMatchObject({ ok: true, value: { brokenAt: 6 } })
  expect(await askForAudit(dataFolder, 'five')).toMatchObject({ ok: false, problem: 'invalid' })
})

test('the running server writes a backup while people work, and never overwrites', async () => {
  const { db, dataFolder } = await runningHouse()
  const file = join(dataFolder, 'backup.db')
  const working = Promise.all(Array.from({ length: 40 }, (_, n) => writeNote(db, `w${n}`)))
  const backup = await askForBackup(dataFolder, file)
  await working
  expect(backup).toMatchObject({ ok: true, value: { file } })
  const judged = await judgeBackup(file)
  const entries = judged.ok && 'entries' in judged.value ? judged.value.entries : 0
  expect(entries).toBeGreaterThanOrEqual(5)
  expect(backup?.ok && backup.value.head.seq).toBe(entries)
  expect(await askForBackup(dataFolder, file)).toMatchObject({ ok: false, problem: 'conflict' })
  expect(await askForBackup(dataFolder, join(dataFolder, 'nowhere', 'b.db'))).toMatchObject({
    ok: false,
    problem: 'invalid',
  })
})

test('the socket is for its owner alone, replaces a dead one, and goes with the server', async () => {
  const { dataFolder, control, db } = await runningHouse()
  expect(statSync(controlSocket(dataFolder)).mode & 0o777).toBe(0o600)
  await control.close()
  expect(await askForAudit(dataFolder, null)).toBeNull()
  writeFileSync(controlSocket(dataFolder), '')
  expect(await askForAudit(dataFolder, null)).toBeNull()
  const again = await startControl({ db, dataFolder })
  expect(await askForAudit(dataFolder, null)).toMatchObject({ ok: true })
  await again.close()
})

test('where the path would be too long for a socket it lies in a folder of its own', async () => {
  const dataFolder = join(temporaryFolder(), 'a'.repeat(100))
  expect(controlSocket(dataFolder)).toMatch(new RegExp(`^${tmpdir()}/vorlagenwerk-[0-9a-f]{16}/control.sock$`))
  mkdirSync(dataFolder)
  const { db } = await openNotes({ file: join(dataFolder, 'test.db') })
  const control = await startControl({ db, dataFolder })
  onTestFinished(() => control.close())
  onTestFinished(() => rmSync(dirname(controlSocket(dataFolder)), { recursive: true }))
  expect(statSync(dirname(controlSocket(dataFolder))).mode & 0o777).toBe(0o700)
  expect(await askForAudit(dataFolder, null)).toMatchObject({ ok: true, value: { entries: 0 } })
})

test('a folder that somebody else prepared in the temporary folder is refused', async () => {
  const dataFolder = join(temporaryFolder(), 'b'.repeat(100))
  const { db } = await openNotes()
  const prepared = dirname(controlSocket(dataFolder))
  symlinkSync(temporaryFolder(), prepared)
  onTestFinished(() => rmSync(prepared))
  await expect(startControl({ db, dataFolder })).rejects.toThrow('Ordner')
})

test('what the socket does not know it refuses, and a wrong order does not end the server', async () => {
  const { dataFolder } = await runningHouse()
  const say = (method: string, path: string, body = '') =>
    new Promise<number | undefined>((resolve, reject) => {
      const asked = request({ socketPath: controlSocket(dataFolder), method, path }, (answer) => {
        answer.resume()
        resolve(answer.statusCode)
      })
      asked.once('error', reject).end(body)
    })
  expect(await say('GET', '/elsewhere')).toBe(404)
  expect(await say('POST', '/audit')).toBe(404)
  expect(await say('POST', '/backup', '{}')).toBe(422)
  expect(await say('POST', '/backup', 'no json')).toBe(500)
  expect(await askForAudit(dataFolder, null)).toMatchObject({ ok: true })
})
