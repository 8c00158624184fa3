import { Hono } from 'hono'
import { kindLabels, stateWords } from '../views/document/document-words.ts'
import { type Hit, type HitGroup, type HitKind, SearchPage } from '../views/search/search-page.tsx'
import { type Actor, has, type Role } from './auth/auth.ts'
import { currentActor, type Env, requireRole } from './auth/http.ts'
import type { Reader } from './base/database.ts'
import { printDate } from './calendar/calendar.ts'
import { caseTitle } from './casefile/casefile.ts'
import { findCases } from './casefile/casefile-actions.ts'
import { findDocuments } from './document/document-search.ts'
import { kindLabels as templateKinds } from './document/template-words.ts'
import { longestQuery, markHits, passageAround, type Query, readQuery, textsOf } from './search/search.ts'
import { findTemplates } from './template/template-search.ts'

/** Searching goes through everything that a person may read, so it stands above the modules. */
export const searchRoutes = new Hono<Env>()

const searchers = ['lotsin', 'leitung', 'sitzungsdienst', 'vorlagenpflege'] as const satisfies readonly Role[]

export const maySearch = (roles: readonly Role[]): boolean =>
  roles.some((role) => searchers.some((one) => one === role))

const perGroup = 5
const perPage = 20

searchRoutes.get('/search', requireRole(...searchers), async (c) => {
  const actor = currentActor(c)
  const typed = c.req.query('q') ?? ''
  const kinds = kindsOf(actor)
  const kind = kinds.find((each) => each === c.req.query('kind')) ?? null
  const query = readQuery(typed)
  const groups: HitGroup[] = []
  let page = Math.max(Number.parseInt(c.req.query('page') ?? '', 10) || 1, 1)
  let pages = 1
  for (const each of query ? kinds : []) {
    if (query === null || (kind !== null && each !== kind)) continue
    const found = await finders[each](c.var.db, actor, query, placeOf(kind, page))
    if (kind !== null) pages = Math.max(Math.ceil(found.total / perPage), 1)
    if (page > pages) {
      page = pages
      groups.push({ kind: each, ...(await finders[each](c.var.db, actor, query, placeOf(kind, page))) })
    } else groups.push({ kind: each, ...found })
  }
  const shown = groups.filter(({ total }) => total > 0)
  return c.html(
    <SearchPage
      typed={typed.slice(0, longestQuery)}
      found={query && { total: groups.reduce((sum, { total }) => sum + total, 0), groups: shown }}
      kind={kind}
      kinds={kinds}
      longest={longestQuery}
      page={page}
      pages={pages}
      href={(change) => {
        const to = { q: typed, kind: change.kind ?? (change.page === undefined ? null : kind), page: change.page }
        const given = Object.entries(to).flatMap(([name, value]) => (value ? [[name, String(value)]] : []))
        return `/search?${new URLSearchParams(given)}`
      }}
    />,
  )
})

interface Place {
  readonly limit: number
  readonly offset: number
}

const placeOf = (kind: HitKind | null, page: number): Place =>
  kind === null ? { limit: perGroup, offset: 0 } : { limit: perPage, offset: (page - 1) * perPage }

function kindsOf(actor: Actor): HitKind[] {
  const guides = has(actor, 'lotsin') || has(actor, 'leitung')
  const writes = guides || has(actor, 'sitzungsdienst')
  return [...(guides ? (['cases', 'documents'] as const) : []), ...(writes ? (['papers'] as const) : []), 'templates']
}

type Found = Omit<HitGroup, 'kind'>
type Finder = (reader: Reader, actor: Actor, query: Query, place: Place) => Promise<Found>

const finders: Readonly<Record<HitKind, Finder>> = {
  cases: findCaseHits,
  documents: (reader, actor, query, place) => findDocumentHits(reader, actor, { query, ...place, isPaper: false }),
  papers: (reader, actor, query, place) => findDocumentHits(reader, actor, { query, ...place, isPaper: true }),
  templates: findTemplateHits,
}

async function findCaseHits(reader: Reader, actor: Actor, query: Query, place: Place): Promise<Found> {
  const { cases, total } = await findCases(reader, actor, { query, ...place })
  const texts = await textsOf(
    reader,
    cases.map(({ id }) => id),
  )
  const hits = cases.map(({ id, nachname, vorname, aktenzeichen, geburtsdatum, lotsinName, closedAt }): Hit => {
    const title = markHits(caseTitle(nachname, vorname), query)
    const born = geburtsdatum ? `geboren ${printDate(geburtsdatum)}` : ''
    const facts = [aktenzeichen, born, lotsinName].filter((fact) => fact !== '').map((fact) => markHits(fact, query))
    const status = closedAt ? 'Geschlossen' : null
    return {
      href: `/cases/${id}`,
      title,
      facts,
      passage: passageBeside(texts.get(id), query, [title, ...facts]),
      status,
    }
  })
  return { total, hits }
}

async function findDocumentHits(
  reader: Reader,
  actor: Actor,
  wanted: Place & { readonly query: Query; readonly isPaper: boolean },
): Promise<Found> {
  const { query } = wanted
  const { documents, total } = await findDocuments(reader, actor, wanted)
  const texts = await textsOf(
    reader,
    documents.map(({ id }) => id),
  )
  const hits = documents.map((document): Hit => {
    const title = markHits(document.title, query)
    const facts = [document.subtitle, kindLabels[document.kind], document.authorName]
      .filter((fact) => fact !== '')
      .map((fact) => markHits(fact, query))
    const passage = passageBeside(texts.get(document.id), query, [title, ...facts])
    return { href: `/documents/${document.id}`, title, facts, passage, status: stateWords[document.state] }
  })
  return { total, hits }
}

async function findTemplateHits(reader: Reader, _: Actor, query: Query, { limit, offset }: Place): Promise<Found> {
  const found = await findTemplates(reader, query)
  const hits = found.slice(offset, offset + limit).map(({ slug, version, title, kind, description, text }): Hit => {
    const facts = [templateKinds[kind], description.legalBasis].map((fact) => markHits(fact, query))
    const marked = markHits(title, query)
    const passage = passageBeside(text, query, [marked, ...facts])
    return { href: `/templates/${slug}/versions/${version}`, title: marked, facts, passage, status: null }
  })
  return { total: found.length, hits }
}

/** Nothing where every word that is found is seen already. */
function passageBeside(text: string | undefined, query: Query, shown: readonly (readonly { isHit: boolean }[])[]) {
  const seen = shown.flat().filter(({ isHit }) => isHit).length
  return seen >= query.length ? [] : passageAround(text ?? '', query)
}
