import { setTimeout as sleep } from 'node:timers/promises'
import { recordWriting } from '../audit/audit.ts'
import type { Db } from '../base/database.ts'
import { type Desk, openDesk } from './desk.ts'
import { openGroupCommit } from './group-commit.ts'
import { snapshotOf } from './live-document.ts'
import { type DocumentFacts, loadDocument } from './open-document.ts'
import type { Pace } from './pace.ts'
import { repeat } from './repeating.ts'
import { endSittings, openAttendance } from './sittings.ts'
import { insertSnapshot, selectUnsettled } from './writing-store.ts'

export interface DesksOptions {
  /** Makes a revision of what stands in the log. */
  readonly settle: (documentId: string) => Promise<unknown>
  /** What the log needs to know of a document: its fields, and whose trail tells of it too. */
  readonly factsOf: (documentId: string) => Promise<DocumentFacts>
  readonly onError: (error: unknown) => void
  readonly pace: Pace
}

/** Every document that is in memory. */
export interface Desks {
  /** Null where the document has no log. */
  open(documentId: string): Promise<Desk | null>
  /** If it is in memory. */
  find(documentId: string): Desk | undefined
  /** See `Writing.alone`. */
  alone<T>(documentId: string, work: () => Promise<T>): Promise<T>
  /** Sends everybody away to come again, stores what is on its way and lets go. */
  close(): Promise<void>
}

export function openDesks(db: Db, { settle, factsOf, onError, pace }: DesksOptions): Desks {
  const desks = new Map<string, Desk>()
  const opening = new Map<string, Promise<Desk | null>>()
  /** What happens to documents that nobody may write in meanwhile. */
  const closed = new Map<string, Promise<unknown>>()
  const wakeGroup = openGroupCommit(db, { sources: () => [...desks.values()].map(({ line }) => line), onError })
  const attendance = openAttendance(db, (documentId, userId) => desks.get(documentId)?.isHere(userId) ?? false)
  let isClosed = false

  async function load(documentId: string): Promise<Desk | null> {
    const document = await loadDocument(db, documentId, () => factsOf(documentId))
    if (!document) return null
    const desk = openDesk(db, document, {
      settle,
      onError,
      pace,
      waits: wakeGroup,
      left: (userId) => attendance.left(documentId, userId),
      frozen: () => void endSittings(db, (sitting) => sitting.documentId === documentId).catch(onError),
    })
    desks.set(documentId, desk)
    return desk
  }

  /** What a process that ended left undone. */
  async function tidyUp(): Promise<void> {
    await endSittings(db, () => true)
    for (const documentId of await selectUnsettled(db)) await settle(documentId).catch(onError)
  }

  async function checkEverybody(): Promise<void> {
    for (const [documentId, desk] of [...desks]) {
      await desk.checkRights().catch(onError)
      if (desk.isIdle()) await putToSleep(documentId, desk)
    }
  }

  async function settleEverything(): Promise<void> {
    for (const desk of [...desks.values()]) await desk.settleIfDue().catch(onError)
  }

  async function putToSleep(documentId: string, { line: { document }, isIdle }: Desk): Promise<void> {
    const { state } = document.durable
    if (state.version > document.snapshot) {
      const snapshot = { version: state.version, state: snapshotOf(state) }
      await recordWriting(db, async (tx) => ({ value: await insertSnapshot(tx, documentId, snapshot) }))
      document.snapshot = state.version
    }
    if (isIdle() && desks.get(documentId)?.line.document === document) desks.delete(documentId)
  }

  async function leaveDesk(documentId: string): Promise<void> {
    await opening.get(documentId)?.catch(() => undefined)
    const desk = desks.get(documentId)
    desk?.end('restart')
    while (desk?.line.isBusy()) await sleep(5)
    desks.delete(documentId)
  }

  const tidying = tidyUp().catch(onError)
  const tending = [
    repeat(pace.tend, checkEverybody, onError),
    repeat(pace.tend, settleEverything, onError),
    repeat(pace.sittings, attendance.endSittings, onError),
  ]

  return {
    async open(documentId) {
      while (closed.has(documentId)) await closed.get(documentId)
      if (isClosed) return null
      const known = desks.get(documentId)
      known?.touch()
      if (known) return known
      const loading = opening.get(documentId) ?? load(documentId).finally(() => opening.delete(documentId))
      opening.set(documentId, loading)
      const desk = await loading
      return isClosed ? null : desk
    },
    async alone(documentId, work) {
      while (closed.has(documentId)) await closed.get(documentId)
      const done = leaveDesk(documentId).then(work)
      closed.set(
        documentId,
        done.catch(() => undefined).finally(() => closed.delete(documentId)),
      )
      return done
    },
    find: (documentId) => desks.get(documentId),
    async close() {
      isClosed = true
      for (const desk of desks.values()) desk.end('restart')
      await tidying
      for (const each of tending) await each.stop()
      while ([...desks.values()].some(({ line }) => line.isBusy())) await sleep(5)
      await endSittings(db, () => true).catch(onError)
    },
  }
}
