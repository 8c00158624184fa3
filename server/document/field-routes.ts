import { type Context, Hono } from 'hono'
import { z } from 'zod'
import type { Actor } from '../auth/auth.ts'
import { formEntries } from '../auth/form-entries.ts'
import { currentActor, type Env, requireRole } from '../auth/http.ts'
import { userNames } from '../auth/user-actions.ts'
import { localDate } from '../calendar/local-time.ts'
import { findPlace } from '../fields/places.ts'
import { rowId } from '../fields/reading.ts'
import type { Template } from '../template/library.ts'
import type { Change, LiveState, RefusalReason, ValueConflict } from '../writing/writing.ts'
import { findRestoration } from '../writing/writing-actions.ts'
import { refuseEditing, refuseWriting } from './document.ts'
import { findVisible } from './document-store.ts'
import { readField } from './field-input.ts'
import { beginLive } from './live.ts'
import { templateOf } from './pinned-template.ts'

/** Values and rows of people who write live, one at a time. All that is refused is answered with JSON. */
export const fieldRoutes = new Hono<Env>()

for (const noun of ['fields', 'rows']) {
  fieldRoutes.use(`/documents/:id/${noun}/*`, requireRole('lotsin', 'leitung', 'sitzungsdienst'))
}

fieldRoutes.put('/documents/:id/fields/:place', async (c) => {
  const live = await enter(c)
  if (live instanceof Response) return live
  const base = versionIn(c)
  if (base === null) return refuse(c, 428, 'Die Kopfzeile If-Match mit der gelesenen Version fehlt.')
  const { template, state } = live
  const found = findPlace(template.fields, state.values, c.req.param('place'))
  if (!found || found.isRow) return refuse(c, 404, noSuchPlace)
  const today = localDate(c.var.db.clock.now().toISOString())
  const read = readField(template, state.values, { found, entries: await formEntries(c), today })
  if (!read.ok) return refuse(c, 422, read.message)
  return commit(c, live, { base, change: { kind: 'value', place: found.place, value: read.value } })
})

fieldRoutes.post('/documents/:id/rows/:place', async (c) => {
  const live = await enter(c)
  if (live instanceof Response) return live
  const body = rowBody.extend({ id: z.string().regex(rowId) }).safeParse(await jsonBody(c))
  if (!body.success) return refuse(c, 422, unreadable)
  return commit(c, live, { change: { kind: 'row-added', place: c.req.param('place'), ...body.data } })
})

fieldRoutes.patch('/documents/:id/rows/:place/:row', async (c) => {
  const live = await enter(c)
  if (live instanceof Response) return live
  const body = rowBody.safeParse(await jsonBody(c))
  if (!body.success) return refuse(c, 422, unreadable)
  const { place, row: id } = c.req.param()
  return commit(c, live, { change: { kind: 'row-moved', place, id, ...body.data } })
})

fieldRoutes.delete('/documents/:id/rows/:place/:row', async (c) => {
  const live = await enter(c)
  if (live instanceof Response) return live
  const { place, row: id } = c.req.param()
  return commit(c, live, { change: { kind: 'row-removed', place, id } })
})

fieldRoutes.post('/documents/:id/rows/:place/:row/restorations', async (c) => {
  const live = await enter(c)
  if (live instanceof Response) return live
  const { place, row } = c.req.param()
  const restoration = await findRestoration(c.var.db, live.id, { place, row })
  return restoration ? commit(c, live, restoration) : refuse(c, 404, 'Diesen Eintrag hat niemand entfernt.')
})

const rowBody = z.object({ after: z.string().nullable() })
const jsonBody = (c: Context): Promise<unknown> => c.req.json().catch(() => null)

const unreadable = 'Das ist keine Änderung, die hier gelesen werden kann.'
const noSuchPlace = 'Diese Angabe gibt es in diesem Dokument nicht. Laden Sie die Seite neu.'

interface Entered {
  readonly id: string
  readonly actor: Actor
  readonly template: Template
  readonly state: LiveState
  /** Sent again, it does nothing a second time. */
  readonly key: string
}

/** The document, if this person may write in it; else the answer that says why not. */
async function enter(c: Context<Env>): Promise<Entered | Response> {
  const actor = currentActor(c)
  const writer = c.req.header('Writer')
  if (writer !== undefined && writer !== actor.userId) return refuse(c, 401, otherWriter)
  const document = await findVisible(c.var.db, actor, c.req.param('id') ?? '')
  if (!document) return refuse(c, 404, 'Dieses Dokument gibt es nicht.')
  const forbidden = refuseWriting(actor, document)
  if (forbidden) return refuse(c, 403, forbidden.message)
  const key = c.req.header('Idempotency-Key') ?? ''
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(key)) return refuse(c, 428, 'Die Kopfzeile Idempotency-Key fehlt.')
  await beginLive(c.var.db, document)
  const state = await c.var.writing.state(document.id)
  const template = await templateOf(c.var.db, document)
  if (state) return { id: document.id, actor, template, state, key }
  const closed = refuseEditing(document.state, { voidApproval: false })
  return refuse(c, 409, closed?.message ?? '', { reason: 'frozen' })
}

/** What one person typed on this device never goes out in the name of the next one who signs in. */
const otherWriter = 'Diese Eingabe gehört zu einer anderen Anmeldung. Melden Sie sich wieder an.'

/** The version that the person had read. */
function versionIn(c: Context<Env>): number | null {
  const version = /^"(\d{1,15})"$/.exec(c.req.header('If-Match') ?? '')?.[1]
  return version === undefined ? null : Number(version)
}

/** Rows are named by id: whoever does not say what she had read has read everything. */
async function commit(
  c: Context<Env>,
  { id, actor, state, key }: Entered,
  { change, base = versionIn(c) ?? state.version }: { readonly change: Change; readonly base?: number },
): Promise<Response> {
  const outcome = await c.var.writing.commit(id, actor.ref, { id: key, base, seen: base, change })
  if (outcome.kind === 'conflict') return conflictWith(c, id, outcome.conflict)
  if (outcome.kind === 'refused') {
    return refuse(c, statusOf[outcome.reason], outcome.message, { reason: outcome.reason })
  }
  c.header('ETag', `"${outcome.commit.version}"`)
  return c.body(null, 204)
}

const statusOf = {
  frozen: 409,
  forbidden: 403,
  invalid: 422,
  gone: 410,
  unavailable: 503,
} as const satisfies Record<RefusalReason, number>

/** With the version to name by whoever insists. */
async function conflictWith(c: Context<Env>, id: string, { place, by, ...conflict }: ValueConflict): Promise<Response> {
  const names = await userNames(c.var.db, [by])
  const version = (await c.var.writing.state(id))?.version
  return c.json({ reason: 'conflict', place, ...conflict, by: names.get(by) ?? '', version }, 409)
}

type Refused = 401 | 403 | 404 | 409 | 410 | 422 | 428 | 503

const refuse = (c: Context<Env>, status: Refused, message: string, more: { readonly reason?: string } = {}): Response =>
  c.json({ ...more, message }, status)
