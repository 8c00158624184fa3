/** What layout is made of: inks on bands, bands one below the other. Here y runs downward from a band's top; only
 *  painting turns it round. Nothing in here is drawn yet, so page numbers can still depend on it. */
import type { Color, ElementAttributes, Rect, StructureType } from '../pdf/pdf.ts'
import type { Line, Link } from './line-breaking.ts'

/** A structure element before there is a PDF: made real when something of it is first painted, so that the order of
 *  reading is the order of painting. */
export interface Tag {
  readonly type: StructureType
  /** Null below the document itself. */
  readonly parent: Tag | null
  readonly attributes?: ElementAttributes
  /** Made real together with it, even where nothing of them is painted: the cells of a row. */
  readonly members?: readonly Tag[]
}

/** One line of text; `tag` is what it belongs to, words of a link belong to one of `linkTags`. */
export interface LineInk {
  readonly kind: 'line'
  readonly tag: Tag
  readonly linkTags: ReadonlyMap<Link, Tag>
  readonly line: Line
  readonly xPt: number
  readonly baselinePt: number
  readonly color?: Color
}

/** Whatever can be painted on a band: words, and decoration around them. */
export type Ink =
  | LineInk
  | { readonly kind: 'tag'; readonly tag: Tag }
  | { readonly kind: 'fill'; readonly rect: Rect; readonly color: Color }
  | {
      readonly kind: 'rule'
      readonly from: Point
      readonly to: Point
      readonly widthPt: number
      readonly color: Color
    }
  | {
      readonly kind: 'field'
      readonly tag: Tag
      readonly name: string
      readonly label: string
      readonly rect: Rect
    }

/** In points, downward from the top of what holds it, or upward from the foot of the page once it is painted. */
export interface Point {
  readonly xPt: number
  readonly yPt: number
}

/** A rule that runs along the left of its piece, as beside a quote. */
export interface Rail {
  readonly xPt: number
  /** Also along the space above, unless a page begins here. */
  readonly coversGap: boolean
}

interface PieceBase {
  /** Space above; dropped where a page or cell begins. */
  readonly gapPt: number
  /** No page ends directly above. */
  readonly stuck: boolean
  /** No page ends directly below. */
  readonly keepsNext: boolean
  readonly rails: readonly Rail[]
}

/** Never split: a line, a place for a signature. */
export interface Band extends PieceBase {
  readonly kind: 'band'
  readonly heightPt: number
  readonly inks: readonly Ink[]
}

/** One cell with its content laid out to its width. */
export interface TableCell {
  readonly row: number
  /** The first row below it. */
  readonly endRow: number
  readonly leftPt: number
  readonly rightPt: number
  readonly header: boolean
  readonly flow: Flow
  /** Of its whole content, without padding. */
  readonly contentPt: number
}

/** One row of the grid. */
export interface TableRow {
  readonly tag: Tag
  /** The cells that begin here, from left to right. */
  readonly cells: readonly TableCell[]
  /** The cells that end here. */
  readonly ending: readonly TableCell[]
  /** No page ends directly above: header rows, and small groups joined by spanning cells. */
  readonly stuck: boolean
}

/** What a flow is made of. */
export type Piece = Band | TablePiece
/** Pieces that stand one below the other. */
export type Flow = readonly Piece[]

/** A table can be split, so it is asked anew for every page. */
export interface TablePiece extends PieceBase {
  readonly kind: 'table'
  /** Null where not even a first row fits and something stands above. */
  readonly take: (from: TableCursor | undefined, room: Room) => TableTaken | null
  /** What is left of it, where no page parts it. */
  readonly heightPt: (from: TableCursor | undefined) => number
}

/** A table laid out: its rows, and what page breaking needs to know of them. */
export interface TableBox {
  readonly leftPt: number
  readonly rightPt: number
  readonly rows: readonly TableRow[]
  readonly headRows: number
  /** What stands again at the head of every following page; nothing where the header is too high for that. */
  readonly repeated: Taken | null
  readonly paddingPt: number
  readonly minRowPt: number
}

/** Bands with their place below the top of what holds them. */
export interface Placed {
  readonly topPt: number
  readonly inks: readonly Ink[]
  /** Decoration, because it was read before: a table's header on its second page. */
  readonly repeated: boolean
}

/** Where a flow goes on. */
export interface Cursor {
  readonly index: number
  readonly table?: TableCursor
}

/** Where a table goes on. */
export interface TableCursor {
  readonly row: number
  /** Cells that began on an earlier page; null where all of their content stands there. */
  readonly begun: ReadonlyMap<TableCell, Cursor | null>
}

/** What was taken off a flow for one page or cell. */
export interface Taken {
  readonly placed: readonly Placed[]
  readonly heightPt: number
}

/** What was taken off a flow, and where it goes on. */
export interface FlowTaken extends Taken {
  /** Null at the flow's end. */
  readonly next: Cursor | null
}

/** What was taken off a table, and where it goes on. */
export interface TableTaken extends Taken {
  readonly next: TableCursor | null
}

/** Room for what is taken. */
export interface Room {
  readonly heightPt: number
  /** How much an empty page would have. */
  readonly freshPt: number
  /** Nothing stands above, so something is placed even where it breaks a rule or does not fit. */
  readonly empty: boolean
}
