/** One connection to the authority, until it ends; a `Channel` opens one after another. */
export interface Line {
  /** In the order of the calls. */
  send(text: string): void
  close(): void
}

export type LineEnd =
  | 'lost' // to be opened again
  | 'signed-out'
  | 'forbidden'

export interface LineOptions {
  /** `/documents/<id>/live`. */
  readonly address: string
  readonly client: string
  /** What the page knows already; null: nothing. */
  readonly version: number | null
  readonly onText: (text: string) => void
  /** Called once, never after `close`. */
  readonly onEnd: (end: LineEnd) => void
}

const ends: Readonly<Record<number, LineEnd>> = { 4401: 'signed-out', 4403: 'forbidden' }

/** A WebSocket of the page's own host. */
export function openSocketLine({ address, client, version, onText, onEnd }: LineOptions): Line {
  const url = new URL(address, location.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  const socket = new WebSocket(url)
  const patience = setTimeout(() => end('lost'), 3000)
  let isEnded = false

  function end(how: LineEnd | null): void {
    clearTimeout(patience)
    if (isEnded) return
    isEnded = true
    socket.close()
    if (how) onEnd(how)
  }

  socket.addEventListener('open', () => {
    clearTimeout(patience)
    socket.send(JSON.stringify({ type: 'hello', client, version }))
  })
  socket.addEventListener('message', ({ data }) => {
    if (!isEnded && typeof data === 'string') onText(data)
  })
  socket.addEventListener('close', ({ code }) => end(ends[code] ?? 'lost'))
  return {
    send(text) {
      if (socket.readyState === WebSocket.OPEN) socket.send(text)
    },
    close: () => end(null),
  }
}
