import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { KeptFormPage } from '../../views/auth/kept-form-page.tsx'
import { GoneLinkPage, PasswordPage } from '../../views/auth/password-page.tsx'
import { SignInPage } from '../../views/auth/sign-in-page.tsx'
import {
  endOtherSessions,
  endOwnSession,
  readPasswordLink,
  redeemPasswordLink,
  type SignInRefusal,
  signIn,
  signOut,
  signOutEverywhere,
} from './auth-actions.ts'
import { deviceName } from './device.ts'
import { currentActor, type Env, isHtmx, postedForm, problemStatus, requireActor, safeNext, text } from './http.ts'
import { keepForm, readKept } from './kept-form.ts'
import { sessionCookie } from './session-adapter.ts'

export const authRoutes = new Hono<Env>()

const signInForm = z.object({ login: text, password: text, next: text, kept: text })
const passwordForm = z.object({ password: text, repeat: text })

authRoutes.get('/session', (c) => {
  const next = safeNext(c.req.query('next'))
  if (c.var.actor) return c.redirect(next, 303)
  return c.html(<SignInPage login="" next={next} notice={signInNotice(c.req.query('after'))} problem={null} />)
})

authRoutes.post('/sessions', async (c) => {
  const { login, password, ...form } = await postedForm(c, signInForm)
  const [next, kept] = [safeNext(form.next), readKept(form.kept)]
  const { sessionId: replaces, address, signIn: settings } = c.var
  const device = deviceName(c.req.header('User-Agent'))
  const entered = await signIn(c.var.db, { login, password, address, device, replaces, limits: settings.limits })
  if (!entered.ok) {
    return c.html(<SignInPage login={login} next={next} kept={kept} problem={entered} />, signInStatus(c, entered))
  }
  setSessionCookie(c, entered.value.sessionId)
  return kept ? c.html(<KeptFormPage form={kept} back={next} />) : c.redirect(next, 303)
})

// A refused form leaves the address of its post in the browser: reloading it leads to where the form stands.
authRoutes.get('/sessions', (c) => c.redirect('/session', 303))

authRoutes.post('/session/ends', async (c) => {
  if (c.var.sessionId) await signOut(c.var.db, c.var.sessionId)
  setSessionCookie(c, null)
  return c.redirect('/session?after=sign-out', 303)
})

authRoutes.post('/sessions/ends', requireActor, async (c) => {
  await signOutEverywhere(c.var.db, currentActor(c))
  setSessionCookie(c, null)
  return c.redirect('/session?after=everywhere', 303)
})

authRoutes.post('/sessions/others/ends', requireActor, async (c) => {
  await endOtherSessions(c.var.db, currentActor(c), c.var.sessionId ?? '')
  return c.redirect('/profile?done=others', 303)
})

authRoutes.post('/sessions/:session/ends', requireActor, async (c) => {
  await endOwnSession(c.var.db, currentActor(c), c.req.param('session'))
  return c.redirect('/profile?done=session', 303)
})

authRoutes.get('/password/:token', async (c) => {
  const token = c.req.param('token')
  const link = await readPasswordLink(c.var.db, token)
  if (!link.ok) return c.html(<GoneLinkPage message={link.message} />, problemStatus(link))
  return c.html(<PasswordPage action={`/password/${token}`} login={link.value.login} problem={null} />)
})

authRoutes.post('/password/:token', async (c) => {
  const token = c.req.param('token')
  const link = await readPasswordLink(c.var.db, token)
  if (!link.ok) return c.html(<GoneLinkPage message={link.message} />, problemStatus(link))
  const set = await redeemPasswordLink(c.var.db, { token, ...(await postedForm(c, passwordForm)) })
  if (set.ok) {
    setSessionCookie(c, null)
    return c.redirect('/session?after=password', 303)
  }
  if (set.problem === 'not_found') return c.html(<GoneLinkPage message={set.message} />, problemStatus(set))
  const page = <PasswordPage action={`/password/${token}`} login={link.value.login} problem={set} />
  return c.html(page, problemStatus(set))
})

/** The answer of `app.onError` to a 401: the session ended before the form was posted. What was typed goes along. */
export async function signInAgain(c: Context<Env>): Promise<Response> {
  const kept = await keepForm(c)
  const notice = signInNotice(kept ? 'form' : 'lost-form')
  if (isHtmx(c)) {
    c.header('HX-Retarget', '#seite')
    c.header('HX-Reselect', '#seite')
    c.header('HX-Reswap', 'outerHTML')
  }
  return c.html(<SignInPage login="" next={pageOfForm(c)} kept={kept} notice={notice} problem={null} />, 401)
}

function setSessionCookie(c: Context<Env>, sessionId: string | null): void {
  const { secureCookies, limits } = c.var.signIn
  c.header('Set-Cookie', sessionCookie(sessionId, secureCookies, limits), { append: true })
}

/** 429 with Retry-After where it was tried too often (RFC 6585, section 4). */
export function signInStatus(c: Context<Env>, refused: SignInRefusal): 403 | 404 | 409 | 422 | 429 {
  if (refused.waitUntil === undefined) return problemStatus(refused)
  const seconds = Math.ceil((Date.parse(refused.waitUntil) - c.var.db.clock.now().getTime()) / 1000)
  c.header('Retry-After', String(Math.max(seconds, 1)))
  return 429
}

/** The page that held the form, as far as the browser tells. */
function pageOfForm(c: Context<Env>): string {
  const referer = c.req.header('Referer') ?? ''
  if (!URL.canParse(referer)) return '/'
  const { host, pathname, search } = new URL(referer)
  return host === new URL(c.req.url).host ? safeNext(`${pathname}${search}`) : '/'
}

const signInNotices: Readonly<Record<string, string>> = {
  'sign-out': 'Sie sind abgemeldet.',
  everywhere: 'Sie sind auf allen Geräten abgemeldet.',
  expiry: 'Ihre Sitzung ist beendet. Melden Sie sich wieder an, dann geht es auf derselben Seite weiter.',
  form: 'Ihre Sitzung ist beendet. Ihre letzte Eingabe ist noch nicht gespeichert, aber auch nicht verloren: Melden Sie sich wieder an, dann senden Sie sie ab.',
  'lost-form':
    'Ihre Sitzung ist beendet, die letzte Eingabe wurde nicht gespeichert. Melden Sie sich wieder an und wiederholen Sie sie.',
  password: 'Ihr Passwort ist gesetzt. Melden Sie sich jetzt damit an.',
}

const signInNotice = (after = ''): string | undefined =>
  Object.hasOwn(signInNotices, after) ? signInNotices[after] : undefined
