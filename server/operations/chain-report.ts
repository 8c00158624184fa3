import type { ChainHead } from '../audit/chain.ts'
import type { ChainVerdict } from '../audit/verify-chain.ts'
import { invalid, ok, type Result } from '../base/result.ts'
import type { LogsVerdict } from '../writing/verify-logs.ts'
import type { TrailVerdict } from './trail-verdict.ts'

/** What the operator reads after the trail was checked. */
export const chainReport = ({ logs, ...chain }: TrailVerdict): string =>
  [...chainLines(chain), ...logLines(logs)].join('\n')

function chainLines(verdict: ChainVerdict): string[] {
  if ('brokenAt' in verdict) return [`Die Prüfkette ist gebrochen: Eintrag ${verdict.brokenAt}. ${verdict.why}`]
  const { entries, head, erased } = verdict
  const lines = ['Die Prüfkette ist unversehrt.', `Einträge: ${entries}`, `Kopf: ${entries}:${head}`]
  return [...lines, ...(erased > 0 ? [`Davon mit gelöschtem Inhalt: ${erased}`] : [])]
}

function logLines({ documents, commits, reduced, broken }: LogsVerdict): string[] {
  if (broken.length > 0) {
    return broken.map(
      ({ documentId, brokenAt, why }) =>
        `Der Schreibverlauf von Dokument ${documentId} ist gebrochen: Beitrag ${brokenAt}. ${why}`,
    )
  }
  if (documents === 0) return []
  const lines = ['Die Schreibverläufe sind unversehrt.', `Dokumente: ${documents}`, `Beiträge: ${commits}`]
  return [...lines, ...(reduced > 0 ? [`Dokumente, deren Beiträge gelöscht sind: ${reduced}`] : [])]
}

/** A head as the report prints it, `17:3f2a…`; none when there is no text. */
export function readHead(text: string | null): Result<readonly ChainHead[]> {
  if (text === null) return ok([])
  const [, seq, entryHash] = /^(\d{1,15}):([0-9a-f]{64})$/i.exec(text.trim()) ?? []
  if (!seq || !entryHash)
    return invalid('Ein Kopf der Prüfkette sieht so aus: 17:3f2a… (Nummer, Doppelpunkt, 64 Zeichen).')
  return ok(Number(seq) === 0 ? [] : [{ seq: Number(seq), entryHash: entryHash.toLowerCase() }])
}
