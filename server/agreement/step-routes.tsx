import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { CompletionPage, type EvidenceLine } from '../../views/agreement/completion-page.tsx'
import { type StepLine, StepsPage } from '../../views/agreement/steps-page.tsx'
import { type Attachment, printMebibytes, printSize } from '../attachment/attachment.ts'
import { addAttachment } from '../attachment/attachment-actions.ts'
import type { AttachmentSettings } from '../attachment/attachment-facts.ts'
import { acceptedFiles, kindOf } from '../attachment/file-kind.ts'
import { uploadedForm } from '../auth/form-entries.ts'
import { currentActor, type Env, postedForm, problemStatus, requireRole, safeNext, text } from '../auth/http.ts'
import type { Problem } from '../base/result.ts'
import { printDate } from '../calendar/calendar.ts'
import { readPastGermanDate } from '../calendar/german-date.ts'
import { localDate } from '../calendar/local-time.ts'
import { caseAttachments } from '../casefile/case-attachments.ts'
import { type CaseFile, titleOf } from '../casefile/casefile.ts'
import { findCase } from '../casefile/casefile-actions.ts'
import { documentTitles } from '../document/document-actions.ts'
import type { Step } from './agreement.ts'
import { completionHref, printDeadline, stepAnchor, stepTitle } from './due-lines.ts'
import {
  evidenceField,
  offeredEvidence,
  readStep,
  recordStepDone,
  type ShownCompletion,
  type StepInCase,
  stepsOfCase,
  takeBackStep,
} from './step-actions.ts'
import { undoable, undoOf } from './undoing.ts'

/** The steps of running agreements: what was agreed, and marking it as done. */
export function stepRoutes({ maxBytes }: AttachmentSettings): Hono<Env> {
  const routes = new Hono<Env>()
  for (const path of ['/cases/:id/steps', '/cases/:id/steps/*', '/cases/:id/completions/*'])
    routes.use(path, requireRole('lotsin', 'leitung'))

  routes.get('/cases/:id/steps', (c) => stepsPage(c, null))

  routes.get('/cases/:id/steps/:step/completions', async (c) => {
    const step = await askedStep(c)
    if (!step) return c.notFound()
    const typed = { doneOn: printDate(today(c)), note: '', attachments: [], back: backOf(c, c.req.query('back')) }
    return completionPage(c, { step, typed, maxBytes }, null)
  })

  routes.post('/cases/:id/steps/:step/completions', async (c) => {
    const step = await askedStep(c)
    if (!step) return c.notFound()
    const form = await uploadedForm(c)
    const textOf = (name: string) => {
      const value = form.get(name)
      return typeof value === 'string' ? value.trim() : ''
    }
    const kept = await keepFiles(c, step, { files: form.getAll(evidenceField), maxBytes })
    const typed = {
      doneOn: textOf('doneOn'),
      note: textOf('note'),
      back: backOf(c, textOf('back')),
      attachments: [...form.getAll('attachment').filter((id) => typeof id === 'string'), ...kept.attachments],
    }
    if (kept.problem) return completionPage(c, { step, typed, maxBytes }, kept.problem)
    const done = await recordStepDone(c.var.db, currentActor(c), {
      ...step,
      ...typed,
      doneOn: readPastGermanDate(typed.doneOn, today(c)),
    })
    if (done.ok) return c.redirect(undoable(typed.back, { kind: 'step', of: step.caseId, id: done.value.id }), 303)
    return completionPage(c, { step, typed, maxBytes }, done)
  })

  const withdrawalForm = z.object({ back: text })

  routes.post('/cases/:id/completions/:completion/withdrawals', async (c) => {
    const { id: caseId, completion } = c.req.param()
    const { back } = await postedForm(c, withdrawalForm)
    const done = await takeBackStep(c.var.db, currentActor(c), { caseId, id: completion })
    if (done.ok) return c.redirect(backOf(c, back), 303)
    return done.problem === 'not_found' ? c.notFound() : stepsPage(c, done)
  })

  return routes
}

/** Files of the form go to the attachments of the case at once: a form that is refused holds no file the second time. */
async function keepFiles(
  c: Context<Env>,
  { caseId }: Step,
  { files, maxBytes }: { readonly files: readonly (File | string)[] } & AttachmentSettings,
): Promise<{ attachments: string[]; problem: Problem | null }> {
  const attachments: string[] = []
  for (const file of files) {
    if (!(file instanceof File) || file.name === '') continue
    const added = await addAttachment(c.var.db, currentActor(c), {
      holder: caseAttachments,
      id: caseId,
      file: { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) },
      isPublic: false,
      maxBytes,
    })
    if (!added.ok) return { attachments, problem: added }
    attachments.push(added.value.attachment)
  }
  return { attachments, problem: null }
}

const askedStep = (c: Context<Env>): Promise<Step | null> =>
  readStep(c.var.db, currentActor(c), {
    caseId: c.req.param('id') ?? '',
    stepId: c.req.param('step') ?? '',
    dueOn: c.req.query('due') ?? '',
  })

const backOf = (c: Context<Env>, back: string | undefined): string =>
  back ? safeNext(back) : `/cases/${c.req.param('id')}/steps`

interface ShownForm extends AttachmentSettings {
  readonly step: Step
  readonly typed: {
    readonly doneOn: string
    readonly note: string
    /** Ids of those that the form names. */
    readonly attachments: readonly string[]
    readonly back: string
  }
}

async function completionPage(c: Context<Env>, { step, typed, maxBytes }: ShownForm, problem: Problem | null) {
  const actor = currentActor(c)
  const found = await findCase(c.var.db, actor, step.caseId)
  if (!found) return c.notFound()
  const offered = await offeredEvidence(c.var.db, actor, { ...step, attachments: typed.attachments })
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
      files={offered.map((each) => ({
        ...evidenceLine(step.caseId)(each),
        isChosen: problem === null || typed.attachments.includes(each.id),
      }))}
      upload={{ accept: acceptedFiles, bytes: maxBytes, words: printMebibytes(maxBytes) }}
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

const completionLine = ({ id, caseId, doneOn, userName, note, evidence }: ShownCompletion) => ({
  id,
  words: `Erledigt am ${printDate(doneOn)}, eingetragen von ${userName}`,
  note,
  files: evidence.map(evidenceLine(caseId)),
})

const evidenceLine =
  (caseId: string) =>
  ({ id, title, mediaType, size, removedAt }: Attachment): EvidenceLine => ({
    id,
    title,
    kind: `${kindOf(mediaType).label}, ${printSize(size)}`,
    href: removedAt === null ? `/cases/${caseId}/attachments/${id}` : null,
  })

const today = (c: Context<Env>): string => localDate(c.var.db.clock.now().toISOString())
