import { upgradeWebSocket } from '@hono/node-server'
import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { createMiddleware } from 'hono/factory'
import { HTTPException } from 'hono/http-exception'
import { streamSSE } from 'hono/streaming'
import type { WSEvents } from 'hono/ws'
import { z } from 'zod'
import { currentActor, type Env, requireActor, requireRole } from '../auth/http.ts'
import { deviceKeyOf } from '../writing/device-key.ts'
import { findVisible } from './document-store.ts'
import { beginLive, modeOf } from './live.ts'
import { openPostLines, type PostLine, tellEvents } from './live-events.ts'
import { type Admission, largestMessageBytes, mostQueued, openAdmission } from './live-limits.ts'
import { refusingEvents, socketEvents } from './live-socket.ts'
import { closeCodes, type Visit, visitOf } from './live-visit.ts'

/** The ways between an open page and the authority: a WebSocket, or else events and posts. Where the page comes from has
 *  been checked before (originCheck). */
export function liveRoutes(): Hono<Env> {
  const routes = new Hono<Env>()
  const admission = openAdmission()
  const lines = openPostLines()

  routes.get('/documents/:id/live', openSocket(admission), writers, async (c) => {
    if (!(await canOpen(c))) return c.notFound()
    c.header('Upgrade', 'websocket')
    return c.text('Diese Adresse spricht nur WebSocket.', 426)
  })

  routes.get('/documents/:id/live/events', writers, async (c) => {
    if (!(await canOpen(c))) return c.notFound()
    const { client, version } = readPage(c)
    const visit = visitFor(c, admission)
    if (!visit.enter()) return c.text(closeCodes.full[1], 503)
    c.header('X-Accel-Buffering', 'no')
    const opened = (line: PostLine) => lines.open(lineKey(c, client), line)
    return streamSSE(c, (stream) => tellEvents(stream, visit, { client, version, opened }))
  })

  routes.post('/documents/:id/live/messages', writers, async (c) => {
    const line = lines.find(lineKey(c, c.req.query('client') ?? ''))
    if (!line) return (await canOpen(c)) ? c.json(noEvents, 409) : c.notFound()
    const text = await c.req.text()
    if (text.length > largestMessageBytes) return c.json(tooLarge, 413)
    if (line.waiting() >= mostQueued) return c.json(tooMany, 429)
    await line.take(text)
    return c.body(null, 204)
  })

  /** Only to whoever is signed in: without it nobody reads what her browser keeps for her. */
  routes.get('/device-key', requireActor, async (c) => {
    c.header('Cache-Control', 'no-store')
    return c.json({ key: await deviceKeyOf(c.var.db, currentActor(c).userId) })
  })
  return routes
}

const noEvents = { reason: 'no-events', message: 'Diese Seite hört nicht mehr zu. Laden Sie sie neu.' }
const tooLarge = { reason: 'too-large', message: 'Diese Nachricht ist zu groß und wurde nicht angenommen.' }
const tooMany = { reason: 'too-many', message: 'Es warten zu viele Nachrichten dieser Seite. Senden Sie sie später.' }

const writers = requireRole('lotsin', 'leitung', 'sitzungsdienst')

type Live = Context<Env, '/documents/:id/live'>

const openSocket = (admission: Admission): MiddlewareHandler<Env, '/documents/:id/live'> =>
  createMiddleware<Env, '/documents/:id/live'>(async (c, next) => {
    if (c.req.header('Upgrade')?.toLowerCase() !== 'websocket') return next()
    return upgradeWebSocket(c, await socketEventsFor(c, admission))
  })

/** A browser learns nothing from a refused handshake: whoever may not come in is let in and sent away with the reason. */
async function socketEventsFor(c: Live, admission: Admission): Promise<WSEvents> {
  if (!c.var.actor) return refusingEvents('signed-out')
  if (admission.isFull(c.var.actor.userId)) return refusingEvents('full')
  return (await canOpen(c)) ? socketEvents(visitFor(c, admission)) : refusingEvents('forbidden')
}

/** Whether this person may have the document open; its log has begun then. Nothing is settled for it: after a new start
 *  everybody comes at once. */
async function canOpen(c: Live): Promise<boolean> {
  const actor = currentActor(c)
  const document = await findVisible(c.var.db, actor, c.req.param('id'))
  if (!document || modeOf(actor, document) === 'none') return false
  await beginLive(c.var.db, document)
  return true
}

function visitFor(c: Live, admission: Admission): Visit {
  const { db, writing, sessionId, signIn } = c.var
  if (sessionId === null) throw new Error('Whoever is signed in has a session.')
  const documentId = c.req.param('id')
  return visitOf({ db, writing, documentId, actor: currentActor(c), sessionId, limits: signIn.limits, admission })
}

const pageQuery = z.object({
  client: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  version: z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .nullable()
    .default(null),
})

function readPage(c: Live): z.infer<typeof pageQuery> {
  const read = pageQuery.safeParse(c.req.query())
  if (!read.success) throw new HTTPException(400)
  return read.data
}

/** Nobody posts to the events of somebody else. */
const lineKey = (c: Live, client: string): string => `${c.req.param('id')} ${currentActor(c).userId} ${client}`
