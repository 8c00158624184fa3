import type { Block, Heading } from './blocks.ts'

/** Headings relative to the place a text is put: the highest becomes the level below `underLevel`, and a level that
 *  was skipped closes up, since a tagged PDF must not skip any (ISO 14289-1, 7.4.2). Level 6 is the deepest. Headings
 *  stand only at the top of a text, never inside lists, quotes or cells. */
export function placeHeadings(blocks: readonly Block[], underLevel: number): Block[] {
  const above: number[] = []
  return blocks.map((block) => {
    if (block.type !== 'heading') return block
    while ((above.at(-1) ?? 0) >= block.level) above.pop()
    above.push(block.level)
    return { ...block, level: headingLevel(underLevel + above.length) }
  })
}

function headingLevel(depth: number): Heading['level'] {
  if (depth <= 1) return 1
  if (depth === 2) return 2
  if (depth === 3) return 3
  if (depth === 4) return 4
  return depth === 5 ? 5 : 6
}
