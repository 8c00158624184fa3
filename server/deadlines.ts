import { dueKinds, dueNotices } from './agreement/due-notices.ts'
import type { Db } from './base/database.ts'
import { localDate, localTime } from './calendar/local-time.ts'
import { isWorkingDay } from './calendar/working-days.ts'
import { approvalDeadlineKinds, approvalDeadlines } from './document/approval-deadlines.ts'
import { templateNoticeKinds, templateNotices } from './document/template-notices.ts'
import { keepDeadlineNotices } from './notice/deadline-notices.ts'

/** From when on a working day people are told of deadlines, by clocks in Germany: before the daily mail is written. */
export const deadlineTime = '06:00'

/** Tells everybody of the deadlines that have come, and of new versions of templates from their first day on, each once,
 *  however often it is asked. On other days and at night nobody
 *  is told anything. */
export async function tellDeadlines(db: Db, { approvalDays }: { readonly approvalDays: number }): Promise<void> {
  const now = db.clock.now().toISOString()
  const today = localDate(now)
  if (!isWorkingDay(today) || localTime(now) < deadlineTime) return
  const deadlines = [
    ...(await dueNotices(db, today)),
    ...(await approvalDeadlines(db, { today, approvalDays })),
    ...(await templateNotices(db, today)),
  ]
  await keepDeadlineNotices(db, [...dueKinds, ...approvalDeadlineKinds, ...templateNoticeKinds], deadlines)
}
