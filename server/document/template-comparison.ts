import type { Reader } from '../base/database.ts'
import type { Block } from '../blocks/blocks.ts'
import { compareBlocks } from '../blocks/difference.ts'
import type { Field } from '../fields/fields.ts'
import { type SchemaPlace, walkSchema } from '../fields/walk.ts'
import type { VersionTexts } from '../template/check.ts'
import { lineDiff } from '../template/line-diff.ts'
import type { FileName } from '../template/locating.ts'
import { expandDocument } from '../template/rendering.ts'
import { readSample } from '../template/sample.ts'
import { loadTemplate } from '../template/template-actions.ts'
import { readVersionTexts } from '../template/template-draft-actions.ts'
import type { CheckOutcome, DraftCheck } from '../template/template-draft-check.ts'
import { type ChangedText, changedTexts } from './approval-facts.ts'
import { fieldKind, fieldNeed } from './template-words.ts'

export interface SourceDifference {
  readonly file: FileName
  readonly lines: readonly { readonly kind: 'same' | 'added' | 'removed'; readonly text: string }[]
}

/** Line by line, each file on its own. */
export function compareSources(before: VersionTexts, after: VersionTexts): SourceDifference[] {
  const files: readonly (readonly [FileName, string, string])[] = [
    ['template.hbs', before.source, after.source],
    ['fields.json', before.fields, after.fields],
    ['template.json', before.description, after.description],
    ['sample.json', before.sample, after.sample],
  ]
  return files.map(([file, old, current]) => ({
    file,
    lines: lineDiff(old, current, mostLines).map((line) => ({
      kind: line.startsWith('+ ') ? 'added' : line.startsWith('- ') ? 'removed' : 'same',
      text: line.slice(2),
    })),
  }))
}

const mostLines = 1000

export interface FieldDifference {
  readonly path: string
  readonly label: string
  readonly difference: string
  /** What it means for drafts that are moved to it. */
  readonly effect: string
}

/** Fields that came, went or are asked for in another way, in the order of the new schema. */
export function compareFields(before: readonly Field[], after: readonly Field[]): FieldDifference[] {
  const [old, current] = [byPath(before), byPath(after)]
  const changed = [...current].flatMap(([path, { field }]): FieldDifference[] => {
    const earlier = old.get(path)?.field
    const named = { path, label: field.label }
    if (!earlier) return [{ ...named, difference: `neu: ${fieldKind(field)}`, effect: effectOfNew(field) }]
    const [differences, effect] = differencesOf(earlier, field)
    return differences.length > 0 ? [{ ...named, difference: differences.join('; '), effect }] : []
  })
  const removed = [...old].flatMap(([path, { field }]): FieldDifference[] =>
    current.has(path)
      ? []
      : [
          {
            path,
            label: field.label,
            difference: 'entfällt',
            effect: 'Die Angabe wird nicht mehr gedruckt, geht aber nicht verloren.',
          },
        ],
  )
  return [...changed, ...removed]
}

const byPath = (fields: readonly Field[]): ReadonlyMap<string, SchemaPlace> =>
  new Map([...walkSchema(fields)].map((place) => [place.path, place]))

function effectOfNew(field: Field): string {
  if (field.required) return 'Pflicht: Die Angabe fehlt, bis jemand sie einträgt.'
  return field.requiredIf ? 'Je nach Angabe Pflicht.' : 'Freiwillig: Es muss nichts getan werden.'
}

function differencesOf(before: Field, after: Field): [differences: string[], effect: string] {
  const differences: string[] = []
  let effect = 'Es muss nichts getan werden.'
  if (before.label !== after.label) differences.push(`heißt jetzt so, vorher „${before.label}“`)
  if (fieldNeed(before) !== fieldNeed(after)) {
    differences.push(`Pflicht: ${fieldNeed(after)} statt ${fieldNeed(before)}`)
    if (after.required) effect = 'Wo die Angabe leer ist, fehlt sie jetzt.'
  }
  const [added, gone] = choicesOf(before, after)
  if (added.length > 0) differences.push(`neu zur Auswahl: ${added.join(', ')}`)
  if (gone.length > 0) {
    differences.push(`nicht mehr zur Auswahl: ${gone.join(', ')}`)
    effect = 'Wer das gewählt hat, wählt neu; die alte Angabe geht nicht verloren.'
  }
  if (fieldKind(before) !== fieldKind(after) && before.type !== 'choice') {
    differences.push(`${fieldKind(after)} statt ${fieldKind(before)}`)
    if (before.type !== after.type) {
      effect = 'Was nicht mehr passt, ist neu einzutragen; die alte Angabe geht nicht verloren.'
    }
  }
  if (before.hint !== after.hint) differences.push('anderer Hinweis')
  return [differences, effect]
}

/** Labels of choices that came and went. */
function choicesOf(before: Field, after: Field): [added: string[], gone: string[]] {
  if (before.type !== 'choice' || after.type !== 'choice') return [[], []]
  const onlyIn = (one: typeof before, other: typeof before) =>
    one.choices
      .filter(({ value }) => other.choices.every((each) => each.value !== value))
      .map(({ label }) => `„${label}“`)
  return [onlyIn(after, before), onlyIn(before, after)]
}

interface ComparedSide {
  readonly version: number
  readonly blocks: readonly Block[]
  /** Blocks, by identity, that are not on the other side as they are. */
  readonly changed: ReadonlySet<Block>
}

export interface VersionComparison {
  /** Null for the first version, or where the sample of the one before is not to be had. */
  readonly before: ComparedSide | null
  readonly after: ComparedSide
  readonly sources: readonly SourceDifference[]
  readonly texts: readonly ChangedText[]
  readonly fields: readonly FieldDifference[]
}

type CleanCheck = DraftCheck & { readonly outcome: Extract<CheckOutcome, { ok: true }> }

/** A clean draft beside the version that it follows, each with its own sample. */
export async function compareWithPublished(
  reader: Reader,
  slug: string,
  { version, follows, texts, outcome }: CleanCheck,
): Promise<VersionComparison> {
  const { blocks } = outcome.sample
  const before = follows === null ? null : await loadTemplate(reader, slug, follows)
  const beforeTexts = follows === null ? null : await readVersionTexts(reader, { slug, version: follows })
  if (!before?.ok || !beforeTexts) {
    return { before: null, after: { version, blocks, changed: new Set() }, sources: [], texts: [], fields: [] }
  }
  const sample = await readSample(reader, before.value)
  const expanded = sample.ok
    ? await expandDocument({ template: before.value, values: sample.value, mode: 'final' })
    : sample
  const old = expanded.ok ? expanded.value.blocks : null
  const changes = old ? compareBlocks(old, blocks) : []
  const different = changes.filter(({ change }) => change !== 'same')
  const changed = (side: 'before' | 'after') => new Set(different.flatMap(({ [side]: block }) => block ?? []))
  return {
    before: old && { version: before.value.version, blocks: old, changed: changed('before') },
    after: { version, blocks, changed: changed('after') },
    sources: compareSources(beforeTexts, texts),
    texts: changedTexts(changes),
    fields: compareFields(before.value.fields, outcome.template.fields),
  }
}
