import { readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { basename, dirname, join, posix } from 'node:path'
import { expect, test } from 'vitest'
import { projectRoot } from '../server/base/project-root.ts'

/** Modules by rank: an import goes to a lower rank or stays in its folder. */
const ranks: Readonly<Record<string, number>> = {
  base: 0,
  calendar: 0,
  audit: 1,
  blocks: 1,
  picture: 1,
  auth: 2,
  notice: 2,
  pdf: 2,
  fields: 2,
  search: 2,
  approval: 3,
  attachment: 3,
  render: 3,
  scan: 4,
  signature: 3,
  writing: 3,
  template: 4,
  casefile: 5,
  document: 6,
  agreement: 7,
  committee: 7,
  handbook: 7,
  consent: 7,
  handout: 8,
  verification: 7,
  operations: 7,
}

/** What of the server runs in browsers too, beside the blocks. */
const forBrowsers = ['replica', 'replica-draft', 'replacement', 'proposal', 'unplaced-content'].map(
  (name) => `server/writing/${name}.ts`,
)

/** Each outside library has one door. */
const doors: Readonly<Record<string, string>> = {
  'pdf-lib': 'pdf',
  '@cantoo/fontkit': 'pdf',
  'file-type': 'attachment',
  handlebars: 'render',
  pkijs: 'signature',
  asn1js: 'signature',
  '@libsql/client': 'base',
  libsql: 'base',
  lucia: 'auth',
  nodemailer: 'notice',
  sharp: 'picture',
  '@hyzyla/pdfium': 'scan',
  'zxing-wasm/reader': 'scan',
  qrcode: 'render',
  feiertagejs: 'calendar',
  'ical-generator': 'calendar',
}

interface Source {
  /** Relative to the project's root, with forward slashes. */
  readonly path: string
  readonly imports: readonly { readonly from: string; readonly typeOnly: boolean }[]
}

test('imports go only downward, stores stay private, and each library has one door', async () => {
  expect((await sources()).flatMap(violations)).toEqual([])
})

test.each([
  ['server/audit/audit.ts', '../document/document.ts', 'downward'],
  ['server/document/document-actions.ts', '../approval/approval-store.ts', 'private'],
  ['server/document/document-actions.ts', './document-routes.tsx', 'routes'],
  ['server/document/document-actions.ts', '../../views/document/draft-page.tsx', 'views'],
  ['server/document/document.ts', 'pdf-lib', 'door'],
  ['server/agreement/agreement.ts', '../committee/committee.ts', 'downward'],
  ['views/document/draft-page.tsx', '../../server/document/document-actions.ts', 'types'],
  ['views/document/draft-page.tsx', '../../server/writing/replica.ts', 'types'],
  ['views/client/live/live-text.ts', '../../../server/writing/writing-actions.ts', 'types'],
  ['server/nowhere/nowhere.ts', '../base/result.ts', 'rank'],
])('a planted violation is found: %s importing %s', (path, from, word) => {
  expect(violations({ path, imports: [{ from, typeOnly: false }] }).join()).toContain(word)
})

/** Who may open a write transaction: the two doors of the trail, the migrations, the leases of jobs. */
const writers = ['server/audit/audit.ts', 'server/base/migrations.ts', 'server/base/jobs.ts', 'server/base/database.ts']

test('only the doors of the trail write to the database', async () => {
  const files = (await sources()).filter(({ path }) => !writers.includes(path))
  expect(
    files.filter(({ path }) => writesItself(readFileSync(join(projectRoot, path), 'utf8'))).map(({ path }) => path),
  ).toEqual([])
})

test.each([
  'await db.write((tx) => issue(tx))',
  'await c.var.db.write(work)',
  'await house.db\n    .write(work)',
  'const { clock, write } = db',
  "await db['write'](work)",
  'const begin = db.write',
])('a planted write is found: %s', (code) => {
  expect(writesItself(code)).toBe(true)
})

test.each([
  'process.stdout.write(text)',
  'await ports.write((tx) => step(tx))',
  'await db.first(row, sql)',
  'const { write } = ports',
])('what is no write of the database is left alone: %s', (code) => {
  expect(writesItself(code)).toBe(false)
})

const writesItself = (code: string): boolean =>
  /\bdb\s*\??\.\s*write\b|\bdb\[['"]write|\{[^{}]*\bwrite\b[^{}]*\}\s*=\s*(?:[\w.]+\.)?db\b/i.test(code)

function violations(source: Source): string[] {
  return source.imports.flatMap(({ from, typeOnly }) => {
    const wrong = from.startsWith('.')
      ? refuseLocal(source.path, posix.join(posix.dirname(source.path), from), typeOnly)
      : refuseLibrary(source.path, from)
    return wrong ? [`${source.path} imports ${from}: ${wrong}`] : []
  })
}

function refuseLibrary(path: string, library: string): string | null {
  const door = doors[library]
  if (!door || !path.startsWith('server/')) return null
  return moduleOf(path) === door ? null : `the door of ${library} is server/${door}`
}

function refuseLocal(path: string, target: string, typeOnly: boolean): string | null {
  if (path.startsWith('views/')) return refuseFromView(path, target, typeOnly)
  const [from, to] = [moduleOf(path), moduleOf(target)]
  if (target.startsWith('views/')) return mayUseViews(path) ? null : 'only routes import views'
  if (!to || !target.startsWith('server/')) return null
  if (basename(target).endsWith('-routes.tsx') && !isComposition(path)) return 'routes are imported by app.tsx alone'
  if (isComposition(path)) return null
  if (from === to) return null
  if (basename(target).includes('-store.')) return 'a store is private to its folder'
  const [own, other] = [ranks[from], ranks[to]]
  if (own === undefined || other === undefined) return `no rank for ${own === undefined ? from : to}`
  return other < own ? null : 'imports go only downward'
}

function refuseFromView(path: string, target: string, typeOnly: boolean): string | null {
  if (!target.startsWith('server/') || typeOnly) return null
  const isForBrowsers = target.startsWith('server/blocks/') || forBrowsers.includes(target)
  return path.startsWith('views/client/') && isForBrowsers ? null : 'views import types only'
}

const moduleOf = (path: string): string => path.split('/')[1] ?? ''
const isComposition = (path: string): boolean => /^server\/([^/]+|cli\/[^/]+)$/.test(path) || path.startsWith('data/')
const mayUseViews = (path: string): boolean => path.endsWith('-routes.tsx') || isComposition(path)

async function sources(): Promise<Source[]> {
  const paths: string[] = []
  for (const folder of ['server', 'views', 'data']) {
    for (const entry of await readdir(join(projectRoot, folder), { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name)
      if (entry.isFile() && /\.tsx?$/.test(entry.name)) paths.push(path)
    }
  }
  return paths.map((path) => ({
    path: path.slice(projectRoot.length + 1).replaceAll('\\', '/'),
    imports: importsOf(readFileSync(path, 'utf8')),
  }))
}

function importsOf(code: string): { from: string; typeOnly: boolean }[] {
  const statements = code.matchAll(/^(?:import|export)\s+(type\s)?(?:[^'";]*?from\s+)?'([^']+)'|import\('([^']+)'\)/gm)
  return [...statements].map((match) => ({ from: match[2] ?? match[3] ?? '', typeOnly: match[1] !== undefined }))
}

/** The browser's part of writing together, fetched apart from its other code. */
const writingInBrowsers = 'views/client/live'

test('a file lies one folder deep in its module', async () => {
  const tooDeep = (await sources())
    .filter(({ path }) => dirname(path).split('/').length > 2)
    .filter(({ path }) => dirname(path) !== writingInBrowsers)
  expect(tooDeep.map(({ path }) => path)).toEqual([])
})
