/** npm run -s admin:create -- --login wellmann --name "Tom Wellmann" [--unit 32.3]: an account for the administration, made
 *  while the server stands still. Prints the link with which the person sets the password herself. Exit code 0 if the
 *  account is made, 1 if not. */
import { parseArgs } from 'node:util'
import { setupActor, type Unit } from '../auth/auth.ts'
import type { PasswordLink } from '../auth/auth-actions.ts'
import { createUnit, createUser, issuePasswordLink, listUnits } from '../auth/user-actions.ts'
import { systemClock } from '../base/clock.ts'
import { type Db, openDatabase } from '../base/database.ts'
import { lockDatabase } from '../base/lock.ts'
import { applyMigrations } from '../base/migrations.ts'
import { notFound, ok, type Problem, type Result } from '../base/result.ts'
import { printMoment } from '../calendar/local-time.ts'
import { type Config, printProblems, readConfig } from '../config.ts'

interface Order {
  readonly login: string
  readonly name: string
  /** Short form or name of a unit that exists; without it the account stands in a unit of its own. */
  readonly unit: string | undefined
}

async function main(args: readonly string[]): Promise<0 | 1> {
  const order = readOrder(args)
  if (!order) return refuse('Aufruf: npm run -s admin:create -- --login wellmann --name "Tom Wellmann" [--unit 32.3]')
  const config = readConfig(process.env)
  if (!config.ok) return refuse(printProblems(config))
  const lock = await lockDatabase({ url: config.value.database.url, clock: systemClock })
  if (!lock.ok) return refuse(`${lock.message}\nLegen Sie das Konto in der laufenden Anwendung unter „Konten“ an.`)
  const db = await openDatabase({ ...config.value.database, clock: systemClock })
  try {
    await applyMigrations(db)
    const link = await createAdministrator(db, order)
    if (!link.ok) return refuse(sentences(link))
    console.log(report(order, link.value, config.value))
    return 0
  } finally {
    await db.close()
    await lock.value.release()
  }
}

async function createAdministrator(db: Db, { login, name, unit }: Order): Promise<Result<PasswordLink>> {
  const place = await findOrCreateUnit(db, unit)
  if (!place.ok) return place
  const form = { login, name, salutation: '', email: '', unitId: place.value.id, roles: ['administration'] }
  const created = await createUser(db, setupActor, form)
  return created.ok ? issuePasswordLink(db, setupActor, created.value.id) : created
}

const ownUnit = { name: 'Administration', short: 'ADM' }

async function findOrCreateUnit(db: Db, wanted: string | undefined): Promise<Result<Pick<Unit, 'id'>>> {
  const units = await listUnits(db)
  const called = (text: string) => units.find(({ name, short }) => name === text || short === text)
  const found = called(wanted ?? ownUnit.short)
  if (found) return ok(found)
  if (wanted === undefined) return createUnit(db, setupActor, ownUnit)
  const known = units.map(({ short, name }) => `  ${short} ${name}`)
  return notFound([`Die Einheit „${wanted}“ gibt es nicht. Bekannt sind:`, ...known].join('\n'))
}

function report({ login, name }: Order, { token, expiresAt }: PasswordLink, { baseUrl, port }: Config): string {
  const url = baseUrl ?? `http://localhost:${port || 3000}`
  return [
    `Das Konto ${login} für ${name} ist angelegt. Starten Sie Vorlagenwerk und öffnen Sie diesen Link:`,
    `  ${url}/password/${token}`,
    `Er gilt einmal und bis ${printMoment(expiresAt)}. Wer ihn hat, setzt das Passwort.`,
  ].join('\n')
}

const sentences = ({ message, fields }: Problem): string =>
  fields.length > 0 ? fields.map((field) => field.message).join('\n') : message

function readOrder(args: readonly string[]): Order | null {
  try {
    const text = { type: 'string' } as const
    const { values } = parseArgs({ args: [...args], options: { login: text, name: text, unit: text } })
    return values.login && values.name ? { login: values.login, name: values.name, unit: values.unit } : null
  } catch {
    return null
  }
}

function refuse(message: string): 1 {
  console.error(message)
  return 1
}

process.exitCode = await main(process.argv.slice(2))
