import type { NodeType, Node as ProseNode } from 'prosemirror-model'
import { unprintable } from '../blocks/canonical.ts'
import { inlineText } from '../blocks/plain-text.ts'
import { countHeadRows, richSchema } from '../blocks/schema.ts'
import { captionOf } from '../blocks/schema-dom.ts'
import { layGrid } from '../blocks/table-grid.ts'

// What a text must be so that its HTML can be read again (server/blocks/html-subset.ts), asked only of what changed.

const { nodes } = richSchema

/** So deep may blocks lie in each other, counted in elements of HTML. */
const maxDepth = 12
/** So many characters may the HTML of a text have. */
const maxHtml = 1_000_000

export interface Range {
  readonly from: number
  readonly to: number
}

/** What differs, in positions of `after`; null when nothing does. */
export function changedRange(before: ProseNode, after: ProseNode): Range | null {
  const start = before.content.findDiffStart(after.content)
  const end = before.content.findDiffEnd(after.content)
  if (start === null || end === null) return null
  return { from: Math.min(start, end.b), to: Math.max(start, end.b) }
}

/** Whether a document that was readable `before` still is, but for its tables, which `unevenTables` asks for. */
export function isReadableAfter(before: ProseNode, after: ProseNode): boolean {
  const changed = changedRange(before, after)
  return changed === null || (isSoundBetween(after, changed) && htmlLength(after) <= maxHtml)
}

/** With the neighbours of the range, and with everything that it lies in. */
function isSoundBetween(doc: ProseNode, { from, to }: Range): boolean {
  const isSound = (parent: ProseNode, start: number, depth: number): boolean => {
    if (depth > maxDepth || !isSoundAlone(parent)) return false
    let position = start
    for (const child of parent.children) {
      const end = position + child.nodeSize
      if (position > to) return true
      if (end >= from && !isSound(child, position + 1, depth + elementsOf(child, parent))) return false
      position = end
    }
    return true
  }
  return isSound(doc, 0, 0)
}

/** A single paragraph stands there without a tag of its own. */
const bareHolders: readonly NodeType[] = [nodes.list_item, nodes.table_cell, nodes.table_header]

/** How many elements of HTML a node is, one in the other. */
function elementsOf(node: ProseNode, parent: ProseNode): number {
  if (node.isInline) return 0
  if (node.type === nodes.table) return 2
  const isBare = node.type === nodes.paragraph && parent.childCount === 1 && bareHolders.includes(parent.type)
  return isBare ? 0 : 1
}

/** `node.check()` without what is in it. */
function isSoundAlone(node: ProseNode): boolean {
  if (unprintable.test(node.type === nodes.table ? inlineText(captionOf(node)) : (node.text ?? ''))) return false
  const alone = node.isLeaf ? node : node.type.createAndFill(node.attrs, null, node.marks)
  try {
    alone?.check()
  } catch {
    return false
  }
  return node.type.validContent(node.content)
}

/** Nodes never change and stay in the next document where nothing is done to them. */
const measured = new WeakMap<ProseNode, number>()

/** At least as long as the HTML of a text. */
function htmlLength(node: ProseNode): number {
  if (node.isText) return textLength(node)
  const known = measured.get(node)
  if (known !== undefined) return known
  let length = 80
  if (node.type === nodes.table) length += JSON.stringify(node.attrs.caption).length * 10
  for (const child of node.children) length += htmlLength(child)
  measured.set(node, length)
  return length
}

/** Some characters are written as references, and each mark as two tags. */
function textLength({ text = '', marks }: ProseNode): number {
  let length = text.length + 5 * (text.match(/[&<>\u00a0\u00ad]/g)?.length ?? 0) + 10
  for (const { attrs } of marks) length += 20 + 6 * String(attrs.href ?? '').length
  return length
}

export interface FoundTable {
  readonly table: ProseNode
  /** Before it. */
  readonly position: number
}

/** Tables in or around the range that are no rectangle, or too wide. */
export function unevenTables(doc: ProseNode, { from, to }: Range): FoundTable[] {
  const found: FoundTable[] = []
  doc.nodesBetween(Math.max(0, from - 1), Math.min(doc.content.size, to + 1), (node, position) => {
    if (node.type === nodes.table && !isEven(node)) found.push({ table: node, position })
    return node.type === nodes.blockquote
  })
  return found
}

function isEven(table: ProseNode): boolean {
  const rows = table.children.map(({ children }) => ({
    at: 0,
    cells: children.map(({ attrs: { colspan, rowspan } }) => ({ at: 0, colspan, rowspan })),
  }))
  const head = countHeadRows(table)
  let isEven = true
  layGrid([rows.slice(0, head), rows.slice(head)], () => {
    isEven = false
  })
  return isEven
}
