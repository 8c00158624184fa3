import type { ActorRef } from '../audit/audit.ts'
import type { Db } from '../base/database.ts'
import type { Connection, Session } from './connection.ts'
import { type DesksOptions, openDesks } from './desks.ts'
import { unavailable } from './document-line.ts'
import { followAnchors } from './open-document.ts'
import { officePace, type Pace } from './pace.ts'
import type { Anchor, Commit, CommitOutcome, LiveState } from './writing.ts'

/** Keeps the documents that people write in, decides the order of what they do and stores it. One per process. */
export interface Writing {
  /** The document has a log (`beginWriting`). A connection that cannot join is closed, to come again. */
  join(documentId: string, connection: Connection): Promise<Session>
  /** Values and rows, from their routes; text too. Resolves when it is durable. Rights are the caller's to check. */
  commit(documentId: string, author: ActorRef, commit: Commit): Promise<CommitOutcome>
  /** Reads what others' transactions appended or froze, and tells everybody. Cheap when nothing happened. */
  refresh(documentId: string): Promise<void>
  /** Tells everybody with the document open that comments or suggestions changed. */
  discussionChanged(documentId: string): void
  /** Where passages stand now (at the newest version); null where all of their text is gone. */
  follow(documentId: string, anchors: readonly Anchor[]): Promise<(Anchor | null)[]>
  /** As it stands now, durably; null when nobody has begun to write in it live. */
  state(documentId: string): Promise<LiveState | null>
  /** Sends everybody away to come again, stores what is on its way, and lets nobody in before `work` has ended: for whoever
   *  changes what the log is about. */
  alone<T>(documentId: string, work: () => Promise<T>): Promise<T>
  /** Sends everybody away to come again, stores what is on its way and lets go. */
  close(): Promise<void>
}

const nobody: Session = { receive: async () => undefined, leave: () => undefined }

export interface WritingOptions extends Omit<DesksOptions, 'pace'> {
  /** Tests go faster. */
  readonly pace?: Partial<Pace>
}

export function openWriting(db: Db, { pace, ...options }: WritingOptions): Writing {
  const desks = openDesks(db, { ...options, pace: { ...officePace, ...pace } })
  return {
    async join(documentId, connection) {
      try {
        const desk = await desks.open(documentId)
        if (desk) return await desk.join(connection)
      } catch (error) {
        options.onError(error)
      }
      connection.close('restart')
      return nobody
    },
    async commit(documentId, author, commit) {
      const desk = await desks.open(documentId)
      return desk ? desk.line.commit(author, commit) : unavailable
    },
    refresh: async (documentId) => desks.find(documentId)?.line.refresh(),
    discussionChanged: (documentId) => desks.find(documentId)?.audience.tellAll({ type: 'discussion' }),
    async follow(documentId, anchors) {
      const desk = await desks.open(documentId)
      return desk ? followAnchors(db, desk.line.document, anchors) : anchors.map(() => null)
    },
    state: async (documentId) => (await desks.open(documentId))?.line.document.durable.state ?? null,
    alone: (documentId, work) => desks.alone(documentId, work),
    close: () => desks.close(),
  }
}
