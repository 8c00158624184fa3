import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectRoot } from '../../../server/base/project-root.ts'
import { caseFields } from '../../../server/casefile/case-fields.ts'
import type { Field } from '../../../server/fields/fields.ts'
import { readFieldSchema } from '../../../server/fields/schema.ts'
import { walkSchema } from '../../../server/fields/walk.ts'

const own = new Map([...walkSchema(caseFields)].map(({ path, field }) => [path, field]))

async function templateSources(): Promise<{ slug: string; field: Field; source: string }[]> {
  const slugs = await readdir(join(projectRoot, 'templates'))
  const found = slugs.map(async (slug) => {
    const schema = readFieldSchema(
      JSON.parse(await readFile(join(projectRoot, 'templates', slug, 'v1/fields.json'), 'utf8')),
    )
    if (!schema.ok) throw new Error(slug)
    return [...walkSchema(schema.value)].flatMap(({ field }) =>
      field.source?.startsWith('case.') ? [{ slug, field, source: field.source.slice('case.'.length) }] : [],
    )
  })
  return (await Promise.all(found)).flat()
}

test('whatever a shipped template takes from a case, the case has in the same form', async () => {
  const sources = await templateSources()
  expect(sources.length).toBeGreaterThan(15)
  for (const { slug, field, source } of sources) {
    const from = own.get(source)
    expect([slug, source, from?.type]).toEqual([slug, source, field.type])
    if (from) expect(misfits(from, field), `${slug}: ${source}`).toEqual([])
  }
})

/** Codes and columns of the case that the template would not take. */
function misfits(from: Field, to: Field): string[] {
  if (from.type === 'choice' && to.type === 'choice') {
    const known = to.choices.map(({ value }) => value)
    return from.choices.map(({ value }) => value).filter((value) => !known.includes(value))
  }
  if (from.type !== 'rows' || to.type !== 'rows') return []
  return from.fields.flatMap((column) => {
    const wanted = to.fields.find(({ name }) => name === column.name)
    return wanted?.type === column.type ? misfits(column, wanted) : [column.name]
  })
}
