/** The block vocabulary: the one tree that screen preview, PDF, comparison and content hash are made from. It knows
 *  nothing of paper, PDF or database. What is not in here cannot be written, shown or printed. */

export type Mark = 'strong' | 'em' | 'underline' | 'sub' | 'sup'

export interface Text {
  readonly type: 'text'
  /** NFC, never empty, white space as it prints. */
  readonly text: string
  /** In the order of `markOrder`, without doubles; absent when there are none. */
  readonly marks?: readonly Mark[]
  /** Absolute `https:`, `http:`, `mailto:` or `tel:` address. */
  readonly href?: string
}

export interface LineBreak {
  readonly type: 'break'
}

/** A required value that is still missing: only in previews, never in what is issued. */
export interface Gap {
  readonly type: 'gap'
  /** The field's label, as the person reads it. */
  readonly label: string
  /** The field's path, as in `ziele[0].titel`. */
  readonly path: string
}

export type Inline = Text | LineBreak | Gap

export interface Heading {
  readonly type: 'heading'
  readonly level: 1 | 2 | 3 | 4 | 5 | 6
  readonly content: readonly Inline[]
}

export interface Paragraph {
  readonly type: 'paragraph'
  readonly content: readonly Inline[]
}

export interface List {
  readonly type: 'list'
  readonly ordered: boolean
  readonly items: readonly ListItem[]
}

export interface ListItem {
  readonly blocks: readonly Block[]
}

export interface Quote {
  readonly type: 'quote'
  readonly blocks: readonly Block[]
}

export interface Table {
  readonly type: 'table'
  readonly caption?: readonly Inline[]
  readonly head: readonly Row[]
  readonly body: readonly Row[]
}

export interface Row {
  readonly cells: readonly Cell[]
}

export interface Cell {
  /** Which cells this header heads; absent for a data cell. */
  readonly scope?: 'column' | 'row'
  readonly colspan: number
  readonly rowspan: number
  readonly blocks: readonly Block[]
}

/** A place for one person's signature; in the PDF an empty signature field with this name. */
export interface SignaturePlace {
  readonly type: 'signature'
  /** Unique in the document, letters, digits and `_` only, as in `unterschrift_u1`. */
  readonly field: string
  /** As printed, as in "Klientin". */
  readonly role: string
  readonly name: string
  /** As in "im Auftrag". */
  readonly note?: string
}

/** The place of the house's seal; its field is always named `seal`. */
export interface SealPlace {
  readonly type: 'seal'
}

/** Words that stand at the head of every page from the first on, as in "Nichtöffentlich". */
export interface Marking {
  readonly type: 'marking'
  readonly text: string
}

export type Block = Heading | Paragraph | List | Quote | Table | SignaturePlace | SealPlace | Marking

/** Where a mistake stands in a source text: line and column from 1, columns in UTF-16 code units. */
export interface SourceProblem {
  readonly line: number
  readonly column: number
  /** A German sentence: what is wrong, what to do. */
  readonly message: string
}

export const markOrder: readonly Mark[] = ['strong', 'em', 'underline', 'sub', 'sup']
