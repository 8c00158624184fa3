/** What stands before the items of a list, and how far they are set in. */
import type { List } from '../blocks/blocks.ts'
import { measureText } from '../pdf/fonts.ts'
import { markedStyle, type Setting } from './layout-style.ts'

/** How many lists with dots, and with numbers, stand around a list. */
export interface ListDepth {
  readonly bullets: number
  readonly numbers: number
}

/** Dots and dashes in turn, numbers and letters in turn. */
export function labelOf(list: List, index: number, { bullets, numbers }: ListDepth): string {
  if (!list.ordered) return bullets % 2 === 0 ? '•' : '–'
  return numbers % 2 === 0 ? `${index + 1}.` : `${letters(index)}.`
}

/** Room for the widest label of the list and a blank. */
export function indentPt(list: List, depth: ListDepth, setting: Setting): number {
  const { style } = markedStyle(setting, [])
  const widest = list.items.reduce((max, _, index) => Math.max(max, measureText(labelOf(list, index, depth), style)), 0)
  return Math.max(setting.sizePt * 1.45, widest + setting.sizePt * 0.5)
}

/** a … z, aa, ab … */
function letters(index: number): string {
  const last = String.fromCharCode(97 + (index % 26))
  return index < 26 ? last : letters(Math.floor(index / 26) - 1) + last
}

/** Beside less room than this a text is set below its label, not beside it. */
export const leastTextPt = (setting: Setting): number => setting.sizePt * 5
