import type { Node as ProseNode } from 'prosemirror-model'
import type { Transaction } from 'prosemirror-state'

/** Counts letters, for equal copies do not prove that nothing was lost. Each typist has letters of her own; none of them
 *  stands in the text that they begin with. */

const ranges = [
  [0x100, 0x2af], // Latin
  [0x400, 0x52f], // Cyrillic
  [0x1d00, 0x1dbf], // phonetic
  [0x1e00, 0x1eff], // Latin once more
  [0x2190, 0x22ff], // arrows and signs of mathematics
  [0x2500, 0x257f], // lines
] as const

/** The letters that are counted: those that can be printed, so that a text of them is settled like any other, and that
 *  German text does not use. */
export const countedLetters: string = ranges
  .flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, index) => String.fromCharCode(first + index)),
  )
  .filter((letter) => /^[\p{L}\p{S}]$/u.test(letter))
  .join('')

/** The letters of the typist with this number among so many in one text. */
export function lettersOf(number: number, typists: number): string {
  const share = Math.floor(countedLetters.length / typists)
  return countedLetters.slice(number * share, (number + 1) * share)
}

/** How often each letter stands somewhere. */
export type Tally = Map<string, number>

const isCounted = new Set(countedLetters)

export function tallyOf(text: string, tally: Tally = new Map()): Tally {
  for (const letter of text) if (isCounted.has(letter)) tally.set(letter, (tally.get(letter) ?? 0) + 1)
  return tally
}

export interface Account {
  /** Letters of her own that she typed or pasted, or brought back by undoing. */
  readonly typed: Tally
  /** Letters of others that she brought back by undoing: she may never have seen them go, since what she deletes takes
   *  along what comes into it meanwhile. */
  readonly restored: Tally
  /** What was deleted by somebody who had it before her. */
  readonly erased: Tally
}

export const openAccount = (): Account => ({ typed: new Map(), restored: new Map(), erased: new Map() })

/** Enters what somebody did herself. */
export function enterOwn({ typed, restored, erased }: Account, tr: Transaction, letters: string): void {
  tr.steps.forEach((step, index) => {
    const before = tr.docs[index] ?? tr.doc
    const after = tr.docs[index + 1] ?? tr.doc
    const change: Tally = new Map()
    step.getMap().forEach((oldStart, oldEnd, newStart, newEnd) => {
      add(change, tallyOf(textOf(after, newStart, newEnd)), 1)
      add(change, tallyOf(textOf(before, oldStart, oldEnd)), -1)
    })
    for (const [letter, count] of change) {
      const came = letters.includes(letter) ? typed : restored
      if (count > 0) add(came, new Map([[letter, count]]), 1)
      if (count < 0) add(erased, new Map([[letter, -count]]), 1)
    }
  })
}

const textOf = (doc: ProseNode, from: number, to: number): string => (to > from ? doc.textBetween(from, to, ' ') : '')

function add(sum: Tally, tally: ReadonlyMap<string, number>, factor: number): void {
  for (const [letter, count] of tally) sum.set(letter, (sum.get(letter) ?? 0) + factor * count)
}

/** As it goes from process to process. */
export type PlainAccount = Readonly<Record<keyof Account, readonly (readonly [string, number])[]>>

export const plainOf = ({ typed, restored, erased }: Account): PlainAccount => ({
  typed: [...typed],
  restored: [...restored],
  erased: [...erased],
})

export const accountFrom = ({ typed, restored, erased }: PlainAccount): Account => ({
  typed: new Map(typed),
  restored: new Map(restored),
  erased: new Map(erased),
})

export function addAccount(sum: Account, { typed, restored, erased }: Account): void {
  add(sum.typed, typed, 1)
  add(sum.restored, restored, 1)
  add(sum.erased, erased, 1)
}

export interface Verdict {
  readonly typed: number
  readonly inText: number
  readonly unplaced: number
  readonly erased: number
  /** Neither in the text nor unplaced, and deleted by nobody who had it before her. */
  readonly lost: number
  /** More often in the text than it was typed and brought back. */
  readonly twice: number
  /** In the text, and yet offered once more as unplaced. */
  readonly offeredTwice: number
}

export function judge(account: Account, text: string, unplaced: string): Verdict {
  const [inText, offered] = [tallyOf(text), tallyOf(unplaced)]
  const sums = { lost: 0, twice: 0, offeredTwice: 0 }
  for (const letter of countedLetters) {
    const count = (tally: Tally) => tally.get(letter) ?? 0
    const [typed, stands, waits] = [count(account.typed), count(inText), count(offered)]
    const most = typed + count(account.restored)
    sums.lost += Math.max(0, typed - stands - waits - count(account.erased))
    sums.twice += Math.max(0, stands - most)
    sums.offeredTwice += Math.max(0, Math.min(stands, most) + waits - most)
  }
  return {
    typed: total(account.typed),
    inText: total(inText),
    unplaced: total(offered),
    erased: total(account.erased),
    ...sums,
  }
}

const total = (tally: Tally): number => [...tally.values()].reduce((sum, count) => sum + count, 0)

/** What came into the text, between two states of it; looks only at blocks that differ. */
export function arrivedBetween(before: ProseNode, after: ProseNode): Tally {
  const change: Tally = new Map()
  if (before === after) return change
  const [old, now] = [new Set(before.children), new Set(after.children)]
  for (const block of after.children) if (!old.has(block)) tallyOf(block.textContent, change)
  const gone: Tally = new Map()
  for (const block of before.children) if (!now.has(block)) tallyOf(block.textContent, gone)
  add(change, gone, -1)
  for (const [letter, count] of change) if (count <= 0) change.delete(letter)
  return change
}
