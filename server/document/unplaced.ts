import type { Reader } from '../base/database.ts'
import type { Block } from '../blocks/blocks.ts'
import { parseHtmlSubset } from '../blocks/html-subset.ts'
import { printMoment } from '../calendar/local-time.ts'
import type { Field, Values } from '../fields/fields.ts'
import { findPlace, labelOfPlace } from '../fields/places.ts'
import type { Template } from '../template/library.ts'
import type { KeptUnplaced } from '../writing/writing-actions.ts'
import { listUnplaced } from '../writing/writing-actions.ts'
import type { Document } from './document.ts'
import { templateAt } from './pinned-template.ts'
import { findMove } from './template-move-store.ts'

/** Something that a person typed and that found no place, as she finds it under "Nicht übernommene Eingaben". */
export interface UnplacedInput {
  readonly id: string
  readonly place: string
  /** The place in words. */
  readonly label: string
  /** False where the document's template has no such field any more. */
  readonly hasField: boolean
  readonly at: string
  /** As it was typed: HTML of the rich subset, or the printed value. */
  readonly content: string
  /** Of a rich text; null for the value of a control. */
  readonly blocks: readonly Block[] | null
  /** The outermost row on the way to its place that is gone. */
  readonly goneRow: GoneRow | null
}

export interface GoneRow {
  /** The place of its list. */
  readonly list: string
  readonly row: string
}

/** What of this person still waits for her, the oldest first. */
export async function unplacedInputs(
  reader: Reader,
  userId: string,
  { document, template }: { readonly document: Document; readonly template: Template },
): Promise<UnplacedInput[]> {
  const kept = await listUnplaced(reader, { documentId: document.id, userId })
  const { fields } = template
  const isGone = ({ place }: KeptUnplaced) => findPlace(fields, document.values, place) === null
  const earlier = kept.some(isGone) ? await fieldsBefore(reader, document) : []
  return kept.map((input) => ({
    ...inputOf(input, fields, document.values),
    ...(isGone(input) ? { label: labelOfPlace(earlier, {}, input.place), hasField: false } : {}),
  }))
}

/** Those of the version that the draft followed before it was moved. */
async function fieldsBefore(reader: Reader, document: Document): Promise<readonly Field[]> {
  const move = await findMove(reader, document.id)
  return move ? (await templateAt(reader, document, move.revision - 1)).fields : []
}

function inputOf(kept: KeptUnplaced, fields: readonly Field[], values: Values): UnplacedInput {
  const { id, place, content, at } = kept
  return {
    id,
    place,
    label: labelOfPlace(fields, values, place),
    hasField: true,
    at: printMoment(at),
    content,
    blocks: kept.kind === 'text' ? parseHtmlSubset(content, { dialect: 'rich' }).blocks : null,
    goneRow: goneRowOn(fields, values, place),
  }
}

function goneRowOn(fields: readonly Field[], values: Values, place: string): GoneRow | null {
  const parts = place.split('.')
  for (const [index, row] of parts.entries()) {
    const found = findPlace(fields, values, parts.slice(0, index + 1).join('.'))
    if (found?.isRow && found.path === null) return { list: parts.slice(0, index).join('.'), row }
  }
  return null
}
