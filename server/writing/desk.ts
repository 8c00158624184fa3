import type { Db } from '../base/database.ts'
import { type Audience, openAudience } from './audience.ts'
import type { Connection, ConnectionEnd, Session } from './connection.ts'
import { type DocumentLine, openLine } from './document-line.ts'
import type { OpenDocument } from './open-document.ts'
import type { Pace } from './pace.ts'
import { type LiveSession, openSession } from './session.ts'

export interface DeskOptions {
  /** Makes a revision of what stands in the log. */
  readonly settle: (documentId: string) => Promise<unknown>
  readonly onError: (error: unknown) => void
  readonly pace: Pace
  /** Something waits to be stored. */
  readonly waits: () => void
  /** This person has no page of the document open any more. */
  readonly left: (userId: string) => void
  readonly frozen: () => void
}

/** A document in memory with everybody who has it open. */
export interface Desk {
  readonly line: DocumentLine
  readonly audience: Audience
  join(connection: Connection): Promise<Session>
  isHere(userId: string): boolean
  /** Whoever asks for the document keeps it in memory. */
  touch(): void
  /** Whether nobody has had it open, and nothing has happened, for some time. */
  isIdle(): boolean
  /** Asks again what everybody may do whose answer is too old. */
  checkRights(): Promise<void>
  /** Makes a revision of what happened, if that is due; to be called again only when it has ended. */
  settleIfDue(): Promise<void>
  end(how: ConnectionEnd): void
}

export function openDesk(db: Db, document: OpenDocument, options: DeskOptions): Desk {
  const { pace, onError } = options
  const sessions = new Map<LiveSession, string>()
  const audience = openAudience()
  const line = openLine(db, document, {
    waits: options.waits,
    happened(commits, unplaced) {
      audience.happened(commits)
      for (const item of unplaced) audience.tellPerson(item.by, { type: 'unplaced', items: [item] })
      const now = performance.now()
      if (commits.length > 0) unsettled = { since: unsettled?.since ?? now, last: now }
    },
    frozen(isFrozen) {
      audience.tellAll({ type: 'frozen', frozen: isFrozen })
      // Now they may do other things, too.
      checkRights(0).catch(onError)
      if (isFrozen) options.frozen()
    },
    onError,
  })
  let touchedAt = performance.now()
  /** Since when, and when last, something happened that no revision holds yet. */
  let unsettled: { readonly since: number; readonly last: number } | null = null
  let settledAt = Number.NEGATIVE_INFINITY
  /** Everybody has gone since. */
  let isLeft = false

  const isHere = (userId: string): boolean => [...sessions.values()].includes(userId)

  async function checkRights(maxAgeMs: number): Promise<void> {
    for (const session of [...sessions.keys()]) await session.checkRights(maxAgeMs)
  }

  function isSettlingDue(now: number): boolean {
    if (!unsettled) return false
    const { since, last } = unsettled
    const afterPause = Math.max(last + pace.settleAfter, settledAt + pace.settleEvery)
    return isLeft || now >= Math.min(afterPause, since + pace.settleEvery)
  }

  return {
    line,
    audience,
    isHere,
    checkRights: () => checkRights(pace.rights),
    touch() {
      touchedAt = performance.now()
    },
    isIdle: () =>
      sessions.size === 0 && !line.isBusy() && !unsettled && performance.now() - touchedAt > pace.sleepAfter,
    async join(connection) {
      const { userId } = connection.person
      const session = openSession({
        db,
        line,
        audience,
        connection,
        rightsMs: pace.rights,
        onError,
        left() {
          sessions.delete(session)
          touchedAt = performance.now()
          isLeft = sessions.size === 0
          if (!isHere(userId)) options.left(userId)
        },
      })
      sessions.set(session, userId)
      await session.checkRights(0).catch((error: unknown) => {
        session.leave()
        throw error
      })
      return session
    },
    async settleIfDue() {
      const now = performance.now()
      if (!isSettlingDue(now)) return
      unsettled = null
      isLeft = false
      settledAt = now
      try {
        await options.settle(document.id)
      } catch (error) {
        unsettled ??= { since: now, last: now }
        throw error
      }
    },
    end(how) {
      for (const session of [...sessions.keys()]) session.end(how)
    },
  }
}
