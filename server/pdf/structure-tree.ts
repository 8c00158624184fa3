/** The structure tree of a PDF being written: what stands where in the reading order (ISO 32000-1 § 14.7). */
import { type PDFContext, type PDFDict, PDFHexString, PDFName, PDFNumber, type PDFRef } from 'pdf-lib'
import type { ElementAttributes, StructureElement, StructureType } from './pdf.ts'

export interface StructureTree {
  readonly root: StructureElement
  element(parent: StructureElement, type: StructureType, attributes?: ElementAttributes): StructureElement
  /** A key of the parent tree for a page; its marked contents are told to it by `addContent`. */
  pageKey(): number
  addContent(element: StructureElement, page: PageOfTree, mcid: number): void
  /** Joins an annotation to its element, behind marked content `afterMcid`; the result is its /StructParent. */
  addObject(element: StructureElement, page: PageOfTree, object: PDFRef, afterMcid: number): number
  /** Writes all elements; the result is the StructTreeRoot. */
  write(): PDFRef
}

export interface PageOfTree {
  readonly ref: PDFRef
  readonly number: number
  readonly key: number
}

interface TreeNode {
  readonly element: StructureElement
  readonly attributes: ElementAttributes
  readonly ref: PDFRef
  readonly children: TreeNode[]
  readonly contents: Content[]
}

interface Content {
  readonly page: PageOfTree
  /** Reading order within one element: page by page, and on a page as it was drawn. */
  readonly order: number
  readonly mcid?: number
  readonly object?: PDFRef
}

const contentsPerPage = 2 ** 24

export function createStructureTree(context: PDFContext): StructureTree {
  const nodes = new Map<StructureElement, TreeNode>()
  const parents: (PDFRef | PDFRef[])[] = []

  const addNode = (type: StructureType, attributes: ElementAttributes): TreeNode => {
    const element: StructureElement = { structureType: type }
    const node: TreeNode = { element, attributes, ref: context.nextRef(), children: [], contents: [] }
    nodes.set(element, node)
    return node
  }
  const nodeOf = (element: StructureElement): TreeNode => {
    const node = nodes.get(element)
    if (!node) throw new Error(`The ${element.structureType} element belongs to another document.`)
    return node
  }
  const root = addNode('Document', {})

  return {
    root: root.element,
    element(parent, type, attributes = {}) {
      const parentNode = nodeOf(parent)
      const node = addNode(type, attributes)
      parentNode.children.push(node)
      return node.element
    },
    pageKey: () => parents.push([]) - 1,
    addContent(element, page, mcid) {
      const node = nodeOf(element)
      node.contents.push({ page, order: page.number * contentsPerPage + mcid, mcid })
      const row = parents[page.key]
      if (!Array.isArray(row) || row.length !== mcid) throw new Error(`Marked content ${mcid} is out of turn.`)
      row.push(node.ref)
    },
    addObject(element, page, object, afterMcid) {
      const node = nodeOf(element)
      node.contents.push({ page, order: page.number * contentsPerPage + afterMcid + 0.5, object })
      return parents.push(node.ref) - 1
    },
    write: () => writeTree(context, root, parents),
  }
}

/** /ParentTree stands before /K: a signature checker that walks the dictionary in its order then reaches a filled
 *  signature field by the parent tree, where filling it counts as allowed. */
function writeTree(context: PDFContext, root: TreeNode, parents: readonly (PDFRef | PDFRef[])[]): PDFRef {
  const ref = context.nextRef()
  writeNode(context, root, ref)
  const numbers = parents.flatMap((entry, key) => [
    PDFNumber.of(key),
    Array.isArray(entry) ? context.register(context.obj(entry)) : entry,
  ])
  const tree = context.obj({
    Type: 'StructTreeRoot',
    ParentTree: context.register(context.obj({ Nums: numbers })),
    ParentTreeNextKey: parents.length,
    K: [root.ref],
  })
  context.assign(ref, tree)
  return ref
}

/** The order of its first content, or null where an element and everything in it is empty. */
function writeNode(context: PDFContext, node: TreeNode, parent: PDFRef): number | null {
  const { contents, element } = node
  contents.sort((a, b) => a.order - b.order)
  const page = contents[0]?.page.ref
  const kids: (PDFRef | PDFNumber | PDFDict)[] = []
  let written = 0
  let first = contents[0]?.order ?? null
  for (const child of node.children) {
    const childFirst = writeNode(context, child, node.ref)
    if (childFirst !== null) {
      first = first === null ? childFirst : Math.min(first, childFirst)
      for (let next = contents[written]; next && next.order < childFirst; next = contents[++written]) {
        kids.push(contentKid(context, next, page))
      }
    }
    kids.push(child.ref)
  }
  for (const content of contents.slice(written)) kids.push(contentKid(context, content, page))
  const dictionary = context.obj({ Type: 'StructElem', S: element.structureType, P: parent })
  if (page) dictionary.set(PDFName.of('Pg'), page)
  setAttributes(context, dictionary, node)
  const [only] = kids
  if (only) dictionary.set(PDFName.of('K'), kids.length === 1 ? only : context.obj(kids))
  context.assign(node.ref, dictionary)
  return first
}

function contentKid(context: PDFContext, { page, mcid, object }: Content, elementPage: PDFRef | undefined) {
  if (object) return context.obj({ Type: 'OBJR', Pg: page.ref, Obj: object })
  if (page.ref === elementPage) return PDFNumber.of(mcid ?? 0)
  return context.obj({ Type: 'MCR', Pg: page.ref, MCID: mcid ?? 0 })
}

function setAttributes(context: PDFContext, dictionary: PDFDict, { attributes, element }: TreeNode): void {
  const { alt, lang, listNumbering, scope, colspan = 1, rowspan = 1 } = attributes
  if (alt) dictionary.set(PDFName.of('Alt'), PDFHexString.fromText(alt))
  if (lang) dictionary.set(PDFName.of('Lang'), PDFHexString.fromText(lang))
  if (listNumbering) dictionary.set(PDFName.of('A'), context.obj({ O: 'List', ListNumbering: listNumbering }))
  if (element.structureType !== 'TH' && element.structureType !== 'TD') return
  const table = context.obj({ O: 'Table' })
  if (scope) table.set(PDFName.of('Scope'), PDFName.of(scope))
  if (colspan > 1) table.set(PDFName.of('ColSpan'), PDFNumber.of(colspan))
  if (rowspan > 1) table.set(PDFName.of('RowSpan'), PDFNumber.of(rowspan))
  if (table.keys().length > 1) dictionary.set(PDFName.of('A'), table)
}
