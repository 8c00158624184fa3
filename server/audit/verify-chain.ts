import { setImmediate as nextTurn } from 'node:timers/promises'
import { z } from 'zod'
import type { Reader } from '../base/database.ts'
import { beginning, type ChainHead, hashEntry, leafHash } from './chain.ts'

export interface IntactChain {
  readonly entries: number
  /** The hash of the newest entry; 64 zeros while the trail is empty. */
  readonly head: string
  /** How many entries no longer have the text of what they say. */
  readonly erased: number
}

export interface BrokenChain {
  /** The number of the first entry that is wrong or missing. */
  readonly brokenAt: number
  /** A German sentence. */
  readonly why: string
}

export type ChainVerdict = IntactChain | BrokenChain

export interface ChainCheck {
  /** Heads noted earlier and kept elsewhere. Only they show that the newest entries were removed or all hashes redone. */
  readonly against?: readonly ChainHead[]
  readonly pageSize?: number
  /** Awaited between two pages, with the number of the last entry: a long trail must not keep the server from answering. */
  readonly pause?: (upTo: number) => Promise<unknown>
}

/** Walks the whole trail from its first entry, page by page, and computes every hash anew. Reads only. */
export async function verifyChain(
  reader: Reader,
  { against = [], pageSize = 500, pause = () => nextTurn() }: ChainCheck = {},
): Promise<ChainVerdict> {
  const noted = new Map(against.map(({ seq, entryHash }) => [seq, entryHash]))
  let head: ChainHead = { seq: 0, entryHash: beginning }
  let erased = 0
  let after = Number.MIN_SAFE_INTEGER
  for (;;) {
    const page = await reader.all(linkRow, linksAfter, [after, pageSize])
    for (const link of page) {
      const why = refuseLink(link, head) ?? refuseNoted(link, noted)
      if (why) return { brokenAt: Math.min(link.seq, head.seq + 1), why }
      if (link.payload === null) erased += 1
      head = link
      after = link.seq
    }
    if (page.length < pageSize) break
    await pause(head.seq)
  }
  const gone = [...noted.keys()].filter((seq) => seq > head.seq)
  if (gone.length > 0) {
    return {
      brokenAt: head.seq + 1,
      why: `Die Einträge ab ${head.seq + 1} fehlen: Bekannt ist Eintrag ${Math.max(...gone)}.`,
    }
  }
  const stray = await reader.first(strayRow, strayPayload)
  if (stray) return { brokenAt: stray.seq, why: `Zum Inhalt ${stray.seq} fehlt der Eintrag in der Kette.` }
  return { entries: head.seq, head: head.entryHash, erased }
}

const linksAfter = `
  SELECT seq, prev_hash, leaf, entry_hash, at, salt, payload
  FROM audit_entry LEFT JOIN audit_payload USING (seq) WHERE seq > ? ORDER BY seq LIMIT ?`

const linkRow = z.object({
  seq: z.number(),
  prevHash: z.string(),
  leaf: z.string(),
  entryHash: z.string(),
  at: z.string(),
  salt: z.string().nullable(),
  payload: z.string().nullable(),
})

const strayPayload = `
  SELECT seq FROM audit_payload WHERE NOT EXISTS (SELECT 1 FROM audit_entry WHERE audit_entry.seq = audit_payload.seq)
  ORDER BY seq LIMIT 1`

const strayRow = z.object({ seq: z.number() })

function refuseLink(link: z.infer<typeof linkRow>, before: ChainHead): string | null {
  const { seq, salt, payload } = link
  const expected = before.seq + 1
  if (seq < 1) return `Vor dem ersten Eintrag steht ein weiterer (${seq}).`
  if (seq !== expected) return `Eintrag ${expected} fehlt.`
  if (![link.leaf, link.entryHash, salt ?? beginning].every(isHex))
    return `Eintrag ${seq} enthält keinen Hash, wo einer stehen muss.`
  if (link.prevHash !== before.entryHash) return `Eintrag ${seq} schließt nicht an den Eintrag davor an.`
  if (hashEntry(link) !== link.entryHash) return `Eintrag ${seq} wurde geändert.`
  if (salt !== null && payload !== null && leafHash(salt, payload) !== link.leaf) {
    return `Der Inhalt von Eintrag ${seq} wurde geändert.`
  }
  return null
}

function refuseNoted(link: ChainHead, noted: ReadonlyMap<number, string>): string | null {
  const entryHash = noted.get(link.seq)
  if (entryHash === undefined || entryHash === link.entryHash) return null
  return `Eintrag ${link.seq} ist nicht der, der bekannt ist: Er oder einer davor wurde ersetzt.`
}

// Other spellings of the same bytes would pass the hashes.
const isHex = (text: string): boolean => /^[0-9a-f]{64}$/.test(text)
