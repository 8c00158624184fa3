import { Hono } from 'hono'
import { AuditPage, type ChainFacts } from '../../views/operations/audit-page.tsx'
import { readBefore, readWholeTrail, type TrailEntry } from '../audit/audit.ts'
import { type Env, requireRole } from '../auth/http.ts'
import { userNames } from '../auth/user-actions.ts'
import { type CheckedChain, lookAtChain } from './chain-watch.ts'

export const operationsRoutes = new Hono<Env>()

const pageSize = 50

operationsRoutes.get('/audit', requireRole('revision'), async (c) => {
  const { db } = c.var
  const page = readBefore(c.req.query('before'))
  // On the way through its pages once is enough.
  const chain = page.before ? null : await lookAtChain(db)
  const entries = await readWholeTrail(db, { ...page, limit: pageSize })
  const names = await userNames(db, entries.flatMap(peopleOf))
  const oldest = entries.at(-1)?.seq ?? 1
  return c.html(
    <AuditPage
      chain={chain && chainFacts(chain, entries[0]?.seq ?? 0)}
      lines={entries.map((entry) => ({ ...entry, who: whoActed(entry, names) }))}
      older={oldest > 1 ? `/audit?before=${oldest}` : null}
      newest={page.before ? '/audit' : null}
    />,
  )
})

const peopleOf = ({ userId, onBehalfOf }: TrailEntry): string[] => (onBehalfOf ? [userId, onBehalfOf] : [userId])

function whoActed({ userId, onBehalfOf }: TrailEntry, names: ReadonlyMap<string, string>): string {
  const name = (id: string) => names.get(id) ?? id
  return onBehalfOf ? `${name(userId)}, in Vertretung für ${name(onBehalfOf)}` : name(userId)
}

function chainFacts({ last, running }: CheckedChain, newest: number): ChainFacts {
  const runningUpTo = running?.upTo ?? null
  if (!last) return { checked: null, newest, runningUpTo }
  const { verdict, at } = last
  if ('brokenAt' in verdict) return { checked: { at, broken: verdict.why }, newest, runningUpTo }
  return { checked: { ...verdict, at, broken: null }, newest, runningUpTo }
}
