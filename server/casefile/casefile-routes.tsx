import { type Context, Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { DeactivationPage } from '../../views/administration/deactivation-page.tsx'
import { CaseConflictPage } from '../../views/casefile/case-conflict-page.tsx'
import { CaseFormPage, type CaseFormPageProps } from '../../views/casefile/case-form-page.tsx'
import { CasePage, type CasePageProps } from '../../views/casefile/case-page.tsx'
import { CaseTrailPage } from '../../views/casefile/case-trail-page.tsx'
import { CasesPage } from '../../views/casefile/cases-page.tsx'
import { readBefore, type TrailPage } from '../audit/audit.ts'
import { has } from '../auth/auth.ts'
import { formEntries } from '../auth/form-entries.ts'
import { currentActor, type Env, problemStatus, requireRole } from '../auth/http.ts'
import { tellTrail } from '../auth/trail.ts'
import { findUser, listColleagues } from '../auth/user-actions.ts'
import type { Problem } from '../base/result.ts'
import { printDate } from '../calendar/calendar.ts'
import { localDate, printMoment } from '../calendar/local-time.ts'
import { labelAt } from '../fields/field-places.ts'
import { type FormInput, readForm } from '../fields/form-input.ts'
import type { Choice } from '../fields/merging.ts'
import { rawForm } from '../fields/raw-form.ts'
import { applyAct } from '../fields/row-acts.ts'
import { asGroup } from '../fields/walk.ts'
import { caseFacts, pathLabel } from './case-facts.ts'
import { caseFields, paths } from './case-fields.ts'
import { type CaseFile, type CaseLine, caseTitle, titleOf } from './casefile.ts'
import {
  type CaseConflict,
  type CaseFilter,
  closeCase,
  createCase,
  findCase,
  handOverCase,
  listCases,
  listSuccessors,
  reopenCase,
  saveCase,
} from './casefile-actions.ts'
import { caseTeller } from './casefile-trail.ts'
import { deactivateAndHandOver } from './handover-actions.ts'

export const casefileRoutes = new Hono<Env>()

const seesCases = requireRole('lotsin', 'leitung')
for (const path of ['/cases', '/cases/*']) casefileRoutes.use(path, seesCases)

casefileRoutes.get('/cases', async (c) => {
  const actor = currentActor(c)
  const query = (name: string) => c.req.query(name) ?? ''
  const values = { q: query('q'), lotsin: query('lotsin'), pfad: query('pfad'), state: query('state') || 'open' }
  const filter: CaseFilter = {
    text: values.q,
    lotsinId: values.lotsin || undefined,
    pfad: values.pfad || undefined,
    state: values.state === 'closed' || values.state === 'all' ? values.state : 'open',
  }
  const page = Number.parseInt(query('page'), 10) || 1
  const list = await listCases(c.var.db, actor, { filter, page })
  return c.html(
    <CasesPage
      {...list}
      cases={list.cases.map(caseLine)}
      filter={values}
      isFiltered={values.q + values.lotsin + values.pfad !== '' || values.state !== 'open'}
      pathChoices={paths}
      lotsinChoices={has(actor, 'leitung') ? await lotsinChoices(c) : []}
      can={{ create: has(actor, 'lotsin') }}
      pageHref={(number) => `/cases?${new URLSearchParams({ ...values, page: String(number) })}`}
      notice={notices.get(query('done'))}
    />,
  )
})

const caseLine = ({ nachname, vorname, geburtsdatum, pfad, closedAt, ...line }: CaseLine) => ({
  ...line,
  title: caseTitle(nachname, vorname),
  born: geburtsdatum ? printDate(geburtsdatum) : '',
  path: pathLabel(pfad)?.split(' – ')[0] ?? '',
  isClosed: closedAt !== null,
})

const lotsinChoices = async (c: Context<Env>) =>
  (await listColleagues(c.var.db, { unitId: currentActor(c).unitId, role: 'lotsin' })).map(({ id, name }) => ({
    value: id,
    label: name,
  }))

casefileRoutes.get('/cases/new', requireRole('lotsin'), (c) =>
  c.html(<CaseFormPage changed={null} fields={caseFields} values={{}} />),
)

casefileRoutes.post('/cases/new', requireRole('lotsin'), async (c) => {
  const entries = await formEntries(c)
  const form = readForm(caseFields, entries, { today: today(c) })
  const acted = actedOn(form, entries)
  if (acted) return c.html(<CaseFormPage changed={null} {...acted} />)
  const created = await createCase(c.var.db, currentActor(c), form)
  if (created.ok) return c.redirect(`/cases/${created.value.id}?done=created`, 303)
  return c.html(<CaseFormPage changed={null} {...refused(form, created)} />, problemStatus(created))
})

casefileRoutes.get('/cases/:id', async (c) => {
  const found = await findCase(c.var.db, currentActor(c), c.req.param('id'))
  if (!found) return c.notFound()
  return c.html(<CasePage {...(await casePage(c, found))} notice={notices.get(c.req.query('done') ?? '')} />)
})

casefileRoutes.get('/cases/:id/trail', async (c) => {
  const found = await findCase(c.var.db, currentActor(c), c.req.param('id'))
  if (!found) return c.notFound()
  const { lines, older } = await trailOf(c, found.id, { limit: 50, ...readBefore(c.req.query('before')) })
  const next = older === null ? null : `/cases/${found.id}/trail?before=${older}`
  return c.html(<CaseTrailPage id={found.id} title={titleOf(found.values)} lines={lines} older={next} />)
})

casefileRoutes.get('/cases/:id/form', async (c) => {
  const found = await findCase(c.var.db, currentActor(c), c.req.param('id'))
  if (!found) return c.notFound()
  if (found.closedAt) return c.redirect(`/cases/${found.id}`, 303)
  return c.html(
    <CaseFormPage changed={changedCase(found)} fields={caseFields} values={rawForm(caseFields, found.values)} />,
  )
})

casefileRoutes.post('/cases/:id/form', async (c) => {
  const found = await findCase(c.var.db, currentActor(c), c.req.param('id'))
  if (!found) return c.notFound()
  const entries = await formEntries(c)
  const baseVersion = versionOf(entries, 'version')
  const form = readForm(caseFields, entries, { today: today(c), stored: found.values })
  const changed = { ...changedCase(found), version: baseVersion }
  const acted = actedOn(form, entries)
  if (acted) return c.html(<CaseFormPage changed={changed} {...acted} />)
  const saved = await saveCase(c.var.db, currentActor(c), { id: found.id, baseVersion, input: form.input })
  if (!saved.ok) return c.html(<CaseFormPage changed={changed} {...refused(form, saved)} />, problemStatus(saved))
  if (saved.value.kind === 'conflict') {
    return c.html(<CaseConflictPage {...conflictPage(found, saved.value, baseVersion)} />, 409)
  }
  return c.redirect(`/cases/${found.id}?done=${saved.value.merged ? 'merged' : 'saved'}`, 303)
})

casefileRoutes.post('/cases/:id/merges', async (c) => {
  const found = await findCase(c.var.db, currentActor(c), c.req.param('id'))
  if (!found) return c.notFound()
  const entries = await formEntries(c)
  const baseVersion = versionOf(entries, 'base')
  const version = versionOf(entries, 'theirs')
  const choices = choicesOf(entries)
  const input = readJson(entryOf(entries, 'mine'))
  const edit = { id: found.id, baseVersion, input, decided: { version, choices } }
  const saved = await saveCase(c.var.db, currentActor(c), edit)
  if (!saved.ok) {
    const form = { raw: rawForm(caseFields, found.values), open: new Set<string>() }
    return c.html(<CaseFormPage changed={changedCase(found)} {...refused(form, saved)} />, problemStatus(saved))
  }
  if (saved.value.kind === 'saved') return c.redirect(`/cases/${found.id}?done=merged`, 303)
  const isSameVersion = saved.value.theirs.version === version
  const page = conflictPage(found, saved.value, baseVersion)
  const shown = isSameVersion ? { ...page, choices, isIncomplete: true } : page
  return c.html(<CaseConflictPage {...shown} />, isSameVersion ? 422 : 409)
})

casefileRoutes.post('/cases/:id/closings', async (c) => {
  const id = c.req.param('id')
  const done = await closeCase(c.var.db, currentActor(c), { id })
  return done.ok ? c.redirect(`/cases/${id}?done=closed`, 303) : refusedAct(c, done)
})

casefileRoutes.post('/cases/:id/reopenings', async (c) => {
  const id = c.req.param('id')
  const done = await reopenCase(c.var.db, currentActor(c), { id })
  return done.ok ? c.redirect(`/cases/${id}?done=reopened`, 303) : refusedAct(c, done)
})

casefileRoutes.post('/cases/:id/handovers', async (c) => {
  const id = c.req.param('id')
  const to = entryOf(await formEntries(c), 'to')
  const done = await handOverCase(c.var.db, currentActor(c), { id, to })
  if (!done.ok) return refusedAct(c, done, to)
  const isStillSeen = await findCase(c.var.db, currentActor(c), id)
  return c.redirect(isStillSeen ? `/cases/${id}?done=handed_over` : '/cases?done=handed_over', 303)
})

/** Stands here and not with the accounts, because cases go over in the same act. */
casefileRoutes.post('/users/:id/deactivations', requireRole('administration'), async (c) => {
  const id = c.req.param('id')
  const handOverTo = entryOf(await formEntries(c), 'handOverTo')
  const done = await deactivateAndHandOver(c.var.db, currentActor(c), { id, handOverTo })
  if (done.ok) return c.redirect(`/users/${id}`, 303)
  const user = await findUser(c.var.db, id)
  if (!user) return c.notFound()
  const guides = await listColleagues(c.var.db, { role: 'lotsin' })
  const successors = guides
    .filter((guide) => guide.id !== id)
    .map((guide) => ({ value: guide.id, label: `${guide.name}, ${guide.unitName}` }))
  const page = <DeactivationPage user={user} successors={successors} handOverTo={handOverTo} problem={done} />
  return c.html(page, problemStatus(done))
})

async function refusedAct(c: Context<Env>, problem: Problem, handOverTo = '') {
  const found = await findCase(c.var.db, currentActor(c), c.req.param('id') ?? '')
  if (!found) return c.notFound()
  return c.html(
    <CasePage {...(await casePage(c, found))} problem={problem} handOverTo={handOverTo} />,
    problemStatus(problem),
  )
}

async function casePage(c: Context<Env>, found: CaseFile): Promise<CasePageProps> {
  const { id, values, lotsinName, closedAt } = found
  const { geburtsdatum } = asGroup(values.person)
  return {
    id,
    title: titleOf(values),
    aktenzeichen: String(values.aktenzeichen),
    born: geburtsdatum === undefined ? null : printDate(String(geburtsdatum)),
    lotsinName,
    closedOn: closedAt && printDate(localDate(closedAt)),
    facts: caseFacts(values),
    trail: (await trailOf(c, id, { limit: 5 })).lines,
    successors: (await listSuccessors(c.var.db, found)).map((user) => ({ value: user.id, label: user.name })),
    handOverTo: '',
    notice: undefined,
    problem: null,
  }
}

const trailOf = (c: Context<Env>, id: string, page: TrailPage & { limit: number }) =>
  tellTrail(c.var.db, id, { ...page, tellers: [async () => caseTeller, ...(c.var.tellFurther ?? [])] })

const conflictPage = (found: CaseFile, { conflicts, theirs, mine }: CaseConflict, baseVersion: number) => ({
  id: found.id,
  title: titleOf(found.values),
  conflicts,
  theirs: { ...theirs, at: printMoment(theirs.at) },
  baseVersion,
  mine: JSON.stringify(mine),
  choices: {},
  isIncomplete: false,
})

type Shown = Omit<CaseFormPageProps, 'changed'>

/** The form after a button of its rows; null when it was sent to be saved. */
function actedOn(form: FormInput, entries: readonly (readonly [string, string])[]): Shown | null {
  if (!entries.some(([name]) => name === 'act')) return null
  const done = applyAct(caseFields, form.raw, entryOf(entries, 'act'))
  const { raw, focus, said } = done ?? { raw: form.raw, focus: null, said: null }
  return { fields: caseFields, values: raw, open: form.open, focus, said }
}

const refused = (form: Pick<FormInput, 'raw' | 'open'>, problem: Problem): Shown => ({
  fields: caseFields,
  values: form.raw,
  open: form.open,
  problem: {
    message: problem.message,
    fields: problem.fields.map((each) => ({ ...each, label: labelAt(caseFields, each.path) })),
  },
})

const changedCase = ({ id, values, version }: CaseFile) => ({ id, title: titleOf(values), version })

const today = (c: Context<Env>): string => localDate(c.var.db.clock.now().toISOString())

const entryOf = (entries: readonly (readonly [string, string])[], wanted: string): string =>
  entries.find(([name]) => name === wanted)?.[1] ?? ''

/** 0, which no case ever had, for anything that is no version. */
function versionOf(entries: readonly (readonly [string, string])[], name: string): number {
  const text = entryOf(entries, name)
  return /^\d{1,9}$/.test(text) ? Number(text) : 0
}

function choicesOf(entries: readonly (readonly [string, string])[]): Record<string, Choice> {
  const chosen = entries.flatMap(([name, value]): [string, Choice][] =>
    name.startsWith('choice:') && (value === 'mine' || value === 'theirs')
      ? [[name.slice('choice:'.length), value]]
      : [],
  )
  return Object.fromEntries(chosen)
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new HTTPException(400)
  }
}

const notices: ReadonlyMap<string, string> = new Map([
  ['created', 'Der Fall ist angelegt.'],
  ['saved', 'Die Änderungen sind gespeichert.'],
  ['merged', 'Ihre Änderungen sind gespeichert, zusammen mit denen, die andere inzwischen gemacht haben.'],
  ['closed', 'Der Fall ist geschlossen.'],
  ['reopened', 'Der Fall ist wieder offen.'],
  ['handed_over', 'Der Fall ist übergeben.'],
])
