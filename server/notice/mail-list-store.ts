import { z } from 'zod'
import type { Reader } from '../base/database.ts'

/** What the administration reads about mails. */

export const mailStates = ['waiting', 'sent', 'kept', 'withdrawn', 'given_up'] as const
export type MailState = (typeof mailStates)[number]
export const isMailState = (text: string): text is MailState => mailStates.some((state) => state === text)

const mailRow = z.object({
  id: z.string(),
  toUserId: z.string(),
  address: z.string().nullable(),
  subject: z.string().nullable(),
  text: z.string().nullable(),
  createdAt: z.string(),
  attempts: z.number(),
  nextTryAt: z.string().nullable(),
  lastReason: z.string().nullable(),
  endedAt: z.string().nullable(),
  state: z.enum(mailStates),
})

export type ListedMail = z.infer<typeof mailRow>

const stateOf = "coalesce(outcome, 'waiting')"

/** The newest first. */
export const listMails = (
  reader: Reader,
  { state, limit, offset }: { readonly state: MailState | null; readonly limit: number; readonly offset: number },
): Promise<ListedMail[]> =>
  reader.all(
    mailRow,
    `SELECT id, to_user_id, address, subject, text, created_at, attempts, next_try_at, last_reason, ended_at,
       ${stateOf} AS state FROM mail
     WHERE ? IS NULL OR ${stateOf} = ? ORDER BY id DESC LIMIT ? OFFSET ?`,
    [state, state, limit, offset],
  )

/** How many mails there are in each state, and how many notices wait for a daily mail. */
export async function countMails(reader: Reader): Promise<Readonly<Record<MailState | 'for_digest', number>>> {
  const rows = await reader.all(
    z.object({ state: z.enum([...mailStates, 'for_digest']), count: z.number() }),
    `SELECT ${stateOf} AS state, count(*) AS count FROM mail GROUP BY 1
     UNION ALL SELECT 'for_digest', (SELECT count(*) FROM deputy_mail_item WHERE mail_id IS NULL) +
       (SELECT count(*) FROM mail_item JOIN notice ON notice.id = notice_id WHERE mail_id IS NULL AND seen_at IS NULL)`,
  )
  const none = { waiting: 0, sent: 0, kept: 0, withdrawn: 0, given_up: 0, for_digest: 0 }
  return { ...none, ...Object.fromEntries(rows.map(({ state, count }) => [state, count])) }
}

/** What needs somebody: mails that were given up. */
export async function countGivenUp(reader: Reader): Promise<number> {
  const row = await reader.first(
    z.object({ n: z.number() }),
    "SELECT count(*) AS n FROM mail WHERE outcome = 'given_up'",
  )
  return row?.n ?? 0
}
