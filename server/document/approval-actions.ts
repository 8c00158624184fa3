import type { ApprovalRequest, Barring, ComparedChange } from '../approval/approval.ts'
import {
  decidersOf,
  endRequest,
  forwardRequest,
  newestRequest,
  openRequest,
  recordDecision,
  requestApproval,
} from '../approval/approval-actions.ts'
import { attachmentHashes } from '../attachment/attachment-actions.ts'
import { readRepresentedActs, transact } from '../audit/audit.ts'
import type { Actor } from '../auth/auth.ts'
import type { Db, Reader, Tx } from '../base/database.ts'
import { conflict, invalid, notFound, ok, type Result, stale } from '../base/result.ts'
import { formProblems } from '../fields/form-problems.ts'
import { queueNotice, settleNotices } from '../notice/notice-actions.ts'
import { unfreeze } from '../writing/writing-actions.ts'
import { approvalDeadlineKinds } from './approval-deadlines.ts'
import { changeOf } from './change-kind.ts'
import { contentHashOf } from './content-hash.ts'
import { type Document, refuseSubmitting, refuseWriting } from './document.ts'
import { findVisible, selectWriters } from './document-store.ts'
import { readComplete } from './drafting.ts'
import { templateOf } from './pinned-template.ts'
import { freezeSettled, whenSettled, wroteMeanwhile } from './settling.ts'
import { openSuggestionsWords } from './suggestion.ts'
import { countOpen } from './suggestion-store.ts'
import { recordVersion } from './version-actions.ts'

export interface Submission {
  readonly id: string
  /** The revision that was read, if it matters: another one is refused. */
  readonly revision?: number
  /** A Leitung to decide, where nobody of the unit can. */
  readonly forwardTo?: string
}

/** Asks the Leitung of the unit to approve the document as it stands. Refuses with every place that is missing. */
export async function submitDocument(
  db: Db,
  actor: Actor,
  submission: Submission,
): Promise<Result<{ requestId: string }>> {
  const found = await findVisible(db, actor, submission.id)
  if (!found) return gone
  return whenSettled(db, found.id, () => submitSettled(db, actor, submission))
}

async function submitSettled(
  db: Db,
  actor: Actor,
  { id, revision, forwardTo = '' }: Submission,
): Promise<Result<{ requestId: string }>> {
  const document = await findVisible(db, actor, id)
  if (!document) return gone
  const refused = refuseWriting(actor, document) ?? refuseSubmitting(document.state)
  if (refused) return refused
  if (revision !== undefined && revision !== document.revision) return movedOn
  const template = await templateOf(db, document)
  const complete = readComplete(template, document.values)
  if (!complete.ok) {
    const fields = formProblems(template.fields, document.values, complete)
    return invalid(`${missingWords(fields.length)} Erst dann kann das Dokument zur Freigabe gegeben werden.`, fields)
  }
  const hash = await contentHashOf(template, document.values, await attachmentHashes(db, id))
  if (!hash.ok) return hash
  const contentHash = hash.value
  const compared = await changeOf(db, template, document)
  const details = { revision: document.revision, contentHash, ...(forwardTo === '' ? {} : { forwardedTo: forwardTo }) }
  const entry = { by: actor.ref, event: 'document.submitted', subject: id, related: document.caseId, details } as const
  return transact(db, entry, async (tx) => {
    const now = await findVisible(tx, actor, id)
    if (now?.state !== document.state) return movedOn
    if (now.revision !== document.revision) return wroteMeanwhile
    const open = await countOpen(tx, id)
    if (open > 0) return undecidedSuggestions(open)
    const frozen = await freezeSettled(tx, id)
    if (!frozen.ok) return frozen
    const at = db.clock.now()
    await recordVersion(tx, actor, { document, kind: 'submitted', at })
    return requestFromLeitung(tx, actor, { document, contentHash, compared, forwardTo, at })
  })
}

const missingWords = (count: number): string =>
  count === 1
    ? 'Eine Angabe fehlt noch oder ist zu berichtigen.'
    : `${count} Angaben fehlen noch oder sind zu berichtigen.`

const undecidedSuggestions = (count: number) =>
  invalid('Das Dokument liegt noch nicht zur Freigabe vor.', [
    { path: 'openSuggestions', message: `${openSuggestionsWords(count)} Wählen Sie, was daraus werden soll.` },
  ])

const gone = notFound('Dieses Dokument gibt es nicht.')
const movedOn = stale(
  'Dieses Dokument wurde inzwischen geändert. Lesen Sie die neue Fassung und versuchen Sie es noch einmal.',
)

interface RequestFromLeitung {
  readonly document: Document
  readonly contentHash: string
  readonly compared: ComparedChange
  readonly forwardTo: string
  readonly at: Date
}

async function requestFromLeitung(
  tx: Tx,
  actor: Actor,
  { document, contentHash, compared, forwardTo, at }: RequestFromLeitung,
): Promise<Result<{ requestId: string }>> {
  const { id, unitId, revision } = document
  const barring = await barringOf(tx, document)
  const deciders = await decidersOf(tx, unitId, barring)
  if (deciders.length === 0 && forwardTo === '') return nobodyDecides
  const requested = await requestApproval(tx, actor, {
    subject: id,
    unitId,
    contentHash,
    ...barring,
    revision,
    compared,
    at,
  })
  if (!requested.ok) return requested
  const { requestId } = requested.value
  if (forwardTo !== '') {
    const forwarded = await forwardRequest(tx, actor, { requestId, to: forwardTo, at })
    if (!forwarded.ok) return invalid('Das Dokument liegt noch nicht zur Freigabe vor.', renamed(forwarded.fields))
  }
  const to = new Set([...deciders.map((user) => user.id), ...(forwardTo === '' ? [] : [forwardTo])])
  await settleNotices(tx, { about: id, kinds: resultKinds, at })
  for (const each of to) await queueNotice(tx, { to: each, kind: 'approval_requested', about: id, at })
  return ok({ requestId })
}

/** Who wrote a document that is not asked about yet. */
export async function barringOf(reader: Reader, { id, authorId, editorId }: Document): Promise<Barring> {
  const before = await newestRequest(reader, id)
  const wrote = await selectWriters(reader, id, before?.revision ?? 0)
  const represented = await representedWriters(reader, id, before?.requestedAt ?? '')
  return { authorId, lastEditorId: editorId, writers: [...new Set([...wrote, ...represented])] }
}

/** For whom others wrote: whoever has her deputy write does not approve it herself. */
async function representedWriters(reader: Reader, id: string, since: string): Promise<string[]> {
  const acts = await readRepresentedActs(reader, id)
  return acts
    .filter(({ event, at }) => event === 'document.created' || (writes.has(event) && at >= since))
    .map(({ onBehalfOf }) => onBehalfOf)
}

const writes: ReadonlySet<string> = new Set([
  'document.saved',
  'document.restored',
  'document.writing_began',
  'document.written',
  'document.suggestion_accepted',
])

const renamed = (fields: ApprovalProblems): ApprovalProblems => fields.map((each) => ({ ...each, path: 'forwardTo' }))
type ApprovalProblems = readonly { readonly path: string; readonly message: string }[]

const nobodyDecides = invalid('Das Dokument liegt noch nicht zur Freigabe vor.', [
  {
    path: 'forwardTo',
    message:
      'In dieser Einheit kann niemand darüber entscheiden: Wer ein Dokument geschrieben oder zuletzt geändert hat, ' +
      'gibt es nicht selbst frei. Wählen Sie die Leitung einer anderen Einheit.',
  },
])

/** What people are told about, until they have seen it. */
const requestKinds = ['approval_requested', ...approvalDeadlineKinds]
const resultKinds = ['approved', 'returned', 'approval_voided']

/** Takes a document back before it is decided. */
export async function recallDocument(
  db: Db,
  actor: Actor,
  { id }: { readonly id: string },
): Promise<Result<{ id: string }>> {
  return act(db, actor, { id, event: 'document.recalled' }, async (tx, document) => {
    const refused = refuseWriting(actor, document)
    if (refused) return refused
    const request = await openRequest(tx, id)
    if (!request) return conflict('Dieses Dokument liegt nicht (mehr) zur Freigabe vor.')
    const at = db.clock.now()
    const ended = await endRequest(tx, actor, { requestId: request.id, kind: 'recalled', at })
    if (!ended.ok) return ended
    await unfreeze(tx, id)
    await settleNotices(tx, { about: id, kinds: requestKinds, at })
    return ok({ id })
  })
}

export interface DocumentRead {
  readonly id: string
  /** Of what was read. */
  readonly contentHash: string
}

export const approveDocument = (db: Db, actor: Actor, read: DocumentRead): Promise<Result<{ id: string }>> =>
  decide(db, actor, { ...read, outcome: 'approved' })

/** Gives the document back to be changed; the reason says what. */
export const returnDocument = (
  db: Db,
  actor: Actor,
  read: DocumentRead & { readonly reason: string },
): Promise<Result<{ id: string }>> => decide(db, actor, { ...read, outcome: 'returned' })

interface Decision extends DocumentRead {
  readonly outcome: 'approved' | 'returned'
  readonly reason?: string
}

function decide(
  db: Db,
  actor: Actor,
  { id, contentHash, outcome, reason = '' }: Decision,
): Promise<Result<{ id: string }>> {
  const event = outcome === 'approved' ? 'document.approved' : 'document.returned'
  return act(db, actor, { id, event, details: { contentHash } }, async (tx, document) => {
    const request = await openRequest(tx, id)
    if (!request) return conflict('Dieses Dokument liegt nicht (mehr) zur Freigabe vor.')
    const at = db.clock.now()
    const decided = await recordDecision(tx, actor, { requestId: request.id, outcome, reason, contentHash, at })
    if (!decided.ok) return decided
    if (outcome === 'returned') await unfreeze(tx, id)
    await recordVersion(tx, actor, { document, kind: outcome, at })
    await settleNotices(tx, { about: id, kinds: requestKinds, at })
    for (const to of peopleBehind(request)) {
      if (to !== actor.userId) await queueNotice(tx, { to, kind: outcome, about: id, at })
    }
    return ok({ id })
  })
}

const peopleBehind = ({ authorId, lastEditorId, requestedBy }: ApprovalRequest): ReadonlySet<string> =>
  new Set([authorId, lastEditorId, requestedBy])

/** Lets another Leitung decide, as when the own one wrote it herself. From then on she may read it. */
export async function forwardDocument(
  db: Db,
  actor: Actor,
  { id, to }: { readonly id: string; readonly to: string },
): Promise<Result<{ id: string }>> {
  return act(db, actor, { id, event: 'document.forwarded', details: { to } }, async (tx) => {
    const request = await openRequest(tx, id)
    if (!request) return conflict('Dieses Dokument liegt nicht (mehr) zur Freigabe vor.')
    const at = db.clock.now()
    const forwarded = await forwardRequest(tx, actor, { requestId: request.id, to, at })
    if (!forwarded.ok) return forwarded
    await queueNotice(tx, { to, kind: 'approval_requested', about: id, at })
    return ok({ id })
  })
}

interface Act {
  readonly id: string
  readonly event: `document.${string}`
  readonly details?: Readonly<Record<string, string>>
}

/** One act on a document that this person can see, with its entry. */
async function act(
  db: Db,
  actor: Actor,
  { id, event, details = {} }: Act,
  work: (tx: Tx, document: Document) => Promise<Result<{ id: string }>>,
): Promise<Result<{ id: string }>> {
  const found = await findVisible(db, actor, id)
  if (!found) return gone
  const entry = { by: actor.ref, event, subject: id, related: found.caseId, details } as const
  return transact(db, entry, async (tx) => {
    const document = await findVisible(tx, actor, id)
    return document ? work(tx, document) : gone
  })
}
