import { toHtmlSubset } from '../blocks/html-out.ts'
import { parseHtmlSubset } from '../blocks/html-subset.ts'
import { plainText } from '../blocks/plain-text.ts'
import { checkCharacters } from './characters.ts'

/** Rich text in its canonical form; undefined where there is none or where problems were refused. */
export function readRich(
  input: string,
  refuse: (message: string) => void,
  missingCharacters: (text: string) => Iterable<string>,
): string | undefined {
  const { blocks, problems } = parseHtmlSubset(input, { dialect: 'rich' })
  for (const { line, column, message } of problems) refuse(`Zeile ${line}, Spalte ${column}: ${message}`)
  if (blocks.length === 0) return undefined
  const characters = checkCharacters(plainText(blocks).replaceAll('\t', '\n'), missingCharacters)
  for (const message of characters) refuse(message)
  return characters.length > 0 ? undefined : toHtmlSubset(blocks)
}
