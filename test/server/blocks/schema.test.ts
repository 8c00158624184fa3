import { DOMSerializer, type Node } from 'prosemirror-model'
import { EditorState, TextSelection } from 'prosemirror-state'
import { addColumnAfter, addRowAfter, deleteColumn, fixTables, TableMap, toggleHeaderRow } from 'prosemirror-tables'
import { expect, test } from 'vitest'
import type { Block } from '../../../server/blocks/blocks.ts'
import { toHtmlSubset } from '../../../server/blocks/html-out.ts'
import { parseHtmlSubset } from '../../../server/blocks/html-subset.ts'
import { fromDoc, richSchema, toDoc } from '../../../server/blocks/schema.ts'
import paper from '../../cases/sitzungsvorlage-0303-2021.json' with { type: 'json' }
import { randomBlocks, seededRandom } from './random-blocks.ts'

const rich = { dialect: 'rich' } as const

function read(source: string): Block[] {
  const { blocks, problems } = parseHtmlSubset(source, rich)
  expect(problems).toEqual([])
  return blocks
}

const fromJson = (json: unknown): Node => {
  const doc = richSchema.nodeFromJSON(JSON.parse(JSON.stringify(json)))
  doc.check()
  return doc
}

test('any text of the rich dialect goes through the editor and its JSON as it was', () => {
  const random = seededRandom(87)
  for (let round = 0; round < 3000; round++) {
    const blocks = randomBlocks(random)
    const doc = toDoc(blocks)
    doc.check()
    expect(fromDoc(doc)).toEqual(blocks)
    expect(fromDoc(fromJson(doc.toJSON()))).toEqual(blocks)
    expect(toDoc(fromDoc(doc)).eq(doc)).toBe(true)
  }
})

test('the Sachdarstellung of a real paper goes through the editor word for word', () => {
  const blocks = read(paper.sachdarstellung)
  expect(fromDoc(toDoc(blocks))).toEqual(blocks)
})

test('an empty text is one empty paragraph in the editor and nothing outside', () => {
  expect(toDoc([]).toJSON()).toEqual({ type: 'doc', content: [{ type: 'paragraph' }] })
  expect(fromDoc(toDoc([]))).toEqual([])
})

test('what an editor leaves behind is brought into canonical form', () => {
  const doc = fromJson({
    type: 'doc',
    content: [
      { type: 'paragraph' },
      { type: 'paragraph', content: [{ type: 'text', text: ' a  b ' }, { type: 'hard_break' }] },
      { type: 'bullet_list', content: [{ type: 'list_item', content: [{ type: 'paragraph' }] }] },
    ],
  })
  expect(fromDoc(doc)).toEqual([{ type: 'paragraph', content: [{ type: 'text', text: 'a b' }] }])
})

const paragraph = { type: 'paragraph', content: [{ type: 'text', text: 'a' }] }
const link = (href: string) => ({
  type: 'paragraph',
  content: [{ type: 'text', text: 'a', marks: [{ type: 'link', attrs: { href } }] }],
})
const tableWith = (attrs: object, cell: object = { type: 'table_cell', content: [paragraph] }) => ({
  type: 'table',
  attrs,
  content: [{ type: 'table_row', content: [cell] }],
})

test.each([
  ['a script link', link('javascript:alert(1)')],
  ['a heading of level 1', { type: 'heading', attrs: { level: 1 } }],
  ['a heading of a level in words', { type: 'heading', attrs: { level: '2' } }],
  ['an image', { type: 'image', attrs: { src: 'x' } }],
  ['a heading in a list', { type: 'bullet_list', content: [{ type: 'list_item', content: [{ type: 'heading' }] }] }],
  ['a table in a cell', tableWith({}, { type: 'table_cell', content: [tableWith({})] })],
  ['a cell of half a column', tableWith({}, { type: 'table_cell', attrs: { colspan: 0.5 }, content: [paragraph] })],
  ['a column width', tableWith({}, { type: 'table_cell', attrs: { colwidth: [100] }, content: [paragraph] })],
  ['a forged scope', tableWith({}, { type: 'table_header', attrs: { scope: 'x"' }, content: [paragraph] })],
  ['a caption that is no text', tableWith({ caption: [{ type: 'seal' }] })],
  ['a caption with a script link', tableWith({ caption: [{ type: 'text', text: 'a', href: 'javascript:1' }] })],
  ['a caption with an unknown mark', tableWith({ caption: [{ type: 'text', text: 'a', marks: ['blink'] }] })],
])('a document with %s is refused', (_name, block) => {
  expect(() => fromJson({ type: 'doc', content: [block] })).toThrow()
})

const table = read(
  '<table><caption>Stellen</caption><thead><tr><th>Jahr</th><th>Zahl</th></tr></thead>' +
    '<tbody><tr><th>2020</th><td>1,0</td></tr><tr><th>2021</th><td>1,5</td></tr></tbody></table>',
)

/** An editor with the caret in the first cell that says so. */
function editorAt(blocks: Block[], words: string): EditorState {
  const doc = toDoc(blocks)
  let at = 0
  doc.descendants((node, position) => {
    if (node.isText && node.text === words) at = position
  })
  return EditorState.create({ doc, selection: TextSelection.create(doc, at) })
}

function after(state: EditorState, command: typeof addRowAfter): Block[] {
  let next = state
  expect(command(state, (transaction) => (next = state.apply(transaction)))).toBe(true)
  next.doc.check()
  expect(fixTables(next)).toBeUndefined()
  const blocks = fromDoc(next.doc)
  expect(read(toHtmlSubset(blocks))).toEqual(blocks)
  return blocks
}

test('the table commands of the editor work on our tables', () => {
  const node = toDoc(table).firstChild
  expect(node && TableMap.get(node)).toMatchObject({ width: 2, height: 3, problems: null })
  expect(after(editorAt(table, '2020'), addRowAfter)).toMatchObject([{ head: [{}], body: [{}, {}, {}] }])
  expect(after(editorAt(table, 'Zahl'), addColumnAfter)).toMatchObject([{ head: [{ cells: [{}, {}, {}] }] }])
  expect(after(editorAt(table, 'Jahr'), deleteColumn)).toMatchObject([{ body: [{ cells: [{}] }, { cells: [{}] }] }])
})

test('a row turned into headers by the editor becomes the head', () => {
  const plain = read('<table><tr><td>Jahr</td><td>Zahl</td></tr><tr><td>2021</td><td>1,5</td></tr></table>')
  expect(after(editorAt(plain, 'Jahr'), toggleHeaderRow)).toMatchObject([
    { head: [{ cells: [{ scope: 'column' }, { scope: 'column' }] }], body: [{}] },
  ])
})

test('what the editor writes into the page carries no style and no script', () => {
  const random = seededRandom(11)
  const seen = new Set<string>()
  for (let round = 0; round < 300; round++) {
    toDoc(randomBlocks(random)).descendants((node) => {
      for (const spec of [
        node.type.spec.toDOM?.(node),
        ...node.marks.map((mark) => mark.type.spec.toDOM?.(mark, true)),
      ]) {
        for (const attribute of attributesIn(spec)) seen.add(attribute)
      }
    })
  }
  expect([...seen].sort()).toEqual(['colspan', 'contenteditable', 'data-head', 'href', 'rowspan', 'scope'])
  expect(Object.keys(DOMSerializer.nodesFromSchema(richSchema)).sort()).toEqual(
    Object.keys(richSchema.nodes)
      .filter((name) => name !== 'doc')
      .sort(),
  )
})

function attributesIn(spec: unknown): string[] {
  if (Array.isArray(spec)) return spec.flatMap(attributesIn)
  return typeof spec === 'object' && spec !== null ? Object.keys(spec) : []
}

test('blocks that people cannot write do not enter the editor', () => {
  const others: Block[] = [
    { type: 'seal' },
    { type: 'heading', level: 1, content: [] },
    { type: 'paragraph', content: [{ type: 'gap', label: 'Name', path: 'name' }] },
  ]
  for (const block of others) expect(() => toDoc([block])).toThrow()
})
