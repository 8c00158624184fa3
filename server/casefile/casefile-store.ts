import { z } from 'zod'
import type { Actor } from '../auth/auth.ts'
import type { Reader, SqlValue, Tx } from '../base/database.ts'
import { type Place, pageOfSeen } from '../base/paging.ts'
import type { Values } from '../fields/fields.ts'
import { readableText } from '../fields/readable-text.ts'
import { asGroup } from '../fields/walk.ts'
import { fold, searchTerms, searchTextOf } from '../search/folding.ts'
import { indexSubject, matching, type Query } from '../search/search.ts'
import { caseFields } from './case-fields.ts'
import { type CaseFile, type CaseLine, visibleCases } from './casefile.ts'

/** Written by ourselves after `readValues`, so its form is known. */
const storedValues = z.string().transform((json): Values => JSON.parse(json))

const caseRow = z
  .object({
    id: z.string(),
    unitId: z.string(),
    lotsinId: z.string(),
    lotsinName: z.string(),
    valuesJson: storedValues,
    version: z.number(),
    createdAt: z.string(),
    closedAt: z.string().nullable(),
  })
  .transform(({ valuesJson, ...row }): CaseFile => ({ ...row, values: valuesJson }))

const selectCase = `
  SELECT case_file.id, case_file.unit_id, lotsin_id, user.name AS lotsin_name, values_json, version,
    case_file.created_at, closed_at
  FROM case_file JOIN user ON user.id = lotsin_id`

export function findVisibleCase(reader: Reader, actor: Actor, id: string): Promise<CaseFile | null> {
  const visible = visibleCases(actor)
  return reader.first(caseRow, `${selectCase} WHERE case_file.id = ? AND ${visible.sql}`, [id, ...visible.args])
}

/** Whatever their state, and whoever asks: for handing all of them over. */
export const selectCasesOf = (reader: Reader, lotsinId: string): Promise<CaseFile[]> =>
  reader.all(caseRow, `${selectCase} WHERE lotsin_id = ? ORDER BY case_file.id`, [lotsinId])

export interface CaseFilter {
  readonly lotsinId?: string | undefined
  readonly pfad?: string | undefined
  readonly state: 'open' | 'closed' | 'all'
  /** Words of a name or an Aktenzeichen. */
  readonly text?: string | undefined
}

const caseLine = z.object({
  id: z.string(),
  aktenzeichen: z.string(),
  nachname: z.string(),
  vorname: z.string().nullable(),
  geburtsdatum: z.string().nullable(),
  pfad: z.string().nullable(),
  lotsinName: z.string(),
  closedAt: z.string().nullable(),
})

export function selectCases(
  reader: Reader,
  actor: Actor,
  { filter, limit, offset }: { readonly filter: CaseFilter; readonly limit: number; readonly offset: number },
): Promise<CaseLine[]> {
  const { sql, args } = condition(actor, filter)
  return reader.all(
    caseLine,
    `SELECT case_file.id, aktenzeichen, nachname, vorname, geburtsdatum, pfad, user.name AS lotsin_name, closed_at
     FROM case_file JOIN user ON user.id = lotsin_id
     WHERE ${sql} ORDER BY sort_text, case_file.id LIMIT ? OFFSET ?`,
    [...args, limit, offset],
  )
}

export interface CaseName extends Pick<CaseLine, 'id' | 'aktenzeichen' | 'nachname' | 'vorname'> {}

/** Those that are open, by name. */
export function selectOpenNames(reader: Reader, actor: Actor, most = Number.MAX_SAFE_INTEGER): Promise<CaseName[]> {
  const visible = visibleCases(actor)
  return reader.all(
    caseLine.pick({ id: true, aktenzeichen: true, nachname: true, vorname: true }),
    `SELECT id, aktenzeichen, nachname, vorname FROM case_file
     WHERE closed_at IS NULL AND ${visible.sql} ORDER BY sort_text, id LIMIT ?`,
    [...visible.args, most],
  )
}

export async function countCases(reader: Reader, actor: Actor, filter: CaseFilter): Promise<number> {
  const { sql, args } = condition(actor, filter)
  const row = z.object({ count: z.number() })
  return (await reader.first(row, `SELECT count(*) AS count FROM case_file WHERE ${sql}`, args))?.count ?? 0
}

const foundRow = caseLine.extend({ total: z.number() })

/** Those in whose name or Aktenzeichen the words stand come first. Each line says how many there are in all; behind the
 *  last page is the last page. */
export function selectFound(
  reader: Reader,
  actor: Actor,
  { query, ...place }: Place & { readonly query: Query },
): Promise<(CaseLine & { readonly total: number })[]> {
  const [hits, visible] = [matching(query, 'search_entry.number'), visibleCases(actor)]
  const page = pageOfSeen({ order: 'in_title DESC, sort_text, id' }, place)
  return reader.all(
    foundRow,
    `WITH seen AS MATERIALIZED (
       SELECT case_file.id, ${hits.inTitle} AS in_title, sort_text
       FROM case_file CROSS JOIN search_entry ON search_entry.subject = case_file.id
       WHERE ${visible.sql} AND ${hits.holds}
     ), page AS MATERIALIZED (${page.sql})
     SELECT case_file.id, aktenzeichen, nachname, vorname, geburtsdatum, pfad, user.name AS lotsin_name, closed_at, total
     FROM page JOIN case_file ON case_file.id = page.id JOIN user ON user.id = lotsin_id
     ORDER BY in_title DESC, page.sort_text, page.id`,
    [...hits.args.inTitle, ...visible.args, ...hits.args.holds, ...page.args],
  )
}

function condition(actor: Actor, { lotsinId, pfad, state, text = '' }: CaseFilter) {
  const visible = visibleCases(actor)
  const parts: { readonly sql: string; readonly args: readonly SqlValue[] }[] = [visible]
  if (lotsinId) parts.push({ sql: 'lotsin_id = ?', args: [lotsinId] })
  if (pfad) parts.push({ sql: 'pfad = ?', args: [pfad] })
  if (state !== 'all') parts.push({ sql: `closed_at IS ${state === 'open' ? 'NULL' : 'NOT NULL'}`, args: [] })
  for (const { full, bare } of searchTerms(text)) {
    parts.push({ sql: '(instr(search_text, ?) > 0 OR instr(search_text, ?) > 0)', args: [full, bare] })
  }
  return { sql: parts.map(({ sql }) => sql).join(' AND '), args: parts.flatMap(({ args }) => args) }
}

const guidedName = caseLine
  .pick({ id: true, nachname: true, vorname: true, lotsinName: true })
  .extend({ lotsinId: z.string() })

/** Whoever asks: for lists of what she may see. */
export const selectGuidedNames = (reader: Reader, ids: readonly string[]) =>
  reader.all(
    guidedName,
    `SELECT case_file.id, nachname, vorname, lotsin_id, user.name AS lotsin_name
     FROM case_file JOIN user ON user.id = lotsin_id WHERE case_file.id IN (SELECT value FROM json_each(?))`,
    [JSON.stringify(ids)],
  )

interface NewCase {
  readonly id: string
  readonly unitId: string
  readonly lotsinId: string
  readonly values: Values
  readonly savedBy: string
  readonly at: string
}

export async function insertCase(tx: Tx, { id, unitId, lotsinId, values, savedBy, at }: NewCase): Promise<void> {
  await tx.run(
    `INSERT INTO case_file
       (id, unit_id, lotsin_id, values_json, version, aktenzeichen_key, search_text, sort_text, created_at)
     VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?)`,
    [id, unitId, lotsinId, JSON.stringify(values), ...derived(values), at],
  )
  await insertRevision(tx, { id, version: 1, values, savedBy, at })
  await indexCase(tx, id, values)
}

/** Whether the version that was read is still the one that stands there, seen by this person and open. */
export async function updateCase(
  tx: Tx,
  actor: Actor,
  {
    id,
    version,
    values,
    at,
  }: { readonly id: string; readonly version: number; readonly values: Values; readonly at: string },
): Promise<boolean> {
  const visible = visibleCases(actor)
  const changed = await tx.run(
    `UPDATE case_file SET values_json = ?, version = version + 1, aktenzeichen_key = ?, search_text = ?, sort_text = ?
     WHERE id = ? AND version = ? AND closed_at IS NULL AND ${visible.sql}`,
    [JSON.stringify(values), ...derived(values), id, version, ...visible.args],
  )
  if (changed === 0) return false
  await insertRevision(tx, { id, version: version + 1, values, savedBy: actor.userId, at })
  await indexCase(tx, id, values)
  return true
}

/** With names and Aktenzeichen as its title. */
export async function indexCase(tx: Tx, id: string, values: Values): Promise<void> {
  const { nachname, vorname } = asGroup(values.person)
  const title = [nachname, vorname, values.aktenzeichen].filter((part) => part !== undefined).join(' ')
  await indexSubject(tx, { subject: id, title, text: readableText(caseFields, values) })
}

const valuesRow = z.object({ id: z.string(), valuesJson: storedValues })

/** Cases that the search does not know: those of a database from before it. */
export const selectUnindexed = (reader: Reader, limit: number) =>
  reader.all(
    valuesRow,
    `SELECT id, values_json FROM case_file
     WHERE NOT EXISTS (SELECT 1 FROM search_entry WHERE subject = case_file.id) ORDER BY id LIMIT ?`,
    [limit],
  )

const derived = (values: Values): [string, string, string] => {
  const aktenzeichen = String(values.aktenzeichen)
  const { nachname, vorname } = asGroup(values.person)
  const names = [nachname, vorname].map((name) => (name === undefined ? undefined : String(name)))
  return [
    aktenzeichenKey(aktenzeichen),
    searchTextOf([...names, aktenzeichen]),
    names.map((name) => fold(name ?? '')).join(' '),
  ]
}

/** Two Aktenzeichen that only differ in case or spaces are the same. */
export const aktenzeichenKey = (aktenzeichen: string): string => aktenzeichen.replace(/\s+/g, '').toUpperCase()

export interface CaseRevision {
  readonly version: number
  readonly values: Values
  readonly savedBy: string
  readonly savedAt: string
}

async function insertRevision(
  tx: Tx,
  { id, version, values, savedBy, at }: { id: string; version: number; values: Values; savedBy: string; at: string },
): Promise<void> {
  await tx.run('INSERT INTO case_revision (case_id, version, values_json, saved_by, saved_at) VALUES (?, ?, ?, ?, ?)', [
    id,
    version,
    JSON.stringify(values),
    savedBy,
    at,
  ])
}

export async function findRevision(reader: Reader, id: string, version: number): Promise<CaseRevision | null> {
  const row = z.object({ version: z.number(), valuesJson: storedValues, savedBy: z.string(), savedAt: z.string() })
  const sql = 'SELECT version, values_json, saved_by, saved_at FROM case_revision WHERE case_id = ? AND version = ?'
  const found = await reader.first(row, sql, [id, version])
  if (!found) return null
  const { valuesJson, ...revision } = found
  return { ...revision, values: valuesJson }
}

export async function hasAktenzeichen(
  reader: Reader,
  {
    unitId,
    aktenzeichen,
    exceptId,
  }: { readonly unitId: string; readonly aktenzeichen: string; readonly exceptId: string },
): Promise<boolean> {
  const found = await reader.first(
    z.object({ id: z.string() }),
    'SELECT id FROM case_file WHERE unit_id = ? AND aktenzeichen_key = ? AND id <> ?',
    [unitId, aktenzeichenKey(aktenzeichen), exceptId],
  )
  return found !== null
}

/** Null opens the case again. */
export async function updateClosedAt(tx: Tx, id: string, closedAt: string | null): Promise<void> {
  await tx.run('UPDATE case_file SET closed_at = ? WHERE id = ?', [closedAt, id])
}

export async function updateLotsin(
  tx: Tx,
  id: string,
  { lotsinId, unitId }: { readonly lotsinId: string; readonly unitId: string },
): Promise<void> {
  await tx.run('UPDATE case_file SET lotsin_id = ?, unit_id = ? WHERE id = ?', [lotsinId, unitId, id])
}
