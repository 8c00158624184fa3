import { Hono } from 'hono'
import { stateWords } from '../../views/document/document-words.ts'
import { PapersPage } from '../../views/document/papers-page.tsx'
import { has } from '../auth/auth.ts'
import { currentActor, type Env, requireRole } from '../auth/http.ts'
import { isCalendarDate, printDate } from '../calendar/calendar.ts'
import { readGermanDate } from '../calendar/german-date.ts'
import { localDate } from '../calendar/local-time.ts'
import { readQuery } from '../search/search.ts'
import { documentStates } from './document.ts'
import { listTerms, printTerm } from './number-scheme-actions.ts'
import { listBodies, listPapers, paperOrders } from './paper-actions.ts'

/** The list of the Sitzungsvorlagen. */
export const paperRoutes = new Hono<Env>()

paperRoutes.get('/papers', requireRole('lotsin', 'leitung', 'sitzungsdienst'), async (c) => {
  const actor = currentActor(c)
  const { db } = c.var
  const query = (name: string) => c.req.query(name) ?? ''
  const values = {
    q: query('q'),
    body: query('body'),
    from: query('from'),
    until: query('until'),
    term: query('term'),
    state: query('state'),
    sort: query('sort'),
    mine: query('mine'),
  }
  const today = localDate(db.clock.now().toISOString())
  const [bodies, terms] = [await listBodies(db, actor), await listTerms(db)]
  const term = terms.find(({ number }) => String(number) === values.term)
  const [from, until] = [readDay(values.from, today), readDay(values.until, today)]
  const order = paperOrders.find((each) => each === values.sort) ?? 'sitting'
  const list = await listPapers(db, actor, {
    filter: {
      query: readQuery(values.q) ?? undefined,
      body: values.body || undefined,
      from: latest(from.day, term?.beginsOn),
      until: earliest(until.day, term?.endsOn),
      state: documentStates.find((state) => state === values.state),
      authorId: values.mine ? actor.userId : undefined,
    },
    order,
    page: Number.parseInt(query('page'), 10) || 1,
  })
  const { sort: _order, ...filters } = values
  const hasFault = from.error !== undefined || until.error !== undefined
  return c.html(
    <PapersPage
      {...list}
      papers={list.papers.map(({ station, stations, ...paper }) => ({
        ...paper,
        body: station?.body ?? '',
        day: station?.sitsOn ?? null,
        isOver: station?.sitsOn ? station.sitsOn < today : false,
        further: stations.length - 1,
        isPublic: stations.every(({ isPublic }) => isPublic),
      }))}
      today={printDate(today)}
      filter={{ ...values, sort: order }}
      errors={{ from: from.error, until: until.error }}
      isFiltered={Object.values(filters).some((value) => value !== '')}
      bodies={bodies}
      terms={terms.map((each) => ({
        value: String(each.number),
        label: `${each.number}. Wahlperiode (${printTerm(each)})`,
      }))}
      states={documentStates.map((value) => ({ value, label: stateWords[value] }))}
      can={{ setNumbers: has(actor, 'sitzungsdienst') }}
      current={has(actor, 'sitzungsdienst') ? 'papers' : 'documents'}
      pageHref={(page) => `/papers?${new URLSearchParams({ ...values, page: String(page) })}`}
    />,
    hasFault ? 422 : 200,
  )
})

function readDay(typed: string, today: string): { readonly day?: string; readonly error?: string } {
  if (typed.trim() === '') return {}
  const day = readGermanDate(typed.trim(), today)
  return isCalendarDate(day) ? { day } : { error: 'Geben Sie den Tag als TT.MM.JJJJ an.' }
}

const latest = (a: string | undefined, b: string | undefined): string | undefined =>
  a === undefined || (b !== undefined && b > a) ? b : a

const earliest = (a: string | undefined, b: string | null | undefined): string | undefined =>
  a === undefined || (b && b < a) ? (b ?? undefined) : a
