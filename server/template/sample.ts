import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Reader } from '../base/database.ts'
import { projectRoot } from '../base/project-root.ts'
import { notFound, type Result } from '../base/result.ts'
import type { Values } from '../fields/fields.ts'
import { readValues } from '../fields/values.ts'
import { missingCharacters } from '../pdf/fonts.ts'
import { readJson } from './json-text.ts'
import type { Template } from './library.ts'
import { findOwnSample } from './template-store.ts'

/** The values of the sample of a version. */
export async function readSample(reader: Reader, template: Template): Promise<Result<Values>> {
  const text = await readSampleText(reader, template)
  if (text === null) return notFound('Zu dieser Version wird kein Beispiel mehr mitgeliefert.')
  const input = readJson(text)
  return input.ok ? readValues(template.fields, input.value, { purpose: 'issue', missingCharacters }) : input
}

/** The one it was published with, or the one that is shipped beside it, of which nothing is stored because it may follow
 *  the renderer. */
export const readSampleText = async (
  reader: Reader,
  { slug, version }: Pick<Template, 'slug' | 'version'>,
): Promise<string | null> =>
  (await findOwnSample(reader, slug, version)) ??
  (await readShipped(join(projectRoot, 'templates', slug, `v${version}`, 'sample.json')))

async function readShipped(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}
