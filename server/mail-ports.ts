import { findUser } from './auth/user-actions.ts'
import { deputiesToday } from './auth/vertretung-actions.ts'
import type { MailPorts } from './notice/mail-jobs.ts'
import { noticeWords } from './notice-words.ts'

/** What mails need of the other modules: whom they go to, and what things are called. */
export const mailPorts = (ports: Pick<MailPorts, 'server' | 'baseUrl' | 'onServerFailure'>): MailPorts => ({
  ...ports,
  words: noticeWords,
  deputies: deputiesToday,
  recipient: async (reader, userId) => {
    const user = await findUser(reader, userId)
    return user && { address: user.email, isActive: user.deactivatedAt === null }
  },
})
