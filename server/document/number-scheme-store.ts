import { z } from 'zod'
import type { Reader, Tx } from '../base/database.ts'
import type { LegislativeTerm, NumberScheme } from './number-scheme.ts'

export interface StoredScheme extends Omit<NumberScheme, 'pattern'> {
  readonly id: string
  /** Null where a body went back to the circle of the house. */
  readonly pattern: string | null
}

const schemeRow: z.ZodType<StoredScheme> = z.object({
  id: z.string(),
  body: z.string(),
  pattern: z.string().nullable(),
  period: z.enum(['year', 'term']),
  start: z.number(),
  startPeriod: z.number(),
})

/** All that were ever set, the newest first. */
export const selectSchemes = (reader: Reader): Promise<StoredScheme[]> =>
  reader.all(schemeRow, 'SELECT id, body, pattern, period, start, start_period FROM number_scheme ORDER BY id DESC')

export async function insertScheme(
  tx: Tx,
  scheme: StoredScheme & { readonly setBy: string; readonly setAt: string },
): Promise<void> {
  await tx.run(
    `INSERT INTO number_scheme (id, body, pattern, period, start, start_period, set_by, set_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      scheme.id,
      scheme.body,
      scheme.pattern,
      scheme.period,
      scheme.start,
      scheme.startPeriod,
      scheme.setBy,
      scheme.setAt,
    ],
  )
}

const lastRow = z.object({ last: z.number() })

/** 0 where a circle has given no number in this period: a year, or the number of a Wahlperiode. */
export async function selectLast(reader: Reader, circle: string, period: number): Promise<number> {
  const sql = 'SELECT last FROM number_circle WHERE name = ? AND year = ?'
  return (await reader.first(lastRow, sql, [circle, period]))?.last ?? 0
}

export async function updateLast(
  tx: Tx,
  { circle, period, last }: { readonly circle: string; readonly period: number; readonly last: number },
): Promise<void> {
  await tx.run(
    'INSERT INTO number_circle (name, year, last) VALUES (?, ?, ?) ON CONFLICT (name, year) DO UPDATE SET last = excluded.last',
    [circle, period, last],
  )
}

export async function isGiven(reader: Reader, number: string): Promise<boolean> {
  const row = z.object({ documentId: z.string() })
  return (await reader.first(row, 'SELECT document_id FROM issue_order WHERE number = ?', [number])) !== null
}

const termRow: z.ZodType<LegislativeTerm> = z.object({
  number: z.number(),
  beginsOn: z.string(),
  endsOn: z.string().nullable(),
})

/** The newest first. */
export const selectTerms = (reader: Reader): Promise<LegislativeTerm[]> =>
  reader.all(termRow, 'SELECT number, begins_on, ends_on FROM legislative_term ORDER BY begins_on DESC')

export async function upsertTerm(tx: Tx, { number, beginsOn, endsOn }: LegislativeTerm): Promise<void> {
  await tx.run(
    `INSERT INTO legislative_term (number, begins_on, ends_on) VALUES (?, ?, ?)
     ON CONFLICT (number) DO UPDATE SET begins_on = excluded.begins_on, ends_on = excluded.ends_on`,
    [number, beginsOn, endsOn],
  )
}
