import { type DOMOutputSpec, type MarkSpec, type NodeSpec, type Node as ProseNode, Schema } from 'prosemirror-model'
import { type Block, type Cell, type Inline, type List, type Mark, markOrder, type Row, type Table } from './blocks.ts'
import { canonicalBlocks, isAllowedHref, styledText } from './canonical.ts'
import {
  captionDom,
  captionOf,
  notNormal,
  parsedCaption,
  parsedScope,
  parsedSpans,
  spanAttributes,
  styled,
  validateCaption,
  validateHref,
  validateLevel,
  validateScope,
  validateSpan,
} from './schema-dom.ts'

const marks: Record<Mark | 'link', MarkSpec> = {
  link: {
    attrs: { href: { validate: validateHref } },
    inclusive: false,
    parseDOM: [
      {
        tag: 'a[href]',
        getAttrs: (dom) => {
          const href = dom.getAttribute('href') ?? ''
          return isAllowedHref(href) && { href }
        },
      },
    ],
    toDOM: (mark) => ['a', { href: String(mark.attrs.href) }, 0],
  },
  strong: {
    parseDOM: [
      { tag: 'strong' },
      { tag: 'b', getAttrs: notNormal },
      styled('font-weight', /^(?:bold|bolder|[6-9]00)/i),
    ],
    toDOM: () => ['strong', 0],
  },
  em: {
    parseDOM: [{ tag: 'em' }, { tag: 'i' }, styled('font-style', /^(?:italic|oblique)/i)],
    toDOM: () => ['em', 0],
  },
  underline: {
    parseDOM: [{ tag: 'u' }, styled('text-decoration(?:-line)?', /underline/i)],
    toDOM: () => ['u', 0],
  },
  sub: { parseDOM: [{ tag: 'sub' }, styled('vertical-align', /^sub/i)], toDOM: () => ['sub', 0] },
  sup: { parseDOM: [{ tag: 'sup' }, styled('vertical-align', /^super/i)], toDOM: () => ['sup', 0] },
}

const spans = {
  colspan: { default: 1, validate: validateSpan },
  rowspan: { default: 1, validate: validateSpan },
  /** Asked for by prosemirror-tables; widths are not part of the vocabulary. */
  colwidth: { default: null, validate: 'null' },
}

const nodes = {
  doc: { content: 'block+' },
  paragraph: { content: 'inline*', group: 'block flow', parseDOM: [{ tag: 'p' }], toDOM: () => ['p', 0] },
  heading: {
    content: 'inline*',
    group: 'block',
    defining: true,
    attrs: { level: { default: 2, validate: validateLevel } },
    parseDOM: [
      { tag: 'h1,h2', attrs: { level: 2 } },
      { tag: 'h3', attrs: { level: 3 } },
      { tag: 'h4,h5,h6', attrs: { level: 4 } },
    ],
    toDOM: (node) => [`h${node.attrs.level}`, 0],
  },
  bullet_list: { content: 'list_item+', group: 'block flow', parseDOM: [{ tag: 'ul' }], toDOM: () => ['ul', 0] },
  ordered_list: { content: 'list_item+', group: 'block flow', parseDOM: [{ tag: 'ol' }], toDOM: () => ['ol', 0] },
  list_item: { content: 'paragraph flow*', defining: true, parseDOM: [{ tag: 'li' }], toDOM: () => ['li', 0] },
  blockquote: {
    content: '(flow | blockquote | table)+',
    group: 'block',
    defining: true,
    parseDOM: [{ tag: 'blockquote' }],
    toDOM: () => ['blockquote', 0],
  },
  table: {
    content: 'table_row+',
    group: 'block',
    tableRole: 'table',
    isolating: true,
    /** An attribute, since table commands expect every child to be a row. */
    attrs: { caption: { default: [], validate: validateCaption } },
    parseDOM: [
      { tag: 'table', getAttrs: (dom) => ({ caption: parsedCaption(dom) }) },
      { tag: 'caption', ignore: true },
    ],
    toDOM: (node) => {
      const caption = captionOf(node)
      const rows: DOMOutputSpec = ['tbody', 0]
      return caption.length > 0 ? ['table', captionDom(caption), rows] : ['table', rows]
    },
  },
  table_row: {
    content: '(table_cell | table_header)*',
    tableRole: 'row',
    /** Whether it belongs to the head, which ends with the first row that does not. */
    attrs: { head: { default: false, validate: 'boolean' } },
    parseDOM: [
      {
        tag: 'tr',
        getAttrs: (dom) => ({ head: dom.parentElement?.nodeName === 'THEAD' || dom.hasAttribute('data-head') }),
      },
    ],
    toDOM: (node) => ['tr', node.attrs.head ? { 'data-head': '' } : {}, 0],
  },
  table_cell: {
    content: 'flow+',
    tableRole: 'cell',
    isolating: true,
    attrs: spans,
    parseDOM: [{ tag: 'td', getAttrs: parsedSpans }],
    toDOM: (node) => ['td', spanAttributes(node), 0],
  },
  table_header: {
    content: 'flow+',
    tableRole: 'header_cell',
    isolating: true,
    /** Null until it is known from the place what the cell heads. */
    attrs: { ...spans, scope: { default: null, validate: validateScope } },
    parseDOM: [{ tag: 'th', getAttrs: (dom) => ({ ...parsedSpans(dom), scope: parsedScope(dom) }) }],
    toDOM: (node) => {
      const scope = node.attrs.scope === null ? {} : { scope: node.attrs.scope === 'row' ? 'row' : 'col' }
      return ['th', { ...scope, ...spanAttributes(node) }, 0]
    },
  },
  hard_break: {
    inline: true,
    group: 'inline',
    selectable: false,
    leafText: () => '\n',
    parseDOM: [{ tag: 'br' }],
    toDOM: () => ['br'],
  },
  text: { group: 'inline' },
} satisfies Record<string, NodeSpec>

/** The rich dialect as a ProseMirror schema, the same for browser and server: an editor can hold exactly what the HTML
 *  subset can say. It writes no style attributes, and reads them in pasted HTML also under the name `data-style`, since
 *  a strict content security policy empties `style` while a paste is parsed. */
export const richSchema = new Schema({ nodes, marks })

const { nodes: types, marks: markTypes } = richSchema

/** The editor's document for blocks of the rich dialect; others throw. `fromDoc` gives the same blocks back. */
export function toDoc(blocks: readonly Block[]): ProseNode {
  return types.doc.create(null, blocksToNodes(blocks))
}

/** What must hold a block holds an empty paragraph rather than nothing, so that a caret can stand there. */
function blocksToNodes(blocks: readonly Block[]): ProseNode[] {
  return blocks.length > 0 ? blocks.map(blockToNode) : [types.paragraph.create()]
}

function blockToNode(block: Block): ProseNode {
  switch (block.type) {
    case 'paragraph':
      return types.paragraph.create(null, block.content.map(inlineToNode))
    case 'heading':
      validateLevel(block.level)
      return types.heading.create({ level: block.level }, block.content.map(inlineToNode))
    case 'list':
      return listToNode(block)
    case 'quote':
      return types.blockquote.create(null, blocksToNodes(block.blocks))
    case 'table': {
      const rows = [...block.head.map((row) => rowToNode(row, true)), ...block.body.map((row) => rowToNode(row, false))]
      return types.table.create({ caption: block.caption ?? [] }, rows)
    }
    default:
      throw new Error(`no ${block.type} in the rich dialect`)
  }
}

/** An item begins with a paragraph, empty where the text has none. */
function listToNode({ ordered, items }: List): ProseNode {
  const children = items.map((item) => {
    const first = item.blocks[0]?.type === 'paragraph' ? [] : [types.paragraph.create()]
    return types.list_item.create(null, [...first, ...item.blocks.map(blockToNode)])
  })
  return (ordered ? types.ordered_list : types.bullet_list).create(null, children)
}

function rowToNode({ cells }: Row, head: boolean): ProseNode {
  const children = cells.map(({ scope, colspan, rowspan, blocks }) => {
    const content = blocksToNodes(blocks)
    if (scope) return types.table_header.create({ scope, colspan, rowspan }, content)
    return types.table_cell.create({ colspan, rowspan }, content)
  })
  return types.table_row.create({ head }, children)
}

function inlineToNode(inline: Inline): ProseNode {
  if (inline.type === 'gap') throw new Error('no gap in the rich dialect')
  if (inline.type === 'break') return types.hard_break.create()
  const link = inline.href === undefined ? [] : [markTypes.link.create({ href: inline.href })]
  return richSchema.text(inline.text, [...link, ...(inline.marks ?? []).map((mark) => markTypes[mark].create())])
}

/** The blocks an editor's document says, in canonical form: empty paragraphs, doubled white space and the like are
 *  gone. Takes a document that `check()` has passed; whether its tables are rectangular is asked by reading
 *  `toHtmlSubset(fromDoc(doc))`. */
export function fromDoc(doc: ProseNode): Block[] {
  return canonicalBlocks(doc.children.map(nodeToBlock))
}

function nodeToBlock(node: ProseNode): Block {
  switch (node.type.name) {
    case 'paragraph':
      return { type: 'paragraph', content: node.children.map(nodeToInline) }
    case 'heading':
      return { type: 'heading', level: node.attrs.level, content: node.children.map(nodeToInline) }
    case 'bullet_list':
    case 'ordered_list': {
      const items = node.children.map((item) => ({ blocks: item.children.map(nodeToBlock) }))
      return { type: 'list', ordered: node.type.name === 'ordered_list', items }
    }
    case 'blockquote':
      return { type: 'quote', blocks: node.children.map(nodeToBlock) }
    case 'table':
      return nodeToTable(node)
    default:
      throw new Error(`no node ${node.type.name} in the rich dialect`)
  }
}

function nodeToTable(node: ProseNode): Table {
  const headRows = countHeadRows(node)
  const rows = node.children.map((row, index) => nodeToRow(row, index < headRows))
  return { type: 'table', caption: captionOf(node), head: rows.slice(0, headRows), body: rows.slice(headRows) }
}

/** How many rows of a table node are its head. */
export function countHeadRows(table: ProseNode): number {
  const firstBody = table.children.findIndex((row) => !isHead(row))
  return firstBody < 0 ? table.childCount : firstBody
}

/** Also a row that the editor's command has just turned into headers. */
function isHead({ attrs, children }: ProseNode): boolean {
  if (attrs.head) return true
  return children.length > 0 && children.every((cell) => cell.type === types.table_header && cell.attrs.scope === null)
}

function nodeToRow({ children }: ProseNode, head: boolean): Row {
  const cells = children.map((cell): Cell => {
    const given: Cell['scope'] = cell.attrs.scope ?? (head ? 'column' : 'row')
    const scope = cell.type === types.table_header && given
    const { colspan, rowspan } = cell.attrs
    return { ...(scope && { scope }), colspan, rowspan, blocks: cell.children.map(nodeToBlock) }
  })
  return { cells }
}

function nodeToInline(node: ProseNode): Inline {
  if (node.type === types.hard_break) return { type: 'break' }
  const href: string | undefined = markTypes.link.isInSet(node.marks)?.attrs.href
  const marks = markOrder.filter((mark) => node.marks.some((each) => each.type === markTypes[mark]))
  return styledText(node.text ?? '', marks, href)
}
