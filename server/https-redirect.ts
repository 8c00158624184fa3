import type { MiddlewareHandler } from 'hono'
import { createMiddleware } from 'hono/factory'

/** Behind a proxy of ours that also takes plain http: leads to the same page by https. Only there may X-Forwarded-Proto be
 *  believed. */
export const httpsRedirect = (baseUrl: string): MiddlewareHandler =>
  createMiddleware(async (c, next) => {
    if (c.req.header('X-Forwarded-Proto') !== 'http') return next()
    const { pathname, search } = new URL(c.req.url)
    return c.redirect(`${baseUrl}${pathname}${search}`, 308)
  })
