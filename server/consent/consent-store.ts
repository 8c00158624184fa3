import { z } from 'zod'
import type { Reader, Tx } from '../base/database.ts'
import { type Consent, type ConsentGoal, recipientKey, type Topic, topics } from './consent.ts'
import { type Disclosure, ways } from './disclosure.ts'

const goal: z.ZodType<ConsentGoal> = z.object({ id: z.string(), nr: z.number(), title: z.string() })
const json = <T>(schema: z.ZodType<T>) => z.string().transform((text): T => schema.parse(JSON.parse(text)))
const scope = { goalsJson: json(z.array(goal)), topicsJson: json<Topic[]>(z.array(z.enum(topics))) }

const consentRow = z
  .object({
    id: z.string(),
    caseId: z.string(),
    recipient: z.string(),
    words: z.string(),
    ...scope,
    grantedOn: z.string(),
    documentId: z.string().nullable(),
    rowId: z.string().nullable(),
    evidence: z.string().nullable(),
    recordedBy: z.string(),
    recordedAt: z.string(),
    endKind: z.enum(['withdrawn', 'replaced']).nullable(),
    endedBy: z.string().nullable(),
    endedAt: z.string().nullable(),
  })
  .transform(
    ({ goalsJson, topicsJson, documentId, rowId, evidence, endKind, endedBy, endedAt, ...row }): Consent => ({
      ...row,
      goals: goalsJson,
      topics: topicsJson,
      evidence:
        documentId !== null && rowId !== null
          ? { kind: 'document', documentId, rowId }
          : { kind: 'note', text: evidence ?? '' },
      end: endKind && endedBy && endedAt ? { kind: endKind, by: endedBy, at: endedAt } : null,
    }),
  )

const selectConsent = `
  SELECT consent.id, case_id, recipient, words, goals_json, topics_json, granted_on, document_id, row_id, evidence,
    recorded_by, recorded_at, consent_end.kind AS end_kind, ended_by, ended_at
  FROM consent LEFT JOIN consent_end ON consent_end.consent_id = consent.id`

/** By recipient, the newest of each first. */
export const selectConsents = (reader: Reader, caseId: string): Promise<Consent[]> =>
  reader.all(consentRow, `${selectConsent} WHERE case_id = ? ORDER BY recipient_key, consent.id DESC`, [caseId])

export const findConsent = (reader: Reader, caseId: string, id: string): Promise<Consent | null> =>
  reader.first(consentRow, `${selectConsent} WHERE case_id = ? AND consent.id = ?`, [caseId, id])

/** The one that holds for this recipient. */
export const findHolding = (reader: Reader, caseId: string, recipient: string): Promise<Consent | null> =>
  reader.first(
    consentRow,
    `${selectConsent} WHERE case_id = ? AND recipient_key = ? AND consent_end.consent_id IS NULL`,
    [caseId, recipientKey(recipient)],
  )

export async function insertConsent(tx: Tx, consent: Omit<Consent, 'end'>): Promise<void> {
  const { evidence } = consent
  const isDocument = evidence.kind === 'document'
  await tx.run(
    `INSERT INTO consent (id, case_id, recipient, recipient_key, words, goals_json, topics_json, granted_on,
       document_id, row_id, evidence, recorded_by, recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      consent.id,
      consent.caseId,
      consent.recipient,
      recipientKey(consent.recipient),
      consent.words,
      JSON.stringify(consent.goals),
      JSON.stringify(consent.topics),
      consent.grantedOn,
      isDocument ? evidence.documentId : null,
      isDocument ? evidence.rowId : null,
      isDocument ? null : evidence.text,
      consent.recordedBy,
      consent.recordedAt,
    ],
  )
}

interface NewEnd {
  readonly consentId: string
  readonly kind: 'withdrawn' | 'replaced'
  readonly by: string
  readonly at: string
}

export async function insertEnd(tx: Tx, { consentId, kind, by, at }: NewEnd): Promise<void> {
  await tx.run('INSERT INTO consent_end (consent_id, kind, ended_by, ended_at) VALUES (?, ?, ?, ?)', [
    consentId,
    kind,
    by,
    at,
  ])
}

export interface Refusal {
  readonly id: string
  readonly caseId: string
  readonly documentId: string
  readonly rowId: string
  readonly recipient: string
  readonly recordedBy: string
  readonly recordedAt: string
}

export async function insertRefusal(tx: Tx, refusal: Refusal): Promise<void> {
  await tx.run(
    `INSERT INTO consent_refusal (id, case_id, document_id, row_id, recipient, recorded_by, recorded_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    [
      refusal.id,
      refusal.caseId,
      refusal.documentId,
      refusal.rowId,
      refusal.recipient,
      refusal.recordedBy,
      refusal.recordedAt,
    ],
  )
}

/** Rows of documents that are decided, whether with yes or no. */
export const selectDecided = (
  reader: Reader,
  caseId: string,
): Promise<{ readonly documentId: string; readonly rowId: string }[]> =>
  reader.all(
    z.object({ documentId: z.string(), rowId: z.string() }),
    `SELECT document_id, row_id FROM consent WHERE case_id = ? AND document_id IS NOT NULL
     UNION SELECT document_id, row_id FROM consent_refusal WHERE case_id = ?`,
    [caseId, caseId],
  )

const disclosureRow = z
  .object({
    id: z.string(),
    consentId: z.string(),
    recipient: z.string(),
    kind: z.enum(['sheet', 'words']),
    words: z.string().nullable(),
    agreementId: z.string().nullable(),
    blobId: z.string().nullable(),
    pages: z.number().nullable(),
    ...scope,
    way: z.enum(ways),
    handedOn: z.string(),
    recordedBy: z.string(),
    recordedAt: z.string(),
    returnedAt: z.string().nullable(),
  })
  .transform(
    ({ kind, words, agreementId, blobId, pages, goalsJson, topicsJson, ...row }): Disclosure => ({
      ...row,
      goals: goalsJson,
      topics: topicsJson,
      what:
        kind === 'sheet'
          ? { kind, agreementId: agreementId ?? '', blobId: blobId ?? '', pages: pages ?? 0 }
          : { kind, words: words ?? '' },
    }),
  )

const selectDisclosure = `
  SELECT disclosure.id, consent_id, recipient, kind, disclosure.words, agreement_id, blob_id, pages,
    disclosure.goals_json, disclosure.topics_json, way, handed_on, disclosure.recorded_by, disclosure.recorded_at,
    disclosure_return.recorded_at AS returned_at
  FROM disclosure JOIN consent ON consent.id = consent_id
  LEFT JOIN disclosure_return ON disclosure_return.disclosure_id = disclosure.id`

/** The newest first. */
export const selectDisclosures = (reader: Reader, caseId: string): Promise<Disclosure[]> =>
  reader.all(
    disclosureRow,
    `${selectDisclosure} WHERE consent.case_id = ? ORDER BY handed_on DESC, disclosure.id DESC`,
    [caseId],
  )

export const findDisclosure = (reader: Reader, caseId: string, id: string): Promise<Disclosure | null> =>
  reader.first(disclosureRow, `${selectDisclosure} WHERE consent.case_id = ? AND disclosure.id = ?`, [caseId, id])

export async function insertDisclosure(
  tx: Tx,
  disclosure: Omit<Disclosure, 'recipient' | 'returnedAt'>,
): Promise<void> {
  const { what } = disclosure
  const isSheet = what.kind === 'sheet'
  await tx.run(
    `INSERT INTO disclosure (id, consent_id, kind, words, agreement_id, blob_id, pages, goals_json, topics_json, way,
       handed_on, recorded_by, recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      disclosure.id,
      disclosure.consentId,
      what.kind,
      isSheet ? null : what.words,
      isSheet ? what.agreementId : null,
      isSheet ? what.blobId : null,
      isSheet ? what.pages : null,
      JSON.stringify(disclosure.goals),
      JSON.stringify(disclosure.topics),
      disclosure.way,
      disclosure.handedOn,
      disclosure.recordedBy,
      disclosure.recordedAt,
    ],
  )
}

export async function insertReturn(
  tx: Tx,
  { disclosureId, by, at }: { readonly disclosureId: string; readonly by: string; readonly at: string },
): Promise<void> {
  await tx.run('INSERT INTO disclosure_return (disclosure_id, recorded_by, recorded_at) VALUES (?, ?, ?)', [
    disclosureId,
    by,
    at,
  ])
}

export interface Named {
  readonly id: string
  readonly recipient: string
}

/** Recipients of consents, refusals and disclosures by the id of each: for the trail of who may see the case. */
export const selectRecipients = (reader: Reader, ids: readonly string[]): Promise<Named[]> =>
  reader.all(
    z.object({ id: z.string(), recipient: z.string() }),
    `WITH wanted AS (SELECT value AS id FROM json_each(?))
     SELECT id, recipient FROM consent WHERE id IN (SELECT id FROM wanted)
     UNION ALL SELECT id, recipient FROM consent_refusal WHERE id IN (SELECT id FROM wanted)
     UNION ALL SELECT disclosure.id, recipient FROM disclosure JOIN consent ON consent.id = consent_id
       WHERE disclosure.id IN (SELECT id FROM wanted)`,
    [JSON.stringify(ids)],
  )
