import { existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { type ChainHead, chainHead } from '../audit/chain.ts'
import { type Db, openReader } from '../base/database.ts'
import { conflict, invalid, ok, type Result } from '../base/result.ts'

export interface Backup {
  readonly file: string
  readonly bytes: number
  /** Where the trail ends in the backup. */
  readonly head: ChainHead
}

/** Writes a complete copy of the database while it is being used. Refuses to overwrite. */
export async function backUp(db: Db, file: string): Promise<Result<Backup>> {
  const target = resolve(file)
  if (!db.isFile) return invalid('Die Datenbank liegt auf einem libSQL-Server. Sichern Sie sie dort (GET /dump).')
  if (existsSync(target)) return conflict(`Die Datei „${target}“ gibt es schon. Wählen Sie einen anderen Namen.`)
  if (!existsSync(dirname(target)))
    return invalid(`Den Ordner „${dirname(target)}“ gibt es nicht. Legen Sie ihn zuerst an.`)
  await db.backup(target)
  const copy = await openReader(target)
  try {
    return ok({ file: target, bytes: (await stat(target)).size, head: await chainHead(copy) })
  } finally {
    await copy.close()
  }
}

/** Where the keys lie that a backup of the database does not hold. */
export const keysFolder = (dataFolder: string): string => join(dataFolder, 'keys')

/** What the operator reads after a backup. */
export function backupReport({ file, bytes, head }: Backup, dataFolder: string): string {
  const size = (bytes / 1_000_000).toLocaleString('de-DE', { maximumFractionDigits: 1 })
  return [
    `Gesichert: ${file} (${size} MB)`,
    `Prüfkette: ${head.seq.toLocaleString('de-DE')} Einträge, Kopf ${head.seq}:${head.entryHash}`,
    `Nicht enthalten sind die Schlüssel. Sichern Sie auch den Ordner „${keysFolder(dataFolder)}“, getrennt und verschlossen.`,
  ].join('\n')
}
