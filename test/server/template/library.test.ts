import { expect, test } from 'vitest'
import { listShipped, loadShipped, readTemplate, readTemplateFiles } from '../../../server/template/library.ts'

test('the house comes with a committee paper, an agreement, a consent and sheets to take along', async () => {
  const templates = await Promise.all((await listShipped()).map(({ slug, version }) => loadShipped(slug, version)))
  const kinds = templates.flatMap((template) => (template.ok ? [template.value.kind] : []))
  expect(new Set(kinds)).toEqual(new Set(['agreement', 'paper', 'consent', 'sheet']))
})

test('without a number the newest version is meant, and an unknown name is told with the known ones', async () => {
  const newest = await loadShipped('sitzungsvorlage-kreis')
  expect(newest).toMatchObject({ ok: true, value: { slug: 'sitzungsvorlage-kreis', kind: 'paper' } })
  const refused = await loadShipped('sitzungsvorlage-kreis', 999)
  expect(refused).toMatchObject({ ok: false, problem: 'not_found' })
  expect(refused.ok || refused.message).toMatch(
    /^Die Vorlage „sitzungsvorlage-kreis@999“ gibt es nicht, erwartet wird eine von .*sitzungsvorlage-kreis@1/,
  )
  expect(await loadShipped('../../etc')).toMatchObject({ ok: false, problem: 'not_found' })
})

test('the hash of a version changes with each of its three files and with nothing else', async () => {
  const [shipped] = await listShipped()
  if (!shipped) throw new Error('no template')
  const files = await readTemplateFiles(shipped.folder)
  const hash = (changed: object) => {
    const read = readTemplate(shipped, { ...files, ...changed })
    if (!read.ok) throw new Error(JSON.stringify(read.fields))
    return read.value.templateHash
  }
  const hashes = [
    hash({}),
    hash({ source: `${files.source}\n` }),
    hash({ fields: files.fields.replace('"label": "', '"label": "X') }),
    hash({ description: files.description.replace('"title": "', '"title": "X') }),
  ]
  expect(new Set(hashes).size).toBe(4)
  expect(hash({ description: JSON.stringify(JSON.parse(files.description)) })).toBe(hashes[0])
})

test('broken files are told by file and path', () => {
  const read = readTemplate(
    { slug: 'x', version: 1 },
    { source: '', fields: '{"fields": [{}]}', description: '{"title": ""' },
  )
  expect(read.ok ? [] : read.fields.map(({ path }) => path)).toEqual(['fields.json fields.0.type', 'template.json'])
})
