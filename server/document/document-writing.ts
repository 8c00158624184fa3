import type { Db } from '../base/database.ts'
import { openWriting, type Writing, type WritingOptions } from '../writing/authority.ts'
import { findDocumentById } from './document-store.ts'
import { templateOf } from './pinned-template.ts'
import { settleDocument } from './settling.ts'

/** The authority over what people write in documents: `openWriting` knows nothing of these. */
export const openDocumentWriting = (db: Db, options: Pick<WritingOptions, 'onError' | 'pace'>): Writing =>
  openWriting(db, {
    ...options,
    async settle(id) {
      const settled = await settleDocument(db, id)
      if (!settled.ok) throw new Error(`The document ${id} could not be settled: ${settled.message}`)
    },
    async factsOf(id) {
      const document = await findDocumentById(db, id)
      if (!document) throw new Error(`There is a log of the document ${id}, but no document.`)
      const { fields, templateHash: form } = await templateOf(db, document)
      return { fields, form, related: document.caseId }
    },
  })
