import {
  chainCommands,
  createParagraphNear,
  joinBackward,
  liftEmptyBlock,
  setBlockType,
  splitBlock,
} from 'prosemirror-commands'
import { undo } from 'prosemirror-history'
import { Fragment, type Node as ProseNode, Slice } from 'prosemirror-model'
import { liftListItem, splitListItem, wrapInList } from 'prosemirror-schema-list'
import { type Command, type EditorState, TextSelection, type Transaction } from 'prosemirror-state'
import { richSchema } from '../../server/blocks/schema.ts'

/** What a person does to a text, one key or one command at a time; the same for every engine that is measured. */

/** An editor without a window: whatever engine stands behind it. */
export interface Editing {
  readonly state: EditorState
  dispatch(tr: Transaction): void
}

export type Random = () => number

/** Between 0 and 1, the same for the same seed (mulberry32). */
export function randomOf(seed: number): Random {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export interface Keys {
  /** Does the next thing; returns the letter where it was a single one. */
  press(editing: Editing): string | null
}

const { nodes, marks } = richSchema

interface Hand {
  readonly random: Random
  readonly nextLetter: () => string
}

interface Habit {
  /** So many of a hundred presses; what is left over are letters. */
  readonly share: number
  act(editing: Editing, hand: Hand): void
}

const run =
  (command: Command) =>
  ({ state, dispatch }: Editing): void => {
    command(state, dispatch)
  }

const habits: readonly Habit[] = [
  { share: 14, act: ({ state, dispatch }) => dispatch(state.tr.insertText(' ')) },
  { share: 6, act: run((state, dispatch) => eraseBefore(state, dispatch)) },
  { share: 3, act: run((state, dispatch) => enter(state, dispatch)) },
  { share: 2, act: run((state, dispatch) => makeBold(state, dispatch)) },
  { share: 2, act: (editing, { random }) => moveTo(editing, random()) },
  { share: 1, act: run(chainCommands(liftListItem(nodes.list_item), wrapInList(nodes.bullet_list))) },
  { share: 1, act: run((state, dispatch) => turnHeading(state, dispatch)) },
  { share: 1, act: paste },
  // Does nothing in an engine with another history.
  { share: 1, act: run(undo) },
  { share: 0.2, act: run((state, dispatch) => deleteBlock(state, dispatch)) },
]

/** A person who types letters of her own only, in the order of `letters` and again from the start, so that each tells who
 *  typed it. */
export function keysOf({ random, letters }: { readonly random: Random; readonly letters: string }): Keys {
  let typed = 0
  const hand: Hand = { random, nextLetter: () => letters[typed++ % letters.length] ?? '' }
  return {
    press(editing) {
      const habit = chooseHabit(random)
      if (habit) {
        habit.act(editing, hand)
        return null
      }
      const letter = hand.nextLetter()
      editing.dispatch(editing.state.tr.insertText(letter))
      return letter
    },
  }
}

function chooseHabit(random: Random): Habit | null {
  let drawn = random() * 100
  for (const habit of habits) {
    drawn -= habit.share
    if (drawn < 0) return habit
  }
  return null
}

function paste({ state, dispatch }: Editing, { nextLetter }: Hand): void {
  const paragraph = () => nodes.paragraph.create(null, richSchema.text(`${nextLetter()} ${nextLetter()}`))
  dispatch(state.tr.replaceSelection(new Slice(Fragment.from([paragraph(), paragraph()]), 1, 1)))
}

/** Puts the caret into the text block that lies this far down, 0 to 1, at its end. */
export function moveTo({ state, dispatch }: Editing, share: number): void {
  dispatch(state.tr.setSelection(TextSelection.create(state.doc, endOfBlock(state.doc, share))))
}

export function endOfBlock(doc: ProseNode, share: number): number {
  const ends: number[] = []
  doc.descendants((node, position) => {
    if (node.isTextblock) ends.push(position + 1 + node.content.size)
    return !node.isTextblock
  })
  return ends[Math.floor(share * ends.length)] ?? 1
}

const eraseBefore: Command = (state, dispatch) => {
  const { $from, from, empty } = state.selection
  if (!empty) {
    dispatch?.(state.tr.deleteSelection())
    return true
  }
  if ($from.parentOffset === 0) return joinBackward(state, dispatch)
  dispatch?.(state.tr.delete(from - 1, from))
  return true
}

export const enter: Command = chainCommands(
  splitListItem(nodes.list_item),
  createParagraphNear,
  liftEmptyBlock,
  splitBlock,
)

const turnHeading: Command = (state, dispatch) => {
  const isHeading = state.selection.$from.parent.type === nodes.heading
  return isHeading
    ? setBlockType(nodes.paragraph)(state, dispatch)
    : setBlockType(nodes.heading, { level: 3 })(state, dispatch)
}

/** Whoever types in it now has bad luck. */
const deleteBlock: Command = (state, dispatch) => {
  const { $from } = state.selection
  if (state.doc.childCount < 3) return false
  dispatch?.(state.tr.delete($from.before(1), $from.after(1)))
  return true
}

/** The last letters before the caret, as people mark a word they have just typed. */
const makeBold: Command = (state, dispatch) => {
  const { $from, from } = state.selection
  const length = Math.min(6, $from.parentOffset)
  if (length === 0) return false
  dispatch?.(state.tr.addMark(from - length, from, marks.strong.create()))
  return true
}
