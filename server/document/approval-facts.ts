import { type ApprovalRequest, isWaiting } from '../approval/approval.ts'
import type { Block } from '../blocks/blocks.ts'
import type { BlockChange, Word } from '../blocks/difference.ts'
import { plainText } from '../blocks/plain-text.ts'
import { printList } from '../calendar/calendar.ts'
import { printMoment } from '../calendar/local-time.ts'
import type { Difference } from './comparison.ts'
import type { ChangesSince } from './reviewing.ts'

export interface ChangedValue {
  readonly label: string
  readonly before: string | null
  readonly after: string | null
  readonly by: string
}

export interface ChangedText {
  /** The heading under which it stands. */
  readonly heading: string
  /** Lines of words: a paragraph is one, a table has one for each row that changed. */
  readonly lines: readonly (readonly Word[])[]
}

export interface ShownDifference {
  readonly values: readonly ChangedValue[]
  readonly texts: readonly ChangedText[]
}

export interface ApprovalChanges extends ShownDifference {
  /** `Geändert seit der Freigabe durch Sie, 12.05.2026, 09:12 Uhr`. */
  readonly title: string
  /** Why it was returned then. */
  readonly reason: string | null
}

export interface RouteStep {
  readonly text: string
  /** When, and what was said. */
  readonly detail: string | null
  readonly stand: 'done' | 'now' | 'ahead'
}

/** The beginning of a hash, as people compare it: `7F3A 91C2`. */
export const shortHash = (hash: string): string => `${hash.slice(0, 4)} ${hash.slice(4, 8)}`.toUpperCase()

/** What changed since a decision, as the page shows it; null where nothing was decided before. */
export function changesShown({ since, ...difference }: ChangesSince): ApprovalChanges | null {
  if (!since) return null
  const what = since.outcome === 'approved' ? 'der Freigabe' : 'der Rückgabe'
  const who = since.own ? 'durch Sie' : `durch ${since.byName}`
  return {
    title: `Geändert seit ${what} ${who}, ${printMoment(since.at)}`,
    reason: since.reason,
    ...differenceShown(difference),
  }
}

/** Data first, then the words. */
export const differenceShown = ({ values, blocks }: Difference): ShownDifference => ({
  values: values.map(({ label, before, after, byName }) => ({
    label,
    ...(isLong(before) || isLong(after) ? longText(before, after) : { before, after }),
    by: byName || '–',
  })),
  texts: changedTexts(blocks),
})

const longest = 280

const isLong = (text: string | null): boolean => (text?.length ?? 0) > longest

/** A whole chapter in a table cell hides what is different; its words stand below the table. */
const longText = (before: string | null, after: string | null) => ({
  before: before === null ? null : 'langer Text, siehe unten',
  after: after === null ? null : 'langer Text, siehe unten',
})

/** Every block with other words than before, under the heading that it stands below. */
export function changedTexts(changes: readonly BlockChange[]): ChangedText[] {
  const texts: ChangedText[] = []
  let heading = ''
  for (const change of changes) {
    const block = change.after ?? change.before
    if (block?.type === 'heading' && change.change !== 'removed') heading = plainText([block])
    if (change.change === 'same') continue
    const lines = linesOf(wordsOf(change)).filter((words) => words.some(({ kind }) => kind !== 'same'))
    const last = texts.at(-1)
    if (last?.heading === heading) texts.splice(-1, 1, { heading, lines: [...last.lines, ...lines] })
    else texts.push({ heading, lines })
  }
  return texts.filter(({ lines }) => lines.length > 0)
}

function wordsOf({ change, before, after, words = [] }: BlockChange): readonly Word[] {
  if (change === 'added' && after) return [{ kind: 'added', text: plainText([after]) }]
  if (change === 'removed' && before) return [{ kind: 'removed', text: plainText([before]) }]
  return words
}

/** The rows of a table and the items of a list are lines; cells are parted by a dot. */
function linesOf(words: readonly Word[]): Word[][] {
  const lines: Word[][] = [[]]
  for (const { kind, text } of words) {
    text.split('\n').forEach((part, index) => {
      if (index > 0) lines.push([])
      if (part !== '') lines.at(-1)?.push({ kind, text: part.replaceAll('\t', ' · ') })
    })
  }
  return lines
}

/** The blocks of the document as it is now that are not as they were. */
export const changedBlocks = ({ since, blocks }: ChangesSince): ReadonlySet<Block> =>
  new Set(since ? blocks.flatMap(({ change, after }) => (change !== 'same' && after ? [after] : [])) : [])

export const blocksShown = ({ blocks }: ChangesSince): Block[] => blocks.flatMap(({ after }) => (after ? [after] : []))

interface RouteFacts {
  /** Every request, the newest first. */
  readonly requests: readonly ApprovalRequest[]
  readonly names: ReadonlyMap<string, string>
  /** Who may decide about the one that waits. */
  readonly deciders: readonly string[]
}

/** The way of a document through the house, from its first submission to what comes next. */
export function routeOf({ requests, names, deciders }: RouteFacts): RouteStep[] {
  const past = requests.toReversed().flatMap((request) => pastSteps(request, names))
  const newest = requests[0]
  if (!newest || !isWaiting(newest)) return past
  return [
    ...past,
    { text: `Freigabe: ${alternatives(deciders) || 'noch niemand'}`, detail: 'offen', stand: 'now' },
    { text: 'Ausfertigung mit Siegel', detail: 'nach der Freigabe', stand: 'ahead' },
  ]
}

function pastSteps(request: ApprovalRequest, names: ReadonlyMap<string, string>): RouteStep[] {
  const { decision, end } = request
  const nameOf = (id: string) => names.get(id) ?? 'Unbekannt'
  const done = (text: string, detail: string): RouteStep => ({ text, detail, stand: 'done' })
  const steps = [done(`Zur Freigabe gegeben von ${request.requestedByName}`, printMoment(request.requestedAt))]
  if (request.forwardedTo.length > 0) {
    steps.push({ text: `Weitergegeben an ${printList(request.forwardedTo.map(nameOf))}`, detail: null, stand: 'done' })
  }
  if (decision) {
    const deputy = decision.onBehalfOf ? ` in Vertretung für ${nameOf(decision.onBehalfOf)}` : ''
    const word = decision.outcome === 'approved' ? 'Freigegeben' : 'Zurückgegeben'
    const quoted = decision.reason ? ` · „${decision.reason}“` : ''
    steps.push(done(`${word} von ${decision.userName}${deputy}`, `${printMoment(decision.decidedAt)}${quoted}`))
  }
  if (end) {
    const word = end.kind === 'recalled' ? 'Zurückgeholt von' : 'Freigabe aufgehoben durch eine Änderung von'
    steps.push(done(`${word} ${nameOf(end.userId)}`, printMoment(end.at)))
  }
  return steps
}

/** Everybody whom the route names. */
export const peopleOnRoute = (requests: readonly ApprovalRequest[]): string[] =>
  requests.flatMap(({ forwardedTo, decision, end }) => [
    ...forwardedTo,
    ...[decision?.onBehalfOf, end?.userId].filter((id) => typeof id === 'string'),
  ])

/** One of several: `Dr. Sabine Kortmann oder Malte Deppe`. */
export const alternatives = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} oder ${names.at(-1)}`
