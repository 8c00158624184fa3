/** Control characters but the line end, halves of a pair, characters that turn the direction of text (a reader would see
 *  other words than the file holds), line and paragraph separators, code points that are no characters. */
const refused =
  /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufeff\ufff9-\uffff]/gu

/** What is wrong with the characters of a text, as German sentences without a place. */
export function checkCharacters(text: string, missingCharacters: (text: string) => Iterable<string>): string[] {
  const controls = new Set(
    text
      .match(refused)
      ?.filter((character) => character !== '\n')
      .map(codePoint),
  )
  if (controls.size > 0) {
    return [
      `enthält ${many(controls, 'das Steuerzeichen', 'die Steuerzeichen')}, erwartet wird Text ohne Steuerzeichen`,
    ]
  }
  const missing = new Set(text.split('\n').flatMap((line) => [...missingCharacters(line)]))
  if (missing.size === 0) return []
  const wanted = 'erwartet werden Zeichen, die gedruckt werden können'
  return [`enthält ${many(missing, 'das Zeichen', 'die Zeichen')}, ${wanted}`]
}

function many(names: ReadonlySet<string>, one: string, several: string): string {
  const shown = [...names].slice(0, 10)
  const rest = names.size > shown.length ? ` und ${names.size - shown.length} weitere` : ''
  return `${names.size === 1 ? one : several} ${shown.join(', ')}${rest}`
}

const codePoint = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
