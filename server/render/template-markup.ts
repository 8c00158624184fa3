import type { LoopPlace } from './template-language.ts'

/** Follows the tags of a template's own text, so that each mustache can be asked where it stands. Whether the tags are
 *  the right ones is for the HTML parser; here only what holds which mustache counts. */
export interface Markup {
  /** Reads the text up to the next mustache; `offset` counts in `text`. */
  read(text: string, refuse: (offset: number, message: string) => void): void
  /** The innermost open element, '' at the top. */
  parent(): string
  /** Nothing below may be closed until `leave`. */
  enter(): void
  /** The elements that were opened since `enter` and are still open; they are dropped. */
  leave(): readonly string[]
}

const inlineParents = new Set([
  'p',
  'h1',
  'h2',
  'h3',
  'h4',
  'caption',
  'strong',
  'b',
  'em',
  'i',
  'u',
  'sub',
  'sup',
  'a',
])
const blockParents = new Set(['', 'ul', 'ol', 'table', 'thead', 'tbody', 'tr', 'blockquote'])

/** Whether text may stand there; elements that the subset does not have are for the parser to refuse. */
export const isTextPlace = (parent: string): boolean => !blockParents.has(parent)

/** What an empty list must leave behind at this place to be seen. */
export function loopPlace(parent: string): LoopPlace {
  if (parent === 'ul' || parent === 'ol') return 'item'
  if (parent === 'table' || parent === 'thead' || parent === 'tbody') return 'row'
  if (parent === 'tr') return 'cell'
  return inlineParents.has(parent) ? 'inline' : 'block'
}

const tags = /<(\/?)([A-Za-z][A-Za-z0-9-]*)(?:[^<>"']|"[^"]*"|'[^']*')*>|<|[^<]+/g

export function followMarkup(): Markup {
  const open: string[] = []
  const floors: number[] = [0]
  return {
    read(text, refuse) {
      for (const token of text.matchAll(tags)) {
        const [whole, slash, tagName] = token
        const at = token.index
        if (tagName === undefined) readPlainText(whole, open.at(-1) ?? '', (message) => refuse(at, message))
        else if (slash === '') openTag(tagName.toLowerCase(), (message) => refuse(at, message))
        else closeTag(tagName.toLowerCase(), (message) => refuse(at, message))
      }
    },
    parent: () => open.at(-1) ?? '',
    enter: () => void floors.push(open.length),
    leave: () => open.splice(floors.pop() ?? 0),
  }

  function openTag(name: string, refuse: (message: string) => void) {
    if (name.startsWith('vw-')) refuse(`„<${name}>“ gibt es in Vorlagen nicht`)
    if (name !== 'br') open.push(name)
  }

  function closeTag(name: string, refuse: (message: string) => void) {
    if (open.length > (floors.at(-1) ?? 0) && open.at(-1) === name) open.pop()
    else refuse(`„</${name}>“ schließt hier nichts, erwartet wird zu jedem Tag sein Ende im selben Teil der Vorlage`)
  }
}

function readPlainText(text: string, parent: string, refuse: (message: string) => void): void {
  if (text === '<') refuse('dieser Tag ist nicht vollständig: eine Marke steht nie in einem Tag oder einem Attribut')
  else if (/[^ \t\r\n]/.test(text) && !isTextPlace(parent)) {
    refuse(
      `„${text.trim().slice(0, 30)}“ steht außerhalb eines Absatzes, erwartet wird Text in <p>, <li>, <td> oder einer Überschrift`,
    )
  }
}
