import { recordWriting } from '../audit/audit.ts'
import { sha256Hex } from '../base/canonical-json.ts'
import type { Db } from '../base/database.ts'
import { toHtmlSubset } from '../blocks/html-out.ts'
import { parseHtmlSubset } from '../blocks/html-subset.ts'
import { localDate } from '../calendar/local-time.ts'
import { sameValue } from '../fields/changes.ts'
import type { Field, Values } from '../fields/fields.ts'
import { readForm } from '../fields/form-input.ts'
import { findPath, findPlace, valueAt } from '../fields/places.ts'
import { addUnplaced, type KeptUnplaced } from '../writing/writing-actions.ts'
import { lostValues } from './carrying.ts'
import { findRevision } from './document-store.ts'
import type { FoundDraft } from './draft-facts.ts'
import { templateAt } from './pinned-template.ts'
import { type Entries, numberIn, type PostedDraft, readPosted } from './posted-draft.ts'
import { readableValues } from './readable-values.ts'

type Typed = Pick<KeptUnplaced, 'place' | 'kind' | 'content'>

type OpenDraft = Pick<FoundDraft, 'actor' | 'document' | 'template'>

/** The form of a draft as it was sent, and how much of it was typed into fields that the draft no longer has: that its author
 *  finds on the page. */
export async function receiveDraft(
  db: Db,
  draft: OpenDraft,
  entries: Entries,
): Promise<{ form: PostedDraft; gone: number }> {
  const today = localDate(db.clock.now().toISOString())
  const gone = await keepGoneInput(db, draft, { entries, today })
  const { fields } = draft.template
  return { form: readPosted(entries, { fields, stored: draft.document.values, today }), gone }
}

/** A form may have been opened before its draft was moved to another version of the template. What was typed into fields
 *  that this one does not have goes to "Nicht übernommene Eingaben" of whoever typed it, and its number is returned. What
 *  stood in them before is kept with the move. */
async function keepGoneInput(
  db: Db,
  { actor, document, template }: OpenDraft,
  { entries, today }: { readonly entries: Entries; readonly today: string },
): Promise<number> {
  const revision = numberIn(entries, 'revision')
  const base = await findRevision(db, document.id, revision)
  if (!base) return 0
  const then = await templateAt(db, document, revision)
  if (then.templateHash === template.templateHash) return 0
  const gone = goneInput({ entries, today, stored: base.values, earlier: then.fields, now: template.fields })
  const at = db.clock.now().toISOString()
  const kept = gone.map((each) => ({ ...each, by: actor.userId, at, id: idOf(each) }))
  if (kept.length > 0) {
    await recordWriting(db, async (tx) => ({ value: await addUnplaced(tx, document.id, kept) }))
  }
  return kept.length

  /** The same form sent twice keeps the same once. */
  function idOf({ place, content }: Typed): string {
    return sha256Hex([document.id, actor.userId, String(revision), place, content].join('\n'))
  }
}

interface OldForm {
  readonly entries: Entries
  readonly today: string
  /** Of the revision that the form showed. */
  readonly stored: Values
  /** The fields that it was made for, and those of today. */
  readonly earlier: readonly Field[]
  readonly now: readonly Field[]
}

function goneInput({ entries, today, stored, earlier, now }: OldForm): Typed[] {
  const form = readForm(earlier, entries, { today, stored })
  const { values, left } = readableValues(earlier, form.input)
  const carried = readableValues(now, readForm(now, entries, { today, stored }).input).values
  const readable = lostValues(earlier, values, carried)
    .filter(({ place }) => !sameValue(valueAt(stored, place), valueAt(values, place)))
    .flatMap(({ place, value }) => typedAt(earlier, values, { place, printed: value }))
  const unreadable = left.flatMap((path): Typed[] => {
    const content = entries
      .filter(([name, text]) => (name === path || name.startsWith(`${path}.`)) && text !== '')
      .map(([, text]) => text)
      .join(' ')
    const isGone = content !== '' && findPath(now, carried, path) === null
    return isGone ? [{ place: findPath(earlier, values, path)?.place ?? path, kind: 'value', content }] : []
  })
  return [...readable, ...unreadable]
}

function typedAt(
  fields: readonly Field[],
  values: Values,
  { place, printed }: { readonly place: string; readonly printed: string },
): Typed[] {
  if (findPlace(fields, values, place)?.field.type !== 'rich') return [{ place, kind: 'value', content: printed }]
  const { blocks } = parseHtmlSubset(String(valueAt(values, place)), { dialect: 'rich' })
  return blocks.length > 0 ? [{ place, kind: 'text', content: toHtmlSubset(blocks) }] : []
}
