/** Small sums over grey pages; pure. */
import type { GreyPage } from './scan.ts'

/** No side longer than `longestEdge`: each pixel the mean of those it stands for. The page itself where it is small enough. */
export function shrink(page: GreyPage, longestEdge: number): GreyPage {
  const factor = longestEdge / Math.max(page.width, page.height)
  if (factor >= 1) return page
  const width = Math.max(1, Math.round(page.width * factor))
  const height = Math.max(1, Math.round(page.height * factor))
  const columns = Uint32Array.from({ length: width + 1 }, (_, x) => Math.floor((x * page.width) / width))
  const grey = new Uint8Array(width * height)
  const sums = new Uint32Array(width)
  for (let y = 0; y < height; y++) {
    const top = Math.floor((y * page.height) / height)
    const bottom = Math.max(top + 1, Math.floor(((y + 1) * page.height) / height))
    sums.fill(0)
    for (let row = top; row < bottom; row++) addRow(page, row, columns, sums)
    for (let x = 0; x < width; x++) {
      const across = Math.max(1, (columns[x + 1] ?? 0) - (columns[x] ?? 0))
      grey[y * width + x] = (sums[x] ?? 0) / (across * (bottom - top))
    }
  }
  return { width, height, grey }
}

function addRow({ grey, width }: GreyPage, row: number, columns: Uint32Array, sums: Uint32Array): void {
  const start = row * width
  for (let x = 0; x < sums.length; x++) {
    const from = columns[x] ?? 0
    const to = Math.max(from + 1, columns[x + 1] ?? 0)
    let sum = 0
    for (let at = from; at < to; at++) sum += grey[start + at] ?? 0
    sums[x] = (sums[x] ?? 0) + sum
  }
}

/** Twice as large, with straight passages between neighbours. */
export function enlarge({ width, height, grey }: GreyPage): GreyPage {
  const large = new Uint8Array(width * height * 4)
  const at = (x: number, y: number) => grey[Math.min(y, height - 1) * width + Math.min(x, width - 1)] ?? 0
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [here, right, below, across] = [at(x, y), at(x + 1, y), at(x, y + 1), at(x + 1, y + 1)]
      const start = 2 * y * 2 * width + 2 * x
      large[start] = here
      large[start + 1] = (here + right) >> 1
      large[start + 2 * width] = (here + below) >> 1
      large[start + 2 * width + 1] = (here + right + below + across) >> 2
    }
  }
  return { width: width * 2, height: height * 2, grey: large }
}

export interface Cut {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

export function cut(page: GreyPage, { left, top, width, height }: Cut): GreyPage {
  const grey = new Uint8Array(width * height)
  for (let y = 0; y < height; y++) {
    const start = (top + y) * page.width + left
    grey.set(page.grey.subarray(start, start + width), y * width)
  }
  return { width, height, grey }
}

/** Paper without anything on it, but for its edges, which scanners blacken: hardly a pixel is much darker than those
 *  beside it. */
export function isBlankPage(page: GreyPage): boolean {
  const small = shrink(page, 300)
  const marginX = Math.ceil(small.width * 0.06)
  const marginY = Math.ceil(small.height * 0.06)
  let dark = 0
  for (let y = marginY; y < small.height - marginY; y++) {
    for (let x = marginX; x < small.width - marginX; x++) {
      const at = y * small.width + x
      const here = small.grey[at] ?? 0
      const around = Math.max(small.grey[at - 4] ?? 0, small.grey[at + 4] ?? 0)
      if (around - here > 24) dark++
    }
  }
  return dark < small.width * small.height * 0.0004
}
