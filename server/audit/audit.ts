import { z } from 'zod'
import type { Db, Reader, Tx } from '../base/database.ts'
import type { Result } from '../base/result.ts'
import { refuseSideEffects, restrictTo } from '../base/single-table.ts'
import type { BookkeepingTable } from './bookkeeping-tables.ts'
import { appendEntry } from './chain.ts'

/** Who acted: a person, or `system` for jobs and `setup` for the first start; a deputy names whom she stood in for. */
export interface ActorRef {
  readonly userId: string
  readonly onBehalfOf?: string
}

/** A thing and what happened to it, as in `document.approved`. */
export type AuditEvent = `${string}.${string}`

/** Ids and codes, never content: what stands here stays for ever. */
export type AuditDetails = Readonly<Record<string, string | number | boolean>>

/** What `transact` writes into the trail. `related` is a second thing whose trail shows the entry too (the case of a
 *  document). `related` and `details` may depend on what the work returned: annotate the parameter. */
export interface AuditEntry<T = unknown> {
  readonly by: ActorRef
  readonly event: AuditEvent
  readonly subject: string
  readonly related?: string | null | ((value: T) => string | null)
  readonly details?: AuditDetails | ((value: T) => AuditDetails)
}

/** The door for every change of a domain fact: runs `work` in one transaction and appends one entry to the trail in the
 *  same one. A Problem that `work` returns rolls everything back and leaves no entry; so does whatever it throws.
 *  `work` may run more than once and must await nothing but the database. */
export async function transact<T>(
  db: Db,
  entry: AuditEntry<T>,
  work: (tx: Tx) => Promise<Result<T>>,
): Promise<Result<T>> {
  return db.write(async (tx) => {
    const result = await work(tx)
    if (!result.ok) return result
    await appendEntry(tx, payloadOf(entry, result.value), db.clock.now())
    return result
  })
}

/** The door for what is no domain fact (see bookkeepingTables): writes without an entry in the trail. Throws, and rolls
 *  back, as soon as a statement would write any other table, even through a trigger. */
export async function bookkeep<T>(
  db: Db,
  tables: BookkeepingTable | readonly BookkeepingTable[],
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  return db.write((tx) => work(restrictTo(tx, [tables].flat())))
}

/** The log of people writing together: its commits name who did what when themselves and are chained by hash, so they need
 *  no entry each. */
const writingTables = ['writing_head', 'writing_commit', 'writing_snapshot', 'writing_unplaced', 'writing_sitting']

/** What the trail says of that log: that somebody began to write and, later, when and where she wrote. */
export interface WritingEntry {
  readonly by: ActorRef
  readonly event: 'document.writing_began' | 'document.written'
  readonly subject: string
  readonly related: string | null
  readonly details: AuditDetails
}

export interface WritingRecord<T> {
  readonly value: T
  /** Appended to the trail in the same transaction, in this order. */
  readonly entries?: readonly WritingEntry[]
}

/** The door for the log of writing together: runs `work` in one transaction in which it may write the tables of that log
 *  and no other, and appends the entries that it returns. Throws, and rolls back, as soon as a statement would write
 *  elsewhere. `work` may run more than once and must await nothing but the database. */
export async function recordWriting<T>(db: Db, work: (tx: Tx) => Promise<WritingRecord<T>>): Promise<T> {
  return db.write(async (tx) => {
    const { value, entries = [] } = await work(restrictTo(tx, writingTables, checkedOnce(db)))
    for (const entry of entries) await appendEntry(tx, payloadOf(entry, null), db.clock.now())
    return value
  })
}

/** Asked with each word that is typed; a schema changes only while the product starts. */
const checkedLogs = new WeakMap<Db, Promise<void>>()

const checkedOnce =
  (db: Db): typeof refuseSideEffects =>
  (reader, tables) => {
    const checked = checkedLogs.get(db) ?? refuseSideEffects(reader, tables)
    checkedLogs.set(db, checked)
    checked.catch(() => checkedLogs.delete(db))
    return checked
  }

function payloadOf<T>({ by, event, subject, related, details }: AuditEntry<T>, value: T) {
  const relatedTo = typeof related === 'function' ? related(value) : related
  return {
    event,
    subject,
    userId: by.userId,
    onBehalfOf: by.onBehalfOf,
    related: relatedTo ?? undefined,
    details: typeof details === 'function' ? details(value) : details,
  }
}

export interface TrailEntry {
  readonly seq: number
  /** ISO text in UTC. */
  readonly at: string
  readonly event: AuditEvent
  readonly subject: string
  readonly related: string | null
  readonly userId: string
  readonly onBehalfOf: string | null
  readonly details: AuditDetails
}

export interface TrailPage {
  /** Only entries older than this one: the `seq` of the last entry shown. */
  readonly before?: number
  readonly limit?: number
}

/** Where a page of the trail begins, as an address tells it; nothing for whatever names no entry. */
export const readBefore = (text: string | undefined): Pick<TrailPage, 'before'> =>
  text && /^[1-9]\d{0,14}$/.test(text) ? { before: Number(text) } : {}

/** What happened to a thing, and to what is related to it; the newest entry first, 50 unless told otherwise. */
export async function readTrail(reader: Reader, subject: string, page: TrailPage = {}): Promise<TrailEntry[]> {
  const rows = await reader.all(
    payloadRow,
    `SELECT seq, at, payload FROM audit_payload JOIN audit_entry USING (seq)
     WHERE seq IN (SELECT seq FROM audit_payload WHERE subject = ? UNION SELECT seq FROM audit_payload WHERE related = ?)
       AND seq < ? ORDER BY seq DESC LIMIT ?`,
    [subject, subject, page.before ?? Number.MAX_SAFE_INTEGER, page.limit ?? 50],
  )
  return rows.map(trailEntry)
}

export interface RepresentedAct {
  readonly event: string
  readonly at: string
  readonly userId: string
  readonly onBehalfOf: string
}

/** What was done to a thing in Vertretung, the oldest first. */
export const readRepresentedActs = (reader: Reader, subject: string): Promise<RepresentedAct[]> =>
  reader.all(
    representedRow,
    `SELECT payload ->> '$.event' AS event, at, payload ->> '$.userId' AS user_id,
       payload ->> '$.onBehalfOf' AS on_behalf_of
     FROM audit_payload JOIN audit_entry USING (seq)
     WHERE subject = ? AND payload ->> '$.onBehalfOf' IS NOT NULL ORDER BY seq`,
    [subject],
  )

const representedRow: z.ZodType<RepresentedAct> = z.object({
  event: z.string(),
  at: z.string(),
  userId: z.string(),
  onBehalfOf: z.string(),
})

/** Everything that happened, whatever it was about; the newest entry first, 50 unless told otherwise. */
export async function readWholeTrail(reader: Reader, page: TrailPage = {}): Promise<TrailEntry[]> {
  const rows = await reader.all(
    payloadRow,
    'SELECT seq, at, payload FROM audit_payload JOIN audit_entry USING (seq) WHERE seq < ? ORDER BY seq DESC LIMIT ?',
    [page.before ?? Number.MAX_SAFE_INTEGER, page.limit ?? 50],
  )
  return rows.map(trailEntry)
}

const payloadRow = z.object({ seq: z.number(), at: z.string(), payload: z.string() })

const payloadSchema = z.object({
  event: z.string().refine((event): event is AuditEvent => event.includes('.')),
  subject: z.string(),
  userId: z.string(),
  onBehalfOf: z.string().nullable().default(null),
  related: z.string().nullable().default(null),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
})

const trailEntry = ({ seq, at, payload }: z.infer<typeof payloadRow>): TrailEntry => ({
  seq,
  at,
  ...payloadSchema.parse(JSON.parse(payload)),
})
