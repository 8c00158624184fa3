import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { builtFile, projectRoot } from '../../../server/base/project-root.ts'
import { printTagTree, readTagTree } from '../../../server/pdf/tag-tree.ts'
import { createHouseKey } from '../../../server/signature/house-key.ts'
import { verifyPdf } from '../../../server/signature/verify.ts'

const at = '2026-11-26T10:00:00Z'
const cases = join(projectRoot, 'test/cases')
const consent = ['--template', 'einwilligung-weitergabe', '--data', join(cases, 'einwilligung-weitergabe.json')]
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'render-'))
})
afterAll(() => rm(folder, { recursive: true }))

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly errors: string[]
}

function render(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [builtFile('render'), ...args],
      { env: { ...process.env, ...env } },
      (_, out, errors) => {
        resolve({ code: child.exitCode, out, errors: errors.split('\n').filter(Boolean) })
      },
    )
  })
}

async function dataFile(input: unknown): Promise<string> {
  const file = join(folder, `${createHash('sha256').update(JSON.stringify(input)).digest('hex')}.json`)
  await writeFile(file, typeof input === 'string' ? input : JSON.stringify(input))
  return file
}

const pdfNames = async () => (await readdir(folder)).filter((name) => name.includes('.pdf'))

describe('a document comes out', () => {
  test('with one line that says what was written, and the same bytes the second time', async () => {
    const files = [join(folder, 'a.pdf'), join(folder, 'b.pdf')]
    for (const file of files) {
      const ended = await render([...consent, '--out', file, '--at', at])
      expect(ended).toMatchObject({ code: 0, errors: [] })
      const bytes = await readFile(file)
      expect(ended.out.endsWith('\n') && ended.out.trim().split('\n')).toHaveLength(1)
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      expect(JSON.parse(ended.out)).toEqual({ pages: 2, sha256, bytes: bytes.length })
    }
    const [one, two] = await Promise.all(files.map((file) => readFile(file)))
    expect(one && two && Buffer.compare(one, two)).toBe(0)
    expect((await pdfNames()).sort()).toEqual(['a.pdf', 'b.pdf'])
    await Promise.all(files.map((file) => rm(file)))
  })

  test('for each of the real cases, the version named', async () => {
    const real = [
      ['sitzungsvorlage-kreis@1', 'sitzungsvorlage-0303-2021.json', 'Sitzungsvorlage Nr. 0303/2021/KREIS'],
      ['zielvereinbarung-25b@v1', 'zielvereinbarung-25b.json', 'Fatoumata Camara'],
    ] as const
    for (const [template, data, words] of real) {
      const file = join(folder, 'real.pdf')
      const ended = await render(['--template', template, '--data', join(cases, data), '--out', file, `--at=${at}`])
      expect(ended.errors).toEqual([])
      expect(printTagTree(await readTagTree(await readFile(file)))).toContain(words)
      await rm(file)
    }
  })

  test('as a draft even where nearly everything is missing', async () => {
    const file = join(folder, 'draft.pdf')
    const data = await dataFile({ aktenzeichen: 'A 1' })
    const ended = await render(['--template', 'einwilligung-weitergabe', '--data', data, '--out', file, '--draft'])
    expect(ended).toMatchObject({ code: 0, errors: [] })
    expect((await readFile(file)).subarray(0, 5).toString()).toBe('%PDF-')
    await rm(file)
  })

  test('sealed with the key given, so that anyone can check it', async () => {
    const key = await createHouseKey({ organisation: 'Kreis Auental', at: new Date('2026-01-01T00:00:00Z') })
    const p12 = join(folder, 'seal.p12')
    await writeFile(p12, key.p12)
    const file = join(folder, 'sealed.pdf')
    const sealing = [...consent, '--out', file, '--at', at, '--p12', p12, '--p12-password-env', 'SEAL_PASSWORD']
    const ended = await render(sealing, { SEAL_PASSWORD: key.password })
    expect(ended).toMatchObject({ code: 0, errors: [] })
    const report = await verifyPdf(await readFile(file), { anchors: [] })
    expect(report).toMatchObject({ intact: true, signatures: [{ field: 'seal', certifies: true, covers: 'file' }] })
    await rm(file)
    const refused = await render(sealing, { SEAL_PASSWORD: 'falsch' })
    expect(refused).toMatchObject({ code: 2, out: '' })
    expect(refused.errors).toEqual([expect.stringMatching(/^--p12: Das Passwort des Schlüsselspeichers ist falsch/)])
    const early = await render(
      sealing.map((arg) => (arg === at ? '2025-01-01T00:00:00Z' : arg)),
      { SEAL_PASSWORD: key.password },
    )
    expect(early).toMatchObject({ code: 2, out: '' })
  })
})

describe('a refusal is a line for each problem, exit 2 and no file', () => {
  const refused = async (args: readonly string[], env?: NodeJS.ProcessEnv) => {
    const ended = await render(args, env)
    expect(ended).toMatchObject({ code: 2, out: '' })
    expect(await pdfNames()).toEqual([])
    return ended.errors
  }
  const out = () => ['--out', join(folder, 'never.pdf')]

  test('of every value at once', async () => {
    const data = await dataFile({ aktenzeichen: 7, person: { vornahme: 'x' }, datum: '2026-02-30' })
    expect(await refused(['--template', 'einwilligung-weitergabe', '--data', data, ...out()])).toEqual([
      'aktenzeichen: ist eine Zahl, erwartet wird eine Zeile Text',
      'person.vorname: fehlt, erwartet wird eine Zeile Text',
      'person.nachname: fehlt, erwartet wird eine Zeile Text',
      'person.geburtsdatum: fehlt, erwartet wird ein Datum wie „2026-11-26“',
      'person.vornahme: dieses Feld gibt es nicht, meinten Sie „vorname“?',
      'lotsin.name: fehlt, erwartet wird eine Zeile Text',
      'datum: „2026-02-30“ gibt es im Kalender nicht, erwartet wird ein Datum wie „2026-11-26“',
      'einwilligungen: fehlt, erwartet wird eine Liste von JSON-Objekten (Einwilligung)',
      'unterschriften: fehlt, erwartet wird eine Liste von JSON-Objekten (Unterschrift)',
    ])
  })

  test('of options that are missing, unknown or stand twice', async () => {
    expect(await refused([])).toEqual([
      '--template: fehlt, erwartet wird --template <Wert>',
      '--data: fehlt, erwartet wird --data <Wert>',
      '--out: fehlt, erwartet wird --out <Wert>',
    ])
    expect(await refused([...consent, '--out', '--daft', 'x', '--at', '2026-02-30T10:00:00Z'])).toEqual([
      '--out: der Wert fehlt, erwartet wird --out <Wert>',
      expect.stringMatching(/^--daft: diese Option gibt es nicht, erwartet wird eine von --template, --data,/),
      'x: unerwartete Angabe, erwartet werden Optionen wie --template',
      expect.stringMatching(
        /^--at: „2026-02-30T10:00:00Z“ ist kein Zeitpunkt, erwartet wird etwas wie 2026-11-26T10:00:00Z/,
      ),
    ])
    expect(await refused([...consent, ...out(), ...out()])).toEqual([
      '--out: steht zweimal da, erwartet wird die Option einmal',
    ])
    for (const time of ['morgen', '2026-11-26', '0026-11-26T10:00:00Z'])
      expect(await refused([...consent, ...out(), '--at', time])).toHaveLength(1)
    expect(await refused([...consent, ...out(), '--draft', '--p12', 'x', '--p12-password-env', 'X'])).toEqual([
      '--draft: ein Entwurf wird nicht gesiegelt, erwartet wird --draft oder --p12',
    ])
    expect(await refused([...consent, ...out(), '--p12', 'x'])).toEqual([
      '--p12: gehört mit --p12-password-env zusammen, erwartet werden beide oder keine',
    ])
  })

  test('of an unknown template, told with those there are', async () => {
    const [line, ...more] = await refused(['--template', 'zielvereinbarung', '--data', 'x', ...out()])
    expect(line).toMatch(
      /^--template: Die Vorlage „zielvereinbarung“ gibt es nicht, erwartet wird eine von einwilligung-weitergabe@1, /,
    )
    expect(more).toEqual([])
    for (const name of ['zielvereinbarung-25b@2', 'zielvereinbarung-25b@0', 'zielvereinbarung-25b@', '../templates']) {
      expect(await refused(['--template', name, '--data', 'x', ...out()])).toEqual([
        expect.stringContaining(`„${name}“ gibt es nicht, erwartet wird eine von einwilligung-weitergabe@1, `),
      ])
    }
  })

  test('of a file that is not there, is no JSON or no UTF-8', async () => {
    const missing = join(folder, 'missing.json')
    const read = (data: string) => refused(['--template', 'einwilligung-weitergabe', '--data', data, ...out()])
    expect(await read(missing)).toEqual([
      `--data: „${missing}“ kann nicht gelesen werden (gibt es nicht), erwartet wird eine lesbare Datei`,
    ])
    const broken = await dataFile('{\n  "aktenzeichen": "x",\n}')
    expect(await read(broken)).toEqual([
      `--data: „${broken}“: ungültiges JSON in Zeile 3, Spalte 1: ein Name in Anführungszeichen wird erwartet`,
    ])
    const latin = join(folder, 'latin.json')
    await writeFile(latin, Buffer.from([0x22, 0xfc, 0x22]))
    expect(await read(latin)).toEqual([
      `--data: „${latin}“ ist kein Text in UTF-8, erwartet wird eine JSON-Datei in UTF-8`,
    ])
    expect(await read(await dataFile([]))).toEqual([
      '--data: ist eine Liste, erwartet wird ein JSON-Objekt mit den Feldern der Vorlage',
    ])
    expect(await read('/dev/zero')).toEqual(['--data: „/dev/zero“ ist zu groß, erwartet werden höchstens 20 MB'])
  })

  test('of a key that is not there, no key, or without its password', async () => {
    const sealing = (file: string) => [...consent, ...out(), '--p12', file, '--p12-password-env', 'SEAL_PASSWORD']
    expect(await refused(sealing(consent[3] ?? ''))).toEqual([
      '--p12-password-env: die Umgebungsvariable „SEAL_PASSWORD“ ist nicht gesetzt, erwartet wird darin das Passwort',
    ])
    expect(await refused(sealing(consent[3] ?? ''), { SEAL_PASSWORD: 'x' })).toEqual([
      '--p12: Die Datei ist kein Schlüsselspeicher im Format PKCS #12 (.p12 oder .pfx).',
    ])
    expect(await refused(sealing(join(folder, 'nichts.p12')), { SEAL_PASSWORD: 'x' })).toHaveLength(1)
  })

  test('of a place that cannot be written, and nothing is left behind', async () => {
    expect(await refused([...consent, '--out', join(folder, 'nirgends', 'a.pdf')])).toEqual([
      `--out: „${join(folder, 'nirgends', 'a.pdf')}“ kann nicht geschrieben werden (gibt es nicht), erwartet wird ein beschreibbarer Ort`,
    ])
    const notFile = (name: string) => [`--out: „${name}“ ist keine Datei, erwartet wird der Name einer Datei`]
    expect(await refused([...consent, '--out', folder])).toEqual(notFile(folder))
    const socket = join(folder, 'socket')
    const server = createServer().listen(socket)
    await once(server, 'listening')
    expect(await refused([...consent, '--out', socket])).toEqual(notFile(socket))
    expect((await stat(socket)).isSocket()).toBe(true)
    server.close()
    expect((await readdir(tmpdir())).filter((name) => name.startsWith(`${folder.split('/').at(-1)}.`))).toEqual([])
  })
})
