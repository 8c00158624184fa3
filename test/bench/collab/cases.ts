import { joinBackward, lift, setBlockType } from 'prosemirror-commands'
import { Fragment, type Node as ProseNode, Slice } from 'prosemirror-model'
import { wrapInList } from 'prosemirror-schema-list'
import { type Command, TextSelection } from 'prosemirror-state'
import { deleteRow } from 'prosemirror-tables'
import { richSchema } from '../../../server/blocks/schema.ts'
import { type Editing, enter } from '../../load/collab-keys.ts'

/** Two people do something at the same time to the same paragraph, neither having seen the other: one types, the other
 *  changes how the text is built. */
export interface ConcurrentCase {
  readonly name: string
  readonly html: string
  /** What the other does, with the caret at the end of „Zweiter“ unless it selects otherwise. */
  readonly act: (editing: Editing) => void
  /** Whether what the other wanted stands in the text. */
  readonly isDone: (doc: ProseNode) => boolean
}

/** What the one types behind „Zweiter“, a letter at a time. */
export const typedWord = 'ĄĆĘŁŃ'

const { nodes } = richSchema

const three = '<p>Erster Absatz.</p><p>Zweiter Absatz.</p><p>Dritter Absatz.</p>'
const table =
  '<table><tbody><tr><td>Erster</td><td>a</td></tr><tr><td>Zweiter</td><td>b</td></tr><tr><td>Dritter</td><td>c</td></tr></tbody></table><p>Ende.</p>'

const run =
  (command: Command) =>
  (editing: Editing): void => {
    caretBehind(editing, 'Zweiter')
    command(editing.state, editing.dispatch)
  }

export const concurrentCases: readonly ConcurrentCase[] = [
  {
    name: 'paragraph becomes a heading',
    html: three,
    act: run(setBlockType(nodes.heading, { level: 2 })),
    isDone: (doc) => blocksWith(doc, 'Zweiter').some(({ type }) => type === nodes.heading),
  },
  {
    name: 'paragraph becomes a list',
    html: three,
    act: run(wrapInList(nodes.bullet_list)),
    isDone: (doc) =>
      doc.children.some(({ type, textContent }) => type === nodes.bullet_list && has(textContent, 'Zweiter')),
  },
  {
    name: 'paragraph joined to the one before',
    html: three,
    act: (editing) => {
      const start = positionOf(editing.state.doc, 'Zweiter')
      editing.dispatch(editing.state.tr.setSelection(TextSelection.create(editing.state.doc, start)))
      joinBackward(editing.state, editing.dispatch)
    },
    isDone: (doc) => blocksWith(doc, 'Zweiter').some(({ textContent }) => has(textContent, 'Erster')),
  },
  {
    name: 'paragraph split where the other types',
    html: three,
    act: run(enter),
    isDone: (doc) => doc.childCount === 4,
  },
  {
    name: 'paragraph deleted',
    html: three,
    act: (editing) => {
      const before = positionOf(editing.state.doc, 'Zweiter') - 1
      const size = editing.state.doc.nodeAt(before)?.nodeSize ?? 0
      editing.dispatch(editing.state.tr.delete(before, before + size))
    },
    isDone: (doc) => !has(doc.textContent, 'Zweiter'),
  },
  {
    name: 'table row deleted',
    html: table,
    act: run(deleteRow),
    isDone: (doc) => !has(doc.textContent, 'Zweiter'),
  },
  {
    name: 'quoted paragraph lifted out',
    html: '<p>Erster Absatz.</p><blockquote><p>Zweiter Absatz.</p></blockquote><p>Dritter Absatz.</p>',
    act: run(lift),
    isDone: (doc) => doc.children.every(({ type }) => type !== nodes.blockquote),
  },
  {
    name: 'pasted over',
    html: three,
    act: (editing) => {
      const start = positionOf(editing.state.doc, 'Zweiter')
      const paragraph = (text: string) => nodes.paragraph.create(null, richSchema.text(text))
      const slice = new Slice(Fragment.from([paragraph('Neu eingefügt'), paragraph('in zwei Teilen')]), 1, 1)
      editing.dispatch(editing.state.tr.replace(start, start + 'Zweiter Absatz'.length, slice))
    },
    isDone: (doc) => has(doc.textContent, 'Neu eingefügt'),
  },
]

export function typeBehind(editing: Editing): void {
  caretBehind(editing, 'Zweiter')
  for (const letter of typedWord) editing.dispatch(editing.state.tr.insertText(letter))
}

/** What stands where, block by block: `p Erster Absatz. | ul/li/p Zweiter`. */
export function outline(doc: ProseNode): string {
  const lines: string[] = []
  doc.descendants((node, position) => {
    if (!node.isTextblock) return true
    const $inside = doc.resolve(position + 1)
    const path = Array.from({ length: $inside.depth }, (_, depth) => shortNames[$inside.node(depth + 1).type.name])
    lines.push(`${path.join('/')} ${node.textContent}`.trim())
    return false
  })
  return lines.join(' | ')
}

const shortNames: Readonly<Record<string, string>> = {
  paragraph: 'p',
  heading: 'h',
  bullet_list: 'ul',
  ordered_list: 'ol',
  list_item: 'li',
  blockquote: 'quote',
  table: 'table',
  table_row: 'tr',
  table_cell: 'td',
  table_header: 'th',
}

const has = (text: string, part: string): boolean => text.includes(part)

function caretBehind({ state, dispatch }: Editing, word: string): void {
  const end = positionOf(state.doc, word) + word.length
  dispatch(state.tr.setSelection(TextSelection.create(state.doc, end)))
}

function positionOf(doc: ProseNode, word: string): number {
  let found = -1
  doc.descendants((node, position) => {
    const index = node.isText ? (node.text ?? '').indexOf(word) : -1
    if (found < 0 && index >= 0) found = position + index
    return found < 0
  })
  if (found < 0) throw new Error(`„${word}“ stands nowhere.`)
  return found
}

function blocksWith(doc: ProseNode, word: string): ProseNode[] {
  const found: ProseNode[] = []
  doc.descendants((node) => {
    if (node.isTextblock && has(node.textContent, word)) found.push(node)
    return !node.isTextblock
  })
  return found
}
