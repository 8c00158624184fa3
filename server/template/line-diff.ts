import { commonSubsequence } from '../blocks/common-subsequence.ts'

/** What changed between two texts, line by line: `- ` was there, `+ ` is there now, with two unchanged lines around. Long
 *  differences are cut; nothing when there is no difference. */
export function lineDiff(before: string, after: string, longest = 60): string[] {
  const marked = markLines(before.split('\n'), after.split('\n'))
  const near = (index: number) => marked.slice(Math.max(0, index - context), index + context + 1).some(isChange)
  const shown = marked.flatMap((line, index) => {
    if (near(index)) return [line]
    return near(index - 1) ? ['  …'] : []
  })
  if (!marked.some(isChange)) return []
  return shown.length > longest ? [...shown.slice(0, longest), `  … und ${shown.length - longest} Zeilen mehr`] : shown
}

const context = 2
const isChange = (line: string): boolean => !line.startsWith('  ')

/** Lines of both texts in order, with few changes. */
function markLines(before: readonly string[], after: readonly string[]): string[] {
  const marked: string[] = []
  let [i, j] = [0, 0]
  const changeUpTo = (x: number, y: number) => {
    while (i < x) marked.push(`- ${before[i++]}`)
    while (j < y) marked.push(`+ ${after[j++]}`)
  }
  for (const [x, y] of commonSubsequence(before, after)) {
    changeUpTo(x, y)
    marked.push(`  ${before[i++]}`)
    j++
  }
  changeUpTo(before.length, after.length)
  return marked
}
