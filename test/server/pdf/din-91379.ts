import { readFileSync } from 'node:fs'

/** The characters and sequences of DIN 91379 that are printed, each as one text in NFC; tab and line ends are not. */
export const dinTexts: readonly string[] = readFileSync(new URL('../../cases/din-91379.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => (line.split('; ')[2] ?? '').split(' ').map((code) => String.fromCodePoint(Number.parseInt(code, 16))))
  .map((characters) => characters.join('').normalize('NFC'))
  .filter((text) => !['\t', '\n', '\r'].includes(text))
