import type { Fragment, Node as ProseNode } from 'prosemirror-model'
import { toHtmlSubset } from '../blocks/html-out.ts'
import { fromDoc, richSchema } from '../blocks/schema.ts'
import { isReadableAfter, unevenTables } from './readable.ts'

const { nodes } = richSchema

/** Pieces of a text as HTML of the rich subset, to be put in again elsewhere. Null where there is no word in them: marks
 *  and structure alone are worth nothing. */
export function unplacedHtml(pieces: readonly Fragment[]): string | null {
  const doc = nodes.doc.create(null, pieces.flatMap(wholeBlocks))
  return doc.textContent.trim() === '' ? null : toHtmlSubset(fromDoc(doc))
}

/** What can stand by itself stays as it is; of cells and items cut off from their table or list the paragraphs are left,
 *  and of text without its paragraph a paragraph is made. */
function wholeBlocks(piece: Fragment): ProseNode[] {
  const blocks: ProseNode[] = []
  let inlines: ProseNode[] = []
  const endParagraph = () => {
    if (inlines.length > 0) blocks.push(nodes.paragraph.create(null, inlines))
    inlines = []
  }
  for (const node of piece.content) {
    if (node.isInline) {
      inlines.push(node)
      continue
    }
    endParagraph()
    blocks.push(...(standsAlone(node) ? [node] : wholeBlocks(node.content)))
  }
  endParagraph()
  return blocks
}

function standsAlone(node: ProseNode): boolean {
  const doc = nodes.doc.create(null, node)
  if (!isReadableAfter(nodes.doc.create(), doc)) return false
  return unevenTables(doc, { from: 0, to: doc.content.size }).length === 0
}
