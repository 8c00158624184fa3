import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { type ChainVerdict, verifyChain } from '../audit/verify-chain.ts'
import type { Db } from '../base/database.ts'

export interface CheckedChain {
  /** What the last walk found; null until the first one is at its end. */
  readonly last: { readonly verdict: ChainVerdict; readonly at: string } | null
  /** How far a walk is that is under way. */
  readonly running: { readonly upTo: number } | null
}

/** A trail this short is walked for each look, and the look waits for it. */
const patienceMs = 50
/** How long nobody's look begins another walk where that takes longer. */
const restMs = 60_000
/** So that walking takes a fifth of the process and nobody waits for more than one page of it. */
const pageSize = 200
const pausePerWork = 4

interface Watch {
  last: (NonNullable<CheckedChain['last']> & { readonly endedMs: number; readonly isShort: boolean }) | null
  running: { upTo: number; readonly done: Promise<void> } | null
  failure: { readonly error: unknown } | null
}

/** Kept in the process and not in the database: what a database says of itself proves nothing. */
const watches = new WeakMap<Db, Watch>()

/** What is known of the trail, with the time at which it was found. The whole of it is walked each time, because what was
 *  whole an hour ago may not be so now; a long one beside the work of the others, and the look does not wait for it. */
export async function lookAtChain(db: Db): Promise<CheckedChain> {
  const watch = watches.get(db) ?? { last: null, running: null, failure: null }
  watches.set(db, watch)
  const { last } = watch
  const isRested = last === null || last.isShort || performance.now() - last.endedMs > restMs
  if (!watch.running && isRested) begin(db, watch)
  if (watch.running && (last?.isShort ?? true)) await Promise.race([watch.running.done, sleep(patienceMs)])
  const { failure, running } = watch
  watch.failure = null
  if (failure) throw failure.error
  return { last: watch.last, running: running && { upTo: running.upTo } }
}

function begin(db: Db, watch: Watch): void {
  const began = performance.now()
  let resumed = began
  const pause = async (upTo: number) => {
    if (watch.running) watch.running.upTo = upTo
    const now = performance.now()
    // Short trails are walked at once.
    await (now - began < patienceMs ? nextTurn() : sleep((now - resumed) * pausePerWork))
    resumed = performance.now()
  }
  const walk = async () => {
    try {
      const verdict = await verifyChain(db, { pageSize, pause })
      const endedMs = performance.now()
      watch.last = { verdict, at: db.clock.now().toISOString(), endedMs, isShort: endedMs - began < patienceMs }
    } catch (error) {
      watch.failure = { error }
    }
    watch.running = null
  }
  watch.running = { upTo: 0, done: nextTurn().then(walk) }
}
