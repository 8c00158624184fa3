import { type Context, Hono } from 'hono'
import { UnplacedUpdate } from '../../views/document/unplaced-list.tsx'
import { currentActor, type Env, isHtmx, requireRole } from '../auth/http.ts'
import { settleUnplaced } from '../writing/writing-actions.ts'
import { type FoundDraft, findDraft } from './draft-facts.ts'
import { unplacedInputs } from './unplaced.ts'

/** "Nicht übernommene Eingaben": each person sees her own. */
export const unplacedRoutes = new Hono<Env>()

unplacedRoutes.use('/documents/*', requireRole('lotsin', 'leitung', 'sitzungsdienst'))

unplacedRoutes.get('/documents/:id/unplaced', async (c) => {
  const draft = await findDraft(c.var.db, currentActor(c), c.req.param('id'))
  return draft ? list(c, draft) : c.notFound()
})

/** She took it back in, or put it away. */
unplacedRoutes.post('/documents/:id/unplaced/:item/settlements', async (c) => {
  const { id: documentId, item: id } = c.req.param()
  const actor = currentActor(c)
  const draft = await findDraft(c.var.db, actor, documentId)
  if (!draft) return c.notFound()
  await settleUnplaced(c.var.db, { documentId, userId: actor.userId, id })
  return isHtmx(c) ? list(c, draft) : c.redirect(`/documents/${documentId}/draft`, 303)
})

async function list(c: Context<Env>, draft: FoundDraft): Promise<Response> {
  const inputs = await unplacedInputs(c.var.db, draft.actor.userId, draft)
  return c.html(<UnplacedUpdate documentId={draft.document.id} inputs={inputs} />)
}
