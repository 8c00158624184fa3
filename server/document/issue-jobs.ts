import { attachmentHashes } from '../attachment/attachment-actions.ts'
import { transact } from '../audit/audit.ts'
import { storeBlob } from '../base/blobs.ts'
import { sha256Hex } from '../base/canonical-json.ts'
import type { Db, Reader } from '../base/database.ts'
import type { JobHandlers } from '../base/jobs.ts'
import { conflict, notFound, ok, type Result } from '../base/result.ts'
import type { Values } from '../fields/fields.ts'
import { queueNotice } from '../notice/notice-actions.ts'
import { rendererVersion } from '../render/render.ts'
import type { Template } from '../template/library.ts'
import { renderDocument } from '../template/rendering.ts'
import { contentHashOf } from './content-hash.ts'
import { footerCode, type IssueOrder, issueJob } from './issue.ts'
import * as store from './issue-store.ts'
import { type IssuedSource, readIssuedSource } from './issued-source.ts'
import { reduceWriting } from './writing-reduction.ts'

/** The seal of the house, composed in server/house-seal.ts. */
export interface SealPort {
  /** Fills the field `seal` and certifies the file, or says in German why it cannot. */
  seal(bytes: Uint8Array, at: Date): Promise<Result<Uint8Array>>
}

export interface IssuePorts {
  readonly seal: SealPort['seal']
  /** Where people reach the public check, as printed: `vorlagen.kreis-auental.de`. */
  readonly publicHost: string
}

/** For the job loop. A failure is told on the document's page and tried again later. */
export const issueJobs = (ports: IssuePorts): JobHandlers => ({
  [issueJob]: async (db, { subject }) => {
    const issued = await issueAndReduce(db, subject, ports).catch((cause: unknown) => {
      const why = cause instanceof Error ? cause.message : String(cause)
      throw new Error(`Ein Fehler im Programm, den die Technik beheben muss: ${why}`, { cause })
    })
    if (!issued.ok) throw new Error(issued.message)
  },
})

async function issueAndReduce(db: Db, documentId: string, ports: IssuePorts): Promise<Result<unknown>> {
  const issued = await runIssue(db, documentId, ports)
  if (issued.ok) await reduceWriting(db, documentId)
  return issued
}

/** Renders, seals and stores what was ordered. It reads nothing but the order and what the order names, so it may be ended
 *  at any point and begun again; stored is exactly once. */
export async function runIssue(db: Db, documentId: string, ports: IssuePorts): Promise<Result<{ fileHash: string }>> {
  const order = await store.findOrder(db, documentId)
  if (!order) return notFound('Für dieses Dokument ist keine Ausfertigung angeordnet.')
  const already = await store.findIssuedFile(db, documentId)
  if (already) return ok({ fileHash: already.fileHash })
  const file = await makeFile(db, order, ports)
  return file.ok ? storeFile(db, order, file.value) : file
}

interface MadeFile {
  readonly bytes: Uint8Array
  readonly pages: number
  readonly source: IssuedSource
}

async function makeFile(db: Db, order: IssueOrder, ports: IssuePorts): Promise<Result<MadeFile>> {
  const source = await readIssuedSource(db, order)
  if (!source.ok) return source
  const refused = await refuseOtherContent(source.value, order, await attachmentHashes(db, order.documentId))
  if (!refused.ok) return refused
  const rendered = await renderDocument({
    template: source.value.template,
    values: source.value.values,
    mode: 'final',
    at: new Date(order.at),
    draft: false,
    code: footerCode(order, ports.publicHost),
  })
  if (!rendered.ok) return rendered
  // The moment of sealing, not of the order: a certificate that was renewed in between could not have sealed before.
  const sealed = await ports.seal(rendered.value.bytes, db.clock.now())
  if (!sealed.ok) return sealed
  return ok({ bytes: sealed.value, pages: rendered.value.pages, source: source.value })
}

/** What is issued must be, word by word, what was approved; only what issuing assigns stands outside of it. */
async function refuseOtherContent(
  { template, approvedValues }: { readonly template: Template; readonly approvedValues: Values },
  { contentHash }: IssueOrder,
  attachments: readonly string[],
): Promise<Result<null>> {
  const hash = await contentHashOf(template, approvedValues, attachments)
  if (!hash.ok) return hash
  return hash.value === contentHash ? ok(null) : conflict(otherContent)
}

const otherContent =
  'Der Text, den dieses Programm heute setzt, ist nicht mehr der freigegebene. Es wurde nichts ausgefertigt. ' +
  'Die Administration muss die frühere Programmversion einspielen.'

async function storeFile(
  db: Db,
  order: IssueOrder,
  { bytes, pages, source }: MadeFile,
): Promise<Result<{ fileHash: string }>> {
  const { documentId } = order
  const fileHash = sha256Hex(bytes)
  const details = { file: fileHash, pages, ...rendererDetails(order) }
  const entry = { by: { userId: 'system' }, event: 'document.issued', subject: documentId, details } as const
  const stored = await transact(db, { ...entry, related: source.caseId }, async (tx) => {
    if (await store.findIssuedFile(tx, documentId)) return alreadyIssued
    if (order.rendererVersion !== rendererVersion) await store.updateRendererVersion(tx, documentId, rendererVersion)
    const blob = await storeBlob(tx, { bytes, mediaType: 'application/pdf' })
    const storedAt = db.clock.now().toISOString()
    await store.insertIssuedFile(tx, { documentId, blobId: blob.id, fileHash, pages, storedAt })
    await queueNotice(tx, { to: order.orderedBy, kind: 'issued', about: documentId, at: db.clock.now() })
    return ok({ fileHash })
  })
  return stored === alreadyIssued ? issuedByAnother(db, documentId) : stored
}

/** Two workers may have had the job at the same time: the first one's file counts. */
const alreadyIssued = conflict('Dieses Dokument ist schon ausgefertigt.')

async function issuedByAnother(reader: Reader, documentId: string): Promise<Result<{ fileHash: string }>> {
  const file = await store.findIssuedFile(reader, documentId)
  return file ? ok({ fileHash: file.fileHash }) : alreadyIssued
}

/** Ordered under another version of the renderer than the one that now printed it: that stands in the trail. */
const rendererDetails = (order: IssueOrder) =>
  order.rendererVersion === rendererVersion
    ? { renderer: rendererVersion }
    : { renderer: rendererVersion, orderedRenderer: order.rendererVersion }
