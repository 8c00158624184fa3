import { requestsById } from '../approval/approval-actions.ts'
import { type Actor, capacitiesOf, deputisedRoles, hasAny, type Represented } from '../auth/auth.ts'
import type { Reader } from '../base/database.ts'
import { openNotices, openNoticesForDeputy } from '../notice/notice-actions.ts'
import type { DocumentState } from './document.ts'
import type { StandingDocument } from './start-store.ts'
import * as store from './start-store.ts'
import { listWaiting, type WaitingDocument } from './waiting.ts'

/** A document as the start page names it. */
export interface DocumentAtStart extends StandingDocument {
  /** ISO time: since when it stands there for her. */
  readonly at: string
  /** Why it was given back. */
  readonly reason: string | null
  /** What she is told of it; null for her own. */
  readonly news: DocumentNews | null
  /** For whom she would see to it; null for herself. */
  readonly inPlaceOf: Represented | null
}

/** The kinds of notices about documents. Requests for approval have a list of their own. */
const newsKinds = [
  'approved',
  'returned',
  'approval_voided',
  'document_invited',
  'comment_mentioned',
  'comment_answered',
  'template_newer',
] as const

export type DocumentNews = (typeof newsKinds)[number]

export interface ListedDocuments {
  /** All of them; `shown` are the first. */
  readonly total: number
  readonly shown: readonly DocumentAtStart[]
}

export interface DocumentsAtStart {
  /** What lies with her to decide, the oldest first. */
  readonly toDecide: { readonly total: number; readonly shown: readonly WaitingDocument[] }
  /** What happened for her and she has not looked at yet: decisions, invitations, comments. */
  readonly news: ListedDocuments
  /** What she goes on with: given back, ready to be issued, drafts. */
  readonly toContinue: ListedDocuments
  /** What others have to do: to decide, then to sign; the oldest first. */
  readonly waiting: ListedDocuments
}

const shownAtMost = 7
const mostUnfinished = 200
const halfAYearMs = 183 * 86_400_000

const nothing = { total: 0, shown: [] }

/** What a person goes on with. The number of questions to the database does not depend on how much that is. */
export async function documentsAtStart(reader: Reader, actor: Actor, now: Date): Promise<DocumentsAtStart> {
  if (!hasAny(actor, deputisedRoles)) return { toDecide: nothing, news: nothing, toContinue: nothing, waiting: nothing }
  const since = new Date(now.getTime() - halfAYearMs).toISOString()
  const [toDecide, notices, unfinished, unsigned] = await Promise.all([
    listWaiting(reader, actor, { filter: {}, page: 1 }),
    noticesFor(reader, actor),
    store.selectUnfinished(reader, actor, mostUnfinished),
    store.selectUnsigned(reader, actor, { since, limit: shownAtMost }),
  ])
  const named = await store.selectStandingOf(
    reader,
    actor,
    notices.map(({ about }) => about),
  )
  const requests = await requestsById(
    reader,
    [...named, ...unfinished].flatMap(({ requestId }) => requestId ?? []),
  )
  const byId = new Map(named.map((document) => [document.id, document]))
  const tell = (document: StandingDocument, at: string, told: Told = untold): DocumentAtStart => {
    const request = document.requestId === null ? undefined : requests.get(document.requestId)
    const reason = document.state === 'returned' ? (request?.decision?.reason ?? null) : null
    return { ...document, at, reason, ...told }
  }

  const news = notices.flatMap(({ about, at, ...told }, index) => {
    const document = byId.get(about)
    const isLatest = notices.findIndex((other) => other.about === about) === index
    return document && isLatest && isNews(told.news, document.state) ? [tell(document, at, told)] : []
  })
  const isNew = new Set(news.map(({ id }) => id))
  const toContinue = unfinished
    .filter(({ id, state }) => continued.includes(state) && !isNew.has(id))
    .map((document) => tell(document, document.savedAt))
    .toSorted((a, b) => continued.indexOf(a.state) - continued.indexOf(b.state))
  const inApproval = unfinished
    .filter(({ state }) => state === 'in_approval')
    .map((document) => tell(document, requests.get(document.requestId ?? '')?.requestedAt ?? document.savedAt))
    .toSorted((a, b) => a.at.localeCompare(b.at))
  return {
    toDecide: { total: toDecide.total, shown: toDecide.documents.slice(0, shownAtMost) },
    news: firstOf(news),
    toContinue: firstOf(toContinue),
    waiting: {
      total: inApproval.length + (unsigned[0]?.total ?? 0),
      shown: [...inApproval, ...unsigned.map((document) => tell(document, document.savedAt))].slice(0, shownAtMost),
    },
  }
}

type Told = Pick<DocumentAtStart, 'news' | 'inPlaceOf'>

const untold: Told = { news: null, inPlaceOf: null }

/** Her own, then those of whom she stands in for; the newest of each first. */
async function noticesFor(reader: Reader, actor: Actor) {
  const notices: { about: string; news: DocumentNews; at: string; inPlaceOf: Represented | null }[] = []
  for (const { userId, inPlaceOf = null } of capacitiesOf(actor)) {
    const unseen = inPlaceOf ? await openNoticesForDeputy(reader, inPlaceOf.userId) : await openNotices(reader, userId)
    for (const { about, kind, createdAt } of unseen) {
      const news = newsKinds.find((each) => each === kind)
      if (news) notices.push({ about, news, at: createdAt, inPlaceOf })
    }
  }
  return notices
}

const firstOf = <T>(all: readonly T[]) => ({ total: all.length, shown: all.slice(0, shownAtMost) })

/** What she goes on with, the most urgent first. */
const continued: readonly DocumentState[] = ['returned', 'approved', 'draft']

/** What was decided is no news any more once the document has moved on. */
function isNews(news: DocumentNews, state: DocumentState): boolean {
  if (news === 'approved' || news === 'returned') return news === state
  return (news !== 'approval_voided' && news !== 'template_newer') || state === 'draft' || state === 'returned'
}
