/** Text to bands of one line each, with the rules that keep lines together. */
import type { Inline } from '../blocks/blocks.ts'
import { fontMetrics } from '../pdf/fonts.ts'
import type { Color, StructureType } from '../pdf/pdf.ts'
import type { Band, Ink, Tag } from './layout-boxes.ts'
import { lineHeightPt, markedStyle, type Setting } from './layout-style.ts'
import { breakLines, type Line, type Link, wordsOf } from './line-breaking.ts'

/** Where blocks are laid out and what they belong to. */
export interface Place {
  readonly xPt: number
  readonly widthPt: number
  readonly setting: Setting
  /** Null directly in the document. */
  readonly parent: Tag | null
  /** How many lists with dots, and with numbers, stand around. */
  readonly bullets: number
  readonly numbers: number
}

/** What a text is and how it differs from what stands around it. */
export interface TextAs {
  readonly type: StructureType
  readonly setting?: Setting
  readonly color?: Color
  /** No page ends within or directly below. */
  readonly whole?: true
}

/** Nothing where there are no words. At least two lines of a text stand together on a page. */
export function textBands(content: readonly Inline[], place: Place, as: TextAs): Band[] {
  const setting = as.setting ?? place.setting
  const tag: Tag = { type: as.type, parent: place.parent }
  const lines = breakLines(wordsOf(content, setting), place.widthPt)
  const linkTags = linkTagsOf(lines, tag)
  const baselinePt = firstBaselinePt(setting)
  return lines.map((line, index) => {
    const last = index === lines.length - 1
    const ink: Ink = {
      kind: 'line',
      tag,
      linkTags,
      line,
      xPt: place.xPt,
      baselinePt,
      ...(as.color && { color: as.color }),
    }
    return {
      ...bandOf(lineHeightPt(setting), [ink]),
      stuck: index > 0 && (index === 1 || last || as.whole === true),
      keepsNext: as.whole === true,
    }
  })
}

/** A band without ties to its neighbours. */
export const bandOf = (heightPt: number, inks: readonly Ink[]): Band => ({
  kind: 'band',
  gapPt: 0,
  stuck: false,
  keepsNext: false,
  rails: [],
  heightPt,
  inks,
})

/** From the top of a line to where its letters stand. */
export function firstBaselinePt(setting: Setting): number {
  const { ascentPt, descentPt } = fontMetrics(markedStyle(setting, []).style)
  return (lineHeightPt(setting) - ascentPt - descentPt) / 2 + ascentPt
}

function linkTagsOf(lines: readonly Line[], parent: Tag): ReadonlyMap<Link, Tag> {
  const tags = new Map<Link, Tag>()
  for (const line of lines) {
    for (const { link } of line.fragments.map((fragment) => fragment.look)) {
      if (link && !tags.has(link)) tags.set(link, { type: 'Link', parent })
    }
  }
  return tags
}
