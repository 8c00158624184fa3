import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectRoot } from '../../server/base/project-root.ts'
import { type Environment, printProblems, readConfig } from '../../server/config.ts'
import { demoHouseFile } from '../../server/house-facts.ts'

const production = {
  NODE_ENV: 'production',
  BASE_URL: 'https://vorlagen.kreis-auental.de/',
  HOUSE_NAME: 'Kreis Auental',
  SEAL_P12_FILE: '/etc/vorlagenwerk/siegel.p12',
  SEAL_P12_PASSWORD: 'geheim-geheim',
  HOUSE_FILE: demoHouseFile,
}

const refusedSettings = (environment: Environment): string[] => {
  const read = readConfig(environment)
  return read.ok ? [] : read.fields.map(({ path }) => path)
}

test('without any setting it starts for development, on this machine alone, with a file in the project', () => {
  expect(readConfig({})).toEqual({
    ok: true,
    value: {
      production: false,
      host: '127.0.0.1',
      port: 3000,
      publicPort: null,
      publicUrl: null,
      baseUrl: null,
      database: { url: `file://${projectRoot}/data/local/vorlagenwerk.db` },
      dataFolder: join(projectRoot, 'data', 'local'),
      seal: null,
      houseName: 'Kreis Auental',
      houseFacts: expect.objectContaining({ phone: '02999 123-0' }),
      smtp: null,
      trustProxy: false,
      logLevel: 'info',
      sessionLimits: { absoluteMinutes: 720, idleMinutes: 60 },
      approvalDays: 5,
      attachmentBytes: 25 * 2 ** 20,
      contactWeeks: 8,
    },
  })
})

test('production with everything it needs is accepted, the address without its last slash', () => {
  expect(readConfig(production)).toMatchObject({
    ok: true,
    value: { production: true, baseUrl: 'https://vorlagen.kreis-auental.de', seal: { password: 'geheim-geheim' } },
  })
})

test('production names all that is missing at once, each with an example', () => {
  const read = readConfig({ NODE_ENV: 'production' })
  expect(refusedSettings({ NODE_ENV: 'production' })).toEqual([
    'BASE_URL',
    'HOUSE_NAME',
    'SEAL_P12_FILE',
    'SEAL_P12_PASSWORD',
    'HOUSE_FILE',
  ])
  if (!read.ok) for (const { path, message } of read.fields) expect(message).toMatch(new RegExp(`${path}(_FILE)?=`))
})

test('wrong and missing settings are told together, an empty one counts as missing', () => {
  const environment = { ...production, PORT: '70000', LOG_LEVEL: 'laut', SESSION_IDLE_MINUTES: '1', HOUSE_NAME: '' }
  expect(refusedSettings(environment).sort()).toEqual(['HOUSE_NAME', 'LOG_LEVEL', 'PORT', 'SESSION_IDLE_MINUTES'])
})

test.each([
  ['BASE_URL', 'http://vorlagen.kreis-auental.de'],
  ['BASE_URL', 'https://kreis-auental.de/vorlagen'],
  ['BASE_URL', 'vorlagen.kreis-auental.de'],
  ['DATABASE_URL', 'postgres://localhost/x'],
  ['PORT', '3000x'],
  ['TRUST_PROXY', 'ja'],
  ['NODE_ENV', 'prod'],
  ['PUBLIC_PORT', 'drei'],
  ['PUBLIC_URL', 'pruefen.kreis-auental.de'],
])('%s=%s is refused with a German sentence that names it', (name, value) => {
  const read = readConfig({ ...production, [name]: value })
  expect(read).toMatchObject({ ok: false, problem: 'invalid' })
  if (!read.ok) expect(printProblems(read)).toContain(`${name}=`)
})

test('a password may stand in a file, and no sentence ever repeats it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'config-'))
  const file = join(folder, 'siegel')
  await writeFile(file, 'aus der Datei\n')
  const environment = { ...production, SEAL_P12_PASSWORD: undefined, SEAL_P12_PASSWORD_FILE: file }
  expect(readConfig(environment)).toMatchObject({ ok: true, value: { seal: { password: 'aus der Datei' } } })
  const refused = readConfig({ ...environment, PORT: 'x' })
  if (!refused.ok) expect(printProblems(refused)).not.toContain('aus der Datei')
  await rm(folder, { recursive: true })
  expect(refusedSettings(environment)).toContain('SEAL_P12_PASSWORD_FILE')
})

test('the printed address of the check is the one of its own port, which in production must be told', () => {
  expect(readConfig(production)).toMatchObject({ value: { publicUrl: 'https://vorlagen.kreis-auental.de' } })
  expect(refusedSettings({ ...production, PUBLIC_PORT: '3001' })).toEqual(['PUBLIC_URL'])
  const own = { ...production, PUBLIC_PORT: '3001', PUBLIC_URL: 'https://pruefen.kreis-auental.de/' }
  expect(readConfig(own)).toMatchObject({ value: { publicPort: 3001, publicUrl: 'https://pruefen.kreis-auental.de' } })
})

test('half a seal is refused in development too', () => {
  expect(refusedSettings({ SEAL_P12_FILE: 'siegel.p12' })).toEqual(['SEAL_P12_PASSWORD'])
})

const mail = { SMTP_HOST: 'mail.kreis-auental.de', SMTP_FROM: 'vorlagenwerk@kreis-auental.de' }

test('mails go out encrypted as soon as a server and a sender are named', () => {
  expect(readConfig({ ...production, ...mail })).toMatchObject({
    value: { smtp: { host: 'mail.kreis-auental.de', port: 587, tls: 'starttls', signIn: null } },
  })
  const signedIn = { ...mail, SMTP_USER: 'vw', SMTP_PASSWORD: 'geheim', SMTP_TLS: 'implicit', SMTP_PORT: '465' }
  expect(readConfig({ ...production, ...signedIn })).toMatchObject({
    value: { smtp: { port: 465, tls: 'implicit', signIn: { user: 'vw', password: 'geheim' } } },
  })
})

test.each([
  [{ SMTP_HOST: 'mail.kreis-auental.de' }, 'SMTP_FROM'],
  [{ SMTP_FROM: 'vorlagenwerk@kreis-auental.de' }, 'SMTP_HOST'],
  [{ ...mail, SMTP_FROM: 'Vorlagenwerk <x@y.de>' }, 'SMTP_FROM'],
  [{ ...mail, SMTP_USER: 'vw' }, 'SMTP_PASSWORD'],
  [{ ...mail, SMTP_TLS: 'vielleicht' }, 'SMTP_TLS'],
  [{ ...mail, SMTP_PORT: '0' }, 'SMTP_PORT'],
  [{ ...mail, SMTP_USER: 'vw', SMTP_PASSWORD: 'geheim', SMTP_TLS: 'none' }, 'SMTP_TLS'],
])('half a mail server is refused: %o', (environment, name) => {
  expect(refusedSettings({ ...production, ...environment })).toEqual([name])
})

test('what the public pages must say is missing thing by thing, each with an example', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'config-'))
  const file = join(folder, 'behoerde.json')
  const demo = JSON.parse(await readFile(demoHouseFile, 'utf8'))
  await writeFile(file, JSON.stringify({ ...demo, phone: '', accessibility: { ...demo.accessibility, formUrl: 'x' } }))
  const read = readConfig({ ...production, HOUSE_FILE: file })
  if (read.ok) throw new Error('It was accepted.')
  expect(printProblems(read)).toContain('„phone“ oder stimmt nicht, zum Beispiel "02999 123-0".')
  expect(printProblems(read)).toContain('„accessibility.formUrl“')
  await writeFile(file, 'kein JSON')
  expect(refusedSettings({ ...production, HOUSE_FILE: file })).toEqual(['HOUSE_FILE'])
  await rm(folder, { recursive: true })
})
