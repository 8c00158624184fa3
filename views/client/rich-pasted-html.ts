import { Parser } from 'htmlparser2'
import { unprintable } from '../../server/blocks/canonical.ts'
import { gatherWordLists } from './rich-word-lists.ts'

export interface PastedHtml {
  /** In a document of its own, where nothing is loaded and nothing runs. */
  readonly body: HTMLElement
  readonly pictures: number
  /** Copied out of an editor of ours: its white space is meant. */
  readonly isOwn: boolean
}

/** Elements whose content is not text, or was deleted in Word's record of changes. */
const ignored = new Set(['script', 'style', 'title', 'head', 'xml', 'template', 'object', 'noscript', 'del', 'select'])

const known = new Set(
  (
    'p h1 h2 h3 h4 h5 h6 ul ol li strong b em i u sub sup br a blockquote table caption thead tbody tfoot tr th td ' +
    'div section article header footer pre dl dt dd'
  ).split(' '),
)

const keptAttributes = ['href', 'colspan', 'rowspan', 'scope', 'data-head', 'data-pm-slice']

/** Reads HTML of any origin, element by element, without the browser's parser, which would need trust. Kept are the
 *  elements the vocabulary knows, and of styles what makes words bold, italic, underlined, raised or lowered, under the
 *  name `data-style`, since the security policy forbids the true one. */
export function readPastedHtml(html: string): PastedHtml {
  const inert = document.implementation.createHTMLDocument('')
  const { body } = inert
  let pictures = 0
  let isOwn = false
  let skipped = 0
  const open: HTMLElement[] = [body]

  const parser = new Parser({
    onopentag(name, attributes) {
      if (ignored.has(name) || skipped > 0) skipped++
      if (skipped > 0) return
      if (name === 'img') pictures++
      if ('data-pm-slice' in attributes) isOwn = true
      const made = inert.createElement(known.has(name) ? name : 'span')
      for (const key of keptAttributes) if (attributes[key] !== undefined) made.setAttribute(key, attributes[key])
      const style = keptStyle(attributes.style ?? '')
      if (style) made.setAttribute('data-style', style)
      open.at(-1)?.append(made)
      open.push(made)
    },
    ontext(text) {
      if (skipped === 0) open.at(-1)?.append(text.replace(new RegExp(unprintable, 'gu'), ''))
    },
    onclosetag() {
      if (skipped > 0) skipped--
      else if (open.length > 1) open.pop()
    },
  })
  parser.end(html)
  gatherWordLists(body)
  dropEmptyMarks(body)
  return { body, pictures, isOwn }
}

/** `mso-list` says where Word keeps a list; `mso-bidi-font-weight` and its like say nothing about the words. */
function keptStyle(style: string): string {
  const declarations = style.split(';').map((declaration) => declaration.trim().replace(/\s+/g, ' '))
  return declarations
    .filter((declaration) =>
      /^(?:font-weight|font-style|text-decoration(?:-line)?|vertical-align|mso-list) *:/i.test(declaration),
    )
    .join('; ')
}

/** Word fills empty paragraphs with a space that does not break. */
function dropEmptyMarks(body: HTMLElement): void {
  for (const paragraph of body.querySelectorAll('p, li')) {
    if (/^[\s\u00a0]*$/.test(paragraph.textContent ?? '') && !paragraph.querySelector('br')) paragraph.textContent = ''
  }
}
