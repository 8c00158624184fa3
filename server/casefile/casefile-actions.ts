import { transact } from '../audit/audit.ts'
import { type Actor, has, rightsOf } from '../auth/auth.ts'
import { findUser, listColleagues, userNames } from '../auth/user-actions.ts'
import type { Db, Reader, Tx } from '../base/database.ts'
import { newId } from '../base/ids.ts'
import { conflict, forbidden, invalid, notFound, ok, type Problem, type Result, stale } from '../base/result.ts'
import { localDate } from '../calendar/local-time.ts'
import { type Change, compareValues } from '../fields/changes.ts'
import type { Values } from '../fields/fields.ts'
import { type Choice, type Conflict, mergeValues } from '../fields/merging.ts'
import type { Query } from '../search/search.ts'
import { caseFields } from './case-fields.ts'
import { readCaseValues } from './case-input.ts'
import { type CaseFile, type CaseLine, caseTitle } from './casefile.ts'
import * as store from './casefile-store.ts'

export type { CaseFilter, CaseName } from './casefile-store.ts'

/** For whom somebody may open a case: herself, and each Lotsin for whom she stands in today. */
export const openingActors = (actor: Actor): readonly Actor[] => {
  const { deputyships = [], ...herself } = actor
  return [herself, ...deputyships].filter((each) => has(each, 'lotsin'))
}

/** `input` as `readForm` gives it. The case belongs to whoever makes it, or for whom she stands in, and to that unit. */
export async function createCase(
  db: Db,
  actor: Actor,
  { input }: { readonly input: unknown },
): Promise<Result<{ id: string }>> {
  if (!has(actor, 'lotsin')) return forbidden('Fälle legt an, wer sie begleitet: die Integrationslotsin, der Lotse.')
  const at = db.clock.now().toISOString()
  const read = readCaseValues(input, localDate(at))
  if (!read.ok) return read
  const id = newId()
  return transact(db, { by: actor.ref, event: 'case.created', subject: id }, async (tx) => {
    const refused = await refuseAktenzeichen(tx, { id, unitId: actor.unitId, values: read.value })
    if (refused) return refused
    await store.insertCase(tx, {
      id,
      unitId: actor.unitId,
      lotsinId: rightsOf(actor),
      values: read.value,
      savedBy: actor.userId,
      at,
    })
    return ok({ id })
  })
}

/** As whom a person acts on a case: herself where she sees it herself, else for whom she stands in. */
export async function actingOnCase(reader: Reader, actor: Actor, id: string): Promise<Actor> {
  const { deputyships = [], ...herself } = actor
  if (deputyships.length === 0) return actor
  for (const each of [herself, ...deputyships]) if (await store.findVisibleCase(reader, each, id)) return each
  return actor
}

export interface CaseEdit {
  readonly id: string
  /** The version whose values the form showed. */
  readonly baseVersion: number
  readonly input: unknown
  /** What was decided about conflicts, by their key, for exactly the version that was shown with them. */
  readonly decided?: { readonly version: number; readonly choices: Readonly<Record<string, Choice>> }
}

export type CaseSaved = { readonly kind: 'saved'; readonly version: number; readonly merged: boolean } | CaseConflict

/** Nothing was saved: somebody else changed the same. */
export interface CaseConflict {
  readonly kind: 'conflict'
  readonly conflicts: readonly Conflict[]
  readonly theirs: { readonly version: number; readonly byName: string; readonly at: string }
  /** What I wanted to save, read and complete. */
  readonly mine: Values
}

/** Saves a case. If it was saved by others meanwhile, both are brought together field by field; what both changed in
 *  different ways comes back as a conflict, and nothing is saved until it is decided. */
export async function saveCase(db: Db, actor: Actor, edit: CaseEdit): Promise<Result<CaseSaved>> {
  const read = readCaseValues(edit.input, localDate(db.clock.now().toISOString()))
  if (!read.ok) return read
  for (let attempt = 1; ; attempt++) {
    const saved = await saveOnce(db, actor, edit, read.value)
    if (saved.ok || saved.problem !== 'stale' || attempt === mostAttempts) return saved
  }
}

const mostAttempts = 5

async function saveOnce(db: Db, actor: Actor, edit: CaseEdit, mine: Values): Promise<Result<CaseSaved>> {
  const current = await store.findVisibleCase(db, actor, edit.id)
  const base = current && (await store.findRevision(db, edit.id, edit.baseVersion))
  if (!current || !base) return gone
  if (current.closedAt) return closed
  const choices = edit.decided?.version === current.version ? edit.decided.choices : {}
  const versions = { base: base.values, mine, theirs: current.values }
  const { merged, conflicts } = mergeValues(caseFields, versions, choices)
  if (conflicts.length > 0) {
    // With those that are decided: nothing is, before everything is.
    const all = mergeValues(caseFields, versions).conflicts
    return ok({ kind: 'conflict', conflicts: all, theirs: await savedLast(db, current), mine })
  }
  const changes = compareValues(caseFields, current.values, merged)
  const wasMerged = base.version !== current.version
  if (changes.length === 0) return ok({ kind: 'saved', version: current.version, merged: wasMerged })
  return storeChange(db, actor, { current, merged, changes, wasMerged })
}

interface PlannedChange {
  readonly current: CaseFile
  readonly merged: Values
  readonly changes: readonly Change[]
  readonly wasMerged: boolean
}

function storeChange(db: Db, actor: Actor, { current, merged, changes, wasMerged }: PlannedChange) {
  const { id, version, unitId } = current
  const details = { version: version + 1, fields: changedFields(changes), ...(wasMerged ? { merged: true } : {}) }
  return transact<CaseSaved>(db, { by: actor.ref, event: 'case.changed', subject: id, details }, async (tx) => {
    const refused = await refuseAktenzeichen(tx, { id, unitId, values: merged })
    if (refused) return refused
    const at = db.clock.now().toISOString()
    if (!(await store.updateCase(tx, actor, { id, version, values: merged, at }))) return changedMeanwhile
    return ok({ kind: 'saved', version: version + 1, merged: wasMerged })
  })
}

/** Paths of the schema, each once: which row it was says nothing years later. */
const changedFields = (changes: readonly Change[]): string =>
  [...new Set(changes.map(({ path }) => path.replace(/\[\d+\]/g, '[]')))].join(' ')

async function savedLast(db: Db, current: CaseFile): Promise<CaseConflict['theirs']> {
  const revision = await store.findRevision(db, current.id, current.version)
  if (!revision) throw new Error(`The case ${current.id} lacks its revision ${current.version}.`)
  const names = await userNames(db, [revision.savedBy])
  return { version: current.version, byName: names.get(revision.savedBy) ?? 'Jemand', at: revision.savedAt }
}

/** A closed case stays to be read; nothing in it changes until it is opened again. */
export async function closeCase(
  db: Db,
  actor: Actor,
  { id }: { readonly id: string },
): Promise<Result<{ id: string }>> {
  return transact(db, { by: actor.ref, event: 'case.closed', subject: id }, async (tx) => {
    const found = await store.findVisibleCase(tx, actor, id)
    if (!found) return gone
    if (found.closedAt) return conflict('Dieser Fall ist schon geschlossen.')
    await store.updateClosedAt(tx, id, db.clock.now().toISOString())
    return ok({ id })
  })
}

export async function reopenCase(
  db: Db,
  actor: Actor,
  { id }: { readonly id: string },
): Promise<Result<{ id: string }>> {
  return transact(db, { by: actor.ref, event: 'case.reopened', subject: id }, async (tx) => {
    const found = await store.findVisibleCase(tx, actor, id)
    if (!found) return gone
    if (!found.closedAt) return conflict('Dieser Fall ist schon offen.')
    await store.updateClosedAt(tx, id, null)
    return ok({ id })
  })
}

/** Gives a case to another Lotsin of its unit. Whoever gave it away may no longer see it, unless she leads the unit. */
export async function handOverCase(
  db: Db,
  actor: Actor,
  { id, to }: { readonly id: string; readonly to: string },
): Promise<Result<{ id: string }>> {
  return transact<{ id: string; from: string }>(
    db,
    { by: actor.ref, event: 'case.handed_over', subject: id, details: ({ from }) => ({ from, to }) },
    async (tx) => {
      const found = await store.findVisibleCase(tx, actor, id)
      if (!found) return gone
      const refused = await refuseSuccessor(tx, found, to)
      if (refused) return refused
      await store.updateLotsin(tx, id, { lotsinId: to, unitId: found.unitId })
      return ok({ id, from: found.lotsinId })
    },
  )
}

async function refuseSuccessor(tx: Tx, { unitId, lotsinId }: CaseFile, to: string): Promise<Problem | null> {
  if (to === '') return atField('to', 'Wählen Sie, wer den Fall übernimmt.')
  if (to === lotsinId) return atField('to', 'Diese Person begleitet den Fall schon. Wählen Sie eine andere.')
  const successor = await findUser(tx, to)
  const canGuide = successor && !successor.deactivatedAt && successor.roles.includes('lotsin')
  if (canGuide && successor.unitId === unitId) return null
  return atField('to', 'Diese Person begleitet in dieser Einheit keine Fälle. Wählen Sie eine aus der Liste.')
}

async function refuseAktenzeichen(
  tx: Tx,
  { id, unitId, values }: { readonly id: string; readonly unitId: string; readonly values: Values },
): Promise<Problem | null> {
  const aktenzeichen = String(values.aktenzeichen)
  if (!(await store.hasAktenzeichen(tx, { unitId, aktenzeichen, exceptId: id }))) return null
  return atField(
    'aktenzeichen',
    `Das Aktenzeichen ${aktenzeichen} hat in dieser Einheit schon ein Fall. Prüfen Sie die Nummer.`,
  )
}

const atField = (path: string, message: string): Problem => invalid(message, [{ path, message }])

export const findCase = (reader: Reader, actor: Actor, id: string): Promise<CaseFile | null> =>
  store.findVisibleCase(reader, actor, id)

/** `Ceesay, Lamin` by id, for lists of what somebody may see; with whom she stands in for, where it is not her own. */
export async function caseTitles(
  reader: Reader,
  actor: Actor,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const names = await store.selectGuidedNames(reader, [...new Set(ids)])
  return new Map(
    names.map(({ id, nachname, vorname, lotsinId, lotsinName }) => {
      const title = caseTitle(nachname, vorname)
      return [id, lotsinId === actor.userId ? title : `${title} · in Vertretung für ${lotsinName}`]
    }),
  )
}

export const casesPerPage = 50

export interface CaseList {
  readonly cases: readonly CaseLine[]
  readonly total: number
  /** Counted from 1, never beyond the last one. */
  readonly page: number
  readonly pages: number
}

/** The cases that the person may see and that fit the filter, by name. */
export async function listCases(
  reader: Reader,
  actor: Actor,
  { filter, page }: { readonly filter: store.CaseFilter; readonly page: number },
): Promise<CaseList> {
  const total = await store.countCases(reader, actor, filter)
  const pages = Math.max(Math.ceil(total / casesPerPage), 1)
  const shown = Math.min(Math.max(page, 1), pages)
  const cases = await store.selectCases(reader, actor, {
    filter,
    limit: casesPerPage,
    offset: (shown - 1) * casesPerPage,
  })
  return { cases, total, page: shown, pages }
}

/** Open cases of a person by name, to choose one from: all of them, or the first. */
export const listOpenCases = (reader: Reader, actor: Actor, most?: number): Promise<store.CaseName[]> =>
  store.selectOpenNames(reader, actor, most)

export interface FoundCases {
  readonly cases: readonly CaseLine[]
  readonly total: number
}

/** The cases that the person may see and that hold the words. */
export async function findCases(
  reader: Reader,
  actor: Actor,
  { query, limit, offset = 0 }: { readonly query: Query; readonly limit: number; readonly offset?: number },
): Promise<FoundCases> {
  const cases = await store.selectFound(reader, actor, { query, limit, offset })
  return { total: cases[0]?.total ?? 0, cases }
}

/** Lets the search know cases that are older than it. Returns how many it did not know. */
export async function indexCases(db: Db): Promise<number> {
  for (let indexed = 0; ; ) {
    const missing = await store.selectUnindexed(db, indexedAtOnce)
    if (missing.length === 0) return indexed
    const details = { cases: missing.length }
    await transact(db, { by: { userId: 'setup' }, event: 'search.indexed', subject: 'search', details }, async (tx) => {
      for (const { id, valuesJson } of missing) await store.indexCase(tx, id, valuesJson)
      return ok(null)
    })
    indexed += missing.length
  }
}

const indexedAtOnce = 200

/** Who may take the case: the other Lotsinnen of its unit. */
export async function listSuccessors(reader: Reader, { unitId, lotsinId }: CaseFile) {
  const colleagues = await listColleagues(reader, { unitId, role: 'lotsin' })
  return colleagues.filter(({ id }) => id !== lotsinId).map(({ id, name }) => ({ id, name }))
}

const gone = notFound('Diesen Fall gibt es nicht, oder er gehört nicht zu Ihren Fällen.')
const closed = conflict('Dieser Fall ist geschlossen. Öffnen Sie ihn wieder, bevor Sie ihn ändern.')
const changedMeanwhile = stale('Der Fall wird gerade von anderen geändert. Speichern Sie noch einmal.')
