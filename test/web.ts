import type { Hono } from 'hono'
import pino from 'pino'
import { createApp } from '../server/app.tsx'
import type { Actor, Role } from '../server/auth/auth.ts'
import type { Env } from '../server/auth/http.ts'
import { defaultSessionLimits, sessionCookieName } from '../server/auth/session-adapter.ts'
import type { WrapCall } from '../server/base/database.ts'
import { openDocumentWriting } from '../server/document/document-writing.ts'
import { demoHouseFile, readHouseFacts } from '../server/house-facts.ts'
import { loadStaticFiles, type StaticFiles } from '../server/static-files.ts'
import type { Writing } from '../server/writing/authority.ts'
import type { Pace } from '../server/writing/pace.ts'
import { expectOk, type House, openHouse } from './house.ts'
import { beginSession } from './signed-in.ts'

/** A house with the whole product in front of it, asked as a browser would. */
export interface Web extends House {
  readonly app: Hono<Env>
  readonly baseUrl: string
  readonly writing: Writing
  /** What was logged, one object a line. */
  readonly logged: readonly Record<string, unknown>[]
  /** A browser in which nobody is signed in. */
  readonly stranger: Visitor
  /** A browser in which a new person with this role is signed in. */
  visitor(role: Role | readonly Role[], name: string): Promise<SignedIn>
}

export interface SignedIn extends Visitor {
  readonly actor: Actor
  /** Header with the cookie of her session. */
  readonly cookie: string
}

export interface Visitor {
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>
  /** Posts a form from a page of ours. */
  post(
    path: string,
    form?: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Response>
  /** Posts a form with files from a page of ours. */
  upload(path: string, form: FormData): Promise<Response>
  /** Posts any body from a page of ours, or sends it by another method. */
  send(
    path: string,
    init: { readonly method?: string; readonly body?: BodyInit; readonly headers?: Record<string, string> },
  ): Promise<Response>
}

export interface WebOptions {
  readonly baseUrl?: string
  readonly trustProxy?: boolean
  /** The largest attachment. */
  readonly attachmentBytes?: number
  readonly wrapCall?: WrapCall
  /** How long writing together waits for things. */
  readonly pace?: Partial<Pace>
  /** Certificates (DER) that the public check believes. */
  readonly anchorsDer?: readonly Uint8Array[]
  /** Adds routes that only a test has. */
  readonly extend?: (app: Hono<Env>) => void
}

let loading: Promise<StaticFiles> | null = null

export async function openWeb(options: WebOptions = {}): Promise<Web> {
  const {
    baseUrl = 'https://vorlagen.test',
    trustProxy = false,
    attachmentBytes = 25 * 2 ** 20,
    anchorsDer = [],
    extend,
    pace,
    ...houseOptions
  } = options
  const house = await openHouse(houseOptions)
  loading ??= loadStaticFiles()
  const logged: Record<string, unknown>[] = []
  const log = pino({ level: 'debug' }, { write: (line) => logged.push(JSON.parse(line)) })
  const config = {
    baseUrl,
    publicUrl: baseUrl,
    houseName: 'Kreis Auental',
    houseFacts: expectOk(readHouseFacts(demoHouseFile)),
    smtp: null,
    sessionLimits: defaultSessionLimits,
    trustProxy,
    attachmentBytes,
    contactWeeks: 8,
  }
  const writing = openDocumentWriting(house.db, {
    onError: (err) => log.error({ err }, 'writing'),
    ...(pace && { pace }),
  })
  const app = createApp({ config, db: house.db, files: await loading, log, writing, anchorsDer })
  extend?.(app)
  return {
    ...house,
    app,
    baseUrl,
    writing,
    logged,
    stranger: visitorOf(app, baseUrl, {}),
    async visitor(role, name) {
      const login = name.split(' ').at(-1)?.toLowerCase() ?? ''
      const actor = await house.user(role, name, { login })
      const sessionId = await beginSession(house.db, actor.userId)
      const cookie = `${sessionCookieName(baseUrl.startsWith('https:'))}=${sessionId}`
      return { ...visitorOf(app, baseUrl, { Cookie: cookie }), actor, cookie }
    },
    async close() {
      await writing.close()
      await house.close()
    },
  }
}

function visitorOf(app: Hono<Env>, baseUrl: string, own: Readonly<Record<string, string>>): Visitor {
  const fromHere = { Origin: baseUrl, 'Sec-Fetch-Site': 'same-origin' }
  return {
    get: async (path, headers = {}) => app.request(`${baseUrl}${path}`, { headers: { ...own, ...headers } }),
    post: async (path, form = {}, headers = {}) =>
      app.request(`${baseUrl}${path}`, {
        method: 'POST',
        body: new URLSearchParams(form),
        headers: { ...own, ...fromHere, ...headers },
      }),
    upload: async (path, body) =>
      app.request(`${baseUrl}${path}`, { method: 'POST', body, headers: { ...own, ...fromHere } }),
    send: async (path, { method = 'POST', body, headers }) =>
      app.request(`${baseUrl}${path}`, {
        method,
        headers: { ...own, ...fromHere, ...headers },
        ...(body === undefined ? {} : { body }),
      }),
  }
}

/** What people read in an answer: without markup, spaces in a row as one. */
export async function readText(response: Response): Promise<string> {
  const html = await response.text()
  return html
    .replace(/<head[\s\S]*?<\/head>/, ' ')
    .replace(/<[^>]+>/g, ' ')
    .replace(/&#39;/g, "'")
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ')
    .trim()
}
