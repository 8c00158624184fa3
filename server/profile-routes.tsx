import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { ProfilePage } from '../views/auth/profile-page.tsx'
import { roleLabels } from './auth/auth.ts'
import { changeOwnPassword, listOwnSessions } from './auth/auth-actions.ts'
import { signInStatus } from './auth/auth-routes.tsx'
import { calendarLinkedAt, linkCalendar, mayLinkCalendar, unlinkCalendar } from './auth/calendar-link-actions.ts'
import { currentActor, type Env, postedForm, problemStatus, requireActor, text } from './auth/http.ts'
import { isTheme } from './auth/preference.ts'
import { changePreference, readPreference } from './auth/preference-actions.ts'
import { hashSessionId } from './auth/session-adapter.ts'
import { findUser } from './auth/user-actions.ts'
import { invalid, type Problem } from './base/result.ts'
import { isMailWish } from './notice/mail.ts'
import { chooseMailWish, readMailWish } from './notice/mail-actions.ts'

/** What a person decides for herself: her password, how the product looks, listens and tells, where she is signed in. */
export const profileRoutes = new Hono<Env>()

const passwordChange = z.object({ current: text, password: text, repeat: text })
const preferenceChange = z.object({ theme: text, letterKeys: text })
const wishChange = z.object({ wish: text })

// A refused form leaves the address of its post in the browser: reloading it leads to where the form stands.
for (const path of ['/profile/passwords', '/profile/preferences', '/profile/mail-wishes', '/profile/calendar-links'])
  profileRoutes.get(path, (c) => c.redirect('/profile', 303))

profileRoutes.use('/profile/*', requireActor)

profileRoutes.get('/profile', async (c) => {
  const done = c.req.query('done') ?? ''
  const notice = Object.hasOwn(notices, done) ? notices[done] : undefined
  return c.html(await profilePage(c, { notice, problem: null }))
})

profileRoutes.post('/profile/passwords', async (c) => {
  const form = await postedForm(c, passwordChange)
  const sessionId = c.var.sessionId ?? ''
  const changed = await changeOwnPassword(c.var.db, currentActor(c), { ...form, sessionId })
  if (!changed.ok) return c.html(await profilePage(c, { problem: changed }), signInStatus(c, changed))
  return c.redirect('/profile?done=password', 303)
})

profileRoutes.post('/profile/preferences', async (c) => {
  const { theme, letterKeys } = await postedForm(c, preferenceChange)
  if (!isTheme(theme)) return refuse(c, 'theme', 'Wählen Sie hell, dunkel oder wie das Gerät.')
  await changePreference(c.var.db, currentActor(c).userId, { theme, letterKeys: letterKeys === 'on' })
  return c.redirect('/profile?done=preference', 303)
})

profileRoutes.post('/profile/mail-wishes', async (c) => {
  const { wish } = await postedForm(c, wishChange)
  if (!isMailWish(wish)) return refuse(c, 'wish', 'Wählen Sie, ob und wann Sie Mails bekommen.')
  await chooseMailWish(c.var.db, currentActor(c).userId, wish)
  return c.redirect('/profile?done=mail', 303)
})

/** The address is shown now and never again. */
profileRoutes.post('/profile/calendar-links', async (c) => {
  const linked = await linkCalendar(c.var.db, currentActor(c))
  if (!linked.ok) return c.html(await profilePage(c, { problem: linked }), problemStatus(linked))
  const base = c.var.signIn.baseUrl ?? new URL(c.req.url).origin
  const calendarUrl = `${base}/calendar/${linked.value.token}.ics`
  return c.html(await profilePage(c, { calendarUrl, problem: null }), 201)
})

profileRoutes.post('/profile/calendar-links/ends', async (c) => {
  const ended = await unlinkCalendar(c.var.db, currentActor(c))
  if (!ended.ok) return c.html(await profilePage(c, { problem: ended }), problemStatus(ended))
  return c.redirect('/profile?done=calendar', 303)
})

async function refuse(c: Context<Env>, path: string, message: string): Promise<Response> {
  const problem = invalid(message, [{ path, message }])
  return c.html(await profilePage(c, { problem }), problemStatus(problem))
}

interface Said {
  readonly notice?: string | undefined
  /** A secret that was made just now. */
  readonly calendarUrl?: string
  readonly problem: Problem | null
}

async function profilePage(c: Context<Env>, said: Said) {
  const actor = currentActor(c)
  const { db } = c.var
  const user = await findUser(db, actor.userId)
  const sessions = await listOwnSessions(db, actor, c.var.signIn.limits)
  const thisOne = hashSessionId(c.var.sessionId ?? '')
  return (
    <ProfilePage
      profile={{
        ...actor,
        login: user?.login ?? '',
        email: user?.email ?? '',
        roleLabels: actor.roles.map((role) => roleLabels[role]),
        passwordSetAt: user?.passwordSetAt ?? null,
      }}
      preference={await readPreference(db, actor.userId)}
      wish={await readMailWish(db, actor.userId)}
      sessions={sessions.map((session) => ({ ...session, isThisOne: session.id === thisOne }))}
      calendar={
        mayLinkCalendar(actor) ? { linkedAt: await calendarLinkedAt(db, actor), url: said.calendarUrl ?? null } : null
      }
      notice={said.notice}
      problem={said.problem}
    />
  )
}

const notices: Readonly<Record<string, string>> = {
  password: 'Ihr Passwort ist geändert. Alle anderen Sitzungen sind beendet.',
  preference: 'Darstellung und Tasten sind gespeichert.',
  mail: 'Ihre Wahl für Mails ist gespeichert.',
  session: 'Die Sitzung ist beendet.',
  calendar: 'Der Kalender-Link ist beendet. Kalender, die ihn benutzen, bekommen nichts mehr.',
  others: 'Alle anderen Sitzungen sind beendet.',
}
