import { expect, test } from 'vitest'
import { continues, lookup, readPdf, resolve, revisionEndingAt } from '../../../server/pdf/reader.ts'
import { PdfUnreadable } from '../../../server/pdf/reader-limits.ts'
import { cursorAt, type PdfValue, readValue, showText, stringBytes } from '../../../server/pdf/reader-values.ts'
import { appendRevision, bytesOf, catalog, paper, paperObjects, textOf } from '../signature/crafted-pdf.ts'

const parsed = (text: string): PdfValue => readValue(cursorAt(bytesOf(text), 0))

test.each([
  ['12', { kind: 'integer', value: 12 }],
  ['-7', { kind: 'integer', value: -7 }],
  ['+.5', { kind: 'real', value: 0.5 }],
  ['4.', { kind: 'real', value: 4 }],
  ['/A#20b', { kind: 'name', name: 'A b' }],
  ['3 0 R', { kind: 'ref', number: 3, generation: 0 }],
  ['% comment\n true', { kind: 'boolean', value: true }],
  ['null', { kind: 'null' }],
])('the value %s is read', (text, value) => {
  expect(parsed(text)).toEqual(value)
})

test('numbers before a reference stay numbers', () => {
  expect(parsed('[1 2 3 0 R 4]')).toMatchObject({
    items: [{ value: 1 }, { value: 2 }, { kind: 'ref', number: 3 }, { value: 4 }],
  })
})

test.each([
  ['(a(b)c)', 'a(b)c'],
  ['(\\101\\n\\)\\\\)', 'A\n)\\'],
  ['(a\\\nb)', 'ab'],
  ['<41 4>', 'A@'],
])('the string %s stands for its bytes', (text, plain) => {
  const value = parsed(text)
  expect(value.kind === 'string' && textOf(stringBytes(value))).toBe(plain)
})

test.each([
  ['<FEFF00C4>', 'Ä'],
  ['<EFBBBFC384>', 'Ä'],
  ['(\\304)', 'Ä'],
  ['(a\\007)', 'a\ufffd'],
])('the text %s is shown as people read it', (text, shown) => {
  expect(showText(parsed(text))).toBe(shown)
})

test.each(['<<', '[1', '(a', '<4', '<4x>', '<< 1 2 >>', '1.2.3', 'nul', '>>', '', '--1'])('%s is no value', (text) => {
  expect(() => parsed(text)).toThrow(PdfUnreadable)
})

test('a key that occurs twice is noticed', () => {
  expect(parsed('<< /A 1 /A 2 >>')).toMatchObject({ repeatedKey: 'A' })
})

test('every state of the file shows its own objects', () => {
  const first = paper('a')
  const file = readPdf(appendRevision(first, { 4: '(new)', 30: '(more)' }))
  const [before, after] = file.revisions
  if (!before || !after) throw new Error('Two states were written.')
  const read = (revision: typeof before, number: number) =>
    resolve(revision, { kind: 'ref', number, generation: 0 }).kind
  expect([read(before, 4), read(before, 30), read(after, 4), read(after, 30)]).toEqual([
    'stream',
    'null',
    'string',
    'string',
  ])
  expect(before.end).toBe(first.length - 1)
  expect(revisionEndingAt(file, first.length)).toBe(before)
  expect(revisionEndingAt(file, first.length + 1)).toBeNull()
  expect([continues(after, before), continues(before, after)]).toEqual([true, false])
})

test.each(['stream', 'hybrid'] as const)('objects packed in a state of form %s are read', (form) => {
  const options = form === 'hybrid' ? { hybrid: true } : { form }
  const pdf = appendRevision(
    paper('a'),
    { 1: catalog('/Extra 30 0 R ') },
    { ...options, packed: { 30: '(thirty)', 31: '[1]' } },
  )
  const { newest } = readPdf(pdf)
  const root = lookup(newest, newest.trailer, 'Root')
  if (root.kind !== 'dict') throw new Error('The catalog was written.')
  expect(showText(lookup(newest, root, 'Extra'))).toBe('thirty')
})

test('a freed object is null, and so is one of another generation', () => {
  const { newest } = readPdf(appendRevision(paper('a'), {}, { freed: [4] }))
  expect(resolve(newest, { kind: 'ref', number: 4, generation: 0 }).kind).toBe('null')
  expect(resolve(newest, { kind: 'ref', number: 3, generation: 1 }).kind).toBe('null')
})

test('white space behind the end is no text', () => {
  expect(readPdf(paper('a')).endsClean).toBe(true)
  expect(readPdf(Buffer.concat([paper('a'), bytesOf(' x')])).endsClean).toBe(false)
})

const misread: readonly (readonly [string, () => Uint8Array])[] = [
  ['no header', () => paper('a').subarray(1)],
  ['something before the header', () => Buffer.concat([bytesOf(' '), paper('a')])],
  ['no end', () => paper('a').subarray(0, -10)],
  ['an object at the place of another', () => appendRevision(paper('a'), {}, { misplaced: { 4: 17 } })],
  ['an object beyond the file', () => appendRevision(paper('a'), {}, { misplaced: { 4: 1_000_000 } })],
  [
    'a table that points to a later state',
    () => {
      const later = appendRevision(paper('a'), {}, { misplaced: { 30: 0 } })
      const text = textOf(appendRevision(later, { 30: '(x)' }))
      return bytesOf(
        text.replace(/30 1\n0000000000 00000 n/, `30 1\n${String(text.indexOf('30 0 obj')).padStart(10, '0')} 00000 n`),
      ).subarray(0, later.length)
    },
  ],
  ['an entry given twice', () => bytesOf(textOf(paper('a')).replace('\n4 1\n', '\n3 1\n'))],
  [
    'an object in use in table and hidden stream',
    () => appendRevision(paper('a'), { 30: '(a)' }, { hybrid: true, packed: { 30: '(b)' } }),
  ],
  [
    'an object stream that holds another number',
    () =>
      bytesOf(
        textOf(appendRevision(paper('a'), {}, { form: 'stream', packed: { 1: '<< >>' } })).replace('/N 1', '/N 0'),
      ),
  ],
  [
    'a catalog that is missing in a packed file',
    () => appendRevision(bytesOf('%PDF-1.7\n'), paperObjects([]), { prev: 9 }),
  ],
]

test.each(misread)('%s is refused with a sentence', (_, write) => {
  let thrown: unknown = null
  try {
    const { newest } = readPdf(write())
    lookup(newest, newest.trailer, 'Root')
  } catch (error) {
    thrown = error
  }
  expect(thrown).toBeInstanceOf(PdfUnreadable)
  expect(String(thrown)).toMatch(/Datei.*\.$/)
})
