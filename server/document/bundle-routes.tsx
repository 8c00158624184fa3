import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { currentActor, type Env, problemStatus, requireRole } from '../auth/http.ts'
import { bundleKinds, makeBundle } from './bundle-actions.ts'

/** A paper with its attachments in one file. */
export const bundleRoutes = new Hono<Env>()

bundleRoutes.get('/documents/:id/bundles/:kind', requireRole('lotsin', 'leitung', 'sitzungsdienst'), async (c) => {
  const kind = bundleKinds.find((each) => each === c.req.param('kind'))
  if (!kind) return c.notFound()
  const id = c.req.param('id')
  const made = await makeBundle(c.var.db, currentActor(c), { id, kind })
  if (!made.ok && made.problem === 'not_found') return c.notFound()
  if (!made.ok) throw new HTTPException(problemStatus(made), { message: made.message })
  const name = kind === 'public' ? 'Vorlage-mit-oeffentlichen-Anlagen' : 'Vorlage-mit-nichtoeffentlichen-Anlagen'
  return c.body(new Uint8Array(made.value).buffer, 200, {
    'Content-Type': 'application/pdf',
    'Content-Disposition': `attachment; filename="${name}-${id.slice(-8)}.pdf"`,
  })
})
