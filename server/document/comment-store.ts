import { z } from 'zod'
import type { Reader, Tx } from '../base/database.ts'
import type { CommentEntry, CommentThread } from './comment.ts'

const threadRow = z
  .object({
    id: z.string(),
    place: z.string(),
    label: z.string(),
    quote: z.string().nullable(),
    version: z.number().nullable(),
    fromPosition: z.number().nullable(),
    toPosition: z.number().nullable(),
    kind: z.enum(['resolved', 'reopened']).nullable(),
    resolvedBy: z.string().nullable(),
    resolvedAt: z.string().nullable(),
  })
  .transform(
    ({
      version,
      fromPosition: from,
      toPosition: to,
      kind,
      resolvedBy,
      resolvedAt,
      ...row
    }): Omit<CommentThread, 'entries'> => ({
      ...row,
      passage: version === null ? null : { version, at: from === null || to === null ? null : { from, to } },
      resolution: kind && { kind, userName: resolvedBy ?? '', at: resolvedAt ?? '' },
    }),
  )

const entryRow = z
  .object({
    id: z.string(),
    threadId: z.string(),
    userId: z.string(),
    userName: z.string(),
    at: z.string(),
    text: z.string().nullable(),
    mentions: z.string().transform((json) => z.array(z.string()).parse(JSON.parse(json))),
    changedAt: z.string().nullable(),
  })
  .transform(({ threadId, ...entry }): { threadId: string; entry: CommentEntry } => ({ threadId, entry }))

/** The oldest first. */
export async function selectThreads(reader: Reader, documentId: string): Promise<CommentThread[]> {
  const threads = await reader.all(
    threadRow,
    `SELECT thread.id, place, label, quote, anchor.version, from_position, to_position,
       resolution.kind, user.name AS resolved_by, resolution.at AS resolved_at
     FROM comment_thread AS thread
     LEFT JOIN comment_anchor AS anchor ON anchor.thread_id = thread.id
     LEFT JOIN comment_resolution AS resolution
       ON resolution.id = (SELECT max(id) FROM comment_resolution WHERE thread_id = thread.id)
     LEFT JOIN user ON user.id = resolution.user_id
     WHERE thread.document_id = ? ORDER BY thread.id`,
    [documentId],
  )
  const said = await reader.all(
    entryRow,
    `SELECT entry.id, thread_id, user_id, user.name AS user_name, at, text, mentions, changed_at
     FROM comment_entry AS entry
     JOIN comment_thread AS thread ON thread.id = thread_id
     JOIN user ON user.id = user_id
     WHERE thread.document_id = ? ORDER BY entry.id`,
    [documentId],
  )
  return threads.map((thread) => ({
    ...thread,
    entries: said.filter(({ threadId }) => threadId === thread.id).map(({ entry }) => entry),
  }))
}

interface NewThread extends Pick<CommentThread, 'id' | 'place' | 'label' | 'quote'> {
  readonly documentId: string
}

export async function insertThread(tx: Tx, { id, documentId, place, label, quote }: NewThread): Promise<void> {
  await tx.run('INSERT INTO comment_thread (id, document_id, place, label, quote) VALUES (?, ?, ?, ?, ?)', [
    id,
    documentId,
    place,
    label,
    quote,
  ])
}

interface NewEntry extends Pick<CommentEntry, 'id' | 'userId' | 'at' | 'mentions'> {
  readonly threadId: string
  readonly text: string
}

export async function insertEntry(tx: Tx, { id, threadId, userId, at, text, mentions }: NewEntry): Promise<void> {
  await tx.run('INSERT INTO comment_entry (id, thread_id, user_id, at, text, mentions) VALUES (?, ?, ?, ?, ?, ?)', [
    id,
    threadId,
    userId,
    at,
    text,
    JSON.stringify(mentions),
  ])
}

interface EntryChange extends Pick<NewEntry, 'id' | 'at' | 'text' | 'mentions'> {}

export async function updateEntry(tx: Tx, { id, at, text, mentions }: EntryChange): Promise<void> {
  await tx.run('UPDATE comment_entry SET text = ?, mentions = ?, changed_at = ? WHERE id = ?', [
    text,
    JSON.stringify(mentions),
    at,
    id,
  ])
}

/** What it said is gone for good. */
export async function wipeEntry(tx: Tx, { id, at }: Pick<EntryChange, 'id' | 'at'>): Promise<void> {
  await tx.run("UPDATE comment_entry SET text = NULL, mentions = '[]', removed_at = ? WHERE id = ?", [at, id])
}

interface NewResolution {
  readonly id: string
  readonly threadId: string
  readonly kind: 'resolved' | 'reopened'
  readonly userId: string
  readonly at: string
}

export async function insertResolution(tx: Tx, { id, threadId, kind, userId, at }: NewResolution): Promise<void> {
  await tx.run('INSERT INTO comment_resolution (id, thread_id, kind, user_id, at) VALUES (?, ?, ?, ?, ?)', [
    id,
    threadId,
    kind,
    userId,
    at,
  ])
}

export async function putAnchor(
  tx: Tx,
  threadId: string,
  { version, at }: NonNullable<CommentThread['passage']>,
): Promise<void> {
  await tx.run(
    `INSERT INTO comment_anchor (thread_id, version, from_position, to_position) VALUES (?, ?, ?, ?)
     ON CONFLICT (thread_id) DO UPDATE SET
       version = excluded.version, from_position = excluded.from_position, to_position = excluded.to_position
     WHERE excluded.version > version`,
    [threadId, version, at?.from ?? null, at?.to ?? null],
  )
}
