import { transact } from '../audit/audit.ts'
import type { Actor } from '../auth/auth.ts'
import type { Db, Reader } from '../base/database.ts'
import { ok } from '../base/result.ts'
import { readableText } from '../fields/readable-text.ts'
import { indexSubject, type Searchable } from '../search/search.ts'
import type { DocumentLine } from './document.ts'
import * as lists from './document-list-store.ts'
import { selectUnindexed } from './document-store.ts'
import { templateOf } from './pinned-template.ts'

export interface FoundDocuments {
  readonly documents: readonly DocumentLine[]
  readonly total: number
}

/** What the person may see and what holds the words, discarded drafts left out. */
export async function findDocuments(
  reader: Reader,
  actor: Actor,
  { limit, offset = 0, ...wanted }: lists.FoundDocuments & { readonly limit: number; readonly offset?: number },
): Promise<Readonly<Record<'papers' | 'others', FoundDocuments>>> {
  const found = await lists.selectFound(reader, actor, { ...wanted, limit, offset })
  const of = (isPaper: boolean): FoundDocuments => {
    const documents = found.filter(({ kind }) => (kind === 'paper') === isPaper)
    return { documents, total: documents[0]?.total ?? 0 }
  }
  return { papers: of(true), others: of(false) }
}

/** Lets the search know documents that are older than it. Returns how many it did not know. */
export async function indexDocuments(db: Db): Promise<number> {
  for (let indexed = 0; ; ) {
    const missing = await selectUnindexed(db, indexedAtOnce)
    if (missing.length === 0) return indexed
    const found: Searchable[] = []
    for (const document of missing) {
      const { fields } = await templateOf(db, document)
      const title = `${document.title} ${document.subtitle}`
      found.push({ subject: document.id, title, text: readableText(fields, document.values) })
    }
    const details = { documents: missing.length }
    await transact(db, { by: { userId: 'setup' }, event: 'search.indexed', subject: 'search', details }, async (tx) => {
      for (const each of found) await indexSubject(tx, each)
      return ok(null)
    })
    indexed += missing.length
  }
}

const indexedAtOnce = 200
