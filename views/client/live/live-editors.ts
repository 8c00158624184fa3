import { TextSelection } from 'prosemirror-state'
import type { Mapping } from 'prosemirror-transform'
import type { EditorView } from 'prosemirror-view'
import type { Person } from '../../../server/writing/protocol.ts'
import { mapFrom, mapToConfirmed } from '../../../server/writing/replica.ts'
import type { Anchor, Place } from '../../../server/writing/writing.ts'
import type { LiveText } from './live-text.ts'
import { showPassages } from './passages.ts'

/** The shared texts of a page, for whatever is shown in them. */
export interface LiveEditors {
  at(place: Place): LiveEditor | null
  all(): readonly LiveEditor[]
}

export interface LiveEditor {
  readonly place: Place
  /** Null while its field is not on the page. */
  view(): EditorView | null
  /** From the text of a version to the text as it stands here now; null where the version is too old, or to come yet. */
  mapFrom(version: number): Mapping | null
  /** A passage of the text here, as it stood in the newest version that all have; null where all of it is newer. */
  anchorOf(from: number, to: number): Anchor | null
  /** The same for what is selected; where the caret only stands, both ends are one. Undefined while something typed here
   *  is not known to all. */
  caret(): Person['at'] | undefined
  /** Selects a passage of the text here and shows it. */
  select(from: number, to: number): void
  /** Shows passages (positions as here now) in place of those shown under the same name before; they go along with the
   *  text. */
  showPassages(name: string, passages: readonly Passage[]): void
  /** Puts HTML of the rich subset in where the caret stands, or at the end where it never stood; false where that is not
   *  possible. */
  insert(html: string): boolean
}

/** A piece of the text that is shown in a way of its own. */
export interface Passage {
  readonly from: number
  readonly to: number
  readonly class: string
  /** Becomes `data-passage`. */
  readonly id: string
}

export function editorOf(text: LiveText): LiveEditor {
  const { place, view, insert } = text
  return {
    place,
    view,
    insert,
    mapFrom: (version) => mapFrom(text.replica(), version),
    anchorOf(from, to) {
      const mapping = mapToConfirmed(text.replica())
      const anchor = { place, version: text.replica().version, from: mapping.map(from, 1), to: mapping.map(to, -1) }
      return anchor.from < anchor.to ? anchor : null
    },
    caret() {
      const { version, unconfirmed } = text.replica()
      const selection = view()?.state.selection
      if (!selection) return null
      return unconfirmed.length > 0 ? undefined : { place, version, from: selection.from, to: selection.to }
    },
    select(from, to) {
      const shown = view()
      if (!shown) return
      const { doc, tr } = shown.state
      shown.dispatch(tr.setSelection(TextSelection.between(doc.resolve(from), doc.resolve(to))).scrollIntoView())
      shown.focus()
    },
    showPassages(name, passages) {
      const shown = view()
      if (shown) showPassages(shown, name, passages)
    },
  }
}
