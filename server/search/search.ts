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
  /** Whether a row of `search_entry` holds the words, and whether (0 or 1) its title does: both ask the index once,
   *  whatever they are joined with. Join `search_entry` by its subject, so that only rows are gone through that a person
   *  may see: a common word stands in almost all rows, and reading the entry of each takes far longer. There is no rank,
   *  because a rank counts words of all rows, those included that the person may not see. */
  readonly holds: string
  readonly inTitle: string
  /** Of each part alone. */
  readonly args: { readonly holds: readonly SqlValue[]; readonly inTitle: readonly SqlValue[] }
}

export function matching(query: Query): Matching {
  const expression = matchExpression(query)
  return { holds: isAmong, inTitle: isAmong, args: { holds: [expression], inTitle: [inTitle(expression)] } }
}

// The driver binds numbers as REAL, which would divide without a rest.
const fromPlace = 'min(?, (total - 1) / CAST(? AS INTEGER) * ?)'

/** Whether a row with its `place` and the `total` of all belongs to a page; behind the last page is the last page. */
export const onPage = `place - 1 BETWEEN ${fromPlace} AND ${fromPlace} + ? - 1`

export function pageArgs(limit: number, offset: number): SqlValue[] {
  const from = [offset, limit, limit]
  return [...from, ...from, limit]
}

/** The ids of what is called or numbered so, as a query with its values. */
export function titled(query: Query): { readonly sql: string; readonly args: readonly SqlValue[] } {
  const args = [inTitle(matchExpression(query))]
  const sql = `SELECT subject FROM search_index JOIN search_entry ON number = search_index.rowid WHERE search_index MATCH ?`
  return { sql, args }
}

// The plus keeps the entries from being gone through by these numbers.
const isAmong = '(+search_entry.number IN (SELECT rowid FROM search_index WHERE search_index MATCH ?))'

const inTitle = (expression: string): string => `{title} : (${expression})`

/** By subject. For what a person was seen to be allowed to see. */
export async function textsOf(reader: Reader, subjects: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await store.selectTexts(reader, subjects)
  return new Map(rows.map(({ subject, text }) => [subject, text]))
}
