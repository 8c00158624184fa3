import type { SourceProblem } from './blocks.ts'

/** Collects what is wrong with a source text by offset, and tells it by line and column. */
export interface ProblemList {
  add(at: number, message: string): void
  lineOf(at: number): number
  /** No more are taken: whoever reads on wastes time. */
  isFull(): boolean
  /** In the order of the text. */
  list(): SourceProblem[]
}

/** A person mends a handful at a time; a pasted web page would have thousands. */
const maxProblems = 50

export function problemList(source: string): ProblemList {
  const found: { at: number; message: string }[] = []
  let lineStarts: number[] | undefined

  const place = (at: number) => {
    lineStarts ??= [0, ...Array.from(source.matchAll(/\r\n|\n|\r/g), (end) => end.index + end[0].length)]
    let low = 0
    let high = lineStarts.length
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((lineStarts[middle] ?? 0) <= at) low = middle
      else high = middle
    }
    return { line: low + 1, column: at - (lineStarts[low] ?? 0) + 1 }
  }

  return {
    add(at, message) {
      if (found.length < maxProblems) found.push({ at, message })
    },
    lineOf: (at) => place(at).line,
    isFull: () => found.length >= maxProblems,
    list: () => found.toSorted((a, b) => a.at - b.at).map(({ at, message }) => ({ ...place(at), message })),
  }
}
