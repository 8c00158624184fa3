import { expect, test } from 'vitest'
import { commonSubsequence } from '../../../server/blocks/common-subsequence.ts'
import { seededRandom } from './random-blocks.ts'

test('the common part is the longest there is, and with little reach still a common part', () => {
  const random = seededRandom(5)
  const letters = (length: number) => Array.from({ length }, () => 'abcd'[Math.floor(random() * 4)] ?? 'a')
  for (let round = 0; round < 1000; round++) {
    const before = letters(Math.floor(random() * 14))
    const after = letters(Math.floor(random() * 14))
    expect(commonSubsequence(before, after)).toHaveLength(longestCommon(before, after))
    for (const reach of [1, 2, 3]) {
      let last: readonly [number, number] = [-1, -1]
      for (const [x, y] of commonSubsequence(before, after, reach)) {
        expect(before[x]).toBe(after[y])
        expect(x > last[0] && y > last[1]).toBe(true)
        last = [x, y]
      }
    }
  }
})

function longestCommon(before: readonly string[], after: readonly string[]): number {
  let row = Array<number>(after.length + 1).fill(0)
  for (const letter of before) {
    const next = [0]
    for (const [index, other] of after.entries()) {
      next.push(letter === other ? (row[index] ?? 0) + 1 : Math.max(row[index + 1] ?? 0, next[index] ?? 0))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
