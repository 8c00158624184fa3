import type { Node as ProseNode } from 'prosemirror-model'
import { Plugin, PluginKey } from 'prosemirror-state'
import { Decoration, DecorationSet, type EditorView } from 'prosemirror-view'
import type { Passage } from './live-editors.ts'

interface ShownPassages {
  readonly name: string
  readonly passages: readonly Passage[]
}

export const passagesKey = new PluginKey<ReadonlyMap<string, DecorationSet>>('passages')

/** Shows passages, in place of those shown under the same name before. */
export function showPassages(view: EditorView, name: string, passages: readonly Passage[]): void {
  view.dispatch(view.state.tr.setMeta(passagesKey, { name, passages } satisfies ShownPassages))
}

/** Passages go along with the text. */
export const passagesPlugin = (): Plugin =>
  new Plugin<ReadonlyMap<string, DecorationSet>>({
    key: passagesKey,
    state: {
      init: () => new Map(),
      apply(transaction, shown) {
        const next: ShownPassages | undefined = transaction.getMeta(passagesKey)
        if (!transaction.docChanged && !next) return shown
        const moved = [...shown].map(([name, set]) => [name, set.map(transaction.mapping, transaction.doc)] as const)
        return new Map([...moved, ...(next ? [[next.name, setOf(next, transaction.doc)] as const] : [])])
      },
    },
    props: {
      decorations(state) {
        const sets = [...(passagesKey.getState(state)?.values() ?? [])]
        return DecorationSet.create(
          state.doc,
          sets.flatMap((set) => set.find()),
        )
      },
    },
  })

function setOf({ passages }: ShownPassages, doc: ProseNode): DecorationSet {
  const fitting = passages.filter(({ from, to }) => from < to && to <= doc.content.size)
  return DecorationSet.create(
    doc,
    fitting.map(({ id, from, to, class: name }) => Decoration.inline(from, to, { class: name, 'data-passage': id })),
  )
}
