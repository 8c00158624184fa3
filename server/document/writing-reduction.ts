import { transact } from '../audit/audit.ts'
import type { Db, Tx } from '../base/database.ts'
import { conflict, ok } from '../base/result.ts'
import type { Field } from '../fields/fields.ts'
import { followInLog, reduceLog } from '../writing/reduction.ts'
import { putAnchor, selectThreads } from './comment-store.ts'
import { findDocumentById } from './document-store.ts'
import { templateOf } from './pinned-template.ts'
import { forgetContents } from './suggestion-store.ts'

/** What people typed and deleted on the way is kept no longer than it takes to issue what they wrote. Happens once, however
 *  often it is begun. */
export async function reduceWriting(db: Db, documentId: string): Promise<void> {
  const document = await findDocumentById(db, documentId)
  if (!document) return
  const { fields } = await templateOf(db, document)
  const entry = {
    by: { userId: 'system' },
    event: 'document.writing_reduced',
    subject: documentId,
    related: document.caseId,
    details: (commits: number) => ({ commits }),
  } as const
  await transact(db, entry, async (tx) => {
    await anchorComments(tx, documentId, fields)
    const forgotten = await forgetContents(tx, documentId)
    const commits = await reduceLog(tx, documentId, { fields, at: db.clock.now() })
    return commits === null && forgotten === 0 ? nothingLeft : ok(commits ?? 0)
  })
}

const nothingLeft = conflict('Hier ist nichts (mehr) zu löschen.')

/** Without the log nobody can follow the passages of comments any more. */
async function anchorComments(tx: Tx, documentId: string, fields: readonly Field[]): Promise<void> {
  const anchored = (await selectThreads(tx, documentId)).flatMap(({ id, place, passage }) =>
    passage?.at ? [{ id, anchor: { place, version: passage.version, ...passage.at } }] : [],
  )
  if (anchored.length === 0) return
  const anchors = anchored.map(({ anchor }) => anchor)
  const now = await followInLog(tx, documentId, { fields, anchors })
  for (const [index, { id }] of anchored.entries()) {
    const at = now?.anchors[index] ?? null
    if (now) await putAnchor(tx, id, { version: now.version, at: at && { from: at.from, to: at.to } })
  }
}
