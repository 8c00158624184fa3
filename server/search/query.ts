import { fold, foldBare } from './folding.ts'

/** One part of what somebody typed, without punctuation, in both ways of writing it. */
interface Token {
  readonly full: string
  readonly bare: string
}

/** What stood between two spaces: `32.3-ZV-2026` has four tokens. */
interface QueryWord {
  readonly tokens: readonly Token[]
  /** Numbers are found as they stand, one part behind the other. */
  readonly isNumber: boolean
}

/** What somebody looks for: every word must be found. */
export type Query = readonly QueryWord[]

export const longestQuery = 200
const mostWords = 12

/** Null as long as too little is typed to look for anything. Whatever FTS5 would take for an operator is punctuation. */
export function readQuery(typed: string): Query | null {
  const words = typed
    .slice(0, longestQuery)
    .split(/\s+/)
    .map((word) => ({ tokens: tokensOf(word), isNumber: /\p{N}/u.test(word) }))
    .filter(({ tokens }) => tokens.length > 0)
    .slice(0, mostWords)
  const letters = words.flatMap(({ tokens }) => tokens.map(({ full }) => full)).join('')
  return letters.length < 2 ? null : words
}

/** A run of letters and digits; a mark belongs to its letter. */
const tokenPattern = /[\p{L}\p{N}\p{M}]+/gu
const softHyphen = '\u00ad'

const tokensOf = (word: string): Token[] =>
  [...word.replaceAll(softHyphen, '').matchAll(tokenPattern)].flatMap(([part]) => {
    if (isPlain(part)) return [{ full: part.toLowerCase(), bare: part.toLowerCase() }]
    const full = fold(part)
    return full === '' ? [] : [{ full, bare: foldBare(part) }]
  })

/** As an expression of FTS5. It holds nothing of what was typed but letters and digits. */
export const matchExpression = (query: Query): string => query.map(wordExpression).join(' AND ')

function wordExpression({ tokens, isNumber }: QueryWord): string {
  if (isNumber) return prefixed(tokens.map(({ full }) => full).join(' '))
  return `(${tokens.map(tokenExpression).join(' AND ')})`
}

const tokenExpression = ({ full, bare }: Token): string =>
  full === bare ? prefixed(full) : `(${prefixed(full)} OR ${prefixed(bare)})`

/** Still being typed, so its end may follow; one letter alone would be the beginning of almost everything. */
const prefixed = (words: string): string => (words.length < 2 ? `"${words}"` : `"${words}" *`)

/** What a text is found by: its words in full, then those that are also written otherwise, and numbers without their
 *  punctuation. */
export function indexedWords(text: string): string {
  const full: string[] = []
  const further = new Set<string>()
  for (const word of text.split(/\s+/)) {
    const plain = plainWord.exec(word)?.[1]
    if (plain) {
      full.push(plain.toLowerCase())
      continue
    }
    const tokens = tokensOf(word)
    for (const token of tokens) {
      full.push(token.full)
      if (token.bare !== token.full) further.add(token.bare)
    }
    if (tokens.length > 1 && /\p{N}/u.test(word)) further.add(tokens.map((token) => token.full).join(''))
  }
  return [...full, ...further].join(' ')
}

/** Most words, with the punctuation around them: they need no folding, which takes a moment. */
const plainWord = /^[("'„»-]*([A-Za-z0-9]+)[.,;:!?)"'“«-]*$/

export interface Segment {
  readonly text: string
  readonly isHit: boolean
}

/** A text with the words that were looked for set apart. */
export function markHits(text: string, query: Query): Segment[] {
  const segments: Segment[] = []
  let end = 0
  for (const { index, word } of hitsIn(text, query)) {
    if (index > end) segments.push({ text: text.slice(end, index), isHit: false })
    segments.push({ text: word, isHit: true })
    end = index + word.length
  }
  if (end < text.length) segments.push({ text: text.slice(end), isHit: false })
  return segments
}

/** The passage of a long text around the first word that was looked for; nothing where none of them stands in it. */
export function passageAround(text: string, query: Query): Segment[] {
  const [first] = hitsIn(text, query)
  if (!first) return []
  const from = startOfPassage(text, first.index)
  const to = endOfPassage(text, from + passageLength)
  const passage = text
    .slice(from, to)
    .trim()
    .replace(/\s*\n\s*/g, ' · ')
  const before = from > 0 ? [{ text: '… ', isHit: false }] : []
  const after = to < text.length ? [{ text: ' …', isHit: false }] : []
  return [...before, ...markHits(passage, query), ...after]
}

const passageLength = 180
const wordsBefore = 60

/** At the beginning of a word. */
function startOfPassage(text: string, hit: number): number {
  if (hit <= wordsBefore) return 0
  const space = text.slice(hit - wordsBefore, hit).search(/\s/)
  return space < 0 ? hit : hit - wordsBefore + space + 1
}

function endOfPassage(text: string, wanted: number): number {
  if (wanted >= text.length) return text.length
  const space = text.slice(wanted).search(/\s/)
  return space < 0 || space > wordsBefore ? wanted : wanted + space
}

function* hitsIn(text: string, query: Query): Generator<{ readonly index: number; readonly word: string }> {
  const wanted = query.flatMap(({ tokens }) => tokens)
  for (const { 0: word, index } of text.matchAll(tokenPattern)) {
    const ways = isPlain(word) ? [word.toLowerCase()] : [fold(word), foldBare(word)]
    const isHit = wanted.some(({ full, bare }) => ways.some((way) => isFound(way, full) || isFound(way, bare)))
    if (isHit) yield { index, word }
  }
}

const isFound = (word: string, wanted: string): boolean =>
  wanted.length < 2 ? word === wanted : word.startsWith(wanted)

/** Almost every word is, and folding takes a moment. */
const isPlain = (word: string): boolean => /^[A-Za-z0-9]+$/.test(word)

/** Whether every word stands in the text, for texts that are too few for an index. */
export function holdsAll(text: string, query: Query): boolean {
  const words = ` ${indexedWords(text)} `
  const holds = (part: string) => words.includes(part.length < 2 ? ` ${part} ` : ` ${part}`)
  return query.every(({ tokens, isNumber }) =>
    isNumber
      ? holds(tokens.map(({ full }) => full).join(' '))
      : tokens.every(({ full, bare }) => holds(full) || holds(bare)),
  )
}
