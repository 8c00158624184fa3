import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { sha256Hex } from './canonical-json.ts'
import type { Db, Tx } from './database.ts'
import { projectRoot } from './project-root.ts'
import { splitStatements } from './sql-text.ts'

interface Migration {
  readonly number: number
  readonly name: string
  readonly sha256: string
  readonly sql: string
}

/** Brings the database to the newest form: applies every file `0001-word.sql` that it does not know yet, in order, each
 *  in one transaction with its record. Returns the names applied. Throws a German sentence for the operator when a file
 *  was changed after it was applied, when one is missing or comes too late, and when two share a number. */
export async function applyMigrations(db: Db, folder = join(projectRoot, 'data', 'migrations')): Promise<string[]> {
  const migrations = await readMigrations(folder)
  await db.write((tx) => tx.run(migrationTable))
  const applied: string[] = []
  for (const migration of migrations) {
    if (await db.write((tx) => applyOnce(tx, migration, { among: migrations, now: db.clock.now() }))) {
      applied.push(migration.name)
    }
  }
  return applied
}

const migrationTable = `
  CREATE TABLE IF NOT EXISTS migration (
    number INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, applied_at TEXT NOT NULL
  ) STRICT`

async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  const migrations = await Promise.all(names.map((name) => readMigration(folder, name)))
  for (const [index, migration] of migrations.entries()) {
    const before = migrations[index - 1]
    if (before?.number === migration.number) {
      throw new Error(`Die Migrationen „${before.name}“ und „${migration.name}“ tragen dieselbe Nummer.`)
    }
  }
  return migrations
}

async function readMigration(folder: string, name: string): Promise<Migration> {
  const number = /^(\d{4})-[a-z0-9-]+\.sql$/.exec(name)?.[1]
  if (number === undefined) throw new Error(`„${name}“ ist kein Name einer Migration (Beispiel: 0001-base.sql).`)
  // A checkout with other line ends holds the same migration.
  const sql = (await readFile(join(folder, name), 'utf8')).replaceAll('\r\n', '\n')
  return { number: Number(number), name, sha256: sha256Hex(sql), sql }
}

interface Turn {
  readonly among: readonly Migration[]
  readonly now: Date
}

/** Several processes may start at once against one server: whoever comes second finds the record and does nothing. */
async function applyOnce(tx: Tx, migration: Migration, { among, now }: Turn): Promise<boolean> {
  const applied = await tx.all(recordRow, 'SELECT number, name, sha256 FROM migration ORDER BY number')
  refuseForeignHistory(applied, among)
  if (applied.some(({ number }) => number === migration.number)) return false
  for (const statement of splitStatements(migration.sql)) await tx.run(statement)
  await tx.run('INSERT INTO migration (number, name, sha256, applied_at) VALUES (?, ?, ?, ?)', [
    migration.number,
    migration.name,
    migration.sha256,
    now.toISOString(),
  ])
  return true
}

const recordRow = z.object({ number: z.number(), name: z.string(), sha256: z.string() })

function refuseForeignHistory(applied: readonly z.infer<typeof recordRow>[], migrations: readonly Migration[]): void {
  for (const record of applied) {
    const migration = migrations.find(({ number }) => number === record.number)
    if (!migration) {
      throw new Error(
        `Die Datenbank enthält die Migration „${record.name}“, die dieses Programm nicht kennt. ` +
          'Starten Sie die neuere Fassung des Programms.',
      )
    }
    if (migration.sha256 !== record.sha256) {
      throw new Error(
        `Die Migration „${migration.name}“ wurde geändert, nachdem sie angewendet war. ` +
          'Stellen Sie die Datei wieder her und schreiben Sie die Änderung in eine neue Migration.',
      )
    }
  }
  const newest = applied.at(-1)?.number ?? 0
  const late = migrations.find(({ number }) => number < newest && !applied.some((record) => record.number === number))
  if (late) {
    throw new Error(
      `Die Migration „${late.name}“ kommt zu spät: Die Datenbank ist schon bei Nummer ${newest}. ` +
        'Geben Sie ihr die nächste freie Nummer.',
    )
  }
}
