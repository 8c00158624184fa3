/** How wide the content of a cell is at its narrowest, and at its most comfortable. */
import type { Block } from '../blocks/blocks.ts'
import { boldSetting, headingSetting, quoteIndentPt, type Setting } from './layout-style.ts'
import { wordsOf, wordWidths } from './line-breaking.ts'
import { indentPt, type ListDepth } from './list-labels.ts'
import { columnNeeds, type Needs, tableGrid } from './table-layout.ts'

const signatureNeeds: Needs = { minPt: 110, maxPt: 320 }
const none: Needs = { minPt: 0, maxPt: 0 }

/** Widths in points for text in this setting; what the blocks need is what the widest of them needs. */
export function blocksNeed(
  blocks: readonly Block[],
  setting: Setting,
  depth: ListDepth = { bullets: 0, numbers: 0 },
): Needs {
  return blocks.map((block) => blockNeeds(block, setting, depth)).reduce(widest, none)
}

function blockNeeds(block: Block, setting: Setting, depth: ListDepth): Needs {
  switch (block.type) {
    case 'heading':
      return wordWidths(wordsOf(block.content, headingSetting(setting, block.level)))
    case 'paragraph':
      return wordWidths(wordsOf(block.content, setting))
    case 'list': {
      const inner = block.ordered ? { ...depth, numbers: depth.numbers + 1 } : { ...depth, bullets: depth.bullets + 1 }
      const items = block.items.map((item) => blocksNeed(item.blocks, setting, inner)).reduce(widest, none)
      return wider(items, indentPt(block, depth, setting))
    }
    case 'quote':
      return wider(blocksNeed(block.blocks, setting, depth), quoteIndentPt)
    case 'table': {
      const needs = columnNeeds(tableGrid(block.head, block.body), ({ cell }) =>
        wider(blocksNeed(cell.blocks, cell.scope ? boldSetting(setting) : setting), setting.sizePt),
      )
      return needs.reduce((sum, need) => ({ minPt: sum.minPt + need.minPt, maxPt: sum.maxPt + need.maxPt }), none)
    }
    case 'signature':
    case 'seal':
      return signatureNeeds
    case 'marking':
      return none
  }
}

const widest = (a: Needs, b: Needs): Needs => ({ minPt: Math.max(a.minPt, b.minPt), maxPt: Math.max(a.maxPt, b.maxPt) })
const wider = ({ minPt, maxPt }: Needs, byPt: number): Needs => ({ minPt: minPt + byPt, maxPt: maxPt + byPt })
