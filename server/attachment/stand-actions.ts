import type { Reader, Tx } from '../base/database.ts'
import type { Attachment } from './attachment.ts'
import { listAttachments } from './attachment-actions.ts'
import { type AttachmentChange, type AttachmentThen, compareAttachments, isReordered } from './attachment-changes.ts'
import { findStand, insertStand, type StandPlace } from './stand-store.ts'

/** Notes down which attachments a revision of their subject has; a step. */
export async function noteAttachments(tx: Tx, place: StandPlace): Promise<void> {
  const attachments = await listAttachments(tx, place.subject)
  if (attachments.length > 0) await insertStand(tx, place, attachments.map(asThen))
}

const asThen = ({ id, title, dated, isPublic, fileName, sha256 }: Attachment): AttachmentThen => ({
  ...{ id, title, dated, isPublic, fileName, sha256 },
})

export interface AttachmentsSince {
  readonly changes: readonly AttachmentChange[]
  readonly reordered: boolean
}

/** What became of the attachments since a revision that was noted down. */
export async function attachmentChanges(reader: Reader, since: StandPlace): Promise<AttachmentsSince> {
  const before = await findStand(reader, since)
  const changes = compareAttachments(before, (await listAttachments(reader, since.subject)).map(asThen))
  return { changes, reordered: isReordered(changes, before) }
}
