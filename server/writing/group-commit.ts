import { type ActorRef, recordWriting, type WritingRecord } from '../audit/audit.ts'
import type { Db, Tx } from '../base/database.ts'
import { type ChainedCommit, chainCommits } from './commit-chain.ts'
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

/** No transaction begins sooner after another than this, nor than this many times as long as that one took: with fifty
 *  people typing, one for each key would keep the process busy with the disk alone. Whoever types alone never waits. */
const gathering = { leastMs: 8, mostMs: 40, times: 4 }

/** A transaction for each commit would wait for the disk each time: what comes in for whatever document while one runs, or
 *  soon after it began, gathers for the next. To be called whenever something waits. */
export function openGroupCommit(db: Db, { sources, onError }: GroupCommitOptions): () => void {
  let isRunning = false
  let next = 0

  async function run(): Promise<void> {
    while (sources().some((source) => source.isWaiting())) {
      // At least what came in by the same turn of the event loop comes along.
      const pauseMs = next - performance.now()
      await new Promise((resume) => (pauseMs > 0 ? setTimeout(resume, pauseMs) : setImmediate(resume)))
      const began = performance.now()
      await storeOnce()
      const wantedMs = gathering.times * (performance.now() - began)
      next = began + Math.min(Math.max(wantedMs, gathering.leastMs), gathering.mostMs)
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
  const overtaken = await selectOvertaken(tx, batches)
  const due = batches.filter((batch) => !overtaken.has(batch))
  const chains = new Map(due.map((batch) => [batch, chainOf(batch)]))
  await store.insertCommits(tx, [...chains.values()].flat())
  for (const batch of due) await storeBeside(tx, batch)
  return {
    value: batches.map((batch) =>
      overtaken.has(batch) ? null : (chains.get(batch)?.at(-1)?.hash ?? batch.document.durable.hash),
    ),
    entries: await continueSittings(tx, due),
  }
}

/** Asked before anything is written, so that one document's batch need not take back those of others. */
async function selectOvertaken(tx: Tx, batches: readonly Batch[]): Promise<Set<Batch>> {
  const asking = batches.filter((batch) => commitsOf(batch).length > 0)
  if (asking.length === 0) return new Set()
  const standing = await store.selectStillStanding(
    tx,
    asking.map((batch) => ({
      documentId: batch.document.id,
      version: batch.document.durable.state.version,
      hash: batch.document.durable.hash,
      ids: commitsOf(batch).map(({ id }) => id),
    })),
  )
  return new Set(asking.filter(({ document }) => !standing.has(document.id)))
}

const chainOf = (batch: Batch): ChainedCommit[] =>
  chainCommits(batch.document.durable.hash, batch.document.id, commitsOf(batch))

const commitsOf = ({ waiting }: Batch): StoredCommit[] => waiting.flatMap(({ commit }) => commit ?? [])

async function storeBeside(tx: Tx, { document, waiting, state }: Batch): Promise<void> {
  for (const item of waiting.flatMap(({ unplaced }) => unplaced)) await store.insertUnplaced(tx, document.id, item)
  if (!isSnapshotDue(document, state)) return
  await store.insertSnapshot(tx, document.id, { version: state.version, state: snapshotOf(state) })
}

export const isSnapshotDue = ({ snapshot }: OpenDocument, { version }: LiveState): boolean =>
  version - snapshot >= commitsPerSnapshot

const commitsPerSnapshot = 300
