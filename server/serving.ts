import type { AddressInfo } from 'node:net'
import { createAdaptorServer, type ServerType } from '@hono/node-server'
import { WebSocketServer } from 'ws'
import { largestMessageBytes } from './document/live-limits.ts'

export interface Serving {
  /** The port that was taken. */
  readonly port: number
  /** Takes no more requests and waits for the running ones, event streams and WebSockets too, half a second at most. */
  stop(): Promise<void>
}

type AdaptorOptions = Parameters<typeof createAdaptorServer>[0]
type SocketServer = NonNullable<AdaptorOptions['websocket']>['server']

interface ServingOptions {
  readonly fetch: AdaptorOptions['fetch']
  readonly host: string
  readonly port: number
}

// Somebody who sends one byte a second must not hold a connection for ever; an upload over a slow line still fits. Of
// event streams and WebSockets only the request counts here, which is short.
const serverOptions = {
  headersTimeout: 10_000,
  requestTimeout: 120_000,
  keepAliveTimeout: 10_000,
  maxHeaderSize: 16_384,
}
const patienceMs = 500

/** Throws when the port is taken. */
export async function serveHttp({ fetch, host, port }: ServingOptions): Promise<Serving> {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: largestMessageBytes, perMessageDeflate: false })
  // The adaptor is made for ws, but describes it in types of its own that are narrower.
  const websocket = { server: sockets as unknown as SocketServer }
  const server = createAdaptorServer({ fetch, hostname: host, serverOptions, websocket })
  await new Promise<void>((done, failed) => server.once('error', failed).listen(port, host, done))
  return { port: portOf(server.address()), stop: () => stop(server, sockets) }
}

async function stop(server: ServerType, sockets: WebSocketServer): Promise<void> {
  const closed = new Promise((done) => server.close(done))
  // Without this the server waits for open event streams, that is for ever.
  const timer = setTimeout(() => {
    if ('closeAllConnections' in server) server.closeAllConnections()
    for (const socket of sockets.clients) socket.terminate()
  }, patienceMs)
  await closed
  clearTimeout(timer)
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('The server listens on no port.')
  return address.port
}
