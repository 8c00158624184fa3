import type { Attachment } from '../attachment/attachment.ts'
import { listAllAttachments, listAttachments } from '../attachment/attachment-actions.ts'
import { transact } from '../audit/audit.ts'
import type { Actor } from '../auth/auth.ts'
import type { Db, Reader } from '../base/database.ts'
import { newId } from '../base/ids.ts'
import { conflict, invalid, notFound, ok, type Result } from '../base/result.ts'
import { localDate } from '../calendar/local-time.ts'
import { findCase } from '../casefile/casefile-actions.ts'
import { openCase } from '../casefile/reminder-actions.ts'
import { type Completion, goesOn, readCompletion, type Step, type StepKey, type TypedCompletion } from './agreement.ts'
import * as store from './agreement-store.ts'

export interface StepDone extends StepKey, TypedCompletion {
  /** Those of the case that show it. */
  readonly attachments: readonly string[]
}

/** Where the problem with the evidence is shown. */
export const evidenceField = 'file'

/** Notes that a step of a running agreement was done, by whoever sees its case. */
export async function recordStepDone(
  db: Db,
  actor: Actor,
  { attachments: named, ...form }: StepDone,
): Promise<Result<{ id: string }>> {
  const { caseId } = form
  const step = (await findCase(db, actor, caseId)) && (await store.findStep(db, form))
  if (!step) return noStep
  const attachments = [...new Set(named)]
  const hasFile = attachments.length > 0
  const now = db.clock.now().toISOString()
  const read = readCompletion(form, { kind: step.kind, hasFile, today: localDate(now) })
  if (!read.ok) return read
  const id = newId()
  const details = { done: id, doneOn: read.value.doneOn, hasFile }
  const entry = { by: actor.ref, event: 'document.step_done', subject: step.documentId, related: caseId } as const
  return transact(db, { ...entry, details }, async (tx) => {
    const found = await openCase(tx, actor, caseId)
    if (!found.ok) return found
    const planned = await store.findStep(tx, form)
    if (planned?.documentId !== step.documentId) return noStep
    if (!goesOn(step.kind) && (await store.hasCompletion(tx, form)))
      return conflict('Dieser Schritt ist schon erledigt.')
    const there = new Set((await listAttachments(tx, caseId)).map((each) => each.id))
    if (!attachments.every((each) => there.has(each))) return goneEvidence
    await store.insertCompletion(tx, {
      ...read.value,
      id,
      caseId,
      documentId: step.documentId,
      stepId: step.stepId,
      dueOn: step.dueOn,
      userId: actor.userId,
      at: now,
    })
    await store.insertEvidence(tx, id, attachments)
    return ok({ id })
  })
}

const goneEvidence = invalid('Der Schritt ist noch nicht erledigt.', [
  {
    path: evidenceField,
    message: 'Eine Datei liegt nicht mehr bei den Anlagen des Falls. Wählen Sie sie noch einmal.',
  },
])

/** Files for the form of a step: these, and what showed it before it was taken back, as far as the case has them. */
export async function offeredEvidence(
  reader: Reader,
  actor: Actor,
  { attachments, ...key }: StepKey & { readonly attachments: readonly string[] },
): Promise<Attachment[]> {
  if (!(await findCase(reader, actor, key.caseId))) return []
  const before = await store.selectTakenBackEvidence(reader, key)
  const wanted = new Set([...attachments, ...before.map(({ attachmentId }) => attachmentId)])
  return (await listAttachments(reader, key.caseId)).filter(({ id }) => wanted.has(id))
}

export interface CompletionAct {
  readonly caseId: string
  readonly id: string
}

/** Rückgängig: the step is open again; that it was done stays in the trail. */
export async function takeBackStep(
  db: Db,
  actor: Actor,
  { caseId, id }: CompletionAct,
): Promise<Result<CompletionAct>> {
  const done = (await findCase(db, actor, caseId)) && (await store.findCompletion(db, caseId, id))
  if (!done) return noCompletion
  const entry = { by: actor.ref, event: 'document.step_reopened', subject: done.documentId, related: caseId } as const
  return transact(db, { ...entry, details: { done: id } }, async (tx) => {
    const found = await openCase(tx, actor, caseId)
    if (!found.ok) return found
    if (!(await store.findCompletion(tx, caseId, id))) return noCompletion
    await store.takeBackCompletion(tx, { id, userId: actor.userId, at: db.clock.now().toISOString() })
    return ok({ caseId, id })
  })
}

export interface ShownCompletion extends Completion {
  /** Also those that the case no longer has. */
  readonly evidence: readonly Attachment[]
}

export interface StepInCase extends Step {
  /** What stands, the newest first. */
  readonly completions: readonly ShownCompletion[]
  readonly isOpen: boolean
}

/** Everything that the running agreements of a case plan, with what was done; nothing of a case that she may not see. */
export async function stepsOfCase(reader: Reader, actor: Actor, caseId: string): Promise<StepInCase[]> {
  if (!(await findCase(reader, actor, caseId))) return []
  const steps = await store.withWords(reader, await store.selectStepsOfCase(reader, caseId))
  const completions = await withEvidence(reader, caseId, await store.selectCompletions(reader, caseId))
  return steps.map((step) => {
    const done = completions.filter(({ stepId, dueOn }) => stepId === step.stepId && dueOn === step.dueOn)
    return { ...step, completions: done, isOpen: done.length === 0 || goesOn(step.kind) }
  })
}

/** How things stand in cases that a list shows, by the id of the case. */
export async function standingOfCases(
  reader: Reader,
  caseIds: readonly string[],
): Promise<ReadonlyMap<string, store.CaseStanding>> {
  return new Map((await store.selectStandings(reader, caseIds)).map((standing) => [standing.caseId, standing]))
}

/** One step of a running agreement in a case that she may see. */
export async function readStep(reader: Reader, actor: Actor, key: StepKey): Promise<Step | null> {
  const step = (await findCase(reader, actor, key.caseId)) && (await store.findStep(reader, key))
  return step ? ((await store.withWords(reader, [step]))[0] ?? null) : null
}

async function withEvidence(
  reader: Reader,
  caseId: string,
  completions: readonly Completion[],
): Promise<ShownCompletion[]> {
  const places = completions.length > 0 ? await store.selectEvidence(reader, caseId) : []
  const files = places.length > 0 ? await listAllAttachments(reader, caseId) : []
  const shown = new Set(places.map(({ doneId, attachmentId }) => `${doneId} ${attachmentId}`))
  return completions.map((done) => ({ ...done, evidence: files.filter(({ id }) => shown.has(`${done.id} ${id}`)) }))
}

const noStep = notFound('Diesen Schritt gibt es in keiner laufenden Zielvereinbarung dieses Falls.')
const noCompletion = notFound('Dieser Eintrag steht hier nicht (mehr).')
