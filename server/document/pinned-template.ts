import type { Reader } from '../base/database.ts'
import type { Template } from '../template/library.ts'
import { loadTemplate } from '../template/template-actions.ts'
import type { Document } from './document.ts'
import { findVersionAt } from './template-move-store.ts'

/** The version that a document pins; its hash is checked. */
export async function templateOf(
  reader: Reader,
  { templateSlug, templateVersion, templateHash }: Pick<Document, 'templateSlug' | 'templateVersion' | 'templateHash'>,
): Promise<Template> {
  const template = await loadTemplate(reader, templateSlug, templateVersion)
  if (template.ok && template.value.templateHash === templateHash) return template.value
  throw new Error(`The template ${templateSlug}@${templateVersion} with the hash ${templateHash} is missing.`)
}

/** The version that an earlier revision was written on. */
export async function templateAt(
  reader: Reader,
  { id, templateSlug }: Pick<Document, 'id' | 'templateSlug'>,
  revision: number,
): Promise<Template> {
  const { version } = await findVersionAt(reader, id, revision)
  const template = await loadTemplate(reader, templateSlug, version)
  if (template.ok) return template.value
  throw new Error(`The template ${templateSlug}@${version} is missing.`)
}
