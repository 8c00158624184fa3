import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { readWholeTrail } from '../../server/audit/audit.ts'
import { roleLabels, setupActor, type User } from '../../server/auth/auth.ts'
import { redeemPasswordLink } from '../../server/auth/auth-actions.ts'
import { createUnit, createUser, issuePasswordLink, listUnits, listUsers } from '../../server/auth/user-actions.ts'
import type { Db } from '../../server/base/database.ts'
import { registerShipped } from '../../server/template/template-actions.ts'
import { type DemoPerson, demoPeople, demoUnits } from './people.ts'
import { beginningOfStory, type StoryOptions, tellStory } from './story.ts'
import { done } from './value.ts'

export interface DemoLogin {
  readonly login: string
  readonly password: string
  readonly name: string
  readonly roles: string
}

interface DemoOptions extends StoryOptions {
  /** Where the logins are kept. */
  readonly folder: string
}

/** The demo in an empty database: its people, and what they have done in the ten weeks before. Everything is made through
 *  the actions, so that it has a trail like everything else. A start that was interrupted is finished by the next one;
 *  afterwards nothing changes any more. Returns nobody in a database with people of its own. */
export async function loadDemo(db: Db, { folder, ...options }: DemoOptions): Promise<DemoLogin[]> {
  const stage = await beforeTheStory(db)
  const published = await registerShipped(stage)
  if (!published.ok) return [] // main.ts meets the same problem next and says it
  const logins = await loadPeople(stage, folder)
  if (logins.length > 0) await tellStory(db, options)
  return logins
}

/** The database at the moment when the story begins, as long as nothing but its beginning has happened. */
async function beforeTheStory(db: Db): Promise<Db> {
  const begun = await beginningOfStory(db)
  const [newest] = await readWholeTrail(db, { limit: 1 })
  if (!begun || (newest && newest.at !== begun.toISOString())) return db
  return { ...db, clock: { now: () => begun } }
}

/** The demo's people. Passwords are drawn at random and kept in `demo-logins.txt`, readable by its owner alone. */
export async function loadPeople(db: Db, folder: string): Promise<DemoLogin[]> {
  const file = join(folder, 'demo-logins.txt')
  const users = await listUsers(db)
  if (users.length === 0) await writeLogins(file, demoPeople.map(newLogin))
  else if (!existsSync(file)) return []
  const logins = await readLogins(file)
  await createPeople(db, users, logins)
  return logins
}

async function createPeople(db: Db, users: readonly User[], logins: readonly DemoLogin[]): Promise<void> {
  const known = new Map(users.map((user) => [user.login, user]))
  const passwords = new Map(logins.map(({ login, password }) => [login, password]))
  for (const person of demoPeople) {
    const password = passwords.get(person.login)
    const user = known.get(person.login)
    if (password === undefined || user?.passwordSetAt || user?.deactivatedAt) continue
    const id = user?.id ?? (await createPerson(db, person))
    const { token } = done(await issuePasswordLink(db, setupActor, id))
    done(await redeemPasswordLink(db, { token, password }))
  }
}

async function createPerson(db: Db, { unit, ...person }: DemoPerson): Promise<string> {
  const form = { ...person, email: `${person.login}@kreis-auental.example`, unitId: await unitId(db, unit) }
  return done(await createUser(db, setupActor, form)).id
}

async function unitId(db: Db, short: string): Promise<string> {
  const found = (await listUnits(db)).find((unit) => unit.short === short)
  const unit = demoUnits.find((candidate) => candidate.short === short)
  if (!found && !unit) throw new Error(`The demo has no unit ${short}.`)
  return found?.id ?? done(await createUnit(db, setupActor, { short, name: unit?.name ?? '' })).id
}

/** Twenty characters of base64url: 120 bits. */
const newLogin = ({ login, name, roles }: DemoPerson): DemoLogin => ({
  login,
  password: randomBytes(15).toString('base64url'),
  name,
  roles: roles.map((role) => roleLabels[role]).join(', '),
})

async function writeLogins(file: string, logins: readonly DemoLogin[]): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const handle = await open(`${file}.tmp`, 'w', 0o600)
  try {
    const lines = logins.map(({ login, password, name, roles }) => [login, password, name, roles].join('\t'))
    await handle.writeFile(`${lines.join('\n')}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(`${file}.tmp`, file)
}

async function readLogins(file: string): Promise<DemoLogin[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter(Boolean)
  return lines.map((line) => {
    const [login = '', password = '', name = '', roles = ''] = line.split('\t')
    return { login, password, name, roles }
  })
}
