import type { Block, Inline, Row } from './blocks.ts'

/** The words of a text without its form, for search and comparison: blocks, list items and rows on lines of their own,
 *  cells parted by tabs, a line break as a line end. */
export function plainText(blocks: readonly Block[]): string {
  return blocks.map(blockText).join('\n')
}

export function inlineText(inlines: readonly Inline[]): string {
  return inlines
    .map((inline) => {
      if (inline.type === 'text') return inline.text
      return inline.type === 'break' ? '\n' : `[${inline.label}]`
    })
    .join('')
}

function blockText(block: Block): string {
  switch (block.type) {
    case 'heading':
    case 'paragraph':
      return inlineText(block.content)
    case 'list':
      return block.items.map((item) => plainText(item.blocks)).join('\n')
    case 'quote':
      return plainText(block.blocks)
    case 'table': {
      const caption = block.caption ? [inlineText(block.caption)] : []
      return [...caption, ...[...block.head, ...block.body].map(rowText)].join('\n')
    }
    case 'signature':
      return `${block.role}: ${block.name}${block.note ? ` (${block.note})` : ''}`
    case 'seal':
      return 'Siegel'
    case 'marking':
      return block.text
  }
}

function rowText(row: Row): string {
  return row.cells.map((cell) => plainText(cell.blocks)).join('\t')
}
