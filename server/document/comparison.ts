import type { Reader } from '../base/database.ts'
import type { Block } from '../blocks/blocks.ts'
import { type BlockChange, compareBlocks } from '../blocks/difference.ts'
import { type Change, compareValues } from '../fields/changes.ts'
import type { Field, Values } from '../fields/fields.ts'
import { findPath, isWithin } from '../fields/places.ts'
import type { Template } from '../template/library.ts'
import { expandDocument } from '../template/rendering.ts'
import type { DocumentRevision } from './document.ts'
import { selectRevisionsUpTo } from './document-store.ts'
import { templateAt } from './pinned-template.ts'

export interface ReviewedChange extends Change {
  /** Who wrote in the revision in which this came about; empty where later changes hide it. */
  readonly byName: string
}

export interface Difference {
  readonly values: readonly ReviewedChange[]
  /** The whole document, block by block. */
  readonly blocks: readonly BlockChange[]
}

export interface RevisionPair {
  readonly id: string
  readonly template: Template
  readonly from: Pick<DocumentRevision, 'revision' | 'values'>
  readonly to: Pick<DocumentRevision, 'revision' | 'values'>
}

/** What is different in a later revision, in its values and in the words on paper. */
export async function compareRevisions(reader: Reader, { id, template, from, to }: RevisionPair): Promise<Difference> {
  const { fields } = template
  const earlier = await templateAt(reader, { id, templateSlug: template.slug }, from.revision)
  const later = await templateAt(reader, { id, templateSlug: template.slug }, to.revision)
  const changes = compareValues(fields, from.values, to.values)
  const places = changes.map((change) => placeOf(fields, change, { before: from.values, after: to.values }))
  const touched = await lastTouched(reader, { id, fields, after: from.revision, upTo: to.revision, places })
  return {
    values: changes.map((change, index) => ({ ...change, byName: touched[index]?.byName ?? '' })),
    blocks: compareBlocks(await blocksOf(earlier, from.values), await blocksOf(later, to.values)),
  }
}

export async function compareOnPaper(template: Template, before: Values, after: Values): Promise<BlockChange[]> {
  return compareBlocks(await blocksOf(template, before), await blocksOf(template, after))
}

export async function blocksOf(template: Template, values: Values): Promise<readonly Block[]> {
  const expanded = await expandDocument({ template, values, mode: 'final' })
  if (!expanded.ok) throw new Error(`${template.slug}@${template.version}: ${expanded.message}`)
  return expanded.value.blocks
}

/** A path names a row by its number, which later changes shift; a place names it for good. */
function placeOf(
  fields: readonly Field[],
  { kind, path }: Change,
  { before, after }: { readonly before: Values; readonly after: Values },
): string {
  return findPath(fields, kind === 'removed' ? before : after, path)?.place ?? path
}

export interface Touch {
  /** User id of whoever saved it. */
  readonly by: string
  /** Of everybody who wrote in it together. */
  readonly byName: string
  readonly at: string
}

/** Who saved the newest revision that touched each of the places, of those after one and up to another. Reads only as far
 *  back as it must. */
export async function lastTouched(
  reader: Reader,
  search: {
    readonly id: string
    readonly fields: readonly Field[]
    readonly after: number
    readonly upTo: number
    readonly places: readonly string[]
  },
): Promise<(Touch | undefined)[]> {
  const { id, fields, after, places } = search
  const found: (Touch | undefined)[] = places.map(() => undefined)
  for (let upTo = search.upTo; upTo > after && found.includes(undefined); upTo -= pageSize) {
    const page = await selectRevisionsUpTo(reader, id, { upTo, limit: pageSize + 1 })
    for (const [index, newer] of page.slice(0, pageSize).entries()) {
      if (newer.revision <= after) break
      const values = { before: page[index + 1]?.values ?? {}, after: newer.values }
      const touched = compareValues(fields, values.before, values.after).map((each) => placeOf(fields, each, values))
      places.forEach((place, at) => {
        if (!found[at] && touched.some((each) => isWithin(each, place) || isWithin(place, each)))
          found[at] = { by: newer.editorId, byName: newer.writerNames, at: newer.savedAt }
      })
    }
  }
  return found
}

const pageSize = 20
