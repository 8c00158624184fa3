import { z } from 'zod'
import type { Reader, Tx } from '../base/database.ts'
import type { Change, StoredCommit, Unplaced } from './writing.ts'

export interface Head {
  readonly version: number
  /** Of the newest commit. */
  readonly hash: string
  readonly frozen: boolean
  readonly settledVersion: number
  readonly settledRevision: number
}

const headRow = z.object({
  version: z.number(),
  hash: z.string(),
  frozen: z.number().transform((flag) => flag === 1),
  settledVersion: z.number(),
  settledRevision: z.number(),
})

export const findHead = (reader: Reader, documentId: string): Promise<Head | null> =>
  reader.first(
    headRow,
    'SELECT version, hash, frozen, settled_version, settled_revision FROM writing_head WHERE document_id = ?',
    [documentId],
  )

/** False when there is one already. */
export async function insertHead(
  tx: Tx,
  documentId: string,
  { hash, revision }: { readonly hash: string; readonly revision: number },
): Promise<boolean> {
  const inserted = await tx.run(
    `INSERT INTO writing_head (document_id, version, hash, settled_version, settled_revision) VALUES (?, 0, ?, 0, ?)
     ON CONFLICT DO NOTHING`,
    [documentId, hash, revision],
  )
  return inserted === 1
}

/** False when the log is not at this version, or frozen. */
export async function freezeAt(tx: Tx, documentId: string, version: number): Promise<boolean> {
  const sql = 'UPDATE writing_head SET frozen = 1 WHERE document_id = ? AND version = ? AND frozen = 0'
  return (await tx.run(sql, [documentId, version])) === 1
}

export async function thaw(tx: Tx, documentId: string): Promise<void> {
  await tx.run('UPDATE writing_head SET frozen = 0 WHERE document_id = ? AND frozen = 1', [documentId])
}

export async function updateSettled(
  tx: Tx,
  documentId: string,
  { version, revision }: { readonly version: number; readonly revision: number },
): Promise<void> {
  await tx.run('UPDATE writing_head SET settled_version = ?, settled_revision = ? WHERE document_id = ?', [
    version,
    revision,
    documentId,
  ])
}

/** Open logs that are ahead of their newest revision. */
export async function selectUnsettled(reader: Reader): Promise<string[]> {
  const rows = await reader.all(
    z.object({ documentId: z.string() }),
    'SELECT document_id FROM writing_head WHERE version > settled_version AND frozen = 0',
  )
  return rows.map(({ documentId }) => documentId)
}

export interface ChainedCommit {
  readonly commit: StoredCommit
  readonly prev: string
  readonly hash: string
}

/** Moves the head. Throws unless it is the next one of an open log and its id is new. */
export async function insertCommit(tx: Tx, documentId: string, { commit, prev, hash }: ChainedCommit): Promise<void> {
  const { version, id, by, at, base, change } = commit
  await tx.run(
    `INSERT INTO writing_commit (document_id, version, id, user_id, at, base, change, prev, hash)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [documentId, version, id, by, at, base, JSON.stringify(change), prev, hash],
  )
}

/** Written by ourselves, so its form is known. */
const storedChange = z.string().transform((json): Change => JSON.parse(json))

const commitRow: z.ZodType<StoredCommit> = z.object({
  version: z.number(),
  id: z.string(),
  by: z.string(),
  at: z.string(),
  base: z.number(),
  change: storedChange,
})

const selectCommit = 'SELECT version, id, user_id AS by, at, base, change FROM writing_commit'

export interface CommitRange {
  readonly after: number
  readonly upTo: number
  readonly limit?: number
}

/** In their order. */
export const selectCommits = (
  reader: Reader,
  documentId: string,
  { after, upTo, limit = Number.MAX_SAFE_INTEGER }: CommitRange,
): Promise<StoredCommit[]> =>
  reader.all(
    commitRow,
    `${selectCommit} WHERE document_id = ? AND version > ? AND version <= ? ORDER BY version LIMIT ?`,
    [documentId, after, upTo, limit],
  )

export const findCommit = (reader: Reader, documentId: string, id: string): Promise<StoredCommit | null> =>
  reader.first(commitRow, `${selectCommit} WHERE document_id = ? AND id = ?`, [documentId, id])

/** The last commit that took this row away. */
export const findRemoval = (
  reader: Reader,
  documentId: string,
  { place, row }: { readonly place: string; readonly row: string },
): Promise<StoredCommit | null> =>
  reader.first(
    commitRow,
    `${selectCommit} WHERE document_id = ? AND change ->> 'kind' = 'row-removed' AND change ->> 'place' = ?
       AND change ->> 'id' = ? AND change -> 'row' IS NOT NULL ORDER BY version DESC LIMIT 1`,
    [documentId, place, row],
  )

/** Whether the log is open at this version and hash and holds none of these commits. */
export async function isStillAt(
  reader: Reader,
  documentId: string,
  { version, hash, ids }: { readonly version: number; readonly hash: string; readonly ids: readonly string[] },
): Promise<boolean> {
  const head = await reader.first(
    z.object({ version: z.number() }),
    `SELECT version FROM writing_head AS head WHERE document_id = ? AND version = ? AND hash = ? AND frozen = 0
       AND NOT EXISTS (SELECT 1 FROM writing_commit
         WHERE document_id = head.document_id AND id IN (SELECT value FROM json_each(?)))`,
    [documentId, version, hash, JSON.stringify(ids)],
  )
  return head !== null
}

/** Whoever wrote last comes first. */
export async function selectWriters(
  reader: Reader,
  documentId: string,
  { after, upTo }: CommitRange,
): Promise<string[]> {
  const rows = await reader.all(
    z.object({ userId: z.string() }),
    `SELECT user_id FROM writing_commit WHERE document_id = ? AND version > ? AND version <= ?
     GROUP BY user_id ORDER BY max(version) DESC`,
    [documentId, after, upTo],
  )
  return rows.map(({ userId }) => userId)
}

const snapshotRow = z.object({ version: z.number(), state: z.string() })

export const findSnapshot = (reader: Reader, documentId: string, upTo: number) =>
  reader.first(
    snapshotRow,
    'SELECT version, state FROM writing_snapshot WHERE document_id = ? AND version <= ? ORDER BY version DESC LIMIT 1',
    [documentId, upTo],
  )

/** Keeps the one before it too, in case this one should turn out unreadable. */
export async function insertSnapshot(
  tx: Tx,
  documentId: string,
  { version, state }: { readonly version: number; readonly state: string },
): Promise<void> {
  await tx.run('INSERT INTO writing_snapshot (document_id, version, state) VALUES (?, ?, ?) ON CONFLICT DO NOTHING', [
    documentId,
    version,
    state,
  ])
  await tx.run(
    `DELETE FROM writing_snapshot WHERE document_id = ? AND version NOT IN
       (SELECT version FROM writing_snapshot WHERE document_id = ? ORDER BY version DESC LIMIT 2)`,
    [documentId, documentId],
  )
}

/** In place of whatever was made of this version. */
export async function replaceSnapshot(
  tx: Tx,
  documentId: string,
  snapshot: { readonly version: number; readonly state: string },
): Promise<void> {
  await tx.run('DELETE FROM writing_snapshot WHERE document_id = ? AND version >= ?', [documentId, snapshot.version])
  await insertSnapshot(tx, documentId, snapshot)
}

/** As its author finds it. */
export interface KeptUnplaced extends Unplaced {
  readonly id: string
  /** ISO text in UTC. */
  readonly at: string
}

export async function insertUnplaced(tx: Tx, documentId: string, item: KeptUnplaced): Promise<void> {
  await tx.run(
    `INSERT INTO writing_unplaced (id, document_id, place, kind, content, user_id, at) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
    [item.id, documentId, item.place, item.kind, item.content, item.by, item.at],
  )
}

const unplacedRow: z.ZodType<KeptUnplaced> = z.object({
  id: z.string(),
  place: z.string(),
  kind: z.enum(['text', 'value']),
  content: z.string(),
  by: z.string(),
  at: z.string(),
})

export interface UnplacedOwner {
  readonly documentId: string
  readonly userId: string
}

export const selectUnplaced = (reader: Reader, { documentId, userId }: UnplacedOwner): Promise<KeptUnplaced[]> =>
  reader.all(
    unplacedRow,
    `SELECT id, place, kind, content, user_id AS by, at FROM writing_unplaced
     WHERE document_id = ? AND user_id = ? AND settled_at IS NULL ORDER BY at, rowid`,
    [documentId, userId],
  )

export async function settleUnplaced(
  tx: Tx,
  { documentId, userId, id, at }: UnplacedOwner & { readonly id: string; readonly at: string },
): Promise<boolean> {
  const settled = await tx.run(
    'UPDATE writing_unplaced SET settled_at = ? WHERE id = ? AND document_id = ? AND user_id = ? AND settled_at IS NULL',
    [at, id, documentId, userId],
  )
  return settled === 1
}

/** What one person did in one document, in one transaction. */
export interface SittingPart {
  readonly id: string
  readonly documentId: string
  readonly userId: string
  readonly related: string | null
  readonly at: string
  readonly commits: number
  readonly places: readonly string[]
}

/** Goes on with the open sitting, or begins one: then the id that it returns is the one given. */
export async function continueSitting(tx: Tx, part: SittingPart): Promise<string> {
  const open = await tx.first(
    z.object({ id: z.string() }),
    `INSERT INTO writing_sitting (id, document_id, user_id, related, began_at, last_at, commits, places)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (document_id, user_id) WHERE ended = 0 DO UPDATE SET
       last_at = excluded.last_at,
       commits = commits + excluded.commits,
       places = (SELECT json_group_array(value) FROM
         (SELECT value FROM json_each(writing_sitting.places) UNION SELECT value FROM json_each(excluded.places)))
     RETURNING id`,
    [part.id, part.documentId, part.userId, part.related, part.at, part.at, part.commits, JSON.stringify(part.places)],
  )
  return open?.id ?? part.id
}

const sittingRow = z.object({
  id: z.string(),
  documentId: z.string(),
  userId: z.string(),
  related: z.string().nullable(),
  beganAt: z.string(),
  lastAt: z.string(),
  commits: z.number(),
  places: z.string().transform((json): readonly string[] => z.array(z.string()).parse(JSON.parse(json))),
  frozen: z.number().transform((flag) => flag === 1),
})

export type OpenSitting = z.infer<typeof sittingRow>

/** Those that have not ended, with whether their log is frozen. */
export const selectOpenSittings = (reader: Reader): Promise<OpenSitting[]> =>
  reader.all(
    sittingRow,
    `SELECT id, document_id, user_id, related, began_at, last_at, commits, places, frozen
     FROM writing_sitting JOIN writing_head USING (document_id) WHERE ended = 0`,
  )

export async function endSitting(tx: Tx, id: string): Promise<void> {
  await tx.run('UPDATE writing_sitting SET ended = 1 WHERE id = ?', [id])
}

export async function selectSittingIds(reader: Reader, documentIds: readonly string[]): Promise<string[]> {
  const rows = await reader.all(
    z.object({ id: z.string() }),
    'SELECT id FROM writing_sitting WHERE ended = 0 AND document_id IN (SELECT value FROM json_each(?))',
    [JSON.stringify(documentIds)],
  )
  return rows.map(({ id }) => id)
}
