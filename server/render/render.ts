import type { Block } from '../blocks/blocks.ts'

/** Of the text on the page; in large print it measures 18 points. */
export type PrintSize = 'normal' | 'large'

/** A document ready for paper: blocks and what stands around them. Pure: no database, clock or network. */
export interface PrintJob {
  readonly blocks: readonly Block[]
  readonly title: string
  readonly author: string
  readonly subject?: string
  readonly at: Date
  /** Printed at the left of every page's foot, as in "32.3-ZV-2026-0147 · Fassung 1.0". */
  readonly footer?: string
  /** Printed in the middle of every page's foot: code and address of the public check. Issued documents only. */
  readonly code?: string
  /** Draws ENTWURF across every page and into title and foot. */
  readonly draft: boolean
  /** Normal where it is not said. Tables are not made for large print: `largePrint` writes them otherwise. */
  readonly size?: PrintSize
}

export interface Printed {
  readonly bytes: Uint8Array
  readonly pages: number
}

/** Named in every issue order; raised with any change that alters printed pages. */
export const rendererVersion = '2'
