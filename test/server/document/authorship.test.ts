import { expect, test } from 'vitest'
import { authoredLines, sharesOf } from '../../../server/document/authorship.ts'
import { docOf } from '../../../server/writing/live-values.ts'
import type { AuthorSpan } from '../../../server/writing/writing.ts'

const linesOf = (html: string, authors: readonly AuthorSpan[]) => authoredLines({ doc: docOf(html), authors })
const by = (who: string, size: number): AuthorSpan => ({ by: who, size })

test('a line changes hands in the middle, and the name is said where somebody else begins', () => {
  const lines = linesOf('<p>Guten Morgen</p><p>Ende</p>', [by('a', 7), by('b', 7), by('a', 6)])
  expect(lines).toEqual([
    {
      kind: 'paragraph',
      passages: [
        { by: 'a', text: 'Guten ', begins: true },
        { by: 'b', text: 'Morgen', begins: true },
      ],
    },
    { kind: 'paragraph', passages: [{ by: 'a', text: 'Ende', begins: true }] },
  ])
})

test('who goes on in the next line is not named again', () => {
  const lines = linesOf('<p>eins</p><p>zwei</p>', [by('a', 12)])
  expect(lines.map(({ passages }) => passages[0]?.begins)).toEqual([true, false])
})

test('headings, lists and tables are told apart, line ends stay, and empty paragraphs do not count', () => {
  const html =
    '<h3>Anlass</h3><p></p><ul><li>erstens<br>noch</li></ul><table><tbody><tr><td>Zelle</td></tr></tbody></table>'
  const doc = docOf(html)
  const lines = authoredLines({ doc, authors: [by('a', doc.content.size)] })
  expect(lines.map(({ kind, passages }) => [kind, passages.map(({ text }) => text).join('|')])).toEqual([
    ['heading', 'Anlass'],
    ['item', 'erstens\nnoch'],
    ['cell', 'Zelle'],
  ])
})

test('every character of a text belongs to exactly one passage, however the spans lie', () => {
  const doc = docOf('<p>Der Kreistag beschließt</p><ul><li>die Mittel</li><li>und das Weitere</li></ul>')
  for (let size = 1; size <= doc.content.size; size++) {
    const authors = Array.from({ length: Math.ceil(doc.content.size / size) }, (_, index) => by(`p${index % 3}`, size))
    const text = authoredLines({ doc, authors }).flatMap(({ passages }) => passages.map((passage) => passage.text))
    expect(text.join('')).toBe(doc.textContent)
  }
})

test('shares are counted in characters over all texts, whoever wrote most first', () => {
  const first = linesOf('<p>aaaaaa</p>', [by('a', 8)])
  const second = linesOf('<p>bbba</p>', [by('b', 4), by('a', 2)])
  expect(sharesOf([first, second])).toEqual([
    { by: 'a', percent: 70 },
    { by: 'b', percent: 30 },
  ])
  expect(sharesOf([])).toEqual([])
})
