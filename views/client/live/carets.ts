import { Plugin, PluginKey } from 'prosemirror-state'
import { Step } from 'prosemirror-transform'
import { Decoration, DecorationSet } from 'prosemirror-view'
import { richSchema } from '../../../server/blocks/schema.ts'
import type { Person } from '../../../server/writing/protocol.ts'
import type { StoredCommit } from '../../../server/writing/writing.ts'
import { element } from '../element.ts'
import type { LiveEditor } from './live-editors.ts'
import { colourOf, initials } from './people.ts'

interface Caret {
  readonly person: Person
  /** As the text stands here now. */
  readonly from: number
  readonly to: number
}

interface Shown {
  readonly decorations: DecorationSet
  /** What they were made of; empty where some of them are gone with their text. */
  readonly what: string
}

const caretsKey = new PluginKey<Shown>('carets')

const whatOf = (carets: readonly Caret[]): string => JSON.stringify(carets.map(({ person }) => person))

/** Shows where these people's carets stand in a text and what they have selected, and nobody else's. Screen readers learn
 *  of people in the bar instead. */
export function showCarets(editor: LiveEditor, people: readonly Person[]): void {
  const view = editor.view()
  if (!view) return
  const carets = people.flatMap((person): Caret[] => {
    const { at } = person
    if (!at || !('version' in at) || at.place !== editor.place) return []
    const mapping = editor.mapFrom(at.version)
    return mapping ? [{ person, from: mapping.map(at.from, -1), to: mapping.map(at.to, -1) }] : []
  })
  // Drawing anew gives the text the selection that the editor knows: one made this very moment would be lost.
  if (caretsKey.getState(view.state)?.what !== whatOf(carets)) view.dispatch(view.state.tr.setMeta(caretsKey, carets))
  if (carets.length > 0) turnFlags(view.dom)
}

const flagPx = 160

/** At the right edge a flag flies to the left. */
function turnFlags(text: HTMLElement): void {
  const { right } = text.getBoundingClientRect()
  for (const caret of text.querySelectorAll('.vw-caret')) {
    caret.classList.toggle('vw-caret--left', caret.getBoundingClientRect().left > right - flagPx)
  }
}

/** Carets go along with the text. */
export const caretsPlugin = (): Plugin =>
  new Plugin<Shown>({
    key: caretsKey,
    state: {
      init: () => ({ decorations: DecorationSet.empty, what: whatOf([]) }),
      apply(transaction, shown) {
        const carets: readonly Caret[] | undefined = transaction.getMeta(caretsKey)
        if (carets) {
          const made = carets.flatMap(decorationsOf)
          return { decorations: DecorationSet.create(transaction.doc, made), what: whatOf(carets) }
        }
        if (!transaction.docChanged) return shown
        const decorations = shown.decorations.map(transaction.mapping, transaction.doc)
        const areThere = decorations.find().length === shown.decorations.find().length
        return { decorations, what: areThere ? shown.what : '' }
      },
    },
    props: { decorations: (state) => caretsKey.getState(state)?.decorations },
  })

function decorationsOf({ person: { client, userId, name, at }, from, to }: Caret): Decoration[] {
  const colour = `vw-person--${colourOf(userId)}`
  const names = { 'data-name': name, 'data-initials': initials(name) }
  const flag = () => element('span', { class: `vw-caret ${colour}`, ...names, 'aria-hidden': 'true' })
  const caret = Decoration.widget(to, flag, { key: `${client} ${JSON.stringify(at)}`, side: -1, ignoreSelection: true })
  return from < to ? [Decoration.inline(from, to, { class: `vw-selected ${colour}` }), caret] : [caret]
}

/** Whoever writes has her caret behind what she wrote; she tells so herself only a moment later. */
export function movedBy({ by, version, change }: StoredCommit, people: readonly Person[]): readonly Person[] {
  if (change.kind !== 'text') return people
  const { place, steps } = change
  const writers = people.filter(({ userId, at }) => userId === by && at?.place === place)
  const last = steps.at(-1)
  if (writers.length !== 1 || !last) return people
  let end: number | null = null
  Step.fromJSON(richSchema, last)
    .getMap()
    .forEach((_from, _to, _newFrom, newTo) => {
      end = newTo
    })
  if (end === null) return people
  const at = { place, version, from: end, to: end }
  return people.map((person) => (person === writers[0] ? { ...person, at } : person))
}
