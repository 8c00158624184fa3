import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { DeactivationPage } from '../../views/administration/deactivation-page.tsx'
import { NewUserPage } from '../../views/administration/new-user-page.tsx'
import { UnitPage, UnitsPage, type UnitValues } from '../../views/administration/units-page.tsx'
import type { UserValues } from '../../views/administration/user-fields.tsx'
import { UserPage } from '../../views/administration/user-page.tsx'
import { UsersPage } from '../../views/administration/users-page.tsx'
import { readTrail } from '../audit/audit.ts'
import type { Problem } from '../base/result.ts'
import { isRole, roleLabels, roles, type User } from './auth.ts'
import type { PasswordLink } from './auth-actions.ts'
import { currentActor, type Env, list, postedForm, problemStatus, requireRole, text } from './http.ts'
import {
  changeUnit,
  changeUser,
  createUnit,
  createUser,
  findUnit,
  findUser,
  issuePasswordLink,
  listColleagues,
  listUnits,
  listUsers,
  userNames,
} from './user-actions.ts'
import { peopleIn, userSentence } from './user-trail.ts'

/** Accounts and units. Nothing here reads a case or a document. */
export const administrationRoutes = new Hono<Env>()

const isAdministrator = requireRole('administration')
for (const path of ['/users', '/users/*', '/units', '/units/*']) administrationRoutes.use(path, isAdministrator)

const userForm = z.object({ login: text, name: text, salutation: text, email: text, unitId: text, roles: list })
const unitForm = z.object({ name: text, short: text })
const usersPerPage = 50

administrationRoutes.get('/users', async (c) => {
  const filter = { unit: c.req.query('unit') ?? '', role: c.req.query('role') ?? '', state: c.req.query('state') ?? '' }
  const users = await listUsers(c.var.db, {
    unitId: filter.unit || undefined,
    role: isRole(filter.role) ? filter.role : undefined,
    activeOnly: filter.state !== 'all',
  })
  const pages = Math.max(Math.ceil(users.length / usersPerPage), 1)
  const page = Math.min(Math.max(Number.parseInt(c.req.query('page') ?? '1', 10) || 1, 1), pages)
  const shown = users.slice((page - 1) * usersPerPage, page * usersPerPage)
  return c.html(
    <UsersPage
      users={shown.map((user) => ({ ...user, roleLabels: labelsOf(user), state: stateOf(user) }))}
      total={users.length}
      filter={filter}
      units={await unitChoices(c)}
      roles={roleChoices}
      page={page}
      pages={pages}
      pageHref={(number) => `/users?${new URLSearchParams({ ...filter, page: String(number) })}`}
    />,
  )
})

administrationRoutes.get('/users/new', async (c) => {
  const values = { login: '', name: '', salutation: '', email: '', unitId: '', roles: [] }
  return c.html(await newUserPage(c, values, null))
})

administrationRoutes.post('/users', async (c) => {
  const values = await postedForm(c, userForm)
  const created = await createUser(c.var.db, currentActor(c), values)
  if (!created.ok) return c.html(await newUserPage(c, values, created), problemStatus(created))
  return c.redirect(`/users/${created.value.id}?done=created`, 303)
})

administrationRoutes.get('/users/:id', async (c) => {
  const user = await findUser(c.var.db, c.req.param('id'))
  if (!user) return c.notFound()
  return c.html(await userPage(c, user, { notice: notices.get(c.req.query('done') ?? '') }))
})

administrationRoutes.post('/users/:id', async (c) => {
  const id = c.req.param('id')
  const values = await postedForm(c, userForm)
  const changed = await changeUser(c.var.db, currentActor(c), { ...values, id })
  if (changed.ok) return c.redirect(`/users/${id}?done=changed`, 303)
  const user = await findUser(c.var.db, id)
  if (!user) return c.notFound()
  return c.html(await userPage(c, user, { values, problem: changed }), problemStatus(changed))
})

administrationRoutes.post('/users/:id/password-links', async (c) => {
  const id = c.req.param('id')
  const issued = await issuePasswordLink(c.var.db, currentActor(c), id)
  const user = await findUser(c.var.db, id)
  if (!user) return c.notFound()
  if (!issued.ok) return c.html(await userPage(c, user, { problem: issued }), problemStatus(issued))
  return c.html(await userPage(c, user, { link: issued.value }), 201)
})

// The link is shown by the answer to the post alone: reloading leads back to the account.
administrationRoutes.get('/users/:id/password-links', (c) => c.redirect(`/users/${c.req.param('id')}`, 303))

administrationRoutes.get('/users/:id/deactivations', async (c) => {
  const user = await findUser(c.var.db, c.req.param('id'))
  if (!user || user.deactivatedAt) return c.notFound()
  const guides = user.roles.includes('lotsin') ? await listColleagues(c.var.db, { role: 'lotsin' }) : []
  const successors = guides
    .filter(({ id }) => id !== user.id)
    .map(({ id, name, unitName }) => ({ value: id, label: `${name}, ${unitName}` }))
  return c.html(<DeactivationPage user={user} successors={successors} handOverTo="" problem={null} />)
})

administrationRoutes.get('/units', async (c) => {
  return c.html(await unitsPage(c, { name: '', short: '' }, { notice: notices.get(c.req.query('done') ?? '') }))
})

administrationRoutes.post('/units', async (c) => {
  const values = await postedForm(c, unitForm)
  const created = await createUnit(c.var.db, currentActor(c), values)
  if (!created.ok) return c.html(await unitsPage(c, values, { problem: created }), problemStatus(created))
  return c.redirect('/units?done=unit', 303)
})

administrationRoutes.get('/units/:id', async (c) => {
  const unit = await findUnit(c.var.db, c.req.param('id'))
  return unit ? c.html(<UnitPage unit={unit} values={unit} problem={null} />) : c.notFound()
})

administrationRoutes.post('/units/:id', async (c) => {
  const id = c.req.param('id')
  const values = await postedForm(c, unitForm)
  const changed = await changeUnit(c.var.db, currentActor(c), { ...values, id })
  if (changed.ok) return c.redirect('/units?done=changed', 303)
  const unit = await findUnit(c.var.db, id)
  if (!unit) return c.notFound()
  return c.html(<UnitPage unit={unit} values={values} problem={changed} />, problemStatus(changed))
})

async function newUserPage(c: Context<Env>, values: UserValues, problem: Problem | null) {
  return <NewUserPage values={values} units={await unitChoices(c)} roles={roleChoices} problem={problem} />
}

interface Said {
  /** What was typed, where it was refused. */
  readonly values?: UserValues
  readonly link?: PasswordLink
  readonly notice?: string | undefined
  readonly problem?: Problem
}

async function userPage(c: Context<Env>, user: User, { values, link, notice, problem }: Said) {
  const entries = await readTrail(c.var.db, user.id, { limit: 200 })
  const names = await userNames(c.var.db, entries.flatMap(peopleIn))
  return (
    <UserPage
      user={{ ...user, state: stateOf(user) }}
      values={{ ...(values ?? user), login: user.login }}
      units={await unitChoices(c)}
      roles={roleChoices}
      trail={entries.flatMap((entry) => {
        const sentence = userSentence(entry, names)
        return sentence ? [{ at: entry.at, sentence }] : []
      })}
      can={{ deactivate: user.id !== currentActor(c).userId }}
      link={link && { url: `${baseUrlOf(c)}/password/${link.token}`, expiresAt: link.expiresAt }}
      notice={notice}
      problem={problem ?? null}
    />
  )
}

async function unitsPage(
  c: Context<Env>,
  values: UnitValues,
  said: { notice?: string | undefined; problem?: Problem },
) {
  const [units, users] = [await listUnits(c.var.db), await listUsers(c.var.db, { activeOnly: true })]
  const counted = units.map((unit) => ({ ...unit, people: users.filter(({ unitId }) => unitId === unit.id).length }))
  return <UnitsPage units={counted} values={values} notice={said.notice} problem={said.problem ?? null} />
}

const unitChoices = async (c: Context<Env>) =>
  (await listUnits(c.var.db)).map(({ id, name }) => ({ value: id, label: name }))

const roleChoices = roles.map((role) => ({ value: role, label: roleLabels[role] }))

const labelsOf = (user: User): string[] => user.roles.map((role) => roleLabels[role])

function stateOf({ deactivatedAt, passwordSetAt }: User): 'active' | 'without_password' | 'deactivated' {
  if (deactivatedAt) return 'deactivated'
  return passwordSetAt ? 'active' : 'without_password'
}

const baseUrlOf = (c: Context<Env>): string => c.var.signIn.baseUrl ?? new URL(c.req.url).origin

const notices: ReadonlyMap<string, string> = new Map([
  ['created', 'Das Konto ist angelegt. Erstellen Sie jetzt den Passwort-Link.'],
  ['changed', 'Die Änderungen sind gespeichert.'],
  ['unit', 'Die Einheit ist angelegt.'],
])
