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

/** What fits the words, as a query with its values: `subject` and `in_title` (0 or 1). It knows nothing of who asks: whoever
 *  takes it joins it with what a person may see. There is no rank in it, because a rank counts words of all rows, those
 *  included that the person may not see. The index is asked once, whatever it is joined with. */
export function matching(query: Query): { readonly sql: string; readonly args: readonly SqlValue[] } {
  const expression = matchExpression(query)
  return {
    sql: `WITH found AS MATERIALIZED (
        SELECT subject, number IN (${numbers}) AS in_title
        FROM search_index JOIN search_entry ON number = search_index.rowid WHERE search_index MATCH ?
      ) SELECT subject, in_title FROM found`,
    args: [inTitle(expression), expression],
  }
}

/** The ids of what is called or numbered so, as a query with its values. */
export function titled(query: Query): { readonly sql: string; readonly args: readonly SqlValue[] } {
  const args = [inTitle(matchExpression(query))]
  const sql = `SELECT subject FROM search_index JOIN search_entry ON number = search_index.rowid WHERE search_index MATCH ?`
  return { sql, args }
}

const numbers = 'SELECT rowid FROM search_index WHERE search_index MATCH ?'

const inTitle = (expression: string): string => `{title} : (${expression})`

/** By subject. For what a person was seen to be allowed to see. */
export async function textsOf(reader: Reader, subjects: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await store.selectTexts(reader, subjects)
  return new Map(rows.map(({ subject, text }) => [subject, text]))
}
