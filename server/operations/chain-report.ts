import type { ChainHead } from '../audit/chain.ts'
import type { ChainVerdict } from '../audit/verify-chain.ts'
import { invalid, ok, type Result } from '../base/result.ts'

/** What the operator reads after the trail was checked. */
export function chainReport(verdict: ChainVerdict): string {
  if ('brokenAt' in verdict) return `Die Prüfkette ist gebrochen: Eintrag ${verdict.brokenAt}. ${verdict.why}`
  const { entries, head, erased } = verdict
  const lines = ['Die Prüfkette ist unversehrt.', `Einträge: ${entries}`, `Kopf: ${entries}:${head}`]
  return [...lines, ...(erased > 0 ? [`Davon mit gelöschtem Inhalt: ${erased}`] : [])].join('\n')
}

/** A head as the report prints it, `17:3f2a…`; none when there is no text. */
export function readHead(text: string | null): Result<readonly ChainHead[]> {
  if (text === null) return ok([])
  const [, seq, entryHash] = /^(\d{1,15}):([0-9a-f]{64})$/i.exec(text.trim()) ?? []
  if (!seq || !entryHash)
    return invalid('Ein Kopf der Prüfkette sieht so aus: 17:3f2a… (Nummer, Doppelpunkt, 64 Zeichen).')
  return ok(Number(seq) === 0 ? [] : [{ seq: Number(seq), entryHash: entryHash.toLowerCase() }])
}
