import type { Mark } from './blocks.ts'

export type Dialect = 'rich' | 'template'

/** Elements of a dialect with their allowed attributes. */
export type Elements = ReadonlyMap<string, readonly string[]>

const rich: Elements = new Map([
  ...['p', 'h2', 'h3', 'h4', 'ul', 'ol', 'li', 'strong', 'b', 'em', 'i', 'u', 'sub', 'sup', 'br'].map(plain),
  ['a', ['href']],
  ...['blockquote', 'table', 'caption', 'thead', 'tbody', 'tr'].map(plain),
  ['th', ['scope', 'colspan', 'rowspan']],
  ['td', ['colspan', 'rowspan']],
])

/** `vw-block` and `vw-gap` stand for what a template's helpers left; no person writes them. */
const template: Elements = new Map([['h1', []], ...rich, ['vw-block', ['n']], ['vw-gap', ['n']]])

export const elementsOf = (dialect: Dialect): Elements => (dialect === 'rich' ? rich : template)

export const markElements: ReadonlyMap<string, Mark> = new Map([
  ['strong', 'strong'],
  ['b', 'strong'],
  ['em', 'em'],
  ['i', 'em'],
  ['u', 'underline'],
  ['sub', 'sub'],
  ['sup', 'sup'],
])

/** Elements that stand in the line of a text. */
export const isInlineElement = (name: string): boolean =>
  markElements.has(name) || name === 'a' || name === 'br' || name === 'vw-gap'

/** Elements of HTML that have no closing tag, known here or not. */
export const voidElements: ReadonlySet<string> = new Set(
  'area base basefont br col embed frame hr img input link meta param source track wbr'.split(' '),
)

function plain(name: string): [string, readonly string[]] {
  return [name, []]
}

/** „<p>“, shortened, for sentences. */
export const tag = (name: string): string => `„<${name.length > 30 ? `${name.slice(0, 30)}…` : name}>“`
