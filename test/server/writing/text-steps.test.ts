import { Fragment, type Node as ProseNode, Slice } from 'prosemirror-model'
import { ReplaceStep, Transform } from 'prosemirror-transform'
import { describe, expect, test } from 'vitest'
import { toHtmlSubset } from '../../../server/blocks/html-out.ts'
import { parseHtmlSubset } from '../../../server/blocks/html-subset.ts'
import { fromDoc, richSchema, toDoc } from '../../../server/blocks/schema.ts'
import { isReadableAfter } from '../../../server/writing/readable.ts'
import { applySteps, readSteps } from '../../../server/writing/text-steps.ts'
import type { StepJson } from '../../../server/writing/writing.ts'
import { randomBlocks, seededRandom } from '../blocks/random-blocks.ts'
import { docOf, type Edit, htmlOf, stepsOf } from './texts.ts'

const { nodes, marks } = richSchema

const doc = docOf('<p>Ziel</p><p>Schritt</p>')

const insertion = (content: unknown, more: object = {}): StepJson => ({
  stepType: 'replace',
  from: 3,
  to: 3,
  slice: { content },
  ...more,
})
const letter = { type: 'text', text: 'x' }

function isAccepted(json: StepJson): boolean {
  const steps = readSteps([json])
  return steps !== null && applySteps(doc, steps) !== null
}

describe('reading steps', () => {
  test('what the editor does arrives as it was, undo of marks included', () => {
    const tr = new Transform(doc)
    tr.insert(3, richSchema.text('neu'))
    tr.addMark(1, 6, marks.strong.create())
    tr.removeMark(2, 3, marks.strong)
    tr.setBlockType(1, 1, nodes.heading, { level: 2 })
    tr.delete(3, 12)
    const undo = new Transform(doc).addMark(1, 3, marks.em.create())
    const twice = undo
      .addMark(1, 5, marks.strong.create())
      .steps.at(-1)
      ?.invert(undo.docs.at(-1) ?? doc)
    const steps = twice ? [...tr.steps, twice] : []
    const json: StepJson[] = JSON.parse(JSON.stringify(steps))
    expect(JSON.stringify(readSteps(json))).toBe(JSON.stringify(json))
  })

  test.each<[string, StepJson]>([
    ['no type', {}],
    ['an unknown type', { stepType: 'eval' }],
    ['a type that no command makes', { stepType: 'docAttr', attr: 'x', value: 1 }],
    ['positions of another kind', { ...insertion([letter]), from: '3' }],
    ['negative positions', insertion([letter], { from: -1 })],
    ['positions between positions', insertion([letter], { from: 2.5, to: 2.5 })],
    ['endless positions', insertion([letter], { to: Number.POSITIVE_INFINITY })],
    ['an unknown node', insertion([{ type: 'image' }])],
    ['an unknown mark', insertion([{ ...letter, marks: [{ type: 'blink' }] }])],
    ['an empty text', insertion([{ type: 'text', text: '' }])],
    ['no content where content is', insertion('x')],
    ['a mark without name', { stepType: 'addMark', from: 1, to: 2 }],
    ['something else among marks', { stepType: 'markSet', steps: [insertion([letter])] }],
    ['a slice more open than it is deep', insertion([letter], { slice: { content: [letter], openStart: 5 } })],
  ])('%s is refused', (_, json) => {
    expect(isAccepted(json)).toBe(false)
  })

  test('more than 1,000 steps or 500,000 characters are refused', () => {
    expect(readSteps(Array.from({ length: 1000 }, () => insertion([letter])))).toHaveLength(1000)
    expect(readSteps(Array.from({ length: 1001 }, () => insertion([letter])))).toBeNull()
    expect(readSteps([insertion([{ type: 'text', text: 'x'.repeat(500_000) }])])).toBeNull()
  })
})

describe('applying steps', () => {
  const typed = (text: string): StepJson => insertion([{ type: 'text', text }])
  const table = (rows: unknown[]): StepJson => ({
    stepType: 'replace',
    from: 0,
    to: 0,
    slice: { content: [{ type: 'table', content: rows }] },
  })
  const row = (...cells: object[]) => ({
    type: 'table_row',
    content: cells.map((attrs) => ({ type: 'table_cell', attrs, content: [{ type: 'paragraph' }] })),
  })
  const nested = (depth: number): object =>
    depth === 0
      ? { type: 'paragraph', content: [letter] }
      : {
          type: 'bullet_list',
          content: [
            {
              type: 'list_item',
              content: depth === 1 ? [nested(0)] : [{ type: 'paragraph', content: [letter] }, nested(depth - 1)],
            },
          ],
        }
  const openerThanItIs: StepJson = {
    stepType: 'replace',
    from: 1,
    to: 7,
    slice: { content: [letter, { type: 'paragraph' }], openStart: 1, openEnd: 1 },
  }
  const block = (node: object): StepJson => ({ stepType: 'replace', from: 0, to: 0, slice: { content: [node] } })

  test.each<[string, StepJson]>([
    ['a place that does not exist', insertion([letter], { from: 99, to: 99 })],
    ['a range that ends before it begins', insertion([letter], { from: 4, to: 2 })],
    ['a slice that says it is more open than it is', openerThanItIs],
    ['text where blocks stand', { ...insertion([letter]), from: 0, to: 0 }],
    ['a paragraph in a paragraph', insertion([{ type: 'paragraph' }])],
    ['a heading of level 1', block({ type: 'heading', attrs: { level: 1 }, content: [letter] })],
    ['a heading in a heading', block({ type: 'heading', attrs: { level: 2 }, content: [{ type: 'paragraph' }] })],
    ['an empty list', block({ type: 'bullet_list' })],
    ['a link that runs script', insertion([{ ...letter, marks: [{ type: 'link', attrs: { href: 'javascript:x' } }] }])],
    [
      'such a link laid over text',
      { stepType: 'addMark', from: 1, to: 3, mark: { type: 'link', attrs: { href: 'javascript:x' } } },
    ],
    ['a mark twice', insertion([{ ...letter, marks: [{ type: 'strong' }, { type: 'strong' }] }])],
    ['control characters', typed('a\u0000b')],
    ['half a pair', typed('a\ud83d')],
    ['widths of cells', table([row({ colwidth: [10] })])],
    ['a table of 51 columns', table([row(...Array.from({ length: 51 }, () => ({})))])],
    ['a cell over 1,000 columns', table([row({ colspan: 1000 })])],
    ['a table without rows', table([])],
    [
      'a table in a table',
      table([{ type: 'table_row', content: [{ type: 'table_cell', content: [{ type: 'table' }] }] }]),
    ],
    [
      'control characters in a caption',
      block({ type: 'table', attrs: { caption: [{ type: 'text', text: '\u0000' }] }, content: [row({})] }),
    ],
    ['lists seven deep', block(nested(7))],
  ])('%s is refused', (_, json) => {
    expect(isAccepted(json)).toBe(false)
  })

  test('lists six deep are as deep as HTML of ours goes', () => {
    const applied = applySteps(doc, readSteps([block(nested(6))]) ?? [])
    const html = applied ? toHtmlSubset(fromDoc(applied.doc)) : ''
    expect(html).toContain('<li>x</li>')
    expect(parseHtmlSubset(html, { dialect: 'rich' }).problems).toEqual([])
  })

  test('a pair of which one half is deleted or marked is refused', () => {
    const smile = docOf('<p>a😀b</p>')
    expect(applySteps(smile, [new ReplaceStep(2, 3, Slice.empty)]) === null).toBe(true)
    expect(
      applySteps(
        smile,
        stepsOf(smile, (tr) => tr.addMark(1, 3, marks.strong.create())),
      ),
    ).toBeNull()
    expect(applySteps(smile, [new ReplaceStep(2, 4, Slice.empty)])?.doc.textContent).toBe('ab')
  })

  test('a text whose HTML would be longer than a million characters is refused', () => {
    let grown: ProseNode = doc
    const page = nodes.paragraph.create(null, richSchema.text('Kreis '.repeat(15_000)))
    const insert = () => applySteps(grown, [new ReplaceStep(0, 0, new Slice(Fragment.from(page), 0, 0))])
    for (let times = 0; times < 11; times++) grown = insert()?.doc ?? grown
    expect(grown.content.size).toBeGreaterThan(980_000)
    expect(insert() === null).toBe(true)
  })

  test('a table that is no rectangle becomes one, with the steps that make it so', () => {
    const before = docOf('<p>Ziel</p>')
    const steps = readSteps([table([row({}, { rowspan: 3 }), row({}, {}), row({ colspan: 2 })])]) ?? []
    const applied = applySteps(before, steps)
    expect(applied?.steps.length).toBeGreaterThan(1)
    const tr = new Transform(before)
    for (const step of applied?.steps ?? []) tr.step(step)
    const html = htmlOf(tr.doc)
    expect(applied?.doc.eq(tr.doc)).toBe(true)
    expect(parseHtmlSubset(html, { dialect: 'rich' }).problems).toEqual([])
  })

  test('a row whose cells all come from above gets its own', () => {
    const edit: Edit = (tr) =>
      tr.insert(0, richSchema.nodeFromJSON({ type: 'table', content: [row({ rowspan: 2 }), row()] }))
    const applied = applySteps(doc, stepsOf(doc, edit))
    expect(applied && htmlOf(applied.doc)).toContain('<tr><td></td></tr><tr><td></td></tr>')
  })
})

test('whatever is accepted can be read again, in texts of every shape', () => {
  const random = seededRandom(11)
  const below = (limit: number) => Math.floor(random() * limit)
  let accepted = 0
  let refused = 0
  for (let round = 0; round < 800; round++) {
    const start = toDoc(randomBlocks(random))
    const other = toDoc(randomBlocks(random))
    const [from, to] = [below(start.content.size + 1), below(start.content.size + 1)].sort((a, b) => a - b)
    const [first, last] = [below(other.content.size + 1), below(other.content.size + 1)].sort((a, b) => a - b)
    const step = new ReplaceStep(from ?? 0, to ?? 0, below(3) === 0 ? Slice.empty : other.slice(first ?? 0, last ?? 0))
    const applied = applySteps(start, [step])
    if (!applied) {
      refused++
      continue
    }
    accepted++
    const { problems } = parseHtmlSubset(toHtmlSubset(fromDoc(applied.doc)), { dialect: 'rich' })
    expect(problems, String(applied.doc)).toEqual([])
    applied.doc.check()
    expect(isReadableAfter(start, applied.doc)).toBe(true)
  }
  expect(accepted).toBeGreaterThan(100)
  expect(refused).toBeGreaterThan(100)
})
