import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { redeemPasswordLink, signIn } from '../../../server/auth/auth-actions.ts'
import { systemClock } from '../../../server/base/clock.ts'
import { openDatabase } from '../../../server/base/database.ts'
import { lockDatabase } from '../../../server/base/lock.ts'
import { builtFile } from '../../../server/base/project-root.ts'
import { expectOk } from '../../house.ts'

let folder: string
let url: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'admin-create-'))
  url = pathToFileURL(join(folder, 'vorlagenwerk.db')).href
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const wellmann = ['--login', 'wellmann', '--name', 'Tom Wellmann']

test('the first account is made with a link that sets its password', async () => {
  const { code, stdout } = await run(wellmann)
  expect(code).toBe(0)
  const token = /^ {2}http:\/\/localhost:3000\/password\/([\w-]{43})$/m.exec(stdout)?.[1] ?? ''
  const db = await openDatabase({ url, clock: systemClock })
  const password = 'vier kluge Enten am See'
  expectOk(await redeemPasswordLink(db, { token, password }))
  const { actor } = expectOk(await signIn(db, { login: 'wellmann', password, address: '10.0.0.1' }))
  expect(actor).toMatchObject({ name: 'Tom Wellmann', unitName: 'Administration', roles: ['administration'] })
  await db.close()
})

test('a login is given once, a unit must exist, and the call must be complete', async () => {
  await run(wellmann)
  expect(await run(wellmann)).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('schon vergeben') })
  const lost = await run(['--login', 'kamp', '--name', 'Ute Kamp', '--unit', '99'])
  expect(lost).toMatchObject({ code: 1, stderr: expect.stringContaining('ADM Administration') })
  expect(await run(['--login', 'kamp'])).toMatchObject({ code: 1, stderr: expect.stringContaining('Aufruf:') })
  expect(await run(['--passwort', 'x'])).toMatchObject({ code: 1, stderr: expect.stringContaining('Aufruf:') })
})

test('while the server runs, it leads to the page for accounts', async () => {
  const lock = expectOk(await lockDatabase({ url, clock: systemClock }))
  expect(await run(wellmann)).toMatchObject({ code: 1, stderr: expect.stringContaining('unter „Konten“') })
  await lock.release()
})

function run(args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { PATH: process.env.PATH, DATABASE_URL: url }
  return new Promise((resolve) => {
    execFile(process.execPath, [builtFile('admin-create'), ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr })
    })
  })
}
