import { bookkeep } from '../audit/audit.ts'
import type { Actor } from '../auth/auth.ts'
import { blobOf, storePieces } from '../base/blobs.ts'
import { sha256Hex } from '../base/canonical-json.ts'
import type { Db, Reader } from '../base/database.ts'
import { newId } from '../base/ids.ts'
import { queueLoneJob } from '../base/jobs.ts'
import { conflict, invalid, notFound, ok, type Problem, type Result, stale } from '../base/result.ts'
import { plainName } from './attachment.ts'
import { type Place, quoted, refusedFile, storeAttachment, tooLarge } from './attachment-actions.ts'
import { recogniseFile } from './file-kind.ts'
import type { Upload } from './upload-store.ts'
import * as store from './upload-store.ts'

export type { Upload } from './upload-store.ts'

/** Pieces come in multiples of this, but the last, so that nobody fills the table with crumbs. */
export const pieceBytes = 256 * 1024
/** More in one request would be lost together when the connection breaks. */
export const mostPieceBytes = 4 * pieceBytes

export const uploadLifeMs = 24 * 3_600_000
export const expireJob = 'upload.expire'

export interface NewUpload extends Place {
  readonly fileName: string
  readonly size: number
  /** As lower-case hex; empty where the browser could not compute it. */
  readonly sha256: string
  readonly isPublic: boolean
  readonly maxBytes: number
}

/** What a browser needs to know of an upload to go on with it. */
export interface UploadState {
  readonly id: string
  /** How many bytes are there. */
  readonly offset: number
  readonly size: number
  /** It has become an attachment. */
  readonly isDone: boolean
  readonly attachment: string | null
}

const stateOf = ({ id, received, size, attachmentId }: Upload): UploadState => ({
  id,
  offset: received,
  size,
  isDone: attachmentId !== null,
  attachment: attachmentId,
})

/** Begins an upload; one of the same file that broke off before goes on. */
export async function beginUpload(db: Db, actor: Actor, wanted: NewUpload): Promise<Result<UploadState>> {
  const { holder, id: subject, fileName, size, maxBytes, isPublic } = wanted
  const holding = await holder.find(db, actor, subject)
  if (!holding) return gone
  if (holding.refusal) return holding.refusal
  if (holding.endsApproval && wanted.voidApproval !== true) return endsApproval
  if (!Number.isSafeInteger(size) || size < 1) return refusedFile(`${quoted(fileName)} Die Datei ist leer.`)
  if (size > maxBytes) return refusedFile(tooLarge(fileName, maxBytes))
  const sha256 = /^[0-9a-f]{64}$/.test(wanted.sha256) ? wanted.sha256 : null
  const now = db.clock.now()
  const unfinished = (await store.selectUnfinished(db, actor.userId)).filter(
    ({ expiresAt }) => expiresAt > now.toISOString(),
  )
  const same = unfinished.find(
    (each) => each.subject === subject && sha256 !== null && each.sha256 === sha256 && each.isPublic === isPublic,
  )
  if (same) return ok(stateOf(same))
  const refused = refuseMore(unfinished, size, maxBytes)
  if (refused) return refused
  const id = newId()
  const expiresAt = new Date(now.getTime() + uploadLifeMs)
  // First the job: one without its upload does no harm, an upload without its job would never go.
  await queueLoneJob(db, { kind: expireJob, subject: id, runAfter: expiresAt })
  await bookkeep(db, 'upload', (tx) =>
    store.insertUpload(tx, {
      id,
      userId: actor.userId,
      subject,
      fileName: plainName(fileName),
      size,
      sha256,
      isPublic,
      begunAt: now.toISOString(),
      expiresAt: expiresAt.toISOString(),
    }),
  )
  return ok({ id, offset: 0, size, isDone: false, attachment: null })
}

const endsApproval = conflict(
  'Dieses Dokument ist freigegeben. Bestätigen Sie am Haken über dem Knopf, dass die Freigabe erlischt.',
)

const mostUnfinished = 20

/** So that nobody fills the disk with halves. */
function refuseMore(unfinished: readonly Upload[], size: number, maxBytes: number): Problem | null {
  const bytes = unfinished.reduce((sum, each) => sum + each.size, size)
  if (unfinished.length < mostUnfinished && bytes <= 4 * maxBytes) return null
  return conflict(
    'Zu viele Ihrer Dateien sind noch unterwegs. Warten Sie, bis sie angekommen sind, oder verwerfen Sie angefangene.',
  )
}

export interface UploadPlace extends Place {
  readonly upload: string
}

/** How far an upload is, for whoever began it and may still add to the place. */
export async function readUpload(reader: Reader, actor: Actor, place: UploadPlace): Promise<Result<UploadState>> {
  const found = await findOwn(reader, actor, place)
  return found.ok ? ok(stateOf(found.value)) : found
}

/** Those of this person that belong here and are not whole, the newest first. */
export async function listUnfinished(reader: Reader, actor: Actor, subject: string): Promise<Upload[]> {
  return (await store.selectUnfinished(reader, actor.userId)).filter((each) => each.subject === subject)
}

export interface Piece extends UploadPlace {
  /** Of its first byte. */
  readonly offset: number
  readonly bytes: Uint8Array
}

/** Takes the next piece; with the last one the file becomes an attachment. A piece that does not begin where the others end
 *  is `stale`: ask how far the upload is, and go on there. Without bytes it asks for the file that is whole already. */
export async function receivePiece(
  db: Db,
  actor: Actor,
  { offset, bytes, ...place }: Piece,
): Promise<Result<UploadState>> {
  const found = await findOwn(db, actor, place)
  if (!found.ok) return found
  const { id, size, attachmentId, received } = found.value
  if (attachmentId !== null) return ok(stateOf(found.value))
  if (offset !== received) return elsewhere
  const end = offset + bytes.length
  if (end > size || bytes.length > mostPieceBytes) return invalid('Dieses Stück der Datei passt nicht zu ihr.')
  if (end < size && (bytes.length === 0 || bytes.length % pieceBytes !== 0)) {
    return invalid('Dieses Stück der Datei hat keine erlaubte Länge.')
  }
  const stored = await bookkeep(db, 'upload_chunk', async (tx) => {
    if ((await store.findUpload(tx, id))?.received !== offset) return false
    for (let start = 0; start < bytes.length; start += pieceBytes) {
      await store.insertChunk(tx, id, offset + start, bytes.subarray(start, start + pieceBytes))
    }
    return true
  })
  if (!stored) return elsewhere
  if (end < size) return ok({ id, offset: end, size, isDone: false, attachment: null })
  return finish(db, actor, { ...place, upload: found.value })
}

const elsewhere = stale('Dieses Stück schließt nicht an das Angekommene an.')

/** The file is whole: it is checked and becomes an attachment. What cannot become one goes at once. */
async function finish(
  db: Db,
  actor: Actor,
  { upload, ...place }: Place & { readonly upload: Upload },
): Promise<Result<UploadState>> {
  const { id, fileName, size, sha256, isPublic } = upload
  const bytes = await store.readChunks(db, id)
  if (bytes.length !== size || (sha256 !== null && sha256Hex(bytes) !== sha256)) {
    await drop(db, id)
    return refusedFile(`${quoted(fileName)} Die Datei ist beschädigt angekommen. Wählen Sie sie noch einmal.`)
  }
  const kind = await recogniseFile(bytes)
  if (!kind.ok) {
    await drop(db, id)
    return refusedFile(`${quoted(fileName)} ${kind.message}`)
  }
  const blob = blobOf({ bytes, mediaType: kind.value.mediaType })
  const added = { name: fileName, isPublic, blob }
  const stored = await storeAttachment(db, actor, {
    ...place,
    added,
    keep: (tx) => storePieces(tx, blob, store.chunksOf(id)),
    upload: {
      // Asked in the same transaction: a file that two requests finish at once is there once.
      isOpen: async (tx) => (await store.findUpload(tx, id))?.attachmentId === null,
      finish: (tx, attachment) => store.finishUpload(tx, id, attachment),
    },
  })
  if (stored.ok || stored.problem === 'stale') return readUpload(db, actor, { ...place, upload: id })
  return stored
}

/** Takes an unfinished upload away. */
export async function discardUpload(db: Db, actor: Actor, place: UploadPlace): Promise<Result<null>> {
  const found = await findOwn(db, actor, place)
  if (!found.ok) return found
  if (found.value.attachmentId === null) await drop(db, found.value.id)
  return ok(null)
}

async function drop(db: Db, id: string): Promise<void> {
  await bookkeep(db, 'upload', (tx) => store.deleteUpload(tx, id))
  await bookkeep(db, 'upload_chunk', store.sweepChunks)
}

/** What has lain here for a day is given up, whole or not. */
export async function expireUpload(db: Db, id: string): Promise<void> {
  const upload = await store.findUpload(db, id)
  if (upload && upload.expiresAt <= db.clock.now().toISOString()) await drop(db, id)
}

/** Rights are asked for with each piece: somebody may have lost the case since. */
async function findOwn(reader: Reader, actor: Actor, { holder, id, upload }: UploadPlace): Promise<Result<Upload>> {
  const holding = await holder.find(reader, actor, id)
  const found = holding && (await store.findUpload(reader, upload))
  if (!found || found.userId !== actor.userId || found.subject !== id) return gone
  return ok(found)
}

const gone = notFound('Diesen Upload gibt es nicht mehr. Wählen Sie die Datei noch einmal.')
