import type { Node as ProseNode } from 'prosemirror-model'
import type { Step } from 'prosemirror-transform'
import type { Value, Values } from '../fields/fields.ts'

/** Names a place in a document for good: names of fields and ids of rows, parted by dots, as in `ziele.z1.titel`. A path
 *  as in `ziele[0].titel` names the same only as long as nobody moves a row. */
export type Place = string

/** A step of ProseMirror as JSON (`Step.toJSON`). */
export type StepJson = Readonly<Record<string, unknown>>

/** One thing that somebody did. `text` is for rich texts; the other kinds for what is typed into controls. */
export type Change =
  | { readonly kind: 'text'; readonly place: Place; readonly steps: readonly StepJson[] }
  /** `value` null: it was emptied. `before` is set by the authority. */
  | { readonly kind: 'value'; readonly place: Place; readonly value: Value | null; readonly before?: Value | null }
  /** A new row, empty unless `row` is given, behind the row `after` (null: as the first). */
  | {
      readonly kind: 'row-added'
      readonly place: Place
      readonly id: string
      readonly after: string | null
      readonly row?: Values
      readonly references?: RowReferences
    }
  | { readonly kind: 'row-moved'; readonly place: Place; readonly id: string; readonly after: string | null }
  /** `row`, `after` and `references`, set by the authority, say what stood where, rich texts as HTML; without a `row` it
   *  was gone already. */
  | {
      readonly kind: 'row-removed'
      readonly place: Place
      readonly id: string
      readonly row?: Values
      readonly after?: string | null
      readonly references?: RowReferences
    }

/** By the places of references elsewhere: the ids of a row, and of the rows in it, that they lose when it goes and get
 *  back with it. */
export type RowReferences = Readonly<Record<Place, readonly string[]>>

/** What somebody wants to happen. The id is made by whoever sends it and makes sending again harmless. */
export interface Commit {
  readonly id: string
  /** The version that the change was made for: steps fit the text as it was then. */
  readonly base: number
  /** The oldest version that its author had before her when she did it; at most `base`. What others wrote since, she
   *  had not read. */
  readonly seen: number
  readonly change: Change
}

/** A commit as it happened: its change fits the version before. `version` counts from 1 in each document. */
export interface StoredCommit {
  readonly version: number
  readonly id: string
  /** User id. */
  readonly by: string
  /** ISO text in UTC. */
  readonly at: string
  readonly base: number
  readonly change: Change
}

/** Who wrote how much of a text: the sizes add up to the size of the document's content, in positions of ProseMirror.
 *  `by` is a user id. Neighbours differ. */
export interface AuthorSpan {
  readonly size: number
  readonly by: string
}

export interface LiveText {
  readonly doc: ProseNode
  readonly authors: readonly AuthorSpan[]
}

/** A passage that a comment or a suggestion is about, as it stood in the text of this version. */
export interface Anchor {
  readonly place: Place
  readonly version: number
  readonly from: number
  readonly to: number
}

/** The last thing that was done to a place that holds a value. */
export interface PlaceChange {
  readonly version: number
  readonly by: string
  readonly at: string
}

/** A document while people write in it together: everything that its commits made of the values it began with. */
export interface LiveState {
  readonly version: number
  /** Without rich texts and without what is assigned. */
  readonly values: Values
  /** Rich texts; a place that nobody wrote in is missing and means an empty paragraph. */
  readonly texts: ReadonlyMap<Place, LiveText>
  readonly changed: ReadonlyMap<Place, PlaceChange>
}

/** Something typed that found no place: somebody else had deleted where it belonged, or deleted it without having read
 *  it. Kept for its author under "Nicht übernommene Eingaben". */
export interface Unplaced {
  readonly place: Place
  /** User id of its author. */
  readonly by: string
  /** HTML of the rich subset for a text, the printed value for a control. */
  readonly content: string
  readonly kind: 'text' | 'value'
}

/** Somebody else changed the same value: both are offered, printed as people read them; null where there is none. */
export interface ValueConflict {
  readonly place: Place
  readonly base: string | null
  readonly mine: string | null
  readonly theirs: string | null
  readonly by: string
  readonly at: string
}

export type RefusalReason =
  | 'frozen' // it lies for approval, is approved or issued
  | 'forbidden'
  | 'invalid' // outside the schema, too large, not to be read
  | 'gone' // the row or place does not exist any more
  | 'unavailable' // not stored; to be sent again

export type CommitOutcome =
  | { readonly kind: 'done'; readonly commit: StoredCommit; readonly unplaced: readonly Unplaced[] }
  | { readonly kind: 'conflict'; readonly conflict: ValueConflict }
  /** `message` is German and says what to do. */
  | { readonly kind: 'refused'; readonly reason: RefusalReason; readonly message: string }

/** Steps of others that a stale text commit is brought past, the oldest first. */
export interface ForeignSteps {
  readonly version: number
  readonly by: string
  readonly steps: readonly Step[]
}
