import { z } from 'zod'
import type { Reader, Tx } from '../base/database.ts'
import type { AttachmentThen } from './attachment-changes.ts'

export interface StandPlace {
  readonly subject: string
  readonly revision: number
}

/** A revision has the same attachments for good: a second time nothing happens. */
export async function insertStand(
  tx: Tx,
  { subject, revision }: StandPlace,
  attachments: readonly AttachmentThen[],
): Promise<void> {
  await tx.run(
    `INSERT INTO attachment_stand (subject, revision, attachments_json) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`,
    [subject, revision, JSON.stringify(attachments)],
  )
}

const listed: z.ZodType<AttachmentThen[]> = z.array(
  z.object({
    id: z.string(),
    title: z.string(),
    dated: z.string().nullable(),
    isPublic: z.boolean(),
    fileName: z.string(),
    sha256: z.string(),
  }),
)

export async function findStand(reader: Reader, { subject, revision }: StandPlace): Promise<AttachmentThen[]> {
  const found = await reader.first(
    z.object({ attachmentsJson: z.string() }),
    'SELECT attachments_json FROM attachment_stand WHERE subject = ? AND revision = ?',
    [subject, revision],
  )
  return found ? listed.parse(JSON.parse(found.attachmentsJson)) : []
}
