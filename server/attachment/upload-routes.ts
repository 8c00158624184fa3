import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { currentActor, type Env, postedForm, problemStatus, text } from '../auth/http.ts'
import type { Result } from '../base/result.ts'
import type { AttachmentHolder } from './holder.ts'
import {
  beginUpload,
  discardUpload,
  mostPieceBytes,
  readUpload,
  receivePiece,
  type UploadState,
} from './upload-actions.ts'

/** Uploading in pieces, which goes on where a connection broke off: POST names the file, PATCH brings the next piece, and
 *  GET or HEAD tell how far it is (after tus 1.0, with less). Answers are for our own script. */
export function uploadRoutes({
  holder,
  maxBytes,
}: {
  readonly holder: AttachmentHolder
  readonly maxBytes: number
}): Hono<Env> {
  const routes = new Hono<Env>()
  const base = `/${holder.collection}/:id/attachments/uploads` as const
  const placeOf = (c: Context<Env>) => ({
    holder,
    id: c.req.param('id') ?? '',
    upload: c.req.param('upload') ?? '',
    voidApproval: c.req.query('voidApproval') === 'yes',
  })

  const begin = z.object({ name: text, size: text, sha256: text, public: text })
  routes.post(base, async (c) => {
    const form = await postedForm(c, begin)
    const wanted = {
      ...placeOf(c),
      fileName: form.name,
      size: /^\d{1,12}$/.test(form.size) ? Number(form.size) : 0,
      sha256: form.sha256,
      isPublic: form.public === 'yes',
      maxBytes,
    }
    return answer(c, await beginUpload(c.var.db, currentActor(c), wanted), 201)
  })

  routes.get(`${base}/:upload`, async (c) => answer(c, await readUpload(c.var.db, currentActor(c), placeOf(c))))

  routes.patch(`${base}/:upload`, async (c) => {
    const place = placeOf(c)
    const state = await readUpload(c.var.db, currentActor(c), place)
    if (!state.ok) return answer(c, state)
    if (Number(c.req.header('Content-Length') ?? 0) > mostPieceBytes) return c.json({ message: tooMuch }, 413)
    const said = c.req.header('Upload-Offset') ?? ''
    const offset = /^\d{1,12}$/.test(said) ? Number(said) : -1
    const bytes = new Uint8Array(await c.req.arrayBuffer())
    const received = await receivePiece(c.var.db, currentActor(c), { ...place, offset, bytes })
    if (received.ok || received.problem !== 'stale') return answer(c, received)
    const now = await readUpload(c.var.db, currentActor(c), place)
    if (now.ok) c.header('Upload-Offset', String(now.value.offset))
    return c.json({ message: received.message }, 409)
  })

  /** A form too, for whoever comes back to a half without its file. */
  routes.post(`${base}/:upload/discards`, async (c) => {
    const place = placeOf(c)
    const done = await discardUpload(c.var.db, currentActor(c), place)
    return done.ok ? c.redirect(`/${holder.collection}/${place.id}/attachments`, 303) : answer(c, done)
  })

  return routes
}

const tooMuch = 'Ein Stück darf nicht größer als 1 MiB sein.'

function answer(c: Context<Env>, result: Result<UploadState | null>, status: 200 | 201 = 200) {
  if (!result.ok) return c.json({ message: result.message }, problemStatus(result))
  if (result.value) c.header('Upload-Offset', String(result.value.offset))
  return c.json(result.value, status)
}
