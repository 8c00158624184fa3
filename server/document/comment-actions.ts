import { bookkeep, transact } from '../audit/audit.ts'
import { type Actor, actorOf, type User } from '../auth/auth.ts'
import { listColleagues } from '../auth/user-actions.ts'
import type { Db, Reader, Tx } from '../base/database.ts'
import { newId } from '../base/ids.ts'
import { conflict, forbidden, invalid, notFound, ok, type Result } from '../base/result.ts'
import { queueNotice } from '../notice/notice-actions.ts'
import {
  type CommentEntry,
  type CommentPassage,
  type CommentThread,
  isResolved,
  mayChange,
  mayRemove,
  mentionsIn,
  readComment,
  readQuote,
  refuseCommenting,
} from './comment.ts'
import { commentPlaces, wholeDocument } from './comment-places.ts'
import * as store from './comment-store.ts'
import type { Document } from './document.ts'
import { findVisible, isVisible } from './document-store.ts'
import { mayTakePart } from './participant.ts'
import { templateOf } from './pinned-template.ts'

export interface NewComment {
  readonly id: string
  /** Empty: the whole document. */
  readonly place: string
  readonly passage: CommentPassage | null
  /** The words of the document that it is about. */
  readonly quote: string
  readonly text: string
}

/** Whoever sees a document may remark something about a place of it, also while it lies for approval. */
export async function startThread(
  db: Db,
  actor: Actor,
  { id, place, passage, quote, text }: NewComment,
): Promise<Result<{ threadId: string }>> {
  const read = readComment(text)
  if (!read.ok) return read
  const threadId = newId()
  return discuss(
    db,
    actor,
    { id, event: 'document.commented', details: { thread: threadId } },
    async (tx, document) => {
      const label = await labelOf(tx, document, place)
      if (label === null) return noPlace
      await store.insertThread(tx, { id: threadId, documentId: id, place, label, quote: readQuote(quote) })
      if (passage) await store.putAnchor(tx, threadId, passage)
      await addEntry(tx, actor, { document, threadId, text: read.value, at: db.clock.now() })
      return ok({ threadId })
    },
  )
}

const noPlace = invalid('Der Kommentar ist noch nicht gespeichert.', [
  { path: 'place', message: 'Diese Stelle gibt es nicht (mehr). Wählen Sie eine aus der Liste.' },
])

async function labelOf(reader: Reader, document: Document, place: string): Promise<string | null> {
  if (place === '') return wholeDocument
  const { fields } = await templateOf(reader, document)
  return commentPlaces(fields, document.values).find((each) => each.place === place)?.label ?? null
}

export interface ThreadAct {
  readonly id: string
  readonly threadId: string
}

/** Tells those who spoke before. */
export async function answerThread(
  db: Db,
  actor: Actor,
  { id, threadId, text }: ThreadAct & { readonly text: string },
): Promise<Result<ThreadAct>> {
  const read = readComment(text)
  if (!read.ok) return read
  const act = { id, event: 'document.comment_answered', details: { thread: threadId } } as const
  return discuss(db, actor, act, async (tx, document) => {
    const thread = await findThread(tx, { id, threadId })
    if (!thread) return noThread
    if (isResolved(thread)) return conflict('Dieser Kommentar ist erledigt. Öffnen Sie ihn wieder, um zu antworten.')
    const at = db.clock.now()
    const named = await addEntry(tx, actor, { document, threadId, text: read.value, at })
    const told = new Set([actor.userId, ...named])
    for (const { userId } of thread.entries) {
      if (told.has(userId)) continue
      told.add(userId)
      await queueNotice(tx, { to: userId, kind: 'comment_answered', about: id, at })
    }
    return ok({ id, threadId })
  })
}

const noThread = notFound('Diesen Kommentar gibt es nicht.')

export interface EntryAct extends ThreadAct {
  readonly entryId: string
}

/** One's own, and only as long as nobody answered. */
export async function changeEntry(
  db: Db,
  actor: Actor,
  { id, threadId, entryId, text }: EntryAct & { readonly text: string },
): Promise<Result<ThreadAct>> {
  const read = readComment(text)
  if (!read.ok) return read
  const act = { id, event: 'document.comment_changed', details: { thread: threadId } } as const
  return discuss(db, actor, act, async (tx, document) => {
    const found = await findEntry(tx, { id, threadId, entryId })
    if (!found) return noThread
    const { thread, entry } = found
    if (!mayRemove(actor, entry)) return notYours
    if (!mayChange(actor, thread, entry)) {
      return conflict('Auf diesen Kommentar wurde schon geantwortet, oder er ist erledigt. Antworten Sie stattdessen.')
    }
    const at = db.clock.now()
    const named = await peopleNamed(tx, { document, text: read.value })
    const mentions = named.map((user) => user.id)
    await store.updateEntry(tx, { id: entryId, at: at.toISOString(), text: read.value, mentions })
    const fresh = mentions.filter((userId) => !entry.mentions.includes(userId))
    await tellNamed(tx, actor, { documentId: id, mentions: fresh, at })
    return ok({ id, threadId })
  })
}

const notYours = forbidden(
  'Das hat jemand anders geschrieben. Ändern und entfernen können Sie nur Ihre eigenen Kommentare.',
)

/** Its words are gone for good; that something stood there stays. */
export async function removeEntry(
  db: Db,
  actor: Actor,
  { id, threadId, entryId }: EntryAct,
): Promise<Result<ThreadAct>> {
  const act = { id, event: 'document.comment_removed', details: { thread: threadId } } as const
  return discuss(db, actor, act, async (tx) => {
    const found = await findEntry(tx, { id, threadId, entryId })
    if (!found) return noThread
    if (found.entry.text === null) return conflict('Dieser Kommentar ist schon entfernt.')
    if (!mayRemove(actor, found.entry)) return notYours
    await store.wipeEntry(tx, { id: entryId, at: db.clock.now().toISOString() })
    return ok({ id, threadId })
  })
}

/** Says that a thread is done, or that it is not. */
export async function resolveThread(
  db: Db,
  actor: Actor,
  { id, threadId, kind }: ThreadAct & { readonly kind: 'resolved' | 'reopened' },
): Promise<Result<ThreadAct>> {
  const act = { id, event: `document.comment_${kind}`, details: { thread: threadId } } as const
  return discuss(db, actor, act, async (tx) => {
    const thread = await findThread(tx, { id, threadId })
    if (!thread) return noThread
    if (isResolved(thread) === (kind === 'resolved')) {
      return conflict(
        kind === 'resolved' ? 'Dieser Kommentar ist schon erledigt.' : 'Dieser Kommentar ist schon offen.',
      )
    }
    const at = db.clock.now().toISOString()
    await store.insertResolution(tx, { id: newId(), threadId, kind, userId: actor.userId, at })
    return ok({ id, threadId })
  })
}

interface Act {
  readonly id: string
  readonly event: `document.${string}`
  readonly details: Readonly<Record<string, string>>
}

/** One act of somebody who sees the document, with its entry, which says nothing of what was said. */
async function discuss<T>(
  db: Db,
  actor: Actor,
  { id, event, details }: Act,
  work: (tx: Tx, document: Document) => Promise<Result<T>>,
): Promise<Result<T>> {
  const found = await findVisible(db, actor, id)
  if (!found) return gone
  const entry = { by: actor.ref, event, subject: id, related: found.caseId, details } as const
  return transact<T>(db, entry, async (tx) => {
    const document = await findVisible(tx, actor, id)
    if (!document) return gone
    return refuseCommenting(document.state) ?? work(tx, document)
  })
}

const gone = notFound('Dieses Dokument gibt es nicht.')

const findThread = async (reader: Reader, { id, threadId }: ThreadAct): Promise<CommentThread | null> =>
  (await store.selectThreads(reader, id)).find((thread) => thread.id === threadId) ?? null

async function findEntry(reader: Reader, { entryId, ...act }: EntryAct) {
  const thread = await findThread(reader, act)
  const entry = thread?.entries.find((each) => each.id === entryId)
  return thread && entry ? { thread, entry } : null
}

interface Said {
  readonly document: Document
  readonly threadId: string
  readonly text: string
  readonly at: Date
}

/** Returns whom it names. */
async function addEntry(tx: Tx, actor: Actor, { document, threadId, text, at }: Said): Promise<readonly string[]> {
  const mentions = (await peopleNamed(tx, { document, text })).map(({ id }) => id)
  const entry = { id: newId(), userId: actor.userId, at: at.toISOString(), text, mentions }
  await store.insertEntry(tx, { ...entry, threadId })
  await tellNamed(tx, actor, { documentId: document.id, mentions, at })
  return mentions
}

interface Naming {
  readonly documentId: string
  readonly mentions: CommentEntry['mentions']
  readonly at: Date
}

async function tellNamed(tx: Tx, actor: Actor, { documentId, mentions, at }: Naming): Promise<void> {
  for (const to of mentions) {
    if (to !== actor.userId) await queueNotice(tx, { to, kind: 'comment_mentioned', about: documentId, at })
  }
}

/** Whom the text names of those who see the document. */
async function peopleNamed(reader: Reader, { document, text }: Pick<Said, 'document' | 'text'>): Promise<User[]> {
  const named = text.includes('@') ? mentionsIn(text, await listColleagues(reader, {})) : []
  return whoSee(reader, document.id, named)
}

/** Everybody who can be named in a comment on this document, by name. */
export const peopleToName = async (reader: Reader, documentId: string): Promise<User[]> =>
  whoSee(reader, documentId, await listColleagues(reader, {}))

async function whoSee(reader: Reader, documentId: string, users: readonly User[]): Promise<User[]> {
  const seeing: User[] = []
  for (const user of users) {
    const actor = actorOf(user)
    if (mayTakePart(actor) && (await isVisible(reader, actor, documentId))) seeing.push(user)
  }
  return seeing
}

/** What was said about a document, the oldest thread first; nothing of one that this person may not see. */
export const readThreads = async (reader: Reader, actor: Actor, id: string): Promise<CommentThread[]> =>
  (await isVisible(reader, actor, id)) ? store.selectThreads(reader, id) : []

/** Notes where passages stand now, so that nobody follows them from the beginning again. */
export async function keepPassages(db: Db, passages: ReadonlyMap<string, CommentPassage>): Promise<void> {
  if (passages.size === 0) return
  await bookkeep(db, 'comment_anchor', async (tx) => {
    for (const [threadId, passage] of passages) await store.putAnchor(tx, threadId, passage)
  })
}
