import { expect, test } from 'vitest'
import { newCheckCode, readCheckCode } from '../../../server/document/check-code.ts'

const alphabet = '123456789ABCDEFGHJKMNPQRSTUVWXYZ'
const plain = (code: string): string => code.replaceAll('-', '')

test('a code has thirteen characters in groups, none of which is mistaken for another', () => {
  const codes = Array.from({ length: 500 }, newCheckCode)
  for (const code of codes) expect(code).toMatch(/^([1-9A-HJKMNP-Z]{4}-){3}[1-9A-HJKMNP-Z]$/)
  expect(new Set(codes).size).toBe(500)
})

test('a code is read however it was typed: small, with spaces, without hyphens, with l and I for 1', () => {
  const code = Array.from({ length: 500 }, newCheckCode).find((each) => each.includes('1')) ?? ''
  for (const typed of [
    code,
    ` ${code.toLowerCase()} `,
    plain(code),
    code.replaceAll('-', ' '),
    code.replaceAll('-', '–'),
    code.replace('1', 'l'),
    code.replace('1', 'I'),
  ]) {
    expect(readCheckCode(typed)).toBe(code)
  }
})

test('one wrong character is always noticed', () => {
  const code = plain(newCheckCode())
  for (let place = 0; place < code.length; place++) {
    for (const wrong of alphabet.replace(code.charAt(place), '')) {
      expect(readCheckCode(code.slice(0, place) + wrong + code.slice(place + 1))).toBeNull()
    }
  }
})

test('two characters that changed places are always noticed', () => {
  const code = plain(newCheckCode())
  for (let one = 0; one < code.length; one++) {
    for (let other = one + 1; other < code.length; other++) {
      const swapped = [...code]
      const [first = '', second = ''] = [code.charAt(one), code.charAt(other)]
      swapped[one] = second
      swapped[other] = first
      expect(readCheckCode(swapped.join(''))).toBe(first === second ? readCheckCode(code) : null)
    }
  }
})

test.each(['', 'AU7F', 'AU7F-3A91-C2K4-8-9', '0000-0000-0000-0', 'ÄÖÜß', 'A'.repeat(10_000), '\u0000'])(
  'what cannot be a code is none: %j',
  (typed) => {
    expect(readCheckCode(typed)).toBeNull()
  },
)
