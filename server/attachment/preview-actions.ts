import { bookkeep } from '../audit/audit.ts'
import type { Actor } from '../auth/auth.ts'
import { readBlob } from '../base/blobs.ts'
import type { Db } from '../base/database.ts'
import { asJpeg } from '../picture/picture.ts'
import { findAttachment, type OnePlace } from './attachment-actions.ts'
import { kindOf } from './file-kind.ts'
import { findFirstPage, insertFirstPage } from './first-page-store.ts'

/** Draws the first page of a PDF as a JPEG, away from everything else. Null where it cannot be drawn; `busy` where it may be
 *  asked for again later. */
export type DrawFirstPage = (pdf: Uint8Array) => Promise<Uint8Array | null | 'busy'>

const longestEdge = 480

/** What an attachment looks like, as a small JPEG, for somebody who may see it: the picture, or the first page of a PDF.
 *  Null where there is nothing to show. */
export async function readPreview(
  db: Db,
  actor: Actor,
  { draw, ...place }: OnePlace & { readonly draw: DrawFirstPage },
): Promise<Uint8Array | null> {
  const attachment = await findAttachment(db, actor, place)
  const shows = attachment && kindOf(attachment.mediaType).shows
  if (!attachment || shows === 'nothing') return null
  if (shows === 'pdf') return firstPageOf(db, attachment.blobId, draw)
  const bytes = await readBlob(db, attachment.blobId)
  const shown = bytes && (await asJpeg(bytes, { longestEdge }))
  return shown?.ok ? shown.value.bytes : null
}

/** Drawn once for each file; one that cannot be drawn is not tried again. */
async function firstPageOf(db: Db, blobId: string, draw: DrawFirstPage): Promise<Uint8Array | null> {
  const known = await findFirstPage(db, blobId)
  if (known) return known.jpeg
  const bytes = await readBlob(db, blobId)
  const drawn = bytes && (await draw(bytes))
  if (drawn === 'busy') return null
  await bookkeep(db, 'first_page', (tx) => insertFirstPage(tx, blobId, drawn))
  return drawn
}
