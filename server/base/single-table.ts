import { z } from 'zod'
import type { Reader, Tx } from './database.ts'
import { splitStatements, writtenTable } from './sql-text.ts'

type Check = (tx: Tx, tables: readonly string[]) => Promise<void>

/** The same transaction, allowed to read everything but to write only these tables. Throws before a statement is run that
 *  would write another one, and when triggers or cascades of these would. Whoever opens many transactions may pass a
 *  `check` that remembers what `refuseSideEffects` has found. */
export function restrictTo(tx: Tx, tables: readonly string[], check: Check = refuseSideEffects): Tx {
  let checked: Promise<void> | undefined
  const allow = async (sql: string): Promise<void> => {
    const written = writtenTable(sql)
    if (written === null) return
    if (!tables.includes(written)) throw new Error(`Only the table ${tables.join(', ')} may be written here: ${sql}`)
    checked ??= check(tx, tables)
    await checked
  }
  const all: Reader['all'] = async (row, sql, args) => {
    await allow(sql)
    return tx.all(row, sql, args)
  }
  return {
    kind: 'tx',
    all,
    first: async (row, sql, args) => (await all(row, sql, args))[0] ?? null,
    async run(sql, args) {
      await allow(sql)
      return tx.run(sql, args)
    },
  }
}

/** Throws when writing these tables would write others too. */
export async function refuseSideEffects(reader: Reader, tables: readonly string[]): Promise<void> {
  const found = await reader.all(
    z.object({ name: z.string(), sql: z.string().nullable() }),
    `SELECT name, sql FROM sqlite_schema
     WHERE type = 'trigger' AND lower(tbl_name) IN (SELECT value FROM json_each(?))
     UNION ALL
     SELECT child.name, NULL FROM sqlite_schema AS child JOIN pragma_foreign_key_list(child.name) AS reference
     WHERE child.type = 'table' AND lower(reference."table") IN (SELECT value FROM json_each(?))
       AND (reference.on_delete NOT IN ('NO ACTION', 'RESTRICT') OR reference.on_update NOT IN ('NO ACTION', 'RESTRICT'))`,
    [JSON.stringify(tables), JSON.stringify(tables)],
  )
  const effects = found.filter(({ sql }) => sql === null || !staysWithin(sql, tables))
  if (effects.length === 0) return
  const names = effects.map(({ name }) => name).join(', ')
  throw new Error(`Writing ${tables.join(', ')} would also write elsewhere, by ${names}.`)
}

function staysWithin(trigger: string, tables: readonly string[]): boolean {
  const body = /\bBEGIN\b(.*)\bEND\s*$/is.exec(trigger)?.[1] ?? ''
  return splitStatements(body).every((statement) => tables.includes(writtenTable(statement) ?? tables[0] ?? ''))
}
