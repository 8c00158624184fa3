import { Transform } from 'prosemirror-transform'
import { expect, test } from 'vitest'
import { richSchema } from '../../../server/blocks/schema.ts'
import { type Bridge, bridgeOver, mappableOf } from '../../../server/writing/bridge.ts'
import { carryOver } from '../../../server/writing/text-steps.ts'
import { seededRandom } from '../blocks/random-blocks.ts'
import { docOf } from './texts.ts'

/** Types and deletes at random in one paragraph; each character typed is another one. */
function scribble(tr: Transform, count: number, random: () => number, firstCharacter: number): void {
  for (let index = 0; index < count; index++) {
    const size = tr.doc.content.size - 2
    const from = 1 + Math.floor(random() * (size + 1))
    const to = Math.min(size + 1, from + Math.floor(random() * 4))
    const typed = String.fromCodePoint(firstCharacter + index)
    if (random() < 0.6) tr.insert(from, richSchema.text(typed))
    else if (random() < 0.5) tr.replaceWith(from, to, richSchema.text(typed))
    else tr.delete(from, to)
  }
}

test('whatever both have is found beyond the bridge, before and after each step carried over it', () => {
  const random = seededRandom(20)
  let met = 0
  for (let round = 0; round < 600; round++) {
    const base = docOf('<p>abcdefghijkl</p>')
    const theirs = new Transform(base)
    scribble(theirs, 1 + Math.floor(random() * 6), random, 0x3b1)
    const mine = new Transform(base)
    scribble(mine, 1 + Math.floor(random() * 6), random, 0x430)

    const beyond = new Transform(theirs.doc)
    const target = {
      doc: () => beyond.doc,
      apply: (step: Transform['steps'][number]) => !beyond.maybeStep(step).failed,
    }
    let bridge: Bridge = bridgeOver(theirs.mapping.maps)
    for (const [index, step] of mine.steps.entries()) {
      bridge = carryOver(step, bridge, target).bridge
      const here = (mine.docs[index + 1] ?? mine.doc).textContent
      const there = beyond.doc.textContent
      for (const [offset, character] of here.split('').entries()) {
        if (!there.includes(character)) continue
        expect(mappableOf(bridge).map(1 + offset, 1), `${here} | ${there}`).toBe(1 + there.indexOf(character))
        met++
      }
    }
  }
  expect(met).toBeGreaterThan(5_000)
})

test('what one types last stays behind what one typed before, even where others deleted all around', () => {
  const base = docOf('<p>abcdef</p>')
  const theirs = new Transform(base).delete(2, 5)
  const mine = new Transform(base)
  mine.insert(5, richSchema.text('x')).insert(6, richSchema.text('y')).delete(4, 6).insert(5, richSchema.text('z'))
  expect(mine.doc.textContent).toBe('abcyzef')
  const beyond = new Transform(theirs.doc)
  let bridge = bridgeOver(theirs.mapping.maps)
  for (const step of mine.steps) {
    bridge = carryOver(step, bridge, { doc: () => beyond.doc, apply: (each) => !beyond.maybeStep(each).failed }).bridge
  }
  expect(beyond.doc.textContent).toBe('ayzef')
})

test('text is deleted although others have built something around a part of it', () => {
  const base = docOf('<p>Ziel</p><p>Schritt</p><p>Ende</p>')
  const theirs = new Transform(base)
  const range = base.resolve(8).blockRange()
  if (range) theirs.wrap(range, [{ type: richSchema.nodes.bullet_list }, { type: richSchema.nodes.list_item }])
  const mine = new Transform(base).delete(3, 10)
  expect(mine.steps).toHaveLength(1)
  const beyond = new Transform(theirs.doc)
  const target = { doc: () => beyond.doc, apply: (step: Transform['steps'][number]) => !beyond.maybeStep(step).failed }
  for (const step of mine.steps) carryOver(step, bridgeOver(theirs.mapping.maps), target)
  expect(beyond.doc.textContent).toBe('ZirittEnde')
  beyond.doc.check()
})
