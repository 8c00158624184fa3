/** Inline runs to lines: greedy, ragged right. Knows nothing of pages, blocks or structure. */
import type { Inline } from '../blocks/blocks.ts'
import { measureText } from '../pdf/fonts.ts'
import type { Color, TextStyle } from '../pdf/pdf.ts'
import { colors, markedStyle, type Setting } from './layout-style.ts'

/** One link, however many fragments it has: two with the same address are two objects. */
export interface Link {
  readonly href: string
}

/** How a run looks; runs that share one look object may be joined. */
export interface Look {
  readonly style: TextStyle
  readonly risePt: number
  readonly underlined: boolean
  readonly gap: boolean
  readonly color?: Color
  readonly link?: Link
}

interface Part {
  readonly text: string
  readonly look: Look
  readonly widthPt: number
}

/** What a line never breaks inside, unless it is wider than the line. */
export interface Word {
  readonly parts: readonly Part[]
  readonly widthPt: number
  readonly after: After
  /** What `after` puts between this word and the next on the same line: a blank or nothing. */
  readonly blank: Part | null
}

/** What stands between a word and the next: a blank, nothing but a place to break, a soft hyphen, a forced new line. */
type After = 'space' | 'nothing' | 'hyphen' | 'newLine'

/** Words of one look on one line. */
export interface Fragment {
  readonly text: string
  readonly look: Look
  /** From the start of the line. */
  readonly xPt: number
  /** Without a blank at the line's end. */
  readonly widthPt: number
}

/** One line; `widthPt` without the blank at its end. */
export interface Line {
  readonly fragments: readonly Fragment[]
  readonly widthPt: number
}

const strength: Record<After, number> = { nothing: 0, hyphen: 0, space: 1, newLine: 2 }
const softHyphen = '\u00ad'
const zeroWidthSpace = '\u200b'
/** Stands for a blank that does not break while words are found. */
const boundBlank = '\u0001'
const months = 'Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember'
/** The blank first, for looking back at every letter takes long. */
const blanksBound = new RegExp(
  [
    String.raw` (?=\d|[a-zäöüA-ZÄÖÜ]\.)(?<=\b(?:Abs|Art|Nr|Buchst|Seite|Satz|Ziffer|z|d|i|u|e)\.? )`,
    String.raw` (?=\d)(?<=§ ? )`,
    String.raw` (?=[€%‰°])(?<=\d )`,
    String.raw` (?=${months})(?<=\b\d{1,2}\. )`,
  ].join('|'),
  'gu',
)
const pieces = /[ \t\r\n\f\v\u2028\u2029]+|\u00ad+|\u200b+|[^ \t\r\n\f\v\u2028\u2029\u00ad\u200b]+/g
const afterHyphen = /(?<=\p{L}{2}[-\u2010])(?=\p{L}{2})/u
const afterHyphenOrSlash = /(?<=\p{L}{2}[-\u2010])(?=\p{L}{2})|(?<=\/)(?!\/)(?=.)/u
const longWordLetters = 24
const clusters = /\P{M}\p{M}*|\p{M}+/gu
const plainWord = /^\P{L}*\p{L}[\p{L}\p{M}]*\P{L}*$/u
/** Where a word wider than its line is best broken. */
const goodBreak = /[-\u2010\u2013/._@?&=,;:+]$/

/** The words of a text in this setting, measured. */
export function wordsOf(content: readonly Inline[], setting: Setting): Word[] {
  const { words, add, end, finish } = openText()
  const looks = looksOf(setting)
  for (const inline of content) {
    if (inline.type === 'break') {
      end('newLine')
      continue
    }
    const look = looks(inline)
    const blank = partOf(' ', look)
    const text = inline.type === 'gap' ? `[${inline.label} fehlt]` : inline.text
    for (const piece of text.replace(blanksBound, boundBlank).match(pieces) ?? []) {
      if (piece.startsWith(softHyphen)) end('hyphen')
      else if (piece.startsWith(zeroWidthSpace)) end('nothing')
      else if (/^\s/.test(piece)) end('space', blank)
      else {
        for (const [index, syllable] of breakable(piece).entries()) {
          if (index > 0) end('nothing')
          add(partOf(syllable.replaceAll(boundBlank, ' '), look))
        }
      }
    }
  }
  finish()
  return words
}

function breakable(word: string): string[] {
  if (word.length > longWordLetters) return word.split(afterHyphenOrSlash)
  return word.includes('-') || word.includes('\u2010') ? word.split(afterHyphen) : [word]
}

/** Words while they are found: of two breaks that follow each other without a word between them the stronger one counts,
 *  but every forced new line after the first makes an empty line. */
function openText() {
  const words: Word[] = []
  let parts: Part[] = []
  const end = (after: After, blank: Part | null = null) => {
    const last = words.at(-1)
    if (parts.length > 0) words.push({ parts, widthPt: widthOf(parts), after, blank })
    else if (last && last.after !== 'newLine') {
      if (strength[after] > strength[last.after]) words[words.length - 1] = { ...last, after, blank }
    } else if (after === 'newLine') words.push({ parts, widthPt: 0, after, blank })
    parts = []
  }
  const finish = () => {
    if (parts.length > 0) end('newLine')
  }
  return { words, end, finish, add: (part: Part) => parts.push(part) }
}

/** Width of the widest word and of the text on as few lines as it allows. */
export function wordWidths(words: readonly Word[]): { minPt: number; maxPt: number } {
  let minPt = 0
  let maxPt = 0
  let linePt = 0
  for (const word of words) {
    minPt = Math.max(minPt, word.widthPt + hyphenPt(word))
    linePt += word.widthPt
    maxPt = Math.max(maxPt, linePt)
    linePt = word.after === 'newLine' ? 0 : linePt + (word.blank?.widthPt ?? 0)
  }
  return { minPt, maxPt }
}

/** Lines no wider than `widthPt`; words wider than a line are broken between letters. Every line but a text's last ends
 *  in the blank it was broken at, or in the soft hyphen, so that the words can be read out of the PDF again. */
export function breakLines(words: readonly Word[], widthPt: number): Line[] {
  const lines: Line[] = []
  const rest = [...words].reverse()
  while (rest.length > 0) {
    const line = takeLine(rest, widthPt)
    lines.push(joinWords(line, rest.length === 0))
  }
  return lines
}

/** Takes one line's words from the end of `rest`. */
function takeLine(rest: Word[], widthPt: number): Word[] {
  const limitPt = widthPt + 0.01
  const taken: Word[] = []
  let linePt = 0
  let fitting = 0
  for (let next = rest.at(-1); next; next = rest.at(-1)) {
    if (linePt + next.widthPt > limitPt) break
    linePt += next.widthPt
    taken.push(next)
    rest.pop()
    if (linePt + hyphenPt(next) <= limitPt) fitting = taken.length
    if (next.after === 'newLine') return taken
    linePt += next.blank?.widthPt ?? 0
  }
  if (rest.length === 0) fitting = taken.length
  while (taken.length > fitting) {
    const back = taken.pop()
    if (back) rest.push(back)
  }
  if (taken.length > 0) return taken
  const wide = rest.pop()
  if (!wide) return []
  const [first, ...others] = splitWide(wide, limitPt)
  rest.push(...others.reverse())
  return first ? [first] : []
}

/** A word in pieces that each fit the line, at least one letter long, however narrow the line. Between letters stands a
 *  hyphen where there is room for it; in addresses and codes it would be read as part of them. */
function splitWide(word: Word, limitPt: number): Word[] {
  const letters = word.parts.flatMap(({ text, look }) =>
    (text.match(clusters) ?? []).map((letter) => partOf(letter, look)),
  )
  const look = letters[0]?.look
  if (!look) return [word]
  const hyphenates = plainWord.test(word.parts.map((part) => part.text).join('')) && limitPt > look.style.sizePt * 2.5
  const hyphen = hyphenates ? measureText(softHyphen, look.style) : hyphenPt(word)
  const split: Word[] = []
  for (let start = 0; start < letters.length; ) {
    const end = splitAt(letters, start, limitPt - hyphen)
    const parts = joinParts(letters.slice(start, end))
    const hyphened = hyphenates && isLetter(letters[end - 1]) && isLetter(letters[end])
    split.push({ parts, widthPt: widthOf(parts), after: hyphened ? 'hyphen' : 'nothing', blank: null })
    start = end
  }
  const last = split.pop()
  if (!last) return [word]
  const after = word.after === 'hyphen' && last.widthPt + hyphen > limitPt ? 'nothing' : word.after
  return [...split, { ...word, parts: last.parts, widthPt: last.widthPt, after }]
}

const isLetter = (part: Part | undefined): boolean => part !== undefined && /^\p{L}/u.test(part.text)

function splitAt(letters: readonly Part[], start: number, limitPt: number): number {
  let end = start
  let linePt = 0
  for (let letter = letters[end]; letter; letter = letters[end]) {
    linePt += letter.widthPt
    if (linePt > limitPt && end > start) break
    end++
  }
  if (end === letters.length) return end
  for (let better = end; better > (start + end) / 2; better--) {
    if (goodBreak.test(letters[better - 1]?.text ?? '')) return better
  }
  return end
}

function joinWords(words: readonly Word[], last: boolean): Line {
  const parts: Part[] = []
  for (const [index, word] of words.entries()) {
    parts.push(...word.parts)
    const after = index < words.length - 1 ? word.blank : last ? null : lineEnd(word)
    if (after) parts.push(after)
  }
  const fragments: Fragment[] = []
  let xPt = 0
  for (const { text, look, widthPt } of joinParts(parts)) {
    fragments.push({ text, look, xPt, widthPt })
    xPt += widthPt
  }
  const end = fragments.at(-1)
  if (!end) return { fragments, widthPt: 0 }
  const blankPt = end.text.endsWith(' ') ? measureText(' ', end.look.style) : 0
  fragments[fragments.length - 1] = { ...end, widthPt: end.widthPt - blankPt }
  return { fragments, widthPt: xPt - blankPt }
}

function lineEnd(word: Word): Part | null {
  const look = word.parts.at(-1)?.look
  if (word.blank || !look) return word.blank
  if (word.after === 'hyphen') return partOf(softHyphen, look)
  return word.after === 'newLine' ? partOf(' ', look) : null
}

/** Neighbours of one look as one. Letters that come together are measured anew, for they may be kerned. */
function joinParts(parts: readonly Part[]): Part[] {
  const joined: { text: string; look: Look; widthPt: number; kerned: boolean }[] = []
  for (const { text, look, widthPt } of parts) {
    const before = joined.at(-1)
    if (before?.look === look) {
      before.kerned ||= text !== ' ' && !before.text.endsWith(' ')
      before.text += text
      before.widthPt += widthPt
    } else joined.push({ text, look, widthPt, kerned: false })
  }
  return joined.map(({ text, look, widthPt, kerned }) => (kerned ? partOf(text, look) : { text, look, widthPt }))
}

function hyphenPt(word: Word): number {
  const look = word.after === 'hyphen' ? word.parts.at(-1)?.look : undefined
  return look ? measureText(softHyphen, look.style) : 0
}

const partOf = (text: string, look: Look): Part => ({ text, look, widthPt: measureText(text, look.style) })
const widthOf = (parts: readonly Part[]): number => parts.reduce((sum, part) => sum + part.widthPt, 0)

/** Neighbours with the same address are one link, however their words are marked. */
function looksOf(setting: Setting): (inline: Exclude<Inline, { type: 'break' }>) => Look {
  let link: Link | undefined
  return (inline) => {
    const marks = inline.type === 'text' ? (inline.marks ?? []) : []
    const href = inline.type === 'text' ? inline.href : undefined
    link = href === undefined ? undefined : link?.href === href ? link : { href }
    const underlined = marks.includes('underline') || link !== undefined
    const look: Look = { ...markedStyle(setting, marks), underlined, gap: inline.type === 'gap' }
    return link ? { ...look, link, color: colors.link } : look
  }
}
