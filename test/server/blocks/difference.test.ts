import { expect, test } from 'vitest'
import type { Block } from '../../../server/blocks/blocks.ts'
import { type BlockChange, compareBlocks, type Word } from '../../../server/blocks/difference.ts'
import { parseHtmlSubset } from '../../../server/blocks/html-subset.ts'
import { plainText } from '../../../server/blocks/plain-text.ts'
import paper from '../../cases/sitzungsvorlage-0303-2021.json' with { type: 'json' }
import { randomBlocks, seededRandom } from './random-blocks.ts'

function read(source: string): Block[] {
  const { blocks, problems } = parseHtmlSubset(source, { dialect: 'rich' })
  expect(problems).toEqual([])
  return blocks
}

const compare = (before: string, after: string) => compareBlocks(read(before), read(after))

/** As a person would mark it: −removed−, +added+. */
function marked(words: readonly Word[] | undefined): string {
  const sign = { same: '', added: '+', removed: '−' } as const
  return (words ?? []).map(({ kind, text }) => `${sign[kind]}${text}${sign[kind]}`).join('')
}

const kinds = (changes: readonly BlockChange[]) => changes.map(({ change }) => change)

test('a text compared with itself has no change', () => {
  expect(new Set(kinds(compare(paper.sachdarstellung, paper.sachdarstellung)))).toEqual(new Set(['same']))
  expect(compareBlocks([], [])).toEqual([])
})

test('a number altered in a long paragraph is the only word marked', () => {
  const changes = compare(
    paper.sachdarstellung,
    paper.sachdarstellung.replace('1,5 landesfinanzierte', '2,0 landesfinanzierte'),
  )
  const changed = changes.filter(({ change }) => change !== 'same')
  expect(kinds(changed)).toEqual(['changed'])
  expect(changed[0]?.words?.filter(({ kind }) => kind !== 'same')).toEqual([
    { kind: 'removed', text: '1,5' },
    { kind: 'added', text: '2,0' },
  ])
})

test('dates, deadlines and neighbouring words are marked as people read them', () => {
  const [change] = compare(
    '<p>Die Klientin besucht bis zum 14.09.2021 einen Kurs auf Stufe B1.</p>',
    '<p>Die Klientin besucht bis zum 30.11.2021 einen Abendkurs auf Stufe B1 und meldet sich.</p>',
  )
  expect(marked(change?.words)).toBe(
    'Die Klientin besucht bis zum −14.09.2021−+30.11.2021+ einen −Kurs−+Abendkurs+ auf Stufe B1+ und meldet sich+.',
  )
})

test('several words replaced in a row are one change', () => {
  const [change] = compare(
    '<p>Sie kommt einmal im Monat zur Lotsin.</p>',
    '<p>Sie kommt alle zwei Wochen zur Lotsin.</p>',
  )
  expect(marked(change?.words)).toBe('Sie kommt −einmal im Monat−+alle zwei Wochen+ zur Lotsin.')
})

test('paragraphs that come and go are told at their place', () => {
  const changes = compare(
    '<p>Erster Absatz bleibt.</p><p>Dieser hier wird gestrichen.</p><p>Letzter Absatz bleibt.</p>',
    '<p>Erster Absatz bleibt.</p><p>Letzter Absatz bleibt.</p><p>Ganz neue Worte stehen am Ende.</p>',
  )
  expect(kinds(changes)).toEqual(['same', 'removed', 'same', 'added'])
})

test('a paragraph written anew is not shown as a jumble of words', () => {
  expect(
    kinds(compare('<p>Der Ausschuss nimmt Kenntnis.</p>', '<p>Frau Dr. Schwenzow stellt das Projekt vor.</p>')),
  ).toEqual(['removed', 'added'])
})

test('an altered paragraph finds its partner beside new ones', () => {
  const changes = compare(
    '<p>Die Stelle der Integrationslotsin wird eingerichtet.</p>',
    '<p>Vorab ein Hinweis zum Haushalt.</p><p>Die Stelle der Integrationslotsin wird dauerhaft eingerichtet.</p>',
  )
  expect(kinds(changes)).toEqual(['added', 'changed'])
  expect(marked(changes[1]?.words)).toBe('Die Stelle der Integrationslotsin wird +dauerhaft +eingerichtet.')
})

test('table cells are compared, cell by cell and row by row', () => {
  const table = (rows: string) =>
    `<table><thead><tr><th>Jahr</th><th>Stellen</th></tr></thead><tbody>${rows}</tbody></table>`
  const [change] = compare(
    table('<tr><td>2020</td><td>1,0</td></tr><tr><td>2021</td><td>1,5</td></tr>'),
    table('<tr><td>2020</td><td>1,0</td></tr><tr><td>2021</td><td>2,0</td></tr><tr><td>2022</td><td>2,0</td></tr>'),
  )
  expect(change?.change).toBe('changed')
  expect(marked(change?.words)).toBe('Jahr\tStellen\n2020\t1,0\n2021\t−1,5−+2,0\n2022\t2,0+')
})

test('list items are compared inside their list', () => {
  const [change] = compare('<ul><li>Deutsch B1</li><li>Arbeit</li></ul>', '<ul><li>Deutsch B2</li><li>Arbeit</li></ul>')
  expect(marked(change?.words)).toBe('Deutsch −B1−+B2+\nArbeit')
})

test('a word that only became bold, a heading that only moved a level and a list now numbered are changes', () => {
  const [bold] = compare('<p>Frist in vier Wochen</p>', '<p>Frist in <b>vier</b> Wochen</p>')
  expect(marked(bold?.words)).toBe('Frist in −vier−+vier+ Wochen')
  const [level] = compare('<h2>Ziele</h2>', '<h3>Ziele</h3>')
  expect(level).toMatchObject({ change: 'changed', words: [{ kind: 'same', text: 'Ziele' }] })
  const [numbered] = compare('<ul><li>a</li></ul>', '<ol><li>a</li></ol>')
  expect(numbered).toMatchObject({ change: 'changed', words: [{ kind: 'same', text: 'a' }] })
})

test('places of signatures are compared like words', () => {
  const place = (name: string): Block => ({ type: 'signature', field: 'unterschrift_u1', role: 'Lotsin', name })
  const [change] = compareBlocks([place('Eva Beispiel')], [place('Eva Kortmann')])
  expect(marked(change?.words)).toBe('Lotsin: Eva −Beispiel−+Kortmann+')
})

const joined = (words: readonly Word[], without: Word['kind']) =>
  words.flatMap(({ kind, text }) => (kind === without ? [] : [text])).join('')

test('every word of both texts appears exactly once, whatever changed', () => {
  const random = seededRandom(44)
  for (let round = 0; round < 1500; round++) {
    const before = randomBlocks(random)
    const after =
      random() < 0.5
        ? randomBlocks(random)
        : before.flatMap((block) => (random() < 0.3 ? randomBlocks(random) : [block]))
    const changes = compareBlocks(before, after)
    expect(changes.flatMap((change) => change.before ?? [])).toEqual(before)
    expect(changes.flatMap((change) => change.after ?? [])).toEqual(after)
    for (const { change, before: old, after: current, words } of changes) {
      if (change === 'same') expect(old).toEqual(current)
      if (change !== 'changed' || !old || !current || !words) continue
      expect(old).not.toEqual(current)
      expect(joined(words, 'added')).toBe(plainText([old]))
      expect(joined(words, 'removed')).toBe(plainText([current]))
    }
  }
})

test('very long texts that have little in common are compared within seconds', () => {
  const random = seededRandom(1)
  const words = (count: number) => Array.from({ length: count }, () => `w${Math.floor(random() * 5000)}`).join(' ')
  const started = performance.now()
  compare(`<p>${words(60_000)}</p>`, `<p>${words(60_000)}</p>`)
  const many = () => Array.from({ length: 3000 }, () => `<p>${words(12)}</p>`).join('')
  compare(many(), many())
  expect(performance.now() - started).toBeLessThan(15_000)
})
