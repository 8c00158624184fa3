import { randomBytes } from 'node:crypto'

/** The code by which anybody may ask whether we issued a paper, as in `AU7F-3A91-C2K4-8`: it is copied from paper by hand
 *  and read out on the telephone. Twelve random characters (60 bits: nobody guesses one) and one that checks them. */

/** Digits and letters without those that are mistaken for others: no 0 and O, and of 1, I and L only the 1. */
const alphabet = '123456789ABCDEFGHJKMNPQRSTUVWXYZ'
const randomCharacters = 12

/** A new code in its printed form. */
export function newCheckCode(): string {
  const characters = [...randomBytes(randomCharacters)].map((byte) => alphabet.charAt(byte & 31)).join('')
  return inGroups(characters + checkCharacter(characters))
}

/** What somebody typed in the code's printed form, or null where it cannot be a code: a character too few or too many, or
 *  one that is wrong. Lower case, spaces and missing hyphens are fine, and so is an I or L read for a 1. */
export function readCheckCode(typed: string): string | null {
  if (typed.length > 100) return null
  const characters = typed
    .toUpperCase()
    .replace(/[\s\p{Pd}]/gu, '')
    .replace(/[IL]/g, '1')
  if (characters.length !== randomCharacters + 1) return null
  if ([...characters].some((character) => !alphabet.includes(character))) return null
  const body = characters.slice(0, randomCharacters)
  return checkCharacter(body) === characters.charAt(randomCharacters) ? inGroups(characters) : null
}

const inGroups = (characters: string): string => characters.replace(/(.{4})(?=.)/g, '$1-')

/** Sum over GF(32) with a weight of its own for each place: finds every single wrong character and every two that changed
 *  places, wherever they stand. */
function checkCharacter(characters: string): string {
  let sum = 0
  let weight = 1
  for (const character of characters) {
    weight = timesTwo(weight)
    sum ^= product(alphabet.indexOf(character), weight)
  }
  return alphabet.charAt(sum)
}

/** In GF(32), modulo x⁵ + x² + 1, in which 2 has the order 31. */
const timesTwo = (value: number): number => (value & 16 ? ((value << 1) ^ 37) & 31 : value << 1)

function product(one: number, other: number): number {
  let sum = 0
  for (let rest = one, power = other; rest > 0; rest >>= 1) {
    if (rest & 1) sum ^= power
    power = timesTwo(power)
  }
  return sum
}
