import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { TemplateMovePage } from '../../views/document/template-move-page.tsx'
import { currentActor, type Env, postedForm, problemStatus, requireRole, text } from '../auth/http.ts'
import type { Problem } from '../base/result.ts'
import { markSeenBy } from '../notice/notice-actions.ts'
import { changedTexts } from './approval-facts.ts'
import { refuseWriting } from './document.ts'
import { readDocument } from './document-actions.ts'
import { placeOf } from './document-pages.ts'
import { settleDocument } from './live.ts'
import { moveDocument, readKeptValues, readMoveOffer, readMovePreview } from './template-move-actions.ts'

/** Letting a draft follow another version of its template. */
export const templateMoveRoutes = new Hono<Env>()

templateMoveRoutes.use('/documents/:id/template-moves', requireRole('lotsin', 'leitung', 'sitzungsdienst'))

templateMoveRoutes.get('/documents/:id/template-moves', (c) => movePage(c, null))

templateMoveRoutes.post('/documents/:id/template-moves', async (c) => {
  const form = await postedForm(c, z.object({ from: text, to: text }))
  const id = c.req.param('id')
  const move = { id, from: numberIn(form.from), to: numberIn(form.to) }
  const done = await moveDocument(c.var, currentActor(c), move)
  return done.ok ? c.redirect(`/documents/${id}/draft?done=moved`, 303) : movePage(c, done)
})

async function movePage(c: Context<Env>, problem: Problem | null) {
  const { db } = c.var
  const actor = currentActor(c)
  const id = c.req.param('id') ?? ''
  if (!(await readDocument(db, actor, id))) return c.notFound()
  await settleDocument(db, id)
  const document = await readDocument(db, actor, id)
  if (!document) return c.notFound()
  const offer = await readMoveOffer(db, document)
  const [newer, back] = [await previewOf(c, id, offer.newer), await previewOf(c, id, offer.back)]
  await markSeenBy(db, actor.ref, id)
  const kept = await readKeptValues(db, document)
  const page = (
    <TemplateMovePage
      id={id}
      title={document.title}
      {...(await placeOf(db, actor, document))}
      version={document.templateVersion}
      newer={newer}
      back={back}
      kept={kept && { byName: kept.move.userName, at: kept.move.at, from: kept.move.fromVersion, values: kept.values }}
      can={{ move: refuseWriting(actor, document) === null }}
      problem={problem}
    />
  )
  return c.html(page, problem ? problemStatus(problem) : 200)
}

async function previewOf(c: Context<Env>, id: string, to: number | null) {
  const preview = to === null ? null : await readMovePreview(c.var.db, currentActor(c), { id, to })
  if (!preview) return null
  return {
    version: preview.to.version,
    validFrom: preview.to.description.validFrom,
    texts: changedTexts(preview.blocks),
    lost: preview.lost,
    missing: preview.missing.map(({ label, path }) => ({ label, path })),
  }
}

/** 0, which no version ever had, for anything that is no number. */
const numberIn = (typed: string): number => (/^[1-9]\d{0,5}$/.test(typed) ? Number(typed) : 0)
