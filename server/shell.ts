import type { MiddlewareHandler } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { NavigationEntry, PageKey, Shell, ShellAssets, ShellEnv } from '../views/layout/shell.ts'
import { type Actor, capacitiesOf, has, type Role } from './auth/auth.ts'
import { type Env, isHtmx } from './auth/http.ts'
import { defaultPreference } from './auth/preference.ts'
import { readPreference } from './auth/preference-actions.ts'
import { inVertretung } from './auth/vertretung-facts.ts'
import type { Db } from './base/database.ts'
import { countWaiting } from './document/waiting.ts'
import type { Handbook } from './handbook/handbook.ts'
import { helpFor } from './handbook/help-places.ts'
import { givenUpMails } from './notice/mail-actions.ts'
import { maySearch } from './search-routes.tsx'

interface House {
  readonly houseName: string
  readonly version: string
  readonly assets: ShellAssets
}

/** What stands around a page as long as nobody is known, error pages included. */
export const withPublicShell = (house: House): MiddlewareHandler<ShellEnv> =>
  createMiddleware<ShellEnv>(async (c, next) => {
    const nobody = { userId: null, userName: null, navigation: [], canSearch: false, inVertretung: null }
    c.set('shell', { ...house, ...defaultPreference, ...nobody })
    await next()
  })

/** Adds name and navigation of whoever is signed in. What waits is counted for whole pages only: a fragment has no
 *  navigation. */
export const withOwnShell: MiddlewareHandler<Env & ShellEnv> = createMiddleware<Env & ShellEnv>(async (c, next) => {
  const { actor, shell, db } = c.var
  const person = c.var.person ?? actor
  if (person) {
    const isPart = isHtmx(c)
    const counts = isPart ? {} : await countsOf(db, person)
    const preference = isPart ? {} : await readPreference(db, person.userId)
    c.set('shell', { ...ownShell(shell, person, counts), ...preference, inVertretung: deputy(actor) })
  }
  await next()
})

/** Hers, and those of whom she stands in for. */
const rolesOf = (actor: Actor): readonly Role[] => [...new Set(capacitiesOf(actor).flatMap(({ roles }) => roles))]

const deputy = (actor: Actor | null) => (actor?.inPlaceOf ? inVertretung(actor.inPlaceOf) : null)

const ownShell = (shell: Shell, actor: Actor, counts: Counts): Shell => ({
  ...shell,
  userId: actor.userId,
  userName: actor.name,
  navigation: navigationOf(rolesOf(actor), counts),
  canSearch: maySearch(rolesOf(actor)),
})

/** How many things wait behind an entry. */
type Counts = Partial<Record<PageKey, number>>

const countsOf = async (db: Db, actor: Actor): Promise<Counts> => ({
  approvals: await countWaiting(db, actor),
  ...(has(actor, 'administration') ? { mails: await givenUpMails(db) } : {}),
})

const entries: readonly NavigationEntry[] = [
  { key: 'start', href: '/', label: 'Start' },
  { key: 'approvals', href: '/approvals', label: 'Freigaben' },
  { key: 'cases', href: '/cases', label: 'Fälle' },
  { key: 'documents', href: '/documents', label: 'Dokumente' },
  { key: 'reminders', href: '/reminders', label: 'Wiedervorlagen' },
  { key: 'papers', href: '/papers', label: 'Sitzungsvorlagen' },
  { key: 'templates', href: '/templates', label: 'Dokumentvorlagen' },
  { key: 'users', href: '/users', label: 'Konten' },
  { key: 'mails', href: '/mails', label: 'Post' },
  { key: 'audit', href: '/audit', label: 'Prüfkette' },
]

const pagesOf: Readonly<Record<Role, readonly PageKey[]>> = {
  lotsin: ['start', 'cases', 'documents', 'reminders'],
  leitung: ['start', 'approvals', 'cases', 'documents'],
  sitzungsdienst: ['start', 'papers'],
  vorlagenpflege: ['start', 'templates'],
  administration: ['users', 'mails'],
  revision: ['audit'],
}

/** The entries of all roles of a person together, each once, always in the same order. */
export function navigationOf(roles: readonly Role[], counts: Counts = {}): NavigationEntry[] {
  const pages = new Set(roles.flatMap((role) => pagesOf[role]))
  return entries.filter(({ key }) => pages.has(key)).map((entry) => ({ ...entry, count: counts[entry.key] ?? 0 }))
}

/** Adds where the handbook explains the page; a fragment shows no way there. */
export const withHelp = (handbook: Handbook): MiddlewareHandler<Env & ShellEnv> =>
  createMiddleware<Env & ShellEnv>(async (c, next) => {
    const { actor, shell } = c.var
    if (actor && !isHtmx(c))
      c.set('shell', { ...shell, helpHref: helpFor(handbook, { path: c.req.path, roles: actor.roles }) })
    await next()
  })
