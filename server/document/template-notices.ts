import type { Reader } from '../base/database.ts'
import { addDays } from '../calendar/working-days.ts'
import type { DeadlineNotice } from '../notice/deadline-notices.ts'
import { listPublished, type PublishedTemplate, versionSubject } from '../template/template-actions.ts'
import { selectDraftsToMove } from './template-usage-store.ts'

export const templateNoticeKinds = ['template_newer'] as const

/** How far ahead versions count: nobody is told before the day from which they are valid. */
const daysAhead = 14

/** A draft could follow a newer version of its template: told once for each version, to whoever goes on with it. */
export async function templateNotices(reader: Reader, today: string): Promise<DeadlineNotice[]> {
  const notices: DeadlineNotice[] = []
  for (const { slug, version, description } of newestOf(await listPublished(reader), today)) {
    const occasion = versionSubject(slug, version)
    for (const { id, writerId } of await selectDraftsToMove(reader, slug, version)) {
      notices.push({ to: writerId, kind: 'template_newer', about: id, occasion, from: description.validFrom })
    }
  }
  return notices
}

/** Of each template the version that counts today, and those that come next; a first one is newer than nothing. */
function newestOf(published: readonly PublishedTemplate[], today: string): PublishedTemplate[] {
  const open = published.filter(
    ({ withdrawnAt, description }) => withdrawnAt === null && description.validFrom <= addDays(today, daysAhead),
  )
  const counts = ({ slug, version, description }: PublishedTemplate): boolean =>
    description.validFrom > today ||
    !open.some((other) => other.slug === slug && other.version > version && other.description.validFrom <= today)
  return open.filter((template) => template.version > 1 && counts(template))
}
