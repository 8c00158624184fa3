import type { Actor } from '../auth/auth.ts'
import type { Reader } from '../base/database.ts'
import type { Document } from './document.ts'
import { listDocuments, readDocument } from './document-actions.ts'
import type { IssueOrder } from './issue.ts'
import { readIssue } from './issue-actions.ts'

export interface AgreementInForce {
  /** Its values are those that were issued. */
  readonly document: Document
  readonly order: IssueOrder
}

/** The agreements of a case that were issued and that no later issued one goes on with, the newest first. */
export async function agreementsInForce(reader: Reader, actor: Actor, caseId: string): Promise<AgreementInForce[]> {
  const { documents } = await listDocuments(reader, actor, { filter: { caseId, kind: 'agreement' }, page: 1 })
  const issued: AgreementInForce[] = []
  for (const { id } of documents.filter(({ state }) => state === 'issued' || state === 'signed')) {
    const [document, issue] = [await readDocument(reader, actor, id), await readIssue(reader, actor, id)]
    if (document && issue) issued.push({ document, order: issue.order })
  }
  const followed = new Set(issued.map(({ document }) => document.copiedFrom))
  return issued
    .filter(({ document }) => !followed.has(document.id))
    .toSorted((a, b) => (a.order.at < b.order.at ? 1 : -1))
}
