/** npm run -s backup -- <file>: a complete copy of the database, made by the running server or, when none runs, by this
 *  program. Exit code 0 if it is written, 1 if not. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { systemClock } from '../base/clock.ts'
import { databaseFile, openDatabase } from '../base/database.ts'
import { lockDatabase } from '../base/lock.ts'
import { invalid, type Result } from '../base/result.ts'
import { type Config, printProblems, readConfig } from '../config.ts'
import { type Backup, backUp, backupReport } from '../operations/backup.ts'
import { askForBackup } from '../operations/control-client.ts'

async function main(args: readonly string[]): Promise<0 | 1> {
  const [file, ...more] = args
  if (!file || file.startsWith('-') || more.length > 0) return refuse('Aufruf: npm run -s backup -- <Datei>')
  const config = readConfig(process.env)
  if (!config.ok) return refuse(printProblems(config))
  const backup = (await askForBackup(config.value.dataFolder, resolve(file))) ?? (await backUpHere(config.value, file))
  if (!backup.ok) return refuse(backup.message)
  console.log(backupReport(backup.value, config.value.dataFolder))
  return 0
}

async function backUpHere({ database }: Config, file: string): Promise<Result<Backup>> {
  const source = databaseFile(database.url)
  if (source !== null && !existsSync(source)) return invalid(`Es gibt noch keine Datenbank („${source}“).`)
  const lock = await lockDatabase({ url: database.url, clock: systemClock })
  if (!lock.ok) return lock
  try {
    const db = await openDatabase({ ...database, clock: systemClock })
    try {
      return await backUp(db, file)
    } finally {
      await db.close()
    }
  } finally {
    await lock.value.release()
  }
}

function refuse(message: string): 1 {
  console.error(message)
  return 1
}

process.exitCode = await main(process.argv.slice(2))
