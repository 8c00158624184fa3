import type { TrailEntry } from '../audit/audit.ts'
import { quotedLabels } from '../auth/trail.ts'
import type { Reader } from '../base/database.ts'
import { printDate, printList } from '../calendar/calendar.ts'
import { localDate, localTime, printMoment } from '../calendar/local-time.ts'
import { walkSchema } from '../fields/walk.ts'
import { loadTemplate } from '../template/template-actions.ts'
import { openSittings } from '../writing/writing-actions.ts'
import type { NamedDocument } from './document-store.ts'

/** What sentences about writing need: who wrote from when to when and in which fields, never what. */
export interface Sittings {
  /** Ids of those that have not ended. */
  readonly open: ReadonlySet<string>
  /** By document and path of the schema, what people call the place. */
  readonly labels: ReadonlyMap<string, ReadonlyMap<string, string>>
}

export async function sittingsIn(
  reader: Reader,
  entries: readonly TrailEntry[],
  documents: readonly NamedDocument[],
): Promise<Sittings> {
  const written = documents.filter(({ id }) => entries.some(isWriting(id)))
  const open = await openSittings(
    reader,
    written.map(({ id }) => id),
  )
  const labels = new Map<string, ReadonlyMap<string, string>>()
  for (const document of written) labels.set(document.id, await labelsOf(reader, document))
  return { open: new Set(open), labels }
}

const isWriting =
  (id: string) =>
  ({ event, subject }: TrailEntry): boolean =>
    subject === id && (event === 'document.written' || event === 'document.writing_began')

async function labelsOf(reader: Reader, { templateSlug, templateVersion }: NamedDocument) {
  const template = await loadTemplate(reader, templateSlug, templateVersion)
  if (!template.ok) return new Map<string, string>()
  return new Map(
    [...walkSchema(template.value.fields)].map(({ path, field, of }) => [
      path,
      of.length > 0 ? `${of.at(-1)?.label}: ${field.label}` : field.label,
    ]),
  )
}

/** `von 09:12 bis 09:48 Uhr geschrieben: „Sachdarstellung“ und „Titel“`. A sitting is told once: its beginning only as
 *  long as it has not ended. Null for everything else. */
export function writtenPredicate({ event, subject, at, details }: TrailEntry, sittings: Sittings): string | null {
  if (event === 'document.writing_began') {
    return sittings.open.has(String(details.sitting)) ? 'zu schreiben begonnen' : null
  }
  if (event !== 'document.written') return null
  const labels = sittings.labels.get(subject)
  const places = String(details.places ?? '').split(' ')
  const named = quotedLabels(places.flatMap((path) => labels?.get(path) ?? []))
  const span = printSpan({ from: String(details.from), to: String(details.to), told: at })
  return `${span} geschrieben${named.length > 0 ? `: ${printList(named)}` : ''}`
}

/** The day is said where the entry bears another one. */
function printSpan({ from, to, told }: { readonly from: string; readonly to: string; readonly told: string }): string {
  if (localDate(from) !== localDate(to)) return `vom ${printMoment(from)}, bis zum ${printMoment(to)},`
  const day = localDate(from) === localDate(told) ? '' : `am ${printDate(localDate(from))} `
  const [begin, end] = [localTime(from), localTime(to)]
  return begin === end ? `${day}um ${begin} Uhr` : `${day}von ${begin} bis ${end} Uhr`
}
