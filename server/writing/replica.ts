import type { Node as ProseNode } from 'prosemirror-model'
import { Transaction } from 'prosemirror-state'
import { Mapping, Step, type StepMap, type Transform } from 'prosemirror-transform'
import { richSchema } from '../blocks/schema.ts'
import { droppedText } from './dropped-text.ts'
import { isSame, others, type Rebase, rebase, strayed, takeBack, type Unconfirmed } from './rebase.ts'
import { afterStep, maxSteps, maxStepsLength } from './text-steps.ts'
import { unplacedHtml } from './unplaced-content.ts'
import type { Since } from './unread.ts'
import type { Place, StepJson, StoredCommit } from './writing.ts'

/** One rich text as somebody edits it, apart from the document itself, which the editor holds: what the authority has
 *  confirmed, and what it has not yet. Every change of that document goes through `typed` or `received`. The editor's
 *  plugin says `historyPreserveItems: true`, so that undo finds each step again. */
export interface Replica {
  readonly place: Place
  /** Of the whole document's log. */
  readonly version: number
  /** The one commit that is under way. */
  readonly flight: Flight | null
  /** The last commit that was. */
  readonly landed: string | null
  /** Steps of one's own that are not confirmed, as they fit the text now; those of the flight come first. */
  readonly unconfirmed: readonly Unconfirmed[]
  /** What the newest versions did to this text, the oldest first. */
  readonly confirmed: readonly ConfirmedMaps[]
  /** The oldest version whose positions can still be followed. */
  readonly since: number
}

export interface Flight {
  readonly id: string
  readonly base: number
  readonly seen: number
  /** As first sent, for sending again. */
  readonly steps: readonly StepJson[]
  /** So many of the unconfirmed steps are what is left of it here. */
  readonly count: number
}

interface ConfirmedMaps {
  readonly version: number
  readonly maps: readonly StepMap[]
}

/** So many versions back others' carets and passages are followed. */
const keptVersions = 1000

export function openReplica(place: Place, version: number): Replica {
  return { place, version, flight: null, landed: null, unconfirmed: [], confirmed: [], since: version }
}

/** After a change made here, by whatever command; `repair` for what prosemirror-tables appends to mend a table. */
export function typed(replica: Replica, tr: Transform, kind: 'edit' | 'repair' = 'edit'): Replica {
  const seen = Math.min(replica.version, ...replica.unconfirmed.flatMap(({ hidesSince }) => hidesSince ?? []))
  const added = tr.steps.map((step, index): Unconfirmed => {
    const inverted = step.invert(tr.docs[index] ?? tr.before)
    return { step, inverted, seen, isRepair: kind === 'repair', hidesSince: null }
  })
  return { ...replica, unconfirmed: [...replica.unconfirmed, ...added] }
}

/** Everything unconfirmed as one commit, as far as one commit holds so much; null while another is under way and when
 *  there is nothing. What is to be sent is the flight, now and again until it is confirmed or refused. */
export function nextFlight(replica: Replica, id: string): (Replica & { readonly flight: Flight }) | null {
  const { flight, unconfirmed, version } = replica
  if (flight || unconfirmed.length === 0) return null
  const steps: StepJson[] = []
  let length = 0
  for (const { step } of unconfirmed.slice(0, maxSteps)) {
    const json: StepJson = step.toJSON()
    length += JSON.stringify(json).length + 1
    if (steps.length > 0 && length >= maxStepsLength) break
    steps.push(json)
  }
  const count = steps.length
  const seen = Math.min(...unconfirmed.slice(0, count).map((each) => each.seen))
  return { ...replica, flight: { id, base: version, seen, steps, count } }
}

export interface Received {
  readonly replica: Replica
  /** HTML of what was typed here, is not under way, and found no place any more; for its author's unplaced inputs. */
  readonly dropped: string | null
  /** Commits that need a transaction of their own: to be received next, on the state after this one. */
  readonly rest: readonly StoredCommit[]
}

/** Takes in what happened, in order and without gaps, in this place or others; what is known already is passed over. Adds
 *  its steps to `tr`, which begins at the document as it is here and holds none yet; a transaction of an editor also
 *  learns what its history must know. Steps of others in a row are one rebase. */
export function received(replica: Replica, tr: Transform, commits: readonly StoredCommit[]): Received {
  const news = commits.filter(({ version }) => version > replica.version)
  if (news.length > 0 && news[0]?.version !== replica.version + 1) throw new Error('commits are missing in between')
  const ownAt = replica.flight ? news.findIndex(({ id }) => id === replica.flight?.id) : -1
  const own = news[ownAt]
  const before = own ? news.slice(0, ownAt) : news
  const foreign = before.map(({ id, version, ...commit }): Since & { version: number } => ({
    version,
    by: id === replica.landed ? strayed : others,
    steps: stepsAt(replica.place, commit),
  }))
  const stored = own ? stepsAt(replica.place, own) : null

  const isUnmoved = foreign.every(({ steps }) => steps.length === 0) && (!stored || beginAsHere(replica, stored))
  const underWay = replica.flight?.count ?? 0
  const moved = isUnmoved
    ? confirm(replica, stored)
    : rebase(tr, { version: replica.version, own: replica.unconfirmed, underWay, foreign, stored })
  if (!isUnmoved) tellHistory(tr, replica.unconfirmed.length)

  const { unconfirmed, placed, dropped } = moved
  const flight = own || !replica.flight ? null : { ...replica.flight, count: moved.underWay }
  const ownLeft = own && stored && placed < stored.length ? [laterSteps(own, placed)] : []
  const ownPlaced = own && stored ? [{ version: own.version, steps: stored.slice(0, placed) }] : []
  const newest = (own ?? before.at(-1))?.version ?? replica.version
  const version = newest - ownLeft.length
  const maps = withMaps(replica, [...foreign, ...ownPlaced], version)
  return {
    replica: { ...replica, version, flight, landed: own?.id ?? replica.landed, unconfirmed, ...maps },
    dropped,
    rest: own ? [...ownLeft, ...news.slice(ownAt + 1)] : [],
  }
}

/** What the commit did to this text. */
function stepsAt(place: Place, { change }: Pick<StoredCommit, 'change'>): readonly Step[] {
  if (change.kind !== 'text' || change.place !== place) return []
  return change.steps.map((json) => Step.fromJSON(richSchema, json))
}

/** A commit as it is left when its first steps are done: from here on it is as another's. */
function laterSteps(commit: StoredCommit, done: number): StoredCommit {
  const { change } = commit
  return change.kind === 'text' ? { ...commit, change: { ...change, steps: change.steps.slice(done) } } : commit
}

/** Whether one's own commit was stored just as it stands here. */
function beginAsHere({ flight, unconfirmed }: Replica, stored: readonly Step[]): boolean {
  const here = unconfirmed.slice(0, flight?.count ?? 0)
  return here.length <= stored.length && here.every(({ step }, index) => isSame(step, stored[index]))
}

function confirm({ flight, unconfirmed }: Replica, stored: readonly Step[] | null): Rebase {
  const count = flight?.count ?? 0
  if (!stored) return { unconfirmed, underWay: count, placed: 0, dropped: null }
  return { unconfirmed: unconfirmed.slice(count), underWay: 0, placed: count, dropped: null }
}

/** That it undoes one's own steps alone, and finds those that a rebase has moved. */
function tellHistory(tr: Transform, undone: number): void {
  if (tr instanceof Transaction) tr.setMeta('addToHistory', false).setMeta('rebased', undone)
}

function withMaps(
  { confirmed, since }: Replica,
  happened: readonly { readonly version: number; readonly steps: readonly Step[] }[],
  version: number,
): Pick<Replica, 'confirmed' | 'since'> {
  const oldest = Math.max(since, version - keptVersions)
  const added = happened.flatMap(({ version, steps }) =>
    steps.length > 0 ? [{ version, maps: steps.map((step) => step.getMap()) }] : [],
  )
  return { confirmed: [...confirmed, ...added].filter((each) => each.version > oldest), since: oldest }
}

/** Takes back everything that is unconfirmed, as when the authority refused it; `content` is what was typed, as HTML. */
export function withdrawn(
  replica: Replica,
  tr: Transform,
): { readonly replica: Replica; readonly content: string | null } {
  const { unconfirmed } = replica
  takeBack(tr, unconfirmed)
  tellHistory(tr, unconfirmed.length)
  return { replica: { ...replica, flight: null, unconfirmed: [] }, content: unconfirmedText(replica) }
}

/** What was typed here and is not confirmed, as HTML; null where there is no word in it. */
export const unconfirmedText = ({ unconfirmed }: Pick<Replica, 'unconfirmed'>): string | null =>
  typedBy(unconfirmed.map(({ step }) => step))

/** The same for what is under way, as it was sent. */
export const flightText = ({ steps }: Flight): string | null =>
  typedBy(steps.map((json) => Step.fromJSON(richSchema, json)))

const typedBy = (steps: readonly Step[]): string | null => unplacedHtml(droppedText(steps, () => true))

/** With what is under way, on a text that has come anew: whether that is in it already, only the answer tells. */
export const openAgain = ({ place, flight }: Replica, version: number): Replica => ({
  ...openReplica(place, version),
  flight: flight && { ...flight, count: 0 },
})

/** Whether what is under way has happened in what is known already. */
export const hasLanded = ({ flight, version }: Replica, commits: readonly StoredCommit[]): boolean =>
  commits.some((commit) => commit.id === flight?.id && commit.version <= version)

/** From positions in the text of a version to those here and now; null where the version is too old, or has not come in
 *  yet. */
export function mapFrom({ version, since, confirmed, unconfirmed }: Replica, from: number): Mapping | null {
  if (from < since || from > version) return null
  const later = confirmed.filter((each) => each.version > from).flatMap(({ maps }) => maps)
  return new Mapping([...later, ...unconfirmed.map(({ step }) => step.getMap())])
}

/** From positions here and now to those in the text of the replica's version, which others know too. */
export const mapToConfirmed = ({ unconfirmed }: Replica): Mapping =>
  new Mapping(unconfirmed.toReversed().map(({ step }) => step.getMap().invert()))

/** The text of the replica's version, without what is unconfirmed. */
export function confirmedDoc({ unconfirmed }: Replica, doc: ProseNode): ProseNode {
  return unconfirmed.toReversed().reduce((before, { inverted }) => {
    const undone = afterStep(before, inverted)
    if (!undone) throw new Error('the unconfirmed steps are not of this document')
    return undone
  }, doc)
}
