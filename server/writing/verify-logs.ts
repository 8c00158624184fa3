import { setImmediate as nextTurn } from 'node:timers/promises'
import { z } from 'zod'
import type { Reader } from '../base/database.ts'
import { verifyLog } from './commit-chain.ts'

export interface BrokenLog {
  readonly documentId: string
  /** The version of the first commit that is wrong or missing. */
  readonly brokenAt: number
  /** A German sentence. */
  readonly why: string
}

export interface LogsVerdict {
  /** Documents that people wrote in together. */
  readonly documents: number
  readonly commits: number
  /** Logs of which only the head is left. */
  readonly reduced: number
  readonly broken: readonly BrokenLog[]
}

/** Walks the logs of all documents, one after the other. Reads only. */
export async function verifyLogs(reader: Reader): Promise<LogsVerdict> {
  let [commits, reduced] = [0, 0]
  const broken: BrokenLog[] = []
  const ids = await documentIds(reader)
  for (const documentId of ids) {
    const verdict = await verifyLog(reader, documentId)
    if (verdict === null) broken.push({ documentId, brokenAt: 1, why: 'Der Kopf fehlt.' })
    else if ('brokenAt' in verdict) broken.push({ documentId, ...verdict })
    else {
      commits += verdict.commits
      if (verdict.commits === 0 && verdict.version > 0) reduced += 1
    }
    await nextTurn() // the server goes on answering
  }
  return { documents: ids.length, commits, reduced, broken }
}

/** Of heads and of commits, so that a log without its head is found too. A backup may be older than these tables. */
async function documentIds(reader: Reader): Promise<string[]> {
  const table = await reader.first(
    z.object({ name: z.string() }),
    "SELECT name FROM sqlite_schema WHERE name = 'writing_reduction'",
  )
  if (!table) return []
  const rows = await reader.all(
    z.object({ documentId: z.string() }),
    'SELECT document_id FROM writing_head UNION SELECT document_id FROM writing_commit ORDER BY document_id',
  )
  return rows.map(({ documentId }) => documentId)
}
