import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { CompletionPage } from '../../views/agreement/completion-page.tsx'
import { type StepLine, StepsPage } from '../../views/agreement/steps-page.tsx'
import { uploadedForm } from '../auth/form-entries.ts'
import { currentActor, type Env, postedForm, problemStatus, requireRole, safeNext, text } from '../auth/http.ts'
import type { Problem } from '../base/result.ts'
import { printDate } from '../calendar/calendar.ts'
import { readPastGermanDate } from '../calendar/german-date.ts'
import { localDate } from '../calendar/local-time.ts'
import { type CaseFile, titleOf } from '../casefile/casefile.ts'
import { findCase } from '../casefile/casefile-actions.ts'
import { documentTitles } from '../document/document-actions.ts'
import type { Completion, Step } from './agreement.ts'
import { completionHref, printDeadline, stepAnchor, stepTitle } from './due-lines.ts'
import { readEvidence, readStep, recordStepDone, type StepInCase, stepsOfCase, takeBackStep } from './step-actions.ts'
import { undoable, undoOf } from './undoing.ts'

/** The steps of running agreements: what was agreed, and marking it as done. */
export const stepRoutes = new Hono<Env>()

for (const path of ['/cases/:id/steps', '/cases/:id/steps/*', '/cases/:id/completions/*'])
  stepRoutes.use(path, requireRole('lotsin', 'leitung'))

stepRoutes.get('/cases/:id/steps', (c) => stepsPage(c, null))

stepRoutes.get('/cases/:id/steps/:step/completions', async (c) => {
  const step = await askedStep(c)
  if (!step) return c.notFound()
  return completionPage(c, step, { doneOn: printDate(today(c)), note: '', back: backOf(c, c.req.query('back')) }, null)
})

stepRoutes.post('/cases/:id/steps/:step/completions', async (c) => {
  const step = await askedStep(c)
  if (!step) return c.notFound()
  const form = await uploadedForm(c)
  const [typedDay, note, typedBack] = ['doneOn', 'note', 'back'].map((name) => {
    const value = form.get(name)
    return typeof value === 'string' ? value.trim() : ''
  })
  const back = backOf(c, typedBack)
  const file = form.get('file')
  const done = await recordStepDone(c.var.db, currentActor(c), {
    ...step,
    doneOn: readPastGermanDate(typedDay ?? '', today(c)),
    note: note ?? '',
    file:
      file instanceof File && file.name !== ''
        ? { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) }
        : null,
  })
  if (done.ok) return c.redirect(undoable(back, { kind: 'step', of: step.caseId, id: done.value.id }), 303)
  return completionPage(c, step, { doneOn: typedDay ?? '', note: note ?? '', back }, done)
})

const withdrawalForm = z.object({ back: text })

stepRoutes.post('/cases/:id/completions/:completion/withdrawals', async (c) => {
  const { id: caseId, completion } = c.req.param()
  const { back } = await postedForm(c, withdrawalForm)
  const done = await takeBackStep(c.var.db, currentActor(c), { caseId, id: completion })
  if (done.ok) return c.redirect(backOf(c, back), 303)
  return done.problem === 'not_found' ? c.notFound() : stepsPage(c, done)
})

/** What came from outside goes out as a file to be kept, never as a page of ours. */
stepRoutes.get('/cases/:id/completions/:completion/file', async (c) => {
  const { id: caseId, completion } = c.req.param()
  const file = await readEvidence(c.var.db, currentActor(c), { caseId, id: completion })
  if (!file) return c.notFound()
  return c.body(new Uint8Array(file.bytes).buffer, 200, {
    'Content-Type': file.mediaType,
    'Content-Disposition': `attachment; filename="Nachweis-${completion.slice(-8)}.${file.mediaType.split('/').at(-1)}"`,
    'Content-Security-Policy': "default-src 'none'; sandbox",
  })
})

const askedStep = (c: Context<Env>): Promise<Step | null> =>
  readStep(c.var.db, currentActor(c), {
    caseId: c.req.param('id') ?? '',
    stepId: c.req.param('step') ?? '',
    dueOn: c.req.query('due') ?? '',
  })

const backOf = (c: Context<Env>, back: string | undefined): string =>
  back ? safeNext(back) : `/cases/${c.req.param('id')}/steps`

interface TypedForm {
  readonly doneOn: string
  readonly note: string
  readonly back: string
}

async function completionPage(c: Context<Env>, step: Step, typed: TypedForm, problem: Problem | null) {
  const found = await findCase(c.var.db, currentActor(c), step.caseId)
  if (!found) return c.notFound()
  const page = (
    <CompletionPage
      caseId={found.id}
      caseTitle={titleOf(found.values)}
      what={stepTitle(step)}
      facts={step.goalTitle ? [`Ziel ${step.goalNumber}: ${step.goalTitle}`] : []}
      due={printDeadline(step, today(c))}
      action={completionHref(step)}
      needsEvidence={step.kind !== 'gespraech'}
      evidence={step.evidence}
      typed={typed}
      back={typed.back}
      problem={problem}
    />
  )
  return c.html(page, problem ? problemStatus(problem) : 200)
}

async function stepsPage(c: Context<Env>, problem: Problem | null) {
  const actor = currentActor(c)
  const found = await findCase(c.var.db, actor, c.req.param('id') ?? '')
  if (!found) return c.notFound()
  const steps = await stepsOfCase(c.var.db, actor, found.id)
  const ids = [...new Set(steps.map(({ documentId }) => documentId))]
  const titles = await documentTitles(c.var.db, ids)
  const page = (
    <StepsPage
      caseId={found.id}
      caseTitle={titleOf(found.values)}
      agreements={ids.map((id) => ({
        id,
        title: titles.get(id) ?? '',
        groups: groupsOf(
          c,
          steps.filter(({ documentId }) => documentId === id),
        ),
      }))}
      can={{ write: isOpen(found) }}
      undo={undoOf(c)}
      problem={problem}
    />
  )
  return c.html(page, problem ? problemStatus(problem) : 200)
}

const isOpen = ({ closedAt }: CaseFile): boolean => closedAt === null

function groupsOf(c: Context<Env>, steps: readonly StepInCase[]) {
  const titles = [...new Set(steps.map(groupTitle))]
  return titles.map((title) => ({
    title,
    lines: steps.filter((step) => groupTitle(step) === title).map((step) => stepLine(step, today(c))),
  }))
}

const groupTitle = ({ kind, goalNumber, goalTitle }: Step): string =>
  kind === 'gespraech' ? 'Gespräche' : `Ziel ${goalNumber}: ${goalTitle}`

const stepLine = (step: StepInCase, today: string): StepLine => ({
  id: stepAnchor(step),
  what: step.what,
  about: [step.who, step.evidence && `Nachweis: ${step.evidence}`].filter(Boolean).join(' · '),
  due: printDeadline(step, today),
  isOpen: step.isOpen,
  doneHref: completionHref(step),
  completions: step.completions.map(completionLine),
})

const completionLine = ({ id, doneOn, userName, note, fileName }: Completion) => ({
  id,
  words: `Erledigt am ${printDate(doneOn)}, eingetragen von ${userName}`,
  note,
  fileName,
})

const today = (c: Context<Env>): string => localDate(c.var.db.clock.now().toISOString())
