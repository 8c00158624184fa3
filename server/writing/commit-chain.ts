import { z } from 'zod'
import { canonicalJson, type Json, sha256Hex } from '../base/canonical-json.ts'
import type { Reader } from '../base/database.ts'
import { findReduction } from './reduction-store.ts'
import type { StoredCommit } from './writing.ts'

/** The hash that stands before the first commit of a log. */
export const beginning = '0'.repeat(64)

/** What chains a commit to the one before: SHA-256, in lower-case hex, of the 64 hex digits of that one's hash and the
 *  canonical JSON (RFC 8785) of the commit with the id of its document. */
export function hashCommit(prev: string, documentId: string, commit: StoredCommit): string {
  const plain: Json = JSON.parse(JSON.stringify(commit))
  return sha256Hex(prev, canonicalJson({ documentId, commit: plain }))
}

/** A commit with the hashes that tie it to the one before and to the next. */
export interface ChainedCommit {
  readonly documentId: string
  readonly commit: StoredCommit
  readonly prev: string
  readonly hash: string
}

/** Chains commits, in their order, behind the one with the hash `prev`. */
export function chainCommits(prev: string, documentId: string, commits: readonly StoredCommit[]): ChainedCommit[] {
  const chained: ChainedCommit[] = []
  for (const commit of commits) {
    const before = chained.at(-1)?.hash ?? prev
    chained.push({ documentId, commit, prev: before, hash: hashCommit(before, documentId, commit) })
  }
  return chained
}

export type LogVerdict =
  /** `commits` is 0 also after the log was reduced: then only its head is left. */
  | { readonly commits: number; readonly version: number; readonly head: string }
  /** The version of the first commit that is wrong or missing. */
  | { readonly brokenAt: number; readonly why: string }

const pageSize = 500

/** Walks the log of a document from its first commit and computes every hash anew; null where there is no log. */
export async function verifyLog(reader: Reader, documentId: string): Promise<LogVerdict | null> {
  const head = await reader.first(headRow, 'SELECT version, hash FROM writing_head WHERE document_id = ?', [documentId])
  if (!head) return null
  let [version, hash] = [0, beginning]
  for (;;) {
    const page = await reader.all(linkRow, linksAfter, [documentId, version, head.version, pageSize])
    for (const { prev, hash: stored, change, ...rest } of page) {
      const expected = version + 1
      if (rest.version !== expected) return { brokenAt: expected, why: `Der Beitrag ${expected} fehlt.` }
      if (prev !== hash) return { brokenAt: expected, why: `Der Beitrag ${expected} schließt nicht an den davor an.` }
      if (hashOf(prev, documentId, { ...rest, change }) !== stored) {
        return { brokenAt: expected, why: `Der Beitrag ${expected} wurde geändert.` }
      }
      version = expected
      hash = stored
    }
    if (page.length < pageSize) break
  }
  const isReduced = version === 0 && (await findReduction(reader, documentId)) !== null
  if (isReduced || head.version === 0) return { commits: 0, version: head.version, head: head.hash }
  if (version !== head.version || hash !== head.hash) {
    return { brokenAt: version + 1, why: `Nach dem Beitrag ${version} fehlt, was bekannt ist.` }
  }
  return { commits: version, version, head: hash }
}

/** Null where what was stored is not even JSON any more. */
function hashOf(prev: string, documentId: string, commit: Omit<StoredCommit, 'change'> & { readonly change: string }) {
  try {
    return hashCommit(prev, documentId, { ...commit, change: JSON.parse(commit.change) })
  } catch {
    return null
  }
}

const headRow = z.object({ version: z.number(), hash: z.string() })

const linksAfter = `
  SELECT version, id, user_id AS by, at, base, change, prev, hash FROM writing_commit
  WHERE document_id = ? AND version > ? AND version <= ? ORDER BY version LIMIT ?`

const linkRow = z.object({
  version: z.number(),
  id: z.string(),
  by: z.string(),
  at: z.string(),
  base: z.number(),
  change: z.string(),
  prev: z.string(),
  hash: z.string(),
})
