import type { Step, Transform } from 'prosemirror-transform'
import { type Bridge, bridgeAfterBeyond, bridgeAfterBoth, bridgeAfterHere, bridgeOver, mappableOf } from './bridge.ts'
import { droppedText } from './dropped-text.ts'
import { carryOver, type Target } from './text-steps.ts'
import { unplacedHtml } from './unplaced-content.ts'
import { deletedUnread, read, type Since } from './unread.ts'

/** A step of one's own that the authority has not confirmed. */
export interface Unconfirmed {
  readonly step: Step
  readonly inverted: Step
  /** The version before its author when she typed it. */
  readonly seen: number
  /** Made by the editor itself, to make a rectangle of a table again. */
  readonly isRepair: boolean
  /** The version after which others wrote what it took away before its author could read it; null when nothing. */
  readonly hidesSince: number | null
}

export interface Unsettled {
  /** Of the text without one's own steps. */
  readonly version: number
  /** One after another on the text as it is here. */
  readonly own: readonly Unconfirmed[]
  /** So many of them are under way. */
  readonly underWay: number
  /** What happened since that version, the oldest first, by `others` or `strayed`. */
  readonly foreign: readonly Since[]
  /** What was under way, as it was stored; null while it has not come back. */
  readonly stored: readonly Step[] | null
}

export interface Rebase {
  readonly unconfirmed: readonly Unconfirmed[]
  readonly underWay: number
  /** So many of the stored steps are in the text now. */
  readonly placed: number
  /** HTML of what was typed, is not under way, and found no place. */
  readonly dropped: string | null
}

// In place of authors.
export const others = 'others'
/** One's own words that the authority put elsewhere than expected here. */
export const strayed = 'strayed'

/** Takes back one's own steps, does what happened, and one's own again as they fit. */
export function rebase(tr: Transform, { version, own, underWay, foreign, stored }: Unsettled): Rebase {
  takeBack(tr, own)
  const steps = foreign.flatMap((each) => each.steps)
  for (const step of steps) tr.step(step)
  const bridge = bridgeOver(steps.map((step) => step.getMap()))
  const back = stored ? placeStored(tr, own, { stored, underWay, bridge }) : { bridge, since: [] }
  const doc = tr.doc
  const kept = carryOwn(tr, own, { from: stored ? underWay : 0, underWay, bridge: back.bridge })
  const dropped = droppedText(
    own.map(({ step }) => step),
    (index) => index >= underWay && !kept.has(index),
  )
  const unconfirmed = [...kept.values()]
  const deleted = deletedUnread(
    doc,
    unconfirmed.map(({ step }) => step),
    [...foreign, ...back.since],
  )
  const hides = unplacedHtml(deleted.get(others) ?? []) !== null
  return {
    unconfirmed: hides ? unconfirmed.map((each) => ({ ...each, hidesSince: each.hidesSince ?? version })) : unconfirmed,
    underWay: [...kept.keys()].filter((index) => index < underWay).length,
    placed: back.since.length,
    dropped: unplacedHtml([...dropped, ...(deleted.get(strayed) ?? [])]),
  }
}

export function takeBack(tr: Transform, own: readonly Unconfirmed[]): void {
  for (const { inverted } of own.toReversed()) tr.step(inverted)
}

interface StoredFlight {
  readonly stored: readonly Step[]
  readonly underWay: number
  readonly bridge: Bridge
}

interface Back {
  readonly bridge: Bridge
  /** For each stored step that was done. */
  readonly since: readonly Since[]
}

/** Does the stored steps as far as they can be told to be those that stand here, with some of these left out. */
function placeStored(
  tr: Transform,
  own: readonly Unconfirmed[],
  { stored, underWay, bridge: before }: StoredFlight,
): Back {
  let bridge = before
  const since: Since[] = []
  for (const [index, { step }] of own.slice(0, underWay).entries()) {
    const next = stored[since.length]
    if (!next || !isSameButForPlace(step, next) || !tiedTarget(tr, own.length - 1 - index).apply(next)) {
      bridge = bridgeAfterHere(bridge, step.getMap())
      continue
    }
    const isExpected = isSame(next, step.map(mappableOf(bridge)))
    since.push({ by: isExpected ? read : strayed, steps: [next] })
    bridge = isExpected
      ? bridgeAfterBoth(bridge, step.getMap(), next.getMap())
      : bridgeAfterBeyond(bridgeAfterHere(bridge, step.getMap()), next.getMap())
  }
  return { bridge, since }
}

interface Remaining {
  /** Index of the first. */
  readonly from: number
  readonly underWay: number
  readonly bridge: Bridge
}

/** A repair is made anew where it is needed; one that is under way is done by the authority too. */
function carryOwn(
  tr: Transform,
  own: readonly Unconfirmed[],
  { from, underWay, bridge: before }: Remaining,
): Map<number, Unconfirmed> {
  let bridge = before
  const kept = new Map<number, Unconfirmed>()
  for (const [index, each] of own.entries()) {
    const { step, isRepair } = each
    if (index < from) continue
    if (isRepair && index >= underWay) {
      bridge = bridgeAfterHere(bridge, step.getMap())
      continue
    }
    const carried = carryOver(step, bridge, tiedTarget(tr, own.length - 1 - index))
    bridge = carried.bridge
    if (!carried.step) continue
    const inverted = carried.step.invert(tr.docs.at(-1) ?? tr.before)
    kept.set(index, { ...each, step: carried.step, inverted })
  }
  return kept
}

/** Ties what is done to it to the step of the transaction that took it back, by which undo and selections find it again. */
function tiedTarget(tr: Transform, takenBackAt: number): Target {
  return {
    doc: () => tr.doc,
    apply(step) {
      try {
        if (tr.maybeStep(step).failed) return false
      } catch {
        return false
      }
      tie(tr, takenBackAt)
      return true
    },
  }
}

/** ProseMirror keeps this method out of its types, yet prosemirror-collab lives on it. */
function tie({ mapping, steps }: Transform, takenBackAt: number): void {
  if (!('setMirror' in mapping) || typeof mapping.setMirror !== 'function') throw new Error('mappings without mirrors')
  mapping.setMirror(takenBackAt, steps.length - 1)
}

export const isSame = (step: Step, other: Step | null | undefined): boolean =>
  JSON.stringify(step) === JSON.stringify(other)

const placeNames = new Set(['from', 'to', 'gapFrom', 'gapTo'])

function isSameButForPlace(step: Step, other: Step): boolean {
  const what = (each: Step) => JSON.stringify(each, (name, value) => (placeNames.has(name) ? undefined : value))
  return what(step) === what(other)
}
