import { Fragment, type Node as ProseNode, Slice } from 'prosemirror-model'
import { ReplaceStep, Step } from 'prosemirror-transform'
import { richSchema } from '../blocks/schema.ts'
import { type Bridge, bridgeAfterBeyond, bridgeAfterBoth, bridgeAfterHere, bridgeOver, mappableOf } from './bridge.ts'
import { changedRange, isReadableAfter } from './readable.ts'
import { evenOutTables } from './table-repair.ts'
import type { StepJson } from './writing.ts'

/** One commit holds so many steps at most. */
export const maxSteps = 1000
/** And so many characters of JSON. */
export const maxStepsLength = 500_000

/** What the editor's commands, undo and the repair of tables make. */
const stepTypes: readonly unknown[] = ['replace', 'replaceAround', 'addMark', 'removeMark', 'markSet']

/** Steps as a browser sent them; null for what is malformed, too much, or not of the schema. Whether they fit a text,
 *  `applySteps` tells. */
export function readSteps(json: readonly StepJson[]): Step[] | null {
  try {
    if (json.length > maxSteps || JSON.stringify(json).length > maxStepsLength) return null
    return json.every(isStep) ? json.map((each) => Step.fromJSON(richSchema, each)) : null
  } catch {
    return null
  }
}

const positions = ['from', 'to', 'gapFrom', 'gapTo', 'insert'] as const

function isStep(json: StepJson): boolean {
  const { stepType, steps } = json
  const isWhole = positions.every((name) => json[name] === undefined || Number.isSafeInteger(json[name]))
  return stepTypes.includes(stepType) && isWhole && (!Array.isArray(steps) || steps.every(isStep))
}

export interface Applied {
  readonly doc: ProseNode
  /** As given, and behind them those that made rectangles of tables again. */
  readonly steps: readonly Step[]
}

/** The document after steps made for it; null when they do not fit, or when its HTML could not be read again. Looks only
 *  at what they touch. */
export function applySteps(doc: ProseNode, steps: readonly Step[]): Applied | null {
  let after = doc
  for (const step of steps) {
    const next = afterStep(after, step)
    if (!next) return null
    after = next
  }
  return readable(doc, after, steps)
}

/** Null too for a step of nonsense. */
export function afterStep(before: ProseNode, step: Step): ProseNode | null {
  try {
    const { doc } = step.apply(before)
    return doc && isMapTrue(step, doc.content.size - before.content.size) ? doc : null
  } catch {
    return null
  }
}

/** A slice that says it is more open than it is makes another document than its map tells of, and so does a range that
 *  ends before it begins. */
function isMapTrue(step: Step, growth: number): boolean {
  let isInOrder = true
  let grown = 0
  let end = 0
  step.getMap().forEach((from, to, newFrom, newTo) => {
    if (from < end || to < from || newTo < newFrom) isInOrder = false
    grown += newTo - newFrom - (to - from)
    end = to
  })
  return isInOrder && grown === growth
}

function readable(before: ProseNode, after: ProseNode, steps: readonly Step[]): Applied | null {
  if (!isReadableAfter(before, after)) return null
  const changed = changedRange(before, after)
  const repaired = changed && evenOutTables(after, changed)
  if (!changed) return { doc: after, steps }
  return repaired && { doc: repaired.doc, steps: [...steps, ...repaired.steps] }
}

export interface Rebased extends Applied {
  /** For each given step whether it is among `steps`, which begin with the kept ones in their order. */
  readonly kept: readonly boolean[]
}

/** Brings steps past others that came before them: `doc` holds all of the `foreign` ones, and `steps` fit what was there
 *  before these. A step is dropped when all that it lay in is gone, or when it would not fit any more. */
export function rebaseOver(doc: ProseNode, steps: readonly Step[], foreign: readonly Step[]): Rebased {
  const bridge = bridgeOver(foreign.map((step) => step.getMap()))
  const rebased = fitSteps(doc, steps, bridge, afterStep)
  const whole = readable(doc, rebased.doc, rebased.steps)
  if (whole) return { ...rebased, ...whole }
  // Rare: together they went too far. Then each step is asked for itself.
  const careful = fitSteps(doc, steps, bridge, (before, step) => {
    const after = afterStep(before, step)
    return after && isReadableAfter(before, after) ? after : null
  })
  const checked = readable(doc, careful.doc, careful.steps)
  return checked ? { ...careful, ...checked } : { doc, steps: [], kept: steps.map(() => false) }
}

function fitSteps(
  doc: ProseNode,
  steps: readonly Step[],
  bridge: Bridge,
  apply: (doc: ProseNode, step: Step) => ProseNode | null,
): Rebased {
  let after = doc
  const target: Target = {
    doc: () => after,
    apply: (step) => {
      const next = apply(after, step)
      after = next ?? after
      return next !== null
    },
  }
  let past = bridge
  const fitted = steps.map((step) => {
    const crossed = carryOver(step, past, target)
    past = crossed.bridge
    return crossed.step
  })
  return { doc: after, steps: fitted.flatMap((step) => step ?? []), kept: fitted.map((step) => step !== null) }
}

/** A document that steps are done to. */
export interface Target {
  doc(): ProseNode
  /** False where the step does not fit; nothing is done then. */
  apply(step: Step): boolean
}

export interface CarriedOver {
  /** As it was done beyond the bridge; null when it was dropped. */
  readonly step: Step | null
  /** For the next step made here. */
  readonly bridge: Bridge
}

/** Does a step made here to the document beyond the bridge. */
export function carryOver(step: Step, bridge: Bridge, target: Target): CarriedOver {
  const mapped = step.map(mappableOf(bridge))
  if (mapped && target.apply(mapped)) {
    return { step: mapped, bridge: bridgeAfterBoth(bridge, step.getMap(), mapped.getMap()) }
  }
  const leftBehind = bridgeAfterHere(bridge, step.getMap())
  const deletion = mapped && fittingDeletion(target.doc(), mapped)
  if (!deletion || !target.apply(deletion)) return { step: null, bridge: leftBehind }
  return { step: deletion, bridge: bridgeAfterBeyond(leftBehind, deletion.getMap()) }
}

/** Text that was deleted goes, even where others have built its surroundings anew; these stay. */
function fittingDeletion(doc: ProseNode, step: Step): Step | null {
  if (!(step instanceof ReplaceStep) || step.slice.size > 0 || step.from === step.to) return null
  const { content, openStart, openEnd } = doc.slice(step.from, step.to)
  return new ReplaceStep(step.from, step.to, new Slice(withoutText(content), openStart, openEnd))
}

function withoutText(content: Fragment): Fragment {
  const blocks = content.content.filter((node) => node.isBlock)
  return Fragment.from(blocks.map((node) => node.copy(withoutText(node.content))))
}
