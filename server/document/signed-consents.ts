import type { Actor } from '../auth/auth.ts'
import type { Reader } from '../base/database.ts'
import type { Value, Values } from '../fields/fields.ts'
import { asList, asRows } from '../fields/walk.ts'
import { listDocuments, readDocument } from './document-actions.ts'
import { readSigning } from './paper-signature-actions.ts'

/** A row of an issued consent: what a client was asked for one recipient. */
export interface AskedConsent {
  readonly documentId: string
  readonly documentTitle: string
  readonly rowId: string
  readonly recipient: string
  readonly words: string
  /** Ids of goals, where the document names them. */
  readonly goalIds: readonly string[]
  /** The day on which the last one signed it; null as long as not everybody has. */
  readonly signedOn: string | null
}

/** What the issued consents of a case ask for, recipient by recipient. */
export async function askedConsents(reader: Reader, actor: Actor, caseId: string): Promise<AskedConsent[]> {
  const { documents } = await listDocuments(reader, actor, { filter: { caseId, kind: 'consent' }, page: 1 })
  const asked: AskedConsent[] = []
  for (const { id } of documents.filter(({ state }) => state === 'issued' || state === 'signed')) {
    const [document, signing] = [await readDocument(reader, actor, id), await readSigning(reader, actor, id)]
    if (!document || !signing) continue
    const days = signing.places.map(({ mark }) => mark?.signedOn)
    const isSigned = days.length > 0 && days.every((day) => day !== undefined)
    const signedOn = isSigned ? (days.toSorted().at(-1) ?? null) : null
    const about = { documentId: id, documentTitle: document.title, signedOn }
    asked.push(...asRows(document.values.einwilligungen).map((row) => ({ ...about, ...askedIn(row) })))
  }
  return asked
}

const askedIn = (row: Values) => ({
  rowId: String(row.id),
  recipient: text(row.empfaenger),
  words: text(row.umfang),
  goalIds: asList(row.ziele).map(String),
})

const text = (value: Value | undefined): string => (value === undefined ? '' : String(value))
