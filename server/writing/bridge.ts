import { type Mappable, type MapResult, StepMap } from 'prosemirror-transform'

/** Leads from the document as its author has it, with steps of her own that nobody else knows, to the document with what
 *  others did: where the two differ, in order. Differences may touch.
 *
 *  ProseMirror's own way, back over inverted steps and forward again, loses its bearings where others deleted what lay
 *  beside one's own words: typing then deletes some of them. */
export type Bridge = readonly Difference[]

interface Difference {
  /** Here. */
  readonly from: number
  readonly to: number
  /** Beyond. */
  readonly newFrom: number
  readonly newTo: number
}

/** Over what steps of these maps did, the oldest first. */
export function bridgeOver(maps: readonly StepMap[]): Bridge {
  const [only] = maps
  if (!only) return []
  if (maps.length === 1) return differencesOf(only)
  // By halves: one by one, a thousand steps would be half a million differences.
  const middle = Math.floor(maps.length / 2)
  return composed(bridgeOver(maps.slice(0, middle)), bridgeOver(maps.slice(middle)))
}

/** After a step beyond. */
export const bridgeAfterBeyond = (bridge: Bridge, map: StepMap): Bridge => composed(bridge, differencesOf(map))

/** After a step here that was not done beyond: there it is as if somebody had taken it back. */
export const bridgeAfterHere = (bridge: Bridge, map: StepMap): Bridge => composed(differencesOf(map.invert()), bridge)

/** After one step that was done here and, mapped, beyond as well: what it inserts is the same in both. */
export function bridgeAfterBoth(bridge: Bridge, here: StepMap, beyond: StepMap): Bridge {
  const [done, doneBeyond] = [rangesOf(here), rangesOf(beyond)]
  const after: Difference[] = []
  let [from, newFrom, shift, newShift] = [0, 0, 0, 0]
  for (let index = 0; index <= done.length; index++) {
    const [own, other] = [done[index], doneBeyond[index]]
    const part = { from, to: own?.from ?? endless, newFrom, newTo: other?.from ?? endless }
    for (const difference of bridge) {
      const clipped = isWithin(difference, part) ? difference : clip(difference, part)
      if (clipped) after.push(moved(clipped, shift, newShift))
    }
    if (!own || !other) break
    from = own.to
    newFrom = other.to
    shift = own.newTo - own.to
    newShift = other.newTo - other.to
  }
  return after
}

const endless = Number.POSITIVE_INFINITY

function isWithin(difference: Difference, part: Difference): boolean {
  const { from, to, newFrom, newTo } = difference
  return from >= part.from && to <= part.to && newFrom >= part.newFrom && newTo <= part.newTo
}

function clip(difference: Difference, part: Difference): Difference | null {
  const from = Math.max(difference.from, part.from)
  const to = Math.min(difference.to, part.to)
  const newFrom = Math.max(difference.newFrom, part.newFrom)
  const newTo = Math.min(difference.newTo, part.newTo)
  const isNothing = from > to || newFrom > newTo || (from === to && newFrom === newTo)
  return isNothing ? null : { from, to, newFrom, newTo }
}

function moved(difference: Difference, shift: number, newShift: number): Difference {
  if (shift === 0 && newShift === 0) return difference
  const { from, to, newFrom, newTo } = difference
  return { from: from + shift, to: to + shift, newFrom: newFrom + newShift, newTo: newTo + newShift }
}

/** For `Step.map`. A position beside what was deleted is not deleted; one in it, with both of its neighbours, is. */
export function mappableOf(bridge: Bridge): Mappable {
  return {
    map: (position, assoc = 1) => cross(bridge, position, assoc).position,
    mapResult: (position, assoc = 1) => {
      const crossed = cross(bridge, position, assoc)
      return mapResult(crossed.position, crossed.isInside)
    },
  }
}

const mapResult = (position: number, isInside: boolean): MapResult =>
  isInside ? new StepMap([position, 2, 0]).mapResult(position + 1) : StepMap.empty.mapResult(position)

function cross(bridge: Bridge, position: number, assoc: number): { position: number; isInside: boolean } {
  let shift = 0
  for (const { from, to, newFrom, newTo } of bridge) {
    if (from > position) break
    const isInsertion = from === to
    if (position > from && position < to) return { position: assoc < 0 ? newFrom : newTo, isInside: true }
    if (position === from && !isInsertion) break
    if (position === from && assoc < 0) break
    shift = newTo - to
  }
  return { position: position + shift, isInside: false }
}

function rangesOf(map: StepMap): Difference[] {
  const ranges: Difference[] = []
  map.forEach((from, to, newFrom, newTo) => {
    ranges.push({ from, to, newFrom, newTo })
  })
  return ranges
}

const differencesOf = (map: StepMap): Bridge =>
  rangesOf(map).filter(({ from, to, newFrom, newTo }) => from < to || newFrom < newTo)

/** First over one bridge, then over another. Differences that meet on the ground in between become one; those that only
 *  touch there stay apart, unless both insert at one position. */
function composed(first: Bridge, second: Bridge): Bridge {
  const result: Difference[] = []
  /** How far positions in between have moved, from here and to beyond. */
  let shift = 0
  let newShift = 0
  let open = { from: -1, newFrom: -1, end: -1 }
  const close = () => {
    const difference = { from: open.from, to: open.end - shift, newFrom: open.newFrom, newTo: open.end + newShift }
    if (difference.from < difference.to || difference.newFrom < difference.newTo) result.push(difference)
  }
  for (let [one, other] = [0, 0]; one < first.length || other < second.length; ) {
    const [left, right] = [first[one], second[other]]
    const isLeft = left !== undefined && (right === undefined || comesFirst(left, right))
    const [start, end] = isLeft ? [left.newFrom, left.newTo] : [right?.from ?? 0, right?.to ?? 0]
    const from = isLeft ? left.from : start - shift
    const isInsertion = isLeft ? left.from === left.to : start === end
    const insertsToo = isInsertion && open.from === from && open.end - shift === from
    if (start < open.end || insertsToo) {
      open = { ...open, end: Math.max(open.end, end) }
    } else {
      close()
      open = { from, newFrom: start + newShift, end }
    }
    if (isLeft) {
      shift = left.newTo - left.to
      one++
    } else {
      newShift = right ? right.newTo - right.to : newShift
      other++
    }
  }
  close()
  return result
}

/** Whether what one bridge did comes before what the next did to it. */
function comesFirst(left: Difference, right: Difference): boolean {
  if (left.newFrom !== right.from) return left.newFrom < right.from
  return left.newFrom === left.newTo || right.from < right.to
}
