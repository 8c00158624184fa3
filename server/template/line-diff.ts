/** What changed between two texts, line by line: `- ` was there, `+ ` is there now, with two unchanged lines around. Long
 *  differences are cut; nothing when there is no difference. */
export function lineDiff(before: string, after: string): string[] {
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
const longest = 60
const isChange = (line: string): boolean => !line.startsWith('  ')

/** Lines of both texts in order, by their longest common subsequence. */
function markLines(before: readonly string[], after: readonly string[]): string[] {
  const start = commonStart(before, after)
  const end = commonStart(before.slice(start).reverse(), after.slice(start).reverse())
  const [old, now] = [before.slice(start, before.length - end), after.slice(start, after.length - end)]
  const common = commonLengths(old, now)
  const marked: string[] = before.slice(0, start).map((line) => `  ${line}`)
  let [i, j] = [0, 0]
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      marked.push(`  ${old[i]}`)
      i++
      j++
    } else if (j >= now.length || (i < old.length && (common[i + 1]?.[j] ?? 0) >= (common[i]?.[j + 1] ?? 0))) {
      marked.push(`- ${old[i++]}`)
    } else {
      marked.push(`+ ${now[j++]}`)
    }
  }
  return [...marked, ...before.slice(before.length - end).map((line) => `  ${line}`)]
}

function commonStart(one: readonly string[], other: readonly string[]): number {
  const length = Math.min(one.length, other.length)
  for (let index = 0; index < length; index++) if (one[index] !== other[index]) return index
  return length
}

/** `lengths[i][j]`: how many lines the texts have in common from their lines i and j on. */
function commonLengths(old: readonly string[], now: readonly string[]): number[][] {
  const lengths = Array.from({ length: old.length + 1 }, () => new Array<number>(now.length + 1).fill(0))
  for (let i = old.length - 1; i >= 0; i--) {
    const row = lengths[i] ?? []
    for (let j = now.length - 1; j >= 0; j--) {
      row[j] =
        old[i] === now[j] ? (lengths[i + 1]?.[j + 1] ?? 0) + 1 : Math.max(lengths[i + 1]?.[j] ?? 0, row[j + 1] ?? 0)
    }
  }
  return lengths
}
