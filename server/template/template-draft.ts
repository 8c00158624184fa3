import type { Actor } from '../auth/auth.ts'
import type { UploadedFile } from '../base/blobs.ts'
import { conflict, forbidden, invalid, ok, type Problem, type Result } from '../base/result.ts'
import { type FileName, fileNames, isFileName } from './locating.ts'

export const draftStates = ['editing', 'submitted', 'returned', 'published', 'discarded'] as const
export type DraftState = (typeof draftStates)[number]

/** A version of a template while it is made. */
export interface TemplateDraft {
  readonly id: string
  readonly slug: string
  readonly state: DraftState
  readonly createdBy: string
  readonly createdByName: string
  readonly createdAt: string
  /** The number of the newest edit; whoever acts names the one she saw. */
  readonly edit: number
  readonly editorId: string
  readonly editorName: string
  readonly editedAt: string
  /** The newest one, whatever became of it. */
  readonly submission: Submission | null
  /** As they stand now; a version needs all four. */
  readonly files: readonly DraftFile[]
}

export interface Submission {
  readonly id: string
  readonly userId: string
  readonly userName: string
  readonly at: string
  readonly end: {
    readonly kind: 'published' | 'returned' | 'recalled'
    readonly userName: string
    readonly at: string
    readonly reason: string | null
  } | null
}

export interface DraftFile {
  readonly name: FileName
  readonly blobId: string
  readonly size: number
  /** The edit that brought it. */
  readonly edit: number
  readonly userName: string
  readonly at: string
}

export interface NamedFile {
  readonly name: FileName
  readonly bytes: Uint8Array
}

/** The largest that comes with the program has 9 kB. */
export const maxFileBytes = 2 ** 20

/** The path of the field in the form, where problems are shown. */
export const filesField = 'files'

const expected = fileNames.join(', ')

/** The files that somebody chose, or all that is wrong with them: nothing is taken of a choice with a mistake. */
export function readUpload(files: readonly UploadedFile[]): Result<readonly NamedFile[]> {
  if (files.length === 0) return atFiles([`Wählen Sie die Dateien aus: ${expected}.`])
  const named: NamedFile[] = []
  const wrong: string[] = []
  for (const { name, bytes } of files) {
    const shown = [...name.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu, '')].slice(0, 80).join('')
    if (!isFileName(name))
      wrong.push(`Die Datei „${shown}“ gehört nicht zu einer Dokumentvorlage. Erwartet werden ${expected}.`)
    else if (named.some((each) => each.name === name)) wrong.push(`Die Datei „${name}“ ist zweimal ausgewählt.`)
    else if (bytes.length === 0) wrong.push(`Die Datei „${name}“ ist leer.`)
    else if (bytes.length > maxFileBytes)
      wrong.push(`Die Datei „${name}“ ist größer als 1 MiB. So lang ist keine Dokumentvorlage.`)
    else named.push({ name, bytes })
  }
  return wrong.length > 0 ? atFiles(wrong) : ok(named)
}

const atFiles = (messages: readonly string[]): Problem =>
  invalid('Es ist noch nichts hochgeladen.', [{ path: filesField, message: messages.join(' ') }])

export function readSlug(typed: string): Result<string> {
  const slug = typed.trim()
  if (slug.length <= 60 && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug)) return ok(slug)
  const message =
    'Geben Sie ein Kürzel aus Kleinbuchstaben, Ziffern und Bindestrichen ein, etwa „zielvereinbarung-25b“.'
  return invalid('Es ist noch nichts hochgeladen.', [{ path: 'slug', message }])
}

const longestReason = 2000

export function readReason(typed: string, what: string): Result<string> {
  const reason = typed.trim().replace(/\r\n?/g, '\n')
  if (reason === '') return invalid('Das ist nicht geschehen.', [{ path: 'reason', message: what }])
  if (reason.length <= longestReason) return ok(reason)
  const message = `Der Grund ist zu lang: Möglich sind ${longestReason} Zeichen.`
  return invalid('Das ist nicht geschehen.', [{ path: 'reason', message }])
}

export const isEditable = ({ state }: TemplateDraft): boolean => state === 'editing' || state === 'returned'

export function refuseEditing(draft: TemplateDraft): Problem | null {
  if (isEditable(draft)) return null
  if (draft.state === 'submitted') {
    return conflict('Diese Version liegt zur Veröffentlichung vor. Holen Sie sie zurück, bevor Sie sie ändern.')
  }
  if (draft.state === 'discarded') return conflict('Dieser Entwurf ist verworfen. Laden Sie die Dateien neu hoch.')
  return conflict('Diese Version ist veröffentlicht und wird nicht mehr geändert. Laden Sie eine neue Version hoch.')
}

/** Four eyes: whoever began the draft, edited it last or submitted it never publishes it, not even through a deputy. */
export function refusePublishing({ ref }: Actor, draft: TemplateDraft): Problem | null {
  if (draft.state !== 'submitted') return conflict('Diese Version liegt nicht (mehr) zur Veröffentlichung vor.')
  const barred = [draft.createdBy, draft.editorId, draft.submission?.userId]
  if (barred.includes(ref.userId) || (ref.onBehalfOf !== undefined && barred.includes(ref.onBehalfOf))) {
    return forbidden(
      'Sie haben diese Version hochgeladen, zuletzt bearbeitet oder vorgelegt. Veröffentlichen muss sie eine andere Person aus der Vorlagenpflege.',
    )
  }
  return null
}
