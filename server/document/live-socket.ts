import { setTimeout as sleep } from 'node:timers/promises'
import type { WSEvents } from 'hono/ws'
import { WebSocket } from 'ws'
import { type Intake, littleWaiting, mostQueued, mostWaiting, openIntake } from './live-limits.ts'
import { closeCodes, type Visit } from './live-visit.ts'

const pingMs = 20_000
const silenceMs = 60_000

/** A WebSocket as a page's way to the authority. */
export function socketEvents(visit: Visit): WSEvents {
  let intake: Intake | null = null
  let leave = () => {}
  return {
    onOpen(_, { raw }) {
      const socket = socketOf(raw)
      if (!visit.enter()) return socket.close(...closeCodes.full)
      const joined = visit.join({
        send(text) {
          if (socket.readyState !== WebSocket.OPEN) return
          if (socket.bufferedAmount > mostWaiting) socket.terminate()
          else socket.send(text)
        },
        async drained() {
          while (socket.readyState === WebSocket.OPEN && socket.bufferedAmount > littleWaiting) await sleep(20)
        },
        close: (end) => socket.close(...closeCodes[end]),
      })
      intake = openIntake(async (message) => (await joined).receive(message))
      const heart = startHeart(socket)
      leave = () => {
        clearInterval(heart)
        visit.leave()
        void joined.then((session) => session.leave())
      }
    },
    onMessage({ data }, { raw }) {
      if (!intake) return
      const socket = socketOf(raw)
      visit.used()
      const dealtWith = intake.take(typeof data === 'string' ? data : '')
      if (intake.waiting() < mostQueued) return
      // Slower, but nothing is lost: it waits in the network.
      socket.pause()
      void dealtWith.then(() => socket.resume())
    },
    onClose: () => leave(),
  }
}

/** Closed at once, with a reason that the browser reads: of a refused handshake it learns nothing. */
export const refusingEvents = (reason: keyof typeof closeCodes): WSEvents => ({
  onOpen: (_, { raw }) => socketOf(raw).close(...closeCodes[reason]),
})

function socketOf(raw: unknown): WebSocket {
  if (raw instanceof WebSocket) return raw
  throw new Error('This server speaks WebSocket by another library than ws.')
}

/** Finds out who is gone though nobody closed the connection. */
function startHeart(socket: WebSocket): NodeJS.Timeout {
  let heardAt = performance.now()
  const heard = () => {
    heardAt = performance.now()
  }
  socket.on('pong', heard)
  socket.on('message', heard)
  return setInterval(() => {
    if (performance.now() - heardAt > silenceMs) socket.terminate()
    else socket.ping()
  }, pingMs)
}
