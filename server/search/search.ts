import type { Reader, SqlValue, Tx } from '../base/database.ts'
import { indexedWords, matchExpression, type Query } from './query.ts'
import * as store from './search-store.ts'

export {
  holdsAll,
  longestQuery,
  markHits,
  passageAround,
  type Query,
  readQuery,
  type Segment,
} from './query.ts'

export interface Searchable {
  /** The id of what is found. */
  readonly subject: string
  /** What it is called and numbered: hits here come first. */
  readonly title: string
  /** Everything else that can be read in it; lines are shown beside each other. */
  readonly text: string
}

/** Takes over what a thing says now; a step of the transaction that writes it, so that nothing is ever found by what no
 *  longer stands there. */
export async function indexSubject(tx: Tx, { subject, title, text }: Searchable): Promise<void> {
  const number = await store.upsertEntry(tx, subject, text)
  await store.replaceWords(tx, number, { title: indexedWords(title), words: indexedWords(text) })
}

/** The same where only its title has changed. */
export async function renameSubject(tx: Tx, { subject, title }: Pick<Searchable, 'subject' | 'title'>): Promise<void> {
  const [entry] = await store.selectTexts(tx, [subject])
  await indexSubject(tx, { subject, title, text: entry?.text ?? '' })
}

/** Parts of a query that looks for words, with their values. */
export interface Matching {
  /** Whether what has this number holds the words, and whether (0 or 1) its title does: both ask the index once, whatever
   *  they are joined with. Go through the rows that a person may see: a common word stands in almost all rows of the house.
   *  There is no rank, because a rank counts words of all rows, those included that the person may not see. */
  readonly holds: string
  readonly inTitle: string
  /** Of each part alone. */
  readonly args: { readonly holds: readonly SqlValue[]; readonly inTitle: readonly SqlValue[] }
}

/** `number` is a column with the numbers of search entries. */
export function matching(query: Query, number: string): Matching {
  const expression = matchExpression(query)
  // The plus keeps the rows from being gone through by these numbers.
  const isAmong = `(+${number} IN (SELECT rowid FROM search_index WHERE search_index MATCH ?))`
  return { holds: isAmong, inTitle: isAmong, args: { holds: [expression], inTitle: [`{title} : (${expression})`] } }
}

/** By subject. For what a person was seen to be allowed to see. */
export async function textsOf(reader: Reader, subjects: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await store.selectTexts(reader, subjects)
  return new Map(rows.map(({ subject, text }) => [subject, text]))
}
