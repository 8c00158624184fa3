import type { Line, LineEnd, LineOptions } from './line.ts'

/** The same without WebSocket, for networks that stop it: events come in one long answer, messages go out as posts, one
 *  after another. Read by hand, since `EventSource` does not tell whether the session has ended. */
export function openEventLine({ address, client, version, onText, onEnd }: LineOptions): Line {
  const about = new URLSearchParams({ client, ...(version === null ? {} : { version: String(version) }) })
  const ending = new AbortController()
  const { signal } = ending
  let isEnded = false
  let sending: Promise<void> = Promise.resolve()

  function end(how: LineEnd | null): void {
    if (isEnded) return
    isEnded = true
    ending.abort()
    if (how) onEnd(how)
  }

  async function listen(): Promise<void> {
    const headers = { Accept: 'text/event-stream' }
    const response = await fetch(`${address}/events?${about}`, { headers, redirect: 'manual', signal })
    if (!response.ok || !response.body) {
      end(endOf(response))
      return
    }
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
    const told = eventReader((text) => {
      if (!isEnded) onText(text)
    })
    for (let part = await reader.read(); !part.done; part = await reader.read()) told(part.value)
    end('lost')
  }

  async function post(text: string): Promise<void> {
    if (isEnded) return
    const headers = { 'Content-Type': 'application/json' }
    const url = `${address}/messages?client=${client}`
    const response = await fetch(url, { method: 'POST', headers, body: text, redirect: 'manual', signal })
    if (!response.ok) end(endOf(response))
  }

  listen().catch(() => end('lost'))
  return {
    send(text) {
      sending = sending.then(() => post(text)).catch(() => end('lost'))
    },
    close: () => end(null),
  }
}

/** Asked for the sign-in page instead of events: the session has ended. */
function endOf({ status, type }: Response): LineEnd {
  if (type === 'opaqueredirect' || status === 401) return 'signed-out'
  return status === 403 || status === 404 ? 'forbidden' : 'lost'
}

/** Takes an answer of server-sent events bit by bit and gives the data of each event. */
function eventReader(onData: (text: string) => void): (part: string) => void {
  let rest = ''
  let data: string[] = []
  return (part) => {
    const lines = (rest + part).split(/\r\n|\n/)
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (line.startsWith('data:')) data.push(line.slice('data:'.length).replace(/^ /, ''))
      if (line !== '' || data.length === 0) continue
      onData(data.join('\n'))
      data = []
    }
  }
}
