import type { Actor } from '../auth/auth.ts'
import { type BlobRef, blobOf, dropUnusedBlob, readBlob, storeBlob, type UploadedFile } from '../base/blobs.ts'
import type { Db, Reader, Tx } from '../base/database.ts'
import { newId } from '../base/ids.ts'
import { conflict, invalid, notFound, ok, type Result, stale } from '../base/result.ts'
import { isCalendarDate } from '../calendar/calendar.ts'
import { reducePicture, turnPicture } from '../picture/picture.ts'
import {
  type Attachment,
  attachmentHash,
  longestTitle,
  mostAttachments,
  plainName,
  printMebibytes,
  titleOfFile,
} from './attachment.ts'
import * as store from './attachment-store.ts'
import { kindOf, recogniseFile } from './file-kind.ts'
import type { AttachmentEvent, AttachmentHolder } from './holder.ts'

/** Those that are there, in their order. */
export async function listAttachments(reader: Reader, subject: string): Promise<Attachment[]> {
  return (await store.selectAttachments(reader, subject)).filter(({ removedAt }) => removedAt === null)
}

/** With the removed ones. */
export const listAllAttachments = store.selectAttachments

export async function listRemoved(reader: Reader, subject: string): Promise<Attachment[]> {
  return (await store.selectAttachments(reader, subject)).filter(({ removedAt }) => removedAt !== null)
}

/** What a content hash takes in of the attachments of its subject. */
export const attachmentHashes = async (reader: Reader, subject: string): Promise<string[]> =>
  (await listAttachments(reader, subject)).map(attachmentHash)

/** What an act on attachments is about; `holder` says who may. */
export interface Place {
  readonly holder: AttachmentHolder
  /** The case or document. */
  readonly id: string
  readonly voidApproval?: boolean
}

export interface OnePlace extends Place {
  readonly attachment: string
}

export interface AddedFile {
  readonly file: UploadedFile
  readonly isPublic: boolean
  /** The largest file that the house takes. */
  readonly maxBytes: number
}

/** Where the problem with a file is shown. */
export const fileField = 'file'

/** A file as one form carries it. */
export async function addAttachment(
  db: Db,
  actor: Actor,
  { file, isPublic, maxBytes, ...place }: Place & AddedFile,
): Promise<Result<{ attachment: string }>> {
  const { bytes } = file
  if (bytes.length === 0) return refusedFile('Wählen Sie eine Datei aus, die nicht leer ist.')
  if (bytes.length > maxBytes) return refusedFile(tooLarge(file.name, maxBytes))
  const kind = await recogniseFile(bytes)
  if (!kind.ok) return refusedFile(`${quoted(file.name)} ${kind.message}`)
  const blob = blobOf({ bytes, mediaType: kind.value.mediaType })
  const added = { name: file.name, isPublic, blob }
  return storeAttachment(db, actor, {
    ...place,
    added,
    keep: (tx) => storeBlob(tx, { bytes, mediaType: blob.mediaType }),
  })
}

export const refusedFile = (message: string) => invalid(message, [{ path: fileField, message }])

export const tooLarge = (name: string, maxBytes: number): string =>
  `${quoted(name)} Die Datei ist größer als ${printMebibytes(maxBytes)}. Verkleinern Sie sie oder teilen Sie sie auf.`

/** So that of several files people see which one is meant. */
export const quoted = (name: string): string => `„${plainName(name)}“:`

interface Storing extends Place {
  readonly added: { readonly name: string; readonly isPublic: boolean; readonly blob: BlobRef }
  /** Stores the bytes; a step. */
  readonly keep: (tx: Tx) => Promise<unknown>
  /** Of a file that came in pieces: whether it is still to be stored, and what is noted down once it is; steps. */
  readonly upload?: {
    isOpen(tx: Tx): Promise<boolean>
    finish(tx: Tx, attachment: string): Promise<void>
  }
}

/** Adds a file whose type and size are known to be right. */
export function storeAttachment(
  db: Db,
  actor: Actor,
  { added, keep, upload, ...place }: Storing,
): Promise<Result<{ attachment: string }>> {
  const attachment = newId()
  return change(db, actor, { ...place, attachment, event: 'attachment_added' }, async (tx) => {
    if (upload && !(await upload.isOpen(tx))) return storedAlready
    if ((await listAttachments(tx, place.id)).length >= mostAttachments) return full
    await keep(tx)
    await store.insertAttachment(tx, {
      id: attachment,
      subject: place.id,
      title: [...titleOfFile(added.name)].slice(0, longestTitle).join(''),
      dated: null,
      isPublic: added.isPublic,
      fileName: plainName(added.name),
      blobId: added.blob.id,
      addedBy: actor.userId,
      addedAt: db.clock.now().toISOString(),
    })
    await upload?.finish(tx, attachment)
    return ok({ attachment })
  })
}

const storedAlready = stale('Diese Datei ist schon abgelegt.')

const full = conflict(`Hier liegen schon ${mostAttachments} Anlagen. Mehr nimmt eine Akte oder ein Dokument nicht auf.`)

export interface Description {
  readonly title: string
  /** As read from the form: a calendar date, or empty. */
  readonly dated: string
  readonly isPublic: boolean
}

export async function describeAttachment(
  db: Db,
  actor: Actor,
  { title: typed, dated, isPublic, ...place }: OnePlace & Description,
): Promise<Result<Attachment>> {
  const title = typed.replace(/\s+/g, ' ').trim().normalize('NFC')
  const fields = [
    ...(title === '' ? [{ path: 'title', message: 'Geben Sie an, wie die Anlage heißt.' }] : []),
    ...([...title].length > longestTitle
      ? [{ path: 'title', message: `Kürzen Sie den Titel auf höchstens ${longestTitle} Zeichen.` }]
      : []),
    ...(dated !== '' && !isCalendarDate(dated)
      ? [{ path: 'dated', message: 'Geben Sie das Datum als Tag an, zum Beispiel 26.11.2026.' }]
      : []),
  ]
  if (fields.length > 0) return invalid('Die Anlage ist noch nicht geändert.', fields)
  return changeOne(db, actor, { ...place, event: 'attachment_changed', details: { public: isPublic } }, (tx, found) =>
    store.updateDescription(tx, found.id, { title, dated: dated || null, isPublic }),
  )
}

/** One place up or down among those of its kind: public ones and others stand apart. */
export function moveAttachment(
  db: Db,
  actor: Actor,
  { direction, ...place }: OnePlace & { readonly direction: 'up' | 'down' },
): Promise<Result<Attachment>> {
  return changeOne(db, actor, { ...place, event: 'attachment_moved' }, async (tx, found) => {
    const all = await listAttachments(tx, found.subject)
    const beside = all.filter(({ isPublic }) => isPublic === found.isPublic)
    const at = beside.findIndex(({ id }) => id === found.id)
    const other = beside[direction === 'up' ? at - 1 : at + 1]
    if (other) await store.swapPositions(tx, found.id, other.id)
  })
}

/** Takes it out of the list. It stays to be brought back, for nothing is ever deleted. */
export const removeAttachment = (db: Db, actor: Actor, place: OnePlace): Promise<Result<Attachment>> =>
  changeOne(db, actor, { ...place, event: 'attachment_removed' }, (tx, found) =>
    store.updateRemoval(tx, found.id, { by: actor.userId, at: db.clock.now().toISOString() }),
  )

export const restoreAttachment = (db: Db, actor: Actor, place: OnePlace): Promise<Result<Attachment>> =>
  change(db, actor, { ...place, event: 'attachment_restored' }, async (tx) => {
    const found = await store.findAttachment(tx, { subject: place.id, attachment: place.attachment })
    if (!found) return gone
    if (found.removedAt === null) return conflict('Diese Anlage ist schon wieder da.')
    if ((await listAttachments(tx, place.id)).length >= mostAttachments) return full
    await store.updateRemoval(tx, found.id, null)
    return ok(found)
  })

/** Turns a picture. What came stays kept beside it until somebody discards it. */
export const turnAttachment = (
  db: Db,
  actor: Actor,
  { degrees, ...place }: OnePlace & { readonly degrees: 90 | 180 | 270 },
): Promise<Result<Attachment>> =>
  reencode(db, actor, { ...place, event: 'attachment_turned' }, (bytes) => turnPicture(bytes, degrees))

export const reduceAttachment = (db: Db, actor: Actor, place: OnePlace): Promise<Result<Attachment>> =>
  reencode(db, actor, { ...place, event: 'attachment_reduced' }, reducePicture)

async function reencode(
  db: Db,
  actor: Actor,
  place: OneChange,
  work: (bytes: Uint8Array) => ReturnType<typeof reducePicture>,
): Promise<Result<Attachment>> {
  const read = await readAttachment(db, actor, place)
  if (!read) return gone
  const { mediaType, blobId } = read.attachment
  if (kindOf(mediaType).shows !== 'picture') return conflict('Drehen und verkleinern lassen sich nur Bilder.')
  const made = await work(read.bytes)
  if (!made.ok) return made
  if (place.event === 'attachment_reduced' && made.value.bytes.length >= read.bytes.length) return alreadySmall
  return changeOne(db, actor, place, async (tx, found) => {
    if (found.blobId !== blobId) return
    const blob = await storeBlob(tx, { bytes: made.value.bytes, mediaType })
    await store.updateFile(tx, found.id, { blobId: blob.id, originalBlobId: found.originalBlobId ?? blobId })
    if (found.originalBlobId !== null) await dropUnusedBlob(tx, blobId)
  })
}

const alreadySmall = conflict('Dieses Bild ist schon so klein. Verkleinern würde nichts sparen.')

/** The picture as it came stands there again. */
export const restoreOriginal = (db: Db, actor: Actor, place: OnePlace): Promise<Result<Attachment>> =>
  changeOne(db, actor, { ...place, event: 'attachment_original_restored' }, async (tx, found) => {
    if (found.originalBlobId === null) return
    await store.updateFile(tx, found.id, { blobId: found.originalBlobId, originalBlobId: null })
    await dropUnusedBlob(tx, found.blobId)
  })

export const discardOriginal = (db: Db, actor: Actor, place: OnePlace): Promise<Result<Attachment>> =>
  changeOne(db, actor, { ...place, event: 'attachment_original_discarded' }, async (tx, found) => {
    if (found.originalBlobId === null) return
    await store.updateFile(tx, found.id, { blobId: found.blobId, originalBlobId: null })
    await dropUnusedBlob(tx, found.originalBlobId)
  })

/** An attachment with its bytes, for somebody who may see what it belongs to; removed ones are not read any more. */
export async function readAttachment(
  reader: Reader,
  actor: Actor,
  { holder, id, attachment: wanted }: OnePlace,
): Promise<{ readonly attachment: Attachment; readonly bytes: Uint8Array } | null> {
  const attachment = await findAttachment(reader, actor, { holder, id, attachment: wanted })
  const bytes = attachment && (await readBlob(reader, attachment.blobId))
  return bytes ? { attachment, bytes } : null
}

export async function findAttachment(
  reader: Reader,
  actor: Actor,
  { holder, id, attachment: wanted }: OnePlace,
): Promise<Attachment | null> {
  if (!(await holder.find(reader, actor, id))) return null
  const found = await store.findAttachment(reader, { subject: id, attachment: wanted })
  return found?.removedAt === null ? found : null
}

interface OneChange extends OnePlace {
  readonly event: AttachmentEvent
  readonly details?: Readonly<Record<string, string | boolean>>
}

function change<T>(
  db: Db,
  actor: Actor,
  { holder, id, voidApproval = false, attachment, event, details = {} }: OneChange,
  work: (tx: Tx) => Promise<Result<T>>,
): Promise<Result<T>> {
  return holder.change(db, actor, { id, voidApproval, event, details: { attachment, ...details } }, work)
}

const changeOne = (
  db: Db,
  actor: Actor,
  place: OneChange,
  work: (tx: Tx, found: Attachment) => Promise<void>,
): Promise<Result<Attachment>> =>
  change(db, actor, place, async (tx) => {
    const found = await store.findAttachment(tx, { subject: place.id, attachment: place.attachment })
    if (found?.removedAt !== null) return gone
    await work(tx, found)
    return ok(found)
  })

const gone = notFound('Diese Anlage gibt es nicht mehr.')
