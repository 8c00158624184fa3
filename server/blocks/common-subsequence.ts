/** Pairs of positions that stay, in order, when `before` becomes `after` with few removals and additions (Myers 1986,
 *  "An O(ND) Difference Algorithm"). The search goes `reach` changes deep, then keeps the best path and starts anew from
 *  its end: what differs a lot costs time in proportion to its length and is merely not shortest. */
export function commonSubsequence(
  before: readonly string[],
  after: readonly string[],
  reach = 400,
): [number, number][] {
  const pairs: [number, number][] = []
  let x = 0
  let y = 0
  while (x < before.length && y < after.length) {
    const path = furthestPath({ before, after, x, y, reach })
    for (const pair of path.pairs) pairs.push(pair)
    x = path.x
    y = path.y
  }
  return pairs
}

interface Search {
  readonly before: readonly string[]
  readonly after: readonly string[]
  readonly x: number
  readonly y: number
  readonly reach: number
}

interface Path {
  readonly pairs: [number, number][]
  readonly x: number
  readonly y: number
}

function furthestPath(search: Search): Path {
  const { before, after, x: startX, y: startY, reach } = search
  /** `rounds[d][k + d]`: how far into `before` d changes lead on the diagonal k = x − y; −1 is out of bounds. */
  const rounds: Int32Array[] = []
  let best = { diagonal: 0, x: startX, sum: -1, round: 0 }
  for (let round = 0; round <= reach; round++) {
    const ends = new Int32Array(2 * round + 1)
    rounds.push(ends)
    for (let k = -round; k <= round; k += 2) {
      let x = round === 0 ? startX : entry(rounds, round, k)
      let y = x - startX - k + startY
      if (x < 0 || x > before.length || y < startY || y > after.length) {
        ends[k + round] = -1
        continue
      }
      while (x < before.length && y < after.length && before[x] === after[y]) {
        x++
        y++
      }
      ends[k + round] = x
      if (x + y > best.sum) best = { diagonal: k, x, sum: x + y, round }
      if (x === before.length && y === after.length) return trace(search, rounds, best)
    }
  }
  return trace(search, rounds, best)
}

/** Where a path enters the diagonal k in this round: by an addition from k + 1 or a removal from k − 1. */
function entry(rounds: readonly Int32Array[], round: number, k: number): number {
  const { added, removed } = neighbours(rounds, round, k)
  return Math.max(added, removed < 0 ? -1 : removed + 1)
}

function neighbours(rounds: readonly Int32Array[], round: number, k: number): { added: number; removed: number } {
  const ends = rounds[round - 1]
  return { added: ends?.[k + 1 + round - 1] ?? -1, removed: ends?.[k - 1 + round - 1] ?? -1 }
}

function trace(
  { x: startX, y: startY }: Search,
  rounds: readonly Int32Array[],
  best: { diagonal: number; x: number; round: number },
): Path {
  const pairs: [number, number][] = []
  let k = best.diagonal
  let x = best.x
  for (let round = best.round; round >= 0; round--) {
    const from = round === 0 ? startX : entry(rounds, round, k)
    while (x > from) {
      x--
      pairs.push([x, x - startX - k + startY])
    }
    if (round === 0) break
    const { added, removed } = neighbours(rounds, round, k)
    const wasAdded = removed < 0 || added > removed
    x = wasAdded ? added : removed
    k += wasAdded ? 1 : -1
  }
  const end = best.x
  return { pairs: pairs.reverse(), x: end, y: end - startX - best.diagonal + startY }
}
