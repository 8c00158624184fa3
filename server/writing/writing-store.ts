import { z } from 'zod'
import type { Reader, Tx } from '../base/database.ts'
import type { ChainedCommit } from './commit-chain.ts'
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

/** Moves the heads. Throws unless each is the next one of an open log and its id is new. One statement for all of them:
 *  the driver's calls cost more than the rows. */
export async function insertCommits(tx: Tx, commits: readonly ChainedCommit[]): Promise<void> {
  if (commits.length === 0) return
  const rows = commits.map(({ documentId, commit, prev, hash }) => {
    const { version, id, by, at, base, change } = commit
    return [documentId, version, id, by, at, base, JSON.stringify(change), prev, hash]
  })
  await tx.run(
    `INSERT INTO writing_commit (document_id, version, id, user_id, at, base, change, prev, hash)
     SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7,
       value ->> 8
     FROM json_each(?) ORDER BY key`,
    [JSON.stringify(rows)],
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

/** Where a log is taken to stand, and commits that are to come behind it. */
export interface Standing {
  readonly documentId: string
  readonly version: number
  readonly hash: string
  readonly ids: readonly string[]
}

/** The documents of those logs that are open, stand there, and hold none of these commits. */
export async function selectStillStanding(reader: Reader, standings: readonly Standing[]): Promise<Set<string>> {
  const rows = await reader.all(
    z.object({ documentId: z.string() }),
    `SELECT head.document_id FROM json_each(?) AS asked JOIN writing_head AS head
       ON head.document_id = asked.value ->> 'documentId' AND head.version = asked.value ->> 'version'
       AND head.hash = asked.value ->> 'hash' AND head.frozen = 0
     WHERE NOT EXISTS (SELECT 1 FROM writing_commit
       WHERE document_id = head.document_id AND id IN (SELECT value FROM json_each(asked.value, '$.ids')))`,
    [JSON.stringify(standings)],
  )
  return new Set(rows.map(({ documentId }) => documentId))
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

/** Goes on with the open sittings and begins those that are missing; returns the ids of all: where one has begun, it is the
 *  one given. */
export async function continueSittings(tx: Tx, parts: readonly SittingPart[]): Promise<Set<string>> {
  const rows = await tx.all(
    z.object({ id: z.string() }),
    `INSERT INTO writing_sitting (id, document_id, user_id, related, began_at, last_at, commits, places)
     SELECT value ->> 'id', value ->> 'documentId', value ->> 'userId', value ->> 'related', value ->> 'at', value ->> 'at',
       value ->> 'commits', value -> 'places'
     FROM json_each(?) WHERE true
     ON CONFLICT (document_id, user_id) WHERE ended = 0 DO UPDATE SET
       last_at = excluded.last_at,
       commits = commits + excluded.commits,
       places = (SELECT json_group_array(value) FROM
         (SELECT value FROM json_each(writing_sitting.places) UNION SELECT value FROM json_each(excluded.places)))
     RETURNING id`,
    [JSON.stringify(parts)],
  )
  return new Set(rows.map(({ id }) => id))
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
