import type { Node as ProseNode } from 'prosemirror-model'
import { type Step, Transform } from 'prosemirror-transform'
import { toHtmlSubset } from '../../../server/blocks/html-out.ts'
import { parseHtmlSubset } from '../../../server/blocks/html-subset.ts'
import { fromDoc, richSchema, toDoc } from '../../../server/blocks/schema.ts'
import { spansOf } from '../../../server/writing/authors.ts'
import type { LiveText } from '../../../server/writing/writing.ts'

export const docOf = (html: string): ProseNode => toDoc(parseHtmlSubset(html, { dialect: 'rich' }).blocks)

export const htmlOf = (doc: ProseNode): string => toHtmlSubset(fromDoc(doc)).replaceAll('\n', '')

export function textOf(html: string, by = 'ahlers'): LiveText {
  const doc = docOf(html)
  return { doc, authors: spansOf(doc, by) }
}

/** Where some words begin. */
export function at(doc: ProseNode, words: string): number {
  let found = -1
  doc.descendants((node, position) => {
    const offset = node.text?.indexOf(words) ?? -1
    if (found < 0 && offset >= 0) found = position + offset
  })
  if (found < 0) throw new Error(`no ${words} in ${doc}`)
  return found
}

export const behind = (doc: ProseNode, words: string): number => at(doc, words) + words.length

/** The position before the innermost node of this type around some words. */
export function startOf(doc: ProseNode, type: string, words: string): number {
  const $at = doc.resolve(at(doc, words))
  for (let depth = $at.depth; depth > 0; depth--) if ($at.node(depth).type.name === type) return $at.before(depth)
  throw new Error(`no ${type} around ${words}`)
}

export type Edit = (tr: Transform) => unknown

export function stepsOf(doc: ProseNode, edit: Edit): readonly Step[] {
  const tr = new Transform(doc)
  edit(tr)
  return tr.steps
}

/** Character by character. */
export const typing =
  (words: string, place: (doc: ProseNode) => number): Edit =>
  (tr) => {
    const start = place(tr.doc)
    for (const [index, character] of words.split('').entries()) tr.insert(start + index, richSchema.text(character))
  }
