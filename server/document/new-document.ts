import type { Actor } from '../auth/auth.ts'
import type { Db } from '../base/database.ts'
import { conflict, forbidden, invalid, notFound, ok, type Problem, type Result } from '../base/result.ts'
import { localDate } from '../calendar/local-time.ts'
import type { CaseFile } from '../casefile/casefile.ts'
import { findCase } from '../casefile/casefile-actions.ts'
import type { Values } from '../fields/fields.ts'
import type { Template } from '../template/library.ts'
import { findLatestPublished } from '../template/template-actions.ts'
import { type Document, type DocumentKind, mayCreate } from './document.ts'
import * as store from './document-store.ts'
import { isGuest } from './participant.ts'
import { prefill, prefillCopy } from './prefill.ts'

export interface NewDocument {
  /** Of the template; a copy has that of the document it is made from. */
  readonly slug?: string
  /** Agreements and consents belong to a case, papers to none. */
  readonly caseId?: string
  /** An earlier document to begin with; of the same case, if it has one. */
  readonly copyOf?: string
  /** As it stands in letters. */
  readonly houseName: string
}

/** What a new document would begin with. */
export interface PlannedDocument {
  readonly template: Template
  readonly kind: DocumentKind
  readonly caseFile: CaseFile | null
  readonly values: Values
  readonly earlier: Document | null
}

/** Whether this person may make such a document, and with which values it begins. */
export async function planDocument(
  db: Db,
  actor: Actor,
  { slug, caseId, copyOf, houseName }: NewDocument,
): Promise<Result<PlannedDocument>> {
  const earlier = copyOf ? await store.findVisible(db, actor, copyOf) : null
  if (copyOf && !earlier) return notFound('Dieses Dokument gibt es nicht.')
  if (earlier && isGuest(actor, earlier)) return forbidden('Wer nur eingeladen ist, nimmt kein Dokument als Vorbild.')
  const on = localDate(db.clock.now().toISOString())
  const template = await findLatestPublished(db, earlier?.templateSlug ?? slug ?? '', { on })
  if (!template) return atField('slug', 'Wählen Sie eine Dokumentvorlage aus der Liste.')
  const { kind } = template
  if (kind === 'sheet' || !mayCreate(actor, kind)) return forbidden('Solche Dokumente legt an, wer den Fall begleitet.')
  if (earlier?.caseId && caseId && earlier.caseId !== caseId) return atField('copyOf', otherCase)
  const wantedCase = earlier?.caseId ?? caseId
  if (kind === 'paper') {
    const sources = { house: { name: houseName }, user: actor, caseFile: null }
    const values = earlier ? prefillCopy(template, earlier.values, sources) : prefill(template, sources)
    return ok({ template, kind, caseFile: null, values, earlier })
  }
  if (!wantedCase) return atField('caseId', 'Wählen Sie den Fall, zu dem das Dokument gehört.')
  const caseFile = await findCase(db, actor, wantedCase)
  if (!caseFile) return noCase
  if (caseFile.closedAt) {
    return conflict('Dieser Fall ist geschlossen. Öffnen Sie ihn wieder, bevor Sie ein Dokument anlegen.')
  }
  const sources = { house: { name: houseName }, user: actor, caseFile }
  const values = earlier ? prefillCopy(template, earlier.values, sources) : prefill(template, sources)
  return ok({ template, kind, caseFile, values, earlier })
}

const otherCase = 'Ein Dokument wird nur in seinem eigenen Fall kopiert: Es enthält Angaben zu einer anderen Person.'
export const noCase = notFound('Diesen Fall gibt es nicht.')
function atField(path: string, message: string): Problem {
  return invalid('Das Dokument ist noch nicht angelegt.', [{ path, message }])
}
