import { Fragment, type Node as ProseNode, type Slice } from 'prosemirror-model'
import { ReplaceAroundStep, ReplaceStep, type Step } from 'prosemirror-transform'

/** What dropped steps had inserted and no later step took out again, piece by piece. `steps` fit one after another on the
 *  document they were made for, kept and dropped ones; words typed one by one come as one piece. */
export function droppedText(steps: readonly Step[], isDropped: (index: number) => boolean): Fragment[] {
  let pieces: readonly Piece[] = []
  for (const [index, step] of steps.entries()) {
    const inserted = isDropped(index) ? tokensOf(step) : null
    if (pieces.length > 0 || inserted) pieces = piecesAfter(pieces, step, inserted)
  }
  return pieces.map(({ tokens }) => fragmentOf(tokens))
}

/** One position of a document: a character or break, or where a node begins or ends. */
type Token = { readonly kind: 'leaf' | 'begin' | 'end'; readonly node: ProseNode }

interface Piece {
  /** In the document as its author had it. */
  readonly from: number
  readonly tokens: readonly Token[]
}

/** `inserted` null: the step was kept, and what it inserts is no matter. */
function piecesAfter(pieces: readonly Piece[], step: Step, inserted: readonly Token[] | null): readonly Piece[] {
  const ranges: { from: number; to: number; size: number; tokens: readonly Token[] | null }[] = []
  let used = 0
  step.getMap().forEach((from, to, newFrom, newTo) => {
    const size = newTo - newFrom
    ranges.push({ from, to, size, tokens: inserted?.slice(used, used + size) ?? null })
    used += size
  })
  let after = pieces
  for (const { from, to, size, tokens } of ranges.toReversed()) {
    const before = after.flatMap((piece) => cut(piece, 0, from))
    const behind = after
      .flatMap((piece) => cut(piece, to, Number.POSITIVE_INFINITY))
      .map((piece) => ({ ...piece, from: piece.from + size - (to - from) }))
    after = joined([...before, ...(tokens && tokens.length > 0 ? [{ from, tokens }] : []), ...behind])
  }
  return after
}

function cut({ from, tokens }: Piece, start: number, end: number): Piece[] {
  const first = Math.max(from, start)
  const kept = tokens.slice(first - from, Math.max(0, end - from))
  return kept.length > 0 ? [{ from: first, tokens: kept }] : []
}

function joined(pieces: readonly Piece[]): Piece[] {
  const kept: Piece[] = []
  for (const piece of pieces) {
    const last = kept.at(-1)
    if (last && last.from + last.tokens.length === piece.from) {
      kept[kept.length - 1] = { from: last.from, tokens: [...last.tokens, ...piece.tokens] }
    } else {
      kept.push(piece)
    }
  }
  return kept
}

function tokensOf(step: Step): Token[] {
  return step instanceof ReplaceStep || step instanceof ReplaceAroundStep ? sliceTokens(step.slice) : []
}

function sliceTokens({ content, openStart, openEnd }: Slice): Token[] {
  const tokens: Token[] = []
  const read = (fragment: Fragment) => {
    for (const node of fragment.content) {
      if (node.isText) {
        for (let at = 0; at < node.nodeSize; at++) tokens.push({ kind: 'leaf', node: node.cut(at, at + 1) })
      } else if (node.isLeaf) {
        tokens.push({ kind: 'leaf', node })
      } else {
        tokens.push({ kind: 'begin', node })
        read(node.content)
        tokens.push({ kind: 'end', node })
      }
    }
  }
  read(content)
  return tokens.slice(openStart, tokens.length - openEnd)
}

/** Nodes that begin or end outside the piece hold what of them is in it. */
function fragmentOf(tokens: readonly Token[]): Fragment {
  const open: { readonly node: ProseNode; readonly around: ProseNode[] }[] = []
  let content: ProseNode[] = []
  const end = (node: ProseNode, around: ProseNode[]) => {
    content = [...around, node.copy(Fragment.fromArray(content))]
  }
  for (const { kind, node } of tokens) {
    if (kind === 'leaf') {
      content.push(node)
    } else if (kind === 'begin') {
      open.push({ node, around: content })
      content = []
    } else {
      const begun = open.pop()
      end(begun?.node ?? node, begun?.around ?? [])
    }
  }
  for (const { node, around } of open.toReversed()) end(node, around)
  return Fragment.fromArray(content)
}
