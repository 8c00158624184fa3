/** npm run -s restore -- <file>: checks a backup and puts it where the database belongs. Overwrites nothing. Exit code 0 if
 *  it is in place, 1 if not. */
import { systemClock } from '../base/clock.ts'
import { printProblems, readConfig } from '../config.ts'
import { keysFolder } from '../operations/backup.ts'
import { chainReport } from '../operations/chain-report.ts'
import { restore } from '../operations/restore.ts'

async function main(args: readonly string[]): Promise<0 | 1> {
  const [file, ...more] = args
  if (!file || file.startsWith('-') || more.length > 0) return refuse('Aufruf: npm run -s restore -- <Sicherung>')
  const config = readConfig(process.env)
  if (!config.ok) return refuse(printProblems(config))
  const { database, dataFolder } = config.value
  const restored = await restore({ file, url: database.url, clock: systemClock })
  if (!restored.ok) return refuse(restored.message)
  console.log(`Zurückgespielt: ${file}`)
  console.log(chainReport(restored.value))
  console.log(`Legen Sie auch die Schlüssel zurück nach „${keysFolder(dataFolder)}“, bevor Sie den Server starten.`)
  return 0
}

function refuse(message: string): 1 {
  console.error(message)
  return 1
}

process.exitCode = await main(process.argv.slice(2))
