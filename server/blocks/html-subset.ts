import type { Block, Gap, Heading, Inline, Mark, SourceProblem } from './blocks.ts'
import { canonicalBlocks, isAllowedHref, styledText, unprintable } from './canonical.ts'
import { placeHeadings } from './headings.ts'
import { elementsOf, isInlineElement, markElements, tag } from './html-elements.ts'
import { readTable, type TableReading } from './html-table.ts'
import { type ElementNode, parseTree, type TreeNode } from './html-tree.ts'
import { type ProblemList, problemList } from './source-problems.ts'

/** `rich` is what people write. `template` has `h1` besides, and `<vw-block n="0"></vw-block>`, `<vw-gap n="0"></vw-gap>`
 *  where helpers left validated blocks and gaps, counted from 0. */
export type SubsetOptions =
  | { readonly dialect: 'rich' }
  | {
      readonly dialect: 'template'
      readonly placeholders: readonly (readonly Block[])[]
      readonly gaps: readonly Gap[]
    }

export interface ParsedSubset {
  /** In canonical form; none at all when there are problems, so that nothing goes on with a part missing. */
  readonly blocks: Block[]
  /** In the order of the source, at most 50. */
  readonly problems: SourceProblem[]
}

const maxLength = 1_000_000

/** Reads HTML of the subset (docs/template-language.md). Whatever is outside it is a problem, never mended or left out;
 *  only empty elements mean nothing, as in `<p></p>`. Text directly where blocks stand becomes a paragraph; in the rich
 *  dialect a blank line there begins the next one, since people type plain text. A placeholder's headings are placed
 *  under the heading of the template that they stand under. */
export function parseHtmlSubset(source: string, options: SubsetOptions): ParsedSubset {
  const problems = problemList(source)
  if (source.length > maxLength) {
    problems.add(0, 'Dieser Text ist zu lang: mehr als eine Million Zeichen. Teilen Sie ihn auf.')
    return { blocks: [], problems: problems.list() }
  }
  refuseUnprintable(source, problems)
  const root = parseTree(source, elementsOf(options.dialect), problems)
  const blocks = readFlow({ options, problems, root, headingLevel: 1, titles: 0 }, root, rootParts)
  const found = problems.list()
  return { blocks: found.length > 0 ? [] : canonicalBlocks(blocks), problems: found }
}

interface Reading {
  readonly options: SubsetOptions
  readonly problems: ProblemList
  readonly root: ElementNode
  /** Of the last heading that the source itself holds. */
  headingLevel: number
  titles: number
}

const cellParts: ReadonlySet<string> = new Set(['p', 'ul', 'ol', 'vw-block'])
const itemParts = cellParts
const quoteParts: ReadonlySet<string> = new Set([...cellParts, 'blockquote', 'table'])
const rootParts: ReadonlySet<string> = new Set([...quoteParts, 'h1', 'h2', 'h3', 'h4'])
const listParts: ReadonlySet<string> = new Set(['li'])

const homes: ReadonlyMap<string, string> = new Map([
  ['li', '„<ul>“ oder „<ol>“'],
  ['tr', '„<table>“, „<thead>“ oder „<tbody>“'],
  ['td', '„<tr>“'],
  ['th', '„<tr>“'],
  ['caption', '„<table>“'],
  ['thead', '„<table>“'],
  ['tbody', '„<table>“'],
])

/** Blocks, and between them text and marks that stand for paragraphs. */
function readFlow(reading: Reading, parent: ElementNode, allowed: ReadonlySet<string>): Block[] {
  const blocks: Block[] = []
  let bare: Inline[] = []
  const endParagraph = () => {
    for (const paragraph of bareParagraphs(bare, reading.options)) blocks.push(paragraph)
    bare = []
  }
  for (const child of parent.children) {
    if (child.kind === 'text' || isInlineElement(child.name)) {
      readInline(reading, child, { marks: [] }, bare)
      continue
    }
    endParagraph()
    if (!mayStand(reading, child, parent, allowed)) continue
    const found = readBlock(reading, child)
    if (parent !== reading.root && found.some(isPageFurniture)) reading.problems.add(child.at, furnitureInside(parent))
    blocks.push(...found)
  }
  endParagraph()
  return blocks
}

/** What belongs to the page rather than to a text in it. */
const isPageFurniture = ({ type }: Block): boolean => type === 'signature' || type === 'seal' || type === 'marking'

const furnitureInside = (parent: ElementNode): string =>
  `Unterschriften, Siegel und Kennzeichnungen dürfen nicht in ${tag(parent.name)} stehen. Setzen Sie sie dahinter.`

function bareParagraphs(bare: readonly Inline[], { dialect }: SubsetOptions): Block[] {
  const paragraphs: Inline[][] = [[]]
  for (const inline of bare) {
    const parts =
      dialect === 'rich' && inline.type === 'text'
        ? inline.text.replace(/\r\n?/g, '\n').split(/\n[ \t]*\n[ \t\n]*/)
        : []
    if (inline.type !== 'text' || parts.length < 2) {
      paragraphs.at(-1)?.push(inline)
      continue
    }
    for (const [index, text] of parts.entries()) {
      if (index > 0) paragraphs.push([])
      paragraphs.at(-1)?.push({ ...inline, text })
    }
  }
  return paragraphs.map((content) => ({ type: 'paragraph', content }))
}

/** False after refusing. In a parent that is itself refused nothing more is refused, or one slip would be told twice. */
function mayStand(reading: Reading, child: ElementNode, parent: ElementNode, allowed: ReadonlySet<string>): boolean {
  const allowedHere = allowed.has(child.name)
  if (allowedHere && child.sound) return true
  if (!allowedHere && child.sound && parent.sound) {
    reading.problems.add(child.at, misplaced(reading, child, parent))
  }
  readForProblems(reading, child)
  return false
}

function misplaced({ problems }: Reading, child: ElementNode, parent: ElementNode): string {
  const name = spokenNames.get(child.name) ?? tag(child.name)
  const home = homes.get(child.name)
  if (parent.name === '') return `${name} darf hier nicht stehen. Es gehört in ${home}.`
  const refusal = `${name} darf in ${tag(parent.name)} (Zeile ${problems.lineOf(parent.at)}) nicht stehen.`
  const content = contentPlaces.get(parent.name)
  if (home) return `${refusal} Es gehört in ${home}.`
  if (child.name === 'table') return `${refusal} Setzen Sie die Tabelle davor oder dahinter.`
  return content ? `${refusal} Setzen Sie es in ${content}.` : `${refusal} Schließen Sie vorher „</${parent.name}>“.`
}

const spokenNames: ReadonlyMap<string, string> = new Map([
  ['vw-block', 'Ein Baustein aus Werten'],
  ['vw-gap', 'Ein Wert'],
])

/** Where the content of lists and tables stands. */
const contentPlaces: ReadonlyMap<string, string> = new Map([
  ['ul', '„<li>“'],
  ['ol', '„<li>“'],
  ['table', '„<td>“'],
  ['thead', '„<td>“'],
  ['tbody', '„<td>“'],
  ['tr', '„<td>“'],
])

/** Reads what cannot be used for the problems inside it. */
function readForProblems(reading: Reading, node: ElementNode) {
  if (rootParts.has(node.name)) readBlock(reading, node)
  else if (isInlineElement(node.name)) readInline(reading, node, { marks: [] }, [])
  else if (['li', 'td', 'th'].includes(node.name)) readFlow(reading, node, cellParts)
  else if (node.name === 'caption') readInlines(reading, node)
  else for (const child of node.children) if (child.kind === 'element') readForProblems(reading, child)
}

function readBlock(reading: Reading, node: ElementNode): readonly Block[] {
  switch (node.name) {
    case 'p':
      return [{ type: 'paragraph', content: readInlines(reading, node) }]
    case 'h1':
    case 'h2':
    case 'h3':
    case 'h4':
      return [readHeading(reading, node)]
    case 'ul':
    case 'ol': {
      const items = elementsIn(reading, node, listParts).map((item) => ({ blocks: readFlow(reading, item, itemParts) }))
      return [{ type: 'list', ordered: node.name === 'ol', items }]
    }
    case 'blockquote':
      return [{ type: 'quote', blocks: readFlow(reading, node, quoteParts) }]
    case 'table':
      return [readTable(tableReading(reading), node)]
    default:
      return readPlaceholder(reading, node)
  }
}

function tableReading(reading: Reading): TableReading {
  return {
    problems: reading.problems,
    caption: (node) => readInlines(reading, node),
    parts: (node, allowed) => elementsIn(reading, node, allowed),
    cell: (node) => {
      const blocks = readFlow(reading, node, cellParts)
      if (holdsTable(blocks))
        reading.problems.add(node.at, 'In einer Zelle darf keine Tabelle stehen. Setzen Sie sie davor oder dahinter.')
      return blocks
    },
  }
}

function holdsTable(blocks: readonly Block[]): boolean {
  return blocks.some((block) => {
    if (block.type === 'list') return block.items.some((item) => holdsTable(item.blocks))
    return block.type === 'table' || (block.type === 'quote' && holdsTable(block.blocks))
  })
}

function readHeading(reading: Reading, node: ElementNode): Heading {
  const level = node.name === 'h1' ? 1 : node.name === 'h2' ? 2 : node.name === 'h3' ? 3 : 4
  if (level === 1 && node.sound && ++reading.titles > 1) {
    reading.problems.add(
      node.at,
      '„<h1>“ ist der Titel und steht nur einmal. Nehmen Sie „<h2>“ für Überschriften im Text.',
    )
  }
  reading.headingLevel = level
  return { type: 'heading', level, content: readInlines(reading, node) }
}

function readPlaceholder(reading: Reading, node: ElementNode): readonly Block[] {
  refuseContent(reading, node)
  const { options, headingLevel } = reading
  const blocks = options.dialect === 'template' ? options.placeholders[numberOf(node)] : undefined
  if (!blocks && node.sound) reading.problems.add(node.at, unknownPlaceholder)
  return placeHeadings(blocks ?? [], headingLevel)
}

const unknownPlaceholder = 'Dieser Platzhalter steht für nichts. Schreiben Sie Platzhalter nicht selbst, sondern {{…}}.'

function numberOf(node: ElementNode): number {
  const value = node.attributes.get('n')?.value ?? ''
  return /^[0-9]{1,6}$/.test(value) ? Number(value) : -1
}

function refuseContent({ problems }: Reading, node: ElementNode) {
  if (node.sound && node.children.length > 0) {
    problems.add(node.at, `In ${tag(node.name)} darf nichts stehen. Löschen Sie, was zwischen den Klammern steht.`)
  }
}

/** The element children of a list, table or row: text and other elements there are refused. (Leading white space is
 *  hardly ever written as a reference, so the offset of the first letter is that of the source.) */
function elementsIn(reading: Reading, parent: ElementNode, allowed: ReadonlySet<string>): ElementNode[] {
  return parent.children.flatMap((child) => {
    if (child.kind === 'element') return mayStand(reading, child, parent, allowed) ? [child] : []
    const start = child.text.search(/[^ \t\n\r]/)
    if (start >= 0 && parent.sound) {
      reading.problems.add(
        child.at + start,
        `Text darf in ${tag(parent.name)} nicht unmittelbar stehen. Setzen Sie ihn in ${contentPlaces.get(parent.name)}.`,
      )
    }
    return []
  })
}

interface Style {
  readonly marks: readonly Mark[]
  readonly href?: string
}

function readInlines(reading: Reading, parent: ElementNode): Inline[] {
  const content: Inline[] = []
  for (const child of parent.children) readInlineChild(reading, child, parent, { marks: [] }, content)
  return content
}

function readInlineChild(reading: Reading, child: TreeNode, parent: ElementNode, style: Style, content: Inline[]) {
  if (child.kind === 'text' || isInlineElement(child.name)) readInline(reading, child, style, content)
  else mayStand(reading, child, parent, new Set())
}

function readInline(reading: Reading, node: TreeNode, style: Style, content: Inline[]) {
  if (node.kind === 'text') {
    content.push(styledText(node.text, style.marks, style.href))
    return
  }
  if (node.name === 'br') {
    content.push({ type: 'break' })
    return
  }
  if (node.name === 'vw-gap') {
    refuseContent(reading, node)
    const gap = reading.options.dialect === 'template' ? reading.options.gaps[numberOf(node)] : undefined
    if (gap) content.push(gap)
    else if (node.sound) reading.problems.add(node.at, unknownPlaceholder)
    return
  }
  const mark = markElements.get(node.name)
  const inner = mark ? { ...style, marks: [...style.marks, mark] } : linkStyle(reading, node, style)
  const before = content.length
  for (const child of node.children) readInlineChild(reading, child, node, inner, content)
  if (node.name === 'a' && node.sound && content.slice(before).every(isBlank)) {
    reading.problems.add(
      node.at,
      'Dieser Link hat keinen Text. Schreiben Sie zwischen „<a>“ und „</a>“, wohin er führt.',
    )
  }
}

const isBlank = (inline: Inline): boolean =>
  inline.type === 'break' || (inline.type === 'text' && /^[ \t\n\r]*$/.test(inline.text))

function linkStyle({ problems }: Reading, node: ElementNode, style: Style): Style {
  const href = node.attributes.get('href')
  const address = href?.value.trim() ?? ''
  if (style.href !== undefined) {
    problems.add(node.at, 'Ein Link darf nicht in einem Link stehen. Schließen Sie vorher „</a>“.')
  } else if (!href) {
    problems.add(node.at, 'Diesem „<a>“ fehlt die Adresse. Schreiben Sie „<a href="https://…">“.')
  } else if (!isAllowedHref(address)) {
    const shown = address.length > 60 ? `${address.slice(0, 60)}…` : address
    problems.add(
      href.at,
      `Die Adresse „${shown}“ geht hier nicht. Erlaubt sind vollständige Adressen mit https://, http://, mailto: oder tel:.`,
    )
  }
  return { ...style, href: address }
}

function refuseUnprintable(source: string, problems: ProblemList) {
  for (const { 0: character, index } of source.matchAll(new RegExp(unprintable, 'gu'))) {
    if (problems.isFull()) return
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
    problems.add(
      index,
      `Hier steht ein unsichtbares Steuerzeichen (U+${code}). Löschen Sie es oder schreiben Sie die Stelle neu.`,
    )
  }
}
