import type { Node as ProseNode } from 'prosemirror-model'
import { richSchema } from '../../../server/blocks/schema.ts'
import { seededRandom } from '../blocks/random-blocks.ts'

/** Who wrote and deleted what: each character typed is another one. Putting in again what was cut out or undone counts as
 *  written once more, by whoever did it. */
export interface Ledger {
  nextCharacter(): string
  record(by: string, before: string, after: string): void
  characters(): Iterable<string>
  /** One entry for each time. */
  writers(character: string): readonly string[]
  /** How often somebody deleted it who had it before her. */
  deletions(character: string): number
}

const firstCharacter = 0x4e00

/** Of those that the ledger hands out. */
export function countCharacters(text: string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const character of text.match(/\p{Script=Han}/gu) ?? []) counts.set(character, (counts.get(character) ?? 0) + 1)
  return counts
}

export function openLedger(): Ledger {
  let next = firstCharacter
  const writers = new Map<string, string[]>()
  const deletions = new Map<string, number>()
  return {
    nextCharacter: () => String.fromCodePoint(next++),
    record(by, before, after) {
      const [had, has] = [countCharacters(before), countCharacters(after)]
      for (const character of new Set([...had.keys(), ...has.keys()])) {
        const times = (has.get(character) ?? 0) - (had.get(character) ?? 0)
        for (let time = 0; time < times; time++) writers.set(character, [...(writers.get(character) ?? []), by])
        if (times < 0) deletions.set(character, (deletions.get(character) ?? 0) - times)
      }
    },
    characters: () => writers.keys(),
    writers: (character) => writers.get(character) ?? [],
    deletions: (character) => deletions.get(character) ?? 0,
  }
}

const { nodes } = richSchema

export const paragraph = (text: string): ProseNode =>
  nodes.paragraph.create(null, text === '' ? null : richSchema.text(text))

export const words = (length: number, nextCharacter: () => string): string =>
  Array.from({ length }, nextCharacter).join('')

export function table(rows: number, columns: number, text: () => string): ProseNode {
  const cells = () => Array.from({ length: columns }, () => nodes.table_cell.create(null, paragraph(text())))
  return nodes.table.create(
    null,
    Array.from({ length: rows }, () => nodes.table_row.create(null, cells())),
  )
}

/** A text that everybody has before them at the start. */
export function startDoc(seed: number, ledger: Ledger): ProseNode {
  const random = seededRandom(seed ^ 0x5bd1e995)
  const text = () => words(Math.floor(random() * 5), ledger.nextCharacter)
  const kinds = [
    () => paragraph(text()),
    () => paragraph(text()),
    () => nodes.heading.create({ level: 2 }, paragraph(text()).content),
    () =>
      nodes.bullet_list.create(
        null,
        [1, 2].map(() => nodes.list_item.create(null, paragraph(text()))),
      ),
    () => nodes.blockquote.create(null, paragraph(text())),
    () => table(2, 2, text),
  ]
  const blocks = Array.from({ length: 1 + Math.floor(random() * 4) }, () =>
    kinds[Math.floor(random() * kinds.length)]?.(),
  )
  const doc = nodes.doc.create(
    null,
    blocks.flatMap((block) => block ?? []),
  )
  ledger.record('start', '', doc.textContent)
  return doc
}
