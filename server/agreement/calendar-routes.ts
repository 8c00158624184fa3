import { createHash } from 'node:crypto'
import { Hono } from 'hono'
import type { Actor } from '../auth/auth.ts'
import { actorOfCalendarLink, admitCalendarRead } from '../auth/calendar-link-actions.ts'
import type { Env } from '../auth/http.ts'
import type { Reader } from '../base/database.ts'
import { calendarFeed, type FeedEntry } from '../calendar/feed.ts'
import { localDate } from '../calendar/local-time.ts'
import { addDays } from '../calendar/working-days.ts'
import { dueEntries } from './due.ts'
import { completionHref } from './due-lines.ts'

/** The calendar that somebody has subscribed to: read by programs without a session, by the secret of its address alone. */
export const calendarRoutes = new Hono<Env>()

calendarRoutes.get('/calendar/:token', async (c) => {
  const { db, address, signIn } = c.var
  if (!(await admitCalendarRead(db, address))) {
    c.header('Retry-After', '600')
    return c.text('Zu viele Abrufe. Versuchen Sie es in zehn Minuten noch einmal.', 429)
  }
  const actor = await actorOfCalendarLink(db, c.req.param('token').replace(/\.ics$/, ''))
  if (!actor) return c.text('Diesen Kalender gibt es nicht (mehr).', 404)
  const base = signIn.baseUrl ?? new URL(c.req.url).origin
  const today = localDate(db.clock.now().toISOString())
  const feed = calendarFeed('Vorlagenwerk: Wiedervorlagen', await entriesOf(db, actor, { base, today }))
  const etag = `"${createHash('sha256').update(feed).digest('base64url')}"`
  // Kept by the calendar alone, and asked for anew each time.
  const headers = { ETag: etag, 'Cache-Control': 'private, no-cache' }
  if (c.req.header('If-None-Match')?.split(/,\s*/).includes(etag)) return c.body(null, 304, headers)
  return c.body(feed, 200, {
    ...headers,
    'Content-Type': 'text/calendar; charset=utf-8',
    'Content-Disposition': 'inline; filename="vorlagenwerk.ics"',
  })
})

const daysAhead = 366
const mostEntries = 2000

async function entriesOf(
  reader: Reader,
  actor: Actor,
  { base, today }: { readonly base: string; readonly today: string },
): Promise<FeedEntry[]> {
  const host = new URL(base).hostname
  const due = await dueEntries(reader, actor, addDays(today, daysAhead))
  return due.slice(0, mostEntries).map((entry): FeedEntry => {
    if ('reason' in entry) {
      const { id, caseId, dueOn, createdAt } = entry
      const url = `${base}/cases/${caseId}/reminders/${id}`
      return { uid: `wiedervorlage-${id}@${host}`, day: dueOn, summary: 'Wiedervorlage', url, madeAt: createdAt }
    }
    const { documentId, stepId, dueOn, kind, issuedAt } = entry
    return {
      uid: `schritt-${documentId}-${stepId}-${dueOn}@${host}`,
      day: dueOn,
      summary: kind === 'gespraech' ? 'Gespräch' : 'Schritt fällig',
      url: `${base}${completionHref(entry)}`,
      madeAt: issuedAt,
    }
  })
}
