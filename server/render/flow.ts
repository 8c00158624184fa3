/** Blocks to pieces that stand one below the other. */
import type { Block, Inline, List, ListItem, Quote } from '../blocks/blocks.ts'
import type { Band, Flow, Piece, Tag } from './layout-boxes.ts'
import { headingSetting, headingSpace, quoteIndentPt } from './layout-style.ts'
import { indentPt, labelOf, leastTextPt } from './list-labels.ts'
import { type Place, textBands } from './paragraph-flow.ts'
import { type SectionPlace, sectionGapPt, signatureBands } from './signature-flow.ts'
import { tablePieces } from './table-flow.ts'

/** Pieces of a block and the space it asks for; between two blocks the larger one counts. */
interface Laid {
  readonly pieces: readonly Piece[]
  readonly beforePt: number
  readonly afterPt: number
}

/** Markings are no part of the flow: they stand at the head of every page. */
export function flowOf(blocks: readonly Block[], place: Place): Flow {
  const flow: Piece[] = []
  let afterPt = 0
  for (const block of blocksInSections(blocks)) {
    const laid = layOut(block, place)
    const [first, ...others] = laid.pieces
    if (!first) continue
    if (block.type === 'section') keepLastText(flow)
    flow.push({ ...first, gapPt: Math.max(afterPt, laid.beforePt) }, ...others)
    afterPt = laid.afterPt
  }
  return flow
}

/** Nobody signs a page that says nothing: the last lines of the text before stand with the signatures. */
function keepLastText(flow: Piece[]): void {
  const last = flow.at(-1)
  if (last?.kind === 'band') flow[flow.length - 1] = { ...last, keepsNext: true }
}

type Section = { readonly type: 'section'; readonly places: readonly SectionPlace[] }

function blocksInSections(blocks: readonly Block[]): (Exclude<Block, SectionPlace> | Section)[] {
  const grouped: (Exclude<Block, SectionPlace> | { type: 'section'; places: SectionPlace[] })[] = []
  for (const block of blocks) {
    const last = grouped.at(-1)
    if (block.type !== 'signature' && block.type !== 'seal') grouped.push(block)
    else if (last?.type === 'section') last.places.push(block)
    else grouped.push({ type: 'section', places: [block] })
  }
  return grouped
}

function layOut(block: Exclude<Block, SectionPlace> | Section, place: Place): Laid {
  const { setting } = place
  switch (block.type) {
    case 'heading':
      return {
        pieces: textBands(block.content, place, {
          type: `H${block.level}`,
          setting: headingSetting(setting, block.level),
          whole: true,
        }),
        ...headingSpace(setting, block.level),
      }
    case 'paragraph':
      return { pieces: paragraphPieces(block.content, place), beforePt: 0, afterPt: setting.gapPt }
    case 'list':
      return { pieces: listPieces(block, place), beforePt: 0, afterPt: setting.gapPt }
    case 'quote':
      return { pieces: quotePieces(block, place), beforePt: setting.gapPt, afterPt: setting.gapPt * 1.3 }
    case 'table':
      return { pieces: tablePieces(block, place, flowOf), beforePt: setting.gapPt, afterPt: setting.gapPt * 1.5 }
    case 'section': {
      const gapPt = sectionGapPt(setting)
      return { pieces: signatureBands(block.places, place), beforePt: gapPt, afterPt: gapPt * 2 }
    }
    case 'marking':
      return { pieces: [], beforePt: 0, afterPt: 0 }
  }
}

/** A text that ends in a colon announces what follows and stays with it. */
function paragraphPieces(content: readonly Inline[], place: Place): Piece[] {
  const bands = textBands(content, place, { type: 'P' })
  const end = content.at(-1)
  const announces = end?.type === 'text' && end.text.trimEnd().endsWith(':')
  return bands.map((band, index) => (index === bands.length - 1 ? { ...band, keepsNext: announces } : band))
}

function listPieces(list: List, place: Place): Piece[] {
  const labels = list.items.map((_, index) => labelOf(list, index, place))
  const numbering = list.ordered ? (labels[0] === '1.' ? 'Decimal' : 'LowerAlpha') : 'Disc'
  const tag: Tag = { type: 'L', parent: place.parent, attributes: { listNumbering: numbering } }
  const wishedPt = indentPt(list, place, place.setting)
  const hangs = place.widthPt - wishedPt >= leastTextPt(place.setting)
  const inner: Place = {
    ...place,
    xPt: place.xPt + (hangs ? wishedPt : 0),
    widthPt: place.widthPt - (hangs ? wishedPt : 0),
    bullets: place.bullets + (list.ordered ? 0 : 1),
    numbers: place.numbers + (list.ordered ? 1 : 0),
  }
  return list.items.flatMap((item, index) => {
    const itemTag: Tag = { type: 'LI', parent: tag }
    const label = textBands(
      [{ type: 'text', text: labels[index] ?? '' }],
      { ...place, parent: itemTag },
      {
        type: 'Lbl',
        whole: true,
      },
    )
    const [first, ...others] = itemPieces(item, label, { ...inner, parent: { type: 'LBody', parent: itemTag } }, hangs)
    return first ? [{ ...first, gapPt: index === 0 ? 0 : place.setting.gapPt * 0.45 }, ...others] : []
  })
}

/** The label stands before the first line, or above it where there is no room or no line. */
function itemPieces(item: ListItem, label: readonly Band[], place: Place, hangs: boolean): Piece[] {
  const [first, ...others] = flowOf(item.blocks, place)
  if (!first) return label.map((band) => ({ ...band, keepsNext: false }))
  const beside = hangs && label.length === 1 && first.kind === 'band' && first.inks[0]?.kind === 'line'
  if (!beside) return [...label, first, ...others]
  const baselinePt = first.inks[0]?.kind === 'line' ? first.inks[0].baselinePt : 0
  const labelInks = label.flatMap((band) =>
    band.inks.map((ink) => (ink.kind === 'line' ? { ...ink, baselinePt } : ink)),
  )
  return [{ ...first, inks: [...labelInks, ...first.inks] }, ...others]
}

function quotePieces(quote: Quote, place: Place): Piece[] {
  const narrow = place.widthPt - quoteIndentPt < leastTextPt(place.setting)
  const indent = narrow ? 0 : quoteIndentPt
  const tag: Tag = { type: 'BlockQuote', parent: place.parent }
  const inner = { ...place, parent: tag, xPt: place.xPt + indent, widthPt: place.widthPt - indent }
  const pieces = flowOf(quote.blocks, inner)
  if (narrow) return [...pieces]
  return pieces.map((piece, index) => ({
    ...piece,
    rails: [...piece.rails, { xPt: place.xPt + 3, coversGap: index > 0 }],
  }))
}
