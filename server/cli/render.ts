/** `npm run render -- --template <slug>[@version] --data <file.json> --out <file.pdf>
 *  [--at <ISO time>] [--draft] [--p12 <file> --p12-password-env <NAME>]`
 *
 *  A stable contract for other programs. Exit 0: the file is written, and stdout has one line of JSON
 *  `{"pages":n,"sha256":"…","bytes":n}`. Exit 2: no file is written, and stderr has every problem on a line of its own,
 *  `field.path: what is wrong, what is expected`. Never touches a database. */
import { createReadStream } from 'node:fs'
import { rename, rm, stat, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { sha256Hex } from '../base/canonical-json.ts'
import { invalid, ok, type Problem, type Result } from '../base/result.ts'
import { isCalendarDate } from '../calendar/calendar.ts'
import { readValues } from '../fields/values.ts'
import { missingCharacters } from '../pdf/fonts.ts'
import { closeExpanders } from '../render/expand.ts'
import { readP12 } from '../signature/p12.ts'
import { refuseSigner, sealPdf } from '../signature/seal.ts'
import type { Signer } from '../signature/signature.ts'
import { readJson } from '../template/json-text.ts'
import { loadShipped } from '../template/library.ts'
import { renderDocument } from '../template/rendering.ts'

interface Summary {
  readonly pages: number
  readonly sha256: string
  readonly bytes: number
}

async function render(args: readonly string[]): Promise<Result<Summary>> {
  const options = readOptions(args)
  if (!options.ok) return options
  const { slug, version, data, out, at, draft } = options.value
  const template = await loadShipped(slug, version)
  if (!template.ok) return about('--template', template)
  const input = await readDataFile(data)
  if (!input.ok) return input
  const signer = await readSigner(options.value)
  if (!signer.ok) return signer
  const values = readValues(template.value.fields, input.value, {
    purpose: draft ? 'draft' : 'issue',
    missingCharacters,
  })
  if (!values.ok) return inData(values)
  const document = await renderDocument({
    template: template.value,
    values: values.value,
    mode: draft ? 'preview' : 'final',
    at,
    draft,
  })
  if (!document.ok) return document
  const { pages } = document.value
  const bytes = signer.value ? await seal(document.value.bytes, signer.value, at) : document.value.bytes
  const written = await writeWhole(out, bytes)
  return written.ok ? ok({ pages, sha256: sha256Hex(bytes), bytes: bytes.length }) : written
}

interface Options {
  readonly slug: string
  readonly version: number | undefined
  readonly data: string
  readonly out: string
  readonly at: Date
  readonly draft: boolean
  readonly p12: string | undefined
  readonly passwordName: string | undefined
}

const takesValue = ['template', 'data', 'out', 'at', 'p12', 'p12-password-env']
const known = [...takesValue, 'draft']

function readOptions(args: readonly string[]): Result<Options> {
  const { values, tokens } = parseArgs({ args: joinValues(args), strict: false, allowPositionals: true, tokens: true })
  const problems: string[] = []
  const seen = new Set<string>()
  for (const token of tokens) {
    if (token.kind === 'positional')
      problems.push(`${token.value}: unerwartete Angabe, erwartet werden Optionen wie --template`)
    if (token.kind !== 'option') continue
    if (!known.includes(token.name))
      problems.push(`${token.rawName}: diese Option gibt es nicht, erwartet wird eine von ${optionNames()}`)
    else if (seen.has(token.name)) problems.push(`--${token.name}: steht zweimal da, erwartet wird die Option einmal`)
    else if (token.name === 'draft' && token.value !== undefined)
      problems.push('--draft: hat einen Wert, erwartet wird die Option allein')
    else if (token.name !== 'draft' && !token.value)
      problems.push(`--${token.name}: der Wert fehlt, erwartet wird --${token.name} <Wert>`)
    seen.add(token.name)
  }
  for (const name of ['template', 'data', 'out']) {
    if (!seen.has(name)) problems.push(`--${name}: fehlt, erwartet wird --${name} <Wert>`)
  }
  const text = (name: string) => (typeof values[name] === 'string' && values[name] !== '' ? values[name] : undefined)
  const [p12, passwordName] = [text('p12'), text('p12-password-env')]
  if (seen.has('p12') !== seen.has('p12-password-env')) {
    problems.push('--p12: gehört mit --p12-password-env zusammen, erwartet werden beide oder keine')
  }
  if (p12 !== undefined && values.draft === true)
    problems.push('--draft: ein Entwurf wird nicht gesiegelt, erwartet wird --draft oder --p12')
  const at = readTime(text('at'))
  if (!at)
    problems.push(
      `--at: „${text('at')}“ ist kein Zeitpunkt, erwartet wird etwas wie 2026-11-26T10:00:00Z oder 2026-11-26T11:00:00+01:00`,
    )
  if (problems.length > 0 || !at) return refusal(problems)
  // What is no slug with a version is looked for as it stands, so that the answer lists those there are.
  const template = text('template') ?? ''
  const [, slug = template, version] = /^([^@]*)@v?([1-9]\d{0,5})$/.exec(template) ?? []
  return ok({
    slug,
    version: version === undefined ? undefined : Number(version),
    data: text('data') ?? '',
    out: text('out') ?? '',
    at,
    draft: values.draft === true,
    p12,
    passwordName,
  })
}

/** `--name value` as `--name=value`, so that every known option but --draft takes what follows it. */
function joinValues(args: readonly string[]): string[] {
  const joined: string[] = []
  for (let index = 0; index < args.length; index++) {
    const [arg = '', next] = args.slice(index, index + 2)
    const takesNext = takesValue.includes(arg.replace(/^--/, '')) && arg.startsWith('--')
    if (takesNext && next !== undefined && !next.startsWith('--')) {
      joined.push(`${arg}=${next}`)
      index++
    } else {
      joined.push(arg)
    }
  }
  return joined
}

const optionNames = (): string => known.map((name) => `--${name}`).join(', ')

function readTime(text: string | undefined): Date | null {
  if (text === undefined) return new Date()
  const form = /^([12]\d{3}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,3})?)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/
  const day = form.exec(text)?.[1]
  return day !== undefined && isCalendarDate(day) ? new Date(text) : null
}

async function readDataFile(file: string): Promise<Result<unknown>> {
  const bytes = await readInput('--data', file)
  if (!bytes.ok) return bytes
  const text = decodeUtf8(bytes.value)
  if (text === null)
    return refusal([`--data: „${file}“ ist kein Text in UTF-8, erwartet wird eine JSON-Datei in UTF-8`])
  const json = readJson(text)
  return json.ok ? json : refusal([`--data: „${file}“: ${json.message}`])
}

function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

/** The password comes by the name of an environment variable, so that it stands in no process list. */
async function readSigner({ p12, passwordName, at }: Options): Promise<Result<Signer | null>> {
  if (p12 === undefined || passwordName === undefined) return ok(null)
  const password = process.env[passwordName]
  if (password === undefined) {
    return refusal([
      `--p12-password-env: die Umgebungsvariable „${passwordName}“ ist nicht gesetzt, erwartet wird darin das Passwort`,
    ])
  }
  const bytes = await readInput('--p12', p12)
  if (!bytes.ok) return bytes
  const signer = await readP12(bytes.value, password)
  if (!signer.ok) return about('--p12', signer)
  const refused = refuseSigner(signer.value, at)
  return refused ? about('--p12', refused) : signer
}

const seal = (bytes: Uint8Array, signer: Signer, at: Date): Promise<Uint8Array> =>
  sealPdf(bytes, { field: 'seal', signer, at, certify: true })

const maxInputBytes = 20_000_000

/** Reads no further than the limit, since a pipe or a device does not say how much it has. */
async function readInput(option: string, file: string): Promise<Result<Uint8Array>> {
  try {
    const chunks: Uint8Array[] = []
    for await (const chunk of createReadStream(file, { end: maxInputBytes })) chunks.push(chunk)
    const bytes = Buffer.concat(chunks)
    if (bytes.length <= maxInputBytes) return ok(bytes)
    return refusal([`${option}: „${file}“ ist zu groß, erwartet werden höchstens 20 MB`])
  } catch (error) {
    return refusal([
      `${option}: „${file}“ kann nicht gelesen werden (${reasonOf(error)}), erwartet wird eine lesbare Datei`,
    ])
  }
}

/** All or nothing: a reader never finds half a file. Only a file is replaced, never a device or a pipe. */
async function writeWhole(file: string, bytes: Uint8Array): Promise<Result<null>> {
  const there = await stat(file).catch(() => null)
  if (there && !there.isFile()) return refusal([`--out: „${file}“ ist keine Datei, erwartet wird der Name einer Datei`])
  const unfinished = `${file}.${process.pid}.tmp`
  try {
    await writeFile(unfinished, bytes)
    await rename(unfinished, file)
    return ok(null)
  } catch (error) {
    await rm(unfinished, { force: true })
    return refusal([
      `--out: „${file}“ kann nicht geschrieben werden (${reasonOf(error)}), erwartet wird ein beschreibbarer Ort`,
    ])
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unbekannt'
  const reasons: Record<string, string> = {
    ENOENT: 'gibt es nicht',
    EISDIR: 'ist ein Ordner',
    ENOTDIR: 'liegt nicht in einem Ordner',
    EACCES: 'keine Berechtigung',
    EPERM: 'keine Berechtigung',
    ENOSPC: 'kein Platz mehr',
  }
  return reasons[code] ?? code
}

const refusal = (lines: readonly string[]): Problem =>
  invalid(
    lines.join(' '),
    lines.map((message) => ({ path: '', message })),
  )

const about = (option: string, { message }: Problem): Problem => refusal([`${option}: ${message}`])

/** What is wrong with the data as a whole has no field to name. */
const inData = ({ fields, ...problem }: Problem): Problem => ({
  ...problem,
  fields: fields.map(({ path, message }) => ({ path: path || '--data', message })),
})

function problemLines({ message, fields }: Problem): string[] {
  if (fields.length === 0) return [oneLine(message)]
  return fields.map((field) => oneLine(field.path === '' ? field.message : `${field.path}: ${field.message}`))
}

function oneLine(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, ' ')
}

const rendered = await render(process.argv.slice(2)).finally(closeExpanders)
if (rendered.ok) {
  console.log(JSON.stringify(rendered.value))
} else {
  console.error(problemLines(rendered).join('\n'))
  process.exitCode = 2
}
