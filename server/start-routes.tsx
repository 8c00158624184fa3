import type { Context } from 'hono'
import { Hono } from 'hono'
import { stateWords } from '../views/document/document-words.ts'
import type { StartDocument, StartDocumentList } from '../views/start/start-documents.tsx'
import { type StartCases, type StartDue, StartPage, type StartWay } from '../views/start/start-page.tsx'
import { type DueKind, listDue, listSilences } from './agreement/due.ts'
import { dueSection, silenceLine, silenceTitle } from './agreement/due-lines.ts'
import type { ReminderSettings } from './agreement/reminder-routes.tsx'
import { undoOf } from './agreement/undoing.ts'
import { type Actor, has, hasAny, type Role } from './auth/auth.ts'
import { currentActor, type Env, requireActor } from './auth/http.ts'
import { inVertretung } from './auth/vertretung-facts.ts'
import type { Reader } from './base/database.ts'
import { printDate } from './calendar/calendar.ts'
import { localDate } from './calendar/local-time.ts'
import { endOfWeek } from './calendar/weeks.ts'
import { addDays } from './calendar/working-days.ts'
import { paths } from './casefile/case-fields.ts'
import { caseTitle } from './casefile/casefile.ts'
import { listCases, openingActors } from './casefile/casefile-actions.ts'
import { contactWeeksOf } from './casefile/contact-actions.ts'
import { approvalLine } from './document/approval-lines.ts'
import {
  type DocumentAtStart,
  type DocumentNews,
  type DocumentsAtStart,
  documentsAtStart,
  type ListedDocuments,
} from './document/start-documents.ts'
import { greet } from './greeting.ts'

interface StartSettings extends ReminderSettings {
  /** Within how many working days a request for approval is to be decided. */
  readonly approvalDays: number
}

export function startRoutes(settings: StartSettings): Hono<Env> {
  const routes = new Hono<Env>()
  routes.get('/', requireActor, async (c) => {
    const actor = currentActor(c)
    const onlyPage = onlyPageOf(actor.roles)
    return onlyPage ? c.redirect(onlyPage, 303) : startPage(c, actor, settings)
  })
  return routes
}

async function startPage(c: Context<Env>, actor: Actor, settings: StartSettings) {
  const { db } = c.var
  const now = db.clock.now()
  const today = localDate(now.toISOString())
  const isLotsin = hasAny(actor, ['lotsin'])
  const documents = await documentsAtStart(db, actor, now)
  return c.html(
    <StartPage
      greeting={greet(actor, now)}
      today={printDate(today, 'weekday')}
      unitName={actor.unitName}
      toDecide={hasAny(actor, ['leitung']) ? decisions(documents, now, settings.approvalDays) : null}
      due={isLotsin ? await dueOf(c, actor, today) : null}
      silences={isLotsin ? await silencesOf(db, actor, { today, settings }) : null}
      cases={await casesOf(db, actor)}
      way={actor.roles.flatMap((role) => ways[role] ?? []).at(0) ?? null}
      news={listed(documents.news, newsOf)}
      toContinue={listed(documents.toContinue, startDocument)}
      waiting={listed(documents.waiting, waitingOf)}
      undo={undoOf(c)}
    />,
  )
}

const decisions = ({ toDecide }: DocumentsAtStart, now: Date, approvalDays: number) => ({
  total: toDecide.total,
  lines: toDecide.shown.map((waiting) => {
    const line = approvalLine(waiting, { now: now.toISOString(), approvalDays })
    const { documentId, title, subtitle, requestedByName, age, remarks, deadline } = line
    const words = [...(subtitle === '' ? [] : [subtitle]), `${requestedByName}, ${age}`, ...remarks]
    return { href: `/documents/${documentId}/approvals`, title, words, deadline }
  }),
})

const shownInGroup = 8

async function dueOf(c: Context<Env>, actor: Actor, today: string): Promise<StartDue> {
  const show = c.req.query('show') ?? ''
  const kind = kindsShown.get(show)
  const due = await listDue(c.var.db, actor, { today, until: endOfWeek(today), kind, limit: shownInGroup })
  const { step, reminder } = due.total
  return {
    sections: due.groups.map((group) => dueSection(group, today)),
    pills: [
      { href: '/', label: `Alle ${step + reminder}`, isCurrent: kind === undefined },
      { href: '/?show=steps', label: `Schritte ${step}`, isCurrent: kind === 'step' },
      { href: '/?show=reminders', label: `Wiedervorlagen ${reminder}`, isCurrent: kind === 'reminder' },
    ],
    here: kind ? `/?show=${show}` : '/',
  }
}

const kindsShown: ReadonlyMap<string, DueKind> = new Map([
  ['steps', 'step'],
  ['reminders', 'reminder'],
])

const silencesAtStart = 5

async function silencesOf(
  reader: Reader,
  actor: Actor,
  { today, settings }: { readonly today: string; readonly settings: ReminderSettings },
) {
  const weeks = (await contactWeeksOf(reader, actor)) ?? settings.contactWeeks
  if (weeks === 0) return null
  const since = addDays(today, -7 * weeks)
  const { total, shown } = await listSilences(reader, actor, { since, today, limit: silencesAtStart })
  return { title: silenceTitle(weeks), total, lines: shown.map(silenceLine) }
}

const listed = (
  { total, shown }: ListedDocuments,
  tell: (document: DocumentAtStart) => StartDocument,
): StartDocumentList => ({ total, shown: shown.map(tell) })

const startDocument = ({ id, title, subtitle, state, at, reason, inPlaceOf }: DocumentAtStart): StartDocument => ({
  href: `/documents/${id}`,
  title,
  subtitle,
  note: state === 'approved' ? 'Kann ausgefertigt werden.' : null,
  inVertretung: inPlaceOf && inVertretung(inPlaceOf),
  status: stateWords[state],
  at,
  quote: reason,
})

const newsOf = (document: DocumentAtStart): StartDocument => ({
  ...startDocument(document),
  href: `/documents/${document.id}${(document.news && newsPlaces[document.news]) ?? ''}`,
  note: (document.news && (document.inPlaceOf ? deputyWords : newsWords)[document.news]) ?? null,
})

const newsPlaces: Partial<Readonly<Record<DocumentNews, string>>> = {
  comment_mentioned: '/draft?view=comments',
  comment_answered: '/draft?view=comments',
  template_newer: '/template-moves',
}

/** Where the state does not say it. */
const newsWords: Partial<Readonly<Record<DocumentNews, string>>> = {
  document_invited: 'Sie sind eingeladen, an diesem Dokument mitzuarbeiten.',
  comment_mentioned: 'Sie werden in einem Kommentar genannt.',
  comment_answered: 'Auf einen Kommentar wurde Ihnen geantwortet.',
  template_newer: 'Es gibt eine neue Fassung der Dokumentvorlage. Sie können den Entwurf umstellen.',
}

const deputyWords: typeof newsWords = {
  comment_mentioned: 'Die vertretene Person wird in einem Kommentar genannt.',
  comment_answered: 'Auf einen Kommentar der vertretenen Person wurde geantwortet.',
  template_newer: 'Es gibt eine neue Fassung der Dokumentvorlage. Sie können den Entwurf umstellen.',
}

function waitingOf(document: DocumentAtStart): StartDocument {
  const { state, signed, places, hasScan } = document
  if (state === 'in_approval') return startDocument(document)
  const missing = places > signed ? 'Unterschriften fehlen' : null
  return {
    ...startDocument(document),
    ...(signed > 0 && missing
      ? { status: 'Teilweise unterschrieben', statusText: `${signed} von ${places} Unterschriften` }
      : {}),
    note: [missing, hasScan ? null : 'Scan der Papierfassung fehlt'].filter(Boolean).join(', ') || null,
  }
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
  return {
    title: isLeitung ? 'Fälle der Einheit' : 'Meine Fälle',
    total,
    shown,
    can: { create: openingActors(actor).length > 0 },
  }
}

/** `§ 25b AufenthG` */
const shortPath = (code: string | null): string =>
  paths.find(({ value }) => value === code)?.label.split(' – ')[0] ?? ''

/** Administration and Revision have one page each to work on, and no start page. */
function onlyPageOf(roles: readonly Role[]): string | null {
  if (roles.some((role) => role !== 'administration' && role !== 'revision')) return null
  return roles.includes('administration') ? '/users' : '/audit'
}

const ways: Readonly<Partial<Record<Role, StartWay>>> = {
  sitzungsdienst: {
    title: 'Zurzeit wartet nichts auf Sie',
    text: 'Hier steht, was Sie begonnen haben und was zu Ihnen zurückkommt.',
    way: { href: '/papers', label: 'Zu den Sitzungsvorlagen' },
  },
  vorlagenpflege: {
    title: 'Dokumentvorlagen',
    text: 'Dort laden Sie neue Versionen hoch, prüfen sie und veröffentlichen, was eine andere Person vorgelegt hat.',
    way: { href: '/templates', label: 'Zu den Dokumentvorlagen' },
  },
}
