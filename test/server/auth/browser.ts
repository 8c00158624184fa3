import { Hono } from 'hono'
import { pino } from 'pino'
import { administrationRoutes } from '../../../server/auth/administration-routes.tsx'
import { authRoutes } from '../../../server/auth/auth-routes.tsx'
import { currentActor, type Env, requireActor, withActor } from '../../../server/auth/http.ts'
import { answerError } from '../../../server/errors.tsx'
import { profileRoutes } from '../../../server/profile-routes.tsx'
import type { House } from '../../house.ts'

export type FormValues = Readonly<Record<string, string | readonly string[]>>

/** A browser without script in front of the routes of this module: it keeps cookies and follows no redirect. */
export interface Browser {
  readonly cookies: Map<string, string>
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer>
  post(path: string, form?: FormValues, headers?: Readonly<Record<string, string>>): Promise<Answer>
  signIn(login: string, password: string): Promise<Answer>
}

export interface Answer {
  readonly status: number
  readonly location: string | null
  readonly headers: Headers
  readonly html: string
}

interface BrowserOptions {
  readonly secure?: boolean
  readonly address?: string
}

export function openBrowser(house: House, { secure = false, address = '10.0.0.1' }: BrowserOptions = {}): Browser {
  const app = appOver(house, secure)
  const cookies = new Map<string, string>()
  const send = async (path: string, init: RequestInit): Promise<Answer> => {
    const headers = new Headers(init.headers)
    if (cookies.size > 0) headers.set('Cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '))
    const bindings = { incoming: { socket: { remoteAddress: address } } }
    const response = await app.request(path, { ...init, headers }, bindings)
    for (const cookie of response.headers.getSetCookie()) keep(cookies, cookie)
    return {
      status: response.status,
      location: response.headers.get('Location'),
      headers: response.headers,
      html: await response.text(),
    }
  }
  const browser: Browser = {
    cookies,
    get: (path, headers = {}) => send(path, { headers }),
    post: (path, form = {}, headers = {}) => send(path, { method: 'POST', body: encoded(form), headers }),
    signIn: (login, password) => browser.post('/sessions', { login, password }),
  }
  return browser
}

/** The value of an input, as the page shows it. */
export const typedIn = (html: string, name: string): string | undefined =>
  [...html.matchAll(/<input[^>]*>/g)]
    .map(([input]) => input)
    .filter((input) => input.includes(` name="${name}"`))
    .map((input) => / value="([^"]*)"/.exec(input)?.[1] ?? '')
    .at(0)

/** The sentence at a field. */
export const errorAt = (html: string, name: string): string | undefined =>
  new RegExp(`id="feld-${name}-error".*?<span class="kern-body">(.*?)</span>`, 's').exec(html)?.[1]

function appOver(house: House, secure: boolean): Hono<Env> {
  const app = new Hono<Env>()
  app.use(withActor({ db: house.db, secureCookies: secure, baseUrl: 'https://vorlagen.example' }))
  app.route('/', authRoutes)
  app.route('/', profileRoutes)
  app.route('/', administrationRoutes)
  app.get('/private', requireActor, (c) => c.text(`Hier ist ${currentActor(c).name}.`))
  app.post('/private', requireActor, async (c) => c.json(await c.req.parseBody()))
  app.onError(answerError(pino({ enabled: false })))
  return app
}

function encoded(form: FormValues): URLSearchParams {
  return new URLSearchParams(
    Object.entries(form).flatMap(([name, value]) =>
      (typeof value === 'string' ? [value] : value).map((one): [string, string] => [name, one]),
    ),
  )
}

function keep(cookies: Map<string, string>, cookie: string): void {
  const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
  if (/Max-Age=0(;|$)/.test(cookie)) cookies.delete(name)
  else cookies.set(name, value)
}
