import { Step } from 'prosemirror-transform'
import { richSchema } from '../blocks/schema.ts'
import type { Field, Values } from '../fields/fields.ts'
import { below, findPlace, isWithin } from '../fields/places.ts'
import { spansAfter } from './authors.ts'
import { applyTextCommit, emptyText, typedIn } from './live-text.ts'
import { afterValueChange, type ValueChange } from './live-values.ts'
import { afterStep, readSteps } from './text-steps.ts'
import { applyValueChange } from './value-commits.ts'
import type {
  AuthorSpan,
  Change,
  Commit,
  CommitOutcome,
  ForeignSteps,
  LiveState,
  LiveText,
  Place,
  PlaceChange,
  RefusalReason,
  StoredCommit,
  Unplaced,
} from './writing.ts'

export interface CommitContext {
  readonly fields: readonly Field[]
  /** User id of its author. */
  readonly by: string
  readonly at: string
  /** Every commit newer than what its author had `seen`, whoever made it, the oldest first. */
  readonly since: readonly StoredCommit[]
}

export type Applied =
  | {
      readonly kind: 'done'
      readonly state: LiveState
      readonly commit: StoredCommit
      readonly unplaced: readonly Unplaced[]
    }
  | {
      readonly kind: 'not-done'
      readonly outcome: Exclude<CommitOutcome, { kind: 'done' }>
      readonly unplaced: readonly Unplaced[]
    }

type TextChange = Extract<Change, { kind: 'text' }>

/** Brings what somebody wants past what happened since, and makes the next state of it. */
export function applyCommit(state: LiveState, commit: Commit, context: CommitContext): Applied {
  const { change } = commit
  return change.kind === 'text'
    ? applyText(state, { ...commit, change }, context)
    : applyValue(state, { ...commit, change }, context)
}

type Of<C extends Change> = Commit & { readonly change: C }

function applyText(state: LiveState, commit: Of<TextChange>, { fields, by, at, since }: CommitContext): Applied {
  const { place } = commit.change
  const steps = readSteps(commit.change.steps)
  const newer = since.filter(({ version }) => version > commit.base)
  const standing = standingText(fields, state, { place, since: newer })
  if (!steps || standing === 'unknown') return refused('invalid', unreadable)
  if (standing === 'gone') {
    const content = typedIn(steps)
    return refused('gone', gone, content === null ? [] : [{ place, by, content, kind: 'text' }])
  }
  const unseen = stepsAt(since, place)
  const foreign = unseen.filter(({ version }) => version > commit.base)
  const applied = applyTextCommit(state.texts.get(place) ?? emptyText(by), { steps, by, foreign, unseen })
  if (!applied) return refused('invalid', unreadable)
  const stored = storedCommit(state, commit, { by, at, change: { ...commit.change, steps: jsonOf(applied.steps) } })
  parsed.set(stored, applied.steps)
  const unplaced = applied.unplaced.map((item): Unplaced => ({ ...item, place, kind: 'text' }))
  return { kind: 'done', state: withText(state, stored, applied.text), commit: stored, unplaced }
}

/** Whether steps can change a rich text here. It is gone with its row, and for whoever has not yet read `since` also when
 *  the row went and came back: its text then began anew. */
export function standingText(
  fields: readonly Field[],
  { values }: LiveState,
  { place, since }: { readonly place: Place; readonly since: readonly StoredCommit[] },
): 'there' | 'gone' | 'unknown' {
  const found = findPlace(fields, values, place)
  if (!found || found.isRow || found.field.type !== 'rich' || found.field.kind === 'assigned') return 'unknown'
  const beganAnew = since.some(
    ({ change }) =>
      (change.kind === 'row-added' || change.kind === 'row-removed') && isWithin(place, below(change.place, change.id)),
  )
  return found.path === null || beganAnew ? 'gone' : 'there'
}

function applyValue(state: LiveState, commit: Of<ValueChange>, { fields, by, at, since }: CommitContext): Applied {
  const applied = applyValueChange(state, fields, commit, { by, since })
  if (applied.kind === 'conflict') return { kind: 'not-done', outcome: applied, unplaced: [] }
  if (applied.kind === 'refused') return refused(applied.reason, applied.message, applied.unplaced)
  const { change, unplaced } = applied
  const stored = storedCommit(state, commit, { by, at, change })
  return { kind: 'done', state: afterValueChange(state, fields, { ...stored, change }), commit: stored, unplaced }
}

const storedCommit = (
  { version }: LiveState,
  { id, base }: Commit,
  what: Pick<StoredCommit, 'by' | 'at' | 'change'>,
): StoredCommit => ({ version: version + 1, id, base, ...what })

const refused = (reason: RefusalReason, message: string, unplaced: readonly Unplaced[] = []): Applied => ({
  kind: 'not-done',
  outcome: { kind: 'refused', reason, message },
  unplaced,
})

const unreadable = 'Diese Eingabe war nicht zu lesen und wurde nicht gespeichert. Laden Sie die Seite neu.'
const gone = 'Den Eintrag, in dem Sie schreiben, hat inzwischen jemand entfernt.'

/** The state after a commit that happened: it fits as it is. Throws when it does not. */
export function afterCommit(state: LiveState, fields: readonly Field[], commit: StoredCommit): LiveState {
  const { change, by } = commit
  if (change.kind !== 'text') return afterValueChange(state, fields, { ...commit, change })
  const text = state.texts.get(change.place) ?? emptyText(by)
  let { doc } = text
  for (const step of stepsOf(commit)) {
    const next = afterStep(doc, step)
    if (!next) throw new Error(`Commit ${commit.version} does not fit the text ${change.place}.`)
    doc = next
  }
  const maps = stepsOf(commit).map((step) => step.getMap())
  return withText(state, commit, { doc, authors: spansAfter(text.authors, maps, by) })
}

function withText(state: LiveState, { version, by, at, change: { place } }: StoredCommit, text: LiveText): LiveState {
  return {
    ...state,
    version,
    texts: new Map(state.texts).set(place, text),
    changed: new Map(state.changed).set(place, { version, by, at }),
  }
}

/** What happened to one text among these commits. */
export const stepsAt = (commits: readonly StoredCommit[], place: Place): ForeignSteps[] =>
  commits
    .filter(({ change }) => change.kind === 'text' && change.place === place)
    .map((commit) => ({ version: commit.version, by: commit.by, steps: stepsOf(commit) }))

const parsed = new WeakMap<StoredCommit, readonly Step[]>()

function stepsOf(commit: StoredCommit): readonly Step[] {
  const known = parsed.get(commit)
  if (known) return known
  const steps = commit.change.kind === 'text' ? commit.change.steps.map((json) => Step.fromJSON(richSchema, json)) : []
  parsed.set(commit, steps)
  return steps
}

const jsonOf = (steps: readonly Step[]): TextChange['steps'] => steps.map((step) => step.toJSON())

interface Snapshot {
  readonly version: number
  readonly values: Values
  readonly texts: readonly (readonly [Place, { readonly doc: unknown; readonly authors: readonly AuthorSpan[] }])[]
  readonly changed: readonly (readonly [Place, PlaceChange])[]
}

/** The whole state as JSON. */
export function snapshotOf({ version, values, texts, changed }: LiveState): string {
  const snapshot: Snapshot = {
    version,
    values,
    texts: [...texts].map(([place, { doc, authors }]) => [place, { doc: doc.toJSON(), authors }]),
    changed: [...changed],
  }
  return JSON.stringify(snapshot)
}

/** Written by ourselves, so its form is known. */
export function stateFrom(json: string): LiveState {
  const { version, values, texts, changed }: Snapshot = JSON.parse(json)
  return {
    version,
    values,
    texts: new Map(texts.map(([place, { doc, authors }]) => [place, { doc: richSchema.nodeFromJSON(doc), authors }])),
    changed: new Map(changed),
  }
}
