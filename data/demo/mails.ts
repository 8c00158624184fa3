import { listUsers } from '../../server/auth/user-actions.ts'
import type { Db } from '../../server/base/database.ts'
import { localDate, momentAt } from '../../server/calendar/local-time.ts'
import { deadlineTime, tellDeadlines } from '../../server/deadlines.ts'
import { defaultApprovalDays } from '../../server/document/approval-lines.ts'
import { mailPorts } from '../../server/mail-ports.ts'
import { digestTime } from '../../server/notice/mail.ts'
import { chooseMailWish } from '../../server/notice/mail-actions.ts'
import { deliverDueMail } from '../../server/notice/mail-jobs.ts'

/** Whoever does not want each mail at once. */
const wishes = { kortmann: 'daily', lindemann: 'daily', rieken: 'none' } as const

export async function chooseMails(db: Db): Promise<void> {
  const users = await listUsers(db)
  for (const [login, wish] of Object.entries(wishes)) {
    const user = users.find((one) => one.login === login)
    if (user) await chooseMailWish(db, user.id, wish)
  }
}

/** Writes the mails that were due at this moment. Nothing is sent: the people of the demo have no mailboxes. */
export const writeMails = (db: Db, baseUrl: string): Promise<void> =>
  deliverDueMail(db, mailPorts({ server: null, baseUrl }))

/** Tells of the deadlines that had come by then. */
export const tellOfDeadlines = (db: Db): Promise<void> => tellDeadlines(db, { approvalDays: defaultApprovalDays })

/** When people were told of deadlines on the day of this moment. */
export const deadlinesOn = (moment: string): string => momentAt(localDate(moment), deadlineTime)

/** When the daily mails came on the day of this moment. */
export const digestOn = (moment: string): string => momentAt(localDate(moment), digestTime)
