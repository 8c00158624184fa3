/** What the rest of the house may ask of a PDF being written. Lengths are points (1/72 inch), the origin is the lower
 *  left corner of the page, colours are RGB from 0 to 1. Knows nothing of blocks or signatures. */

export type FontFace = 'regular' | 'bold' | 'italic' | 'boldItalic'

export interface TextStyle {
  readonly face: FontFace
  readonly sizePt: number
}

export type Color = readonly [red: number, green: number, blue: number]

/** Where text is written: `baselinePt` may lie above or below the line's own for sub and sup. */
export interface TextRun {
  readonly text: string
  readonly xPt: number
  readonly baselinePt: number
  readonly style: TextStyle
  readonly color?: Color
}

export interface Rect {
  readonly xPt: number
  readonly yPt: number
  readonly widthPt: number
  readonly heightPt: number
}

/** Standard structure types (ISO 32000-1 § 14.8.4) in use here. */
export type StructureType =
  | 'Document'
  | 'Sect'
  | 'Div'
  | 'H1'
  | 'H2'
  | 'H3'
  | 'H4'
  | 'H5'
  | 'H6'
  | 'P'
  | 'L'
  | 'LI'
  | 'Lbl'
  | 'LBody'
  | 'BlockQuote'
  | 'Table'
  | 'Caption'
  | 'THead'
  | 'TBody'
  | 'TR'
  | 'TH'
  | 'TD'
  | 'Link'
  | 'Form'
  | 'Span'

export interface ElementAttributes {
  /** TH only: which cells it heads. */
  readonly scope?: 'Column' | 'Row' | 'Both'
  /** TH and TD. */
  readonly colspan?: number
  readonly rowspan?: number
  /** L only. */
  readonly listNumbering?: 'Disc' | 'Decimal' | 'LowerAlpha' | 'None'
  /** Alternative text. */
  readonly alt?: string
  readonly lang?: string
}

/** A node of the structure tree, created top down; its order among its siblings is the reading order. */
export interface StructureElement {
  readonly structureType: StructureType
}

export type ArtifactKind = 'header' | 'footer' | 'layout' | 'watermark'

export interface PageWriter {
  /** Everything `write` draws is the content of this element. May be called several times, on several pages. */
  tagged(element: StructureElement, write: () => void): void
  /** Everything `write` draws is decoration that assistive technology skips. */
  artifact(kind: ArtifactKind, write: () => void): void
  /** Draws inside `tagged` or `artifact` only; throws elsewhere. */
  text(run: TextRun): void
  /** One text drawn turned by `degrees` counter-clockwise about its start (watermark). */
  turnedText(run: TextRun, degrees: number): void
  line(from: { xPt: number; yPt: number }, to: { xPt: number; yPt: number }, widthPt: number, color?: Color): void
  fill(rect: Rect, color: Color): void
  /** A link annotation over `rect`, joined to its `Link` element. */
  link(element: StructureElement, rect: Rect, href: string): void
  /** An empty, visible signature field, joined to its `Form` element. `label` is read aloud. */
  signatureField(element: StructureElement, field: { name: string; label: string; rect: Rect }): void
}

export interface PdfMetadata {
  readonly title: string
  readonly author: string
  readonly subject?: string
  /** The document's own time; the same input and time give the same bytes. */
  readonly at: Date
  /** BCP 47, as in `de-DE`. */
  readonly lang: string
}

export interface PdfWriter {
  /** The `Document` element. */
  readonly root: StructureElement
  element(parent: StructureElement, type: StructureType, attributes?: ElementAttributes): StructureElement
  /** Pages are written freely in any order until `save`, so that "Seite x von y" can come last. */
  addPage(size: { widthPt: number; heightPt: number }): PageWriter
  save(): Promise<Uint8Array>
}
