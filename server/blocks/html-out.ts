import type { Block, Cell, Inline, ListItem, Mark, Row, Text } from './blocks.ts'

/** The canonical HTML of blocks of the rich dialect: what is stored, and what a textarea shows, each block on its own
 *  line. Reading it gives the same blocks again. Blocks that people cannot write (titles, signatures, gaps, …) throw:
 *  whoever passes them has taken a document for a text. */
export function toHtmlSubset(blocks: readonly Block[]): string {
  return blocks.map(blockHtml).join('\n')
}

function blockHtml(block: Block): string {
  switch (block.type) {
    case 'paragraph':
      return `<p>${inlineHtml(block.content)}</p>`
    case 'heading':
      if (block.level < 2 || block.level > 4) throw new Error(`no heading of level ${block.level} in the rich dialect`)
      return `<h${block.level}>${inlineHtml(block.content)}</h${block.level}>`
    case 'list': {
      const name = block.ordered ? 'ol' : 'ul'
      return lines(`<${name}>`, ...block.items.map((item) => `<li>${contentHtml(item)}</li>`), `</${name}>`)
    }
    case 'quote':
      return lines('<blockquote>', toHtmlSubset(block.blocks), '</blockquote>')
    case 'table':
      return lines(
        '<table>',
        ...(block.caption ? [`<caption>${inlineHtml(block.caption)}</caption>`] : []),
        ...sectionHtml('thead', block.head),
        ...sectionHtml('tbody', block.body),
        '</table>',
      )
    default:
      throw new Error(`no ${block.type} in the rich dialect`)
  }
}

const lines = (...parts: string[]): string => parts.join('\n')

/** A single paragraph stands in its item or cell without a tag of its own. */
function contentHtml({ blocks }: ListItem | Cell): string {
  const [only, ...others] = blocks
  if (!only) return ''
  return only.type === 'paragraph' && others.length === 0 ? inlineHtml(only.content) : `\n${toHtmlSubset(blocks)}\n`
}

function sectionHtml(name: 'thead' | 'tbody', rows: readonly Row[]): string[] {
  return rows.length === 0 ? [] : [`<${name}>`, ...rows.map(rowHtml), `</${name}>`]
}

function rowHtml(row: Row): string {
  return `<tr>${row.cells.map(cellHtml).join('')}</tr>`
}

function cellHtml(cell: Cell): string {
  const name = cell.scope ? 'th' : 'td'
  const scope = cell.scope ? ` scope="${cell.scope === 'column' ? 'col' : 'row'}"` : ''
  const colspan = cell.colspan > 1 ? ` colspan="${cell.colspan}"` : ''
  const rowspan = cell.rowspan > 1 ? ` rowspan="${cell.rowspan}"` : ''
  return `<${name}${scope}${colspan}${rowspan}>${contentHtml(cell)}</${name}>`
}

const markNames: Record<Mark, string> = { strong: 'strong', em: 'em', underline: 'u', sub: 'sub', sup: 'sup' }

/** Elements stay open from one text to the next as far as both have them. */
function inlineHtml(inlines: readonly Inline[]): string {
  let html = ''
  let open: readonly Wrapper[] = []
  const change = (wanted: readonly Wrapper[]) => {
    const differs = open.findIndex((wrapper, index) => wrapper.opening !== wanted[index]?.opening)
    const shared = differs < 0 ? open.length : differs
    for (const wrapper of open.slice(shared).toReversed()) html += `</${wrapper.name}>`
    for (const wrapper of wanted.slice(shared)) html += wrapper.opening
    open = wanted
  }
  for (const inline of inlines) {
    if (inline.type === 'gap') throw new Error('no gap in the rich dialect')
    if (inline.type === 'break') {
      html += '<br>'
      continue
    }
    change(wrappersOf(inline))
    html += escapeText(inline.text)
  }
  change([])
  return html
}

interface Wrapper {
  readonly name: string
  readonly opening: string
}

function wrappersOf({ marks = [], href }: Text): Wrapper[] {
  const link =
    href === undefined ? [] : [{ name: 'a', opening: `<a href="${escapeText(href).replaceAll('"', '&quot;')}">` }]
  return [...link, ...marks.map((mark) => ({ name: markNames[mark], opening: `<${markNames[mark]}>` }))]
}

/** Characters nobody could see in a textarea are named too, and so is a combining mark at the start: brought into NFC,
 *  the HTML would lose the `>` before it. */
function escapeText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\u00a0', '&nbsp;')
    .replaceAll('\u00ad', '&shy;')
    .replace(/^\p{M}/u, (mark) => `&#${mark.codePointAt(0)};`)
}
