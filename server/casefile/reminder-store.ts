import { z } from 'zod'
import type { Actor } from '../auth/auth.ts'
import type { Reader, Tx } from '../base/database.ts'
import { guidedCases } from './casefile.ts'
import type { Reminder } from './reminder.ts'

const reminderRow = z
  .object({
    id: z.string(),
    caseId: z.string(),
    documentId: z.string().nullable(),
    stepId: z.string().nullable(),
    dueOn: z.string(),
    reason: z.string(),
    createdBy: z.string(),
    createdAt: z.string(),
    doneBy: z.string().nullable(),
    doneAt: z.string().nullable(),
  })
  .transform(
    ({ doneBy, doneAt, ...row }): Reminder => ({
      ...row,
      done: doneBy === null || doneAt === null ? null : { by: doneBy, at: doneAt },
    }),
  )

const selectReminder = `
  SELECT reminder.id, reminder.case_id, document_id, step_id, due_on, reason, reminder.created_by,
    reminder.created_at, done.user_id AS done_by, done.at AS done_at
  FROM reminder LEFT JOIN reminder_done AS done ON done.reminder_id = reminder.id AND done.taken_back_at IS NULL`

export const findReminder = (reader: Reader, caseId: string, id: string): Promise<Reminder | null> =>
  reader.first(reminderRow, `${selectReminder} WHERE reminder.id = ? AND reminder.case_id = ?`, [id, caseId])

/** Of one case; what is open by day, what is done with the newest first. */
export const selectOfCase = (reader: Reader, caseId: string): Promise<Reminder[]> =>
  reader.all(
    reminderRow,
    `${selectReminder} WHERE reminder.case_id = ? ORDER BY done_at IS NOT NULL, done_at DESC, due_on, reminder.id`,
    [caseId],
  )

/** What is open in the open cases that somebody guides, up to a day. */
export function selectDue(reader: Reader, actor: Actor, until: string): Promise<Reminder[]> {
  const guided = guidedCases(actor)
  return reader.all(
    reminderRow,
    `SELECT reminder.id, reminder.case_id, document_id, step_id, due_on, reason, reminder.created_by,
       reminder.created_at, NULL AS done_by, NULL AS done_at
     FROM case_file CROSS JOIN reminder ON reminder.case_id = case_file.id AND due_on <= ?
     WHERE ${guided.sql} AND closed_at IS NULL AND NOT EXISTS (
       SELECT 1 FROM reminder_done WHERE reminder_id = reminder.id AND taken_back_at IS NULL)
     ORDER BY due_on, reminder.id`,
    [until, ...guided.args],
  )
}

export async function insertReminder(tx: Tx, reminder: Omit<Reminder, 'done'>): Promise<void> {
  const { id, caseId, documentId, stepId, dueOn, reason, createdBy, createdAt } = reminder
  await tx.run(
    `INSERT INTO reminder (id, case_id, document_id, step_id, due_on, reason, created_by, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    [id, caseId, documentId, stepId, dueOn, reason, createdBy, createdAt],
  )
}

export async function updateDueOn(tx: Tx, id: string, dueOn: string): Promise<void> {
  await tx.run('UPDATE reminder SET due_on = ? WHERE id = ?', [dueOn, id])
}

export interface Mark {
  readonly id: string
  readonly userId: string
  readonly at: string
}

export async function insertDone(tx: Tx, reminderId: string, { id, userId, at }: Mark): Promise<void> {
  await tx.run('INSERT INTO reminder_done (id, reminder_id, user_id, at) VALUES (?, ?, ?, ?)', [
    id,
    reminderId,
    userId,
    at,
  ])
}

/** Whether there was one to take back. */
export async function takeBackDone(tx: Tx, reminderId: string, { userId, at }: Omit<Mark, 'id'>): Promise<boolean> {
  const sql =
    'UPDATE reminder_done SET taken_back_by = ?, taken_back_at = ? WHERE reminder_id = ? AND taken_back_at IS NULL'
  return (await tx.run(sql, [userId, at, reminderId])) > 0
}
