import type { Node as ProseNode } from 'prosemirror-model'
import { Plugin, PluginKey } from 'prosemirror-state'
import { ReplaceStep } from 'prosemirror-transform'
import { Decoration, DecorationSet } from 'prosemirror-view'
import { readSlice, stepsProposed, wordsOf } from '../../../server/writing/proposal.ts'
import { confirmedDoc, type Replica } from '../../../server/writing/replica.ts'
import { element } from '../element.ts'
import { changedRanges } from './proposals.ts'

/** A proposal where its passage stands in the text here now. */
export interface ShownProposal {
  readonly id: string
  readonly from: number
  readonly to: number
  readonly slice: string
  readonly byName: string
}

export const suggestedKey = new PluginKey<DecorationSet>('suggested')

interface SuggestedOptions {
  readonly isProposing: () => boolean
  readonly replica: () => Replica
}

/** Shows what is proposed: what shall go struck through, what shall come underlined; also what is being typed to be
 *  proposed. */
export const suggestedPlugin = ({ isProposing, replica }: SuggestedOptions): Plugin =>
  new Plugin<DecorationSet>({
    key: suggestedKey,
    state: {
      init: () => DecorationSet.empty,
      apply(transaction, shown) {
        const proposals: readonly ShownProposal[] | undefined = transaction.getMeta(suggestedKey)
        if (!proposals) return shown.map(transaction.mapping, transaction.doc)
        return DecorationSet.create(
          transaction.doc,
          proposals.flatMap((each) => decorationsOf(transaction.doc, each)),
        )
      },
    },
    props: {
      decorations(state) {
        const shown = suggestedKey.getState(state) ?? DecorationSet.empty
        return isProposing() ? shown.add(state.doc, typedHere(replica(), state.doc)) : shown
      },
    },
  })

function decorationsOf(doc: ProseNode, { id, from, to, slice: json, byName }: ShownProposal): Decoration[] {
  const slice = readSlice(json)
  const [step] = (slice && stepsProposed(doc, { from, to }, slice)) ?? []
  if (!(step instanceof ReplaceStep)) return []
  const title = `Vorschlag von ${byName}`
  const away = { class: 'vw-suggested-away', title, 'data-suggested': id }
  return [
    ...(step.from < step.to ? [Decoration.inline(step.from, step.to, away)] : []),
    ...comingAt(step.to, wordsOf(step.slice), { id, title }),
  ]
}

/** Of what is only typed so far. */
function typedHere(replica: Replica, doc: ProseNode): Decoration[] {
  const ranges = changedRanges(replica, doc)
  if (ranges.length === 0) return []
  const before = confirmedDoc(replica, doc)
  return ranges.flatMap(({ fromA, toA, fromB, toB }) => [
    ...goneAt(fromB, before.textBetween(fromA, toA, ' ', ' ')),
    ...(fromB < toB ? [Decoration.inline(fromB, toB, { class: 'vw-suggested' })] : []),
  ])
}

function comingAt(at: number, words: string, { id, title }: { readonly id: string; readonly title: string }) {
  if (words === '') return []
  const dom = () => element('ins', { class: 'vw-suggested', title, 'data-suggested': id }, words)
  return [Decoration.widget(at, dom, { key: `${id} ${words}`, side: -1, ignoreSelection: true })]
}

function goneAt(at: number, words: string): Decoration[] {
  if (words === '') return []
  const dom = () => element('del', { class: 'vw-suggested-away' }, words)
  return [Decoration.widget(at, dom, { key: `gone ${words}`, side: -1, ignoreSelection: true })]
}
