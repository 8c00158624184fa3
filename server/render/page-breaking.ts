/** Takes from a flow what fits a page, and from a cell what fits its part of a row. */
import type { Cursor, Flow, FlowTaken, Ink, Piece, Placed, Rail, Room } from './layout-boxes.ts'
import { colors } from './layout-style.ts'

const start: Cursor = { index: 0 }
const slackPt = 0.01
const railWidthPt = 1.5

/** The flow on pages of the same height. At least one page. */
export function breakPages(flow: Flow, heightPt: number): Placed[][] {
  const pages: Placed[][] = []
  for (let from: Cursor | null = start; from; ) {
    const taken: FlowTaken | null = takeFlow(flow, from, { heightPt, freshPt: heightPt, empty: true })
    if (!taken) throw new Error('An empty page took nothing.')
    pages.push([...taken.placed])
    from = taken.next
  }
  return pages
}

/** Height of all that is left of a flow. */
export function heightOf(flow: Flow, from: Cursor = start): number {
  let heightPt = 0
  for (let index = from.index; index < flow.length; index++) {
    const piece = flow[index]
    if (!piece) break
    if (index > from.index) heightPt += piece.gapPt
    if (piece.kind === 'band') heightPt += piece.heightPt
    else heightPt += piece.heightPt(index === from.index ? from.table : undefined)
  }
  return heightPt
}

/** Null where nothing can be placed without breaking a rule and something stands above. */
export function takeFlow(flow: Flow, from: Cursor, room: Room): FlowTaken | null {
  const placed: Placed[] = []
  let usedPt = 0
  let lastBreak: { index: number; count: number; usedPt: number } | null = null
  for (let index = from.index; index < flow.length; index++) {
    const piece = flow[index]
    if (!piece) break
    const first = index === from.index
    if (!first && maybeBreaks(flow, index)) lastBreak = { index, count: placed.length, usedPt }
    const gapPt = first ? 0 : piece.gapPt
    const topPt = usedPt + gapPt
    const pieceRoom = { ...room, heightPt: room.heightPt - topPt, empty: room.empty && lastBreak === null }
    const taken = takePiece(piece, first ? from : { index }, { ...pieceRoom, first: first && room.empty })
    if (!taken) {
      if (lastBreak)
        return {
          placed: placed.slice(0, lastBreak.count),
          heightPt: lastBreak.usedPt,
          next: { index: lastBreak.index },
        }
      return room.empty ? { placed, heightPt: usedPt, next: { index } } : null
    }
    for (const part of taken.placed) placed.push({ ...part, topPt: topPt + part.topPt })
    usedPt = topPt + taken.heightPt
    const rails = piece.rails.map((rail) => railInk(rail, gapPt, taken.heightPt))
    if (rails.length > 0) placed.push({ topPt, inks: rails, repeated: false })
    if (taken.next) return { placed, heightPt: usedPt, next: taken.next }
  }
  return { placed, heightPt: usedPt, next: null }
}

function takePiece(piece: Piece, from: Cursor, room: Room & { first: boolean }): FlowTaken | null {
  if (piece.kind === 'band') {
    if (piece.heightPt > room.heightPt + slackPt && !room.first) return null
    return { placed: [{ topPt: 0, inks: piece.inks, repeated: false }], heightPt: piece.heightPt, next: null }
  }
  const taken = piece.take(from.table, room)
  if (!taken) return null
  return { ...taken, next: taken.next && { index: from.index, table: taken.next } }
}

/** Whether a page may end above this piece. */
function maybeBreaks(flow: Flow, index: number): boolean {
  return !flow[index]?.stuck && !flow[index - 1]?.keepsNext
}

function railInk({ xPt, coversGap }: Rail, gapPt: number, heightPt: number): Ink {
  const yPt = coversGap ? -gapPt : 0
  return { kind: 'rule', from: { xPt, yPt }, to: { xPt, yPt: heightPt }, widthPt: railWidthPt, color: colors.hairline }
}
