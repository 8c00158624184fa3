import type { Reader } from '../base/database.ts'
import type { Field } from '../fields/fields.ts'
import { anchorAfter } from './anchors.ts'
import { type CommitWindow, openWindow } from './commit-window.ts'
import { afterCommit, standingText, stateFrom, stepsAt } from './live-document.ts'
import type { Anchor, LiveState, StoredCommit } from './writing.ts'
import { findHead, findSnapshot, selectCommits } from './writing-store.ts'

/** What is stored of a document, in memory. */
export interface Durable {
  readonly state: LiveState
  /** Of its newest commit. */
  readonly hash: string
  readonly frozen: boolean
}

/** A document in memory: as it is stored, and as it will stand when all that waits to be stored has been. */
export interface OpenDocument {
  readonly id: string
  readonly fields: readonly Field[]
  readonly form: string | null
  readonly related: string | null
  readonly window: CommitWindow
  durable: Durable
  tentative: LiveState
  /** The version of its newest snapshot. */
  snapshot: number
}

export interface DocumentFacts {
  readonly fields: readonly Field[]
  /** Names these fields: a page that was made for others is out of date. */
  readonly form?: string
  readonly related: string | null
}

/** Reads a document with the newest snapshot and the commits since; null where it has no log. */
export async function loadDocument(
  reader: Reader,
  id: string,
  factsOf: () => Promise<DocumentFacts>,
): Promise<OpenDocument | null> {
  const head = await findHead(reader, id)
  const snapshot = head && (await findSnapshot(reader, id, head.version))
  if (!snapshot) return null
  const { fields, form = null, related } = await factsOf()
  const window = openWindow(snapshot.version)
  const begun: Durable = { state: stateFrom(snapshot.state), hash: head.hash, frozen: head.frozen }
  const document = {
    id,
    fields,
    form,
    related,
    window,
    durable: begun,
    tentative: begun.state,
    snapshot: snapshot.version,
  }
  await catchUp(reader, document)
  return document
}

/** Reads what came into the log meanwhile and returns it. What was tentative is forgotten. */
export async function catchUp(reader: Reader, document: OpenDocument): Promise<StoredCommit[]> {
  const { id, fields, window } = document
  const head = await findHead(reader, id)
  const { state } = document.durable
  if (!head || head.version < state.version) throw new Error(`The log of the document ${id} has lost commits.`)
  const commits = await selectCommits(reader, id, { after: state.version, upTo: head.version })
  window.cut(state.version)
  for (const commit of commits) window.add(commit)
  const next = commits.reduce((before, commit) => afterCommit(before, fields, commit), state)
  document.durable = { state: next, hash: head.hash, frozen: head.frozen }
  document.tentative = next
  window.trim(next.version)
  return commits
}

/** Everything newer than this version, or as much of it from its beginning, what is tentative too; from the database, page by page, where memory does not reach
 *  back so far. Null where it is not to be had: the version is none of this log, or the log was reduced. */
export async function commitsSince(
  reader: Reader,
  document: OpenDocument,
  version: number,
  most = Number.MAX_SAFE_INTEGER,
): Promise<readonly StoredCommit[] | null> {
  if (version > document.tentative.version) return null
  const commits: StoredCommit[] = []
  for (let after = version; commits.length < most; ) {
    const remembered = document.window.since(after)
    if (remembered) return commits.concat(remembered).slice(0, most)
    const upTo = document.durable.state.version
    const page = await selectCommits(reader, document.id, { after, upTo, limit: Math.min(pageSize, most) })
    const last = page.at(-1)
    if (page[0]?.version !== after + 1 || !last) return null
    commits.push(...page)
    after = last.version
  }
  return commits
}

const pageSize = 1000

/** Where passages stand in the newest version; null where all of their text is gone, or is not known any more. */
export async function followAnchors(
  reader: Reader,
  document: OpenDocument,
  anchors: readonly Anchor[],
): Promise<(Anchor | null)[]> {
  const oldest = Math.min(...anchors.map(({ version }) => version))
  const since = anchors.length > 0 ? await commitsSince(reader, document, oldest) : []
  const { state } = document.durable
  const stored = since?.filter(({ version }) => version <= state.version)
  return anchors.map((anchor) => {
    const { place, version } = anchor
    if (!stored || version > state.version) return null
    const newer = stored.filter((commit) => commit.version > version)
    if (standingText(document.fields, state, { place, since: newer }) !== 'there') return null
    const maps = stepsAt(newer, place).flatMap(({ steps }) => steps.map((step) => step.getMap()))
    return anchorAfter(anchor, maps, state.version)
  })
}
