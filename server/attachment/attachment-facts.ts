import type { Actor } from '../auth/auth.ts'
import { findBlob } from '../base/blobs.ts'
import type { Reader } from '../base/database.ts'
import { printDate } from '../calendar/calendar.ts'
import { type Attachment, numbered, printMebibytes, printSize } from './attachment.ts'
import { listAttachments, listRemoved } from './attachment-actions.ts'
import { acceptedFiles, kindOf } from './file-kind.ts'
import type { AttachmentHolder, Holding } from './holder.ts'
import { listUnfinished } from './upload-actions.ts'

export interface AttachmentSettings {
  /** The largest file. */
  readonly maxBytes: number
}

interface Shown {
  readonly holder: AttachmentHolder
  readonly holding: Holding
}

/** What the list of attachments shows. */
export async function attachmentsPanel(
  reader: Reader,
  actor: Actor,
  { holder, holding, maxBytes }: Shown & AttachmentSettings,
) {
  const { id, hasPublicity, refusal, endsApproval, bundles } = holding
  const here = `/${holder.collection}/${id}/attachments`
  const all = numbered(await listAttachments(reader, id), { hasPublicity }).map((each) => shownLine(each, here))
  const publicOnes = all.filter(({ isPublic }) => isPublic)
  const others = all.filter(({ isPublic }) => !isPublic)
  return {
    here,
    lists: hasPublicity
      ? [
          { title: 'Öffentlich', attachments: publicOnes },
          { title: 'Nichtöffentlich', attachments: others },
        ]
      : [{ title: null, attachments: all }],
    removed: refusal ? [] : (await listRemoved(reader, id)).map(({ id: removed, title }) => ({ id: removed, title })),
    unfinished: refusal
      ? []
      : (await listUnfinished(reader, actor, id)).map((each) => ({
          id: each.id,
          fileName: each.fileName,
          progress: `${printSize(each.received)} von ${printSize(each.size)}`,
        })),
    hasPublicity,
    bundles,
    limit: { bytes: maxBytes, words: printMebibytes(maxBytes) },
    accept: acceptedFiles,
    can: { change: refusal === null, why: refusal?.message ?? null },
    endsApproval: refusal === null && endsApproval,
  }
}

const shownLine = (attachment: Attachment & { readonly number: string }, here: string) => ({
  id: attachment.id,
  number: attachment.number,
  title: attachment.title,
  kind: `${kindOf(attachment.mediaType).label}, ${printSize(attachment.size)}`,
  dated: attachment.dated && printDate(attachment.dated),
  isPublic: attachment.isPublic,
  addedByName: attachment.addedByName,
  addedAt: attachment.addedAt,
  preview: kindOf(attachment.mediaType).shows === 'nothing' ? null : previewHref(here, attachment),
})

/** The file is part of it, so that another one is not taken for the one that the browser kept. */
export const previewHref = (here: string, { id, blobId }: Pick<Attachment, 'id' | 'blobId'>): string =>
  `${here}/${id}/preview?v=${blobId.slice(0, 12)}`

interface OneShown extends Shown {
  readonly attachment: Attachment
  /** What a refused form held. */
  readonly typed: { readonly title: string; readonly dated: string; readonly isPublic: boolean } | undefined
}

/** What the page of one attachment shows. */
export async function attachmentPage(reader: Reader, { holder, holding, attachment, typed }: OneShown) {
  const { id, current, crumbs, hasPublicity, refusal, endsApproval } = holding
  const all = `/${holder.collection}/${id}/attachments`
  const original = attachment.originalBlobId === null ? null : await findBlob(reader, attachment.originalBlobId)
  const { title, dated, isPublic } = attachment
  return {
    here: `${all}/${attachment.id}`,
    title,
    current,
    crumbs: [...crumbs, { href: all, label: 'Anlagen' }],
    shows: kindOf(attachment.mediaType).shows,
    kind: kindOf(attachment.mediaType).label,
    size: printSize(attachment.size),
    originalSize: original && printSize(original.size),
    fileName: attachment.fileName,
    addedByName: attachment.addedByName,
    addedAt: attachment.addedAt,
    hasPublicity,
    isPublic,
    form: typed ?? { title, dated: dated === null ? '' : printDate(dated), isPublic },
    version: attachment.blobId.slice(0, 12),
    can: { change: refusal === null, why: refusal?.message ?? null },
    endsApproval: refusal === null && endsApproval,
  }
}
