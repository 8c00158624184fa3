import { expect, test } from 'vitest'
import { lineDiff } from '../../../server/template/line-diff.ts'

test('equal texts have no difference', () => {
  expect(lineDiff('a\nb\n', 'a\nb\n')).toEqual([])
})

test('what went and what came stands between two lines that stayed', () => {
  expect(lineDiff('1\n2\n3\n4\n5\n6\n7\n8\n9', '1\n2\n3\nvier\n5\n6\n7\n8\n8a\n9')).toEqual([
    '  2',
    '  3',
    '- 4',
    '+ vier',
    '  5',
    '  6',
    '  7',
    '  8',
    '+ 8a',
    '  9',
  ])
})

test('far changes are parted, and long ones are cut', () => {
  const lines = Array.from({ length: 20 }, (_, index) => String(index))
  const changed = lines.with(2, 'zwei').with(15, 'fünfzehn')
  expect(lineDiff(lines.join('\n'), changed.join('\n'))).toContain('  …')
  const long = lineDiff('', Array.from({ length: 500 }, (_, index) => `Zeile ${index}`).join('\n'))
  expect(long).toHaveLength(61)
  expect(long.at(-1)).toMatch(/Zeilen mehr$/)
})
