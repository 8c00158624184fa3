import { waitingWithDeciders } from '../approval/approval-actions.ts'
import type { Reader } from '../base/database.ts'
import { localDate } from '../calendar/local-time.ts'
import { addDays, addWorkingDays, workingDayUntil } from '../calendar/working-days.ts'
import type { DeadlineNotice } from '../notice/deadline-notices.ts'

export const approvalDeadlineKinds = ['approval_near', 'approval_late'] as const

/** Each request that waits, to those with whom it lies and who may decide: on the working day before its last one, and once
 *  more when that has passed. */
export async function approvalDeadlines(
  reader: Reader,
  { today, approvalDays }: { readonly today: string; readonly approvalDays: number },
): Promise<DeadlineNotice[]> {
  return (await waitingWithDeciders(reader)).flatMap(({ request, deciders }) => {
    const asked = localDate(request.requestedAt)
    const last = addWorkingDays(asked, approvalDays)
    const isLate = last < today
    const notice = {
      kind: (isLate ? 'approval_late' : 'approval_near') satisfies (typeof approvalDeadlineKinds)[number],
      about: request.subject,
      occasion: request.id,
      from: isLate ? addDays(last, 1) : later(addDays(asked, 1), workingDayUntil(addDays(last, -1))),
    }
    return deciders.map(({ id }) => ({ to: id, ...notice }))
  })
}

/** Nobody is reminded on the day on which she was asked. */
const later = (one: string, other: string): string => (one > other ? one : other)
