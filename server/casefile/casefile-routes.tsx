import { type Context, Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { DeactivationPage } from '../../views/administration/deactivation-page.tsx'
import { CaseConflictPage } from '../../views/casefile/case-conflict-page.tsx'
import { CaseFormPage, type CaseFormPageProps } from '../../views/casefile/case-form-page.tsx'
import { CasePage, type CasePageProps } from '../../views/casefile/case-page.tsx'
import { CaseTrailPage } from '../../views/casefile/case-trail-page.tsx'
import { readBefore, type TrailPage } from '../audit/audit.ts'
import { rightsOf } from '../auth/auth.ts'
import { formEntries } from '../auth/form-entries.ts'
import { currentActor, type Env, problemStatus, requireRole } from '../auth/http.ts'
import { tellTrail } from '../auth/trail.ts'
import { findUser, listColleagues } from '../auth/user-actions.ts'
import { inVertretung } from '../auth/vertretung-facts.ts'
import { invalid, type Problem } from '../base/result.ts'
import { printDate } from '../calendar/calendar.ts'
import { localDate, printMoment } from '../calendar/local-time.ts'
import { labelAt } from '../fields/field-places.ts'
import { type FormInput, readForm } from '../fields/form-input.ts'
import type { Choice } from '../fields/merging.ts'
import { rawForm } from '../fields/raw-form.ts'
import { applyAct } from '../fields/row-acts.ts'
import { asGroup } from '../fields/walk.ts'
import { caseFacts } from './case-facts.ts'
import { caseFields } from './case-fields.ts'
import { caseNotices } from './case-notices.ts'
import { type CaseFile, titleOf } from './casefile.ts'
import {
  type CaseConflict,
  closeCase,
  createCase,
  findCase,
  handOverCase,
  listSuccessors,
  openingActors,
  reopenCase,
  saveCase,
} from './casefile-actions.ts'
import { caseTeller } from './casefile-trail.ts'
import { deactivateAndHandOver } from './handover-actions.ts'

export const casefileRoutes = new Hono<Env>()

casefileRoutes.use('/cases/*', requireRole('lotsin', 'leitung'))

casefileRoutes.get('/cases/new', requireRole('lotsin'), (c) =>
  c.html(<CaseFormPage changed={null} guide={guideChoice(c, '')} fields={caseFields} values={{}} />),
)

casefileRoutes.post('/cases/new', requireRole('lotsin'), async (c) => {
  const entries = await formEntries(c)
  const form = readForm(caseFields, entries, { today: today(c) })
  const chosen = entryOf(entries, 'guide')
  const page = { changed: null, guide: guideChoice(c, chosen) }
  const acted = actedOn(form, entries)
  if (acted) return c.html(<CaseFormPage {...page} {...acted} />)
  const all = openingActors(currentActor(c))
  const actor = chosen === '' ? all[0] : all.find((each) => rightsOf(each) === chosen)
  const created = actor ? await createCase(c.var.db, actor, form) : nobodyGuides
  if (created.ok) return c.redirect(`/cases/${created.value.id}?done=created`, 303)
  return c.html(<CaseFormPage {...page} {...refused(form, created)} />, problemStatus(created))
})

const guideLabel = 'Wer begleitet den Fall?'

const nobodyGuides = invalid('Der Fall ist noch nicht angelegt.', [
  { path: 'guide', message: 'Diese Person vertreten Sie nicht (mehr). Wählen Sie, wer den Fall begleitet.' },
])

/** Whose case it will be, where that is not simply whoever asks. */
function guideChoice(c: Context<Env>, chosen: string): NonNullable<CaseFormPageProps['guide']> | null {
  const choices = openingActors(currentActor(c)).map((each) => ({
    value: rightsOf(each),
    label: each.inPlaceOf ? `${each.inPlaceOf.name} (${inVertretung(each.inPlaceOf)})` : `${each.name} (ich selbst)`,
  }))
  return choices.every(({ value }) => value === currentActor(c).userId)
    ? null
    : { label: guideLabel, value: chosen, choices }
}

casefileRoutes.get('/cases/:id', async (c) => {
  const found = await findCase(c.var.db, currentActor(c), c.req.param('id'))
  if (!found) return c.notFound()
  return c.html(<CasePage {...(await casePage(c, found))} notice={caseNotices.get(c.req.query('done') ?? '')} />)
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
    fields: problem.fields.map((each) => ({
      ...each,
      label: each.path === 'guide' ? guideLabel : labelAt(caseFields, each.path),
    })),
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
