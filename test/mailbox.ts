import type { Actor } from '../server/auth/auth.ts'
import type { Db } from '../server/base/database.ts'
import { mailPorts } from '../server/mail-ports.ts'
import type { OutgoingMail, SendResult } from '../server/notice/mail.ts'
import { deliverDueMail } from '../server/notice/mail-jobs.ts'

/** Where mails go instead of to a server. Everybody has an address that begins with her id. */
export interface Mailbox {
  /** What came, in its order. */
  readonly mails: OutgoingMail[]
  /** What the server answers from now on. */
  answer: SendResult
  /** Delivers what is due now. */
  deliver(): Promise<void>
  /** Delivers what is due now and returns what this person gets: of each mail its subject and the points in it. */
  deliverTo(person: Pick<Actor, 'userId'>): Promise<string[]>
}

export function openMailbox(db: Db): Mailbox {
  const mails: OutgoingMail[] = []
  const recipient = async (_: unknown, userId: string) => ({
    address: `${userId}@kreis-auental.example`,
    isActive: true,
  })
  const server = {
    send: async (mail: OutgoingMail) => {
      if (box.answer.ok) mails.push(mail)
      return box.answer
    },
  }
  const box: Mailbox = {
    mails,
    answer: { ok: true },
    deliver: () => deliverDueMail(db, { ...mailPorts({ server, baseUrl: 'https://vorlagen.test' }), recipient }),
    async deliverTo({ userId }) {
      const before = mails.length
      await box.deliver()
      return mails
        .slice(before)
        .filter(({ address }) => address.startsWith(userId))
        .map(({ subject, text }) =>
          [subject.replace('Vorlagenwerk: ', ''), ...(text.match(/^- .*$/gm) ?? [])].join('\n'),
        )
    },
  }
  return box
}
