import type { Actor } from '../auth/auth.ts'
import type { Reader } from '../base/database.ts'
import { printField } from '../fields/changes.ts'
import type { Field } from '../fields/fields.ts'
import { filledPlaces, labelOfPlace } from '../fields/places.ts'
import { spansOf } from '../writing/authors.ts'
import { docOf, valuesOf } from '../writing/live-values.ts'
import type { LiveState } from '../writing/writing.ts'
import { readLive } from '../writing/writing-actions.ts'
import { type AuthoredLine, authoredLines, type Share, sharesOf } from './authorship.ts'
import { lastTouched } from './comparison.ts'
import type { Document } from './document.ts'
import { readDocument } from './document-actions.ts'
import { templateOf } from './pinned-template.ts'

export interface AuthoredText {
  readonly label: string
  readonly lines: readonly AuthoredLine[]
}

export interface AuthoredValue {
  readonly label: string
  /** As people read it. */
  readonly value: string
  /** User id of whoever set it last. */
  readonly by: string
  readonly at: string
}

export interface Authorship {
  readonly document: Document
  readonly shares: readonly Share[]
  readonly texts: readonly AuthoredText[]
  readonly values: readonly AuthoredValue[]
}

/** Who wrote which passage of the rich texts and who set which value last, for somebody who may see the document. What
 *  nobody wrote live is whoever's saved it last. */
export async function readAuthorship(reader: Reader, actor: Actor, id: string): Promise<Authorship | null> {
  const document = await readDocument(reader, actor, id)
  if (!document) return null
  const { fields } = await templateOf(reader, document)
  const live = await readLive(reader, id, fields)
  const values = live ? valuesOf(fields, live) : document.values
  const filled = [...filledPlaces(fields, values)].filter(({ field }) => field.kind !== 'assigned')
  const lastOf = await lastWriters(reader, document, { fields, live, places: filled.map(({ place }) => place) })
  const label = (place: string) => labelOfPlace(fields, values, place)
  const texts = filled.flatMap(({ place, field, value }) => {
    if (field.type !== 'rich') return []
    const doc = docOf(String(value))
    const text = live?.texts.get(place) ?? { doc, authors: spansOf(doc, lastOf(place).by) }
    return [{ label: label(place), lines: authoredLines(text) }]
  })
  return {
    document,
    shares: sharesOf(texts.map(({ lines }) => lines)),
    texts,
    values: filled.flatMap(({ place, field, value }) => {
      if (field.type === 'rich') return []
      return [{ label: label(place), value: printField(field, value, values) ?? '', ...lastOf(place) }]
    }),
  }
}

interface Places {
  readonly fields: readonly Field[]
  readonly live: LiveState | null
  readonly places: readonly string[]
}

type LastWriter = Pick<AuthoredValue, 'by' | 'at'>

/** The log says it for what was changed in it, the revisions say it for what is older. */
async function lastWriters(
  reader: Reader,
  { id, revision, editorId, savedAt }: Document,
  { fields, live, places }: Places,
): Promise<(place: string) => LastWriter> {
  const older = places.filter((place) => !live?.changed.has(place))
  const touched = await lastTouched(reader, { id, fields, after: 0, upTo: revision, places: older })
  const saved = new Map(older.map((place, index) => [place, touched[index]]))
  return (place) => live?.changed.get(place) ?? saved.get(place) ?? { by: editorId, at: savedAt }
}
