import { bookkeep } from '../audit/audit.ts'
import type { Db, Reader, Tx } from '../base/database.ts'
import { newId } from '../base/ids.ts'
import type { Field, Values } from '../fields/fields.ts'
import { beginning, chainCommits } from './commit-chain.ts'
import { afterCommit, snapshotOf, stateFrom } from './live-document.ts'
import { renewedState } from './live-values.ts'
import type { Change, LiveState, StoredCommit } from './writing.ts'
import type { KeptUnplaced, UnplacedOwner } from './writing-store.ts'
import * as store from './writing-store.ts'

export type { KeptUnplaced, UnplacedOwner } from './writing-store.ts'

/** As it stands in the database; null when nobody has begun to write in it live. `fields` are those of its template.
 *  Takes the newest snapshot and the commits since. */
export async function readLive(
  reader: Reader,
  documentId: string,
  fields: readonly Field[],
): Promise<LiveState | null> {
  const head = await store.findHead(reader, documentId)
  const snapshot = head && (await store.findSnapshot(reader, documentId, head.version))
  if (!snapshot) return null
  const range = { after: snapshot.version, upTo: head.version }
  const commits = await store.selectCommits(reader, documentId, range)
  return commits.reduce((state, commit) => afterCommit(state, fields, commit), stateFrom(snapshot.state))
}

/** Begins the log of a document with what stands in this revision of it; false when it was begun already. Goes through
 *  `recordWriting` of server/audit, or a transaction with an entry of its own. */
export async function beginWriting(
  tx: Tx,
  documentId: string,
  state: LiveState,
  { revision }: { readonly revision: number },
): Promise<boolean> {
  if (!(await store.insertHead(tx, documentId, { hash: beginning, revision }))) return false
  await store.insertSnapshot(tx, documentId, { version: 0, state: snapshotOf(state) })
  return true
}

export interface AppendedChanges {
  /** The version that the first change was made for; each further one fits the state after the one before. */
  readonly version: number
  /** User id. */
  readonly by: string
  readonly at: string
  readonly changes: readonly Change[]
}

/** Appends what one person did elsewhere than live, one commit for each change. Returns the new version, or null when the
 *  log has moved on or is frozen: then nothing was written. */
export async function appendChanges(
  tx: Tx,
  documentId: string,
  { version, by, at, changes }: AppendedChanges,
): Promise<number | null> {
  const head = await store.findHead(tx, documentId)
  if (!head || head.frozen || head.version !== version) return null
  const commits = changes.map((change, index): StoredCommit => {
    const base = version + index
    return { version: base + 1, id: newId(), by, at, base, change }
  })
  await store.insertCommits(tx, chainCommits(head.hash, documentId, commits))
  return version + changes.length
}

/** Closes the log at exactly this version; false when somebody wrote meanwhile, or it is frozen already. */
export const freeze = (tx: Tx, documentId: string, version: number): Promise<boolean> =>
  store.freezeAt(tx, documentId, version)

export interface Renewal {
  /** As it stood, which is the newest version. */
  readonly live: LiveState
  /** Of the document from now on, and what stands in them. */
  readonly fields: readonly Field[]
  readonly values: Values
  /** User id of whoever is taken for the author of texts that were not there before. */
  readonly by: string
  /** It holds the same. */
  readonly revision: number
}

/** Gives a document other fields, with everything in them that has a place there; the log goes on. Texts without a place
 *  stay in it unseen, with their authors. False when the log has moved on or is frozen: then nothing was written. Nobody
 *  may write in it meanwhile (`Writing.alone`). */
export async function renewWriting(tx: Tx, documentId: string, renewal: Renewal): Promise<boolean> {
  const { live, fields, values, by, revision } = renewal
  const head = await store.findHead(tx, documentId)
  if (!head || head.frozen || head.version !== live.version) return false
  const state = renewedState(live, { fields, values, by })
  await store.replaceSnapshot(tx, documentId, { version: head.version, state: snapshotOf(state) })
  await store.updateSettled(tx, documentId, { version: head.version, revision })
  return true
}

/** Does nothing where there is no log, or an open one. */
export const unfreeze = (tx: Tx, documentId: string): Promise<void> => store.thaw(tx, documentId)

export type Settled = Omit<store.Head, 'hash'>

/** Null when nobody has begun to write in it live. */
export const readSettled = (reader: Reader, documentId: string): Promise<Settled | null> =>
  store.findHead(reader, documentId)

/** Notes that this revision holds everything up to this version. */
export const markSettled = (
  tx: Tx,
  documentId: string,
  settled: { readonly version: number; readonly revision: number },
): Promise<void> => store.updateSettled(tx, documentId, settled)

/** User ids of everybody who wrote after one version and up to another; whoever wrote last comes first. */
export const writersSince = (
  reader: Reader,
  documentId: string,
  range: { readonly after: number; readonly upTo: number },
): Promise<string[]> => store.selectWriters(reader, documentId, range)

/** How a row that was taken away can be put back where it stood, with what was in it; null when it never was. */
export async function findRestoration(
  reader: Reader,
  documentId: string,
  row: { readonly place: string; readonly row: string },
): Promise<{ readonly base: number; readonly change: Change } | null> {
  const removal = await store.findRemoval(reader, documentId, row)
  if (removal?.change.kind !== 'row-removed') return null
  const { change, version } = removal
  return { base: version, change: { ...change, kind: 'row-added', after: change.after ?? null } }
}

/** Whether a commit of this id is in the log. */
export const isCommitted = async (reader: Reader, documentId: string, id: string): Promise<boolean> =>
  (await store.findCommit(reader, documentId, id)) !== null

/** Ids of the sittings in these documents that have not ended. */
export const openSittings = (reader: Reader, documentIds: readonly string[]): Promise<string[]> =>
  store.selectSittingIds(reader, documentIds)

/** What of this person found no place and still waits for her, the oldest first. */
export const listUnplaced = (reader: Reader, owner: UnplacedOwner): Promise<KeptUnplaced[]> =>
  store.selectUnplaced(reader, owner)

/** She took it back in or put it away; false when it is not hers, or settled already. */
export const settleUnplaced = (db: Db, what: UnplacedOwner & { readonly id: string }): Promise<boolean> =>
  bookkeep(db, 'writing_unplaced', (tx) => store.settleUnplaced(tx, { ...what, at: db.clock.now().toISOString() }))

/** Keeps it for its author; where its id is there already, nothing happens. */
export async function addUnplaced(tx: Tx, documentId: string, items: readonly KeptUnplaced[]): Promise<void> {
  for (const item of items) await store.insertUnplaced(tx, documentId, item)
}
