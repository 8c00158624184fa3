import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { canonicalJson, type Json, sha256Hex } from '../base/canonical-json.ts'
import { projectRoot } from '../base/project-root.ts'
import { type FieldProblem, invalid, notFound, ok, type Result } from '../base/result.ts'
import type { Field } from '../fields/fields.ts'
import { readFieldSchema } from '../fields/schema.ts'
import { germanIssue, problemsOf } from '../fields/schema-wording.ts'
import { type TemplateDescription, type TemplateKind, templateDescriptionSchema } from './description.ts'
import { readJson } from './json-text.ts'

/** One version of a template, as immutable as a published law. */
export interface Template {
  readonly slug: string
  readonly version: number
  readonly title: string
  readonly kind: TemplateKind
  readonly description: TemplateDescription
  readonly fields: readonly Field[]
  /** The text of `template.hbs`. */
  readonly source: string
  /** SHA-256 over the canonical JSON of the three files that make the version. */
  readonly templateHash: string
}

/** The texts of the three files that make a version. */
export interface TemplateFiles {
  readonly source: string
  readonly fields: string
  readonly description: string
}

export interface ShippedVersion {
  readonly slug: string
  readonly version: number
  readonly folder: string
}

const templatesFolder = join(projectRoot, 'templates')
const loaded = new Map<string, Template>()

/** All shipped versions by slug, the newest version of each first. */
export async function listShipped(folder = templatesFolder): Promise<ShippedVersion[]> {
  const slugs = (await foldersIn(folder)).filter((name) => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)).sort()
  const versions = await Promise.all(slugs.map((slug) => listVersions(slug, join(folder, slug))))
  return versions.flat()
}

async function listVersions(slug: string, folder: string): Promise<ShippedVersion[]> {
  return (await foldersIn(folder))
    .flatMap((name) => {
      const version = Number(/^v([1-9]\d{0,5})$/.exec(name)?.[1] ?? Number.NaN)
      return Number.isNaN(version) ? [] : [{ slug, version, folder: join(folder, name) }]
    })
    .sort((a, b) => b.version - a.version)
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
}

/** A shipped version, without number the newest. Throws where its files are broken: `templates:check` guards them. */
export async function loadShipped(slug: string, version?: number): Promise<Result<Template>> {
  const shipped = await listShipped()
  const found = shipped.find((each) => each.slug === slug && (version === undefined || each.version === version))
  if (!found) {
    const wanted = version === undefined ? slug : `${slug}@${version}`
    const known = shipped.map((each) => `${each.slug}@${each.version}`).join(', ')
    return notFound(`Die Vorlage „${wanted}“ gibt es nicht, erwartet wird eine von ${known}.`)
  }
  const key = `${found.slug}@${found.version}`
  const template = loaded.get(key) ?? (await loadTemplate(found))
  loaded.set(key, template)
  return ok(template)
}

async function loadTemplate(shipped: ShippedVersion): Promise<Template> {
  const template = readTemplate(shipped, await readTemplateFiles(shipped.folder))
  if (template.ok) return template.value
  const problems = template.fields.map(({ path, message }) => `${path}: ${message}`)
  throw new Error(`${shipped.folder}: ${[template.message, ...problems].join('\n')}`)
}

export async function readTemplateFiles(folder: string): Promise<TemplateFiles> {
  const [source, fields, description] = await Promise.all(
    ['template.hbs', 'fields.json', 'template.json'].map((name) => readFile(join(folder, name), 'utf8')),
  )
  return { source: source ?? '', fields: fields ?? '', description: description ?? '' }
}

/** A version from its three files, or what is wrong with them: paths begin with the file's name. */
export function readTemplate(
  { slug, version }: Omit<ShippedVersion, 'folder'>,
  files: TemplateFiles,
): Result<Template> {
  const fieldsJson = readJson(files.fields)
  const descriptionJson = readJson(files.description)
  const fields = fieldsJson.ok ? readFieldSchema(fieldsJson.value) : fieldsJson
  const description = descriptionJson.ok ? readDescription(descriptionJson.value) : descriptionJson
  if (!fields.ok || !description.ok) {
    const problems = [...problemsIn('fields.json', fields), ...problemsIn('template.json', description)]
    return invalid(`Die Vorlage „${slug}“ in Version ${version} ist nicht lesbar.`, problems)
  }
  const { title, kind } = description.value
  const hashed = { source: files.source, fields: JSON.parse(files.fields), description: JSON.parse(files.description) }
  const templateHash = sha256Hex(canonicalJson(hashed satisfies Json))
  return ok({
    slug,
    version,
    title,
    kind,
    description: description.value,
    fields: fields.value,
    source: files.source,
    templateHash,
  })
}

function readDescription(input: unknown): Result<TemplateDescription> {
  const parsed = templateDescriptionSchema.safeParse(input, { error: germanIssue })
  if (parsed.success) return ok(parsed.data)
  return invalid('Die Beschreibung der Vorlage ist nicht lesbar.', problemsOf(parsed.error))
}

function problemsIn(file: string, result: Result<unknown>): FieldProblem[] {
  if (result.ok) return []
  const problems = result.fields.length > 0 ? result.fields : [{ path: '', message: result.message }]
  return problems.map(({ path, message }) => ({ path: path === '' ? file : `${file} ${path}`, message }))
}
