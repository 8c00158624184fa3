import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { currentActor, type Env, problemStatus, requireRole } from '../auth/http.ts'
import { renderLargePrint } from './large-print.ts'

export const largePrintRoutes = new Hono<Env>()

largePrintRoutes.get(
  '/documents/:id/large-print.pdf',
  requireRole('lotsin', 'leitung', 'sitzungsdienst'),
  async (c) => {
    const printed = await renderLargePrint(c.var.db, currentActor(c), c.req.param('id'))
    if (!printed.ok) throw new HTTPException(problemStatus(printed), { message: printed.message })
    return c.body(Uint8Array.from(printed.value.bytes), 200, {
      'Content-Type': 'application/pdf',
      'Content-Disposition': `inline; filename="Dokument-${printed.value.code}-Grossdruck.pdf"`,
    })
  },
)
