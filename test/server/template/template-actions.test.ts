import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { transact } from '../../../server/audit/audit.ts'
import { projectRoot } from '../../../server/base/project-root.ts'
import { ok } from '../../../server/base/result.ts'
import { loadShipped } from '../../../server/template/library.ts'
import {
  findLatestPublished,
  listPublished,
  loadTemplate,
  registerShipped,
} from '../../../server/template/template-actions.ts'
import { expectOk, type House, openHouse } from '../../house.ts'

let house: House
let folder: string

beforeEach(async () => {
  house = await openHouse()
  folder = await mkdtemp(join(tmpdir(), 'templates-'))
  await cp(join(projectRoot, 'templates'), folder, { recursive: true })
})

afterEach(async () => {
  await house.close()
  await rm(folder, { recursive: true, force: true })
})

const paper = 'sitzungsvorlage-kreis'
const inFolder = (...path: string[]) => join(folder, paper, ...path)

/** A version 2 of the paper's template, valid from that day. */
async function addSecondVersion(validFrom: string) {
  await cp(inFolder('v1'), inFolder('v2'), { recursive: true })
  const file = inFolder('v2', 'template.json')
  const description = JSON.parse(await readFile(file, 'utf8'))
  await writeFile(file, JSON.stringify({ ...description, validFrom, supersedes: 1 }))
}

test('the first start publishes every shipped version, with an entry each; the next changes nothing', async () => {
  const taken = expectOk(await registerShipped(house.db, folder))
  const sheets = ['falluebersicht@1', 'partnerblatt@1', 'vereinbarungen@1']
  expect(taken.toSorted()).toEqual(
    ['einwilligung-weitergabe@1', ...sheets, `${paper}@1`, 'zielvereinbarung-25b@1'].toSorted(),
  )
  const shipped = expectOk(await loadShipped(paper))
  expect(await house.trailOf(`${paper}@1`)).toMatchObject([
    { event: 'template.published', userId: 'setup', details: { hash: shipped.templateHash } },
  ])
  expect(expectOk(await registerShipped(house.db, folder))).toEqual([])
  expect(await house.eventsOf(`${paper}@1`)).toEqual(['template.published'])
})

test('two starts at once publish each version once', async () => {
  const taken = await Promise.all([registerShipped(house.db, folder), registerShipped(house.db, folder)])
  expect(taken.flatMap(expectOk)).toHaveLength(6)
  expect(await house.eventsOf(`${paper}@1`)).toEqual(['template.published'])
})

test('a published version is read from the database, also when its files are gone', async () => {
  await registerShipped(house.db, folder)
  await rm(inFolder('v1'), { recursive: true })
  expect(expectOk(await registerShipped(house.db, folder))).toEqual([])
  const shipped = expectOk(await loadShipped(paper))
  const published = expectOk(await loadTemplate(house.db, paper, 1))
  expect(published).toEqual({ ...shipped, publishedAt: house.clock.now().toISOString() })
  expect(await loadTemplate(house.db, paper, 2)).toMatchObject({ ok: false, problem: 'not_found' })
})

test('a shipped file that was changed under its old number is refused with a sentence that says what to do', async () => {
  await registerShipped(house.db, folder)
  const source = await readFile(inFolder('v1', 'template.hbs'), 'utf8')
  await writeFile(inFolder('v1', 'template.hbs'), source.replace('<p>', '<p>Neu: '))
  const refused = await registerShipped(house.db, folder)
  expect(refused).toMatchObject({ ok: false, problem: 'conflict' })
  expect(refused.ok || refused.message).toContain(`„${paper}“ wurde in Version 1 geändert`)
  expect(refused.ok || refused.message).toContain('als Version 2')
})

test('a broken file refuses all of them, and nothing is published', async () => {
  await writeFile(inFolder('v1', 'fields.json'), '[{]')
  const refused = await registerShipped(house.db, folder)
  expect(refused.ok || refused.message).toContain('fields.json: ungültiges JSON in Zeile 1')
  expect(await listPublished(house.db)).toEqual([])
})

test('a new document takes the newest version that is valid on its day', async () => {
  await addSecondVersion('2027-01-01')
  await registerShipped(house.db, folder)
  expect(await findLatestPublished(house.db, paper, { on: '2026-12-31' })).toMatchObject({ version: 1 })
  expect(await findLatestPublished(house.db, paper, { on: '2027-01-01' })).toMatchObject({ version: 2 })
  expect(await findLatestPublished(house.db, paper, { on: '2026-08-31' })).toBeNull()
  expect((await listPublished(house.db)).map(({ slug, version }) => `${slug}@${version}`)).toEqual([
    'einwilligung-weitergabe@1',
    'falluebersicht@1',
    'partnerblatt@1',
    `${paper}@2`,
    `${paper}@1`,
    'vereinbarungen@1',
    'zielvereinbarung-25b@1',
  ])
})

test.each([
  "UPDATE template_version SET source = 'x'",
  'DELETE FROM template_version',
  `INSERT OR REPLACE INTO template_version SELECT slug, version, hash, 'x', fields, description, published_at
   FROM template_version`,
])('the database itself refuses to change what is published: %s', async (sql) => {
  await registerShipped(house.db, folder)
  const change = transact(house.db, { by: { userId: 'x' }, event: 'template.changed', subject: 'x' }, async (tx) =>
    ok(await tx.run(sql)),
  )
  await expect(change).rejects.toThrow('template version')
})

test('a stored text that no longer has its hash is not used', async () => {
  await registerShipped(house.db, folder)
  const entry = { by: { userId: 'x' }, event: 'template.forged', subject: 'x' } as const
  await transact(house.db, entry, async (tx) => {
    await tx.run('DROP TRIGGER template_version_never_changes')
    return ok(await tx.run("UPDATE template_version SET source = replace(source, '<p>', '<p>Neu: ')"))
  })
  await expect(loadTemplate(house.db, paper, 1)).rejects.toThrow('Prüfsumme')
})
