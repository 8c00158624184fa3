import { expect, test } from 'vitest'
import type { Block } from '../../../server/blocks/blocks.ts'
import { placeHeadings } from '../../../server/blocks/headings.ts'

type Level = 1 | 2 | 3 | 4 | 5 | 6

const headings = (...levels: Level[]): Block[] => levels.map((level) => ({ type: 'heading', level, content: [] }))

test.each<[string, Level[], number, number[]]>([
  ['the highest heading comes below the place', [2, 3], 3, [4, 5]],
  ['a skipped level closes up', [2, 4], 1, [2, 3]],
  ['a text that begins low begins at the top', [4, 4], 2, [3, 3]],
  ['a text that begins low and rises skips nothing', [3, 2, 3], 1, [2, 2, 3]],
  ['a level between two that closed up does not skip either', [2, 4, 3, 4], 1, [2, 3, 3, 4]],
  ['level 6 is the deepest', [2, 3, 4], 5, [6, 6, 6]],
  ['a title may be placed too', [1, 2], 0, [1, 2]],
])('%s', (_name, levels, underLevel, expected) => {
  const placed = placeHeadings(headings(...levels), underLevel)
  expect(placed.map((block) => block.type === 'heading' && block.level)).toEqual(expected)
  expect(placeHeadings(placed, underLevel)).toEqual(placed)
})

test('other blocks stay as they are', () => {
  const paragraph: Block = { type: 'paragraph', content: [{ type: 'text', text: 'a' }] }
  expect(placeHeadings([paragraph, ...headings(4)], 1)).toEqual([paragraph, ...headings(2)])
})
