import { expect, test } from 'vitest'
import { readTagTree, type TagNode } from '../../../server/pdf/tag-tree.ts'
import { largePrint } from '../../../server/render/large-print.ts'
import { printPdf } from '../../../server/render/print.ts'
import {
  agreement,
  committeePaper,
  h,
  inline,
  job,
  list,
  marked,
  p,
  rich,
  row,
  signature,
  table,
  td,
  wordsOf,
} from './print-blocks.ts'
import { danglingHeadings, outsideMargins, overlaps, recordPrint } from './print-recorder.ts'

const options = { signature: ({ role, name }: { role: string; name: string }) => `${role}: ${name}` }

const typesOf = (node: TagNode): string[] => [
  node.type,
  ...node.content.flatMap((child) => (typeof child === 'string' ? [] : typesOf(child))),
]

test.each([
  ['the committee paper', committeePaper()],
  ['the agreement', agreement()],
])('%s keeps every word in large print, has no table, and stays within its margins', async (_, blocks) => {
  const large = largePrint(blocks, options)
  const bare = (text: string) => text.replace(/:$/, '')
  const enlarged = new Set(wordsOf(large).map(bare))
  expect(
    wordsOf(blocks.filter(({ type }) => type !== 'seal' && type !== 'signature'))
      .map(bare)
      .filter((word) => !enlarged.has(word)),
  ).toEqual([])
  const printed = job([{ type: 'marking', text: 'Fassung in Großdruck' }, ...large], {
    size: 'large',
    footer: '32.3',
    code: 'Prüfcode 7KQM',
  })
  const recording = recordPrint(printed)
  expect(outsideMargins(recording)).toEqual([])
  expect(overlaps(recording)).toEqual([])
  expect(danglingHeadings(recording)).toEqual([])
  const tags = typesOf(await readTagTree((await printPdf(printed)).bytes))
  expect(tags.filter((type) => ['Table', 'TR', 'Form'].includes(type))).toEqual([])
})

test('each row of a table becomes an entry that names its cells', () => {
  const steps = table(['Wer', 'Bis wann'], [row('Frau Camara', '31.01.2027'), row('Schule', '')], 'Schritte')
  expect(largePrint([steps], options)).toEqual([
    rich(marked('Schritte', 'strong')),
    list(
      false,
      [
        rich(
          marked('Wer', 'strong'),
          marked(': ', 'strong'),
          ...inline('Frau Camara'),
          { type: 'break' },
          marked('Bis wann', 'strong'),
          marked(': ', 'strong'),
          ...inline('31.01.2027'),
        ),
      ],
      [rich(marked('Wer', 'strong'), marked(': ', 'strong'), ...inline('Schule'))],
    ),
  ])
})

test('facts with a name each stand one below the other, italics go, and nobody signs', () => {
  const facts = table(
    [],
    [row(td('Fassung', { scope: 'row' }), '1.0'), row(td('Laufzeit', { scope: 'row' }), td([list(false, 'ein Jahr')]))],
  )
  expect(
    largePrint(
      [
        h(1, 'Titel'),
        facts,
        rich(marked('schräg', 'em', 'strong')),
        signature('u1', 'Klientin', 'F. Camara'),
        { type: 'seal' },
      ],
      options,
    ),
  ).toEqual([
    h(1, 'Titel'),
    rich(marked('Fassung', 'strong'), marked(': ', 'strong'), ...inline('1.0')),
    rich(marked('Laufzeit', 'strong'), marked(': ', 'strong')),
    list(false, 'ein Jahr'),
    rich(marked('schräg', 'strong')),
    p('Klientin: F. Camara'),
  ])
})
