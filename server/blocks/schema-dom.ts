import type { Attrs, DOMOutputSpec, Node as ProseNode, TagParseRule } from 'prosemirror-model'
import { type Inline, type Mark, markOrder } from './blocks.ts'
import { canonicalInlines, isAllowedHref, styledText } from './canonical.ts'

// How attributes of the schema's nodes and marks are read from a page, written to it and checked.

type ReadAttrs = NonNullable<TagParseRule['getAttrs']>

/** Reads the declarations of an element's style. */
export function styled(property: string, value: RegExp): { tag: string; consuming: false; getAttrs: ReadAttrs } {
  const declaration = new RegExp(`(?:^|;)\\s*${property}\\s*:\\s*([^;]*)`, 'i')
  return {
    tag: '[style],[data-style]',
    consuming: false,
    getAttrs: (dom) => {
      const style = dom.getAttribute('data-style') ?? dom.getAttribute('style') ?? ''
      return value.test(declaration.exec(style)?.[1]?.trim() ?? '') && null
    },
  }
}

/** Google Docs wraps whole pastes in `<b style="font-weight:normal">`. */
export const notNormal: ReadAttrs = (dom) =>
  !/font-weight\s*:\s*(?:normal|400)/i.test(dom.getAttribute('data-style') ?? dom.getAttribute('style') ?? '') && null

/** The caption of a table node, as the block vocabulary has it. */
export function captionOf(table: ProseNode): readonly Inline[] {
  const caption: unknown = table.attrs.caption
  return isCaption(caption) ? caption : []
}

function isCaption(value: unknown): value is readonly Inline[] {
  return Array.isArray(value) && value.every(isCaptionPart)
}

function isCaptionPart(part: unknown): boolean {
  if (typeof part !== 'object' || part === null || !('type' in part)) return false
  if (part.type === 'break') return true
  if (part.type !== 'text' || !('text' in part) || typeof part.text !== 'string') return false
  const names: unknown = 'marks' in part ? part.marks : []
  if (!Array.isArray(names) || !names.every((name) => markOrder.includes(name))) return false
  return !('href' in part) || (typeof part.href === 'string' && isAllowedHref(part.href))
}

export function captionDom(caption: readonly Inline[]): DOMOutputSpec {
  return ['caption', { contenteditable: 'false' }, ...caption.map(inlineDom)]
}

function inlineDom(inline: Inline): DOMOutputSpec | string {
  if (inline.type !== 'text') return ['br']
  const names = (inline.marks ?? []).map((mark) => (mark === 'underline' ? 'u' : mark))
  const marked = names.reduceRight<DOMOutputSpec | string>((inner, name) => [name, inner], inline.text)
  return inline.href === undefined ? marked : ['a', { href: inline.href }, marked]
}

const captionMarks: Readonly<Record<string, Mark>> = {
  STRONG: 'strong',
  B: 'strong',
  EM: 'em',
  I: 'em',
  U: 'underline',
  SUB: 'sub',
  SUP: 'sup',
}

export function parsedCaption(table: HTMLElement): Inline[] {
  const read = (node: Node, marks: readonly Mark[], href: string | undefined): Inline[] => {
    if (node.nodeName === 'BR') return [{ type: 'break' }]
    if (node.nodeName === '#text') return [styledText(node.nodeValue ?? '', marks, href)]
    const mark = captionMarks[node.nodeName]
    const address = node.nodeName === 'A' && 'getAttribute' in node ? (node as HTMLElement).getAttribute('href') : null
    const link = address !== null && isAllowedHref(address) ? address : href
    return [...node.childNodes].flatMap((child) => read(child, mark ? [...marks, mark] : marks, link))
  }
  const caption = table.querySelector('caption')
  return caption ? canonicalInlines(read(caption, [], undefined)) : []
}

export function parsedSpans(dom: HTMLElement): Attrs {
  return { colspan: parsedSpan(dom, 'colspan'), rowspan: parsedSpan(dom, 'rowspan') }
}

function parsedSpan(dom: HTMLElement, name: string): number {
  const span = Number(dom.getAttribute(name) ?? 1)
  return Number.isInteger(span) && span >= 1 && span <= 1000 ? span : 1
}

export function parsedScope(dom: HTMLElement): 'column' | 'row' | null {
  const scope = dom.getAttribute('scope')
  if (scope === 'col' || scope === 'colgroup') return 'column'
  return scope === 'row' || scope === 'rowgroup' ? 'row' : null
}

export function spanAttributes({ attrs }: ProseNode): Record<string, string> {
  return {
    ...(attrs.colspan > 1 && { colspan: String(attrs.colspan) }),
    ...(attrs.rowspan > 1 && { rowspan: String(attrs.rowspan) }),
  }
}

// What `node.check()` refuses, so that a document sent by a browser holds nothing its editor could not have made.
export function validateHref(value: unknown) {
  if (typeof value !== 'string' || !isAllowedHref(value)) throw new RangeError('href is no allowed address')
}

export function validateLevel(value: unknown) {
  if (value !== 2 && value !== 3 && value !== 4) throw new RangeError('level is not 2, 3 or 4')
}

export function validateSpan(value: unknown) {
  if (!Number.isInteger(value) || Number(value) < 1 || Number(value) > 1000)
    throw new RangeError('span is not 1 to 1000')
}

export function validateScope(value: unknown) {
  if (value !== null && value !== 'column' && value !== 'row') throw new RangeError('scope is not column or row')
}

export function validateCaption(value: unknown) {
  if (!isCaption(value)) throw new RangeError('caption is no text')
}
