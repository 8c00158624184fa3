import { setTimeout as sleep } from 'node:timers/promises'
import type { SSEStreamingApi } from 'hono/streaming'
import { type Intake, littleWaiting, mostWaiting, openIntake } from './live-limits.ts'
import type { Visit } from './live-visit.ts'

/** The way back of a page that listens to events: what it posts. */
export interface PostLine extends Intake {
  /** Ends its events. */
  end(): void
}

export interface PostLines {
  find(key: string): PostLine | undefined
  /** In place of an older one of the same page, which ends. Returns how to close it again. */
  open(key: string, line: PostLine): () => void
}

export function openPostLines(): PostLines {
  const lines = new Map<string, PostLine>()
  return {
    find: (key) => lines.get(key),
    open(key, line) {
      lines.get(key)?.end()
      lines.set(key, line)
      return () => {
        if (lines.get(key) === line) lines.delete(key)
      }
    },
  }
}

interface EventLine {
  readonly client: string
  readonly version: number | null
  /** Takes the way back and returns how to close it. */
  readonly opened: (line: PostLine) => () => void
}

const heartbeatMs = 20_000

/** Server-sent events as a page's way from the authority, beginning with what is newer than `version`. Resolves when the
 *  page is gone or sent away. */
export async function tellEvents(stream: SSEStreamingApi, visit: Visit, line: EventLine): Promise<void> {
  const { client, version, opened } = line
  let waiting = 0
  let end = () => {}
  const ended = new Promise<void>((resolve) => {
    end = resolve
  })
  stream.onAbort(end)
  // A comment, so that no proxy takes the silence for the end.
  const heart = setInterval(() => void stream.write(':\n\n'), heartbeatMs)
  try {
    const session = await visit.join({
      send(text) {
        if (waiting > mostWaiting) return end()
        waiting += text.length
        void stream.writeSSE({ data: text }).then(() => {
          waiting -= text.length
        })
      },
      async drained() {
        while (waiting > littleWaiting && !stream.aborted) await sleep(20)
      },
      close: end,
    })
    const intake = openIntake((message) => {
      visit.used()
      return session.receive(message)
    })
    const close = opened({ ...intake, end })
    await session.receive({ type: 'hello', client, version })
    await ended
    close()
    session.leave()
  } finally {
    clearInterval(heart)
    visit.leave()
  }
}
