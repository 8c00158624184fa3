import type { Node as ProseNode } from 'prosemirror-model'
import type { LiveText } from '../writing/writing.ts'

/** Words in a row by one person. */
export interface Passage {
  /** User id. */
  readonly by: string
  readonly text: string
  /** Whether somebody else wrote what stands before it. */
  readonly begins: boolean
}

export interface AuthoredLine {
  readonly kind: 'heading' | 'paragraph' | 'item' | 'cell'
  readonly passages: readonly Passage[]
}

/** A rich text line by line, each in passages of one author; empty lines are left out. */
export function authoredLines({ doc, authors }: LiveText): AuthoredLine[] {
  const lines: AuthoredLine[] = []
  const spans = placed(authors)
  let reached = 0
  let previous: string | null = null
  doc.descendants((node, position, parent) => {
    if (!node.isTextblock) return true
    const from = position + 1
    const to = from + node.content.size
    const passages: Passage[] = []
    for (let span = spans[reached]; span && span.from < to; span = spans[++reached]) {
      const text = doc.textBetween(Math.max(span.from, from), Math.max(Math.min(span.to, to), from))
      if (text !== '') {
        passages.push({ by: span.by, text, begins: span.by !== previous })
        previous = span.by
      }
      if (span.to > to) break
    }
    if (passages.length > 0) lines.push({ kind: kindOf(node, parent), passages })
    return false
  })
  return lines
}

function placed(authors: LiveText['authors']) {
  let from = 0
  return authors.map(({ size, by }) => {
    const span = { by, from, to: from + size }
    from = span.to
    return span
  })
}

function kindOf(node: ProseNode, parent: ProseNode | null): AuthoredLine['kind'] {
  if (node.type.name === 'heading') return 'heading'
  if (parent?.type.name === 'list_item') return 'item'
  return parent?.type.name.startsWith('table_') ? 'cell' : 'paragraph'
}

export interface Share {
  /** User id. */
  readonly by: string
  /** Of all characters of the rich texts, in whole percent; 0 for less than half a percent. */
  readonly percent: number
}

/** Who wrote how much, whoever wrote most first. */
export function sharesOf(texts: readonly (readonly AuthoredLine[])[]): Share[] {
  const characters = new Map<string, number>()
  for (const { by, text } of texts.flat().flatMap(({ passages }) => passages)) {
    characters.set(by, (characters.get(by) ?? 0) + [...text].length)
  }
  const all = [...characters.values()].reduce((sum, count) => sum + count, 0)
  return [...characters]
    .toSorted(([, one], [, other]) => other - one)
    .map(([by, count]) => ({ by, percent: Math.round((100 * count) / all) }))
}
