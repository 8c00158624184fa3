import { z } from 'zod'
import type { Reader, Tx } from '../base/database.ts'
import type { Contact } from './contact-actions.ts'

const contactRow: z.ZodType<Contact> = z.object({
  id: z.string(),
  day: z.string(),
  note: z.string(),
  userName: z.string(),
})

/** The newest first. */
export const selectContacts = (reader: Reader, caseId: string): Promise<Contact[]> =>
  reader.all(
    contactRow,
    `SELECT contact.id, day, note, user.name AS user_name FROM contact JOIN user ON user.id = user_id
     WHERE case_id = ? AND taken_back_at IS NULL ORDER BY day DESC, contact.id DESC LIMIT 50`,
    [caseId],
  )

export interface ContactInsert {
  readonly id: string
  readonly caseId: string
  readonly day: string
  readonly note: string
  readonly userId: string
  readonly at: string
}

export async function insertContact(tx: Tx, { id, caseId, day, note, userId, at }: ContactInsert): Promise<void> {
  await tx.run('INSERT INTO contact (id, case_id, day, note, user_id, at) VALUES (?, ?, ?, ?, ?, ?)', [
    id,
    caseId,
    day,
    note,
    userId,
    at,
  ])
}

export async function takeBackContact(
  tx: Tx,
  { id, caseId, userId, at }: Omit<ContactInsert, 'day' | 'note'>,
): Promise<boolean> {
  const sql = `UPDATE contact SET taken_back_by = ?, taken_back_at = ?
    WHERE id = ? AND case_id = ? AND taken_back_at IS NULL`
  return (await tx.run(sql, [userId, at, id, caseId])) > 0
}

const weeksRow = z.object({ weeks: z.number() })

export async function findWeeks(reader: Reader, userId: string): Promise<number | null> {
  const found = await reader.first(weeksRow, 'SELECT weeks FROM contact_setting WHERE user_id = ?', [userId])
  return found?.weeks ?? null
}

/** Null: as the house says. */
export async function saveWeeks(tx: Tx, userId: string, weeks: number | null): Promise<void> {
  if (weeks === null) {
    await tx.run('DELETE FROM contact_setting WHERE user_id = ?', [userId])
    return
  }
  await tx.run(
    'INSERT INTO contact_setting (user_id, weeks) VALUES (?, ?) ON CONFLICT (user_id) DO UPDATE SET weeks = excluded.weeks',
    [userId, weeks],
  )
}
