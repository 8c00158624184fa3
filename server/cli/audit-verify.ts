/** npm run -s audit:verify -- [--head <17:3f2a…>] [--backup <file>]: walks the trail and the logs of writing, of the
 *  running server or in a backup, and prints how many entries it has and its head, or the first broken one, and the first
 *  broken commit of each log. Exit code 0 if all are unbroken, 1 if not, 2 if there is nothing to check. */
import { parseArgs } from 'node:util'
import { invalid, type Result } from '../base/result.ts'
import { printProblems, readConfig } from '../config.ts'
import { chainReport, readHead } from '../operations/chain-report.ts'
import { askForAudit } from '../operations/control-client.ts'
import { judgeBackup } from '../operations/judge-backup.ts'
import { isUnbroken, type TrailVerdict } from '../operations/trail-verdict.ts'

interface Order {
  /** As an earlier report printed it. */
  readonly head: string | null
  readonly backup: string | null
}

async function main(args: readonly string[]): Promise<0 | 1 | 2> {
  const order = readOrder(args)
  if (!order) return refuse('Aufruf: npm run -s audit:verify -- [--head <Nummer:Hash>] [--backup <Sicherung>]')
  const verdict = await judge(order)
  if (!verdict.ok) return refuse(printProblems(verdict))
  console.log(chainReport(verdict.value))
  return isUnbroken(verdict.value) ? 0 : 1
}

async function judge({ head, backup }: Order): Promise<Result<TrailVerdict>> {
  const noted = readHead(head)
  if (!noted.ok) return noted
  if (backup !== null) return judgeBackup(backup, { against: noted.value })
  const config = readConfig(process.env)
  if (!config.ok) return config
  const verdict = await askForAudit(config.value.dataFolder, head)
  return (
    verdict ??
    invalid('Es läuft kein Server. Starten Sie ihn (npm start) oder prüfen Sie eine Sicherung (--backup <Datei>).')
  )
}

function readOrder(args: readonly string[]): Order | null {
  try {
    const { values } = parseArgs({ args: [...args], options: { head: { type: 'string' }, backup: { type: 'string' } } })
    return { head: values.head ?? null, backup: values.backup ?? null }
  } catch {
    return null
  }
}

function refuse(message: string): 2 {
  console.error(message)
  return 2
}

process.exitCode = await main(process.argv.slice(2))
