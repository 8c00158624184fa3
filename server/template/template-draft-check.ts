import { readBlob } from '../base/blobs.ts'
import { sha256Hex } from '../base/canonical-json.ts'
import type { Reader } from '../base/database.ts'
import { printAside } from '../render/print-aside.ts'
import { checkTexts, type SetSample, type VersionTexts } from './check.ts'
import { type FileText, readText } from './file-text.ts'
import type { Template } from './library.ts'
import { type FileName, fileNames, type LocatedProblem, locate } from './locating.ts'
import type { TemplateDraft } from './template-draft.ts'
import { selectVersionsOf } from './template-store.ts'

/** What the check says of a draft as it stands. */
export interface DraftCheck {
  /** The number that it would be published under. */
  readonly version: number
  /** The version that it follows; null for the first one. */
  readonly follows: number | null
  readonly texts: VersionTexts
  /** SHA-256 over everything that would be published. Whoever publishes names what she has seen. */
  readonly contentHash: string
  readonly outcome: CheckOutcome
}

export type CheckOutcome =
  | { readonly ok: true; readonly template: Template; readonly sample: SetSample }
  | { readonly ok: false; readonly problems: readonly LocatedProblem[] }

/** Checks a draft as `templates:check` would. Its template and its sample run in workers with little memory and time. */
export async function checkDraft(reader: Reader, draft: TemplateDraft): Promise<DraftCheck> {
  const published = await selectVersionsOf(reader, draft.slug)
  const newest = published[0] ?? null
  const version = (newest?.version ?? 0) + 1
  const files = await readFiles(reader, draft)
  const texts = textsOf(files)
  const contentHash = sha256Hex(JSON.stringify([draft.slug, version, texts]))
  const facts = { version, follows: newest?.version ?? null, texts, contentHash }
  const unread = [...missing(files), ...unreadable(files)]
  if (unread.length > 0) return { ...facts, outcome: { ok: false, problems: unread } }
  const key = `${contentHash} ${published.map(({ hash }) => hash).join()}`
  const outcome = clean.get(key) ?? (await outcomeOf({ slug: draft.slug, version }, texts, newest))
  if (outcome.ok) remember(key, outcome)
  return { ...facts, outcome }
}

/** The same files give the same pages, and they are asked for again and again. */
const clean = new Map<string, Extract<CheckOutcome, { ok: true }>>()
const mostRemembered = 8

function remember(key: string, outcome: Extract<CheckOutcome, { ok: true }>): void {
  clean.delete(key)
  clean.set(key, outcome)
  const [oldest] = clean.keys()
  if (clean.size > mostRemembered && oldest !== undefined) clean.delete(oldest)
}

/** Every file of a draft that is there, as text. */
export async function readFiles(reader: Reader, { files }: TemplateDraft): Promise<ReadonlyMap<FileName, FileText>> {
  const read = new Map<FileName, FileText>()
  for (const { name, blobId } of files) {
    const bytes = await readBlob(reader, blobId)
    if (bytes) read.set(name, readText(bytes))
  }
  return read
}

function textsOf(files: ReadonlyMap<FileName, FileText>): VersionTexts {
  const text = (name: FileName) => files.get(name)?.text ?? ''
  return {
    source: text('template.hbs'),
    fields: text('fields.json'),
    description: text('template.json'),
    sample: text('sample.json'),
  }
}

const missing = (files: ReadonlyMap<FileName, FileText>): LocatedProblem[] =>
  fileNames
    .filter((name) => !files.has(name))
    .map((file) => ({ file, line: null, column: null, path: '', message: 'die Datei fehlt noch' }))

const unreadable = (files: ReadonlyMap<FileName, FileText>): LocatedProblem[] =>
  [...files].flatMap(([file, read]) =>
    read.ok ? [] : [{ file, line: read.line, column: read.column, path: '', message: read.message }],
  )

async function outcomeOf(
  version: { readonly slug: string; readonly version: number },
  texts: VersionTexts,
  newest: { readonly version: number; readonly files: { readonly description: string } } | null,
): Promise<CheckOutcome> {
  const checked = await checkTexts(version, texts, printAside)
  if (!checked.ok) return { ok: false, problems: checked.problems.map((problem) => locate(problem, texts)) }
  const { description } = checked.template
  const problems: string[][] = []
  if (newest === null && description.supersedes !== null) {
    problems.push(['supersedes', 'die erste Version löst keine ab, erwartet wird null'])
  }
  if (newest !== null && description.supersedes !== newest.version) {
    problems.push(['supersedes', `erwartet wird ${newest.version}: die Version, die von dieser abgelöst wird`])
  }
  const { kind } = newest ? JSON.parse(newest.files.description) : description
  if (description.kind !== kind) problems.push(['kind', `erwartet wird „${kind}“ wie in der Version davor`])
  if (problems.length === 0) return checked
  const told = problems.map(([path = '', message = '']) => locate({ place: `template.json ${path}`, message }, texts))
  return { ok: false, problems: told }
}
