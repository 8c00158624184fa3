import type { Context, MiddlewareHandler } from 'hono'
import { getCookie } from 'hono/cookie'
import { createMiddleware } from 'hono/factory'
import { HTTPException } from 'hono/http-exception'
import { z } from 'zod'
import type { Db } from '../base/database.ts'
import type { Problem, ProblemCode } from '../base/result.ts'
import { type Actor, hasAny, type Role } from './auth.ts'
import { readSession } from './auth-actions.ts'
import { defaultSessionLimits, type SessionLimits, sessionCookieName } from './session-adapter.ts'
import type { FindTeller } from './trail.ts'

/** What every route of the product finds in its context. */
export interface Env {
  /** What @hono/node-server hands over with each request; absent under `app.request` of a test. */
  Bindings: { readonly incoming?: { readonly socket?: { readonly remoteAddress?: string } } }
  Variables: {
    readonly db: Db
    /** Null as long as nobody is signed in; behind a guard take `currentActor(c)`. */
    readonly actor: Actor | null
    /** Who is signed in. `actor` is another one where she acts for somebody. */
    readonly person?: Actor | null
    readonly sessionId: string | null
    /** Where the request comes from, for the limits of signing in; never stored in the clear. */
    readonly address: string
    readonly signIn: SignInSettings
    /** Within how many working days a request for approval is to be decided; a setting of the house. */
    readonly approvalDays?: number
    /** How higher modules tell their entries in the trail of what they are about; set where the product is composed. */
    readonly tellFurther?: readonly FindTeller[]
  }
}

export interface SignInSettings {
  /** Behind https the cookie is `__Host-session` with Secure; only development without https turns it off. */
  readonly secureCookies: boolean
  readonly limits: SessionLimits
  /** As people reach the product, without a slash at the end: password links begin with it. Null only in development:
   *  then it is where the request came. */
  readonly baseUrl: string | null
}

export interface ActorOptions {
  readonly db: Db
  readonly secureCookies: boolean
  readonly baseUrl: string | null
  readonly limits?: SessionLimits
  /** True only behind a proxy of ours: then the last hop of X-Forwarded-For is the client. */
  readonly trustProxy?: boolean
}

/** Reads the session of the cookie, once per request, before every route. Public pages stay public: guards refuse. */
export function withActor(options: ActorOptions): MiddlewareHandler<Env> {
  const { db, secureCookies, baseUrl, limits = defaultSessionLimits } = options
  return createMiddleware<Env>(async (c, next) => {
    const sessionId = getCookie(c, sessionCookieName(secureCookies)) ?? null
    c.set('db', db)
    c.set('signIn', { secureCookies, limits, baseUrl })
    c.set('address', addressOf(c, options.trustProxy === true))
    c.set('sessionId', sessionId)
    c.set('actor', sessionId ? await readSession(db, sessionId, limits) : null)
    await next()
  })
}

/** What routes find where nobody can sign in: the public check on a port of its own. */
export function withoutActor({ db, trustProxy }: Pick<ActorOptions, 'db' | 'trustProxy'>): MiddlewareHandler<Env> {
  return createMiddleware<Env>(async (c, next) => {
    c.set('db', db)
    c.set('address', addressOf(c, trustProxy === true))
    c.set('sessionId', null)
    c.set('actor', null)
    await next()
  })
}

/** Only for people who are signed in. Asking for a page leads to the sign-in page and back. Anything else, a form posted
 *  after the session has ended above all, throws a 401, which `app.onError` answers with `signInAgain` of auth-routes. */
export const requireActor: MiddlewareHandler<Env> = createMiddleware<Env>(async (c, next) => {
  if (!c.var.actor) return refuseStranger(c)
  await next()
})

/** Only for people with one of these roles. Others get a 403 (thrown, answered by `app.onError`). */
export const requireRole = (...allowed: readonly Role[]): MiddlewareHandler<Env> =>
  createMiddleware<Env>(async (c, next) => {
    const { actor } = c.var
    if (!actor) return refuseStranger(c)
    if (!hasAny(actor, allowed)) {
      throw new HTTPException(403, {
        message: 'Diese Seite gehört nicht zu Ihren Aufgaben. Die Rollen vergibt die Administration.',
      })
    }
    await next()
  })

/** The person behind the request. Call it only behind `requireActor` or `requireRole`. */
export function currentActor(c: Context<Env>): Actor {
  if (!c.var.actor) throw new Error('This route has no guard: put requireActor or requireRole before it.')
  return c.var.actor
}

/** Who is signed in, whoever she acts for here. */
export const currentPerson = (c: Context<Env>): Actor => c.var.person ?? currentActor(c)

export const problemStatus = (problem: Problem): 403 | 404 | 409 | 422 => statusOf[problem.problem]

const statusOf = {
  not_found: 404,
  forbidden: 403,
  conflict: 409,
  stale: 409,
  invalid: 422,
} as const satisfies Record<ProblemCode, number>

/** Whether htmx waits for a fragment. Boosted links and forms wait for a whole page, like a browser without script. */
export const isHtmx = (c: Context): boolean =>
  c.req.header('HX-Request') === 'true' && c.req.header('HX-Request-Type') !== 'full'

/** The fields of a posted form, read by a schema of `text` and `list`: what is missing or no text counts as empty. A body
 *  that is no form at all is a 400 (thrown, answered by `app.onError`). */
export async function postedForm<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  const body = await c.req.parseBody({ all: true }).catch((cause: unknown) => {
    throw new HTTPException(400, { cause })
  })
  return schema.parse(body)
}

/** One field of a form. */
export const text = z.string().catch('')

/** A field that may stand there several times, as check boxes do. */
export const list = z.union([z.string().transform((one) => [one]), z.array(z.string())]).catch([])

/** A path inside this product to go back to after signing in, or the start page. Never another host, never a page of the
 *  sign-in itself. */
export function safeNext(next: string | undefined): string {
  if (!next?.startsWith('/') || /[\\\p{Cc}]/u.test(next)) return '/'
  const here = 'http://localhost'
  if (!URL.canParse(next, here)) return '/'
  const url = new URL(next, here)
  // `/.//host` becomes `//host`, which a browser reads as another host.
  if (url.origin !== here || url.pathname.startsWith('//')) return '/'
  return /^\/(session|sessions|password)(\/|$)/.test(url.pathname) ? '/' : `${url.pathname}${url.search}`
}

function refuseStranger(c: Context<Env>): Response {
  if (c.req.method !== 'GET' && c.req.method !== 'HEAD') throw new HTTPException(401, { message: sessionEnded })
  const { pathname, search } = new URL(c.req.url)
  const wanted = new URLSearchParams({ next: `${pathname}${search}`, ...(c.var.sessionId ? { after: 'expiry' } : {}) })
  const signIn = `/session?${wanted}`
  if (!isHtmx(c)) return c.redirect(signIn, 303)
  c.header('HX-Redirect', '/session?after=expiry')
  return c.body(null, 401)
}

const sessionEnded = 'Ihre Sitzung ist beendet. Melden Sie sich wieder an.'

function addressOf(c: Context<Env>, trustProxy: boolean): string {
  const forwarded = trustProxy ? c.req.header('X-Forwarded-For')?.split(',').at(-1)?.trim() : undefined
  return forwarded || c.env?.incoming?.socket?.remoteAddress || 'unknown'
}
