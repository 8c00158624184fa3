import { expect, test } from 'vitest'
import { type AttachmentThen, compareAttachments, isReordered } from '../../../server/attachment/attachment-changes.ts'

const file = (id: string, facts: Partial<AttachmentThen> = {}): AttachmentThen => ({
  id,
  title: `Titel ${id}`,
  dated: null,
  isPublic: false,
  fileName: `${id}.pdf`,
  sha256: id.padEnd(64, '0'),
  ...facts,
})

const kinds = (before: readonly AttachmentThen[], now: readonly AttachmentThen[]) =>
  compareAttachments(before, now).map(({ kind, attachment }) => [attachment.id, kind])

test('each attachment is new, replaced, changed, the same or removed; the removed ones come last', () => {
  const before = [file('a'), file('b'), file('c'), file('d')]
  const now = [file('b', { sha256: 'f'.repeat(64) }), file('c', { isPublic: true }), file('d'), file('e')]
  expect(kinds(before, now)).toEqual([
    ['b', 'replaced'],
    ['c', 'changed'],
    ['d', 'same'],
    ['e', 'added'],
    ['a', 'removed'],
  ])
})

test('a new file under the title or name of one that went replaces it; the same file under another id is the same', () => {
  const now = [
    file('x', { title: 'Titel a' }),
    file('y', { fileName: 'b.pdf', title: 'Neu' }),
    file('z', { ...file('c'), id: 'z' }),
  ]
  expect(kinds([file('a'), file('b'), file('c')], now)).toEqual([
    ['x', 'replaced'],
    ['y', 'replaced'],
    ['z', 'same'],
  ])
})

test('another order is told, one that came or went in between is none', () => {
  const before = [file('a'), file('b'), file('c')]
  const reordered = (now: readonly AttachmentThen[]) => isReordered(compareAttachments(before, now), before)
  expect(reordered([file('b'), file('a'), file('c')])).toBe(true)
  expect(reordered([file('a'), file('x'), file('c')])).toBe(false)
})
