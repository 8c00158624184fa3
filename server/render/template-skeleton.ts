import type { SourceProblem } from '../blocks/blocks.ts'
import { parseHtmlSubset } from '../blocks/html-subset.ts'
import { isBlockHelper } from './template-language.ts'

/** What the HTML parser says of the template's own markup, with a word in place of each value, so that a mistake is told
 *  at its place in the template and not only where a document has it. Of alternatives (`{{else}}`) one is looked at at a
 *  time: the first everywhere, then the second, up to the fourth. */
export function checkSkeleton(source: string): SourceProblem[] {
  const marks = readMarks(source)
  const branches = Math.min(4, Math.max(1, ...marks.map((mark) => mark.branches)))
  const problems = Array.from({ length: branches }, (_, branch) => branch).flatMap((branch) => {
    const skeleton = skeletonOf(source, marks, branch)
    return parseHtmlSubset(skeleton, { dialect: 'template', placeholders: [[]], gaps: [] }).problems
  })
  const told = new Set<string>()
  return problems.filter(({ line, column, message }) => {
    const key = `${line}:${column}:${message}`
    return !told.has(key) && told.add(key)
  })
}

interface Mark {
  readonly text: string
  readonly at: number
  readonly kind: 'open' | 'else' | 'close' | 'comment' | 'value'
  /** How many alternatives there are; of an opening mark only. */
  branches: number
}

const everyMark = /\{\{~?!--[\s\S]*?--~?\}\}|\{\{~?![\s\S]*?\}\}|\{\{(?:[^"'}]|"[^"]*"|'[^']*'|\}(?!\}))*\}\}/g

function readMarks(source: string): Mark[] {
  const open: Mark[] = []
  return Array.from(source.matchAll(everyMark), ({ 0: text, index }) => {
    const mark: Mark = { text, at: index, kind: kindOf(text), branches: 0 }
    if (mark.kind === 'open') {
      mark.branches = 1
      open.push(mark)
    }
    const innermost = open.at(-1)
    if (mark.kind === 'else' && innermost) innermost.branches++
    if (mark.kind === 'close') open.pop()
    return mark
  })
}

function kindOf(text: string): Mark['kind'] {
  const word = text.replace(/^\{\{~?\s*/, '')
  if (word.startsWith('!')) return 'comment'
  if (word.startsWith('#')) return 'open'
  if (word.startsWith('/')) return 'close'
  return /^else\b/.test(word) ? 'else' : 'value'
}

function skeletonOf(source: string, marks: readonly Mark[], wanted: number): string {
  const open: { chosen: number; current: number }[] = []
  const parts: string[] = []
  let read = 0
  const shown = () => open.every(({ chosen, current }) => chosen === current)
  for (const mark of marks) {
    const text = source.slice(read, mark.at)
    parts.push(shown() ? text : blank(text))
    read = mark.at + mark.text.length
    parts.push(mark.kind === 'value' && shown() ? standIn(mark.text) : blank(mark.text))
    const innermost = open.at(-1)
    if (mark.kind === 'open') open.push({ chosen: Math.min(wanted, mark.branches - 1), current: 0 })
    if (mark.kind === 'else' && innermost) innermost.current++
    if (mark.kind === 'close') open.pop()
  }
  return parts.join('') + source.slice(read)
}

const blank = (text: string): string => text.replace(/[^\r\n]/g, ' ')

/** As long as the mark where it stands in a line of text, so that columns stay. */
function standIn(mark: string): string {
  const name = /\w+/.exec(mark)?.[0] ?? ''
  return isBlockHelper(name) ? '<vw-block n="0"></vw-block>' : `x${blank(mark.slice(1))}`
}
