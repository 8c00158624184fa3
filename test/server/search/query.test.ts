import { expect, test } from 'vitest'
import { holdsAll, markHits, passageAround, readQuery } from '../../../server/search/search.ts'

const query = (typed: string) => {
  const read = readQuery(typed)
  if (!read) throw new Error(`Too little is typed: ${typed}`)
  return read
}

test.each(['', ' ', 'a', '"', '* - :', '()', '…'])('„%s“ is too little to look for', (typed) => {
  expect(readQuery(typed)).toBeNull()
})

test.each([
  ['Mueller', 'Herr Müller'],
  ['Muller', 'Herr Müller'],
  ['Müller', 'Mueller'],
  ['camara', 'Fatou Câmara'],
  ['Groesse', 'Größe'],
  ['Größe', 'GROESSE'],
  ['strasse', 'Straße'],
  ['verein', 'Vereinbarung'],
  ['lüdenscheid', 'Müller-Lüdenscheid'],
  ['müller lüdenscheid', 'Müller-Lüdenscheid'],
  ['0303/2021/KREIS', 'Nr. 0303/2021/KREIS vom'],
  ['0303/2021', 'Nr. 0303/2021/KREIS vom'],
  ['03032021KREIS', 'Nr. 0303/2021/KREIS vom'],
  ['32.3-ZV-2026', 'Az. 32.3-ZV-2026-0163'],
  ['26.11.2026', 'Termin am 26.11.2026'],
  ['§ 25b', '§ 25b AufenthG'],
  ['Sprachkurs', 'Sprach\u00adkurs'],
])('„%s“ finds „%s“', (typed, text) => {
  expect(holdsAll(text, query(typed))).toBe(true)
})

test.each([
  ['Camara Fatou', 'Câmara'],
  ['einbarung', 'Vereinbarung'],
  ['0303 2022', '0303/2021/KREIS'],
  ['2021/0303', '0303/2021/KREIS'],
])('„%s“ does not find „%s“', (typed, text) => {
  expect(holdsAll(text, query(typed))).toBe(false)
})

test('what was looked for is marked as it stands there, and the rest stays as it is', () => {
  expect(markHits('Herr Müller-Lüdenscheid', query('mueller'))).toEqual([
    { text: 'Herr ', isHit: false },
    { text: 'Müller', isHit: true },
    { text: '-Lüdenscheid', isHit: false },
  ])
})

test('a passage is cut at words around the first hit, and lines stand beside each other', () => {
  const words = Array.from({ length: 200 }, (_, index) => `wort${index}`).join(' ')
  const passage = passageAround(`${words}\nDie Größe zählt\n${words}`, query('groesse'))
  expect(passage.filter(({ isHit }) => isHit)).toEqual([{ text: 'Größe', isHit: true }])
  const text = passage.map((segment) => segment.text).join('')
  expect(text).toMatch(/^… wort\d+ .*wort199 · Die Größe zählt · wort0 wort1.* …$/)
  expect(text.length).toBeLessThan(280)
  expect(passageAround(words, query('groesse'))).toEqual([])
})
