import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Result } from '../base/result.ts'
import type { Block } from '../blocks/blocks.ts'
import { readValues } from '../fields/values.ts'
import { walkSchema } from '../fields/walk.ts'
import { missingCharacters } from '../pdf/fonts.ts'
import { printTagTree, readTagTree } from '../pdf/tag-tree.ts'
import type { Printed, PrintJob } from '../render/render.ts'
import { inspectTemplate } from '../render/template-inspection.ts'
import { readJson } from './json-text.ts'
import { readTemplate, readTemplateFiles, type ShippedVersion, type Template, type TemplateFiles } from './library.ts'
import { lineDiff } from './line-diff.ts'
import { missingPaperFields } from './paper-fields.ts'
import { type ExpandedDocument, expandDocument, printHere } from './rendering.ts'

/** What is wrong with a version, as `file:line:column sentence` where the place is known; the file's name is relative to
 *  the version's folder. */
export interface TemplateProblem {
  readonly place: string
  readonly message: string
}

export interface CheckOptions {
  /** `rewrite` takes what is rendered now as what is expected. */
  readonly expectation: 'compare' | 'rewrite'
}

/** The time of the sample's rendering: a fixed one, since the same input and time give the same bytes. */
const sampleTime = new Date('2026-11-26T10:00:00Z')

/** Proves a version: its files are valid, the template says what the language allows and prints every field that may be
 *  printed, and its sample renders to what `expected.txt` shows. */
export async function checkVersion(shipped: ShippedVersion, { expectation }: CheckOptions): Promise<TemplateProblem[]> {
  const absent = absentFiles(shipped.folder)
  if (absent.length > 0) return absent
  const sample = await readFile(join(shipped.folder, 'sample.json'), 'utf8')
  const checked = await checkTexts(shipped, { ...(await readTemplateFiles(shipped.folder)), sample }, printHere)
  if (!checked.ok) return [...checked.problems]
  const tree = printTagTree(await readTagTree(checked.sample.bytes))
  const printed = tree.endsWith('\n') ? tree : `${tree}\n`
  const file = join(shipped.folder, 'expected.txt')
  if (expectation === 'rewrite') {
    await writeFile(file, printed)
    return []
  }
  const difference = lineDiff(await readOrEmpty(file), printed)
  if (difference.length === 0) return []
  const advice =
    'das gesetzte Beispiel sieht anders aus als erwartet; ist es richtig so: npm run templates:check -- --write'
  return [{ place: 'expected.txt', message: [advice, ...difference].join('\n') }]
}

/** The texts of the files that a person writes; the sample is not hashed. */
export interface VersionTexts extends TemplateFiles {
  readonly sample: string
}

/** The sample of a version, filled in and set. */
export interface SetSample extends ExpandedDocument, Printed {}

export type CheckedTexts =
  | { readonly ok: true; readonly template: Template; readonly sample: SetSample }
  | { readonly ok: false; readonly problems: readonly TemplateProblem[] }

/** The same proof for texts, whether they lie in a folder or not, but for what is expected of the sample. */
export async function checkTexts(
  version: Omit<ShippedVersion, 'folder'>,
  texts: VersionTexts,
  print: (job: PrintJob) => Promise<Result<Printed>>,
): Promise<CheckedTexts> {
  const read = readTemplate(version, texts)
  if (!read.ok) return { ok: false, problems: placed(read) }
  const template = read.value
  const inspected = [...checkSize(template), ...checkSuccession(template), ...checkPaper(template)]
  const problems = inspected.length > 0 ? inspected : checkLanguage(template)
  if (problems.length > 0) return { ok: false, problems }
  const sample = await setSample(template, texts.sample, print)
  return sample.ok ? { ok: true, template, sample: sample.value } : { ok: false, problems: sample.problems }
}

/** More nobody fills in; and each is looked for in all the others. */
const mostFields = 500

function checkSize({ fields }: Template): TemplateProblem[] {
  const count = [...walkSchema(fields)].length
  if (count <= mostFields) return []
  return [{ place: 'fields.json', message: `es sind ${count} Felder, möglich sind höchstens ${mostFields}` }]
}

function absentFiles(folder: string): TemplateProblem[] {
  const names = ['template.hbs', 'fields.json', 'template.json', 'sample.json']
  return names.filter((name) => !existsSync(join(folder, name))).map((place) => ({ place, message: 'die Datei fehlt' }))
}

function checkSuccession({ version, description: { supersedes } }: Template): TemplateProblem[] {
  if (supersedes === null || supersedes < version) return []
  const message = `die Version ${version} kann die Version ${supersedes} nicht ablösen, erwartet wird eine frühere oder null`
  return [{ place: 'template.json supersedes', message }]
}

function checkPaper({ kind, fields }: Template): TemplateProblem[] {
  if (kind !== 'paper') return []
  return missingPaperFields(fields).map(({ path, message }) => ({ place: `fields.json ${path}`, message }))
}

function placed(result: Extract<Result<never>, { ok: false }>, file?: string): TemplateProblem[] {
  if (result.fields.length === 0) return [{ place: file ?? '', message: result.message }]
  return result.fields.map(({ path, message }) => ({ place: [file, path].filter(Boolean).join(' '), message }))
}

function checkLanguage({ source, fields, description, kind }: Template): TemplateProblem[] {
  const document = inspectTemplate(source, fields, 'document')
  const problems = document.problems.map(({ line, column, message }) => ({
    place: `template.hbs:${line}:${column}`,
    message,
  }))
  const printed = new Set(document.printed)
  for (const name of ['documentTitle', 'author', 'subject', 'footer'] as const) {
    const line = inspectTemplate(description[name] ?? '', fields, 'line')
    for (const { column, message } of line.problems)
      problems.push({ place: `template.json ${name}:${column}`, message })
    if (name === 'footer') for (const path of line.printed) printed.add(path)
  }
  const seals = kind === 'sheet' ? 0 : 1
  if (document.seals !== seals) {
    problems.push({
      place: 'template.hbs',
      message: `{{seal}} steht ${document.seals}-mal in der Vorlage, erwartet wird es ${seals === 1 ? 'einmal' : 'in Blättern nie'}`,
    })
  }
  const missing = missingCharacters(
    `${source}${fields.map((field) => JSON.stringify(field)).join('')}`.replace(/\s+/g, ' '),
  )
  if (missing.length > 0)
    problems.push({ place: '', message: `diese Zeichen hat keine Schrift: ${missing.join(', ')}` })
  return document.problems.length > 0 ? problems : [...problems, ...neverPrinted(fields, printed)]
}

function neverPrinted(fields: Template['fields'], printed: ReadonlySet<string>): TemplateProblem[] {
  return [...walkSchema(fields)].flatMap(({ path, field, of }) => {
    const holds = field.type === 'group' || field.type === 'rows'
    if (holds || printed.has(path) || [field, ...of].some(({ kind }) => kind === 'internal')) return []
    const message = 'wird nie gedruckt, erwartet wird eine Stelle in template.hbs oder "kind": "internal"'
    return [{ place: `fields.json ${path}`, message }]
  })
}

type SampleOutcome =
  | { readonly ok: true; readonly value: SetSample }
  | { readonly ok: false; readonly problems: TemplateProblem[] }

async function setSample(
  template: Template,
  sample: string,
  print: (job: PrintJob) => Promise<Result<Printed>>,
): Promise<SampleOutcome> {
  const input = readJson(sample)
  if (!input.ok) return { ok: false, problems: placed(input, 'sample.json') }
  const values = readValues(template.fields, input.value, { purpose: 'issue', missingCharacters })
  if (!values.ok) return { ok: false, problems: placed(values, 'sample.json') }
  const expanded = await expandDocument({ template, values: values.value, mode: 'final' })
  if (!expanded.ok) return { ok: false, problems: placed(expanded, 'template.hbs') }
  const titles = expanded.value.blocks.filter(isTitle).length
  if (titles !== 1) {
    const message = `das Beispiel hat ${titles} Titel (<h1>), erwartet wird einer`
    return { ok: false, problems: [{ place: 'template.hbs', message }] }
  }
  const printed = await print({ ...expanded.value, at: sampleTime, draft: false })
  if (!printed.ok) return { ok: false, problems: placed(printed, 'template.hbs') }
  return { ok: true, value: { ...expanded.value, ...printed.value } }
}

const isTitle = (block: Block): boolean => block.type === 'heading' && block.level === 1

/** An expectation that is not there yet differs in every line. */
async function readOrEmpty(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw error
  }
}
