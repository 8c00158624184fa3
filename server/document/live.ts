import { recordWriting } from '../audit/audit.ts'
import type { Actor } from '../auth/auth.ts'
import type { Db } from '../base/database.ts'
import { notFound, ok, type Result } from '../base/result.ts'
import type { Writing } from '../writing/authority.ts'
import { liveStateOf } from '../writing/live-values.ts'
import type { WritingMode } from '../writing/protocol.ts'
import { beginWriting, freeze, readSettled } from '../writing/writing-actions.ts'
import { type Document, type DocumentState, isEditable } from './document.ts'
import { findDocumentById, findVisible } from './document-store.ts'
import { partIn } from './participant.ts'
import { templateOf } from './pinned-template.ts'
import { settleDocument } from './settling.ts'

export { settleDocument } from './settling.ts'

declare module 'hono' {
  interface ContextVariableMap {
    /** The one authority of this process. */
    readonly writing: Writing
  }
}

export interface LiveDocument {
  /** What this person may do now. */
  readonly mode: WritingMode
  /** It lies for approval or is approved: nobody writes in it. */
  readonly frozen: boolean
  /** Of the log; the newest revision holds everything up to it. */
  readonly version: number
}

/** How this person may write in a document now. What is written before is settled; the log begins when the document is
 *  first opened by somebody. What is issued or discarded is not opened any more. */
export async function openLive(db: Db, actor: Actor, id: string): Promise<Result<LiveDocument>> {
  const document = await findVisible(db, actor, id)
  if (!document) return notFound('Dieses Dokument gibt es nicht.')
  const mode = modeOf(actor, document)
  await beginLive(db, document)
  if (mode === 'none') return ok({ mode, frozen: true, version: 0 })
  // What the template can make nothing of stays in the log; the page then shows the revision before.
  await settleDocument(db, id)
  const head = await readSettled(db, id)
  if (!head) throw new Error(`The log of the document ${id} has not begun.`)
  return ok({ mode, frozen: head.frozen, version: head.settledVersion })
}

/** Who writes in a draft writes live; everybody else who sees a document that is not issued comments on it. */
export function modeOf(actor: Actor, document: Document): WritingMode {
  if (isEditable(document.state)) return partIn(actor, document)
  return isClosed(document.state) ? 'none' : 'comment'
}

/** Begins the log of a document, where there is none yet, with the newest revision as it is inside the transaction:
 *  whoever saves meanwhile comes before or after. What is issued or discarded gets none any more. */
export async function beginLive(db: Db, { id, state }: Document): Promise<void> {
  if (isClosed(state) || (await readSettled(db, id))) return
  await recordWriting(db, async (tx) => {
    const document = await findDocumentById(tx, id)
    if (!document) throw new Error(`There is no document ${id}.`)
    const { fields } = await templateOf(tx, document)
    const begun = liveStateOf(fields, document.values, document.editorId)
    const isFirst = await beginWriting(tx, id, begun, { revision: document.revision })
    if (isFirst && !isEditable(document.state)) await freeze(tx, id, 0)
    return { value: null }
  })
}

const isClosed = (state: DocumentState): boolean =>
  !isEditable(state) && state !== 'in_approval' && state !== 'approved'
