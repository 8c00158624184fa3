import type { MiddlewareHandler } from 'hono'
import { createMiddleware } from 'hono/factory'

/** Nothing but our own files; no inline script or style, no eval; text becomes HTML only through htmx's policy. */
const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:", // KERN draws its icons from data: addresses
  "font-src 'self'",
  "connect-src 'self'", // WebSockets of our own host too; browsers from before 2022 that differ listen to events instead
  "frame-src 'self'", // the preview of a PDF
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "object-src 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types htmx',
].join('; ')

/** A PDF stands in a frame of our own pages. Browsers show it with a viewer of theirs, which `default-src` would break. */
const pdfPolicy = "frame-ancestors 'self'; base-uri 'none'; form-action 'none'"

/** Sets what every answer carries, errors and files too. Pages are never kept by a cache, for the next person at the
 *  machine could go back to them; only an answer that says so itself is kept (server/static-files.ts). */
export const securityHeaders = ({ https }: { readonly https: boolean }): MiddlewareHandler =>
  createMiddleware(async (c, next) => {
    await next()
    const { headers } = c.res
    const isPdf = headers.get('Content-Type')?.startsWith('application/pdf') ?? false
    // A route that hands out what came from outside sets a stricter policy of its own.
    if (!headers.has('Content-Security-Policy')) {
      headers.set('Content-Security-Policy', isPdf ? pdfPolicy : pagePolicy)
    }
    headers.set('X-Content-Type-Options', 'nosniff')
    // Not no-referrer: under it browsers send `Origin: null` with our own forms, and the origin check would refuse them.
    headers.set('Referrer-Policy', 'same-origin')
    headers.set('Cross-Origin-Opener-Policy', 'same-origin')
    headers.set('Cross-Origin-Resource-Policy', 'same-origin')
    headers.set('Permissions-Policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()')
    if (https) headers.set('Strict-Transport-Security', 'max-age=63072000')
    if (!headers.has('Cache-Control')) headers.set('Cache-Control', 'no-store')
  })
