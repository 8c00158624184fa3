import { z } from 'zod'
import type { Reader, Tx } from '../base/database.ts'

const numberRow = z.object({ number: z.number() })

/** Returns the number of the entry in the index. */
export async function upsertEntry(tx: Tx, subject: string, text: string): Promise<number> {
  const row = await tx.first(
    numberRow,
    `INSERT INTO search_entry (subject, text) VALUES (?, ?)
     ON CONFLICT (subject) DO UPDATE SET text = excluded.text RETURNING number`,
    [subject, text],
  )
  if (!row) throw new Error(`The search entry of ${subject} was not stored.`)
  return row.number
}

export async function replaceWords(
  tx: Tx,
  number: number,
  { title, words }: { readonly title: string; readonly words: string },
): Promise<void> {
  await tx.run('DELETE FROM search_index WHERE rowid = ?', [number])
  await tx.run('INSERT INTO search_index (rowid, title, words) VALUES (?, ?, ?)', [number, title, words])
}

const textRow = z.object({ subject: z.string(), text: z.string() })

export const selectTexts = (reader: Reader, subjects: readonly string[]) =>
  reader.all(textRow, 'SELECT subject, text FROM search_entry WHERE subject IN (SELECT value FROM json_each(?))', [
    JSON.stringify(subjects),
  ])
