import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fixedClock } from '../../server/base/clock.ts'
import { openHouseSeal } from '../../server/house-seal.ts'
import { createHouseKey } from '../../server/signature/house-key.ts'
import { expectOk } from '../house.ts'

let dataFolder: string
beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'seal-'))
})
afterEach(() => rm(dataFolder, { recursive: true, force: true }))

const clock = fixedClock('2026-11-23T08:00:00.000Z')
const houseName = 'Kreis Auental'

test('in development the first start makes a key, readable by its owner alone, that says what it is', async () => {
  const config = { seal: null, dataFolder, houseName }
  const first = expectOk(await openHouseSeal({ config, clock }))
  const keys = join(dataFolder, 'keys')
  const files = await readdir(keys)
  expect(files).toHaveLength(3)
  for (const file of files) expect((await stat(join(keys, file))).mode & 0o777).toBe(0o600)
  expect((await stat(keys)).mode & 0o777).toBe(0o700)
  expect(await readFile(join(keys, 'LIESMICH.txt'), 'utf8')).toContain('kein qualifiziertes Siegel')
  const again = expectOk(await openHouseSeal({ config, clock }))
  expect(again.anchorsDer).toEqual(first.anchorsDer)
})

test('a first start that ended between both files makes a new key', async () => {
  const config = { seal: null, dataFolder, houseName }
  expectOk(await openHouseSeal({ config, clock }))
  await rm(join(dataFolder, 'keys', 'entwicklungssiegel.p12'))
  expectOk(await openHouseSeal({ config, clock }))
})

test.each([
  ['a wrong password', 'streng geheim', '2026-11-23T08:00:00.000Z', 'Passwort'],
  ['an expired certificate', null, '2030-01-01T00:00:00.000Z', 'abgelaufen'],
])('%s is told with the reason and never with the password', async (_, password, now, words) => {
  const key = await createHouseKey({ organisation: houseName, at: new Date('2026-01-01T00:00:00Z') })
  const file = join(dataFolder, 'siegel.p12')
  await writeFile(file, key.p12)
  const config = { seal: { file, password: password ?? key.password }, dataFolder, houseName }
  const opened = await openHouseSeal({ config, clock: fixedClock(now) })
  expect(opened).toMatchObject({ ok: false, message: expect.stringContaining(words) })
  expect(opened).toHaveProperty('message', expect.not.stringContaining(config.seal.password))
})

test('a certificate that runs out while the product runs is told, and the file is read anew each time', async () => {
  const old = await createHouseKey({ organisation: houseName, at: new Date('2024-01-01T00:00:00Z') })
  const file = join(dataFolder, 'siegel.p12')
  await writeFile(file, old.p12)
  const config = { seal: { file, password: old.password }, dataFolder, houseName }
  const seal = expectOk(await openHouseSeal({ config, clock }))
  const later = new Date('2027-02-01T00:00:00Z')
  expect(await seal.seal(new Uint8Array(), later)).toMatchObject({ message: expect.stringContaining('abgelaufen') })
  await writeFile(file, 'kein Schlüssel')
  expect(await seal.seal(new Uint8Array(), later)).toMatchObject({ message: expect.stringContaining('PKCS #12') })
})
