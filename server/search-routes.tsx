import { Hono } from 'hono'
import { kindLabels, stateWords } from '../views/document/document-words.ts'
import { type Hit, type HitGroup, type HitKind, SearchPage } from '../views/search/search-page.tsx'
import { type Actor, has, type Role } from './auth/auth.ts'
import { currentActor, type Env, requireRole } from './auth/http.ts'
import type { Reader } from './base/database.ts'
import { printDate } from './calendar/calendar.ts'
import { caseTitle } from './casefile/casefile.ts'
import { findCases } from './casefile/casefile-actions.ts'
import { type FoundDocuments, findDocuments } from './document/document-search.ts'
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
  const wanted = kind === null ? kinds : [kind]
  const asked = Math.max(Number.parseInt(c.req.query('page') ?? '', 10) || 1, 1)
  const groups = query ? await find(c.var.db, actor, { query, kinds: wanted, ...placeOf(kind, asked) }) : []
  const total = groups.reduce((sum, group) => sum + group.total, 0)
  const pages = kind === null ? 1 : Math.max(Math.ceil(total / perPage), 1)
  return c.html(
    <SearchPage
      typed={typed.slice(0, longestQuery)}
      found={query && { total, groups: groups.filter((group) => group.total > 0) }}
      kind={kind}
      kinds={kinds}
      longest={longestQuery}
      page={Math.min(asked, pages)}
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

/** Behind the last page is the last page. Documents and papers are found with one question: a common word stands in most
 *  of them, and gathering its hits takes longer than anything else. */
async function find(
  reader: Reader,
  actor: Actor,
  { query, kinds, ...place }: Place & { readonly query: Query; readonly kinds: readonly HitKind[] },
): Promise<HitGroup[]> {
  const [hasDocuments, hasPapers] = [kinds.includes('documents'), kinds.includes('papers')]
  const sorts = hasDocuments && hasPapers ? 'both' : hasPapers ? 'papers' : 'others'
  const found = hasDocuments || hasPapers ? findDocuments(reader, actor, { query, kinds: sorts, ...place }) : null
  const finders: Readonly<Record<HitKind, () => Promise<Found>>> = {
    cases: () => findCaseHits(reader, actor, query, place),
    documents: async () => documentHits(reader, query, (await found)?.others ?? nothing),
    papers: async () => documentHits(reader, query, (await found)?.papers ?? nothing),
    templates: () => findTemplateHits(reader, query, place),
  }
  return Promise.all(kinds.map(async (kind) => ({ kind, ...(await finders[kind]()) })))
}

const nothing: FoundDocuments = { documents: [], total: 0 }

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

async function documentHits(reader: Reader, query: Query, { documents, total }: FoundDocuments): Promise<Found> {
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

async function findTemplateHits(reader: Reader, query: Query, { limit, offset }: Place): Promise<Found> {
  const found = await findTemplates(reader, query)
  const from = Math.min(offset, Math.floor(Math.max(found.length - 1, 0) / limit) * limit)
  const hits = found.slice(from, from + limit).map(({ slug, version, title, kind, description, text }): Hit => {
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
