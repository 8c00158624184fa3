/** What a screen reader finds in a PDF: its structure tree with the text of each element, read from the file's own bytes. */
import {
  PDFArray,
  type PDFContext,
  PDFDict,
  PDFDocument,
  PDFHexString,
  PDFName,
  PDFNumber,
  type PDFObject,
  PDFRef,
  PDFString,
} from 'pdf-lib'
import { readPageText, type TextPiece } from './page-text.ts'

export interface TagNode {
  /** As in `H1`. */
  readonly type: string
  readonly scope?: string
  readonly colspan?: number
  readonly rowspan?: number
  readonly listNumbering?: string
  readonly alt?: string
  readonly lang?: string
  /** The address of a Link. */
  readonly href?: string
  /** The signature field of a Form. */
  readonly field?: { readonly name: string; readonly label: string; readonly filled: boolean }
  /** Text and elements in reading order. Broken lines and words are joined again, text is in NFC. */
  readonly content: readonly (string | TagNode)[]
}

interface Reader {
  readonly context: PDFContext
  /** The text of a page by its marked contents. */
  readonly pageText: (page: PDFRef) => ReadonlyMap<number, readonly TextPiece[]>
}

/** The text of one block while it is read: inline elements carry on the line of their parent. */
interface Flow {
  last: LastPiece | null
}

interface LastPiece {
  readonly text: MutableText
  readonly piece: TextPiece
  readonly page: PDFRef
  /** How far the line has come: a mark stands behind its base in the file, but over it on the page. */
  readonly lineEndPt: number
}

interface MutableText {
  value: string
}

const inline = new Set(['Span', 'Link'])
const softHyphen = '\u00ad'

/** The `Document` element. Throws for a file without a structure tree. */
export async function readTagTree(bytes: Uint8Array): Promise<TagNode> {
  const { catalog, context } = await PDFDocument.load(bytes, { updateMetadata: false })
  const root = catalog.lookupMaybe(PDFName.of('StructTreeRoot'), PDFDict)
  if (!root) throw new Error('The PDF has no structure tree.')
  const kids = kidsOf(context, root)
  const [document] = kids
  if (!(document instanceof PDFDict) || kids.length !== 1) throw new Error('The structure tree has no single root.')
  const texts = new Map<PDFRef, ReadonlyMap<number, readonly TextPiece[]>>()
  const pageText = (page: PDFRef) => {
    const known = texts.get(page)
    if (known) return known
    const read = readPageText(context, context.lookup(page, PDFDict))
    texts.set(page, read)
    return read
  }
  return readElement({ context, pageText }, document, { last: null })
}

/** One line for each block, indented by depth: `TH scope=Column colspan=2 Zeitraum`; inline elements in braces. */
export function printTagTree(tree: TagNode): string {
  return `${printBlock(tree, '').join('\n')}\n`
}

function readElement(reader: Reader, element: PDFDict, parentFlow: Flow): TagNode {
  const type = nameOf(element, 'S') ?? ''
  const flow = inline.has(type) ? parentFlow : { last: null }
  const content: (MutableText | TagNode)[] = []
  let annotation: Pick<TagNode, 'href' | 'field'> = {}
  for (const kid of kidsOf(reader.context, element)) {
    const kidType = kid instanceof PDFDict ? nameOf(kid, 'Type') : undefined
    if (kid instanceof PDFNumber) appendText(reader, content, flow, element.get(PDFName.of('Pg')), kid)
    else if (!(kid instanceof PDFDict)) throw new Error(`The ${type} element holds something unknown.`)
    else if (kidType === 'MCR') {
      appendText(reader, content, flow, kid.get(PDFName.of('Pg')), kid.lookup(PDFName.of('MCID'), PDFNumber))
    } else if (kidType === 'OBJR') annotation = readAnnotation(kid.lookup(PDFName.of('Obj'), PDFDict))
    else {
      const node = readElement(reader, kid, flow)
      if (!inline.has(node.type)) flow.last = null
      content.push(node)
    }
  }
  return { type, ...readAttributes(element), ...annotation, content: tidied(content, inline.has(type)) }
}

function appendText(
  { pageText }: Reader,
  content: (MutableText | TagNode)[],
  flow: Flow,
  page: PDFObject | undefined,
  mcid: PDFNumber,
): void {
  if (!(page instanceof PDFRef)) throw new Error('A marked content has no page.')
  for (const piece of pageText(page).get(mcid.asNumber()) ?? []) {
    let text = content.at(-1)
    if (!text || !('value' in text)) {
      text = { value: '' }
      content.push(text)
    }
    const between = joint(flow, piece, page)
    text.value += `${between}${piece.text}`
    const reached = flow.last && !startsLine(flow.last, piece, page) ? flow.last.lineEndPt : 0
    flow.last = { text, piece, page, lineEndPt: Math.max(piece.endPt, reached) }
  }
}

/** What belongs between two pieces: nothing within a word, a space where a reader sees one. A soft hyphen at a line's
 *  end is taken back; other hyphens stay, and whoever breaks a line at a space writes the space before the break. */
function joint({ last }: Flow, next: TextPiece, page: PDFRef): string {
  if (!last) return ''
  const { piece, text, lineEndPt } = last
  const newLine = startsLine(last, next, page)
  if (newLine && text.value.endsWith(softHyphen)) {
    text.value = text.value.slice(0, -1)
    return ''
  }
  if (/\s$/.test(text.value) || /^[\s\p{M}]/u.test(next.text)) return ''
  if (newLine) return /[-\u2010\u2013\u2014/]$/.test(text.value) ? '' : ' '
  return next.startPt - lineEndPt > 0.15 * piece.sizePt ? ' ' : ''
}

const startsLine = ({ piece, page }: LastPiece, next: TextPiece, nextPage: PDFRef): boolean =>
  page !== nextPage || Math.abs(piece.baselinePt - next.baselinePt) > 0.6 * piece.sizePt

/** Single spaces, and none at the ends of a block. */
function tidied(content: readonly (MutableText | TagNode)[], isInline: boolean): (string | TagNode)[] {
  const merged = content.map((part) => ('value' in part ? part.value.normalize('NFC').replace(/ {2,}/g, ' ') : part))
  if (isInline) return merged.filter((part) => part !== '')
  return merged
    .map((part, index) => {
      if (typeof part !== 'string') return part
      const started = isBlockEdge(merged[index - 1]) ? part.replace(/^ +/, '') : part
      return isBlockEdge(merged[index + 1]) ? started.replace(/ +$/, '') : started
    })
    .filter((part) => part !== '')
}

const isBlockEdge = (neighbour: string | TagNode | undefined): boolean =>
  neighbour === undefined || (typeof neighbour !== 'string' && !inline.has(neighbour.type))

function readAttributes(element: PDFDict): Partial<TagNode> {
  const owner = element.lookupMaybe(PDFName.of('A'), PDFDict)
  const scope = owner && nameOf(owner, 'Scope')
  const listNumbering = owner && nameOf(owner, 'ListNumbering')
  const colspan = owner?.lookupMaybe(PDFName.of('ColSpan'), PDFNumber)?.asNumber()
  const rowspan = owner?.lookupMaybe(PDFName.of('RowSpan'), PDFNumber)?.asNumber()
  const alt = textOf(element, 'Alt')
  const lang = textOf(element, 'Lang')
  return {
    ...(scope === undefined ? {} : { scope }),
    ...(colspan === undefined ? {} : { colspan }),
    ...(rowspan === undefined ? {} : { rowspan }),
    ...(listNumbering === undefined ? {} : { listNumbering }),
    ...(alt === undefined ? {} : { alt }),
    ...(lang === undefined ? {} : { lang }),
  }
}

function readAnnotation(annotation: PDFDict): Pick<TagNode, 'href' | 'field'> {
  if (nameOf(annotation, 'Subtype') === 'Widget') {
    const filled = annotation.has(PDFName.of('V'))
    return { field: { name: textOf(annotation, 'T') ?? '', label: textOf(annotation, 'TU') ?? '', filled } }
  }
  const action = annotation.lookupMaybe(PDFName.of('A'), PDFDict)
  const href = action && textOf(action, 'URI')
  return href === undefined ? {} : { href }
}

function kidsOf(context: PDFContext, element: PDFDict): (PDFObject | undefined)[] {
  const kids = element.lookup(PDFName.of('K'))
  if (kids instanceof PDFArray) return kids.asArray().map((kid) => context.lookup(kid))
  return kids ? [kids] : []
}

const nameOf = (dictionary: PDFDict, key: string): string | undefined =>
  dictionary.lookupMaybe(PDFName.of(key), PDFName)?.decodeText()

const textOf = (dictionary: PDFDict, key: string): string | undefined =>
  dictionary.lookupMaybe(PDFName.of(key), PDFString, PDFHexString)?.decodeText()

function printBlock(node: TagNode, indent: string): string[] {
  const lines: string[] = []
  let text = ''
  for (const part of node.content) {
    if (typeof part === 'string') text += part
    else if (inline.has(part.type)) text += printInline(part)
    else lines.push(...printBlock(part, `${indent}  `))
  }
  return [`${indent}${[heading(node), text].filter(Boolean).join(' ')}`, ...lines]
}

function printInline(node: TagNode): string {
  const text = node.content.map((part) => (typeof part === 'string' ? part : printInline(part))).join('')
  return `{${heading(node)}: ${text}}`
}

function heading({ type, scope, colspan, rowspan, listNumbering, alt, lang, href, field }: TagNode): string {
  return [
    type,
    scope && `scope=${scope}`,
    colspan && `colspan=${colspan}`,
    rowspan && `rowspan=${rowspan}`,
    listNumbering && `numbering=${listNumbering}`,
    lang && `lang=${lang}`,
    alt && `alt="${alt}"`,
    href,
    field && `${field.filled ? 'signed' : 'empty'} field ${field.name} "${field.label}"`,
  ]
    .filter(Boolean)
    .join(' ')
}
