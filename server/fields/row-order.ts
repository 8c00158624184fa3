import type { Choice } from './merging.ts'

interface Orders {
  readonly base: readonly string[]
  readonly mine: readonly string[]
  readonly theirs: readonly string[]
}

/** The ids of all rows that either has, in one order: the order of whoever changed it, the other's new rows behind the
 *  row that they were put behind. Asks when both changed it in different ways; without an answer it is theirs. */
export function weaveRows({ base, mine, theirs }: Orders, ask: () => Choice | undefined): string[] {
  const [first, second] = leads() === 'mine' ? [mine, theirs] : [theirs, mine]
  const woven = [...first]
  let at = 0
  for (const id of second) {
    const known = woven.indexOf(id)
    if (known >= 0) {
      at = known + 1
      continue
    }
    while (isNewOfFirst(woven[at])) at++
    woven.splice(at, 0, id)
    at++
  }
  return woven

  function leads(): Choice {
    const common = base.filter((id) => mine.includes(id) && theirs.includes(id))
    const inOrderOf = (ids: readonly string[]): string => ids.filter((id) => common.includes(id)).join(' ')
    const [old, my, their] = [inOrderOf(base), inOrderOf(mine), inOrderOf(theirs)]
    if (my === old || my === their) return 'theirs'
    if (their === old) return 'mine'
    return ask() ?? 'theirs'
  }

  function isNewOfFirst(id: string | undefined): boolean {
    return id !== undefined && first.includes(id) && !base.includes(id) && !second.includes(id)
  }
}
