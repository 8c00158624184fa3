import { z } from 'zod'
import type { Reader } from '../base/database.ts'
import { conflict, ok, type Result } from '../base/result.ts'
import type { Values } from '../fields/fields.ts'
import type { Template } from '../template/library.ts'
import { loadTemplate } from '../template/template-actions.ts'
import type { IssueOrder } from './issue.ts'
import { findOrderedRevision } from './issue-store.ts'

/** What an issued document is made of: the revision that was ordered, whatever the document's other revisions say. */
export interface IssuedSource {
  readonly template: Template
  /** As approved. */
  readonly approvedValues: Values
  /** The same with what issuing assigned. */
  readonly values: Values
  readonly caseId: string | null
}

export async function readIssuedSource(reader: Reader, order: IssueOrder): Promise<Result<IssuedSource>> {
  const { documentId, revision, number } = order
  const ordered = await findOrderedRevision(reader, { documentId, revision })
  if (!ordered) throw new Error(`The document ${documentId} lacks its revision ${revision}.`)
  const { templateSlug, templateVersion, templateHash, caseId } = ordered
  const template = await loadTemplate(reader, templateSlug, templateVersion)
  if (!template.ok) return template
  if (template.value.templateHash !== templateHash) return conflict(otherTemplate)
  const approvedValues = valuesSchema.parse(JSON.parse(ordered.valuesJson))
  const values = number === null ? approvedValues : { ...approvedValues, nummer: number }
  return ok({ template: template.value, approvedValues, values, caseId })
}

const otherTemplate =
  'Die Dokumentvorlage ist nicht mehr die, mit der dieses Dokument geschrieben wurde. Es wurde nichts ausgefertigt.'

const valuesSchema = z.custom<Values>((value) => typeof value === 'object' && value !== null && !Array.isArray(value))
