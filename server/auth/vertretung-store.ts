import { z } from 'zod'
import type { Reader, Tx } from '../base/database.ts'
import type { Vertretung, VertretungInput } from './vertretung.ts'

const vertretungRow = z
  .object({
    id: z.string(),
    userId: z.string(),
    userName: z.string(),
    unitId: z.string(),
    unitName: z.string(),
    deputyId: z.string().nullable(),
    deputyName: z.string().nullable(),
    deputyGone: z.number(),
    fromDate: z.string(),
    untilDate: z.string(),
    absent: z.number(),
    enteredBy: z.string(),
    enteredByName: z.string(),
    enteredAt: z.string(),
    endedAt: z.string().nullable(),
    endedByName: z.string().nullable(),
  })
  .transform(
    ({ fromDate, untilDate, absent, deputyGone, ...row }): Vertretung => ({
      ...row,
      from: fromDate,
      until: untilDate,
      absent: absent === 1,
      isDeputyGone: deputyGone === 1,
    }),
  )

const selectVertretung = `
  SELECT vertretung.id, vertretung.user_id, person.name AS user_name, person.unit_id, unit.name AS unit_name, deputy_id,
    deputy.name AS deputy_name, deputy.deactivated_at IS NOT NULL AS deputy_gone, from_date, until_date, absent, entered_by, enterer.name AS entered_by_name, entered_at,
    ending.at AS ended_at, ender.name AS ended_by_name
  FROM vertretung
  JOIN user AS person ON person.id = vertretung.user_id
  JOIN unit ON unit.id = person.unit_id
  JOIN user AS enterer ON enterer.id = entered_by
  LEFT JOIN user AS deputy ON deputy.id = deputy_id
  LEFT JOIN vertretung_end AS ending ON ending.vertretung_id = vertretung.id
  LEFT JOIN user AS ender ON ender.id = ending.user_id`

const order = 'ORDER BY from_date, vertretung.id'

export const findVertretung = (reader: Reader, id: string): Promise<Vertretung | null> =>
  reader.first(vertretungRow, `${selectVertretung} WHERE vertretung.id = ?`, [id])

/** Of people who are still there, and not ended: those that count on this day. */
const counts = `ending.at IS NULL AND person.deactivated_at IS NULL AND from_date <= ? AND until_date >= ?`

/** For whom somebody stands in on this day, whoever began first first. */
export const selectForDeputy = (reader: Reader, deputyId: string, day: string): Promise<Vertretung[]> =>
  reader.all(vertretungRow, `${selectVertretung} WHERE deputy_id = ? AND ${counts} ${order}`, [deputyId, day, day])

/** Everything that counts on this day. */
export const selectCounting = (reader: Reader, day: string): Promise<Vertretung[]> =>
  reader.all(vertretungRow, `${selectVertretung} WHERE ${counts} ${order}`, [day, day])

/** Everything of a person, hers and where she is the deputy. */
export const selectOfPerson = (reader: Reader, userId: string): Promise<Vertretung[]> =>
  reader.all(vertretungRow, `${selectVertretung} WHERE vertretung.user_id = ? OR deputy_id = ? ${order}`, [
    userId,
    userId,
  ])

/** Of everybody, or of a unit, that still counts or ended not before this day. */
export const selectSince = (
  reader: Reader,
  { unitId, since }: { readonly unitId: string | null; readonly since: string },
): Promise<Vertretung[]> =>
  reader.all(
    vertretungRow,
    `${selectVertretung} WHERE person.unit_id = coalesce(?, person.unit_id) AND until_date >= ? ${order}`,
    [unitId, since],
  )

/** What counts in the same time for the same person. */
export const selectOverlapping = (
  reader: Reader,
  { userId, from, until }: Pick<VertretungInput, 'userId' | 'from' | 'until'>,
): Promise<Vertretung[]> =>
  reader.all(
    vertretungRow,
    `${selectVertretung} WHERE vertretung.user_id = ? AND ending.at IS NULL AND from_date <= ? AND until_date >= ? ${order}`,
    [userId, until, from],
  )

export async function insertVertretung(
  tx: Tx,
  id: string,
  entered: VertretungInput & { readonly by: string; readonly at: string },
): Promise<void> {
  await tx.run(
    `INSERT INTO vertretung (id, user_id, deputy_id, from_date, until_date, absent, entered_by, entered_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    [id, entered.userId, entered.deputyId, entered.from, entered.until, entered.absent ? 1 : 0, entered.by, entered.at],
  )
}

export async function insertEnd(tx: Tx, id: string, { by, at }: { readonly by: string; readonly at: string }) {
  await tx.run('INSERT INTO vertretung_end (vertretung_id, user_id, at) VALUES (?, ?, ?)', [id, by, at])
}
