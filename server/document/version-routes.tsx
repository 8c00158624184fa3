import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { ComparisonPage } from '../../views/document/comparison-page.tsx'
import { VersionRestorationPage } from '../../views/document/version-restoration-page.tsx'
import { VersionsPage } from '../../views/document/versions-page.tsx'
import { currentActor, type Env, postedForm, problemStatus, requireRole, text } from '../auth/http.ts'
import type { Problem } from '../base/result.ts'
import { differenceShown } from './approval-facts.ts'
import { type Document, isEditable } from './document.ts'
import { readDocument } from './document-actions.ts'
import { placeOf } from './document-pages.ts'
import { modeOf, settleDocument } from './live.ts'
import { restoreRevision } from './saving.ts'
import type { Stand } from './version.ts'
import { listStands, nameVersion, readComparison, readRestoration } from './version-actions.ts'
import { standShown } from './version-facts.ts'

/** What a document was, compared and brought back. */
export const versionRoutes = new Hono<Env>()

versionRoutes.use('/documents/:id/*', requireRole('lotsin', 'leitung', 'sitzungsdienst'))

versionRoutes.get('/documents/:id/versions', (c) => versionsPage(c, '', null))

versionRoutes.post('/documents/:id/versions', async (c) => {
  const { name } = await postedForm(c, z.object({ name: text }))
  const id = c.req.param('id')
  const done = await nameVersion(c.var.db, currentActor(c), { id, name })
  return done.ok ? c.redirect(`/documents/${id}/versions?done=named`, 303) : versionsPage(c, name, done)
})

async function versionsPage(c: Context<Env>, name: string, problem: Problem | null) {
  const found = await findSettled(c)
  if (!found) return c.notFound()
  const { db } = c.var
  const actor = currentActor(c)
  const { id, title } = found
  const wanted = { all: c.req.query('view') === 'all', ...beforeIn(c) }
  const list = await listStands(db, actor, id, wanted)
  if (!list) return c.notFound()
  const here = `/documents/${id}/versions`
  const view = wanted.all ? '&view=all' : ''
  const page = (
    <VersionsPage
      id={id}
      title={title}
      {...(await placeOf(db, actor, found))}
      stands={list.stands.map((stand) => lineOf(stand, found, mayWrite(c, found)))}
      other={otherView(here, wanted.all, list.all)}
      older={list.older === null ? null : `${here}?before=${list.older}${view}`}
      can={{ name: mayWrite(c, found) }}
      name={name}
      notice={problem ? undefined : notices.get(c.req.query('done') ?? '')}
      problem={problem}
    />
  )
  return c.html(page, problem ? problemStatus(problem) : 200)
}

/** What was typed a moment ago belongs to `now`, unless the template can make nothing of it. */
async function findSettled(c: Context<Env>): Promise<Document | null> {
  const id = c.req.param('id') ?? ''
  if (!(await readDocument(c.var.db, currentActor(c), id))) return null
  await settleDocument(c.var.db, id)
  return readDocument(c.var.db, currentActor(c), id)
}

const mayWrite = (c: Context<Env>, document: Document): boolean =>
  isEditable(document.state) && modeOf(currentActor(c), document) === 'write'

const beforeIn = (c: Context<Env>) => {
  const before = revisionIn(c.req.query('before'))
  return before === null ? {} : { before }
}

const revisionIn = (typed: string | undefined): number | null =>
  typed && /^[1-9]\d{0,8}$/.test(typed) ? Number(typed) : null

/** Nothing where everything that was saved is listed for want of versions. */
function otherView(here: string, wantsAll: boolean, all: boolean) {
  if (wantsAll) return { href: here, label: 'Nur Fassungen zeigen' }
  return all ? null : { href: `${here}?view=all`, label: 'Alles zeigen, was gespeichert wurde' }
}

function lineOf(stand: Stand, { id, revision: newest }: Document, canRestore: boolean) {
  const { revision } = stand
  const isNow = revision === newest
  return {
    ...standShown(stand),
    isNow,
    key: isNow ? 'now' : String(revision),
    restoration: canRestore && !isNow ? `/documents/${id}/restorations?revision=${revision}` : null,
  }
}

versionRoutes.get('/documents/:id/comparison', async (c) => {
  const found = await findSettled(c)
  if (!found) return c.notFound()
  const [from, to] = [sideIn(c.req.query('from')), sideIn(c.req.query('to'))]
  const actor = currentActor(c)
  const compared = from && to ? await readComparison(c.var.db, actor, { id: found.id, revisions: [from, to] }) : null
  if (!compared) return c.redirect(`/documents/${found.id}/versions`, 303)
  const canRestore = mayWrite(c, found)
  return c.html(
    <ComparisonPage
      id={found.id}
      title={found.title}
      {...(await placeOf(c.var.db, actor, found))}
      from={lineOf(compared.from, found, canRestore)}
      to={lineOf(compared.to, found, canRestore)}
      {...differenceShown(compared)}
    />,
  )
})

const sideIn = (typed: string | undefined): number | 'now' | null => (typed === 'now' ? 'now' : revisionIn(typed))

versionRoutes.get('/documents/:id/restorations', (c) => restorationPage(c, revisionIn(c.req.query('revision')), null))

versionRoutes.post('/documents/:id/restorations', async (c) => {
  const { revision: typed } = await postedForm(c, z.object({ revision: text }))
  const id = c.req.param('id')
  const revision = revisionIn(typed)
  if (revision === null) return restorationPage(c, revision, null)
  const done = await restoreRevision(c.var.db, currentActor(c), { id, revision })
  return done.ok ? c.redirect(`/documents/${id}/versions?done=restored`, 303) : restorationPage(c, revision, done)
})

/** Leads to the list where no such content is named. */
async function restorationPage(c: Context<Env>, revision: number | null, problem: Problem | null) {
  const found = await findSettled(c)
  if (!found) return c.notFound()
  const { db } = c.var
  const actor = currentActor(c)
  const restoration = revision === null ? null : await readRestoration(db, actor, { id: found.id, revision })
  if (!restoration || revision === null) return c.redirect(`/documents/${found.id}/versions`, 303)
  const page = (
    <VersionRestorationPage
      id={found.id}
      title={found.title}
      {...(await placeOf(db, actor, found))}
      stand={lineOf(restoration.stand, found, false)}
      revision={revision}
      difference={differenceShown(restoration)}
      can={{ restore: mayWrite(c, found) }}
      problem={problem}
    />
  )
  return c.html(page, problem ? problemStatus(problem) : 200)
}

const notices: ReadonlyMap<string, string> = new Map([
  ['named', 'Die Fassung ist festgehalten.'],
  ['restored', 'Die Fassung ist wiederhergestellt. Was vorher dastand, steht darunter.'],
])
