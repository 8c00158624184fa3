import { Transform } from 'prosemirror-transform'
import { expect, test } from 'vitest'
import { richSchema } from '../../../server/blocks/schema.ts'
import { anchorAfter } from '../../../server/writing/anchors.ts'
import { at, behind, docOf, type Edit } from './texts.ts'

const doc = docOf('<p>Das erste Ziel</p><p>Schritt</p>')
const anchor = { place: 'ziele.z1.text', version: 3, from: at(doc, 'erste'), to: behind(doc, 'erste') }

function passageAfter(edit: Edit): string | null {
  const tr = new Transform(doc)
  edit(tr)
  const after = anchorAfter(anchor, tr.mapping.maps, 4)
  return after && tr.doc.textBetween(after.from, after.to)
}

test('a passage is found where it went', () => {
  expect(anchorAfter(anchor, [], 4)).toEqual({ ...anchor, version: 4 })
  expect(passageAfter((tr) => tr.insert(1, richSchema.text('Und ')))).toBe('erste')
  expect(passageAfter((tr) => tr.setBlockType(1, 1, richSchema.nodes.heading, { level: 2 }))).toBe('erste')
  expect(passageAfter((tr) => tr.split(at(tr.doc, 'ste')))).toBe('erste')
  expect(passageAfter((tr) => tr.delete(1, at(tr.doc, 'ste')))).toBe('ste')
})

test('what is written inside belongs to it, what is written at its ends does not', () => {
  expect(passageAfter((tr) => tr.insert(at(tr.doc, 'ste'), richSchema.text('x')))).toBe('erxste')
  expect(passageAfter((tr) => tr.insert(anchor.from, richSchema.text('x')))).toBe('erste')
  expect(passageAfter((tr) => tr.insert(anchor.to, richSchema.text('x')))).toBe('erste')
})

test('a passage whose text is gone is nowhere', () => {
  expect(passageAfter((tr) => tr.delete(anchor.from, anchor.to))).toBeNull()
  expect(passageAfter((tr) => tr.delete(0, 16))).toBeNull()
})
