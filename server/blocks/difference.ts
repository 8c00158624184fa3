import type { Block, Inline, Row } from './blocks.ts'
import { commonSubsequence } from './common-subsequence.ts'
import { plainText } from './plain-text.ts'

export interface Word {
  readonly kind: 'same' | 'added' | 'removed'
  readonly text: string
}

export interface BlockChange {
  readonly change: 'same' | 'added' | 'removed' | 'changed'
  readonly before?: Block
  readonly after?: Block
  /** Only for `changed`: in order, the same and the removed make up the text before, the same and the added the text
   *  after. List items are parted by line ends, cells by tabs. A word whose form alone changed (bold, link) counts as
   *  removed and added; where all words are the same, the kind of block or the shape of a list or table changed. */
  readonly words?: readonly Word[]
}

/** What changed from one text to the next, in reading order: blocks that stay, come and go, and inside those that were
 *  altered the words. Nothing that changes a block is called `same`. */
export function compareBlocks(before: readonly Block[], after: readonly Block[]): BlockChange[] {
  const kept = commonSubsequence(before.map(fingerprint), after.map(fingerprint))
  const changes: BlockChange[] = []
  let x = 0
  let y = 0
  for (const [sameX, sameY] of [...kept, [before.length, after.length] as const]) {
    for (const change of alignBlocks(before.slice(x, sameX), after.slice(y, sameY))) changes.push(change)
    const [old, current] = [before[sameX], after[sameY]]
    if (old && current) changes.push({ change: 'same', before: old, after: current })
    x = sameX + 1
    y = sameY + 1
  }
  return changes
}

const fingerprint = (block: Block): string => JSON.stringify(block)

/** Above so many pairs blocks are compared in turn instead of each with each. */
const maxPairs = 2500

/** Below this share of common words a block is a new one, not the old one altered. */
const altered = 0.35

/** Pairs old and new blocks that resemble each other, keeping the order of both. */
function alignBlocks(removed: readonly Block[], added: readonly Block[]): BlockChange[] {
  const changes: BlockChange[] = []
  let x = 0
  let y = 0
  for (const [pairX, pairY] of [...pairAlike(removed, added), [removed.length, added.length] as const]) {
    for (const block of removed.slice(x, pairX)) changes.push({ change: 'removed', before: block })
    for (const block of added.slice(y, pairY)) changes.push({ change: 'added', after: block })
    const [old, current] = [removed[pairX], added[pairY]]
    if (old && current)
      changes.push({ change: 'changed', before: old, after: current, words: compareWords(old, current) })
    x = pairX + 1
    y = pairY + 1
  }
  return changes
}

function pairAlike(removed: readonly Block[], added: readonly Block[]): [number, number][] {
  const old = removed.map(wordCounts)
  const current = added.map(wordCounts)
  if (old.length * current.length > maxPairs) {
    return old.flatMap((words, index): [number, number][] => {
      const other = current[index]
      return other && likeness(words, other) >= altered ? [[index, index]] : []
    })
  }
  const alike = old.map((words) => current.map((other) => likeness(words, other)))
  /** `best[x][y]`: the most likeness that pairs of blocks from x and y on can have. */
  const best = Array.from({ length: old.length + 1 }, () => new Float64Array(current.length + 1))
  const bestAt = (x: number, y: number) => best[x]?.[y] ?? 0
  const paired = (x: number, y: number) => {
    const share = alike[x]?.[y] ?? 0
    return share >= altered ? share + bestAt(x + 1, y + 1) : -1
  }
  for (let x = old.length - 1; x >= 0; x--) {
    for (let y = current.length - 1; y >= 0; y--) {
      best[x]?.fill(Math.max(bestAt(x + 1, y), bestAt(x, y + 1), paired(x, y)), y, y + 1)
    }
  }
  const pairs: [number, number][] = []
  for (let x = 0, y = 0; x < old.length && y < current.length; ) {
    if (paired(x, y) === bestAt(x, y)) pairs.push([x++, y++])
    else if (bestAt(x + 1, y) === bestAt(x, y)) x++
    else y++
  }
  return pairs
}

interface WordCounts {
  readonly counts: ReadonlyMap<string, number>
  readonly total: number
}

function wordCounts(block: Block): WordCounts {
  const counts = new Map<string, number>()
  const words = plainText([block]).match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return { counts, total: words.length }
}

/** Share of words that two blocks have in common, 0 to 1. */
function likeness(one: WordCounts, other: WordCounts): number {
  if (one.total + other.total === 0) return 1
  const [few, many] = one.counts.size < other.counts.size ? [one, other] : [other, one]
  let common = 0
  for (const [word, count] of few.counts) common += Math.min(count, many.counts.get(word) ?? 0)
  return (2 * common) / (one.total + other.total)
}

interface Token {
  readonly text: string
  /** Text and form: tokens with the same key are the same word. */
  readonly key: string
}

function compareWords(before: Block, after: Block): Word[] {
  const old = blockTokens(before)
  const current = blockTokens(after)
  const keyOf = ({ key }: Token) => key
  const kept = commonSubsequence(old.map(keyOf), current.map(keyOf))
  const words: Word[] = []
  let x = 0
  let y = 0
  for (const [sameX, sameY] of [...kept, [old.length, current.length] as const]) {
    words.push({ kind: 'removed', text: joined(old.slice(x, sameX)) })
    words.push({ kind: 'added', text: joined(current.slice(y, sameY)) })
    words.push({ kind: 'same', text: old[sameX]?.text ?? '' })
    x = sameX + 1
    y = sameY + 1
  }
  return readable(words.filter((word) => word.text !== ''))
}

const joined = (tokens: readonly Token[]): string => tokens.map((token) => token.text).join('')

/** Neighbours of one kind joined, and no lone space kept between two changes: "ein Jahr → zwei Wochen" is one change. */
function readable(words: readonly Word[]): Word[] {
  const result: Word[] = []
  let removed = ''
  let added = ''
  let between = ''
  const pushSame = (text: string) => {
    const last = result.at(-1)
    if (last?.kind === 'same') result[result.length - 1] = { kind: 'same', text: last.text + text }
    else if (text) result.push({ kind: 'same', text })
  }
  const endChange = () => {
    const trailing = removed.endsWith(' ') && added.endsWith(' ') ? ' ' : ''
    if (trailing) {
      removed = removed.slice(0, -1)
      added = added.slice(0, -1)
    }
    if (removed) result.push({ kind: 'removed', text: removed })
    if (added) result.push({ kind: 'added', text: added })
    pushSame(trailing)
    removed = ''
    added = ''
  }
  for (const { kind, text } of words) {
    if (kind === 'same') {
      if ((removed || added) && /^ $/.test(text) && !between) {
        between = text
        continue
      }
      endChange()
      pushSame(between + text)
      between = ''
      continue
    }
    removed += between + (kind === 'removed' ? text : '')
    added += between + (kind === 'added' ? text : '')
    between = ''
  }
  endChange()
  if (between) pushSame(between)
  return result
}

function blockTokens(block: Block): Token[] {
  switch (block.type) {
    case 'heading':
    case 'paragraph':
      return inlineTokens(block.content)
    case 'list':
      return parted(
        block.items.map((item) => blocksTokens(item.blocks)),
        '\n',
      )
    case 'quote':
      return blocksTokens(block.blocks)
    case 'table': {
      const caption = block.caption ? [inlineTokens(block.caption)] : []
      return parted([...caption, ...[...block.head, ...block.body].map(rowTokens)], '\n')
    }
    default:
      return textTokens(plainText([block]), '')
  }
}

function blocksTokens(blocks: readonly Block[]): Token[] {
  return parted(blocks.map(blockTokens), '\n')
}

function rowTokens(row: Row): Token[] {
  return parted(
    row.cells.map((cell) => blocksTokens(cell.blocks)),
    '\t',
  )
}

function inlineTokens(inlines: readonly Inline[]): Token[] {
  return inlines.flatMap((inline) => {
    if (inline.type === 'break') return [separator('\n')]
    if (inline.type === 'gap') return [{ text: `[${inline.label}]`, key: `gap ${inline.path}` }]
    return textTokens(inline.text, `${(inline.marks ?? []).join()} ${inline.href ?? ''}`)
  })
}

/** Words, numbers with what groups them (14.09.2021, 1.234,56), and every other character by itself. */
function textTokens(text: string, form: string): Token[] {
  const words = text.match(/\p{N}+(?:[.,:/]\p{N}+)*|[\p{L}\p{M}\p{N}]+|./gsu) ?? []
  return words.map((word) => ({ text: word, key: word === ' ' ? ' ' : `${form} ${word}` }))
}

function parted(parts: readonly (readonly Token[])[], by: '\n' | '\t'): Token[] {
  return parts.flatMap((part, index) => (index > 0 ? [separator(by), ...part] : part))
}

/** No word can have this key: a key of words begins with its form and a space. */
const separator = (text: '\n' | '\t'): Token => ({ text, key: text })
