import { Hono } from 'hono'
import { ErrorPage } from '../../views/layout/error-page.tsx'
import { type MailLine, MailsPage } from '../../views/operations/mails-page.tsx'
import { currentActor, type Env, problemStatus, requireRole } from '../auth/http.ts'
import { userNames } from '../auth/user-actions.ts'
import { printMoment } from '../calendar/local-time.ts'
import { reasonSentence } from '../notice/mail.ts'
import {
  isMailState,
  type ListedMail,
  type MailOverview,
  type MailState,
  readMails,
  retryMail,
  retryServer,
} from '../notice/mail-actions.ts'
import { digestMomentAfter } from '../notice/mail-jobs.ts'

const perPage = 50

/** What becomes of mails. `isOn`: a mail server is set. */
export function mailRoutes({ isOn }: { readonly isOn: boolean }): Hono<Env> {
  const routes = new Hono<Env>()
  for (const path of ['/mails', '/mails/*']) routes.use(path, requireRole('administration'))

  routes.get('/mails', async (c) => {
    const { db } = c.var
    const asked = c.req.query('state') ?? ''
    const state = isMailState(asked) ? asked : null
    const page = Math.max(Number.parseInt(c.req.query('page') ?? '1', 10) || 1, 1)
    const overview = await readMails(db, { state, limit: perPage, offset: (page - 1) * perPage })
    const { counts } = overview
    const total = state === null ? countAll(counts) : counts[state]
    const names = await userNames(
      db,
      overview.mails.map(({ toUserId }) => toUserId),
    )
    return c.html(
      <MailsPage
        isOn={isOn}
        lines={overview.mails.map((mail) => lineOf(mail, names, isOn))}
        filters={filtersOf(counts, state)}
        digest={counts.for_digest === 0 ? null : digestSentence(counts.for_digest, db.clock.now())}
        failure={overview.failure && failureSentences(overview.failure, counts.waiting)}
        isDone={c.req.query('done') === 'retried'}
        page={page}
        pages={Math.max(Math.ceil(total / perPage), 1)}
        pageHref={(number) => `/mails?${new URLSearchParams({ ...(state ? { state } : {}), page: String(number) })}`}
      />,
    )
  })

  routes.post('/mails/:mail/retries', async (c) => {
    const retried = await retryMail(c.var.db, currentActor(c).ref, c.req.param('mail'))
    if (retried.ok) return c.redirect('/mails?done=retried', 303)
    return c.html(
      <ErrorPage title="Diese Mail lässt sich nicht senden" message={retried.message} />,
      problemStatus(retried),
    )
  })

  routes.post('/mails/server/tries', async (c) => {
    await retryServer(c.var.db)
    return c.redirect('/mails?done=retried', 303)
  })

  return routes
}

const countAll = (counts: MailOverview['counts']): number =>
  counts.waiting + counts.sent + counts.kept + counts.withdrawn + counts.given_up

function lineOf(mail: ListedMail, names: ReadonlyMap<string, string>, isOn: boolean): MailLine {
  return {
    id: mail.id,
    recipientId: mail.toUserId,
    recipient: names.get(mail.toUserId) ?? 'Unbekannt',
    address: mail.address,
    subject: mail.subject?.replace(/^Vorlagenwerk: /, '') ?? null,
    text: mail.text,
    at: mail.endedAt ?? mail.createdAt,
    state: mail.state,
    reason: reasonOf(mail),
    nextTryAt: mail.state === 'waiting' && mail.attempts > 0 ? mail.nextTryAt : null,
    can: { retry: isOn && (mail.state === 'given_up' || mail.state === 'kept') },
  }
}

/** Why a mail that went out was late is of no interest any more. */
const reasonOf = ({ state, lastReason }: ListedMail): string | null =>
  lastReason === null || state === 'sent' ? null : reasonSentence(lastReason)

const labels: Readonly<Record<MailState, string>> = {
  waiting: 'warten',
  sent: 'gesendet',
  kept: 'nur geschrieben',
  withdrawn: 'nicht mehr nötig',
  given_up: 'aufgegeben',
}

function filtersOf(counts: MailOverview['counts'], current: MailState | null) {
  const all = { href: '/mails', label: `alle (${countAll(counts)})`, isCurrent: current === null }
  const states = Object.entries(labels).flatMap(([state, label]) => {
    const count = isMailState(state) ? counts[state] : 0
    if (count === 0 && state !== current) return []
    return [{ href: `/mails?state=${state}`, label: `${label} (${count})`, isCurrent: state === current }]
  })
  return [all, ...states]
}

function digestSentence(count: number, now: Date): string {
  const what = count === 1 ? 'ist 1 Nachricht' : `sind ${count} Nachrichten`
  return `Für die nächste tägliche Mail (${printMoment(digestMomentAfter(now.toISOString()))}) ${what} vorgemerkt.`
}

function failureSentences(failure: NonNullable<MailOverview['failure']>, waiting: number) {
  const what = waiting === 1 ? '1 Mail wartet' : `${waiting} Mails warten`
  return {
    reason: reasonSentence(failure.reason),
    since: `So ist es seit ${printMoment(failure.failingSince)}. ${what} und gehen von selbst hinaus, sobald er wieder arbeitet. Nächster Versuch: ${printMoment(failure.nextTryAt)}.`,
  }
}
