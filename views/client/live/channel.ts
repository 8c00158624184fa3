import type { ClientMessage, ServerMessage } from '../../../server/writing/protocol.ts'
import { openEventLine } from './event-line.ts'
import { type Line, type LineEnd, openSocketLine } from './line.ts'

export type ChannelState =
  | 'connecting' // for the first time
  | 'open' // everything up to now has come
  | 'offline' // lost; tries again by itself
  | 'signed-out' // tries again when the page is looked at again
  | 'forbidden'

export interface Channel {
  /** False when it is not open: then whoever wanted to send does so again after the next `ready`. */
  send(message: ClientMessage): boolean
  state(): ChannelState
  /** Lets the connection go and opens another. */
  renew(): void
  close(): void
}

export interface ChannelOptions {
  /** `/documents/<id>`. */
  readonly address: string
  readonly client: string
  /** What the page knows already: the first message of each connection asks for the rest. */
  readonly version: () => number | null
  readonly onMessage: (message: ServerMessage) => void
  readonly onState: (state: ChannelState) => void
}

const firstPauseMs = 500
const longestPauseMs = 15_000
/** Something was sent that is always answered, and nothing came: the connection is dead, though nobody closed it. */
const silenceMs = 15_000

/** Since the browser loaded this script, on any page: whether a WebSocket has ever come to something, and how many in a row
 *  have not. */
const sockets = { haveWorked: false, failed: 0 }

/** Keeps a connection to the authority of one document, by WebSocket or else by events and posts, and opens it again
 *  whenever it is lost. */
export function openChannel({ address, client, version, onMessage, onState }: ChannelOptions): Channel {
  let state: ChannelState = 'connecting'
  let line: Line | null = null
  let pauseMs = firstPauseMs
  let pause: ReturnType<typeof setTimeout> | undefined
  let silence: ReturnType<typeof setTimeout> | undefined
  const ending = new AbortController()

  function become(next: ChannelState): void {
    if (state === next || ending.signal.aborted) return
    state = next
    onState(next)
  }

  function open(): void {
    clearTimeout(pause)
    // Without a network there is nothing to try, and its return is told.
    if (!navigator.onLine) {
      become('offline')
      return
    }
    const isSocket = sockets.failed < (sockets.haveWorked ? 5 : 2)
    const onText = (text: string) => receive(JSON.parse(text) as ServerMessage, isSocket)
    const onEnd = (end: LineEnd) => {
      if (!isSocket) sockets.failed = 0
      else if (end === 'lost' && state !== 'open') sockets.failed++
      ended(end)
    }
    const options = { address: `${address}/live`, client, version: version(), onText, onEnd }
    line = isSocket ? openSocketLine(options) : openEventLine(options)
  }

  function receive(message: ServerMessage, isSocket: boolean): void {
    clearTimeout(silence)
    const isReady = message.type === 'ready'
    const wasOpen = state === 'open'
    // Whoever hears that all is there may send at once.
    if (isReady) state = 'open'
    onMessage(message)
    if (!isReady) return
    pauseMs = firstPauseMs
    if (isSocket) Object.assign(sockets, { haveWorked: true, failed: 0 })
    if (!wasOpen) onState('open')
  }

  function ended(end: LineEnd): void {
    line = null
    clearTimeout(silence)
    become(end === 'lost' ? 'offline' : end)
    if (end !== 'lost') return
    pause = setTimeout(open, pauseMs * (0.75 + Math.random() / 2))
    pauseMs = Math.min(pauseMs * 2, longestPauseMs)
  }

  function drop(): void {
    line?.close()
    ended('lost')
  }

  function openAtOnce(): void {
    if (line || state === 'forbidden' || document.visibilityState === 'hidden') return
    pauseMs = firstPauseMs
    open()
  }

  const { signal } = ending
  window.addEventListener('online', openAtOnce, { signal })
  document.addEventListener('visibilitychange', openAtOnce, { signal })
  window.addEventListener('offline', () => line && drop(), { signal })
  open()

  return {
    send(message) {
      if (state !== 'open' || !line) return false
      line.send(JSON.stringify(message))
      if (message.type === 'commit') {
        clearTimeout(silence)
        silence = setTimeout(drop, silenceMs)
      }
      return true
    },
    state: () => state,
    renew: () => line && drop(),
    close() {
      ending.abort()
      clearTimeout(pause)
      clearTimeout(silence)
      line?.close()
      line = null
    },
  }
}
