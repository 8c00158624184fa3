import type { MiddlewareHandler } from 'hono'
import { createMiddleware } from 'hono/factory'
import { HTTPException } from 'hono/http-exception'

interface OriginCheckOptions {
  /** As people reach the product. Null only in development: then the host that was asked counts as ours. */
  readonly baseUrl: string | null
}

/** Refuses whatever could change something unless a page of ours asks for it (no token in forms is needed then). Every
 *  browser of the last years says where a request comes from, in `Sec-Fetch-Site` or in `Origin`; a request that says
 *  neither is refused, so a program must send `Origin`. */
export const originCheck = ({ baseUrl }: OriginCheckOptions): MiddlewareHandler =>
  createMiddleware(async (c, next) => {
    const { method } = c.req
    // A WebSocket begins with a GET, and much can be changed through it.
    const opensSocket = c.req.header('Upgrade')?.toLowerCase() === 'websocket'
    if (!opensSocket && (method === 'GET' || method === 'HEAD' || method === 'OPTIONS')) return next()
    const site = c.req.header('Sec-Fetch-Site')
    const origin = c.req.header('Origin')
    const isOwnSite = site === undefined || site === 'same-origin' || site === 'none'
    const isOwnOrigin = origin === undefined || origin === (baseUrl ?? `http://${c.req.header('Host')}`)
    if (!isOwnSite || !isOwnOrigin || (site ?? origin) === undefined) throw new HTTPException(403, { message: strange })
    await next()
  })

const strange =
  'Diese Anfrage kam nicht von einer Seite dieses Vorlagenwerks und wurde nicht ausgeführt. ' +
  'Rufen Sie die Seite unter ihrer üblichen Adresse neu auf und versuchen Sie es noch einmal.'
