import { createServer, connect as dial, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Random } from './collab-keys.ts'

/** A network between typists and server that can be made bad. It keeps its address while servers come and go. */
export interface Network {
  readonly url: string
  /** Where the server listens now; null: nowhere. */
  target(url: string | null): void
  weather(weather: Weather): void
  /** Destroys every connection. */
  cutAll(): void
  close(): Promise<void>
}

export interface Weather {
  /** Each piece waits up to this long; pieces keep their order. */
  readonly delayMs: number
  /** How many messages of a hundred arrive twice; the first of a connection, a greeting, never does. */
  readonly duplicated: number
}

export const fairWeather: Weather = { delayMs: 0, duplicated: 0 }

export async function openNetwork(random: Random): Promise<Network> {
  let port: number | null = null
  let weather = fairWeather
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, (near) => {
    if (port === null) return void near.destroy()
    const far = dial({ port, host: '127.0.0.1', noDelay: true })
    carry(near, far)
    carry(far, near)
  })
  const carry = (from: Socket, to: Socket) => {
    sockets.add(from)
    const frames = frameSplitter()
    let freeAt = 0
    let messages = 0
    let sending = Promise.resolve()
    from.on('data', (bytes: Buffer) => {
      const pieces = frames(bytes).flatMap(({ piece, isMessage }) =>
        isMessage && messages++ > 0 && random() * 100 < weather.duplicated ? [piece, piece] : [piece],
      )
      freeAt = Math.max(freeAt, performance.now() + random() * weather.delayMs)
      const due = freeAt
      // Timers alone need not keep the order.
      sending = sending.then(async () => {
        if (due > performance.now()) await sleep(due - performance.now())
        if (!to.destroyed) to.write(Buffer.concat(pieces))
      })
    })
    from.on('error', () => undefined) // 'close' follows
    from.on('close', () => {
      sockets.delete(from)
      to.destroy()
    })
  }
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The proxy listens on no port.')
  const cutAll = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: `http://127.0.0.1:${address.port}`,
    target(url) {
      port = url === null ? null : Number(new URL(url).port)
    },
    weather(wanted) {
      weather = wanted
    },
    cutAll,
    async close() {
      const closed = new Promise((done) => server.close(done))
      cutAll()
      await closed
    },
  }
}

interface Piece {
  readonly piece: Buffer
  /** Whether it is exactly one text message of a WebSocket; everything else is passed on as it comes. */
  readonly isMessage: boolean
}

/** Takes a stream to pieces at the ends of WebSocket frames (RFC 6455, 5.2), once its upgrade is over. */
function frameSplitter(): (bytes: Buffer) => Piece[] {
  let head = Buffer.alloc(0)
  let upgraded: boolean | null = null
  let rest = Buffer.alloc(0)
  return (bytes) => {
    if (upgraded === null) {
      head = Buffer.concat([head, bytes])
      const end = head.indexOf('\r\n\r\n')
      if (end < 0) return [{ piece: bytes, isMessage: false }]
      upgraded = /\r\nupgrade: *websocket/i.test(head.subarray(0, end).toString('latin1'))
      const behind = head.subarray(end + 4)
      const piece = { piece: bytes.subarray(0, bytes.length - behind.length), isMessage: false }
      return upgraded ? [piece, ...take(Buffer.from(behind))] : [{ piece: bytes, isMessage: false }]
    }
    return upgraded ? take(bytes) : [{ piece: bytes, isMessage: false }]
  }

  function take(bytes: Buffer): Piece[] {
    rest = Buffer.concat([rest, bytes])
    const pieces: Piece[] = []
    for (let size = frameSize(rest); size !== null && size <= rest.length; size = frameSize(rest)) {
      const isMessage = rest[0] === 0x81 // final, text
      pieces.push({ piece: rest.subarray(0, size), isMessage })
      rest = rest.subarray(size)
    }
    return pieces
  }
}

/** Null as long as the header is not complete. */
function frameSize(bytes: Buffer): number | null {
  if (bytes.length < 2) return null
  const second = bytes.readUInt8(1)
  const mask = second & 0x80 ? 4 : 0
  const short = second & 0x7f
  if (short < 126) return 2 + mask + short
  if (short === 126) return bytes.length < 4 ? null : 4 + mask + bytes.readUInt16BE(2)
  return bytes.length < 10 ? null : 10 + mask + Number(bytes.readBigUInt64BE(2))
}
