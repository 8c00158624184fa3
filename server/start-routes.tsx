import { Hono } from 'hono'
import { stateWords } from '../views/document/document-words.ts'
import type { StartDocument } from '../views/start/start-documents.tsx'
import { type StartCases, StartPage, type StartWay } from '../views/start/start-page.tsx'
import { type Actor, has, type Role } from './auth/auth.ts'
import { currentActor, type Env, requireActor } from './auth/http.ts'
import { inVertretung } from './auth/vertretung-facts.ts'
import type { Reader } from './base/database.ts'
import { printDate } from './calendar/calendar.ts'
import { localDate } from './calendar/local-time.ts'
import { paths } from './casefile/case-fields.ts'
import { caseTitle } from './casefile/casefile.ts'
import { listCases } from './casefile/casefile-actions.ts'
import { type DocumentAtStart, type DocumentNews, documentsAtStart } from './document/start-documents.ts'
import { greet } from './greeting.ts'

export const startRoutes = new Hono<Env>()

startRoutes.get('/', requireActor, async (c) => {
  const actor = currentActor(c)
  const onlyPage = onlyPageOf(actor.roles)
  if (onlyPage) return c.redirect(onlyPage, 303)
  const now = c.var.db.clock.now()
  return c.html(
    <StartPage
      greeting={greet(actor, now)}
      today={printDate(localDate(now.toISOString()), 'weekday')}
      unitName={actor.unitName}
      cases={await casesOf(c.var.db, actor)}
      ways={actor.roles.flatMap((role) => ways[role])}
      {...(await documentsOf(c.var.db, actor))}
    />,
  )
})

async function documentsOf(reader: Reader, actor: Actor) {
  const { results, drafts } = await documentsAtStart(reader, actor)
  return { results: results.map(startDocument), drafts: drafts.map(startDocument) }
}

const startDocument = ({ id, title, state, at, reason, news, inPlaceOf }: DocumentAtStart): StartDocument => ({
  href: news?.startsWith('comment_') ? `/documents/${id}/draft?view=comments` : `/documents/${id}`,
  title,
  news: (news && (inPlaceOf ? deputyWords : newsWords)[news]) ?? null,
  inVertretung: inPlaceOf && inVertretung(inPlaceOf),
  status: stateWords[state],
  at,
  quote: reason,
})

/** Where the state does not say it. */
const newsWords: Partial<Readonly<Record<DocumentNews, string>>> = {
  document_invited: 'Sie sind eingeladen, an diesem Dokument mitzuarbeiten.',
  comment_mentioned: 'Sie werden in einem Kommentar genannt.',
  comment_answered: 'Auf einen Kommentar wurde Ihnen geantwortet.',
}

const deputyWords: typeof newsWords = {
  comment_mentioned: 'Die vertretene Person wird in einem Kommentar genannt.',
  comment_answered: 'Auf einen Kommentar der vertretenen Person wurde geantwortet.',
}

const casesAtStart = 7

async function casesOf(reader: Reader, actor: Actor): Promise<StartCases | null> {
  const [isLotsin, isLeitung] = [has(actor, 'lotsin'), has(actor, 'leitung')]
  if (!isLotsin && !isLeitung) return null
  const { cases, total } = await listCases(reader, actor, { filter: { state: 'open' }, page: 1 })
  const shown = cases.slice(0, casesAtStart).map((one) => ({
    ...one,
    title: caseTitle(one.nachname, one.vorname),
    pfad: shortPath(one.pfad),
  }))
  return { title: isLeitung ? 'Fälle der Einheit' : 'Meine Fälle', total, shown, can: { create: isLotsin } }
}

/** `§ 25b AufenthG` */
const shortPath = (code: string | null): string =>
  paths.find(({ value }) => value === code)?.label.split(' – ')[0] ?? ''

/** Administration and Revision have one page each to work on, and no start page. */
function onlyPageOf(roles: readonly Role[]): string | null {
  if (roles.some((role) => role !== 'administration' && role !== 'revision')) return null
  return roles.includes('administration') ? '/users' : '/audit'
}

const ways: Readonly<Record<Role, readonly StartWay[]>> = {
  lotsin: [
    { href: '/cases', label: 'Fälle', text: 'Ihre Fälle ansehen, fortschreiben und einen neuen anlegen' },
    { href: '/documents', label: 'Dokumente', text: 'Entwürfe weiterschreiben und Ausgefertigtes wiederfinden' },
  ],
  leitung: [
    { href: '/approvals', label: 'Freigaben', text: 'Was auf Ihre Entscheidung wartet' },
    { href: '/cases', label: 'Fälle', text: 'Die Fälle Ihrer Einheit' },
    { href: '/documents', label: 'Dokumente', text: 'Die Dokumente Ihrer Einheit' },
  ],
  sitzungsdienst: [{ href: '/papers', label: 'Sitzungsvorlagen', text: 'Entwürfe, Mitzeichnung und Ausgefertigtes' }],
  vorlagenpflege: [
    {
      href: '/templates',
      label: 'Dokumentvorlagen',
      text: 'Welche es gibt und wie ein ausgefülltes Beispiel aussieht',
    },
  ],
  administration: [{ href: '/users', label: 'Konten', text: 'Konten, Rollen und Einheiten' }],
  revision: [{ href: '/audit', label: 'Prüfkette', text: 'Ob sie unversehrt ist und was geschah' }],
}
