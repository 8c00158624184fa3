import type { DocumentKind } from '../../server/document/document.ts'
import type { StatusWord } from '../layout/status.tsx'

/** Which kind of document it is, as lists show it. */
export const kindLabels: Readonly<Record<DocumentKind, string>> = {
  agreement: 'Zielvereinbarung',
  paper: 'Sitzungsvorlage',
  consent: 'Einwilligung',
}

/** Where a document stands. */
export type StateKey = 'draft' | 'returned' | 'in_approval' | 'approved' | 'issuing' | 'issued' | 'signed' | 'discarded'

export const stateWords: Readonly<Record<StateKey, StatusWord>> = {
  draft: 'Entwurf',
  returned: 'Zurückgegeben',
  in_approval: 'In Freigabe',
  approved: 'Freigegeben',
  issuing: 'Wird ausgefertigt',
  issued: 'Ausgefertigt',
  signed: 'Unterschrieben',
  discarded: 'Verworfen',
}
