import { z } from 'zod'
import type { Reader, Tx } from './database.ts'
import { writtenTable } from './sql-text.ts'

/** The same transaction, allowed to read everything but to write one table. Throws before a statement is run that would
 *  write another table, and when the table has triggers or cascades, because these would write for it. */
export function restrictTo(tx: Tx, table: string): Tx {
  let isPlain: Promise<void> | undefined
  const check = async (sql: string): Promise<void> => {
    const written = writtenTable(sql)
    if (written === null) return
    if (written !== table) throw new Error(`Only the table ${table} may be written here: ${sql}`)
    isPlain ??= refuseSideEffects(tx, table)
    await isPlain
  }
  const all: Reader['all'] = async (row, sql, args) => {
    await check(sql)
    return tx.all(row, sql, args)
  }
  return {
    kind: 'tx',
    all,
    first: async (row, sql, args) => (await all(row, sql, args))[0] ?? null,
    async run(sql, args) {
      await check(sql)
      return tx.run(sql, args)
    },
  }
}

async function refuseSideEffects(tx: Tx, table: string): Promise<void> {
  const effects = await tx.all(
    z.object({ name: z.string() }),
    `SELECT name FROM sqlite_schema WHERE type = 'trigger' AND lower(tbl_name) = ?
     UNION ALL
     SELECT child.name FROM sqlite_schema AS child JOIN pragma_foreign_key_list(child.name) AS reference
     WHERE child.type = 'table' AND lower(reference."table") = ?
       AND (reference.on_delete NOT IN ('NO ACTION', 'RESTRICT') OR reference.on_update NOT IN ('NO ACTION', 'RESTRICT'))`,
    [table, table],
  )
  if (effects.length === 0) return
  throw new Error(`Writing ${table} would also write elsewhere, by ${effects.map(({ name }) => name).join(', ')}.`)
}
