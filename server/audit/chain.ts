import { createHash, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { canonicalJson, type Json } from '../base/canonical-json.ts'
import type { Reader, Tx } from '../base/database.ts'

/** The hash that stands before the first entry. */
export const beginning = '0'.repeat(64)

export interface ChainHead {
  /** 0 while the trail is empty. */
  readonly seq: number
  readonly entryHash: string
}

export interface ChainedEntry {
  readonly seq: number
  readonly prevHash: string
  readonly leaf: string
  readonly at: string
}

/** Where the trail ends now. Kept elsewhere, it shows later whether entries up to here were changed or removed. */
export async function chainHead(reader: Reader): Promise<ChainHead> {
  const newest = await reader.first(headRow, 'SELECT seq, entry_hash FROM audit_entry ORDER BY seq DESC LIMIT 1')
  return newest ?? { seq: 0, entryHash: beginning }
}

const headRow = z.object({ seq: z.number(), entryHash: z.string() })

/** Appends one entry to the trail; a step of the caller's transaction. */
export async function appendEntry(tx: Tx, payload: Json, at: Date): Promise<ChainHead> {
  const head = await chainHead(tx)
  const salt = randomBytes(32).toString('hex')
  const text = canonicalJson(payload)
  const entry = { seq: head.seq + 1, prevHash: head.entryHash, leaf: leafHash(salt, text), at: at.toISOString() }
  const entryHash = hashEntry(entry)
  await tx.run('INSERT INTO audit_entry (seq, prev_hash, leaf, entry_hash, at) VALUES (?, ?, ?, ?, ?)', [
    entry.seq,
    entry.prevHash,
    entry.leaf,
    entryHash,
    entry.at,
  ])
  await tx.run('INSERT INTO audit_payload (seq, salt, payload) VALUES (?, ?, ?)', [entry.seq, salt, text])
  return { seq: entry.seq, entryHash }
}

/** What stands in the chain for what an entry says: SHA-256 of 0x00, the 32 bytes of the salt, the payload in UTF-8.
 *  Without the salt nobody can guess an erased payload (docs/decisions/0004-audit-chain.md). */
export const leafHash = (salt: string, payload: string): string =>
  sha256(Buffer.of(0), Buffer.from(salt, 'hex'), Buffer.from(payload, 'utf8'))

/** SHA-256 of 0x01, the 32 bytes of the entry before, the 32 bytes of the leaf, the number as 8 bytes (big-endian), the
 *  time as 24 bytes of text. Every part has one length, so no two entries share an input. */
export function hashEntry({ prevHash, leaf, seq, at }: ChainedEntry): string {
  const number = Buffer.alloc(8)
  number.writeBigUInt64BE(BigInt(seq))
  return sha256(Buffer.of(1), Buffer.from(prevHash, 'hex'), Buffer.from(leaf, 'hex'), number, Buffer.from(at, 'utf8'))
}

function sha256(...parts: readonly Buffer[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}
