import { type Context, Hono } from 'hono'
import { CasesPage } from '../../views/casefile/cases-page.tsx'
import { has } from '../auth/auth.ts'
import { currentActor, type Env, requireRole } from '../auth/http.ts'
import { listColleagues } from '../auth/user-actions.ts'
import type { Reader } from '../base/database.ts'
import { printDate } from '../calendar/calendar.ts'
import { localDate } from '../calendar/local-time.ts'
import { printDue } from '../calendar/weeks.ts'
import { pathLabel } from './case-facts.ts'
import { paths } from './case-fields.ts'
import { caseNotices } from './case-notices.ts'
import { type CaseLine, caseTitle } from './casefile.ts'
import { type CaseFilter, listCases, openingActors } from './casefile-actions.ts'

/** What agreements and Wiedervorlagen say of a case, as its line in the list shows it. */
interface CaseStanding {
  /** Calendar date. */
  readonly nextDueOn: string | null
  readonly goals: number
  readonly reached: number
}

interface CaseListPorts {
  /** Of all cases of a page at once. */
  readonly standingOf: (reader: Reader, caseIds: readonly string[]) => Promise<ReadonlyMap<string, CaseStanding>>
}

export function caseListRoutes({ standingOf }: CaseListPorts): Hono<Env> {
  const routes = new Hono<Env>()
  routes.get('/cases', requireRole('lotsin', 'leitung'), async (c) => {
    const { db } = c.var
    const actor = currentActor(c)
    const query = (name: string) => c.req.query(name) ?? ''
    const values = { q: query('q'), lotsin: query('lotsin'), pfad: query('pfad'), state: query('state') || 'open' }
    const filter: CaseFilter = {
      text: values.q,
      lotsinId: values.lotsin || undefined,
      pfad: values.pfad || undefined,
      state: values.state === 'closed' || values.state === 'all' ? values.state : 'open',
    }
    const list = await listCases(db, actor, { filter, page: Number.parseInt(query('page'), 10) || 1 })
    const standings = await standingOf(
      db,
      list.cases.map(({ id }) => id),
    )
    const today = localDate(db.clock.now().toISOString())
    return c.html(
      <CasesPage
        {...list}
        cases={list.cases.map((line) => caseLine(line, standings.get(line.id), today))}
        filter={values}
        isFiltered={values.q + values.lotsin + values.pfad !== '' || values.state !== 'open'}
        pathChoices={paths}
        lotsinChoices={has(actor, 'leitung') ? await lotsinChoices(c) : []}
        can={{ create: openingActors(actor).length > 0 }}
        pageHref={(number) => `/cases?${new URLSearchParams({ ...values, page: String(number) })}`}
        notice={caseNotices.get(query('done'))}
      />,
    )
  })
  return routes
}

/** In a closed case nothing is due any more. */
function caseLine(
  { nachname, vorname, geburtsdatum, pfad, closedAt, ...line }: CaseLine,
  standing: CaseStanding | undefined,
  today: string,
) {
  const isClosed = closedAt !== null
  return {
    ...line,
    title: caseTitle(nachname, vorname),
    born: geburtsdatum ? printDate(geburtsdatum) : '',
    path: pathLabel(pfad)?.split(' – ')[0] ?? '',
    isClosed,
    due: standing?.nextDueOn && !isClosed ? printDue(standing.nextDueOn, today) : null,
    goals: standing && standing.goals > 0 ? { all: standing.goals, reached: standing.reached } : null,
  }
}

const lotsinChoices = async (c: Context<Env>) =>
  (await listColleagues(c.var.db, { unitId: currentActor(c).unitId, role: 'lotsin' })).map(({ id, name }) => ({
    value: id,
    label: name,
  }))
