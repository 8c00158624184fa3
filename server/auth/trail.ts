import { readTrail, type TrailEntry, type TrailPage } from '../audit/audit.ts'
import type { Reader } from '../base/database.ts'
import { userNames } from './user-actions.ts'

/** By user id. */
export type Names = ReadonlyMap<string, string>

/** How a module tells its entries in the trail. */
export interface TrailTeller {
  /** The entry as a German sentence; null where it is somebody else's to tell or nothing that people follow. */
  sentence(entry: TrailEntry, names: Names): string | null
  /** Everybody whom the sentence names. */
  people(entry: TrailEntry): string[]
}

/** Looks up what the sentences about these entries need, such as titles. */
export type FindTeller = (reader: Reader, entries: readonly TrailEntry[]) => Promise<TrailTeller>

export interface ToldTrail {
  readonly lines: readonly { readonly at: string; readonly sentence: string }[]
  /** The page after this one begins before this entry; null where nothing more is told. */
  readonly older: number | null
}

/** What happened to a thing and to what is related to it, as people read it, the newest first. Entries that nobody tells
 *  do not count: it reads on until there are `limit` lines. */
export async function tellTrail(
  reader: Reader,
  subject: string,
  { limit, before, tellers }: TrailPage & { readonly limit: number; readonly tellers: readonly FindTeller[] },
): Promise<ToldTrail> {
  const lines: { seq: number; at: string; sentence: string }[] = []
  for (let oldest = before; ; ) {
    const entries = await readTrail(reader, subject, { limit: pageSize, ...(oldest ? { before: oldest } : {}) })
    lines.push(...(await told(reader, entries, tellers)))
    const last = lines[limit - 1]
    if (last && lines.length > limit) return { lines: lines.slice(0, limit).map(line), older: last.seq }
    if (entries.length < pageSize) return { lines: lines.map(line), older: null }
    oldest = entries.at(-1)?.seq
  }
}

const pageSize = 100

const line = ({ at, sentence }: { at: string; sentence: string }) => ({ at, sentence })

async function told(reader: Reader, entries: readonly TrailEntry[], find: readonly FindTeller[]) {
  const tellers = await Promise.all(find.map((each) => each(reader, entries)))
  const people = entries.flatMap((entry) => tellers.flatMap((teller) => teller.people(entry)))
  const names = await userNames(reader, people)
  return entries.flatMap((entry) => {
    const [sentence] = tellers.flatMap((teller) => teller.sentence(entry, names) ?? [])
    return sentence === undefined ? [] : [{ seq: entry.seq, at: entry.at, sentence }]
  })
}

/** `Malte Deppe hat in Vertretung für Jutta Ahlers den Fall geschlossen.` Null where there is nothing to tell. */
export function sentenceOf(entry: TrailEntry, names: Names, predicate: string | null): string | null {
  const deputy = entry.onBehalfOf ? `in Vertretung für ${nameOf(entry.onBehalfOf, names)} ` : ''
  return predicate && `${nameOf(entry.userId, names)} hat ${deputy}${predicate}.`
}

export const nameOf = (id: unknown, names: Names): string => names.get(String(id)) ?? 'Unbekannt'

/** Labels in quotes, enumerated by the caller: more than four would be no sentence, so the rest is counted. */
export const quotedLabels = (labels: readonly string[]): string[] => {
  const quoted = labels.map((label) => `„${label}“`)
  return quoted.length <= 4 ? quoted : [...quoted.slice(0, 3), `${quoted.length - 3} weitere Angaben`]
}
