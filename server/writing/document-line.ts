import type { ActorRef } from '../audit/audit.ts'
import { sha256Hex } from '../base/canonical-json.ts'
import type { Db } from '../base/database.ts'
import { type Batch, type BatchSource, isSnapshotDue, type Storable } from './group-commit.ts'
import { type Applied, applyCommit, type CommitContext } from './live-document.ts'
import { catchUp, commitsSince, type OpenDocument } from './open-document.ts'
import type { Commit, CommitOutcome, RefusalReason, StoredCommit, Unplaced } from './writing.ts'
import { findCommit, findHead, type KeptUnplaced } from './writing-store.ts'

interface Asked {
  readonly author: ActorRef
  readonly commit: Commit
  readonly answer: (outcome: CommitOutcome) => void
  /** How often it has been tried already. */
  readonly tries: number
}

/** Done in memory, and acknowledged to nobody before it is stored. */
interface Waiting extends Storable {
  /** More than one when the same commit was sent again meanwhile. */
  readonly asked: Asked[]
  readonly outcome: CommitOutcome
}

interface Flight extends Batch {
  readonly waiting: readonly Waiting[]
}

export interface LineEvents {
  /** Something waits to be stored. */
  readonly waits: () => void
  /** For good, in the order of their versions; by others' transactions too. */
  readonly happened: (commits: readonly StoredCommit[], unplaced: readonly Unplaced[]) => void
  readonly frozen: (isFrozen: boolean) => void
  readonly onError: (error: unknown) => void
}

/** What people do in one document, one after another. */
export interface DocumentLine extends BatchSource {
  readonly document: OpenDocument
  /** Resolves when it is durable, or refused. Never rejects. */
  commit(author: ActorRef, commit: Commit): Promise<CommitOutcome>
  /** Reads what others' transactions made of the log. */
  refresh(): Promise<void>
  /** Whether anybody still waits for an answer. */
  isBusy(): boolean
}

/** Each time somebody else's transaction was quicker. */
const mostTries = 50

export function openLine(db: Db, document: OpenDocument, events: LineEvents): DocumentLine {
  let turns: Promise<unknown> = Promise.resolve()
  let pending: Waiting[] = []
  let flight: Flight | null = null
  let landing = Promise.resolve()
  let land = () => {}
  /** What was tentative stands on something that did not happen. */
  let isStale = false
  let again: Asked[] = []
  let unanswered = 0

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = turns.then(work)
    turns = done.catch(events.onError)
    return done
  }

  async function apply(asked: Asked): Promise<void> {
    const { author, commit, answer, tries } = asked
    if (isStale) await reload()
    if (isStale || tries >= mostTries) return answer(unavailable)
    const { durable, window } = document
    if (!isPossible(commit, durable.state.version)) return answer(impossible)
    const same = [...(flight?.waiting ?? []), ...pending].find((waiting) => waiting.commit?.id === commit.id)
    if (same) {
      same.asked.push(asked)
      return
    }
    const isRemembered = tries === 0 && window.since(commit.base) !== null
    const known = window.find(commit.id) ?? (isRemembered ? null : await findCommit(db, document.id, commit.id))
    if (known) return answer({ kind: 'done', commit: known, unplaced: [] })
    if (durable.frozen && !(await isOpenAgain())) return answer(frozen)
    const since = await commitsSince(db, document, commit.seen)
    if (!since) return answer(impossible)
    const at = db.clock.now().toISOString()
    enter(asked, at, tryApplying(commit, { fields: document.fields, by: author.userId, at, since }))
  }

  /** A text that makes the engine stumble must not be sent again for ever. */
  function tryApplying(commit: Commit, context: CommitContext): Applied {
    try {
      return applyCommit(document.tentative, commit, context)
    } catch (error) {
      events.onError(error)
      return { kind: 'not-done', outcome: impossible, unplaced: [] }
    }
  }

  /** What was refused is told after what it was refused for has been stored. */
  function enter(asked: Asked, at: string, applied: Applied): void {
    const { author, commit } = asked
    const unplaced = applied.unplaced.map((item, index) => keep(item, { commit, index, at }))
    if (applied.kind === 'done') {
      document.tentative = applied.state
      document.window.add(applied.commit)
      const outcome: CommitOutcome = { kind: 'done', commit: applied.commit, unplaced: applied.unplaced }
      pending.push({ author, commit: applied.commit, unplaced, asked: [asked], outcome })
    } else if (unplaced.length > 0 || pending.length > 0 || flight) {
      pending.push({ author, commit: null, unplaced, asked: [asked], outcome: applied.outcome })
    } else {
      asked.answer(applied.outcome)
      return
    }
    events.waits()
  }

  /** The same id when the same commit is tried again. */
  const keep = (item: Unplaced, of: { commit: Commit; index: number; at: string }): KeptUnplaced => ({
    ...item,
    id: sha256Hex([document.id, of.commit.id, item.by, of.index].join('\n')),
    at: of.at,
  })

  /** Goes back to what is stored, reads what others have stored, and does anew what waited. In turn only. */
  async function reload(): Promise<void> {
    isStale = true // nothing is taken to be stored from here on
    await landing
    const waiting = [...again, ...pending.flatMap(({ asked }) => asked)]
    again = []
    pending = []
    try {
      const before = document.durable.frozen
      const commits = await catchUp(db, document)
      isStale = false
      if (commits.length > 0) events.happened(commits, [])
      if (document.durable.frozen !== before) events.frozen(!before)
    } catch (error) {
      events.onError(error)
      for (const { answer } of waiting) answer(unavailable)
    }
    for (const asked of isStale ? [] : waiting) await attempt({ ...asked, tries: asked.tries + 1 })
  }

  /** An error is nobody's fault who sent something: it may be sent again. */
  async function attempt(asked: Asked): Promise<void> {
    try {
      await apply(asked)
    } catch (error) {
      events.onError(error)
      asked.answer(unavailable)
    }
  }

  async function isOpenAgain(): Promise<boolean> {
    const head = await findHead(db, document.id)
    if (head?.frozen === false) await reload()
    return !document.durable.frozen
  }

  function landed(): readonly Waiting[] {
    const waiting = flight?.waiting ?? []
    flight = null
    land()
    return waiting
  }

  function startAnew(): void {
    isStale = true
    void inTurn(async () => {
      if (isStale) await reload()
    })
  }

  return {
    document,
    async commit(author, commit) {
      unanswered += 1
      const outcome = await new Promise<CommitOutcome>((answer) => {
        void inTurn(() => attempt({ author, commit, answer, tries: 0 }))
      })
      unanswered -= 1
      return outcome
    },
    async refresh() {
      const head = await findHead(db, document.id)
      const { state, frozen: wasFrozen } = document.durable
      const isKnown = head?.version === state.version || head?.version === flight?.state.version
      if (!isKnown || head?.frozen !== wasFrozen) await inTurn(reload)
    },
    isBusy: () => unanswered > 0,
    isWaiting: () => !isStale && pending.length > 0,
    take() {
      if (isStale || pending.length === 0) return null
      flight = { document, waiting: pending, state: document.tentative }
      pending = []
      landing = new Promise((resolve) => {
        land = resolve
      })
      return flight
    },
    stored(hash) {
      const state = flight?.state ?? document.durable.state
      if (isSnapshotDue(document, state)) document.snapshot = state.version
      document.durable = { ...document.durable, state, hash }
      document.window.trim(state.version)
      const waiting = landed()
      events.happened(
        waiting.flatMap(({ commit }) => commit ?? []),
        waiting.flatMap(({ unplaced }) => unplaced),
      )
      for (const { asked, outcome } of waiting) for (const { answer } of asked) answer(outcome)
    },
    overtaken() {
      again.push(...landed().flatMap(({ asked }) => asked))
      startAnew()
    },
    failed() {
      for (const { asked } of landed()) for (const { answer } of asked) answer(unavailable)
      startAnew()
    },
  }
}

/** Nobody can have seen what is not stored. */
const isPossible = ({ base, seen }: Commit, version: number): boolean =>
  Number.isSafeInteger(base) && Number.isSafeInteger(seen) && seen >= 0 && seen <= base && base <= version

export const refusal = (reason: RefusalReason, message: string): Extract<CommitOutcome, { kind: 'refused' }> => ({
  kind: 'refused',
  reason,
  message,
})

export const frozen = refusal(
  'frozen',
  'Das Dokument liegt zur Freigabe vor oder ist abgeschlossen. Diese Eingabe wurde nicht übernommen.',
)
export const unavailable = refusal(
  'unavailable',
  'Das ließ sich gerade nicht speichern. Ihre Eingabe wird noch einmal gesendet.',
)
const impossible = refusal(
  'invalid',
  'Diese Eingabe gehört zu einem Stand, den es hier nicht gibt. Laden Sie die Seite neu.',
)
