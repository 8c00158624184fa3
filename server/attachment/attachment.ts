import { canonicalJson, sha256Hex } from '../base/canonical-json.ts'
import { printNumber } from '../calendar/calendar.ts'

/** One file beside a case or a document. */
export interface Attachment {
  readonly id: string
  /** The case or document. */
  readonly subject: string
  readonly title: string
  /** Calendar date that it bears, or null. */
  readonly dated: string | null
  /** Whether anybody may read it; only papers have public ones. */
  readonly isPublic: boolean
  /** As people named it. */
  readonly fileName: string
  readonly blobId: string
  readonly mediaType: string
  /** In bytes. */
  readonly size: number
  /** SHA-256 of the bytes. */
  readonly sha256: string
  /** The file as it came, while a turned or reduced picture stands in its place. */
  readonly originalBlobId: string | null
  readonly addedByName: string
  readonly addedAt: string
  readonly removedAt: string | null
}

/** What an approval binds of one attachment: the file, and what the sheet of attachments says of it. Its place among the
 *  others is bound by the order of the hashes. */
export const attachmentHash = ({ sha256, title, dated, isPublic }: Attachment): string =>
  sha256Hex(canonicalJson({ file: sha256, title, dated, isPublic }))

/** Public and other attachments are counted apart, so that a public list does not even show that there are others. */
export function numbered<T extends Pick<Attachment, 'isPublic'>>(
  attachments: readonly T[],
  { hasPublicity }: { readonly hasPublicity: boolean },
): (T & { readonly number: string })[] {
  const counted = { public: 0, internal: 0 }
  return attachments.map((attachment) => {
    const isInternal = hasPublicity && !attachment.isPublic
    const number = isInternal ? ++counted.internal : ++counted.public
    return { ...attachment, number: `${isInternal ? 'Nichtöffentliche Anlage' : 'Anlage'} ${number}` }
  })
}

export const mostAttachments = 50
export const longestTitle = 160

/** A name as people gave it, without folders and characters that do not print. */
export function plainName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? ''
  const plain = last
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu, '')
    .trim()
    .normalize('NFC')
  return [...plain].slice(0, 120).join('') || 'Datei'
}

/** What an attachment is called before anybody gives it a title: its name without the ending. */
export const titleOfFile = (name: string): string => {
  const plain = plainName(name)
  const bare = plain
    .replace(/\.[A-Za-z0-9]{1,5}$/, '')
    .replace(/_/g, ' ')
    .trim()
  return bare || plain
}

/** `824 kB`, `1,2 MB`. */
export const printSize = (bytes: number): string =>
  bytes < 1_000_000
    ? `${printNumber(Math.max(1, Math.round(bytes / 1000)))} kB`
    : `${printNumber(Math.round(bytes / 100_000) / 10)} MB`

/** `25 MiB`. */
export const printMebibytes = (bytes: number): string => `${Math.floor(bytes / 2 ** 20)} MiB`
