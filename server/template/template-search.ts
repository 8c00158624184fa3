import type { Reader } from '../base/database.ts'
import { walkSchema } from '../fields/walk.ts'
import { holdsAll, type Query } from '../search/search.ts'
import { listPublished, type PublishedTemplate } from './template-actions.ts'

export interface FoundTemplate extends PublishedTemplate {
  /** What it asks for, a line for each field. */
  readonly text: string
}

/** The newest version of each template in which the words stand: in its title, its legal basis, or what it asks for. There
 *  are so few that they need no index. */
export async function findTemplates(reader: Reader, query: Query): Promise<FoundTemplate[]> {
  const published = await listPublished(reader)
  const newest = published.filter(({ slug }, index) => published[index - 1]?.slug !== slug)
  return newest
    .map((template) => ({ ...template, text: fieldLabels(template) }))
    .filter(({ title, description, text }) => holdsAll(`${title}\n${description.legalBasis}\n${text}`, query))
}

const fieldLabels = ({ fields }: PublishedTemplate): string =>
  [...walkSchema(fields)].map(({ field }) => field.label).join('\n')
