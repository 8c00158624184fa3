import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { projectRoot } from '../../../server/base/project-root.ts'
import { plainText } from '../../../server/blocks/plain-text.ts'
import { readValues } from '../../../server/fields/values.ts'
import { missingCharacters } from '../../../server/pdf/fonts.ts'
import { printTagTree, readTagTree } from '../../../server/pdf/tag-tree.ts'
import { closeExpanders } from '../../../server/render/expand.ts'
import { loadShipped } from '../../../server/template/library.ts'
import { expandDocument, renderDocument } from '../../../server/template/rendering.ts'

afterAll(closeExpanders)

const at = new Date('2021-09-14T08:00:00Z')

async function realCase(slug: string, file: string) {
  const template = await loadShipped(slug)
  if (!template.ok) throw new Error(template.message)
  const input: unknown = JSON.parse(await readFile(join(projectRoot, 'test/cases', file), 'utf8'))
  const values = readValues(template.value.fields, input, { purpose: 'issue', missingCharacters })
  if (!values.ok) throw new Error(JSON.stringify(values.fields))
  return { template: template.value, values: values.value }
}

async function rendered(slug: string, file: string) {
  const document = await renderDocument({ ...(await realCase(slug, file)), at, draft: false, mode: 'final' })
  if (!document.ok) throw new Error(JSON.stringify(document))
  return document.value
}

const collapsed = (text: string) => text.replace(/\s+/g, ' ')

test('the paper of 2021 prints every paragraph that was typed then', async () => {
  const paper = await rendered('sitzungsvorlage-kreis', 'sitzungsvorlage-0303-2021.json')
  expect(paper.title).toBe('Sitzungsvorlage Nr. 0303/2021/KREIS')
  const printed = collapsed(plainText(paper.blocks))
  const typed = await readFile(join(projectRoot, 'test/cases/seed-sitzungsvorlage-0303-2021.txt'), 'utf8')
  const report = typed.slice(typed.indexOf('**Sachdarstellung:**')).split('\n').slice(1)
  for (const paragraph of report.map((line) => line.replace(/^- /, '').trim()).filter(Boolean)) {
    expect(printed).toContain(collapsed(paragraph))
  }
  for (const words of [
    '14.09.2021',
    'öffentlich',
    '32 - Fachbereich Sicherheit und Ordnung',
    'Schwenzow, Elisabeth, Dr.',
    './.',
  ]) {
    expect(printed).toContain(words)
  }
})

test('the agreement prints every goal, step, deadline and signature of its case', async () => {
  const { values } = await realCase('zielvereinbarung-25b', 'zielvereinbarung-25b.json')
  const agreement = await rendered('zielvereinbarung-25b', 'zielvereinbarung-25b.json')
  const printed = collapsed(plainText(agreement.blocks))
  for (const text of JSON.stringify(values).matchAll(
    /"(?:was|nachweis|titel|hinweis|begruendung)":"((?:[^"\\]|\\.)*)"/g,
  )) {
    expect(printed).toContain(collapsed(String(JSON.parse(`"${text[1]}"`))))
  }
  for (const words of ['31.01.2027', '15.02.2027 und 31.07.2027', 'zum 15. jedes Monats', 'laufend', 'je Antrag'])
    expect(printed).toContain(words)
  const fields = agreement.blocks.flatMap((block) => (block.type === 'signature' ? [block.field] : []))
  expect(fields).toEqual(['unterschrift_u1', 'unterschrift_u2', 'unterschrift_u3'])
})

test('the consent names each receiver', async () => {
  const consent = await rendered('einwilligung-weitergabe', 'einwilligung-weitergabe.json')
  const tree = printTagTree(await readTagTree(consent.bytes))
  for (const words of ['Case-Management im Kommunalen Integrationszentrum', 'Volkshochschule', 'Fatoumata Camara'])
    expect(tree).toContain(words)
})

test('the same values and time give the same bytes, another time others', async () => {
  const document = {
    ...(await realCase('einwilligung-weitergabe', 'einwilligung-weitergabe.json')),
    draft: false,
    mode: 'final',
  } as const
  const [one, same, later] = await Promise.all(
    [at, at, new Date('2026-01-01T00:00:00Z')].map((time) => renderDocument({ ...document, at: time })),
  )
  if (!one?.ok || !same?.ok || !later?.ok) throw new Error('not rendered')
  expect(Buffer.compare(one.value.bytes, same.value.bytes)).toBe(0)
  expect(Buffer.compare(one.value.bytes, later.value.bytes)).not.toBe(0)
})

test('a preview of nothing shows gaps in the text and in its title', async () => {
  const template = await loadShipped('zielvereinbarung-25b')
  if (!template.ok) throw new Error(template.message)
  const preview = await expandDocument({ template: template.value, values: {}, mode: 'preview' })
  if (!preview.ok) throw new Error(JSON.stringify(preview))
  expect(preview.value.title).toBe('Zielvereinbarung [Vorname] [Nachname]')
  expect(JSON.stringify(preview.value.blocks)).toContain('"type":"gap"')
})
