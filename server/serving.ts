import type { AddressInfo } from 'node:net'
import { createAdaptorServer, type ServerType } from '@hono/node-server'

export interface Serving {
  /** The port that was taken. */
  readonly port: number
  /** Takes no more requests and waits for the running ones, half a second at most. */
  stop(): Promise<void>
}

interface ServingOptions {
  readonly fetch: Parameters<typeof createAdaptorServer>[0]['fetch']
  readonly host: string
  readonly port: number
}

// Somebody who sends one byte a second must not hold a connection for ever; an upload over a slow line still fits.
const serverOptions = {
  headersTimeout: 10_000,
  requestTimeout: 120_000,
  keepAliveTimeout: 10_000,
  maxHeaderSize: 16_384,
}
const patienceMs = 500

/** Throws when the port is taken. */
export async function serveHttp({ fetch, host, port }: ServingOptions): Promise<Serving> {
  const server = createAdaptorServer({ fetch, hostname: host, serverOptions })
  await new Promise<void>((done, failed) => server.once('error', failed).listen(port, host, done))
  return { port: portOf(server.address()), stop: () => stop(server) }
}

async function stop(server: ServerType): Promise<void> {
  const closed = new Promise((done) => server.close(done))
  // Without this the server waits for open event streams, that is for ever.
  const timer = setTimeout(() => 'closeAllConnections' in server && server.closeAllConnections(), patienceMs)
  await closed
  clearTimeout(timer)
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('The server listens on no port.')
  return address.port
}
