import { expect, test } from 'vitest'
import { canonicalBlocks, canonicalInlines, isAllowedHref } from '../../../server/blocks/canonical.ts'
import { randomBlocks, seededRandom } from './random-blocks.ts'

test('canonical blocks stay as they are when made canonical again', () => {
  const random = seededRandom(25)
  for (let round = 0; round < 1000; round++) {
    const blocks = randomBlocks(random)
    expect(canonicalBlocks(blocks)).toEqual(blocks)
  }
})

test('neighbours are joined before they are brought into NFC', () => {
  expect(
    canonicalInlines([
      { type: 'text', text: 'Mu' },
      { type: 'text', text: '\u0308ller' },
    ]),
  ).toEqual([{ type: 'text', text: 'Müller' }])
})

test('a link of white space alone is none, inside a longer link the space belongs to it', () => {
  const href = 'https://example.org'
  expect(
    canonicalInlines([
      { type: 'text', text: 'a' },
      { type: 'text', text: ' ', href },
      { type: 'text', text: 'b' },
    ]),
  ).toEqual([{ type: 'text', text: 'a b' }])
  const link = canonicalInlines([
    { type: 'text', text: 'a', href, marks: ['strong'] },
    { type: 'text', text: ' ', href },
    { type: 'text', text: 'b' },
  ])
  expect(link).toHaveLength(3)
})

test.each([
  ['https://www.kreis.example/akten?nr=1#a', true],
  ['HTTP://kreis.example', true],
  ['https://münster.example/straße', true],
  ['mailto:lotsin@kreis.example', true],
  ['tel:+492861820', true],
  ['javascript:alert(1)', false],
  [' javascript:alert(1)', false],
  ['java\nscript:alert(1)', false],
  ['data:text/html,x', false],
  ['//kreis.example', false],
  ['/akten', false],
  ['https:kreis.example', false],
  ['https://', false],
  ['https://kreis.example/a b', false],
  ['https://kreis.example/\u202f', false],
  ['ftp://kreis.example', false],
  ['', false],
])('a link to "%s" is allowed: %s', (href, allowed) => {
  expect(isAllowedHref(href)).toBe(allowed)
})
