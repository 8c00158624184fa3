import { type ActorRef, recordWriting, type WritingEntry, type WritingRecord } from '../audit/audit.ts'
import type { Db, Tx } from '../base/database.ts'
import { hashCommit } from './commit-chain.ts'
import { snapshotOf } from './live-document.ts'
import type { OpenDocument } from './open-document.ts'
import { continueSittings } from './sittings.ts'
import type { LiveState, StoredCommit } from './writing.ts'
import * as store from './writing-store.ts'

/** What is to be stored because of one thing that somebody did. */
export interface Storable {
  readonly author: ActorRef
  /** Null when only what found no place is to be kept. */
  readonly commit: StoredCommit | null
  readonly unplaced: readonly store.KeptUnplaced[]
}

/** What waits to be stored of one document. */
export interface Batch {
  readonly document: OpenDocument
  /** In the order of the commits. */
  readonly waiting: readonly Storable[]
  /** The document after all of it. */
  readonly state: LiveState
}

/** Where batches come from: one document. It has one batch on its way at a time. */
export interface BatchSource {
  isWaiting(): boolean
  /** All that waits; null when nothing does. */
  take(): Batch | null
  /** It is stored for good; the hash is that of the newest commit. */
  stored(hash: string): void
  /** None of it was stored: somebody else's transaction has moved the head, or frozen it, or an id was in the log already. */
  overtaken(): void
  /** None of it was stored: the transaction failed. */
  failed(): void
}

interface GroupCommitOptions {
  readonly sources: () => readonly BatchSource[]
  readonly onError: (error: unknown) => void
}

/** No transaction begins sooner after another: with fifty people typing, one for each key would keep the process busy with
 *  the disk alone. Whoever types alone never waits for it. */
const gatheringMs = 8

/** A transaction for each commit would wait for the disk each time: what comes in for whatever document while one runs, or
 *  soon after it began, gathers for the next. To be called whenever something waits. */
export function openGroupCommit(db: Db, { sources, onError }: GroupCommitOptions): () => void {
  let isRunning = false
  let began = Number.NEGATIVE_INFINITY

  async function run(): Promise<void> {
    while (sources().some((source) => source.isWaiting())) {
      // At least what came in by the same turn of the event loop comes along.
      const pauseMs = began + gatheringMs - performance.now()
      await new Promise((resume) => (pauseMs > 0 ? setTimeout(resume, pauseMs) : setImmediate(resume)))
      began = performance.now()
      await storeOnce()
    }
    isRunning = false
  }

  async function storeOnce(): Promise<void> {
    let taken: readonly Taken[] | null = null
    const take = (): readonly Taken[] => {
      taken ??= takeFrom(sources())
      return taken
    }
    let hashes: readonly (string | null)[]
    try {
      // Not taken before it begins: others' transactions may have been waited for.
      hashes = await recordWriting(db, (tx) =>
        storeBatches(
          tx,
          take().map(({ batch }) => batch),
        ),
      )
    } catch (error) {
      onError(error)
      for (const { source } of take()) source.failed()
      return
    }
    for (const [index, { source }] of take().entries()) {
      const hash = hashes[index] ?? null
      if (hash === null) source.overtaken()
      else source.stored(hash)
    }
  }

  return () => {
    if (isRunning) return
    isRunning = true
    void run()
  }
}

interface Taken {
  readonly source: BatchSource
  readonly batch: Batch
}

const takeFrom = (sources: readonly BatchSource[]): Taken[] =>
  sources.flatMap((source) => {
    const batch = source.take()
    return batch ? [{ source, batch }] : []
  })

/** Gives the hash of the newest commit of each batch; null where it was overtaken. */
async function storeBatches(tx: Tx, batches: readonly Batch[]): Promise<WritingRecord<(string | null)[]>> {
  const value: (string | null)[] = []
  const entries: WritingEntry[] = []
  for (const batch of batches) {
    const hash = (await isOvertaken(tx, batch)) ? null : await storeBatch(tx, batch)
    value.push(hash)
    if (hash !== null) entries.push(...(await continueSittings(tx, batch)))
  }
  return { value, entries }
}

/** Asked before anything is written, so that one document's batch need not take back those of others. */
async function isOvertaken(tx: Tx, { document, waiting }: Batch): Promise<boolean> {
  const { state, hash } = document.durable
  const ids = waiting.flatMap(({ commit }) => (commit ? [commit.id] : []))
  if (ids.length === 0) return false
  return !(await store.isStillAt(tx, document.id, { version: state.version, hash, ids }))
}

/** Returns the hash of the newest commit. */
async function storeBatch(tx: Tx, { document, waiting, state }: Batch): Promise<string> {
  const { id, durable } = document
  let prev = durable.hash
  for (const { commit, unplaced } of waiting) {
    if (commit) {
      const hash = hashCommit(prev, id, commit)
      await store.insertCommit(tx, id, { commit, prev, hash })
      prev = hash
    }
    for (const item of unplaced) await store.insertUnplaced(tx, id, item)
  }
  if (isSnapshotDue(document, state)) {
    await store.insertSnapshot(tx, id, { version: state.version, state: snapshotOf(state) })
  }
  return prev
}

export const isSnapshotDue = ({ snapshot }: OpenDocument, { version }: LiveState): boolean =>
  version - snapshot >= commitsPerSnapshot

const commitsPerSnapshot = 300
