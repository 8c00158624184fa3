import { WebSocket } from 'ws'
import type { ServerMessage } from '../../server/writing/protocol.ts'

/** A connection of one page to the authority, as a browser has it: it comes back by itself until it is closed. */

export type Transport = 'socket' | 'events'

export interface LineOptions {
  readonly transport: Transport
  readonly url: string
  readonly cookie: string
  readonly documentId: string
  readonly client: string
  /** What is known already, when a connection begins; null: nothing. */
  readonly version: () => number | null
  readonly onMessage: (message: ServerMessage) => void
  /** Everything in flight may be lost now. */
  readonly onBroken: () => void
  /** It was told not to come again (4401, 4403 and the like). */
  readonly onRefused?: (code: number) => void
}

export interface Line {
  /** False when there is no connection. */
  send(message: unknown): boolean
  /** Breaks off without a goodbye and stays away. */
  cut(): void
  /** Comes back after `cut`. */
  mend(): void
  /** Of messages, without what the network puts around them. */
  readonly bytes: { sent: number; received: number }
}

/** One connection; ends once. */
interface Wire {
  send(text: string): boolean
  end(): void
}

interface WireEvents {
  readonly onOpen: () => void
  readonly onText: (text: string) => void
  readonly onEnd: (code: number) => void
}

const pausesMs = [20, 50, 100, 200, 400] as const

export function openLine(options: LineOptions): Line {
  const bytes = { sent: 0, received: 0 }
  let wire: Wire | null = null
  let isWanted = true
  let failures = 0

  const connect = () => {
    if (!isWanted || wire) return
    const open = options.transport === 'socket' ? openSocket : openEvents
    const own: Wire = open(options, {
      onOpen: () => {
        if (options.transport === 'socket')
          sendNow({ type: 'hello', client: options.client, version: options.version() })
      },
      onText: (text) => {
        if (wire !== own) return
        failures = 0
        bytes.received += Buffer.byteLength(text)
        options.onMessage(JSON.parse(text))
      },
      onEnd: (code) => {
        if (wire !== own) return
        wire = null
        options.onBroken()
        if (code >= 4400 && code < 4500) {
          isWanted = false
          options.onRefused?.(code)
        }
        setTimeout(connect, pausesMs[Math.min(failures++, pausesMs.length - 1)])
      },
    })
    wire = own
  }
  const sendNow = (message: unknown): boolean => {
    const text = JSON.stringify(message)
    if (!wire?.send(text)) return false
    bytes.sent += Buffer.byteLength(text)
    return true
  }
  connect()
  return {
    bytes,
    send: sendNow,
    cut() {
      isWanted = false
      const last = wire
      wire = null
      last?.end()
      options.onBroken()
    },
    mend() {
      isWanted = true
      connect()
    },
  }
}

const headersOf = ({ url, cookie }: Pick<LineOptions, 'url' | 'cookie'>) => ({
  Origin: url,
  Cookie: cookie,
  'Sec-Fetch-Site': 'same-origin',
})

function openSocket(options: LineOptions, { onOpen, onText, onEnd }: WireEvents): Wire {
  const address = `${options.url.replace(/^http/, 'ws')}/documents/${options.documentId}/live`
  const socket = new WebSocket(address, { headers: headersOf(options), perMessageDeflate: false })
  socket.on('open', onOpen)
  socket.on('message', (bytes) => onText(String(bytes)))
  socket.on('error', () => undefined) // 'close' follows
  socket.on('close', onEnd)
  return {
    send(text) {
      if (socket.readyState !== WebSocket.OPEN) return false
      socket.send(text)
      return true
    },
    end: () => socket.terminate(),
  }
}

function openEvents(options: LineOptions, { onText, onEnd }: WireEvents): Wire {
  const { url, documentId, client } = options
  const live = `${url}/documents/${documentId}/live`
  const headers = headersOf(options)
  const ending = new AbortController()
  const { signal } = ending
  const end = (code: number) => {
    ending.abort()
    onEnd(code)
  }
  /** What goes wrong in a typist is no failure of the network. */
  const deliver = (text: string) => {
    try {
      onText(text)
    } catch (error) {
      queueMicrotask(() => {
        throw error
      })
    }
  }
  const version = options.version()
  const known = version === null ? '' : `&version=${version}`
  fetch(`${live}/events?client=${client}${known}`, { headers, signal })
    .then(async ({ status, body }) => {
      if (status !== 200 || !body) return end(status === 401 || status === 403 ? 4000 + status : status)
      await readEvents(body, deliver)
      end(1006)
    })
    .catch(() => onEnd(1006))
  // One after the other: what is sent must arrive in order.
  let posting = Promise.resolve()
  const post = async (body: string) => {
    if (signal.aborted) return
    const init = { method: 'POST', body, headers: { ...headers, 'Content-Type': 'application/json' }, signal }
    const answer = await fetch(`${live}/messages?client=${client}`, init)
    await answer.arrayBuffer()
    if (!answer.ok) end(1006)
  }
  return {
    send(text) {
      posting = posting.then(() => post(text)).catch(() => onEnd(1006))
      return !signal.aborted
    },
    end: () => ending.abort(),
  }
}

async function readEvents(body: ReadableStream<Uint8Array>, onText: (text: string) => void): Promise<void> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const bytes of body) {
    const events = (rest + decoder.decode(bytes, { stream: true })).split('\n\n')
    rest = events.pop() ?? ''
    for (const event of events) {
      const lines = event.split('\n').filter((line) => line.startsWith('data:'))
      if (lines.length > 0) onText(lines.map((line) => line.slice(5).trimStart()).join('\n'))
    }
  }
}
