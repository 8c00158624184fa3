import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { closeExpanders } from '../../../server/render/expand.ts'
import { checkVersion } from '../../../server/template/check.ts'
import { listShipped } from '../../../server/template/library.ts'

const workshop = await mkdtemp(join(tmpdir(), 'templates-'))
afterAll(async () => {
  await closeExpanders()
  await rm(workshop, { recursive: true })
})

const shipped = await listShipped()
const paper = shipped.find(({ slug }) => slug === 'sitzungsvorlage-kreis')

/** The shipped committee paper with one file changed. */
async function changed(file: string, change: (text: string) => string) {
  if (!paper) throw new Error('no paper')
  const folder = await mkdtemp(join(workshop, 'v'))
  await cp(paper.folder, folder, { recursive: true })
  await writeFile(join(folder, file), change(await readFile(join(folder, file), 'utf8')))
  return { ...paper, folder }
}

async function problems(file: string, change: (text: string) => string) {
  const found = await checkVersion(await changed(file, change), { expectation: 'compare' })
  return found.map(({ place, message }) => `${place} ${message}`)
}

describe('every shipped version is right', () => {
  for (const version of shipped) {
    test(`${version.slug}@${version.version}`, async () => {
      expect(await checkVersion(version, { expectation: 'compare' })).toEqual([])
    })
  }
})

describe('a version with a mistake is not', () => {
  test('a field that does not exist', async () => {
    const [problem] = await problems('template.hbs', (text) => text.replace('{{facheinheit}}', '{{facheinhiet}}'))
    expect(problem).toMatch(/^template\.hbs:\d+:\d+ das Feld „facheinhiet“ gibt es nicht, meinten Sie „facheinheit“\?$/)
  })

  test('a field that is never printed', async () => {
    const extra = '{"fields": [{ "name": "vergessen", "label": "Vergessen", "type": "text" },'
    expect(await problems('fields.json', (text) => text.replace(/^\{\s*"fields": \[/, extra))).toEqual([
      'fields.json vergessen wird nie gedruckt, erwartet wird eine Stelle in template.hbs oder "kind": "internal"',
    ])
  })

  test('a paper that does not say whether it is public, or which of its attachments are', async () => {
    expect(await problems('fields.json', (text) => text.replace('"name": "status"', '"name": "modus"'))).toEqual([
      'fields.json beratungsfolge[].status in Sitzungsvorlagen wird hier „choice“ und Pflichtfeld ("required": true) erwartet: ob öffentlich beraten wird, „oeffentlich“ oder „nichtoeffentlich“',
    ])
    expect(
      await problems('fields.json', (text) => text.replace('"value": "nichtoeffentlich"', '"value": "geheim"')),
    ).toEqual([expect.stringMatching(/^fields\.json beratungsfolge\[\]\.status /)])
    const renamed = await problems('fields.json', (text) => text.replace('"name": "anlagen"', '"name": "beilagen"'))
    expect(renamed.map((problem) => problem.split(' ')[1])).toEqual([
      'anlagen',
      'anlagen[].titel',
      'anlagen[].oeffentlich',
    ])
  })

  test('no seal, or two', async () => {
    expect(await problems('template.hbs', (text) => text.replace('{{seal}}', ''))).toEqual([
      'template.hbs {{seal}} steht 0-mal in der Vorlage, erwartet wird es einmal',
    ])
    expect(await problems('template.hbs', (text) => `${text}\n{{seal}}\n`)).toEqual([
      'template.hbs {{seal}} steht 2-mal in der Vorlage, erwartet wird es einmal',
    ])
  })

  test('a sample that is not clean', async () => {
    expect(await problems('sample.json', (text) => text.replace('{', '{ "unbekannt": 1,'))).toEqual([
      expect.stringMatching(/^sample\.json unbekannt dieses Feld gibt es nicht/),
    ])
    expect(await problems('sample.json', () => '{')).toEqual([
      expect.stringMatching(/^sample\.json ungültiges JSON in Zeile 1, Spalte 2/),
    ])
  })

  test('an unknown member or a mistake in the small texts of template.json', async () => {
    expect(await problems('template.json', (text) => text.replace('{', '{ "titel": "x",'))).toHaveLength(1)
    expect(await problems('template.json', (text) => text.replace('{{facheinheit}}', '{{seal}}'))).toEqual([
      'template.json author:1 „seal“ steht nur im Dokument selbst',
    ])
  })

  test('one that replaces itself or a later one', async () => {
    expect(await problems('template.json', (text) => text.replace('"supersedes": null', '"supersedes": 1'))).toEqual([
      'template.json supersedes die Version 1 kann die Version 1 nicht ablösen, erwartet wird eine frühere oder null',
    ])
  })

  test('files that are not there', async () => {
    const version = await changed('template.hbs', (text) => text)
    await rm(join(version.folder, 'template.hbs'))
    await rm(join(version.folder, 'sample.json'))
    const found = await checkVersion(version, { expectation: 'compare' })
    expect(found.map(({ place, message }) => `${place} ${message}`)).toEqual([
      'template.hbs die Datei fehlt',
      'sample.json die Datei fehlt',
    ])
  })

  test('another outcome than expected, told line by line, and taken over when asked', async () => {
    const version = await changed('template.hbs', (text) => text.replace('Beschlussvorschlag:', 'Vorschlag:'))
    const [problem] = await checkVersion(version, { expectation: 'compare' })
    expect(problem?.place).toBe('expected.txt')
    expect(problem?.message.split('\n')).toEqual(
      expect.arrayContaining(['-   H2 Beschlussvorschlag:', '+   H2 Vorschlag:']),
    )
    expect(await checkVersion(version, { expectation: 'rewrite' })).toEqual([])
    expect(await checkVersion(version, { expectation: 'compare' })).toEqual([])
  })
})
