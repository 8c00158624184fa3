import { type Actor, has, rightsOf } from '../auth/auth.ts'
import type { BlobRef } from '../base/blobs.ts'
import { forbidden, type Problem } from '../base/result.ts'
import type { Document } from './document.ts'

/** What issuing goes by, fixed in the moment of the order and never changed, but for the renderer's version. */
export interface IssueOrder {
  readonly documentId: string
  /** From the number circle, Sitzungsvorlagen only. */
  readonly number: string | null
  /** For the public check, in its printed form. */
  readonly code: string
  /** When it was ordered, ISO text in UTC: the date that the document bears. */
  readonly at: string
  /** The head of the trail's chain at that moment: its number and hash are printed into the file. */
  readonly checkpointSeq: number
  readonly checkpointHash: string
  /** What was approved; what is issued must have the same. */
  readonly contentHash: string
  readonly rendererVersion: string
  readonly revision: number
  readonly orderedBy: string
}

export interface IssuedFile {
  readonly documentId: string
  readonly blobId: string
  /** SHA-256 of the file's bytes. */
  readonly fileHash: string
  readonly pages: number
  /** In bytes. */
  readonly size: number
  readonly storedAt: string
}

/** A signature on paper: who of those who were to sign has signed, on which day. */
export interface PaperSignature {
  readonly rowId: string
  /** Calendar date. */
  readonly signedOn: string
  readonly recordedBy: string
  readonly recordedAt: string
}

export interface SignedScan {
  readonly id: string
  readonly blobId: string
  readonly fileName: string
  readonly size: number
  readonly mediaType: string
  readonly uploadedBy: string
  readonly uploadedAt: string
}

export interface StoredScan {
  readonly bytes: Uint8Array
  readonly mediaType: BlobRef['mediaType']
}

/** The job that issues one document; its subject is the document's id. */
export const issueJob = 'document.issue'

/** Printed in the middle of every page's foot: `Prüfcode AU7F-3A91-C2K4-8 · vorlagen.example/pruefung · Prüfkette 17:9b04e7d1…`
 *  Whoever holds a copy holds a witness of the trail's state in that moment. */
export const footerCode = (
  { code, checkpointSeq, checkpointHash }: Pick<IssueOrder, 'code' | 'checkpointSeq' | 'checkpointHash'>,
  publicHost: string,
): string =>
  `Prüfcode ${code} · ${publicHost}/pruefung · Prüfkette ${checkpointSeq}:${checkpointHash.slice(0, checkpointDigits)}`

const checkpointDigits = 12

/** Issuing, and noting down signatures afterwards, is for whoever wrote the document, guides the case, leads the unit or,
 *  with papers, serves the committees. */
export function refuseIssuing(actor: Actor, document: Document): Problem | null {
  const isAuthor = document.authorId === rightsOf(actor)
  const guidesCase = document.caseLotsinId === rightsOf(actor)
  const leads = has(actor, 'leitung') && document.unitId === actor.unitId
  const servesCommittees = has(actor, 'sitzungsdienst') && document.kind === 'paper'
  if (isAuthor || guidesCase || leads || servesCommittees) return null
  return forbidden(
    document.kind === 'paper'
      ? 'Ausfertigen kann, wer das Dokument geschrieben hat, die Leitung der Einheit oder der Sitzungsdienst.'
      : 'Ausfertigen kann, wer das Dokument geschrieben hat, wer den Fall begleitet, oder die Leitung der Einheit.',
  )
}
