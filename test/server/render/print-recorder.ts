/** Draws a job on a writer that notes where everything stands, so that tests can judge the geometry. */
import { measureText } from '../../../server/pdf/fonts.ts'
import type {
  ArtifactKind,
  ElementAttributes,
  PageWriter,
  PdfWriter,
  Rect,
  StructureElement,
  StructureType,
  TextRun,
} from '../../../server/pdf/pdf.ts'
import { drawPages, layOutPages } from '../../../server/render/print.ts'
import type { PrintJob } from '../../../server/render/render.ts'

export interface Node extends StructureElement {
  readonly parent: Node | null
  readonly attributes: ElementAttributes
  readonly kids: (Node | string)[]
}

export interface DrawnText {
  readonly text: string
  /** Around the letters: from below their descenders to the top of capitals. */
  readonly rect: Rect
  readonly node: Node | null
  readonly artifact: ArtifactKind | null
  readonly run: TextRun
}

export interface DrawnPage {
  readonly texts: DrawnText[]
  readonly fields: { name: string; label: string; rect: Rect }[]
  readonly links: { href: string; rect: Rect }[]
  readonly turned: string[]
}

export interface Recording {
  readonly root: Node
  readonly pages: readonly DrawnPage[]
  readonly bodyTopPt: number
  readonly bodyBottomPt: number
}

export function recordPrint(job: PrintJob): Recording {
  const root: Node = { structureType: 'Document', parent: null, attributes: {}, kids: [] }
  const nodes = new Map<StructureElement, Node>([[root, root]])
  const nodeOf = (element: StructureElement): Node => {
    const node = nodes.get(element)
    if (!node) throw new Error('unknown element')
    return node
  }
  const pages: DrawnPage[] = []
  const writer: PdfWriter = {
    root,
    element(parent: StructureElement, type: StructureType, attributes: ElementAttributes = {}) {
      const node: Node = { structureType: type, parent: nodeOf(parent), attributes, kids: [] }
      nodes.set(node, node)
      nodeOf(parent).kids.push(node)
      return node
    },
    addPage: () => {
      const { page, writer: pageWriter } = recordPage(nodeOf)
      pages.push(page)
      return pageWriter
    },
    save: async () => new Uint8Array(),
  }
  const laidOut = layOutPages(job)
  drawPages(writer, job, laidOut)
  const bodyTopPt = 841.89 - laidOut.frame.bodyTopPt
  return { root, pages, bodyTopPt, bodyBottomPt: bodyTopPt - laidOut.frame.bodyHeightPt }
}

function recordPage(nodeOf: (element: StructureElement) => Node): { page: DrawnPage; writer: PageWriter } {
  const page: DrawnPage = { texts: [], fields: [], links: [], turned: [] }
  let node: Node | null = null
  let artifact: ArtifactKind | null = null
  const drawing = () => {
    if (!node && !artifact) throw new Error('drawn outside of tagged content and artifacts')
  }
  const writer: PageWriter = {
    tagged(element, write) {
      if (node || artifact) throw new Error('nested marked content')
      node = nodeOf(element)
      write()
      node = null
    },
    artifact(kind, write) {
      if (node || artifact) throw new Error('nested marked content')
      artifact = kind
      write()
      artifact = null
    },
    text(run) {
      drawing()
      const widthPt = measureText(run.text.trimEnd(), run.style)
      const { sizePt } = run.style
      const rect = { xPt: run.xPt, yPt: run.baselinePt - sizePt * 0.22, widthPt, heightPt: sizePt * 0.94 }
      page.texts.push({ text: run.text, rect, node, artifact, run })
      node?.kids.push(run.text)
    },
    turnedText(run) {
      drawing()
      page.turned.push(run.text)
    },
    line: drawing,
    fill: drawing,
    link(_, rect, href) {
      page.links.push({ href, rect })
    },
    signatureField(_, field) {
      page.fields.push(field)
    },
  }
  return { page, writer }
}

/** The words in the order of the structure tree, as a screen reader meets them; labels of lists left out. */
export function readWords(node: Node): string[] {
  return readText(node)
    .replaceAll('\u00ad', '')
    .split(/[ \n]+/)
    .filter((word) => word !== '')
}

function readText(node: Node): string {
  if (node.structureType === 'Lbl') return ''
  const text = node.kids.map((kid) => (typeof kid === 'string' ? kid : readText(kid))).join('')
  return node.structureType === 'Link' || node.structureType === 'Span' ? text : `\n${text}\n`
}

/** The kinds of elements below a node, as `Table(THead(TR(TH TH)))`. */
export function outline(node: Node): string {
  const kids = node.kids.filter((kid) => typeof kid !== 'string').map(outline)
  return kids.length > 0 ? `${node.structureType}(${kids.join(' ')})` : node.structureType
}

export function nodesOf(node: Node, type: StructureType): Node[] {
  const own = node.structureType === type ? [node] : []
  return [...own, ...node.kids.flatMap((kid) => (typeof kid === 'string' ? [] : nodesOf(kid, type)))]
}

/** Texts and fields that leave the text's area or the sheet. */
export function outsideMargins({ pages, bodyTopPt, bodyBottomPt }: Recording): string[] {
  const [left, right] = [70.87 - 0.05, 595.28 - 56.69 + 0.05]
  return pages.flatMap((page, index) => {
    const body = page.texts.filter((text) => text.node || text.artifact === 'layout')
    const frame = page.texts.filter((text) => !body.includes(text))
    const beside = ({ xPt, widthPt }: Rect) => xPt < left || xPt + widthPt > right
    const beyond = ({ yPt, heightPt }: Rect) => yPt < bodyBottomPt || yPt + heightPt > bodyTopPt
    const head = (text: DrawnText) => text.rect.yPt > bodyTopPt
    const wrong = [
      ...body.filter((text) => beside(text.rect) || (beyond(text.rect) && !head(text))),
      ...frame.filter(({ rect }) => beside(rect) || rect.yPt < 20 || rect.yPt + rect.heightPt > 820),
    ].map((text) => text.text)
    const fields = page.fields.filter((field) => beside(field.rect) || beyond(field.rect)).map((field) => field.name)
    return [...wrong, ...fields].map((what) => `${index + 1}: ${what}`)
  })
}

/** Pairs of texts, or of a text and a field, that lie on each other. */
export function overlaps({ pages }: Recording): string[] {
  return pages.flatMap((page, index) => {
    const boxes = [
      ...page.texts.map(({ text, rect }) => ({ what: text, rect })),
      ...page.fields.map(({ name, rect }) => ({ what: name, rect })),
    ]
      .filter(({ rect }) => rect.widthPt > 0)
      .sort((a, b) => b.rect.yPt - a.rect.yPt)
    return boxes.flatMap((box, at) => {
      const found: string[] = []
      for (const other of boxes.slice(at + 1)) {
        if (other.rect.yPt + other.rect.heightPt < box.rect.yPt - 30) break
        if (overlap(box.rect, other.rect)) found.push(`${index + 1}: ${box.what} | ${other.what}`)
      }
      return found
    })
  })
}

function overlap(a: Rect, b: Rect): boolean {
  const slack = 0.3
  const across = Math.min(a.xPt + a.widthPt, b.xPt + b.widthPt) - Math.max(a.xPt, b.xPt)
  const along = Math.min(a.yPt + a.heightPt, b.yPt + b.heightPt) - Math.max(a.yPt, b.yPt)
  return across > slack && along > slack
}

/** Pages, but for the last, whose last words belong to a heading or caption. */
export function danglingHeadings({ pages }: Recording): number[] {
  return pages.slice(0, -1).flatMap((page, index) => {
    const last = page.texts.filter((text) => text.node && text.text.trim() !== '').at(-1)
    return last && /^(H\d|Caption)$/.test(last.node?.structureType ?? '') ? [index + 1] : []
  })
}
