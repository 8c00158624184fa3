import { lastDecision } from '../approval/approval-actions.ts'
import { type Actor, has } from '../auth/auth.ts'
import type { Reader } from '../base/database.ts'
import { openNotices } from '../notice/notice-actions.ts'
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
}

export interface DocumentsAtStart {
  /** Decisions about her documents that she has not looked at yet. */
  readonly results: readonly DocumentAtStart[]
  /** Her own, the one that was saved last first. */
  readonly drafts: readonly DocumentAtStart[]
}

const shownAtMost = 7

/** What a person goes on with. Requests for approval have a list of their own. */
export async function documentsAtStart(reader: Reader, actor: Actor): Promise<DocumentsAtStart> {
  if (!has(actor, 'lotsin') && !has(actor, 'leitung') && !has(actor, 'sitzungsdienst'))
    return { results: [], drafts: [] }
  const results = await resultsFor(reader, actor)
  const isShown = new Set(results.map(({ id }) => id))
  const drafts: DocumentAtStart[] = []
  for (const state of ['returned', 'draft'] as const) {
    const { documents } = await listDocuments(reader, actor, { filter: { state, authorId: actor.userId }, page: 1 })
    for (const { id, title, savedAt } of documents) {
      if (drafts.length < shownAtMost && !isShown.has(id)) {
        drafts.push({ id, title, state, at: savedAt, reason: await reasonOf(reader, id, state) })
      }
    }
  }
  return { results: results.slice(0, shownAtMost), drafts }
}

/** One for each document: what came last. */
async function resultsFor(reader: Reader, actor: Actor): Promise<DocumentAtStart[]> {
  const results: DocumentAtStart[] = []
  for (const { about, kind, createdAt } of await openNotices(reader, actor.userId)) {
    if (!resultKinds.has(kind) || results.some(({ id }) => id === about)) continue
    const document = await readDocument(reader, actor, about)
    if (!document || !isNews(kind, document.state)) continue
    const { id, title, state } = document
    results.push({ id, title, state, at: createdAt, reason: await reasonOf(reader, id, state) })
  }
  return results
}

const resultKinds = new Set(['approved', 'returned', 'approval_voided'])

/** What was decided is no news any more once the document has moved on. */
const isNews = (kind: string, state: DocumentState): boolean =>
  kind === 'approval_voided' ? state === 'draft' || state === 'returned' : kind === state

async function reasonOf(reader: Reader, id: string, state: DocumentState): Promise<string | null> {
  return state === 'returned' ? ((await lastDecision(reader, id))?.decision.reason ?? null) : null
}
