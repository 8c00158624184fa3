import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { builtFile } from '../../../server/base/project-root.ts'
import { root, sealedPaper, stranger } from '../signature/crafted-house.ts'
import { paper } from '../signature/crafted-pdf.ts'

const folder = mkdtempSync(join(tmpdir(), 'verify-'))
afterAll(() => rmSync(folder, { recursive: true }))

function fileOf(name: string, content: Uint8Array | string): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const pemOf = (certificate: Uint8Array): string =>
  `-----BEGIN CERTIFICATE-----\n${Buffer.from(certificate).toString('base64')}\n-----END CERTIFICATE-----\n`

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [builtFile('verify'), ...args], { encoding: 'utf8' })
  return { status, stdout, stderr }
}

const sealed = fileOf('gesiegelt.pdf', sealedPaper())
const own = fileOf('wurzel.pem', pemOf(root.certificate))
const foreign = fileOf('fremd.pem', pemOf(stranger.certificate))

test('an intact file ends with 0 and a report as JSON', () => {
  const { status, stdout, stderr } = run(sealed)
  expect([status, stderr]).toEqual([0, ''])
  expect(JSON.parse(stdout)).toMatchObject({
    readable: true,
    intact: true,
    trusted: null,
    signatures: [{ field: 'feld10' }],
  })
  expect(stdout).toContain('\n  "intact": true')
})

test('with the right anchor it is trusted, with a foreign one it ends with 1', () => {
  expect(run('--anchor', own, sealed).status).toBe(0)
  const { status, stdout } = run('--anchor', foreign, sealed)
  expect(status).toBe(1)
  expect(JSON.parse(stdout)).toMatchObject({ intact: true, trusted: false })
  expect(run('--anchor', foreign, '--anchor', own, sealed).status).toBe(0)
})

test.each([
  ['an unsigned file', paper('seal'), 'keine Unterschrift'],
  ['a file that is no PDF', 'Guten Tag', 'kein PDF'],
  ['an empty file', '', 'kein PDF'],
  ['a file cut short', sealedPaper().subarray(0, 700), 'beschädigt'],
  ['a file over the limit', Buffer.alloc(65 * 1024 * 1024), 'größer als 64 MiB'],
])('%s ends with 1 and a verdict', (name, content, why) => {
  const { status, stdout, stderr } = run(fileOf(`${name}.pdf`, content))
  expect([status, stderr]).toEqual([1, ''])
  const report = JSON.parse(stdout)
  expect(report.intact).toBe(false)
  expect(report.fileHash).toMatch(/^[0-9a-f]{64}$/)
  expect(report.reasons.join()).toContain(why)
})

test.each([
  ['a missing file', [join(folder, 'fehlt.pdf')], 'gibt es nicht'],
  ['a folder', [folder], 'ist keine Datei'],
  ['no file at all', [], 'Aufruf: npm run -s verify'],
  ['two files', [sealed, sealed], 'Aufruf: npm run -s verify'],
  ['an unknown option', ['--trust', sealed], 'Aufruf: npm run -s verify'],
  ['a missing anchor', ['--anchor', join(folder, 'fehlt.pem'), sealed], 'gibt es nicht'],
  ['an anchor that is none', ['--anchor', sealed, sealed], 'kein lesbares Zertifikat'],
])('%s ends with 2 and a sentence', (_, args, why) => {
  const { status, stdout, stderr } = run(...args)
  expect([status, stdout]).toEqual([2, ''])
  expect(stderr).toContain(why)
  expect(stderr).not.toContain('    at ')
})
