import { type Context, Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { HandoutsPage } from '../../views/handout/handouts-page.tsx'
import { currentShell } from '../../views/layout/shell.ts'
import { currentActor, type Env, problemStatus, requireRole } from '../auth/http.ts'
import type { Result } from '../base/result.ts'
import { titleOf } from '../casefile/casefile.ts'
import { findCase } from '../casefile/casefile-actions.ts'
import { agreementsInForce } from '../document/agreements-in-force.ts'
import type { Printed, PrintSize } from '../render/render.ts'
import { isOverviewPart } from './handout.ts'
import { printAgreementList, printOverview } from './handout-actions.ts'

/** What a client takes along. */
export const handoutRoutes = new Hono<Env>()

handoutRoutes.use('/cases/:id/handouts', requireRole('lotsin', 'leitung'))
handoutRoutes.use('/cases/:id/handouts/*', requireRole('lotsin', 'leitung'))

handoutRoutes.get('/cases/:id/handouts', async (c) => {
  const actor = currentActor(c)
  const caseFile = await findCase(c.var.db, actor, c.req.param('id'))
  if (!caseFile) return c.notFound()
  const agreements = await agreementsInForce(c.var.db, actor, caseFile.id)
  return c.html(
    <HandoutsPage
      caseId={caseFile.id}
      caseTitle={titleOf(caseFile.values)}
      agreements={agreements.map(({ document: { id, title } }) => ({ id, title }))}
    />,
  )
})

handoutRoutes.get('/cases/:id/handouts/overview.pdf', async (c) => {
  const parts = (c.req.queries('part') ?? []).filter(isOverviewPart)
  return pdf(c, await printOverview(c.var.db, currentActor(c), { ...handoutOf(c), parts }), 'Uebersicht.pdf')
})

handoutRoutes.get('/cases/:id/handouts/agreements.pdf', async (c) =>
  pdf(c, await printAgreementList(c.var.db, currentActor(c), handoutOf(c)), 'Vereinbarungen.pdf'),
)

const sizeOf = (text: string | undefined): PrintSize => (text === 'large' ? 'large' : 'normal')

const handoutOf = (c: Context<Env>) => ({
  caseId: c.req.param('id') ?? '',
  size: sizeOf(c.req.query('size')),
  houseName: currentShell().houseName,
})

function pdf(c: Context<Env>, printed: Result<Printed>, name: string) {
  if (!printed.ok) throw new HTTPException(problemStatus(printed), { message: printed.message })
  return c.body(Uint8Array.from(printed.value.bytes), 200, {
    'Content-Type': 'application/pdf',
    'Content-Disposition': `inline; filename="${name}"`,
  })
}
