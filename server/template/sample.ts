import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { projectRoot } from '../base/project-root.ts'
import { notFound, type Result } from '../base/result.ts'
import type { Values } from '../fields/fields.ts'
import { readValues } from '../fields/values.ts'
import { missingCharacters } from '../pdf/fonts.ts'
import { readJson } from './json-text.ts'
import type { Template } from './library.ts'

/** The values of the sample that is shipped beside a version. Nothing is stored of it: it may follow the renderer. */
export async function readSample(template: Template): Promise<Result<Values>> {
  const text = await readShipped(join(projectRoot, 'templates', template.slug, `v${template.version}`, 'sample.json'))
  if (text === null) return notFound('Zu dieser Version wird kein Beispiel mehr mitgeliefert.')
  const input = readJson(text)
  return input.ok ? readValues(template.fields, input.value, { purpose: 'issue', missingCharacters }) : input
}

async function readShipped(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}
