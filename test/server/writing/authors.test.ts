import { StepMap } from 'prosemirror-transform'
import { expect, test } from 'vitest'
import { passagesIn, spansAfter, spansOf } from '../../../server/writing/authors.ts'
import type { AuthorSpan } from '../../../server/writing/writing.ts'
import { seededRandom } from '../blocks/random-blocks.ts'
import { docOf } from './texts.ts'

/** One letter for each position. */
const spelled = (spans: readonly AuthorSpan[]): string => spans.map(({ size, by }) => by.repeat(size)).join('')

test('a text begins as one person’s', () => {
  expect(spansOf(docOf('<p>Ziel</p>'), 'a')).toEqual([{ size: 6, by: 'a' }])
})

test('what a step inserts is its author’s, and what it replaces nobody’s', () => {
  const start = [{ size: 10, by: 'a' }]
  const typed = spansAfter(start, [new StepMap([4, 0, 2])], 'b')
  expect(typed).toEqual([
    { size: 4, by: 'a' },
    { size: 2, by: 'b' },
    { size: 6, by: 'a' },
  ])
  expect(spelled(spansAfter(typed, [new StepMap([3, 2, 1])], 'c'))).toBe('aaacbaaaaaa')
  expect(spansAfter(typed, [new StepMap([4, 2, 0])], 'c')).toEqual([{ size: 10, by: 'a' }])
})

test('a step around something leaves it to its author', () => {
  expect(spelled(spansAfter([{ size: 6, by: 'a' }], [new StepMap([0, 1, 1, 5, 1, 1])], 'b'))).toBe('baaaab')
})

test('spans say after any steps who wrote each position, and neighbours differ', () => {
  const random = seededRandom(7)
  let letters = 'a'.repeat(50)
  let spans: readonly AuthorSpan[] = [{ size: 50, by: 'a' }]
  for (let round = 0; round < 2000; round++) {
    const by = 'abcd'.charAt(Math.floor(random() * 4))
    const from = Math.floor(random() * (letters.length + 1))
    const removed = Math.min(letters.length - from, Math.floor(random() * 4))
    const added = Math.floor(random() * 4)
    spans = spansAfter(spans, [new StepMap([from, removed, added])], by)
    letters = letters.slice(0, from) + by.repeat(added) + letters.slice(from + removed)
    expect(spelled(spans)).toBe(letters)
    expect(spans.some(({ by }, index) => spans[index + 1]?.by === by)).toBe(false)
    const [start, end] = [Math.floor(letters.length / 3), Math.floor(letters.length / 2)]
    const passages = passagesIn(spans, start, end)
    expect(passages.map(({ from, to, by }) => by.repeat(to - from)).join('')).toBe(letters.slice(start, end))
  }
})
