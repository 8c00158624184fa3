import { actorOf } from '../auth/auth.ts'
import { listUsers } from '../auth/user-actions.ts'
import type { Reader } from '../base/database.ts'
import { addDays, addWorkingDays, workingDayUntil } from '../calendar/working-days.ts'
import type { Reminder } from '../casefile/reminder.ts'
import type { DeadlineNotice } from '../notice/deadline-notices.ts'
import type { DatedStep } from './agreement.ts'
import { dueEntries } from './due.ts'
import { stepAnchor } from './due-lines.ts'

export const dueKinds = ['step_due', 'step_overdue', 'reminder_due', 'reminder_overdue'] as const

/** After so many working days what is still open is told once more, as overdue. */
const overdueAfterDays = 3

/** How far ahead deadlines count as standing; told is none before its day. */
const daysAhead = 14

/** What is due in the cases of everybody who guides some: on its day, or on the last working day before a day on which
 *  nobody works, and once more when it is overdue. */
export async function dueNotices(reader: Reader, today: string): Promise<DeadlineNotice[]> {
  const notices: DeadlineNotice[] = []
  for (const user of await listUsers(reader, { role: 'lotsin', activeOnly: true })) {
    const entries = await dueEntries(reader, actorOf(user), addDays(today, daysAhead))
    notices.push(...entries.map((entry) => ({ to: user.id, ...noticeOf(entry, today) })))
  }
  return notices
}

function noticeOf(entry: Reminder | DatedStep, today: string): Omit<DeadlineNotice, 'to'> {
  const { dueOn, caseId } = entry
  const [name, about] =
    'reason' in entry
      ? (['reminder', `${caseId}/reminders/${entry.id}`] as const)
      : (['step', `${caseId}/steps#${stepAnchor(entry)}`] as const)
  const overdueFrom = addWorkingDays(dueOn, overdueAfterDays)
  return overdueFrom <= today
    ? { kind: `${name}_overdue` satisfies (typeof dueKinds)[number], about, occasion: dueOn, from: overdueFrom }
    : { kind: `${name}_due` satisfies (typeof dueKinds)[number], about, occasion: dueOn, from: workingDayUntil(dueOn) }
}
