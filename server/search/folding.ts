/** Letters that no mark distinguishes from a plain one, as people transcribe them without the letter at hand. */
const transcribed: Readonly<Record<string, string>> = {
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'oe',
  å: 'aa',
  þ: 'th',
  ð: 'd',
  đ: 'd',
  ħ: 'h',
  ı: 'i',
  ĸ: 'k',
  ł: 'l',
  ŋ: 'n',
  ŧ: 't',
  ə: 'e',
  ʒ: 'z',
  ǥ: 'g',
}

/** For people who leave the dots, the ring and the stroke out. */
const bare: Readonly<Record<string, string>> = { ...transcribed, ä: 'a', ö: 'o', ü: 'u', å: 'a', ø: 'o' }

/** Words as they are compared: lower case, without marks, punctuation and spaces at the ends, `ü` as `ue`. */
export const fold = (text: string): string => folded(text, transcribed)

/** The same with `ü` as `u`. */
export const foldBare = (text: string): string => folded(text, bare)

function folded(text: string, letters: Readonly<Record<string, string>>): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .split(/\s+/)
    .map((word) =>
      Array.from(word, (letter) => letters[letter] ?? letter)
        .join('')
        .normalize('NFD')
        .replace(/[^\p{L}\p{N}]/gu, ''),
    )
    .filter((word) => word !== '')
    .join(' ')
}

/** What a case is found by: each text in both ways of writing it. */
export const searchTextOf = (texts: readonly (string | undefined)[]): string =>
  texts.flatMap((text) => (text ? [fold(text), foldBare(text)] : [])).join('\n')

/** What somebody looks for: every word must be found, in one way of writing it or the other. */
export const searchTerms = (query: string): { readonly full: string; readonly bare: string }[] =>
  query
    .split(/\s+/)
    .map((word) => ({ full: fold(word), bare: foldBare(word) }))
    .filter(({ full }) => full !== '')
