import { lastDecision } from '../approval/approval-actions.ts'
import { type Actor, capacitiesOf, deputisedRoles, hasAny, type Represented } from '../auth/auth.ts'
import type { Reader } from '../base/database.ts'
import { openNotices, openNoticesForDeputy } from '../notice/notice-actions.ts'
import type { DocumentState } from './document.ts'
import { listDocuments, readDocument } from './document-actions.ts'

/** A document as the start page names it. */
export interface DocumentAtStart {
  readonly id: string
  readonly title: string
  readonly state: DocumentState
  /** ISO time: since when it stands there for her. */
  readonly at: string
  /** Why it was given back. */
  readonly reason: string | null
  /** What she is told of it; null for her own drafts. */
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
] as const

export type DocumentNews = (typeof newsKinds)[number]

export interface DocumentsAtStart {
  /** What happened for her and she has not looked at yet: decisions, invitations, comments. */
  readonly results: readonly DocumentAtStart[]
  /** Her own, the one that was saved last first. */
  readonly drafts: readonly DocumentAtStart[]
}

const shownAtMost = 7

/** What a person goes on with. */
export async function documentsAtStart(reader: Reader, actor: Actor): Promise<DocumentsAtStart> {
  if (!hasAny(actor, deputisedRoles)) return { results: [], drafts: [] }
  const results: DocumentAtStart[] = []
  for (const each of capacitiesOf(actor)) results.push(...(await resultsFor(reader, each)))
  const isShown = new Set(results.map(({ id }) => id))
  const drafts: DocumentAtStart[] = []
  for (const state of ['returned', 'draft'] as const) {
    const { documents } = await listDocuments(reader, actor, { filter: { state, authorId: actor.userId }, page: 1 })
    for (const { id, title, savedAt } of documents) {
      if (drafts.length < shownAtMost && !isShown.has(id)) {
        drafts.push({
          id,
          title,
          state,
          at: savedAt,
          reason: await reasonOf(reader, id, state),
          news: null,
          inPlaceOf: null,
        })
      }
    }
  }
  return { results: results.slice(0, shownAtMost), drafts }
}

/** One for each document: what came last. */
async function resultsFor(reader: Reader, actor: Actor): Promise<DocumentAtStart[]> {
  const results: DocumentAtStart[] = []
  const { inPlaceOf = null } = actor
  const notices = inPlaceOf
    ? await openNoticesForDeputy(reader, inPlaceOf.userId)
    : await openNotices(reader, actor.userId)
  for (const { about, kind, createdAt } of notices) {
    const news = newsKinds.find((each) => each === kind)
    if (!news || results.some(({ id }) => id === about)) continue
    const document = await readDocument(reader, actor, about)
    if (!document || !isNews(news, document.state)) continue
    const { id, title, state } = document
    results.push({ id, title, state, at: createdAt, reason: await reasonOf(reader, id, state), news, inPlaceOf })
  }
  return results
}

/** What was decided is no news any more once the document has moved on. */
function isNews(news: DocumentNews, state: DocumentState): boolean {
  if (news === 'approved' || news === 'returned') return news === state
  return news !== 'approval_voided' || state === 'draft' || state === 'returned'
}

async function reasonOf(reader: Reader, id: string, state: DocumentState): Promise<string | null> {
  return state === 'returned' ? ((await lastDecision(reader, id))?.decision.reason ?? null) : null
}
