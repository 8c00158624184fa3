import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { builtFile } from '../../server/base/project-root.ts'
import { demoHouseFile } from '../../server/house-facts.ts'
import { createHouseKey } from '../../server/signature/house-key.ts'

let folder: string
/** The folder of a product that was started for the first time and ended again. */
let world: string
let firstOut: string
const started: ChildProcess[] = []

// Ten weeks of the demo take the product longer to live through than most tests do: it lives through them once.
beforeAll(async () => {
  world = folder = await mkdtemp(join(tmpdir(), 'main-'))
  const first = start()
  const answer = await fetch(`${await first.url()}/session`)
  expect(answer.status).toBe(200)
  expect(await first.stop()).toBe(0)
  firstOut = first.said.out
}, 120_000)

afterAll(() => rm(world, { recursive: true, force: true }))

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'main-'))
})

afterEach(async () => {
  for (const program of started.splice(0)) program.kill('SIGKILL')
  await rm(folder, { recursive: true, force: true })
})

function start(settings: Readonly<Record<string, string>> = {}) {
  const environment = { PATH: process.env.PATH, DATABASE_URL: `file:${join(folder, 'vw.db')}`, PORT: '0' }
  const program = spawn(process.execPath, [builtFile('main')], { env: { ...environment, ...settings } })
  started.push(program)
  const said = { out: '', error: '' }
  program.stdout.on('data', (bytes) => {
    said.out += bytes
  })
  program.stderr.on('data', (bytes) => {
    said.error += bytes
  })
  const ended = once(program, 'close').then(([code]) => Number(code))
  return {
    said,
    ended,
    async url(): Promise<string> {
      for (;;) {
        const url = /Vorlagenwerk läuft: (\S+)\n/.exec(said.out)?.[1]
        if (url) return url
        if (program.exitCode !== null) throw new Error(said.error)
        await new Promise((resume) => setTimeout(resume, 20))
      }
    },
    async stop(): Promise<number> {
      program.kill('SIGTERM')
      return ended
    },
  }
}

test('the first start says where it runs and who may try it; the second start finds all as it was', async () => {
  expect(firstOut).toMatch(/kortmann +\S{20} +Dr\. Sabine Kortmann, Leitung/)
  await cp(world, folder, { recursive: true })
  const logins = await readFile(join(folder, 'demo-logins.txt'), 'utf8')
  const second = start()
  await second.url()
  expect(second.said.out.split('\n').slice(1)).toEqual(firstOut.split('\n').slice(1))
  expect(await second.stop()).toBe(0)
  expect(await readFile(join(folder, 'demo-logins.txt'), 'utf8')).toBe(logins)
})

test('a second process on the same database is refused with a sentence', async () => {
  await cp(world, folder, { recursive: true })
  const first = start()
  await first.url()
  const second = start()
  expect(await second.ended).toBe(1)
  expect(second.said.error).toContain('ist schon geöffnet')
  expect((await fetch(`${await first.url()}/session`)).status).toBe(200)
})

test('it ends within two seconds though somebody keeps a connection open', async () => {
  await cp(world, folder, { recursive: true })
  const program = start()
  const { port } = new URL(await program.url())
  const idle = connect(Number(port), '127.0.0.1')
  await once(idle, 'connect')
  idle.write('GET /session HTTP/1.1\r\nHost: localhost\r\n')
  idle.on('error', () => undefined)
  const before = performance.now()
  expect(await program.stop()).toBe(0)
  expect(performance.now() - before).toBeLessThan(2000)
})

test('a port that is taken is said in a sentence', async () => {
  await cp(world, folder, { recursive: true })
  await cp(join(folder, 'vw.db'), join(folder, 'other.db'))
  const first = start()
  const { port } = new URL(await first.url())
  const second = start({ PORT: port, DATABASE_URL: `file:${join(folder, 'other.db')}` })
  expect(await second.ended).toBe(1)
  expect(second.said.error).toContain(`Der Port ${port} ist belegt.`)
})

test('wrong settings end the process with every sentence, before anything is written', async () => {
  const program = start({ NODE_ENV: 'production', PORT: 'x' })
  expect(await program.ended).toBe(1)
  for (const name of ['PORT=', 'BASE_URL=', 'HOUSE_NAME=', 'SEAL_P12_FILE=', 'HOUSE_FILE='])
    expect(program.said.error).toContain(name)
  expect(await readdir(folder)).toEqual([])
})

test('production makes no demo: it says how to create the first account', async () => {
  const { p12, password } = await createHouseKey({ organisation: 'Kreis Auental', at: new Date() })
  await writeFile(join(folder, 'siegel.p12'), p12)
  const program = start({
    NODE_ENV: 'production',
    BASE_URL: 'https://vorlagen.kreis-auental.de',
    HOUSE_NAME: 'Kreis Auental',
    SEAL_P12_FILE: join(folder, 'siegel.p12'),
    SEAL_P12_PASSWORD: password,
    HOUSE_FILE: demoHouseFile,
  })
  expect(await program.url()).toBe('https://vorlagen.kreis-auental.de')
  expect(program.said.out).toContain('npm run -s admin:create -- --login')
  expect(await program.stop()).toBe(0)
  expect(await readdir(folder)).not.toContain('demo-logins.txt')
})

test('a seal that cannot be used ends the start, without its password in the sentence', async () => {
  await writeFile(join(folder, 'siegel.p12'), 'kein Schlüssel')
  const program = start({ SEAL_P12_FILE: join(folder, 'siegel.p12'), SEAL_P12_PASSWORD: 'streng geheim' })
  expect(await program.ended).toBe(1)
  expect(program.said.error).toContain('(SEAL_P12_FILE) lässt sich nicht benutzen: ')
  expect(program.said.error).not.toContain('streng geheim')
})
