import type { Node as ProseNode } from 'prosemirror-model'
import { Step } from 'prosemirror-transform'
import { z } from 'zod'
import type { Db } from '../../server/base/database.ts'
import { richSchema } from '../../server/blocks/schema.ts'
import { loadTemplate } from '../../server/template/template-actions.ts'
import { verifyLog } from '../../server/writing/commit-chain.ts'
import { readLive } from '../../server/writing/writing-actions.ts'
import { expectOk } from '../house.ts'
import type { WritingHouse } from './collab-house.ts'
import { docOfHtml, hashOfText, place } from './collab-text.ts'

/** What the database holds of one text when the server has ended. */
export interface TextRecord {
  /** Of the text as JSON, as typists compute it of theirs. */
  readonly hash: string
  /** The same, of what the log alone makes of the first text. */
  readonly hashOfLog: string
  readonly text: string
  /** Everything under "Nicht übernommene Eingaben", as HTML. */
  readonly unplaced: string
  /** Ids, in the order in which they happened. */
  readonly commits: readonly string[]
  /** Why the chain of the log is broken; null when it is whole. */
  readonly broken: string | null
}

/** Every document of the house that was written in, by its id. */
export async function readRecords(house: WritingHouse): Promise<Map<string, TextRecord>> {
  const db = await house.open()
  const { fields } = expectOk(await loadTemplate(db, 'sitzungsvorlage-kreis', 1))
  const records = new Map<string, TextRecord>()
  for (const [index, documentId] of house.documentIds.entries()) {
    const live = await readLive(db, documentId, fields)
    if (!live) continue
    const first = docOfHtml(house.texts[index] ?? '')
    const doc = live.texts.get(place)?.doc ?? first
    const log = await readLog(db, documentId)
    const verdict = await verifyLog(db, documentId)
    records.set(documentId, {
      hash: hashOfText(doc),
      hashOfLog: hashOfText(replay(first, log)),
      text: doc.textContent,
      unplaced: await readUnplaced(db, documentId),
      commits: log.map(({ id }) => id),
      broken: verdict && 'brokenAt' in verdict ? JSON.stringify(verdict) : null,
    })
  }
  await db.close()
  return records
}

const commitRow = z.object({ id: z.string(), change: z.string() })
const changeSchema = z.object({ kind: z.string(), place: z.string(), steps: z.array(z.unknown()).default([]) })

interface Logged {
  readonly id: string
  readonly steps: readonly unknown[]
}

async function readLog(db: Db, documentId: string): Promise<Logged[]> {
  const rows = await db.all(commitRow, 'SELECT id, change FROM writing_commit WHERE document_id = ? ORDER BY version', [
    documentId,
  ])
  return rows.map(({ id, change }) => {
    const { kind, place: where, steps } = changeSchema.parse(JSON.parse(change))
    return { id, steps: kind === 'text' && where === place ? steps : [] }
  })
}

/** With nothing of ours in between. */
function replay(first: ProseNode, log: readonly Logged[]): ProseNode {
  let doc = first
  for (const { id, steps } of log) {
    for (const step of steps) {
      const { doc: next, failed } = Step.fromJSON(richSchema, step).apply(doc)
      if (!next) throw new Error(`Commit ${id} does not fit: ${failed}`)
      doc = next
    }
  }
  doc.check()
  return doc
}

async function readUnplaced(db: Db, documentId: string): Promise<string> {
  const rows = await db.all(
    z.object({ content: z.string() }),
    'SELECT content FROM writing_unplaced WHERE document_id = ? AND place = ?',
    [documentId, place],
  )
  return rows.map(({ content }) => content).join('\n')
}
