import { once } from 'node:events'
import { WebSocket } from 'ws'
import { type Serving, serveHttp } from '../../../server/serving.ts'
import type { ServerMessage } from '../../../server/writing/protocol.ts'
import type { StoredCommit } from '../../../server/writing/writing.ts'
import type { SignedIn, Web } from '../../web.ts'

/** The product behind a real port, for whatever goes over more than one answer. */
export interface ServedWeb {
  readonly serving: Serving
  /** A page of this person, by WebSocket or by events and posts. */
  open(who: Pick<SignedIn, 'cookie'>, documentId: string, options?: LineOptions): Promise<LiveLine>
  /** Where nothing is said by itself. */
  socket(path: string, headers?: Readonly<Record<string, string>>): WebSocket
  fetch(path: string, init?: RequestInit): Promise<Response>
}

export interface LineOptions {
  readonly by?: 'socket' | 'events'
  readonly client?: string
  readonly version?: number | null
}

/** What a browser sees of one connection. */
export interface LiveLine {
  readonly messages: readonly ServerMessage[]
  /** Of a WebSocket. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>
  send(message: unknown): Promise<void>
  until(isThere: (messages: readonly ServerMessage[]) => boolean): Promise<void>
  commits(): readonly StoredCommit[]
  close(): void
}

export async function serve({ app, baseUrl }: Web): Promise<ServedWeb> {
  const serving = await serveHttp({ fetch: app.fetch, host: '127.0.0.1', port: 0 })
  const host = `127.0.0.1:${serving.port}`
  const fromHere = { Origin: baseUrl, 'Sec-Fetch-Site': 'same-origin' }
  const served: ServedWeb = {
    serving,
    socket: (path, headers = {}) => new WebSocket(`ws://${host}${path}`, { headers: { ...fromHere, ...headers } }),
    fetch: (path, init = {}) =>
      fetch(`http://${host}${path}`, { redirect: 'manual', ...init, headers: { ...fromHere, ...init.headers } }),
    open({ cookie }, documentId, { by = 'socket', ...options } = {}) {
      const page = { served, cookie, path: `/documents/${documentId}/live`, client: newClient(), ...options }
      return by === 'socket' ? openSocket(page) : openEvents(page)
    },
  }
  return served
}

let made = 0
const newClient = (): string => {
  made += 1
  return `page-${made}`
}

interface PageOptions {
  readonly served: ServedWeb
  readonly cookie: string
  readonly path: string
  readonly client: string
  readonly version?: number | null
}

async function openSocket({ served, cookie, path, client, version = null }: PageOptions): Promise<LiveLine> {
  const socket = served.socket(path, { Cookie: cookie })
  const heard = hearing()
  socket.on('message', (data) => heard.hear(String(data)))
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.once('close', (code, reason) => resolve({ code, reason: String(reason) }))
  })
  await once(socket, 'open')
  const line: LiveLine = {
    ...heard.line,
    closed,
    send: async (message) =>
      socket.send(Buffer.isBuffer(message) || typeof message === 'string' ? message : JSON.stringify(message)),
    close: () => socket.close(),
  }
  await line.send({ type: 'hello', client, version })
  return line
}

async function openEvents({ served, cookie, path, client, version = null }: PageOptions): Promise<LiveLine> {
  const ending = new AbortController()
  const heard = hearing()
  const about = new URLSearchParams({ client, ...(version === null ? {} : { version: String(version) }) })
  const { signal } = ending
  const events = await served.fetch(`${path}/events?${about}`, { headers: { Cookie: cookie }, signal })
  if (events.status !== 200) throw new Error(`events: ${events.status}`)
  const closed = read(events, heard.hear).then(() => ({ code: 0, reason: '' }))
  return {
    ...heard.line,
    closed,
    async send(message) {
      const headers = { Cookie: cookie, 'Content-Type': 'application/json' }
      const body = JSON.stringify(message)
      const answer = await served.fetch(`${path}/messages?client=${client}`, { method: 'POST', headers, body })
      if (answer.status !== 204) throw new Error(`messages: ${answer.status}`)
    },
    close: () => ending.abort(),
  }
}

async function read({ body }: Response, hear: (text: string) => void): Promise<void> {
  let rest = ''
  try {
    for await (const bytes of body ?? []) {
      const parts = `${rest}${new TextDecoder().decode(bytes)}`.split('\n\n')
      rest = parts.pop() ?? ''
      for (const part of parts) if (part.startsWith('data: ')) hear(part.slice('data: '.length))
    }
  } catch {
    // aborted
  }
}

function hearing() {
  const messages: ServerMessage[] = []
  let told = () => {}
  return {
    hear(text: string) {
      messages.push(JSON.parse(text))
      told()
    },
    line: {
      messages,
      async until(isThere: (messages: readonly ServerMessage[]) => boolean) {
        while (!isThere(messages)) {
          await new Promise<void>((resolve) => {
            told = resolve
          })
        }
      },
      commits: () => messages.flatMap((message) => (message.type === 'commits' ? message.commits : [])),
    },
  }
}
