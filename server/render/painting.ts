/** Draws placed inks on pages and makes tags real in the order of reading. */
import { fontMetrics, measureText } from '../pdf/fonts.ts'
import type { ArtifactKind, Color, PageWriter, PdfWriter, Rect, StructureElement } from '../pdf/pdf.ts'
import type { Ink, LineInk, Placed, Point, Tag } from './layout-boxes.ts'
import { colors } from './layout-style.ts'
import type { Fragment, Line } from './line-breaking.ts'

/** Gives each tag its one element. */
export type Elements = (tag: Tag) => StructureElement

/** A tag is made real at its first use, after its parent and before its members. */
export function elementsOf(writer: PdfWriter): Elements {
  const known = new Map<Tag, StructureElement>()
  const elementOf = (tag: Tag): StructureElement => {
    const made = known.get(tag)
    if (made) return made
    const parent = tag.parent ? elementOf(tag.parent) : writer.root
    const element = known.get(tag) ?? writer.element(parent, tag.type, tag.attributes)
    known.set(tag, element)
    for (const member of tag.members ?? []) elementOf(member)
    return element
  }
  return elementOf
}

/** Where and how placed bands are painted. */
export interface Painting {
  /** Where the top of what is placed stands, above the page's lower edge. */
  readonly originPt: number
  readonly elements: Elements
  /** What kind of decoration repeated words are. */
  readonly decoration: ArtifactKind
}

/** Fills, rules and repeated words lie below the words that are read. */
export function paint(page: PageWriter, placed: readonly Placed[], { originPt, elements, decoration }: Painting): void {
  page.artifact('layout', () => {
    for (const part of placed) for (const ink of part.inks) paintFill(page, ink, originPt - part.topPt)
    for (const part of placed) for (const ink of part.inks) paintRule(page, ink, originPt - part.topPt)
  })
  page.artifact(decoration, () => {
    for (const part of placed) if (part.repeated) paintRepeated(page, part, originPt - part.topPt)
  })
  const content = joinedContent(page, elements)
  for (const part of placed) {
    if (part.repeated) continue
    const topPt = originPt - part.topPt
    for (const ink of part.inks) {
      if (ink.kind === 'tag') content.begin(ink.tag)
      if (ink.kind === 'line') paintLine(page, ink, topPt, elements, content)
      if (ink.kind === 'field') {
        content.flush()
        const rect = { ...ink.rect, yPt: topPt - ink.rect.yPt - ink.rect.heightPt }
        page.signatureField(elements(ink.tag), { name: ink.name, label: ink.label, rect })
      }
    }
  }
  content.flush()
}

/** Lines of one element on one page become one marked content. An element is made when its turn comes, not before: what
 *  its parent says first has to be written first. */
function joinedContent(page: PageWriter, elements: Elements) {
  let open: Tag | null = null
  let drawings: (() => void)[] = []
  const flush = () => {
    const drawn = drawings
    if (open) {
      page.tagged(elements(open), () => {
        for (const draw of drawn) draw()
      })
    }
    open = null
    drawings = []
  }
  const add = (tag: Tag, draw: () => void) => {
    if (open !== tag) flush()
    open = tag
    drawings.push(draw)
  }
  const begin = (tag: Tag) => {
    flush()
    elements(tag)
  }
  return { add, begin, flush }
}

function paintLine(
  page: PageWriter,
  ink: LineInk,
  topPt: number,
  elements: Elements,
  content: ReturnType<typeof joinedContent>,
): void {
  for (const fragment of ink.line.fragments) {
    const { link } = fragment.look
    const linkTag = link && ink.linkTags.get(link)
    const start = { xPt: ink.xPt + fragment.xPt, yPt: topPt - ink.baselinePt }
    content.add(linkTag ?? ink.tag, () => paintFragment(page, fragment, start, ink.color))
    if (!link || !linkTag || fragment.widthPt === 0) continue
    content.flush()
    page.link(elements(linkTag), aroundFragment(fragment, start), link.href)
  }
}

function paintFragment(page: PageWriter, fragment: Fragment, { xPt, yPt }: Point, lineColor?: Color): void {
  const { style, risePt, underlined, gap } = fragment.look
  const color = fragment.look.color ?? lineColor ?? colors.text
  const baselinePt = yPt + risePt
  if (gap) page.fill(aroundFragment(fragment, { xPt, yPt }), colors.gapFill)
  page.text({ text: fragment.text, xPt, baselinePt, style, color })
  if (!underlined || fragment.widthPt === 0) return
  const { underlinePt, underlineWidthPt } = fontMetrics(style)
  const linePt = baselinePt - underlinePt
  page.line({ xPt, yPt: linePt }, { xPt: xPt + fragment.widthPt, yPt: linePt }, underlineWidthPt, color)
}

function aroundFragment({ look, widthPt }: Fragment, { xPt, yPt }: Point): Rect {
  const { style, risePt } = look
  return { xPt, yPt: yPt + risePt - style.sizePt * 0.25, widthPt, heightPt: style.sizePt * 1.25 }
}

function paintRepeated(page: PageWriter, part: Placed, topPt: number): void {
  for (const ink of part.inks) {
    if (ink.kind === 'line') paintLineAt(page, ink.line, { xPt: ink.xPt, yPt: topPt - ink.baselinePt }, ink.color)
  }
}

/** Without structure: inside an artifact. */
export function paintLineAt(page: PageWriter, line: Line, { xPt, yPt }: Point, color?: Color): void {
  for (const fragment of line.fragments) paintFragment(page, fragment, { xPt: xPt + fragment.xPt, yPt }, color)
}

function paintFill(page: PageWriter, ink: Ink, topPt: number): void {
  if (ink.kind !== 'fill') return
  page.fill({ ...ink.rect, yPt: topPt - ink.rect.yPt - ink.rect.heightPt }, ink.color)
}

function paintRule(page: PageWriter, ink: Ink, topPt: number): void {
  if (ink.kind !== 'rule') return
  const { from, to, widthPt, color } = ink
  page.line({ xPt: from.xPt, yPt: topPt - from.yPt }, { xPt: to.xPt, yPt: topPt - to.yPt }, widthPt, color)
}

/** Large, pale and slanting, the middle of the words in the middle of the sheet. */
export function paintWatermark(page: PageWriter, text: string, sheet: { widthPt: number; heightPt: number }): void {
  const style = { face: 'bold', sizePt: 118 } as const
  const degrees = 54
  const angle = (degrees * Math.PI) / 180
  const halfPt = measureText(text, style) / 2
  const downPt = fontMetrics(style).capHeightPt / 2
  page.artifact('watermark', () => {
    const xPt = sheet.widthPt / 2 - halfPt * Math.cos(angle) + downPt * Math.sin(angle)
    const baselinePt = sheet.heightPt / 2 - halfPt * Math.sin(angle) - downPt * Math.cos(angle)
    page.turnedText({ text, xPt, baselinePt, style, color: colors.watermark }, degrees)
  })
}
