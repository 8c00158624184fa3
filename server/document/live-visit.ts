import { chainHead } from '../audit/chain.ts'
import type { Actor } from '../auth/auth.ts'
import { readSession, watchSession } from '../auth/auth-actions.ts'
import type { SessionLimits } from '../auth/session-adapter.ts'
import type { Db } from '../base/database.ts'
import type { Writing } from '../writing/authority.ts'
import type { Connection, ConnectionEnd, Rights, Session } from '../writing/connection.ts'
import { actingOn } from './acting.ts'
import { findVisible } from './document-store.ts'
import { modeOf } from './live.ts'
import type { Admission } from './live-limits.ts'

/** How messages travel. */
export type Transport = Pick<Connection, 'send' | 'drained' | 'close'>

/** One page of somebody who is signed in and may see the document, before it has joined. */
export interface Visit {
  /** False when too many pages are open. */
  enter(): boolean
  join(transport: Transport): Promise<Session>
  /** She has done something: her session is in use. */
  used(): void
  /** The page is gone. */
  leave(): void
}

interface VisitOptions {
  readonly db: Db
  readonly writing: Writing
  readonly documentId: string
  readonly actor: Actor
  readonly sessionId: string
  readonly limits: SessionLimits
  readonly admission: Admission
}

export function visitOf(options: VisitOptions): Visit {
  const { db, writing, documentId, actor, sessionId, limits, admission } = options
  const { userId, name } = actor
  let isUsed = false
  let known: { readonly seq: number; readonly standsInFor: string; readonly rights: Rights | null } | null = null
  let leave: (() => void) | null = null

  async function rights(): Promise<Rights | 'signed-out' | null> {
    const find = isUsed ? readSession : watchSession
    isUsed = false
    const now = await find(db, sessionId, limits)
    if (!now) return 'signed-out'
    // Whatever changes what somebody may do stands in the trail: as long as that does not grow, neither does this change.
    // Only a Vertretung begins and ends with the day.
    const { seq } = await chainHead(db)
    const standsInFor = (now.deputyships ?? []).map(({ ref }) => ref.onBehalfOf).join()
    if (known?.seq !== seq || known.standsInFor !== standsInFor)
      known = { seq, standsInFor, rights: await rightsNow(now) }
    return known.rights
  }

  async function rightsNow(person: Actor): Promise<Rights | null> {
    const now = await actingOn(db, person, documentId)
    const document = await findVisible(db, now, documentId)
    const mode = document ? modeOf(now, document) : 'none'
    return mode === 'none' ? null : { mode, author: now.ref }
  }

  return {
    enter() {
      leave ??= admission.enter(userId)
      return leave !== null
    },
    join: (transport) => writing.join(documentId, { person: { userId, name }, rights, ...transport }),
    used() {
      isUsed = true
    },
    leave: () => leave?.(),
  }
}

/** What the browser is told by the code with which a WebSocket is closed (RFC 6455, 7.4; 4000 to 4999 are ours). */
export const closeCodes: Readonly<Record<ConnectionEnd | 'full', readonly [number, string]>> = {
  'signed-out': [4401, 'Die Sitzung ist beendet.'],
  forbidden: [4403, 'Dieses Dokument ist für Sie nicht mehr offen.'],
  unreadable: [4400, 'Diese Nachricht war nicht zu lesen.'],
  restart: [1012, 'Der Server wird neu gestartet.'],
  full: [1013, 'Es sind zu viele Seiten offen. Schließen Sie eine davon.'],
}
