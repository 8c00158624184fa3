import { transact } from '../audit/audit.ts'
import { type Actor, has } from '../auth/auth.ts'
import { readBlob, storeBlob, type UploadedFile } from '../base/blobs.ts'
import type { Db, Reader, Tx } from '../base/database.ts'
import { newId } from '../base/ids.ts'
import { conflict, forbidden, invalid, notFound, ok, type Problem, type Result, stale } from '../base/result.ts'
import { isCalendarDate, printDate } from '../calendar/calendar.ts'
import { localDate } from '../calendar/local-time.ts'
import type { VersionTexts } from './check.ts'
import { readTemplate } from './library.ts'
import type { FileName } from './locating.ts'
import { readSampleText } from './sample.ts'
import { onlyKeepers, versionSubject } from './template-actions.ts'
import {
  type DraftFile,
  isEditable,
  type NamedFile,
  readReason,
  readSlug,
  readUpload,
  refuseEditing,
  refusePublishing,
  type TemplateDraft,
} from './template-draft.ts'
import { checkDraft, type DraftCheck } from './template-draft-check.ts'
import * as store from './template-draft-store.ts'
import { findVersion, insertVersion, selectVersionsOf } from './template-store.ts'

const gone = notFound('Diesen Entwurf einer Dokumentvorlage gibt es nicht.')
const editedMeanwhile = stale('Dieser Entwurf wurde inzwischen geändert. Sehen Sie ihn sich noch einmal an.')

/** For people who keep templates; nobody else sees what is not published. */
export const readTemplateDraft = async (reader: Reader, actor: Actor, id: string): Promise<TemplateDraft | null> =>
  has(actor, 'vorlagenpflege') ? store.findDraft(reader, id) : null

/** Those that somebody may still work on or decide about, the newest first. */
export const listOpenDrafts = async (reader: Reader, actor: Actor): Promise<Omit<TemplateDraft, 'files'>[]> =>
  has(actor, 'vorlagenpflege') ? store.selectOpenDrafts(reader) : []

/** Begins the next version of a template, or a new template, with the files of it that are there already. */
export async function createTemplateDraft(
  db: Db,
  actor: Actor,
  { slug: typed, files: chosen }: { readonly slug: string; readonly files: readonly UploadedFile[] },
): Promise<Result<{ id: string }>> {
  if (!has(actor, 'vorlagenpflege')) return forbidden(onlyKeepers)
  const [slug, files] = [readSlug(typed), readUpload(chosen)]
  if (!slug.ok || !files.ok) return bothProblems(slug, files)
  const id = newId()
  const details = { slug: slug.value, files: namesOf(files.value) }
  const entry = { by: actor.ref, event: 'template.draft_created', subject: id, details } as const
  return transact(db, entry, async (tx): Promise<Result<{ id: string }>> => {
    if (await store.findOpenDraft(tx, slug.value)) {
      const message = 'Für diese Dokumentvorlage ist schon eine Version in Arbeit. Öffnen Sie sie unter „In Arbeit“.'
      return { ...conflict(message), fields: [{ path: 'slug', message }] }
    }
    const at = db.clock.now().toISOString()
    await store.insertDraft(tx, { id, slug: slug.value, userId: actor.userId, at })
    await insertFiles(tx, { draftId: id, edit: 1, userId: actor.userId, at, files: files.value })
    return ok({ id })
  })
}

function bothProblems(...results: readonly Result<unknown>[]): Problem {
  const problems = results.flatMap((result) => (result.ok ? [] : [result]))
  return invalid(
    problems[0]?.message ?? '',
    problems.flatMap(({ fields }) => fields),
  )
}

const namesOf = (files: readonly NamedFile[]): string => files.map(({ name }) => name).join(' ')

interface FilesOfEdit {
  readonly draftId: string
  readonly edit: number
  readonly userId: string
  readonly at: string
  readonly files: readonly NamedFile[]
}

async function insertFiles(tx: Tx, { files, ...edit }: FilesOfEdit): Promise<void> {
  const stored: { name: FileName; blobId: string }[] = []
  for (const { name, bytes } of files) {
    stored.push({ name, blobId: (await storeBlob(tx, { bytes, mediaType: 'text/plain' })).id })
  }
  await store.insertEdit(tx, { ...edit, files: stored })
}

export interface DraftEdit {
  readonly id: string
  readonly files: readonly UploadedFile[]
  /** The edit that brought the text which was changed by hand; nothing for an upload, which replaces whatever is there. */
  readonly base?: number
}

/** Replaces single files of a draft; the others stay as they were. What stood there before is kept. */
export async function editTemplateDraft(
  db: Db,
  actor: Actor,
  { id, files: chosen, base }: DraftEdit,
): Promise<Result<null>> {
  if (!has(actor, 'vorlagenpflege')) return forbidden(onlyKeepers)
  const files = readUpload(chosen)
  if (!files.ok) return files
  const details = { files: namesOf(files.value) }
  const entry = { by: actor.ref, event: 'template.draft_edited', subject: id, details } as const
  return transact(db, entry, async (tx): Promise<Result<null>> => {
    const draft = await store.findDraft(tx, id)
    if (!draft) return gone
    const refused = refuseEditing(draft)
    if (refused) return refused
    const standing = draft.files.find(({ name }) => name === files.value[0]?.name)
    if (base !== undefined && standing && standing.edit !== base) {
      return stale(`${standing.userName} hat diese Datei inzwischen geändert. Ihr Text ist noch nicht gespeichert.`)
    }
    const at = db.clock.now().toISOString()
    await insertFiles(tx, { draftId: id, edit: draft.edit + 1, userId: actor.userId, at, files: files.value })
    return ok(null)
  })
}

interface SeenDraft {
  readonly id: string
  /** The edit that was seen. */
  readonly edit: number
}

/** Hands a clean draft to a second person, as it stands. */
export async function submitTemplateDraft(db: Db, actor: Actor, { id, edit }: SeenDraft): Promise<Result<null>> {
  const found = await findChecked(db, actor, id)
  if (!found.ok) return found
  const { draft, check } = found.value
  const refused = refuseEditing(draft)
  if (refused) return refused
  if (draft.edit !== edit) return editedMeanwhile
  if (!check.outcome.ok) return notClean
  const entry = { by: actor.ref, event: 'template.draft_submitted', subject: id } as const
  return transact(db, entry, async (tx): Promise<Result<null>> => {
    const now = await store.findDraft(tx, id)
    if (now?.edit !== edit || !isEditable(now)) return editedMeanwhile
    const at = db.clock.now().toISOString()
    await store.insertSubmission(tx, { id: newId(), draftId: id, edit, userId: actor.userId, at })
    return ok(null)
  })
}

const notClean = conflict('Die Prüfung hat noch Fehler gefunden. Beheben Sie sie, bevor Sie die Version vorlegen.')

async function findChecked(
  db: Db,
  actor: Actor,
  id: string,
): Promise<Result<{ draft: TemplateDraft; check: DraftCheck }>> {
  if (!has(actor, 'vorlagenpflege')) return forbidden(onlyKeepers)
  const draft = await store.findDraft(db, id)
  return draft ? ok({ draft, check: await checkDraft(db, draft) }) : gone
}

/** Takes a draft back, to go on with it. */
export const recallTemplateDraft = (db: Db, actor: Actor, { id }: { readonly id: string }): Promise<Result<null>> =>
  endSubmission(db, actor, { id, kind: 'recalled', reason: null })

/** Gives a draft back to whoever made it, with a reason. */
export async function returnTemplateDraft(
  db: Db,
  actor: Actor,
  { id, reason: typed }: { readonly id: string; readonly reason: string },
): Promise<Result<null>> {
  const reason = readReason(typed, 'Geben Sie an, was noch zu ändern ist.')
  return reason.ok ? endSubmission(db, actor, { id, kind: 'returned', reason: reason.value }) : reason
}

async function endSubmission(
  db: Db,
  actor: Actor,
  { id, kind, reason }: { readonly id: string; readonly kind: 'recalled' | 'returned'; readonly reason: string | null },
): Promise<Result<null>> {
  if (!has(actor, 'vorlagenpflege')) return forbidden(onlyKeepers)
  const entry = { by: actor.ref, event: `template.draft_${kind}`, subject: id } as const
  return transact(db, entry, async (tx): Promise<Result<null>> => {
    const draft = await store.findDraft(tx, id)
    if (!draft) return gone
    if (draft.state !== 'submitted' || !draft.submission) {
      return conflict('Diese Version liegt nicht (mehr) zur Veröffentlichung vor.')
    }
    const at = db.clock.now().toISOString()
    await store.insertEnd(tx, { submissionId: draft.submission.id, kind, userId: actor.userId, at, reason })
    return ok(null)
  })
}

export async function discardTemplateDraft(
  db: Db,
  actor: Actor,
  { id }: { readonly id: string },
): Promise<Result<null>> {
  if (!has(actor, 'vorlagenpflege')) return forbidden(onlyKeepers)
  const entry = { by: actor.ref, event: 'template.draft_discarded', subject: id } as const
  return transact(db, entry, async (tx): Promise<Result<null>> => {
    const draft = await store.findDraft(tx, id)
    if (!draft) return gone
    const refused = refuseEditing(draft)
    if (refused) return refused
    await store.insertDiscard(tx, { draftId: id, userId: actor.userId, at: db.clock.now().toISOString() })
    return ok(null)
  })
}

export interface PublishedDraft {
  readonly slug: string
  readonly version: number
  readonly hash: string
  readonly validFrom: string
}

export interface Publication {
  readonly id: string
  /** What was seen (`DraftCheck.contentHash`). */
  readonly contentHash: string
  /** Calendar date: from then on new documents take it. */
  readonly validFrom: string
}

/** Makes a submitted draft the next version, for good. The day from which it is valid goes into its description. */
export async function publishTemplateDraft(
  db: Db,
  actor: Actor,
  { id, contentHash, validFrom }: Publication,
): Promise<Result<PublishedDraft>> {
  const found = await findChecked(db, actor, id)
  if (!found.ok) return found
  const { draft, check } = found.value
  const refused = refusePublishing(actor, draft)
  if (refused) return refused
  if (check.contentHash !== contentHash) return editedMeanwhile
  const { outcome, version, texts } = check
  if (!outcome.ok) return conflict('Die Prüfung findet jetzt Fehler. Geben Sie die Version mit einem Grund zurück.')
  if (!isCalendarDate(validFrom)) return notADay
  const today = localDate(db.clock.now().toISOString())
  if (validFrom < today) {
    const message = `Wählen Sie einen Tag ab heute, ${printDate(today)}. Rückwirkend gilt keine Dokumentvorlage.`
    return invalid('Das ist noch nicht veröffentlicht.', [{ path: 'validFrom', message }])
  }
  const description = withValidFrom(texts.description, validFrom)
  const files = { source: texts.source, fields: texts.fields, description }
  const template = readTemplate({ slug: draft.slug, version }, files)
  if (!template.ok) throw new Error(`The checked draft ${id} cannot be read: ${template.message}`)
  const hash = template.value.templateHash
  const published: PublishedDraft = { slug: draft.slug, version, hash, validFrom }
  const subject = versionSubject(draft.slug, version)
  const details = { hash, validFrom, draft: id }
  const entry = { by: actor.ref, event: 'template.published', subject, related: id, details } as const
  return transact(db, entry, async (tx): Promise<Result<PublishedDraft>> => {
    const now = await store.findDraft(tx, id)
    if (!now?.submission || now.edit !== draft.edit || now.submission.id !== draft.submission?.id)
      return editedMeanwhile
    const mayNot = refusePublishing(actor, now)
    if (mayNot) return mayNot
    const [newest] = await selectVersionsOf(tx, draft.slug)
    if ((newest?.version ?? 0) + 1 !== version) return editedMeanwhile
    const at = db.clock.now().toISOString()
    const submissionId = now.submission.id
    const { userId } = actor
    await insertVersion(tx, { slug: draft.slug, version, hash, files, publishedAt: at })
    await store.insertPublication(tx, {
      ...{ slug: draft.slug, version, draftId: id, submissionId, sample: texts.sample, userId },
      onBehalfOf: actor.ref.onBehalfOf ?? null,
    })
    await store.insertEnd(tx, { submissionId, kind: 'published', userId, at, reason: null })
    return ok(published)
  })
}

const notADay = invalid('Das ist noch nicht veröffentlicht.', [
  { path: 'validFrom', message: 'Geben Sie den Tag an, von dem an die Version gilt, etwa „01.01.2027“.' },
])

/** As it was written, but for the day. */
function withValidFrom(description: string, validFrom: string): string {
  const json = JSON.parse(description)
  return json.validFrom === validFrom ? description : `${JSON.stringify({ ...json, validFrom }, null, 2)}\n`
}

/** A file as it was uploaded, byte by byte. */
export async function readDraftFile(
  reader: Reader,
  draft: TemplateDraft,
  name: FileName,
): Promise<{ readonly file: DraftFile; readonly bytes: Uint8Array } | null> {
  const file = draft.files.find((each) => each.name === name)
  const bytes = file && (await readBlob(reader, file.blobId))
  return file && bytes ? { file, bytes } : null
}

/** Under which number a draft was published; null as long as it is not. */
export const readPublishedVersion = (reader: Reader, draftId: string): Promise<number | null> =>
  store.findPublishedVersion(reader, draftId)

/** The texts of a published version as they were written; null where there is none. */
export async function readVersionTexts(
  reader: Reader,
  { slug, version }: { readonly slug: string; readonly version: number },
): Promise<VersionTexts | null> {
  const stored = await findVersion(reader, slug, version)
  return stored && { ...stored.files, sample: (await readSampleText(reader, stored)) ?? '' }
}
