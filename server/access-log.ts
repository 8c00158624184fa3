import type { MiddlewareHandler } from 'hono'
import { createMiddleware } from 'hono/factory'
import { matchedRoutes } from 'hono/route'
import type { Logger } from 'pino'

/** One line a request: method, the route's pattern (never the address itself, which holds ids and one-time tokens),
 *  status and duration. Files of the interface are only worth a line to someone looking for an error. */
export const accessLog = (log: Logger): MiddlewareHandler =>
  createMiddleware(async (c, next) => {
    const start = performance.now()
    await next()
    // The server answers for a WebSocket itself.
    const isSwitched = c.req.header('Upgrade')?.toLowerCase() === 'websocket' && c.res.ok
    const line = {
      method: c.req.method,
      route: routeOf(c),
      status: isSwitched ? 101 : c.res.status,
      ms: Math.round(performance.now() - start),
    }
    if (c.req.path.startsWith('/assets/')) log.debug(line, 'asset')
    else log.info(line, 'request')
  })

const routeOf = (c: Parameters<MiddlewareHandler>[0]): string =>
  matchedRoutes(c).findLast(({ method }) => method !== 'ALL')?.path ?? 'none'
