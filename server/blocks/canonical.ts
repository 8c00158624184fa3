import { type Block, type Cell, type Inline, type Mark, markOrder, type Row, type Text } from './blocks.ts'

/** The one form of a text that means one thing, whatever it was typed in: white space collapsed as HTML collapses it
 *  (U+00A0 stays) and trimmed from both ends of a block, line breaks there too; text in NFC; marks in `markOrder`; equal
 *  neighbours joined; no link of white space alone. A paragraph, heading, list item, list or quote without content is nothing and is left out; cells
 *  and rows stay, since they hold the grid. */
export function canonicalBlocks(blocks: readonly Block[]): Block[] {
  return blocks.flatMap((block) => canonicalBlock(block) ?? [])
}

function canonicalBlock(block: Block): Block | null {
  switch (block.type) {
    case 'heading':
    case 'paragraph': {
      const content = canonicalInlines(block.content)
      return content.length > 0 ? { ...block, content } : null
    }
    case 'list': {
      const items = block.items
        .map((item) => ({ blocks: canonicalBlocks(item.blocks) }))
        .filter((item) => item.blocks.length > 0)
      return items.length > 0 ? { ...block, items } : null
    }
    case 'quote': {
      const blocks = canonicalBlocks(block.blocks)
      return blocks.length > 0 ? { type: 'quote', blocks } : null
    }
    case 'table': {
      const caption = canonicalInlines(block.caption ?? [])
      const head = block.head.map(canonicalRow)
      const body = block.body.map(canonicalRow)
      if (caption.length === 0 && head.length === 0 && body.length === 0) return null
      return { type: 'table', ...(caption.length > 0 && { caption }), head, body }
    }
    default:
      return block
  }
}

function canonicalRow(row: Row): Row {
  return { cells: row.cells.map((cell): Cell => ({ ...cell, blocks: canonicalBlocks(cell.blocks) })) }
}

/** The inline part of `canonicalBlocks`, for one block's content. */
export function canonicalInlines(inlines: readonly Inline[]): Inline[] {
  const joined: Inline[] = []
  for (const inline of collapsed(inlines).map(withoutBlankLink)) {
    const last = joined.at(-1)
    if (inline.type === 'text' && last?.type === 'text' && sameStyle(inline, last)) {
      joined[joined.length - 1] = { ...last, text: last.text + inline.text }
    } else {
      joined.push(inline)
    }
  }
  return joined.map((inline) => (inline.type === 'text' ? { ...inline, text: inline.text.normalize('NFC') } : inline))
}

/** A link of white space alone leads nowhere anyone could see. */
function withoutBlankLink(inline: Inline, index: number, all: readonly Inline[]): Inline {
  if (inline.type !== 'text' || inline.href === undefined || inline.text !== ' ') return inline
  const continues = [all[index - 1], all[index + 1]].some(
    (other) => other?.type === 'text' && other.href === inline.href,
  )
  return continues ? inline : styledText(' ', inline.marks ?? [], undefined)
}

/** As one run of text without doubled, leading or trailing white space and without breaks at the ends. */
function collapsed(inlines: readonly Inline[]): Inline[] {
  const kept: Inline[] = []
  for (const inline of inlines) {
    const last = kept.at(-1)
    if (inline.type === 'text') {
      const afterSpace = !last || last.type === 'break' || (last.type === 'text' && last.text.endsWith(' '))
      const single = inline.text.replace(/[ \t\n\r]+/g, ' ')
      const text = afterSpace && single.startsWith(' ') ? single.slice(1) : single
      if (text) kept.push(styledText(text, inline.marks ?? [], inline.href))
      continue
    }
    if (inline.type === 'break') {
      trimEnd(kept)
      if (kept.length > 0) kept.push({ type: 'break' })
      continue
    }
    kept.push(inline)
  }
  trimEnd(kept)
  while (kept.at(-1)?.type === 'break') kept.pop()
  return kept
}

function trimEnd(kept: Inline[]) {
  const last = kept.at(-1)
  if (last?.type !== 'text' || !last.text.endsWith(' ')) return
  kept.pop()
  if (last.text !== ' ') kept.push({ ...last, text: last.text.slice(0, -1) })
}

/** A text with its marks in order and without empty properties. */
export function styledText(text: string, marks: readonly Mark[], href: string | undefined): Text {
  const ordered = markOrder.filter((mark) => marks.includes(mark))
  return { type: 'text', text, ...(ordered.length > 0 && { marks: ordered }), ...(href !== undefined && { href }) }
}

function sameStyle(one: Text, other: Text): boolean {
  return one.href === other.href && (one.marks ?? []).join() === (other.marks ?? []).join()
}

/** Whether a link may lead there: an absolute address people can open from paper, without white space or control
 *  characters, that no browser reads as script. */
export function isAllowedHref(href: string): boolean {
  return /^(?:https?:\/\/|mailto:|tel:)[^\p{White_Space}\p{Cc}\p{Cs}]+$/iu.test(href) && URL.canParse(href)
}

/** Characters that cannot be printed and mean nothing in a text: control characters other than tab and line end, lone
 *  surrogates, line and paragraph separators, noncharacters. */
export const unprintable = /(?![\t\n\r])[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/u
