import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { bundlePdf } from '../../server/pdf/bundle.ts'
import { signatureFields } from '../../server/pdf/incremental.ts'
import { asJpeg } from '../../server/picture/picture.ts'
import { printCopy } from '../../server/render/print-copy.ts'
import { readP12 } from '../../server/signature/p12.ts'
import { sealPdf } from '../../server/signature/seal.ts'
import { pdf, picture } from '../server/attachment/files.ts'
import { createTestPki } from './pki.ts'
import { dssReports, ownVerdict, pdfsigFindsIntact, pyhanko, run, runOwn, textOf, verapdfFailures } from './tools.ts'

const cases = [
  {
    template: 'sitzungsvorlage-kreis',
    input: 'sitzungsvorlage-0303-2021',
    words: ['0303/2021/KREIS', 'Ausschuss für Sicherheit und Ordnung', 'Stelle der Integrationslotsin'],
  },
  {
    template: 'zielvereinbarung-25b',
    input: 'zielvereinbarung-25b',
    words: ['32.3-ZV-2026-0147', 'Fatoumata Camara', '§ 25b'],
  },
  {
    template: 'einwilligung-weitergabe',
    input: 'einwilligung-weitergabe',
    words: ['Einwilligung in die Weitergabe', 'Beratungsstelle Beispielverband e. V.'],
  },
] as const

const folder = mkdtempSync(join(tmpdir(), 'conformance-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const pki = createTestPki(folder)
const unsigned = cases.map((paper) => render(paper, null))
const sealed = cases.flatMap((paper) => [render(paper, 'rsa'), render(paper, 'ec')])

function render({ template, input }: (typeof cases)[number], key: 'rsa' | 'ec' | null): string {
  const out = join(folder, `${input}-${key ?? 'unsigned'}.pdf`)
  const paper = ['--template', template, '--data', join('test', 'cases', `${input}.json`), '--out', out]
  const seal = key ? ['--p12', pki[key], '--p12-password-env', 'TEST_P12_PASSWORD'] : []
  const { exitCode, output } = runOwn('render', [...paper, '--at', '2026-11-22T12:00:00Z', ...seal], {
    TEST_P12_PASSWORD: pki.password,
  })
  if (exitCode !== 0) throw new Error(`${input} was not rendered:\n${output}`)
  return out
}

test.each(['ua1', '2a'] as const)('veraPDF finds every paper to be %s, unsigned and sealed', (flavour) => {
  expect(verapdfFailures(flavour, [...unsigned, ...sealed])).toEqual([])
})

test('print copies of sealed papers are as accessible and lasting as the papers', async () => {
  const copies: string[] = []
  for (const file of sealed) {
    const copy = await printCopy({
      sealed: readFileSync(file),
      code: 'AU7F-3A91-C2K4-8',
      publicUrl: 'https://auental.de',
    })
    copies.push(file.replace('.pdf', '-druck.pdf'))
    writeFileSync(copies.at(-1) ?? '', copy)
  }
  expect(verapdfFailures('ua1', copies)).toEqual([])
  expect(verapdfFailures('2a', copies)).toEqual([])
  for (const copy of copies) expect(run('qpdf', ['--check', copy]).exitCode).toBe(0)
  expect(textOf(copies[0] ?? '')).toContain('Druckexemplar')
})

test('qpdf finds nothing to complain about', () => {
  for (const file of [...unsigned, ...sealed]) {
    const { exitCode, output } = run('qpdf', ['--check', file])
    expect({ exitCode, warnings: /warning/i.test(output) }, output).toEqual({ exitCode: 0, warnings: false })
  }
})

test('qpdf finds nothing wrong with a paper bound with its attachments, whatever came among them', async () => {
  const [paper = ''] = sealed
  const photo = await asJpeg(await picture('png', { width: 900, height: 400 }), { longestEdge: 2000 })
  if (!photo.ok) throw new Error(photo.message)
  const bundle = join(folder, 'mit-anlagen.pdf')
  const parts = [
    { label: 'Sitzungsvorlage', content: { pdf: readFileSync(paper) } },
    { label: 'Anlage 1: Bescheid', content: { pdf: await pdf('Bescheid', 'Seite zwei') } },
    { label: 'Anlage 2: Lageplan', content: { jpegs: [photo.value.bytes] } },
    { label: 'Anlage 3: Kalkulation', content: null },
    { label: 'Anlage 4: Kaputt', content: { pdf: new TextEncoder().encode('%PDF-1.7 nichts') } },
  ]
  const lines = ['Arbeitskopie']
  writeFileSync(bundle, await bundlePdf({ title: 'Vorlage mit Anlagen', lines, at: new Date('2026-11-23'), parts }))
  const { exitCode, output } = run('qpdf', ['--check', bundle])
  expect({ exitCode, warnings: /warning/i.test(output) }, output).toEqual({ exitCode: 0, warnings: false })
  for (const words of ['Anlage 1: Bescheid', 'Seite zwei', '0303/2021/KREIS']) expect(textOf(bundle)).toContain(words)
})

test('pdftotext reads the words of each paper', () => {
  for (const [index, { words }] of cases.entries()) {
    const text = textOf(unsigned[index] ?? '')
    for (const word of words) expect(text).toContain(word)
  }
  for (const file of sealed) expect(textOf(file)).toContain('22.11.2026, 13:00 Uhr (UTC+01:00)')
})

test('sealing adds to the file and changes no byte of it', () => {
  for (const file of sealed) {
    const before = readFileSync(file.replace(/-(rsa|ec)\.pdf$/, '-unsigned.pdf'))
    expect(readFileSync(file).subarray(0, before.length).equals(before), basename(file)).toBe(true)
  }
})

test('our own verification, pdfsig and pyHanko find every seal valid', () => {
  for (const file of sealed) {
    expect(ownVerdict(pki.anchor, file), basename(file)).toEqual({ exitCode: 0, intact: true, trusted: true })
    expect(pdfsigFindsIntact(file), basename(file)).toBe(true)
    const { exitCode, output } = pyhanko(pki.anchor, file)
    expect(exitCode, output).toBe(0)
    expect(output).toContain('The signature covers the entire file.')
    expect(output).toContain('The signature is judged VALID.')
  }
})

test('EU DSS finds PAdES baseline B in every seal and misses nothing but revocation data', () => {
  const unknown = ['The certificate validation is not conclusive!', 'No revocation data found for the certificate!']
  for (const { file, error, signatures } of dssReports(pki.anchor, sealed)) {
    expect({ error, signatures }, basename(file)).toMatchObject({
      error: null,
      signatures: [{ format: 'PAdES-BASELINE-B', intact: true, undefinedChanges: [] }],
    })
    for (const { indication, subIndication, errors } of signatures) {
      expect(errors.filter((sentence) => !unknown.includes(sentence))).toEqual([])
      expect([
        'TOTAL_PASSED null',
        'INDETERMINATE CERTIFICATE_CHAIN_GENERAL_FAILURE',
        'INDETERMINATE TRY_LATER',
      ]).toContain(`${indication} ${subIndication}`)
    }
  }
})

test('a person signs after the house, and no judge minds', async () => {
  const file = await countersign(sealed[3] ?? '')
  expect(verapdfFailures('ua1', [file]).concat(verapdfFailures('2a', [file]))).toEqual([])
  expect(ownVerdict(pki.anchor, file)).toEqual({ exitCode: 0, intact: true, trusted: true })
  expect(pdfsigFindsIntact(file)).toBe(true)
  const { exitCode, output } = pyhanko(pki.anchor, file)
  expect(exitCode, output).toBe(0)
  expect(dssReports(pki.anchor, [file])[0]?.signatures).toMatchObject([
    { format: 'PAdES-BASELINE-B', intact: true, undefinedChanges: [] },
    { format: 'PAdES-BASELINE-B', intact: true, undefinedChanges: [] },
  ])
})

/** The first field still empty, filled with the RSA key an hour after the seal. */
async function countersign(file: string): Promise<string> {
  const bytes = readFileSync(file)
  const field = (await signatureFields(bytes)).find(({ filled }) => !filled)
  const signer = await readP12(readFileSync(pki.rsa), pki.password)
  if (!field || !signer.ok) throw new Error(`${file} cannot be signed once more.`)
  const at = new Date('2026-11-22T13:00:00Z')
  const out = file.replace('.pdf', '-countersigned.pdf')
  writeFileSync(out, await sealPdf(bytes, { field: field.name, signer: signer.value, at, certify: false }))
  return out
}

test('a flipped bit anywhere in the signed bytes is found by every judge', () => {
  const tampered = sealed
    .slice(0, 2)
    .flatMap((file) => [0.001, 0.2, 0.4, 0.6, 0.8, 0.999].map((at) => flipBit(file, at)))
  const dss = dssReports(pki.anchor, tampered)
  for (const [index, file] of tampered.entries()) {
    const { output } = pyhanko(pki.anchor, file)
    const verdicts = {
      own: ownVerdict(pki.anchor, file),
      pdfsig: pdfsigFindsIntact(file),
      pyhanko: output.includes('judged VALID'),
      dss: dss[index]?.signatures.some(({ intact }) => intact) ?? true,
    }
    expect(verdicts, basename(file)).toMatchObject({
      own: { exitCode: 1, intact: false },
      pdfsig: false,
      pyhanko: false,
      dss: false,
    })
  }
})

/** A copy of a sealed file with one bit flipped, `share` of the way through the bytes that its signature covers. */
function flipBit(file: string, share: number): string {
  const bytes = readFileSync(file)
  const range = /\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)/.exec(bytes.toString('latin1'))
  if (!range) throw new Error(`${file} has no signature.`)
  const [, , length1 = 0, start2 = 0, length2 = 0] = range.map(Number)
  const offset = Math.floor(share * (length1 + length2))
  const at = offset < length1 ? offset : start2 + offset - length1
  bytes[at] = (bytes[at] ?? 0) ^ 0x01
  const out = file.replace('.pdf', `-flipped-${at}.pdf`)
  writeFileSync(out, bytes)
  return out
}
