import type { SqlValue } from './database.ts'

/** One page of a list. Behind the last page is the last page. */
export interface Place {
  readonly limit: number
  readonly offset: number
}

/** The rows of `seen` that stand on a page, and how many there are in all as `total`, as a query with its values. Whatever
 *  is seen is gathered once, and no more of it is put in order than the page shows: to number all hits of a common word
 *  takes as long as to find them. */
export function pageOfSeen(
  { where = 'TRUE', order }: { readonly where?: string; readonly order: string },
  { limit, offset }: Place,
): { readonly sql: string; readonly args: readonly SqlValue[] } {
  const total = `(SELECT count(*) FROM seen WHERE ${where})`
  // The driver binds numbers as REAL, which would divide without a rest.
  const sql = `SELECT *, ${total} AS total FROM seen WHERE ${where} ORDER BY ${order}
    LIMIT ? OFFSET min(?, (${total} - 1) / CAST(? AS INTEGER) * ?)`
  return { sql, args: [limit, offset, limit, limit] }
}

export interface Paged<T> {
  readonly lines: readonly T[]
  readonly total: number
  /** Counted from 1, never beyond the last one. */
  readonly page: number
  readonly pages: number
}

/** What was asked for as a page, counted from 1, with lines that say how many there are in all. */
export async function readPage<T extends { readonly total: number }>(
  { page, perPage }: { readonly page: number; readonly perPage: number },
  read: (place: Place) => Promise<readonly T[]>,
): Promise<Paged<T>> {
  const asked = Math.max(page, 1)
  const lines = await read({ limit: perPage, offset: (asked - 1) * perPage })
  const total = lines[0]?.total ?? 0
  const pages = Math.max(Math.ceil(total / perPage), 1)
  return { lines, total, page: Math.min(asked, pages), pages }
}
