import type { Reader, Tx } from '../base/database.ts'
import type { Field } from '../fields/fields.ts'
import { snapshotOf } from './live-document.ts'
import { followAnchors, loadDocument } from './open-document.ts'
import { deleteSteps, findReduction, insertReduction } from './reduction-store.ts'
import type { Anchor } from './writing.ts'
import { readLive } from './writing-actions.ts'
import { findHead, freezeAt, insertSnapshot } from './writing-store.ts'

/** Leaves of a log in which nobody will write any more only what it came to: texts and values, who wrote which passage and
 *  who set which value last. Commits hold what was typed and deleted again, which retention must be able to erase; they go
 *  with older snapshots and with what found no place. Freezes the log for good. Returns how many commits went, or null
 *  where there are none (any more). Belongs in a transaction with an entry of its own. */
export async function reduceLog(
  tx: Tx,
  documentId: string,
  { fields, at }: { readonly fields: readonly Field[]; readonly at: Date },
): Promise<number | null> {
  const head = await findHead(tx, documentId)
  if (!head || head.version === 0 || (await findReduction(tx, documentId))) return null
  const state = await readLive(tx, documentId, fields)
  if (!state) throw new Error(`The log of ${documentId} has no snapshot.`)
  if (!head.frozen) await freezeAt(tx, documentId, head.version)
  await insertReduction(tx, documentId, { commits: head.version, at: at.toISOString() })
  await insertSnapshot(tx, documentId, { version: head.version, state: snapshotOf(state) })
  await deleteSteps(tx, documentId, head.version)
  return head.version
}

/** Where passages stand in the newest version of a log, for whoever must know it before the log is reduced; null where
 *  there is none. */
export async function followInLog(
  reader: Reader,
  documentId: string,
  { fields, anchors }: { readonly fields: readonly Field[]; readonly anchors: readonly Anchor[] },
): Promise<{ readonly version: number; readonly anchors: readonly (Anchor | null)[] } | null> {
  const document = await loadDocument(reader, documentId, async () => ({ fields, related: null }))
  if (!document) return null
  return { version: document.durable.state.version, anchors: await followAnchors(reader, document, anchors) }
}
