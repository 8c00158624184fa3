import { z } from 'zod'
import type { Db, Reader, Tx } from './database.ts'
import { newId } from './ids.ts'
import { type Loop, type LoopOptions, startLoop, wakeLoops } from './loop.ts'
import { restrictTo } from './single-table.ts'

export interface NewJob {
  readonly kind: string
  /** The id of what the job is about; a job carries nothing else, its handler reads the rest. */
  readonly subject: string
  readonly runAfter?: Date
}

export interface DueJob {
  readonly id: string
  readonly kind: string
  readonly subject: string
  /** 1 at the first try. */
  readonly attempt: number
}

/** Does the work of one kind, outside any transaction. It may be called again after it has done everything (a crash
 *  between its last write and the note that it is done): it looks first what is there already. Throwing means: later. */
export type JobHandler = (db: Db, job: DueJob) => Promise<void>
export type JobHandlers = Readonly<Record<string, JobHandler>>

export interface JobState {
  readonly id: string
  readonly kind: string
  readonly subject: string
  readonly attempts: number
  readonly runAfter: string | null
  readonly lastError: string | null
  readonly givenUpAt: string | null
  readonly doneAt: string | null
}

const leaseMs = 60_000
const firstPauseMs = 5_000
const longestPauseMs = 3_600_000
const mostAttempts = 12

/** Asks for work after the caller's transaction: if that rolls back, there is no job. Returns the job's id. */
export async function queueJob(tx: Tx, { kind, subject, runAfter }: NewJob): Promise<string> {
  const id = newId()
  await tx.run('INSERT INTO job (id, kind, subject, run_after) VALUES (?, ?, ?, ?)', [
    id,
    kind,
    subject,
    runAfter?.toISOString() ?? null,
  ])
  wakeLoops()
  return id
}

/** Asks for work that follows from nothing that was written, and so from no caller's transaction. */
export const queueLoneJob = (db: Db, job: NewJob): Promise<string> => writeJobs(db, (tx) => queueJob(tx, job))

/** Puts a job that failed back to work at once, whether it was given up or waits for its next try; false when there is no
 *  such job. */
export async function resumeJob(tx: Tx, id: string): Promise<boolean> {
  const resumed = await tx.run(
    `UPDATE job SET given_up_at = NULL, attempts = 0, run_after = NULL
     WHERE id = ? AND done_at IS NULL
       AND (given_up_at IS NOT NULL OR (last_error IS NOT NULL AND run_after IS NOT NULL AND leased_until IS NULL))`,
    [id],
  )
  if (resumed) wakeLoops()
  return resumed > 0
}

/** Every job about a thing, the newest first. */
export async function jobsOf(reader: Reader, subject: string): Promise<JobState[]> {
  return reader.all(jobState, `SELECT ${stateColumns} FROM job WHERE subject = ? ORDER BY id DESC`, [subject])
}

/** Jobs that failed at least once and are not done: the ones given up first, then the oldest. */
export async function failingJobs(reader: Reader): Promise<JobState[]> {
  return reader.all(
    jobState,
    `SELECT ${stateColumns} FROM job WHERE done_at IS NULL AND last_error IS NOT NULL
     ORDER BY given_up_at IS NULL, id LIMIT 200`,
  )
}

const stateColumns = 'id, kind, subject, attempts, run_after, last_error, given_up_at, done_at'

const jobState = z.object({
  id: z.string(),
  kind: z.string(),
  subject: z.string(),
  attempts: z.number(),
  runAfter: z.string().nullable(),
  lastError: z.string().nullable(),
  givenUpAt: z.string().nullable(),
  doneAt: z.string().nullable(),
})

/** Runs every job that is due, one after the other, and returns how many it ran. A failed job is tried again later, with
 *  growing pauses, and given up after the twelfth failure; its last error stays readable. */
export async function runDueJobs(db: Db, handlers: JobHandlers, isStopped = () => false): Promise<number> {
  for (let count = 0; ; count += 1) {
    const job = isStopped() ? null : await claimJob(db, Object.keys(handlers))
    if (!job) return count
    await runJob(db, job, handlers[job.kind])
  }
}

async function claimJob(db: Db, kinds: readonly string[]): Promise<DueJob | null> {
  if (kinds.length === 0) return null
  return writeJobs(db, async (tx) => {
    const now = db.clock.now()
    const due = await tx.first(
      dueJob,
      `SELECT id, kind, subject, attempts + 1 AS attempt FROM job
       WHERE done_at IS NULL AND given_up_at IS NULL
         AND (coalesce(run_after, '') <= ? OR (attempts > 0 AND run_after > ?))
         AND (coalesce(leased_until, '') <= ? OR leased_until > ?)
         AND kind IN (${kinds.map(() => '?').join(', ')}) ORDER BY id LIMIT 1`,
      [now.toISOString(), latestEnd(now), now.toISOString(), latestEnd(now), ...kinds],
    )
    if (due)
      await tx.run('UPDATE job SET attempts = attempts + 1, leased_until = ? WHERE id = ?', [leaseEnd(now), due.id])
    return due
  })
}

const dueJob = z.object({ id: z.string(), kind: z.string(), subject: z.string(), attempt: z.number() })

async function runJob(db: Db, job: DueJob, handler: JobHandler | undefined): Promise<void> {
  const stopRenewing = renewLease(db, job)
  try {
    if (!handler) throw new Error(`No handler for jobs of the kind ${job.kind}.`)
    if (job.attempt > mostAttempts) throw new Error('Das Programm endete mehrmals mitten in dieser Arbeit.')
    await handler(db, job)
    await writeJobs(db, (tx) =>
      tx.run('UPDATE job SET done_at = ?, leased_until = NULL, last_error = NULL WHERE id = ? AND done_at IS NULL', [
        db.clock.now().toISOString(),
        job.id,
      ]),
    )
  } catch (error) {
    await noteFailure(db, job, error)
  } finally {
    stopRenewing()
  }
}

async function noteFailure(db: Db, job: DueJob, error: unknown): Promise<void> {
  const now = db.clock.now()
  const givenUpAt = job.attempt >= mostAttempts ? now.toISOString() : null
  const message = (error instanceof Error ? error.message : String(error)).slice(0, 500)
  await writeJobs(db, (tx) =>
    tx.run(
      'UPDATE job SET last_error = ?, run_after = ?, given_up_at = ?, leased_until = NULL WHERE id = ? AND done_at IS NULL',
      [message, new Date(now.getTime() + pauseMs(job.attempt)).toISOString(), givenUpAt, job.id],
    ),
  )
}

/** No retry and no lease lies this far ahead: a later one was written while the clock was wrong, and counts as past. */
const latestEnd = (now: Date): string => new Date(now.getTime() + 2 * longestPauseMs).toISOString()

const pauseMs = (attempt: number): number => Math.min(firstPauseMs * 2 ** (attempt - 1), longestPauseMs)

/** Keeps the lease of a long job alive. A process that dies renews no more, and another takes over within a minute. */
function renewLease(db: Db, job: DueJob): () => void {
  const renew = () =>
    writeJobs(db, (tx) =>
      tx.run('UPDATE job SET leased_until = ? WHERE id = ? AND leased_until IS NOT NULL', [
        leaseEnd(db.clock.now()),
        job.id,
      ]),
    ).catch(() => undefined) // a lease that runs out makes the job run twice, which every handler bears
  const timer = setInterval(renew, leaseMs / 3)
  return () => clearInterval(timer)
}

const leaseEnd = (now: Date): string => new Date(now.getTime() + leaseMs).toISOString()

/** Who took up a job, and when, is no domain fact: no entry in the trail. */
const writeJobs = <T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> =>
  db.write((tx) => work(restrictTo(tx, ['job'])))

/** Runs jobs as they become due. */
export function startJobLoop(db: Db, handlers: JobHandlers, options: LoopOptions): Loop {
  let isFirst = db.isFile
  return startLoop(async (isStopped) => {
    if (isFirst) await freeLeases(db).catch((error: unknown) => options.onError?.(error))
    isFirst = false
    await runDueJobs(db, handlers, isStopped)
  }, options)
}

/** Whoever held a lease at a database file is gone when the next process opens it. */
const freeLeases = (db: Db): Promise<number> =>
  writeJobs(db, (tx) => tx.run('UPDATE job SET leased_until = NULL WHERE leased_until IS NOT NULL'))
