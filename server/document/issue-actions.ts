import { newestRequest } from '../approval/approval-actions.ts'
import { attachmentHashes } from '../attachment/attachment-actions.ts'
import { transact } from '../audit/audit.ts'
import { chainHead } from '../audit/chain.ts'
import type { Actor } from '../auth/auth.ts'
import { readBlob } from '../base/blobs.ts'
import type { Db, Reader, Tx } from '../base/database.ts'
import { type JobState, jobsOf, queueJob, resumeJob } from '../base/jobs.ts'
import { conflict, notFound, ok, type Result, stale } from '../base/result.ts'
import { asRows } from '../fields/walk.ts'
import { rendererVersion } from '../render/render.ts'
import { newCheckCode } from './check-code.ts'
import { contentHashOf } from './content-hash.ts'
import type { Document } from './document.ts'
import { findVisible, indexNumber } from './document-store.ts'
import { type IssuedFile, type IssueOrder, issueJob, refuseIssuing } from './issue.ts'
import * as store from './issue-store.ts'
import { nextPaperNumber } from './number-circle.ts'
import { templateOf } from './pinned-template.ts'
import { recordVersion } from './version-actions.ts'

export interface OrderedDocument {
  readonly id: string
  /** Of the content that the person has read, where the page showed one. */
  readonly contentHash?: string
}

/** Orders the issue of an approved document: number, code and date are fixed, and a job makes the file. What is ordered is
 *  never taken back. */
export async function orderIssue(
  db: Db,
  actor: Actor,
  { id, contentHash }: OrderedDocument,
): Promise<Result<IssueOrder>> {
  const visible = await findVisible(db, actor, id)
  if (!visible) return gone
  const refused = refuseIssuing(actor, visible)
  if (refused) return refused
  const otherwise = await refuseOtherWords(db, visible)
  if (!otherwise.ok) return otherwise
  return transact<IssueOrder>(
    db,
    { by: actor.ref, event: 'document.issue_ordered', subject: id, related: visible.caseId, details: orderDetails },
    async (tx) => {
      const document = await findVisible(tx, actor, id)
      if (!document) return gone
      const approved = await approvedContent(tx, document)
      if (!approved.ok) return approved
      if (contentHash !== undefined && contentHash !== approved.value) return changedSince
      const at = db.clock.now()
      const number = await numberFor(tx, document, at)
      if (!number.ok) return number
      const order = await placeOrder(tx, actor, { document, contentHash: approved.value, at, number: number.value })
      await recordVersion(tx, actor, { document, kind: 'issued', at })
      await queueJob(tx, { kind: issueJob, subject: id })
      return ok(order)
    },
  )
}

/** Approved are words, and a newer program may set others: that ends here, before a number is used up. */
async function refuseOtherWords(reader: Reader, document: Document): Promise<Result<null>> {
  if (document.state !== 'approved') return ok(null)
  const template = await templateOf(reader, document)
  const hash = await contentHashOf(template, document.values, await attachmentHashes(reader, document.id))
  if (!hash.ok) return hash
  return hash.value === document.contentHash ? ok(null) : otherWords
}

const otherWords = conflict(
  'Seit der Freigabe setzt das Programm einzelne Wörter dieses Dokuments anders. Ändern Sie den Entwurf, dann erlischt ' +
    'die Freigabe, und geben Sie ihn noch einmal zur Freigabe.',
)

const orderDetails = ({ number, code, revision, contentHash, rendererVersion: renderer }: IssueOrder) => ({
  ...(number === null ? {} : { number }),
  code,
  revision,
  content: contentHash,
  renderer,
})

/** Papers have one, from the circle of the body that deals with them first. */
async function numberFor(tx: Tx, { kind, values }: Document, at: Date): Promise<Result<string | null>> {
  if (kind !== 'paper') return ok(null)
  const [station] = asRows(values.beratungsfolge)
  return nextPaperNumber(tx, { body: String(station?.gremium ?? '').trim(), at })
}

interface PlannedOrder {
  readonly document: Document
  readonly contentHash: string
  readonly at: Date
  readonly number: string | null
}

async function placeOrder(
  tx: Tx,
  actor: Actor,
  { document, contentHash, at, number }: PlannedOrder,
): Promise<IssueOrder> {
  const head = await chainHead(tx)
  const order: IssueOrder = {
    documentId: document.id,
    number,
    code: newCheckCode(),
    at: at.toISOString(),
    checkpointSeq: head.seq,
    checkpointHash: head.entryHash,
    contentHash,
    rendererVersion,
    revision: document.revision,
    orderedBy: actor.userId,
  }
  await store.insertOrder(tx, order)
  if (number !== null) await indexNumber(tx, document.id)
  return order
}

/** The hash that was approved, which the newest revision still has. */
async function approvedContent(tx: Tx, document: Document): Promise<Result<string>> {
  if (document.state !== 'approved') return conflict(whyNot[document.state])
  const request = await newestRequest(tx, document.id)
  if (!request || request.contentHash !== document.contentHash) return changedSince
  return ok(request.contentHash)
}

const whyNot: Readonly<Record<Exclude<Document['state'], 'approved'>, string>> = {
  draft: 'Ausgefertigt wird nur, was freigegeben ist. Geben Sie das Dokument zuerst zur Freigabe.',
  returned: 'Dieses Dokument wurde zurückgegeben. Überarbeiten Sie es und geben Sie es wieder zur Freigabe.',
  in_approval: 'Dieses Dokument liegt noch zur Freigabe vor. Ausgefertigt wird es danach.',
  issuing: 'Die Ausfertigung ist schon angeordnet.',
  issued: 'Dieses Dokument ist schon ausgefertigt.',
  signed: 'Dieses Dokument ist schon ausgefertigt und unterschrieben.',
  discarded: 'Dieses Dokument ist verworfen.',
}

/** Lets the job try again at once after it failed. */
export async function retryIssue(
  db: Db,
  actor: Actor,
  { id }: { readonly id: string },
): Promise<Result<{ id: string }>> {
  const visible = await findVisible(db, actor, id)
  if (!visible) return gone
  const refused = refuseIssuing(actor, visible)
  if (refused) return refused
  const entry = { by: actor.ref, event: 'document.issue_resumed', subject: id, related: visible.caseId } as const
  return transact(db, entry, async (tx) => {
    const document = await findVisible(tx, actor, id)
    if (document?.state !== 'issuing') return conflict('Hier wartet keine Ausfertigung mehr.')
    const [job] = await jobsOf(tx, id)
    if (!job || !(await resumeJob(tx, job.id)))
      return conflict('Die Ausfertigung läuft gerade. Warten Sie einen Moment.')
    return ok({ id })
  })
}

export interface Issue {
  readonly order: IssueOrder
  /** Null as long as the job has not stored it. */
  readonly file: IssuedFile | null
  /** What the job has done so far; null once the file is there. */
  readonly job: JobState | null
}

/** How the issue of a document stands, for somebody who may see the document. */
export async function readIssue(reader: Reader, actor: Actor, id: string): Promise<Issue | null> {
  if (!(await findVisible(reader, actor, id))) return null
  const order = await store.findOrder(reader, id)
  if (!order) return null
  const file = await store.findIssuedFile(reader, id)
  return { order, file, job: file ? null : ((await jobsOf(reader, id))[0] ?? null) }
}

/** The issued file itself, for somebody who may see the document. */
export async function readIssuedPdf(
  reader: Reader,
  actor: Actor,
  id: string,
): Promise<{ readonly bytes: Uint8Array; readonly code: string } | null> {
  const issue = await readIssue(reader, actor, id)
  if (!issue?.file) return null
  const bytes = await readBlob(reader, issue.file.blobId)
  if (!bytes) throw new Error(`The issued file of ${id} is missing.`)
  return { bytes, code: issue.order.code }
}

/** For the public check, which knows no persons: when exactly this file was issued here, or null. */
export const issuedWithHash = (reader: Reader, fileHash: string): Promise<{ at: string } | null> =>
  store.findIssuedByHash(reader, fileHash)

/** For the public check: when something was issued under this code (in its printed form), or null. */
export const issuedWithCode = (reader: Reader, code: string): Promise<{ at: string } | null> =>
  store.findIssuedByCode(reader, code)

const gone = notFound('Dieses Dokument gibt es nicht, oder es gehört nicht zu Ihren.')
const changedSince = stale('Der Inhalt wurde seitdem geändert. Lesen Sie die neue Fassung, bevor Sie ausfertigen.')
